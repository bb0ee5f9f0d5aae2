"""Images to train on, read by number: folders and webdataset shards (live rendering: learning/data/live.py).

A source has `len(source)`, `read(number)` -> (uint8 [h, w, 3], label), `classes` (names; empty where the images have
no labels) and `label_of(number)`. read raises BadImage for a file that is no image.
"""

from __future__ import annotations

import io
import os
import re
import tarfile
import warnings
from pathlib import Path

import numpy as np
from PIL import Image

from image_generation.common.errors import UserError

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".ppm", ".tif", ".tiff", ".gif")
_FLAT_PART = re.compile(r"\d{10}")  # folders of the flat layout (generate_dataset.py) are no classes


class BadImage(Exception):
    """An image that cannot be read; the message names it and says why."""


def decode(data: bytes, name: str) -> np.ndarray:
    """Encoded image -> uint8 [h, w, 3]. Raises BadImage for what is truncated, too large or no image."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                return np.asarray(image.convert("RGB"))
    except Exception as error:
        reason = re.sub(r" <_io\.BytesIO object at \w+>", "", " ".join(str(error).split()))
        raise BadImage(f"{name}: {reason or type(error).__name__}") from None


class ImageFolder:
    """Image files under one or more folders, sorted by path, sub-folders included.

    The first level of sub-folders gives the classes, unless they are the numbered parts of a flat dataset
    (0000000000, 0000000001 ...) or there are images beside them: then the images have no labels. Where a folder
    holds `train` (as ImageNet does) and training_part is asked for, that is read. Raises UserError for a missing
    or empty folder.
    """

    def __init__(self, folders: list[str | os.PathLike], training_part: bool = True):
        self.files: list[str] = []
        names: list[str] = []
        for folder in folders:
            root = _existing(Path(folder))
            if training_part and (root / "train").is_dir():
                root = root / "train"
            files = sorted(_image_files(root))
            if not files:
                raise UserError(f"{folder}: holds no images ({', '.join(IMAGE_SUFFIXES)}): name another folder", 2)
            self.files += files
            names += [_class_name(root, file) for file in files]
        labelled = all(names)
        self.classes = sorted(set(names)) if labelled else []
        number = {name: k for k, name in enumerate(self.classes)}
        self.labels = np.array([number[name] for name in names] if labelled else [-1] * len(names), np.int64)

    def __len__(self) -> int:
        return len(self.files)

    def label_of(self, number: int) -> int:
        """Class of an image, -1 where there are no classes."""
        return int(self.labels[number])

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] and the label. Raises BadImage."""
        file = self.files[number]
        try:
            data = Path(file).read_bytes()
        except OSError as error:
            raise BadImage(f"{file}: {error.strerror}") from None
        return decode(data, file), self.label_of(number)


def _existing(root: Path) -> Path:
    if not root.is_dir():
        what = "is a file, not a folder of images" if root.exists() else "no such folder"
        raise UserError(f"{root}: {what}: name a folder of images, or choose another --dataset-type", 2)
    return root


def _image_files(root: Path) -> list[str]:
    found = []
    for folder, folders, files in os.walk(root, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            os.path.join(folder, name)
            for name in files
            if name.lower().endswith(IMAGE_SUFFIXES) and not name.startswith(".")
        ]
    return found


def _class_name(root: Path, file: str) -> str:
    parts = Path(file).relative_to(root).parts
    return "" if len(parts) < 2 or _FLAT_PART.fullmatch(parts[0]) else parts[0]


class Shards:
    """Images in webdataset shards: tar files whose members KEY.jpg (or .png, .webp) and KEY.cls belong together.

    The tars' headers are read once; then every image is read from its place, so that any order and any
    position can be resumed. Raises UserError for missing files, files that are no tar and shards without images.
    """

    def __init__(self, paths: list[str | os.PathLike]):
        self.shards = _shard_files(paths)
        places: list[tuple[int, int, int, int]] = []
        labelled = True
        for number, shard in enumerate(self.shards):
            here = _shard_members(shard)
            labelled &= all(label >= 0 for _, _, label in here)
            places += [(number, offset, size, label) for offset, size, label in here]
        if not places:
            raise UserError(f"{paths[0]}: the shards hold no images", 2)
        self.places = np.array(places, np.int64)
        top = int(self.places[:, 3].max())
        self.classes = [str(k) for k in range(top + 1)] if labelled else []
        self.labels = self.places[:, 3] if labelled else np.full(len(places), -1, np.int64)

    def __len__(self) -> int:
        return len(self.places)

    def label_of(self, number: int) -> int:
        """The image's KEY.cls, -1 where not all images have one."""
        return int(self.labels[number])

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] and the label. Raises BadImage."""
        shard, offset, size, _ = (int(value) for value in self.places[number])
        name = f"{self.shards[shard]} at byte {offset}"
        try:
            with open(self.shards[shard], "rb") as file:
                file.seek(offset)
                data = file.read(size)
        except OSError as error:
            raise BadImage(f"{name}: {error.strerror}") from None
        return decode(data, name), self.label_of(number)


def _shard_files(paths: list[str | os.PathLike]) -> list[str]:
    shards = []
    for path in map(Path, paths):
        found = sorted(path.glob("*.tar")) if path.is_dir() else [path]
        if not found or not all(shard.is_file() for shard in found):
            raise UserError(f"{path}: no .tar shards there: name shards or a folder that holds them", 2)
        shards += [str(shard) for shard in found]
    return shards


def _shard_members(shard: str) -> list[tuple[int, int, int]]:
    """(offset, size, label or -1) of a shard's images, in its order."""
    images: dict[str, tuple[int, int]] = {}
    labels: dict[str, int] = {}
    try:
        with tarfile.open(shard, "r:") as tar:
            for member in tar:
                folder, name = os.path.split(member.name)
                stem, _, suffix = name.partition(".")
                key = os.path.join(folder, stem)
                if not member.isfile():
                    continue
                if f".{suffix.lower()}" in IMAGE_SUFFIXES:
                    images[key] = (member.offset_data, member.size)
                elif suffix == "cls" and member.size <= 20:
                    labels[key] = int(tar.extractfile(member).read())
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise UserError(f"{shard}: is no readable webdataset shard ({error})", 2) from None
    return [(*place, labels.get(key, -1)) for key, place in images.items()]
