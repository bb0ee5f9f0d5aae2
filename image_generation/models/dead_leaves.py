"""Dead leaves: opaque shapes that fall on one another until they cover the image.

open_model("dead_leaves-shapes").draw(seed=0, index=0, resolution=64)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

import cv2
import numpy as np

from image_generation.models.model import ImageModel, Place, category_generator
from image_generation.models.spectrum import paint_spectrum_color_wmm

SHAPES = ("circle", "square", "oriented_square", "rectangle", "triangle", "quadrilateral")

# Sizes in image widths; their density falls as r**-3.
SMALLEST_RADIUS, LARGEST_RADIUS, EXPONENT = 0.03, 1.0, 3.0
MOST_LEAVES = 5000

# Whether the image is covered is looked up once for so many leaves.
_BATCH = 32
# Corners have so many fractional bits.
_SHIFT = 6
_TEXTURES = 64


class DeadLeaves(ImageModel):
    """Dead leaves ("Learning to See by Looking at Noise", Baradad et al. 2021, arXiv 2106.05963, section 3.2; the model
    itself is Lee, Mumford and Huang 2001).

    Leaves of uniform position and colour fall until every pixel is covered, at most 5000. Their radii have the density
    r**-3 - 1 on 0.03 to 1 image widths (radius: of the circle through the corners).

    shapes     of SHAPES: each leaf is one of them, with equal chances
    textured   leaves hold textures of the model spectrum_color_wmm in place of one colour
    """

    def __init__(self, name: str, n_categories: int | None = None, *, shapes: tuple[str, ...], textured: bool = False):
        super().__init__(name, n_categories)
        self.shapes, self.textured = shapes, textured

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        leaves = leaf_map(rng, self.shapes, resolution)
        if self.textured:
            return _with_textures(rng, leaves)
        return rng.integers(0, 256, (MOST_LEAVES, 3), np.uint8)[leaves]


def leaf_map(rng: np.random.Generator, shapes: tuple[str, ...], resolution: int) -> np.ndarray:
    """The number of the leaf that each pixel shows: int32 [resolution, resolution], the later the higher."""
    leaves = np.full((resolution, resolution), -1, np.int32)
    for start in range(0, MOST_LEAVES, _BATCH):
        kinds = rng.integers(len(shapes), size=_BATCH)
        radii = radii_of(rng.random(_BATCH)) * resolution
        centres = rng.random((_BATCH, 2)) * resolution
        angles = corner_angles([shapes[kind] for kind in kinds], rng.random((_BATCH, 4)))
        _fall(leaves, [shapes[kind] for kind in kinds], radii, centres, angles, first=start)
        if leaves.min() >= 0:
            break
    return np.clip(leaves, 0, MOST_LEAVES - 1)


@lru_cache(maxsize=1)
def _radius_table() -> tuple[np.ndarray, np.ndarray]:
    """Radii and the share of leaves that are no larger: float64 [4096] each."""
    # Even in the logarithm, for nearly all the change is at the small end.
    radii = np.geomspace(SMALLEST_RADIUS, LARGEST_RADIUS, 4096)
    density = radii**-EXPONENT - LARGEST_RADIUS**-EXPONENT
    cumulative = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(radii))])
    return radii, cumulative / cumulative[-1]


def radii_of(uniform: np.ndarray) -> np.ndarray:
    """Radii in image widths of uniform numbers in 0 to 1: float64, the same shape."""
    radii, cumulative = _radius_table()
    return np.interp(uniform, cumulative, radii)


def corner_angles(shapes: list[str], uniform: np.ndarray) -> np.ndarray:
    """Angles of the shapes' corners on their circles, radians in order: float64 [n, 4].

    A triangle has its last corner twice; circles and upright squares get angles that nobody reads.

    uniform   float64 [n, 4] in 0 to 1
    """
    angles = 2 * np.pi * uniform
    names = np.array(shapes)
    triangle = names == "triangle"
    angles[triangle, 3] = angles[triangle, 2]
    angles = np.sort(angles, axis=1)
    oriented = names == "oriented_square"
    angles[oriented] = 2 * np.pi * uniform[oriented, :1] + np.arange(4) * (np.pi / 2)
    rectangle = names == "rectangle"
    half = np.pi / 2 * uniform[rectangle, 0]
    angles[rectangle] = np.stack([half, np.pi - half, np.pi + half, -half], axis=1)
    return angles


def _fall(
    leaves: np.ndarray,
    shapes: list[str],
    radii: np.ndarray,
    centres: np.ndarray,
    angles: np.ndarray,
    *,
    first: int,
) -> None:
    """Draws leaves into the map, one over the other; radii [n] and centres [n, 2] in pixels, angles [n, 4]."""
    one = 1 << _SHIFT
    corners = np.stack([np.cos(angles), np.sin(angles)], axis=2) * radii[:, None, None] + centres[:, None]
    # OpenCV's coordinates are those of pixel centres.
    corners = ((corners - 0.5) * one).astype(np.int32)
    fixed_centres = ((centres - 0.5) * one).astype(int).tolist()
    fixed_radii = (radii * one).astype(int).tolist()
    half = (radii * 2**-0.5)[:, None]
    low = np.floor(centres - half + 0.5).astype(int)
    high = np.maximum(np.floor(centres + half + 0.5).astype(int), low + 1).tolist()
    low = np.maximum(low, 0).tolist()
    for place, shape in enumerate(shapes):
        if shape == "square":
            leaves[low[place][1] : high[place][1], low[place][0] : high[place][0]] = first + place
        elif shape == "circle":
            cv2.circle(leaves, fixed_centres[place], fixed_radii[place], first + place, cv2.FILLED, shift=_SHIFT)
        else:
            cv2.fillConvexPoly(leaves, corners[place], first + place, cv2.LINE_8, _SHIFT)


@lru_cache(maxsize=4)
def _textures(resolution: int) -> np.ndarray:
    """Textures of the model spectrum_color_wmm, the same for every dataset: uint8 [64, resolution, resolution, 3]."""
    generators = (category_generator("dead_leaves-textures", number) for number in range(_TEXTURES))
    return np.stack([paint_spectrum_color_wmm(rng, resolution) for rng in generators])


def _with_textures(rng: np.random.Generator, leaves: np.ndarray) -> np.ndarray:
    """Each leaf shows a texture: uint8 [resolution, resolution, 3].

    The paper takes each leaf's texture from 10,000 of them. Here a leaf shifts, flips, transposes and permutes the
    channels of one of 64: shifts wrap round, as the spectra are periodic, and the others keep the model's
    distribution, which knows no side and no channel.
    """
    resolution = len(leaves)
    textures = _textures(resolution)
    numbers, leaf = np.unique(leaves, return_inverse=True)
    leaf = leaf.reshape(leaves.shape)
    count = len(numbers)
    which = rng.integers(_TEXTURES, size=count)
    shift = rng.integers(resolution, size=(2, count))
    sign = rng.choice([-1, 1], (2, count))
    transposed = rng.random(count) < 0.5
    channels = np.argsort(rng.random((count, 3)), axis=1)
    grid = np.arange(resolution)
    y = (grid[:, None] * sign[0][leaf] + shift[0][leaf]) % resolution
    x = (grid * sign[1][leaf] + shift[1][leaf]) % resolution
    swap = transposed[leaf]
    y, x = np.where(swap, x, y), np.where(swap, y, x)
    return textures[which[leaf][..., None], y[..., None], x[..., None], channels[leaf]]


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {
    "dead_leaves-squares": partial(DeadLeaves, "dead_leaves-squares", shapes=("square",)),
    "dead_leaves-oriented": partial(DeadLeaves, "dead_leaves-oriented", shapes=("oriented_square",)),
    "dead_leaves-shapes": partial(DeadLeaves, "dead_leaves-shapes", shapes=SHAPES),
    "dead_leaves-textures": partial(DeadLeaves, "dead_leaves-textures", shapes=SHAPES, textured=True),
}
