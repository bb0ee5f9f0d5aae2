"""Iterated function systems: affine maps of the plane, their attractors, and pictures of them.

    system = draw_contraction(rng, count=3, sigma_factor=4.2)
    points = attractor(system, determinant_weights(system), 10_000, rng)    # float32 [2, 10240]
    rows, columns = pixels_of(points, 128, *bounds(points))
    histogram(rows, columns, 128)                                           # int64 [128, 128]

A system is float64 [n, 2, 3]: maps x -> A x + b as rows (a b e), (c d f).
"""

from __future__ import annotations

import numpy as np

# Pictures are drawn twice as fine as asked for, while that is no finer than this.
_FINEST = 1024

# Chains that run side by side, and the steps that each forgets.
_CHAINS, _FORGOTTEN = 512, 24


def determinant_weights(system: np.ndarray) -> np.ndarray:
    """Probabilities of the maps, proportional to |det A|: float64 [n]."""
    weights = np.abs(system[:, 0, 0] * system[:, 1, 1] - system[:, 0, 1] * system[:, 1, 0])
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(system), 1 / len(system))


def attractor(system: np.ndarray, weights: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """At least `count` points of the attractor by the chaos game (Barnsley 1988): float32 [2, points], x and y.

    The game is played by 512 chains side by side that start at the origin and forget their first 24 steps; a system
    that does not contract leaves points that are huge or not finite.
    """
    steps = -(-count // _CHAINS)
    maps = np.searchsorted(np.cumsum(weights)[:-1], rng.random((_FORGOTTEN + steps, _CHAINS), np.float32), "right")
    # [steps, 6, chains], so that one step reads a contiguous piece.
    table = np.ascontiguousarray(system.reshape(-1, 6).T, np.float32)
    coefficients = np.take(table, maps, axis=1).transpose(1, 0, 2)
    points = np.empty((2, steps, _CHAINS), np.float32)
    x = np.zeros(_CHAINS, np.float32)
    y = np.zeros(_CHAINS, np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        for step, (a, b, e, c, d, f) in enumerate(coefficients):
            x, y = a * x + b * y + e, c * x + d * y + f
            if step >= _FORGOTTEN:
                points[0, step - _FORGOTTEN] = x
                points[1, step - _FORGOTTEN] = y
    return points.reshape(2, -1)


def finer_size(resolution: int) -> int:
    """Width in pixels at which pictures of points are drawn, to be averaged down to `resolution`."""
    return max(resolution, min(2 * resolution, _FINEST))


def bounds(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest coordinates of points [2, n]: float32 [2] each."""
    return points.min(axis=1), points.max(axis=1)


def drawable(points: np.ndarray) -> bool:
    """Whether the points can be drawn: all finite, with a width and a height that numbers can tell apart."""
    low, high = bounds(points)
    if not np.isfinite(low).all() or not np.isfinite(high).all() or max(abs(low).max(), abs(high).max()) > 1e6:
        return False
    return bool(((high - low) > 1e-4 * np.maximum(1, np.abs(high))).all())


def pixels_of(
    points: np.ndarray, size: int, low: np.ndarray, high: np.ndarray, margin: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns int32 [n] of points; low and high lie `margin` pixels within the picture, and y points up."""
    scale = (size - 1 - 2 * margin) / np.maximum(high - low, 1e-12)
    columns, rows = (((points[axis] - low[axis]) * scale[axis] + margin).astype(np.int32) for axis in range(2))
    return size - 1 - rows, columns


def filling(points: np.ndarray, size: int, margin: float = 0.0) -> float:
    """The share of a picture's pixels that hold a point."""
    if not drawable(points):
        return 0.0
    rows, columns = pixels_of(points, size, *bounds(points), margin)
    hit = np.zeros(size * size, bool)
    hit[rows * size + columns] = True
    return np.count_nonzero(hit) / size**2


def histogram(rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """How many points each pixel holds, those outside left out: int64 [size, size]."""
    inside = (rows >= 0) & (rows < size) & (columns >= 0) & (columns < size)
    return np.bincount(rows[inside] * size + columns[inside], minlength=size**2).reshape(size, size)


def draw_contraction(rng: np.random.Generator, count: int, sigma_factor: float) -> np.ndarray:
    """A system of `count` contracting maps by their singular values: float64 [count, 2, 3].

    "Improving Fractal Pre-training" (Anderson and Farrell 2022, arXiv 2110.03091, section 3.2): A = R(u) S R(v) D with
    uniform rotations, D of random signs, and singular values 1 >= s1 >= s2 >= 0 whose sum of s1 + 2 s2 over the maps
    is the sigma factor; b is uniform on -1 to 1.
    """
    values = draw_singular_values(rng, count, sigma_factor)
    left, right = (_rotations(rng.uniform(-np.pi, np.pi, count)) for _ in range(2))
    signs = rng.choice([-1.0, 1.0], (count, 1, 2))
    system = np.empty((count, 2, 3))
    system[:, :, :2] = (left * values[:, None]) @ right * signs
    system[:, :, 2] = rng.uniform(-1, 1, (count, 2))
    return system


def draw_singular_values(rng: np.random.Generator, count: int, sigma_factor: float) -> np.ndarray:
    """Singular values s1 >= s2 in 0 to 1 with a sum of s1 + 2 s2 of `sigma_factor`: float64 [count, 2].

    Map by map, each value is uniform between the bounds that leave the rest of the sum within reach (the paper's
    algorithm 1).
    """
    values = np.empty((count, 2))
    left = sigma_factor
    for place in range(count):
        # The maps after this one can take 0 to 3 each.
        most_after = 3.0 * (count - 1 - place)
        needed = left - most_after
        if place < count - 1:
            first = rng.uniform(max(0.0, needed / 3), min(1.0, left))
            second = rng.uniform(max(0.0, (needed - first) / 2), min(first, (left - first) / 2))
        else:
            second = rng.uniform(max(0.0, (left - 1) / 2), left / 3)
            first = left - 2 * second
        values[place] = first, second
        left -= first + 2 * second
    return values


def _rotations(angles: np.ndarray) -> np.ndarray:
    cosine, sine = np.cos(angles), np.sin(angles)
    return np.stack([np.stack([cosine, -sine], axis=1), np.stack([sine, cosine], axis=1)], axis=1)


def draw_patches(rng: np.random.Generator, rows: np.ndarray, columns: np.ndarray, size: int) -> np.ndarray:
    """Points as random 3 x 3 patches, the later over the earlier: 0 or 1, uint8 [size, size].

    Each point's patch is one of the 511 that are not empty, its zeros drawn as well (Kataoka et al. 2020, section 3.2:
    patch rendering).
    """
    picture = np.zeros((size + 2, size + 2), np.uint8)
    bits = rng.integers(1, 512, len(rows), np.uint16)
    corners = rows * (size + 2) + columns
    offsets = (np.arange(3)[:, None] * (size + 2) + np.arange(3)).ravel().astype(np.int32)
    picture.ravel()[corners[:, None] + offsets] = _PATCHES[bits]
    return picture[1:-1, 1:-1]


_PATCHES = ((np.arange(512)[:, None] >> np.arange(9)) & 1).astype(np.uint8)
