"""Folders of images to train on, read by number."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from image_generation.common.errors import UserError
from image_generation.image_files import IMAGE_SUFFIXES, MAX_PIXELS, find_images, read_image, relative
from learning.data.ada_dataset import folder_labels, is_zip, labels_of_paths

_NAMED = 10  # problems of a folder that are named one by one


class ImageFolder:
    """Image files under one or more folders, sorted by path, sub-folders included (image_generation/image_files.py).

    The first level of sub-folders gives the classes, unless they are the numbered parts of a flat dataset
    (0000000000, 0000000001 ...) or there are images beside them: then the images have no labels. Of a single folder
    that holds a dataset.json (learning/data/ada_dataset.py) the classes are those. Where a folder holds `train` (as
    ImageNet does) and training_part is asked for, that is read.

    files, labels, classes   paths, int64 labels (-1: none), names of the classes
    problems                 a line for each entry that looks like an image and is none to read (links to nowhere ...)

    max_pixels   images of more are not decoded (read raises BadImage)
    Raises UserError for a missing or empty folder.
    """

    def __init__(self, folders: list[str | os.PathLike], training_part: bool = True, *, max_pixels: int | None = None):
        self.files: list[str] = []
        self.problems: list[str] = []
        self.max_pixels = MAX_PIXELS if max_pixels is None else max_pixels
        names: list[str] = []  # below their folders
        given: np.ndarray | None = None
        for folder in folders:
            root = _existing(Path(folder))
            if training_part and (root / "train").is_dir():
                root = root / "train"
            found = find_images(root)
            self.problems += found.problems
            if not found.files:
                first = f"; {found.problems[0]}" if found.problems else ""
                kinds = ", ".join(IMAGE_SUFFIXES)
                raise UserError(f"{folder}: holds no images ({kinds}){first}: name another folder", 2)
            self.files += found.files
            names += [relative(root, file) for file in found.files]
            if len(folders) == 1:
                given = folder_labels(root, found.files)
        self.labels, self.classes = labels_of_paths(names)
        if given is not None:
            self.labels = given
            self.classes = [str(k) for k in range(int(given.max()) + 1)]

    def __len__(self) -> int:
        return len(self.files)

    def label_of(self, number: int) -> int:
        """Class of an image, -1 where there are no classes."""
        return int(self.labels[number])

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] and the label. Raises BadImage."""
        return read_image(self.files[number], self.max_pixels), self.label_of(number)


def name_problems(problems: list[str], say: Callable[[str], None]) -> None:
    """Say which entries of folders are left out: the first ones by name, and how many there are."""
    for line in problems[:_NAMED]:
        say(f"left out: {line}")
    if len(problems) > _NAMED:
        say(f"left out: {len(problems)} entries altogether")


def _existing(root: Path) -> Path:
    if not root.is_dir():
        what = "is a file, not a folder of images" if root.exists() else "no such folder"
        raise UserError(f"{root}: {what}: name a folder of images, or choose another --dataset-type", 2)
    return root


def is_archive(paths: Sequence[str | os.PathLike]) -> bool:
    """Whether DATA is a zip of images (learning/data/ada_dataset.py). Raises UserError for one among other DATA."""
    zips = [path for path in paths if is_zip(path)]
    if zips and len(paths) > 1:
        raise UserError(f"{zips[0]}: a zip of images is given alone: unpack it to join it with others", 2)
    return bool(zips)
