"""Images as StyleGAN2-ADA's dataset_tool.py leaves them: labels in dataset.json, the folder packed as a zip.

{"labels": [["00000/img00000000.png", 6], ...]} gives the class of every image; "labels": null says that they have none.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from image_generation.common.errors import UserError
from image_generation.image_files import MAX_FILE_BYTES, MAX_PIXELS, BadImage, decode, is_image_name
from learning.data.labels import MAX_TABLE_BYTES, TABLE, class_name, numbered, read_labels
from learning.torch_files import MAX_FILE_BYTES as MAX_ARCHIVE_BYTES
from learning.torch_files import check_zip_directory


class ImageArchive:
    """Images in a zip, read by number: a source as ImageFolder is one, with the same rules for names and classes.

    Raises UserError for what is no zip, holds no images, or whose dataset.json does not name them all.
    """

    def __init__(self, path: str | os.PathLike, *, max_pixels: int | None = None):
        self.path = str(path)
        self.max_pixels = MAX_PIXELS if max_pixels is None else max_pixels
        self._open: tuple[int, zipfile.ZipFile] | None = None
        archive = self._archive()
        members = {member.filename: member for member in archive.infolist() if not member.is_dir()}
        if len(members) != sum(not member.is_dir() for member in archive.infolist()):
            raise UserError(f"{path}: holds two files of one name", 2)
        self.files = sorted(name for name in members if is_image_name(name) and not _hidden(name))
        self.problems: list[str] = []
        if not self.files:
            raise UserError(f"{path}: the zip holds no images", 2)
        # A folder may have been packed with its own name.
        top = os.path.commonpath([os.path.dirname(name) for name in self.files]).split("/")[0]
        base = f"{top}/" if top and TABLE not in members and f"{top}/{TABLE}" in members else ""
        names = [name.removeprefix(base) for name in self.files]
        given, table = None, members.get(f"{base}{TABLE}")
        if table is not None:
            if table.file_size > MAX_TABLE_BYTES:
                raise UserError(f"{path}: its {TABLE} is larger than {MAX_TABLE_BYTES >> 20} MB", 2)
            given = read_labels(archive.read(table), f"{path}: {TABLE}")
        self.classes, self.labels = numbered(names, given, str(path), [class_name(name) for name in names])

    def _archive(self) -> zipfile.ZipFile:
        """This process's own: processes that share a file's position read each other's bytes."""
        if self._open is None or self._open[0] != os.getpid():
            try:
                file = open(os.open(self.path, os.O_RDONLY | os.O_NONBLOCK), "rb")  # noqa: SIM115
                about = os.fstat(file.fileno())
                if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_ARCHIVE_BYTES << 4:
                    raise UserError(f"{self.path}: is no regular file, or larger than a terabyte", 2)
                check_zip_directory(file, about.st_size, 1 << 30)
                self._open = (os.getpid(), zipfile.ZipFile(file))
            except OSError as error:
                raise UserError(f"{self.path}: cannot be read ({error.strerror})", 2) from None
            except UserError:
                raise
            except Exception as error:  # what a damaged zip raises is not stated anywhere
                raise UserError(f"{self.path}: is no readable zip of images ({str(error)[:100]})", 2) from None
        return self._open[1]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_open": None}

    def __len__(self) -> int:
        return len(self.files)

    def label_of(self, number: int) -> int:
        """Class of an image, -1 where there are no classes."""
        return int(self.labels[number])

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] and the label. Raises BadImage."""
        name = f"{self.path}: {self.files[number]}"
        try:
            with self._archive().open(self.files[number]) as member:
                data = member.read(MAX_FILE_BYTES + 1)
        except Exception as error:  # what a damaged zip raises is not stated anywhere
            raise BadImage(f"{name}: {str(error)[:100]}") from None
        if len(data) > MAX_FILE_BYTES:
            raise BadImage(f"{name}: is larger than {MAX_FILE_BYTES >> 20} MB")
        return decode(data, name, self.max_pixels), self.label_of(number)


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def is_archive(paths: Sequence[str | os.PathLike]) -> bool:
    """Whether DATA is a zip of images. Raises UserError for one among other DATA."""
    zips = [path for path in paths if re.search(r"\.zip$", str(path), re.IGNORECASE) and Path(path).is_file()]
    if zips and len(paths) > 1:
        raise UserError(f"{zips[0]}: a zip of images is given alone: unpack it to join it with others", 2)
    return bool(zips)
