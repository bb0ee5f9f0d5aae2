"""One fractal and its perturbations, each a category of its own.

open_model("perturbed-fractal:1000").draw(seed=0, index=0, category=3, resolution=64)
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
    draw_patches,
    drawable,
    filling,
    finer_size,
    pixels_of,
)
from image_generation.models.model import ImageModel, Place, category_generator, first_accepted

MAPS, SIGMA_FACTOR, SIGMA_MARGIN, PERTURBATION = 2, 3.5, 0.1, 0.1
LEAST_FILLING = 0.05
GREY = 127

# The reference draws 100,000 points on 512 pixels with margins of 6.
_POINTS_A_PIXEL, _MARGIN = 100_000 / 512**2, 6 / 512
_SEARCH_SIZE, _ATTEMPTS = 128, 64


class PerturbedFractal(ImageModel):
    """1p-frac ("Scaling Backwards: Minimal Synthetic Pre-training?", Nakamura et al. 2024, arXiv 2408.00677).

    One fractal of two contracting maps with the sigma factor 3.5, and perturbations of it: a category multiplies each
    of the twelve coefficients by its own number, uniform on 0.9 to 1.1, as the released generator does with Delta = 0.1
    (those of the published data set; its generate.sh has the sigma factor 4).
    Perturbations that fill less than 5 % of the picture are drawn again. The paper has one image a category; here the
    images of one category differ by their points and random 3 x 3 patches.

    Pictures are drawn finer than asked for (ifs.finer_size), with the reference's density of points, and averaged.
    """

    default_categories = 1000
    version = 2  # 1: sigma factor 4

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        size = finer_size(resolution)
        points = attractor(
            perturbed_system(category), determinant_weights(base_system()), round(_POINTS_A_PIXEL * size**2), rng
        )
        picture = GREY * draw_patches(rng, *pixels_of(points, size, *bounds(points), _MARGIN * size), size)
        picture = cv2.resize(picture, (resolution, resolution), interpolation=cv2.INTER_AREA)
        return np.repeat(picture[..., None], 3, axis=2)


@lru_cache(maxsize=1)
def base_system() -> np.ndarray:
    """The one fractal: float64 [2, 2, 3]."""
    rng = category_generator("perturbed-fractal base", 0)
    margin = SIGMA_MARGIN

    def propose(rng: np.random.Generator) -> np.ndarray:
        return draw_contraction(rng, MAPS, SIGMA_FACTOR + rng.uniform(-margin, margin))

    return first_accepted(propose, lambda system: _filled(system, determinant_weights(system)), rng, _ATTEMPTS)


@lru_cache(maxsize=4096)
def perturbed_system(category: int) -> np.ndarray:
    """The fractal as a category perturbs it: float64 [2, 2, 3]."""
    base = base_system()

    def propose(rng: np.random.Generator) -> np.ndarray:
        return base * rng.uniform(1 - PERTURBATION, 1 + PERTURBATION, base.shape)

    rng = category_generator("perturbed-fractal", category)
    return first_accepted(propose, lambda system: _filled(system, determinant_weights(base)), rng, _ATTEMPTS)


def _filled(system: np.ndarray, weights: np.ndarray) -> bool:
    rng = category_generator("perturbed-fractal search", 0)
    points = attractor(system, weights, round(_POINTS_A_PIXEL * _SEARCH_SIZE**2), rng)
    return drawable(points) and filling(points, _SEARCH_SIZE, _MARGIN * _SEARCH_SIZE) >= LEAST_FILLING


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {
    "perturbed-fractal": partial(PerturbedFractal, "perturbed-fractal")
}
