"""What a source of training images is, and the sources that read files.

Folders: learning/data/folders.py; zips: learning/data/ada_dataset.py; webdataset shards: learning/data/shards.py;
images that are rendered while training: learning/data/live.py.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from image_generation.image_files import BadImage, decode
from learning.data.ada_dataset import AdaZip
from learning.data.folders import ImageFolder, is_archive
from learning.data.shards import Shards

__all__ = ["AdaZip", "BadImage", "ImageFolder", "ImageSource", "Shards", "decode", "is_archive"]


class ImageSource(Protocol):
    """Images by number; `classes` are the labels' names, empty where the images have none."""

    classes: list[str]

    def __len__(self) -> int: ...

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] and its label (-1: none). Raises BadImage for what cannot be read."""

    def label_of(self, number: int) -> int:
        """The label alone."""
