"""Scores with their intervals: a table to read, rows in results.csv, bars to compare."""

from __future__ import annotations

import csv
import datetime
import errno
import io
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write, open_regular

PLOTS = (".png", ".pdf", ".svg", ".jpg")  # what bar_plot writes
MOST_HEADER = 10_000  # bytes of a table's first line


@dataclass(frozen=True)
class Score:
    """Accuracies in percent over n test images; settings: what the method was given, one line.

    half_width  of the 95% interval of top-1, where it is no share of n images but a mean over several draws;
                NaN where it is no share at all (R2, which may be negative) and no interval is known
    """

    method: str
    label: str
    arch: str
    source: str
    dataset: str
    n: int
    top1: float
    top5: float
    settings: str = ""
    half_width: float | None = None

    def interval(self) -> tuple[float, float]:
        """95% interval of top-1 in percent; NaN where none is known."""
        if self.half_width is not None and math.isnan(self.half_width):
            return math.nan, math.nan
        if self.half_width is not None:
            return max(0.0, self.top1 - self.half_width), min(100.0, self.top1 + self.half_width)
        return wilson(self.top1, self.n)


def wilson(percent: float, n: int, z: float = 1.959964, variance: float | None = None) -> tuple[float, float]:
    """Wilson's interval of a share measured on n items, in percent (Wilson 1927; z: 95%).

    variance   of an item, where it is no mere hit or miss but a mean (default: share * (1 - share))
    """
    share = percent / 100.0
    variance = share * (1 - share) if variance is None else variance
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(variance / n + z * z / (4 * n * n))
    return 100.0 * max(0.0, middle - half), 100.0 * min(1.0, middle + half)


def interval_text(low: float, high: float, digits: int = 2) -> str:
    """An interval for people."""
    return "none" if math.isnan(low) else f"{low:.{digits}f} to {high:.{digits}f}"


def table(scores: Sequence[Score]) -> str:
    """The scores as aligned text, best first."""
    rows = [("encoder", "arch", "top-1", "95% interval", "top-5")]
    for score in sorted(scores, key=lambda score: -score.top1):
        between = interval_text(*score.interval())
        rows.append((score.label, score.arch, f"{score.top1:.2f}", between, f"{score.top5:.2f}"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) if k < 2 else cell.rjust(width) for k, (cell, width) in enumerate(zip(row, widths))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def append_results(path: str | os.PathLike, scores: Sequence[Score]) -> None:
    """Add a row a score to a CSV file, with a header where it is new. Raises UserError when it cannot be written."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    rows = []
    for score in scores:
        low, high = score.interval()
        rows.append({"time": now, **asdict(score), "low": round(low, 4), "high": round(high, 4)})
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written at once: a run that is killed, or a full disk, leaves no half of a row.
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        descriptor = open_regular(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, "--results", follow=True)
        with open(descriptor, "rb+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            header = file.readline(MOST_HEADER).decode("utf-8", "replace").rstrip("\r\n")
            if not size:
                writer.writeheader()
            elif header.split(",") != writer.fieldnames:
                raise UserError(f"--results {path}: holds a table with other columns: name another file", 2)
            file.seek(max(size - 1, 0))
            if size and file.read(1) not in (b"\n", b""):  # a line that is cut off
                text.write("\r\n")
            writer.writerows(rows)
            data = text.getvalue().encode()
            if file.write(data) != len(data):
                os.ftruncate(file.fileno(), size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise UserError(f"--results {path}: cannot be written ({error.strerror})") from None


def bar_plot(path: str | os.PathLike, scores: Sequence[Score], title: str) -> None:
    """Draw top-1 accuracies as bars with their intervals."""
    # here: only where --plot asks for it
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axis = pyplot.subplots(figsize=(6, 0.6 + 0.5 * len(scores)), dpi=120)
    ordered = sorted(scores, key=lambda score: score.top1)
    for row, score in enumerate(ordered):
        low, high = score.interval()
        color = "tab:gray" if score.source == "random" else "tab:blue"
        axis.barh(row, score.top1, color=color, height=0.6)
        axis.errorbar(score.top1, row, xerr=[[score.top1 - low], [high - score.top1]], color="black", capsize=3)
        axis.text(high + 1.5, row, f"{score.top1:.1f}", va="center", fontsize=9)
    axis.set_yticks(range(len(ordered)), [score.label for score in ordered])
    axis.set_xlim(0, 108)
    axis.set_xlabel("top-1 accuracy (%)")
    axis.set_title(title, fontsize=10)
    axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path, "wb") as file:
        figure.savefig(file, format=path.suffix.lower().lstrip("."))
    pyplot.close(figure)


def report(scores: Sequence[Score], args) -> None:
    """Print the table, append the rows, draw the bars where asked for."""
    print(table(scores))
    append_results(args.results, scores)
    if args.plot:
        bar_plot(args.plot, scores, f"{scores[0].method}, {args.dataset}")
