"""Coloured fractals on coloured backgrounds.

open_model("fractals:1000").draw(seed=0, index=0, category=3, resolution=64)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

import cv2
import numpy as np

from image_generation.models.ifs import (
    attractor,
    bounds,
    determinant_weights,
    draw_contraction,
    filling,
    finer_size,
    histogram,
    pixels_of,
)
from image_generation.models.model import ImageModel, Place, category_generator, first_accepted

FEWEST_MAPS, MOST_MAPS = 2, 4
LEAST_FILLING = 0.05
JITTER = (0.8, 1.1)
SCALES, SHIFT = (0.5, 2.0), 0.2
BLUR_SIGMAS = (0.5, 1.0)

# The reference draws 100,000 points on 224 pixels.
_POINTS_A_PIXEL = 100_000 / 224**2
_SEARCH_SIZE, _SEARCH_POINTS, _ATTEMPTS, _JITTERS = 128, 12_500, 64, 4


class Fractals(ImageModel):
    """Coloured composite fractals ("Improving Fractal Pre-training", Anderson and Farrell 2022, arXiv 2110.03091).

    A category is a system of 2 to 4 contracting maps drawn by singular values, with a sigma factor uniform on
    (5 + n) / 2 to (6 + n) / 2 (section 3.2), whose picture fills at least 5 % of its pixels. An instance scales one map
    by 0.8 to 1.1, the window by 0.5 to 2 in each direction, shifts it by up to 0.2 of its extent, draws a histogram of
    points as one random 3 x 3 patch, and transposes and flips it. The histogram says the hue, up to a random shift,
    with a random saturation above 0.3 and value above 0.5; below lies a coloured diamond-square texture; every other
    image is blurred (section 3.3 and the released generator's values).

    The paper's pictures of several small fractals, for its multi-instance task, are left out. Pictures are drawn finer
    than asked for (ifs.finer_size), with the reference's density of points, and averaged.
    """

    default_categories = 1000

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        size = finer_size(resolution)
        system = jitter(category_system(category), rng)
        points = attractor(system, determinant_weights(system), round(_POINTS_A_PIXEL * size**2), rng)
        low, high = bounds(points)
        extent = np.where(high > low, high - low, 1)
        centre = (high + low) / 2 + extent * rng.uniform(-SHIFT, SHIFT, 2)
        half = extent * rng.uniform(*SCALES, 2) / 2
        counts = histogram(*pixels_of(points, size, centre - half, centre + half), size).astype(np.float32)
        patch = (rng.integers(1, 512) >> np.arange(9) & 1).astype(np.float32).reshape(3, 3)
        density = cv2.filter2D(counts, -1, patch, borderType=cv2.BORDER_CONSTANT)
        if rng.random() < 0.5:
            density = density.T
        vertical, horizontal = rng.choice([-1, 1], 2)
        density = np.ascontiguousarray(density[::vertical, ::horizontal])
        picture = background(rng, size)
        # The window may have been moved off all points.
        if density.max() > 0.5:
            drawn = density > 0.5
            picture[drawn] = coloured(rng, density / density.max())[drawn]
        if rng.random() < 0.5:
            picture = cv2.GaussianBlur(picture, (3, 3), rng.uniform(*BLUR_SIGMAS))
        return cv2.resize(picture, (resolution, resolution), interpolation=cv2.INTER_AREA)


@lru_cache(maxsize=4096)
def category_system(category: int) -> np.ndarray:
    """The system of a category: float64 [2 to 4, 2, 3]."""

    def propose(rng: np.random.Generator) -> np.ndarray:
        count = int(rng.integers(FEWEST_MAPS, MOST_MAPS + 1))
        return draw_contraction(rng, count, rng.uniform((5 + count) / 2, (6 + count) / 2))

    def accept(system: np.ndarray) -> bool:
        points = attractor(
            system, determinant_weights(system), _SEARCH_POINTS, category_generator("fractals search", 0)
        )
        return filling(points, _SEARCH_SIZE) >= LEAST_FILLING

    return first_accepted(propose, accept, category_generator("fractals", category), _ATTEMPTS)


def jitter(system: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The system with one map scaled by 0.8 to 1.1; as it was if four attempts leave a map that does not contract."""
    for _ in range(_JITTERS):
        jittered = system.copy()
        jittered[rng.integers(len(system))] *= rng.uniform(*JITTER)
        if np.linalg.svd(jittered[:, :, :2], compute_uv=False).max() <= 1:
            return jittered
    return system


def coloured(rng: np.random.Generator, density: np.ndarray) -> np.ndarray:
    """Density float32 [h, w] in 0 to 1 as hues from a random one on, random saturation and value: uint8 [h, w, 3]."""
    hsv = np.empty((*density.shape, 3), np.uint8)
    hsv[..., 0] = (density * 255 + rng.uniform(0, 255)).astype(np.int32) & 255
    hsv[..., 1] = int(rng.uniform(0.3, 1) * 255)
    hsv[..., 2] = int(rng.uniform(0.5, 1) * 255)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB_FULL)


def background(rng: np.random.Generator, size: int) -> np.ndarray:
    """A coloured diamond-square texture: uint8 [size, size, 3]."""
    levels = max(1, (size - 1).bit_length())
    height = diamond_square(rng, levels, rng.uniform(0.4, 0.8))[:size, :size]
    hue = height * rng.uniform(0.25, 1) * 255 + rng.uniform(0, 255)
    saturation = (height * rng.uniform(0.1, 0.3) + rng.uniform(0.4, 0.6)) * 255
    value = (height * rng.uniform(0.3, 0.6) + rng.uniform(0.4, 0.6)) * 255
    hsv = np.stack([hue.astype(np.int32) & 255, np.clip(saturation, 0, 255), np.clip(value, 0, 255)], axis=2)
    return cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB_FULL)


def diamond_square(rng: np.random.Generator, levels: int, decay: float) -> np.ndarray:
    """Fractal terrain by midpoint displacement (Fournier, Fussell and Carpenter 1982): float64 [2**levels + 1] squared.

    Corners are uniform on 0 to 1; displacements of level k = 0, 1, ... are uniform on +-0.5 exp(-decay k).
    """
    grid = rng.random((2, 2))
    for level in range(levels):
        amplitude = 0.5 * np.exp(-decay * level)
        size = 2 ** (level + 1) + 1
        finer = np.zeros((size, size))
        finer[::2, ::2] = grid
        corners = (grid[:-1, :-1] + grid[1:, :-1] + grid[:-1, 1:] + grid[1:, 1:]) / 4
        finer[1::2, 1::2] = corners + rng.uniform(-amplitude, amplitude, corners.shape)
        # The neighbours of edges lie on the other side.
        wrapped = np.pad(finer, 1, mode="wrap")
        wrapped[0, 1:-1], wrapped[-1, 1:-1] = finer[-2], finer[1]
        wrapped[1:-1, 0], wrapped[1:-1, -1] = finer[:, -2], finer[:, 1]
        sides = (wrapped[:-2, 1:-1] + wrapped[2:, 1:-1] + wrapped[1:-1, :-2] + wrapped[1:-1, 2:]) / 4
        sides += rng.uniform(-amplitude, amplitude, sides.shape)
        odd = np.add.outer(np.arange(size), np.arange(size)) % 2 == 1
        grid = np.where(odd, sides, finer)
    return grid


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {"fractals": partial(Fractals, "fractals")}
