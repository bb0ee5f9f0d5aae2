"""FractalDB: categories of random fractals in grey, whose instances scale one of their parameters.

open_model("fractaldb:1000").draw(seed=0, index=0, category=3, resolution=64)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

import cv2
import numpy as np

from image_generation.models.fractaldb_categories import CANDIDATES
from image_generation.models.ifs import (
    attractor,
    bounds,
    determinant_weights,
    draw_patches,
    drawable,
    filling,
    finer_size,
    pixels_of,
)
from image_generation.models.model import ImageModel, Place, category_generator

FEWEST_MAPS, MOST_MAPS = 2, 7
FILLING_RATE = 0.2
FACTORS = (0.2, 0.6, 1.4, 1.8)
GREY = 127

# The reference draws 200,000 points on 362 pixels with margins of 6, and looks for categories with 100,000 on 512.
_POINTS_A_PIXEL, _MARGIN = 200_000 / 362**2, 6 / 362
_SEARCH_POINTS, _SEARCH_SIZE, _SEARCH_MARGIN = 100_000, 512, 6
# A rough look first: of 4096 points on 64 pixels, categories that pass the search fill more than this.
_ROUGH_POINTS, _ROUGH_SIZE, _ROUGH_RATE = 4096, 64, 0.27
_MOST_CANDIDATES = 4096


class FractalDB(ImageModel):
    """FractalDB ("Pre-training without Natural Images", Kataoka et al. 2020, arXiv 2101.08515, section 3).

    A category is an iterated function system of 2 to 7 maps with coefficients uniform on -1 to 1, applied with
    probabilities proportional to |det A|, whose picture fills at least 20 % of its pixels (eq. 1 to 3; section 3.2).
    An instance leaves the system as it is or multiplies one of the six coefficients, in all maps, by 0.2, 0.6, 1.4 or
    1.8 (25 weights with equal chances), draws each point as a random 3 x 3 patch, and flips the picture left to right,
    top to bottom or both: FractalDB's 1000 instances are 25 weights x 10 patches x 4 flips.

    Pictures are drawn finer than asked for (ifs.finer_size), with the reference's density of points, and averaged.
    """

    default_categories = 1000

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        system = category_system(category)
        size = finer_size(resolution)
        # The probabilities stay those of the category.
        weights = determinant_weights(system)
        points = attractor(vary(system, rng), weights, round(_POINTS_A_PIXEL * size**2), rng)
        if not drawable(points):
            points = attractor(system, weights, round(_POINTS_A_PIXEL * size**2), rng)
        picture = GREY * draw_patches(rng, *pixels_of(points, size, *bounds(points), _MARGIN * size), size)
        vertical, horizontal = rng.choice([-1, 1], 2)
        picture = np.ascontiguousarray(picture[::vertical, ::horizontal])
        picture = cv2.resize(picture, (resolution, resolution), interpolation=cv2.INTER_AREA)
        return np.repeat(picture[..., None], 3, axis=2)


def vary(system: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The system, 24 times of 25 with one coefficient of every map multiplied by one of FACTORS: float64 [n, 2, 3]."""
    varied = system.copy()
    weight = int(rng.integers(6 * len(FACTORS) + 1))
    if weight < 6 * len(FACTORS):
        varied.reshape(-1, 6)[:, weight // len(FACTORS)] *= FACTORS[weight % len(FACTORS)]
    return varied


@lru_cache(maxsize=4096)
def category_system(category: int) -> np.ndarray:
    """The system of a category: float64 [n, 2, 3], the first of its candidates that fills the picture."""
    known = CANDIDATES[category] if category < len(CANDIDATES) else find_candidate(category)
    rng = category_generator("fractaldb", category)
    for _ in range(known):
        draw_candidate(rng)
    return draw_candidate(rng)


def draw_candidate(rng: np.random.Generator) -> np.ndarray:
    """A random system: float64 [2 to 7, 2, 3]."""
    return rng.uniform(-1, 1, (int(rng.integers(FEWEST_MAPS, MOST_MAPS + 1)), 2, 3))


def find_candidate(category: int) -> int:
    """The number of the first candidate of a category that fills 20 % of the picture, a fraction of a second's search.

    fractaldb_categories.py holds what this gives for the first categories.
    """
    rng = category_generator("fractaldb", category)
    for number in range(_MOST_CANDIDATES):
        if fills(draw_candidate(rng)):
            return number
    return _MOST_CANDIDATES - 1


def fills(system: np.ndarray) -> bool:
    """Whether a system's picture is filled as far as the paper asks for."""
    weights, rng = determinant_weights(system), category_generator("fractaldb search", 0)
    if filling(attractor(system, weights, _ROUGH_POINTS, rng), _ROUGH_SIZE) < _ROUGH_RATE:
        return False
    return filling(attractor(system, weights, _SEARCH_POINTS, rng), _SEARCH_SIZE, _SEARCH_MARGIN) >= FILLING_RATE


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {"fractaldb": partial(FractalDB, "fractaldb")}
