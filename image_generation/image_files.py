"""Image files as people have them: which ones a folder holds, and their pixels as uint8 RGB.

Training, evaluation, the gallery, contact sheets and StyleGAN2 find and read images here, so that a file that one of
them takes is taken by all and means the same pixels.
"""

from __future__ import annotations

import io
import os
import re
import stat
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from PIL import Image, ImageOps

from image_generation.common.files import READ_ONLY

IMAGE_SUFFIXES = (
    ".jpg",
    ".jpeg",
    ".jpe",
    ".jfif",
    ".png",
    ".webp",
    ".bmp",
    ".ppm",
    ".pgm",
    ".pnm",
    ".tif",
    ".tiff",
    ".gif",
    ".avif",
)
MAX_PIXELS = 89_478_485  # 256 MB at three bytes a pixel: Pillow's own limit
MAX_FILE_BYTES = 256 << 20

# Others start programs of their own (EPS), or are no pictures.
_FORMATS = (
    "AVIF",
    "BMP",
    "DIB",
    "GIF",
    "ICO",
    "JPEG",
    "JPEG2000",
    "MPO",
    "PCX",
    "PNG",
    "PPM",
    "SGI",
    "TGA",
    "TIFF",
    "WEBP",
)
_WIDE = ("I", "F")  # modes of more than eight bits a pixel, beside I;16 and its kin


class BadImage(Exception):
    """An image that cannot be read; the message names it and says why."""


@dataclass
class Found:
    """The image files below a folder, sorted by path, and a line for each entry that is no file to read."""

    files: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def find_images(
    root: str | os.PathLike, *, leave_out: str | os.PathLike | None = None, inside_only: bool = False
) -> Found:
    """Image files below root (told by their suffix, any case), each one once; hidden names are left out.

    Links are followed after everything else, so that a file that is reached by its own path and by links counts under
    its own path; folders are entered once, so that loops end. Entries that are no regular files, links to nowhere and
    folders that cannot be listed are named in `problems`.

    leave_out     a folder that is not entered
    inside_only   links that lead out of root are not followed, and named
    """
    walk = _Walk(os.path.realpath(root), inside_only)
    if leave_out is not None:
        walk.leave(leave_out)
    walk.folder(str(root))
    for path in walk.linked():
        walk.follow(path)
    return Found(sorted(walk.files), walk.problems)


class _Walk:
    """State of one find_images: what was found, entered and put off (links)."""

    def __init__(self, root: str, inside_only: bool):
        self.root, self.inside_only = root, inside_only
        self.files: list[str] = []
        self.problems: list[str] = []
        self.links: list[str] = []
        self.entered: set[tuple[int, int]] = set()
        self.known: set[tuple[int, int]] = set()

    def leave(self, folder: str | os.PathLike) -> None:
        if os.path.isdir(folder):
            about = os.stat(folder)
            self.entered.add((about.st_dev, about.st_ino))

    def linked(self) -> Iterable[str]:
        """The links that were put off, in the order of their paths; following one may add more."""
        while self.links:
            self.links.sort(reverse=True)
            yield self.links.pop()

    def folder(self, top: str) -> None:
        waiting = [top]
        while waiting:
            path = waiting.pop()
            try:
                about = os.stat(path)
                if (about.st_dev, about.st_ino) in self.entered:
                    continue
                self.entered.add((about.st_dev, about.st_ino))
                entries = sorted(os.scandir(path), key=lambda entry: entry.name)
            except OSError as error:
                self.problems.append(f"{path}: cannot be listed ({error.strerror})")
                continue
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink():
                    self.links.append(entry.path)
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif is_image_name(entry.name):
                    if entry.is_file(follow_symlinks=False):
                        self.files.append(entry.path)
                        self.known.add((about.st_dev, entry.inode()))
                    else:
                        self.problems.append(f"{entry.path}: is no regular file")

    def follow(self, link: str) -> None:
        try:
            about = os.stat(link)
        except OSError as error:
            what = "is a link to nowhere" if isinstance(error, FileNotFoundError) else f"is a link ({error.strerror})"
            if is_image_name(link) or not os.path.splitext(link)[1]:
                self.problems.append(f"{link}: {what}")
            return
        folder = stat.S_ISDIR(about.st_mode)
        if not folder and not is_image_name(link):
            return
        target = os.path.realpath(link)
        if self.inside_only and os.path.commonpath([self.root, target]) != self.root:
            self.problems.append(f"{link}: is a link that leads out of the folder")
        elif folder:
            self.folder(link)
        elif not stat.S_ISREG(about.st_mode):
            self.problems.append(f"{link}: is no regular file")
        elif (about.st_dev, about.st_ino) not in self.known:
            self.known.add((about.st_dev, about.st_ino))
            self.files.append(link)


