"""Images of a folder or zip that stay decoded in memory, so that each file is read once a run.

source = KeptImages(ImageFolder(["photos"]), gigabytes=2.0)
image, label = source.read(7)                                    # uint8 [h, w, 3], int
"""

from __future__ import annotations

import contextlib
import mmap
from typing import Any

import numpy as np

from image_generation.image_files import BadImage

PROBED = 10  # first images that are tried for the size of all


class KeptImages:
    """A source with what was read of it kept, up to `gigabytes` (10^9 bytes): images of the first readable one's size.

    Data-loading processes that are forked share what any of them has read. Images of other sizes, and those past the
    limit, are read anew each time. Everything else is the source's own.
    """

    def __init__(self, source: Any, gigabytes: float):
        self.source = source
        self.shape: tuple[int, ...] = (0, 0, 3)
        for number in range(min(PROBED, len(source))):
            with contextlib.suppress(BadImage):
                self.shape = source.read(number)[0].shape
                break
        size = int(np.prod(self.shape))
        self.room = min(len(source), int(gigabytes * 1e9) // size) if size else 0
        # Anonymous, so that it needs no /dev/shm, which containers keep small.
        self._memory = mmap.mmap(-1, max(1, self.room * (size + 1)))
        everything = np.frombuffer(self._memory, np.uint8, self.room * (size + 1))
        self._kept = everything[: self.room]
        self._pixels = everything[self.room :].reshape(self.room, *self.shape)

    def __len__(self) -> int:
        return len(self.source)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.source, name)

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] (not to be written to) and the label. Raises BadImage."""
        if number < self.room and self._kept[number]:
            return self._pixels[number], self.source.label_of(number)
        image, label = self.source.read(number)
        if number < self.room and image.shape == self.shape:
            self._pixels[number] = image
            self._kept[number] = 1  # after its pixels: others look at this first
        return image, label
