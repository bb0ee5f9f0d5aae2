"""Which programs each image of a dataset is drawn from, as programs come to be excluded."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from image_generation.shaders.sampler import Sampler, SamplerSettings


class Assignment:
    """The programs of images 0 to n_images - 1.

    rows   numbers of the programs as they stand now: int32 [n_images, samples]
    """

    def __init__(self, settings: SamplerSettings, n_programs: int, n_images: int):
        self.settings, self.n_programs = settings, n_programs
        self._assigned = Sampler(settings, n_programs).assigned(np.arange(n_images)).astype(np.int32)
        self.rows = self._assigned.copy()

    def using(self, programs: Collection[int]) -> np.ndarray:
        """Indices of the images that are drawn from any of these programs: int64 [n], ascending."""
        return np.flatnonzero(np.isin(self.rows, list(programs)).any(axis=1))

    def replace(self, indices: np.ndarray, excluded: Collection[int]) -> None:
        """Choose the programs of these images anew, without the excluded ones.

        Raises ValueError where nothing is left to draw.
        """
        sampler = Sampler(self.settings, self.n_programs, excluded)
        if len(indices):
            self.rows[indices] = sampler.programs(indices, self._assigned[indices])

    def programs(self, index: int) -> tuple[int, ...]:
        """Numbers of an image's programs."""
        return tuple(int(program) for program in self.rows[index])