def is_image_name(name: str) -> bool:
    """Whether a file's name ends as an image's does."""
    return name.lower().endswith(IMAGE_SUFFIXES)


def read_file(path: str | os.PathLike, most: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of a regular file. Raises BadImage for anything else (pipes and devices are not waited for) and for
    more than `most` bytes."""
    try:
        # Without waiting for a pipe's writer, and no further than a device's endless bytes.
        with open(os.open(path, READ_ONLY), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise BadImage(f"{path}: is no regular file")
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise BadImage(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > most:
        raise BadImage(f"{path}: is larger than {most >> 20} MB")
    return data


def read_image(path: str | os.PathLike, max_pixels: int = MAX_PIXELS) -> np.ndarray:
    """Pixels of an image file: uint8 RGB [h, w, 3]. Raises BadImage."""
    return decode(read_file(path), str(path), max_pixels)


def image_size(path: str | os.PathLike) -> tuple[int, int]:
    """(width, height) as read_image would return it, from the file's head alone. Raises BadImage."""
    data = read_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _opened(data) as image:
                width, height = image.size
                return (height, width) if _orientation(image) >= 5 else (width, height)
    except Exception as error:
        raise BadImage(f"{path}: {_reason(error)}") from None


def decode(data: bytes, name: str, max_pixels: int = MAX_PIXELS) -> np.ndarray:
    """Encoded image -> uint8 RGB [h, w, 3], turned as its EXIF orientation says.

    - Grey, palette and CMYK images become RGB; alpha is dropped, the colours below it are taken as they are stored.
    - 16 bits a channel are divided by 257, 32-bit whole numbers as if they were 16 bits unless they are larger.
    - Floating point: 0 to 1 becomes 0 to 255; larger numbers up to 255 stay; else (and for 32-bit whole numbers above
      65535 or below 0) the image's own least and largest value become 0 and 255. What is no number is black.
    - Of several frames or pages the first is taken.

    max_pixels   images of more are refused by their head, before memory is taken
    Raises BadImage for what is truncated, too large or no image.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decode(data, max_pixels)
    except Exception as error:
        raise BadImage(f"{name}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    text = re.sub(r" <_io\.BytesIO object at \w+>", "", " ".join(str(error).split()))
    return text[:200] or type(error).__name__


def _opened(data: bytes) -> Image.Image:
    Image.init()
    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # compared with max_pixels instead
    try:
        return Image.open(io.BytesIO(data), formats=[name for name in _FORMATS if name in Image.OPEN])
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _decode(data: bytes, max_pixels: int) -> np.ndarray:
    deep = _deep_colour(data, max_pixels)
    if deep is not None:
        return deep
    with _opened(data) as image:
        _check_size(image.width * image.height, max_pixels)
        if image.mode.startswith("I;") or image.mode in _WIDE:
            values = np.asarray(image)
            grey = _scaled(values)
            pixels = np.repeat(grey[:, :, None], 3, axis=2)
            return np.ascontiguousarray(_turned(pixels, _orientation(image)))
        orientation = _orientation(image)
        if orientation != 1:
            image = _transposed(image)
        return np.asarray(image.convert("RGB"))


def _check_size(pixels: int, most: int) -> None:
    if pixels > most:
        raise ValueError(f"has {pixels:,} pixels, over the limit of {most:,} (--max-pixels)".replace(",", " "))


def _deep_colour(data: bytes, max_pixels: int) -> np.ndarray | None:
    """16-bit or floating-point colour images (PNG, TIFF), which Pillow cuts to eight bits or cannot read."""
    png = data[:8] == b"\x89PNG\r\n\x1a\n" and data[24:25] == b"\x10" and data[25:26] in (b"\x02", b"\x04", b"\x06")
    if not png and (data[:4] not in (b"II*\0", b"MM\0*") or not _is_deep_tiff(data)):
        return None
    if png:
        _check_size(int.from_bytes(data[16:20], "big") * int.from_bytes(data[20:24], "big"), max_pixels)
    else:
        width, height = _tiff_tag(data, 256), _tiff_tag(data, 257)
        _check_size((width or 0) * (height or 0), max_pixels)
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None:
        raise ValueError("is truncated or damaged")
    if image.ndim == 2:
        image = image[:, :, None]
    if image.shape[2] == 2:
        image = image[:, :, :1]
    colour = image[:, :, 2::-1] if image.shape[2] >= 3 else np.repeat(image[:, :, :1], 3, axis=2)
    scaled = _scaled(colour)
    if png:
        with _opened(data) as head:
            return np.ascontiguousarray(_turned(scaled, _orientation(head)))
    return np.ascontiguousarray(_turned(scaled, _tiff_tag(data, 274) or 1))


def _is_deep_tiff(data: bytes) -> bool:
    bits, channels = _tiff_tag(data, 258), _tiff_tag(data, 277)
    return (bits or 1) > 8 and (channels or 1) > 1


def _tiff_tag(data: bytes, wanted: int) -> int | None:
    """The first value of a tag of whole numbers in a TIFF's first directory (TIFF 6.0, section 2)."""
    order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"

    def number(place: int, size: int) -> int:
        return int.from_bytes(data[place : place + size], order)

    start = number(4, 4)
    for k in range(min(number(start, 2), 512)):
        entry = start + 2 + 12 * k
        if number(entry, 2) != wanted:
            continue
        size = {1: 1, 3: 2, 4: 4}.get(number(entry + 2, 2), 0)
        place = entry + 8 if size * number(entry + 4, 4) <= 4 else number(entry + 8, 4)
        return number(place, size) if size else None
    return None


def _scaled(values: np.ndarray) -> np.ndarray:
    """Wide pixels as uint8, by the rules that decode states."""
    if values.dtype == np.uint8:
        return values
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
    numbers = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(numbers.min()), float(numbers.max())
    if values.dtype.kind in "iu" and low >= 0 and high <= 65535:
        numbers = numbers / 257.0
    elif values.dtype.kind == "f" and low >= 0 and high <= 1:
        numbers = numbers * 255.0
    elif values.dtype.kind not in "f" or low < 0 or high > 255:
        numbers = (numbers - low) * (255.0 / (high - low) if high > low else 0.0)
    return np.floor(numbers + 0.5).clip(0, 255).astype(np.uint8)


def _orientation(image: Image.Image) -> int:
    """EXIF's tag 274: 1 to 8, 1 where there is none or it cannot be read."""
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # damaged EXIF data do not make a picture unreadable
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _transposed(image: Image.Image) -> Image.Image:
    image.load()
    return ImageOps.exif_transpose(image)


def _turned(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Pixels [h, w, 3] as EXIF orientation 1 to 8 wants them shown (Exif 2.32, table 'Orientation')."""
    if orientation in (2, 4):
        pixels = pixels[:, ::-1] if orientation == 2 else pixels[::-1]
    elif orientation == 3:
        pixels = pixels[::-1, ::-1]
    elif orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
        flips = {5: (1, 1), 6: (1, -1), 7: (-1, -1), 8: (-1, 1)}[orientation]
        pixels = pixels[:: flips[0], :: flips[1]]
    return pixels


def relative(root: str | os.PathLike, file: str) -> str:
    """A found file's path below root, with /."""
    return Path(os.path.relpath(file, root)).as_posix()
