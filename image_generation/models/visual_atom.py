"""Visual atoms: orbits of noisy sinusoidal waves, one round the other.

open_model("visualatom:1000").draw(seed=0, index=0, category=3, resolution=64)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import cv2
import numpy as np

from image_generation.models.model import ImageModel, Place, category_generator

# The released renderer's picture, in whose pixels its lengths are.
_REFERENCE_SIZE = 512
_SHIFT = 4
_FINER = 4


@dataclass(frozen=True)
class Atom:
    """A category's parameters; lengths in pixels of a picture 512 wide.

    vertices       of every orbit
    orbits         their number
    noise          amplitude of the noise
    gap            added to the radius from orbit to orbit
    radius         of the innermost orbit, before it is stretched
    frequencies    of the two waves
    stretch        horizontal and vertical
    """

    vertices: int
    orbits: int
    noise: float
    gap: float
    radius: int
    frequencies: tuple[int, int]
    stretch: tuple[float, float]


class VisualAtom(ImageModel):
    """VisualAtom ("Visual Atoms: Pre-training Vision Transformers with Sinusoidal Waves", Takashima et al. 2023, arXiv
    2303.01112, section 3).

    A category (VisualAtom-1k's ranges): 200 to 1000 vertices, 1 to 200 orbits, waves of two different frequencies of 0
    to 20, noise of 0 to 4 pixels of 512, an innermost radius of 10 to 60, stretched by 1 to 2 in each direction. From
    orbit to orbit each vertex moves outwards by

        gap + noise - noise * p + sin(n1 angle) / 2 + sin(n2 angle) / 2

    with p a value of one-dimensional Perlin noise, drawn anew for each vertex and both directions. An instance draws
    the noise, each orbit's grey level and the place of the centre. Lines are one pixel wide on a picture four times as
    fine as asked for, but no finer than 512 where less is asked for, which is then averaged.
    """

    default_categories = 1000

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        size = max(resolution, min(_REFERENCE_SIZE, _FINER * resolution))
        corners = orbit_vertices(rng, category_atom(category)) * (size / _REFERENCE_SIZE)
        greys = rng.integers(0, 256, len(corners)).tolist()
        picture: np.ndarray = np.zeros((size, size), np.uint8)
        fixed = (corners * (1 << _SHIFT)).astype(np.int32)
        for orbit, grey in zip(fixed, greys):
            cv2.polylines(picture, [orbit], True, grey, shift=_SHIFT)
        picture = cv2.resize(picture, (resolution, resolution), interpolation=cv2.INTER_AREA)
        return np.repeat(picture[..., None], 3, axis=2)


@lru_cache(maxsize=4096)
def category_atom(category: int) -> Atom:
    """The parameters of a category."""
    rng = category_generator("visualatom", category)
    first = int(rng.integers(0, 21))
    second = int(rng.integers(0, 21))
    # Two waves of one frequency would be one; no wave at all is a category, a noisy ellipse.
    while second == first and first:
        second = int(rng.integers(0, 21))
    return Atom(
        vertices=int(rng.integers(200, 1001)),
        orbits=int(rng.integers(1, 201)),
        noise=rng.uniform(0, 4),
        gap=rng.uniform(0, 0.1),
        radius=int(rng.integers(10, 61)),
        frequencies=(first, second),
        stretch=(rng.uniform(1, 2), rng.uniform(1, 2)),
    )


def orbit_vertices(rng: np.random.Generator, atom: Atom) -> np.ndarray:
    """An instance's orbits round a random centre, in pixels of a picture 512 wide: float32 [orbits, vertices, 2]."""
    angles = np.arange(atom.vertices) * (2 * np.pi / atom.vertices)
    wave = sum(np.sin(frequency * angles) for frequency in atom.frequencies) / 2
    growth = (atom.gap + atom.noise + wave).astype(np.float32)
    direction = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    noise = _perlin_values()[rng.integers(0, _VALUES, (atom.orbits, atom.vertices, 2), np.uint16)]
    steps = direction * (growth[:, None] - np.float32(atom.noise) * noise)
    start = direction * np.float32(atom.radius) * np.array(atom.stretch, np.float32)
    centre = rng.integers(0, _REFERENCE_SIZE + 1, 2).astype(np.float32)
    return centre + start + np.cumsum(steps, axis=0)


_VALUES = 1 << 16


@lru_cache(maxsize=1)
def _perlin_values() -> np.ndarray:
    """Values of one-dimensional Perlin noise at random places: float32 [65536].

    0.4 times the blend of slopes g0 x and g1 (x - 1), g whole numbers of 1 to 8 of either sign (Perlin 2002).
    """
    rng = category_generator("visualatom noise", 0)
    place = rng.random(_VALUES)
    slopes = rng.integers(1, 9, (2, _VALUES)) * rng.choice([-1, 1], (2, _VALUES))
    blend = place**3 * (place * (place * 6 - 15) + 10)
    return (0.4 * ((1 - blend) * slopes[0] * place + blend * slopes[1] * (place - 1))).astype(np.float32)


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {"visualatom": partial(VisualAtom, "visualatom")}
