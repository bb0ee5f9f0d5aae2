"""How images are split into the tasks of render processes."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

TASK_IMAGES = 64  # the most images in a task
SHARES = 8  # parts for each process into which what is left is split, so that all processes end together
# Mixtures of many programs go in longer tasks, which load a program once for this many of its samples, with this many
# images at most: nothing of a task is finished before nearly all of it is.
MIXED_REUSE = 4
MIXED_IMAGES = 1500
MIXING_BYTES = 128 << 20  # sums of mixtures that a process may hold at once


def room_for_mixtures(resolution: int) -> int:
    """Mixtures that a process may have in work at once."""
    return max(1, MIXING_BYTES // (12 * resolution**2))


def shared_mixtures(n_programs: int, per_image: int, resolution: int, most: int) -> int:
    """Images in a task of mixtures that loads each program for several of its samples, `most` at most; 0 where there
    would be too few to share anything."""
    wanted = min(MIXED_REUSE * n_programs // per_image, MIXED_IMAGES, room_for_mixtures(resolution), most)
    return wanted if wanted > TASK_IMAGES and 2 * wanted * per_image >= 3 * n_programs else 0


def split(
    indices: np.ndarray, rows: np.ndarray, n_programs: int, resolution: int, workers: int
) -> Iterator[np.ndarray]:
    """Split images into tasks: whole programs together where each image has one, neighbours where mixed.

    indices   of the images, int64 [n], ascending; rows: the programs of each of them, [n, samples]
    """
    if not len(indices):
        return
    if rows.shape[1] > 1:
        most = _mixed_images(rows, n_programs, resolution, workers)
        for start in range(0, len(indices), most):
            yield indices[start : start + most]
        return
    order = np.argsort(rows[:, 0], kind="stable")
    programs, ordered = rows[order, 0], indices[order]
    starts = np.flatnonzero(np.r_[True, programs[1:] != programs[:-1]])
    begin = 0
    for end in [*starts[1:], len(ordered)]:
        while end - begin > TASK_IMAGES:
            yield ordered[begin : begin + TASK_IMAGES]
            begin += TASK_IMAGES
        enough = min(TASK_IMAGES // 2, math.ceil((len(ordered) - begin) / (workers * SHARES)))
        if end - begin >= enough or end == len(ordered):
            yield ordered[begin:end]
            begin = end


def _mixed_images(rows: np.ndarray, n_programs: int, resolution: int, workers: int) -> int:
    """Images in a task of mixtures: more than usual where that spares loading programs again and again."""
    n_images, per_image = rows.shape
    shared = shared_mixtures(n_programs, per_image, resolution, n_images // (workers * 4))
    return shared or min(TASK_IMAGES, math.ceil(n_images / (workers * SHARES)), room_for_mixtures(resolution))
