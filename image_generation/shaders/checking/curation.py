"""Which of the checked programs are worth rendering: those that work, are quick, show something, move, and are new."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from image_generation.shaders.checking.worker import Row


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """What a kept program must satisfy; differences are of 255.

    statuses    of report.csv, with which a program may be kept
    distance    two programs whose frames at the same times differ by less (root mean square over 8x8 pictures of
                them) count as one, and the first by name stays
    """

    max_frame_ms: float = 100.0
    min_std: float = 5.0
    min_motion: float = 1.0
    distance: float = 6.0
    statuses: tuple[str, ...] = ("ok",)


def curate(rows: Sequence[Row], thresholds: Thresholds) -> dict[str, str]:
    """Why each program is not kept, by its name; programs that are kept are not in it."""
    reasons: dict[str, str] = {}
    for row in rows:
        if row.status not in thresholds.statuses or row.frame_ms is None or row.std is None or row.motion is None:
            reasons[row.name] = f"{row.status}: {row.message}"
        elif row.frame_ms > thresholds.max_frame_ms:
            reasons[row.name] = f"slow: {row.frame_ms:.1f} ms a frame is above {thresholds.max_frame_ms:g}"
        elif row.std < thresholds.min_std:
            reasons[row.name] = f"flat: standard deviation {row.std:.1f} is under {thresholds.min_std:g}"
        elif max(row.motion, row.variation or 0.0) < thresholds.min_motion:
            over = "" if row.variation is None else f" over time and {row.variation:.2f} over parameters"
            reasons[row.name] = f"still: motion {row.motion:.2f}{over} is under {thresholds.min_motion:g}"
    left = [row for row in rows if row.name not in reasons]
    for name, twin in near_duplicates(left, thresholds.distance).items():
        reasons[name] = f"duplicate: looks like {twin}"
    return reasons


def near_duplicates(rows: Sequence[Row], distance: float) -> dict[str, str]:
    """For each program that looks like an earlier kept one (by name), that one's name.

    Exact, without comparing all pairs: by Cauchy-Schwarz, the means of two pictures differ by no more than their root
    mean square difference, so that only programs of nearly equal mean need a look.
    """
    kept_means: list[float] = []
    kept: list[tuple[str, np.ndarray]] = []  # in the order of kept_means
    twins: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.name):
        picture = np.array(row.thumbnail, np.float32)
        mean = float(picture.mean())
        low = bisect.bisect_left(kept_means, mean - distance)
        high = bisect.bisect_right(kept_means, mean + distance)
        if high > low:
            others = np.stack([other for _, other in kept[low:high]])
            gaps = np.sqrt(((others - picture) ** 2).mean(axis=1))
            nearest = int(gaps.argmin())
            if gaps[nearest] < distance:
                twins[row.name] = kept[low + nearest][0]
                continue
        index = bisect.bisect(kept_means, mean)
        kept_means.insert(index, mean)
        kept.insert(index, (row.name, picture))
    return twins
