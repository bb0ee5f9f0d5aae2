"""Uniform noise, a floor for comparisons.

open_model("noise").draw(seed=0, index=0, resolution=64)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from image_generation.models.model import ImageModel, Place


class UniformNoise(ImageModel):
    """Independent bytes, uniform on 0 to 255 in every pixel and channel: an image without any structure, as a floor
    for comparisons.
    """

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        return rng.integers(0, 256, (resolution, resolution, 3), np.uint8)


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {"noise": partial(UniformNoise, "noise")}
