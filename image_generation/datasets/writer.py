"""Encoding of images, and writing them so that each appears whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import zlib
from collections.abc import Sequence

import cv2
import numpy as np

from image_generation.common.errors import UserError
from image_generation.datasets.journal import image_line, labels_line, text_line, weights_line
from image_generation.datasets.layout import (
    JOURNAL,
    PARTIAL,
    labels_name,
)


class ImageWriter:
    """Writes encoded images so that each appears whole or not at all, and is in the journal when it does.

    root    the dataset's folder, which a DatasetFolder holds
    number  of the writing process, which has a temporary name of its own
    """

    def __init__(self, root: str | os.PathLike, number: int):
        self.root = os.fspath(root)
        self._temporary = os.path.join(self.root, PARTIAL, str(number))
        self._journal = os.open(os.path.join(self.root, JOURNAL), os.O_WRONLY | os.O_APPEND)
        self._folders: set[str] = set()

    def note_text(self, name: str, digest: str) -> None:
        """Put into the journal which text (its SHA-1) a program has, before there is an image of it; raises OSError.

        The process that draws does this, not its parent: so that no image is there without it, whoever is killed when.
        """
        self._note(text_line(name, digest))

    def _note(self, *lines: str) -> None:
        data = "".join(f"{line}\n" for line in lines).encode()
        if os.write(self._journal, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write(
        self,
        index: int,
        programs: Sequence[int],
        name: str,
        data: bytes,
        weights: Sequence[int] = (),
        *,
        labels: bytes | None = None,
    ) -> tuple[int, int]:
        """Write image `index`, made of those programs, under root/name: (bytes, crc32); raises OSError.

        weights   of the programs, in parts of mixing.ONE, where only the finished image tells them (kml)
        labels    a file to be written beside the image, before it; b"": this image has none
        """
        folder = name.rsplit("/", 1)[0]
        if folder not in self._folders:
            os.makedirs(os.path.join(self.root, folder), exist_ok=True)
            self._folders.add(folder)
        lines = [weights_line(index, weights)] if weights else []
        if labels is not None:
            lines.append(labels_line(index, len(labels), zlib.crc32(labels)))
            beside = os.path.join(self.root, labels_name(name))
            if labels:
                self._fill(labels)
                self._place(beside)
            else:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(beside)
        self._fill(data)
        crc = zlib.crc32(data)
        self._note(*lines, image_line(index, len(data), crc, programs))
        self._place(os.path.join(self.root, name))
        return len(data), crc

    def _fill(self, data: bytes) -> None:
        with open(self._temporary, "wb", buffering=0) as file:
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]

    def _place(self, target: str) -> None:
        try:
            os.replace(self._temporary, target)
        except IsADirectoryError:  # an empty folder in an image's place gives way
            os.rmdir(target)
            os.replace(self._temporary, target)


def encode(image: np.ndarray, image_format: str, quality: int) -> bytes:
    """uint8 RGB [h, w, 3] -> the bytes of a 'jpg', 'png' or 'webp' file.

    Raises UserError where the format cannot hold an image of that size.
    """
    flags = {
        "jpg": [cv2.IMWRITE_JPEG_QUALITY, quality],
        "webp": [cv2.IMWRITE_WEBP_QUALITY, quality],
        "png": [cv2.IMWRITE_PNG_COMPRESSION, 3],
    }[image_format]
    done, data = cv2.imencode(f".{image_format}", cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2BGR), flags)
    if not done:
        raise UserError(f"images of this size cannot be written as {image_format}; use --image-format png")
    return data.tobytes()
