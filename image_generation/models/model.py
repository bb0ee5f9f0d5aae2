"""The interface of image models: pictures drawn from a seed, an index and a category, without a shader.

    model = open_model("fractaldb:1000")                    # image_generation.models.registry
    model.draw(seed=0, index=7, category=3, resolution=64)  # uint8 [64, 64, 3]

Every random number comes from numpy's Philox, a counter-based generator, as in shaders/sampler.py: an image depends on
its seed, index, category, slot and model alone, never on what was drawn before or by which process.
"""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable

import cv2
import numpy as np

# Purposes of the key's second word: 0 to 3 are the sampler's (shaders/sampler.py).
_PURPOSE_BITS = 56
_IMAGE, _CATEGORY, _NETWORK = 4, 5, 6

# An image whose channels all vary less than this is drawn again, from the numbers that follow in its own stream.
_BLANK_DEVIATION = 2.0
_ATTEMPTS = 64

SMALLEST, LARGEST = 8, 2048


class ImageModel(ABC):
    """An image model; a subclass says how one image is painted.

    name                 as in `model:NAME`, without the number of categories
    n_categories         categories 0 to n_categories - 1 can be drawn; 1 where the model has none
    default_categories   of the class: how many categories there are unless a number is asked for; None where the
                         model has none
    version              raised when a change alters the model's pictures: datasets keep its digest

    Raises ValueError for a number of categories below 1, and for any number where the model has none.
    """

    default_categories: int | None = None
    version: int = 1

    def __init__(self, name: str, n_categories: int | None = None):
        if n_categories is not None and self.default_categories is None:
            raise ValueError(f"the image model {name} has no categories: write {name}, not {name}:{n_categories}")
        if n_categories is not None and n_categories < 1:
            raise ValueError(f"the image model {name} needs at least one category, not {n_categories}")
        self.name = name
        self.n_categories = n_categories or self.default_categories or 1

    def draw(self, seed: int, index: int, category: int = 0, resolution: int = 256, slot: int = 0) -> np.ndarray:
        """The image of (seed, index, category, slot): uint8 [resolution, resolution, 3], RGB, top row first.

        seed      0 to 2**64 - 1
        index     the image's number, 0 to 2**56 - 1
        slot      place in a mixture: the samples of one image differ though they share its index
        Images that turn out blank are drawn again from the same stream, up to a bound.
        Raises ValueError for arguments out of range.
        """
        if not (0 <= seed < 2**64 and 0 <= index < 2**_PURPOSE_BITS and slot >= 0):
            raise ValueError(f"seed {seed}, index {index} or slot {slot} is out of range")
        if not 0 <= category < self.n_categories:
            raise ValueError(f"the image model {self.name} has no category {category}: there are {self.n_categories}")
        if not SMALLEST <= resolution <= LARGEST:
            raise ValueError(f"image models draw {SMALLEST} to {LARGEST} pixels, not {resolution}")
        rng = _generator(seed, _IMAGE, index, (slot, category, zlib.crc32(self.name.encode())))
        for _ in range(_ATTEMPTS):
            image = self.paint(rng, Place(seed, index), category, resolution)
            _, deviations = cv2.meanStdDev(image)
            if deviations.max() > _BLANK_DEVIATION:
                break
        return image

    @abstractmethod
    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        """One image: uint8 [resolution, resolution, 3]. Random numbers come from `rng`; `place` is for what several
        images share.
        """


class Place:
    """Where an image stands in its dataset, for what runs of images share."""

    def __init__(self, seed: int, index: int):
        self.seed, self.index = seed, index

    def run(self, length: int) -> tuple[int, int]:
        """The seed and the number of the run of `length` consecutive images that holds this one."""
        return self.seed, self.index // length


def network_generator(name: str, run: tuple[int, int]) -> np.random.Generator:
    """Random numbers that a run of images shares (Place.run); each model name has a stream of its own."""
    seed, number = run
    return _generator(seed, _NETWORK, number, (0, 0, zlib.crc32(name.encode())))


def category_generator(name: str, category: int) -> np.random.Generator:
    """Random numbers of a category: the same in every dataset, whatever its seed and its number of categories."""
    return _generator(zlib.crc32(name.encode()), _CATEGORY, category)


def first_accepted(
    propose: Callable[[np.random.Generator], np.ndarray],
    accept: Callable[[np.ndarray], bool],
    rng: np.random.Generator,
    attempts: int,
) -> np.ndarray:
    """The first proposal that is accepted, or the last of `attempts`."""
    for _ in range(attempts):
        proposal = propose(rng)
        if accept(proposal):
            break
    return proposal


def _generator(seed: int, purpose: int, number: int, counter: tuple[int, int, int] = (0, 0, 0)) -> np.random.Generator:
    key = np.array([seed, (purpose << _PURPOSE_BITS) | number], np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=np.array([0, *counter], np.uint64)))
