"""Data sets as StyleGAN2-ADA's dataset_tool.py writes them: a folder or a zip of images, with labels in dataset.json.

dataset.json holds {"labels": [["00000/img00000000.png", 3], ...]} or {"labels": null}; names are relative, with `/`.
A folder is such a data set when dataset.json lies in it and has the key "labels"; a zip always is.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from image_generation.common.errors import UserError
from image_generation.image_files import MAX_FILE_BYTES, MAX_PIXELS, BadImage, decode, is_image_name, read_file

LABELS = "dataset.json"
MAX_LABELS_BYTES = 256 << 20
MAX_MEMBERS = 20_000_000
MAX_CLASSES = 1_000_000
# Numbered parts of one set are no classes: generate_dataset.py's flat layout, and dataset_tool.py's chunks.
_FLAT = re.compile(r"\d{10}/.+|\d{5}/img\d{8}\.\w+")


def is_zip(path: str | os.PathLike) -> bool:
    """Whether a path is a zip of images by its name and its content."""
    return Path(path).suffix.lower() == ".zip" and Path(path).is_file() and zipfile.is_zipfile(path)


def folder_labels(root: str | os.PathLike, files: list[str]) -> np.ndarray | None:
    """Labels int64 of a folder's image files, from its dataset.json; None where it has none or they are null.

    Raises UserError (code 2) for a dataset.json that is damaged or lacks a file.
    """
    path = Path(root) / LABELS
    if not path.exists():
        return None
    try:
        data = read_file(path, MAX_LABELS_BYTES)
    except BadImage as error:
        raise UserError(str(error), 2) from None
    return parse_labels(data, str(path), [Path(os.path.relpath(file, root)).as_posix() for file in files])


def parse_labels(data: bytes, where: str, names: list[str]) -> np.ndarray | None:
    """Labels int64 [len(names)] by name out of a dataset.json's bytes; None where it has none."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{where}: is no JSON ({str(error)[:100]})", 2) from None
    if not isinstance(content, dict) or content.get("labels") is None:
        return None
    try:
        by_name = {name.replace("\\", "/"): label for name, label in content["labels"]}
    except (TypeError, ValueError, AttributeError):
        raise UserError(f'{where}: "labels" is no list of [file, class]', 2) from None
    labels = np.zeros(len(names), np.int64)
    for number, name in enumerate(names):
        label = by_name.get(name)
        if type(label) is not int or not 0 <= label < MAX_CLASSES:
            what = "has no label of" if label is None else f"has {str(label)[:40]!r} as the label of"
            raise UserError(f"{where}: {what} {name}; labels are class numbers from 0 to {MAX_CLASSES - 1}", 2)
        labels[number] = label
    return labels


def labels_of_paths(names: Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """(labels int64, classes) by the first folder of each image's path below the set's; -1 where one has none."""
    first = [name.partition("/")[0] if "/" in name and not _FLAT.fullmatch(name) else "" for name in names]
    if not all(first):
        return np.full(len(names), -1, np.int64), []
    classes = sorted(set(first))
    number = {name: k for k, name in enumerate(classes)}
    return np.array([number[name] for name in first], np.int64), classes


class AdaZip:
    """A zip of images, sorted by name, read by number without unpacking: the interface of ImageFolder.

    files    `archive.zip/member`; labels int64 (-1: none); classes: '0' to the largest label of dataset.json, else the
             first folders in the zip, as ImageFolder has them
    Raises UserError (code 2) for what is no zip, holds no images, or has a damaged dataset.json.
    """

    def __init__(self, path: str | os.PathLike, max_pixels: int = MAX_PIXELS):
        self.path, self.max_pixels = str(path), max_pixels
        self.problems: list[str] = []
        with self._opened() as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise UserError(f"{path}: holds more than {MAX_MEMBERS} files", 2)
            self._check_sizes(members)
            found = {info.filename: info for info in members if not info.is_dir()}
            self.names = sorted(name for name in found if is_image_name(name) and not Path(name).name.startswith("."))
            if not self.names:
                raise UserError(f"{path}: holds no images: name a zip or a folder of images", 2)
            labels = None
            if LABELS in found:
                try:
                    data = self._read(archive, LABELS, MAX_LABELS_BYTES)
                except BadImage as error:
                    raise UserError(str(error), 2) from None
                labels = parse_labels(data, f"{path}/{LABELS}", self.names)
        self.files = [f"{path}/{name}" for name in self.names]
        self.labels, self.classes = labels_of_paths(self.names)
        if labels is not None:
            self.labels, self.classes = labels, [str(k) for k in range(int(labels.max()) + 1)]
        self._archive: tuple[int, zipfile.ZipFile] | None = None

    def _check_sizes(self, members: list[zipfile.ZipInfo]) -> None:
        """Members may not overlap: a zip bomb's do, so that a small file unpacks to a huge one."""
        end = 0
        for info in sorted(members, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise UserError(f"{self.path}: refused: its members overlap", 2)
            end = info.header_offset + info.compress_size

    def _opened(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise UserError(f"{self.path}: is no readable zip of images ({str(error)[:100]})", 2) from None

    def _read(self, archive: zipfile.ZipFile, name: str, most: int) -> bytes:
        try:
            with archive.open(name) as file:
                data = file.read(most + 1)
        except Exception as error:  # zlib's, zipfile's, the disk's
            raise BadImage(f"{self.path}/{name}: {str(error)[:120] or type(error).__name__}") from None
        if len(data) > most:
            raise BadImage(f"{self.path}/{name}: is larger than {most >> 20} MB")
        return data

    def data(self, number: int) -> bytes:
        """The encoded bytes of an image. Raises BadImage."""
        # Of this process: data-loading processes are forks, and a file's position would be shared.
        if self._archive is None or self._archive[0] != os.getpid():
            self._archive = (os.getpid(), self._opened())
        return self._read(self._archive[1], self.names[number], MAX_FILE_BYTES)

    def __getstate__(self) -> dict:
        return self.__dict__ | {"_archive": None}

    def __len__(self) -> int:
        return len(self.names)

    def label_of(self, number: int) -> int:
        """Class of an image, -1 where there are no labels."""
        return int(self.labels[number])

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] and the label. Raises BadImage."""
        return decode(self.data(number), self.files[number], self.max_pixels), self.label_of(number)

    def close(self) -> None:
        """Close the archive."""
        if self._archive is not None:
            with contextlib.suppress(OSError):
                self._archive[1].close()
            self._archive = None
