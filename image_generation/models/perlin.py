"""Perlin noise in grey, of one pair of frequencies an image.

open_model("perlin").draw(seed=0, index=0, resolution=64)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from image_generation.models.model import ImageModel, Place

HIGHEST_FREQUENCY = 36
# Lattice cells narrower than this would be white noise.
_NARROWEST_CELL = 4


class Perlin(ImageModel):
    """Perlin noise as a pre-training picture ("Initialization Using Perlin Noise for Training Networks with a Limited
    Amount of Data", Inoue et al. 2020; "Pre-training without Natural Images", Kataoka et al. 2020).

    There classes are pairs of horizontal and vertical frequencies; here each image draws its own pair, uniform on 1 to
    36 lattice cells an image width but no cell narrower than four pixels, and an offset in the lattice. Values are
    stretched to 0 to 255.
    """

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        highest = max(1, min(HIGHEST_FREQUENCY, resolution // _NARROWEST_CELL))
        frequencies = rng.integers(1, highest + 1, 2)
        offsets = rng.random(2)
        axes = [offset + np.arange(resolution) * (f / resolution) for f, offset in zip(frequencies, offsets)]
        gradients = unit_vectors(rng, (int(axes[1][-1]) + 2, int(axes[0][-1]) + 2))
        values = gradient_noise(gradients, *axes)
        grey = (values - values.min()) * (255 / max(np.ptp(values), 1e-12)) + 0.5
        return np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)


def unit_vectors(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Gradients of random directions: float64 [rows, columns, 2], x and y."""
    angles = rng.uniform(0, 2 * np.pi, shape)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def gradient_noise(gradients: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Perlin noise (Perlin 1985) with the smoother blend 6 t^5 - 15 t^4 + 10 t^3 of 2002: float64 [len(y), len(x)].

    gradients   of the lattice's points [rows, columns, 2]
    x, y        places of columns and rows in lattice cells, from 0 on and within the lattice
    """
    column, row = x.astype(int), y.astype(int)
    dx, dy = x - column, (y - row)[:, None]
    blend_x, blend_y = smooth(dx), smooth(dy)

    def slope(right: int, down: int) -> np.ndarray:
        gradient = gradients[row[:, None] + down, column + right]
        return gradient[..., 0] * (dx - right) + gradient[..., 1] * (dy - down)

    top = slope(0, 0) * (1 - blend_x) + slope(1, 0) * blend_x
    bottom = slope(0, 1) * (1 - blend_x) + slope(1, 1) * blend_x
    return top * (1 - blend_y) + bottom * blend_y


def smooth(t: np.ndarray) -> np.ndarray:
    """6 t^5 - 15 t^4 + 10 t^3: from 0 to 1 with first and second derivatives of 0 at both ends."""
    return t**3 * (t * (t * 6 - 15) + 10)


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {"perlin": partial(Perlin, "perlin")}
