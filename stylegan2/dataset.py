"""Training images for a GAN: square, of one size that is a power of two.

Read as everywhere (image_generation/image_files.py): grey images become RGB, alpha is dropped. Classes are those of
dataset.json where the folder or zip has one (StyleGAN2-ADA's dataset_tool.py writes them), else the first sub-folders,
unless they are the numbered ones of a flat dataset.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from image_generation.common.errors import UserError
from image_generation.image_files import MAX_PIXELS, BadImage, image_size
from learning.data.ada_dataset import LABELS, AdaZip, folder_labels, is_zip
from learning.data.folders import ImageFolder

# Headers read before training starts; the other images are checked when their turn comes.
SIZES_CHECKED = 2000


class GanImages:
    """Images of a folder or a zip at `resolution`: source.read(number) -> (uint8 [r, r, 3], label).

    resolution  None takes the images' own; a smaller one averages whole blocks of pixels
    mirror      doubles the set: numbers from len(self) / 2 on are mirrored
    labels      whether classes give labels (read returns 0 for all otherwise)
    max_pixels  images of more are refused before memory is taken
    problems    a line for each entry of the folder that looks like an image and is none to read (a pipe, a device ...)
    Raises UserError (code 2) for images that are not square, differ in size, or do not fit the resolution.
    """

    def __init__(
        self,
        folder: str | os.PathLike,
        resolution: int | None = None,
        mirror: bool = False,
        labels: bool = False,
        max_pixels: int = MAX_PIXELS,
    ):
        self.folder, self.mirror, self.max_pixels = folder, mirror, max_pixels
        self.files: Any = _open(folder, max_pixels)
        self.problems = self.files.problems
        if labels and len(self.files.classes) < 2:
            advice = f"arrange the images as {folder}/CLASS/IMAGE, or give labels in its {LABELS}"
            raise UserError(f"--cond: {folder} has no classes; {advice}", 2)
        self.classes = self.files.classes if labels else []
        self.size = self._common_size()
        self.resolution = resolution or self.size
        _check_resolution(self.resolution, self.size, folder)

    def _size_of(self, number: int) -> tuple[int, int]:
        if isinstance(self.files, AdaZip):
            image, _ = self.files.read(number)
            return image.shape[1], image.shape[0]
        name = self.files.files[number]
        width, height = image_size(name)
        if width * height > self.max_pixels:
            raise BadImage(f"{name}: has {width * height} pixels, over the limit of {self.max_pixels}")
        return width, height

    def _common_size(self) -> int:
        checked = min(len(self.files), SIZES_CHECKED)
        first, first_name = None, None
        for number in np.unique(np.linspace(0, len(self.files) - 1, checked).astype(int)):
            name = self.files.files[number]
            try:
                size = self._size_of(int(number))
            except BadImage:
                continue  # an unreadable image is left out, and named, when its turn comes
            if size[0] != size[1]:
                raise UserError(
                    f"{name}: is {size[0]}x{size[1]}: StyleGAN2 needs square images; crop or render them", 2
                )
            if first is None:
                first, first_name = size, name
            if size != first:
                sizes = f"{first_name} is {first[0]}x{first[1]}, {name} is {size[0]}x{size[1]}"
                raise UserError(f"--data {self.folder}: images of different sizes: {sizes}; bring them to one", 2)
        if first is None:
            raise UserError(f"--data {self.folder}: none of its {len(self.files)} images can be read", 2)
        return first[0]

    def stamp(self) -> list:
        """What tells these images from others without reading them: names, sizes and times of their files."""
        if isinstance(self.files, AdaZip):
            about = os.stat(self.files.path)
            names = hashlib.sha1("\n".join(self.files.names).encode(errors="surrogatepass")).hexdigest()
            return [names, about.st_size, about.st_mtime_ns]
        return [(os.path.basename(n), os.stat(n).st_size, os.stat(n).st_mtime_ns) for n in self.files.files]

    def __len__(self) -> int:
        return len(self.files) * (2 if self.mirror else 1)

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """One image and its label. Raises BadImage for an unreadable file, UserError for one of another size."""
        flip, number = divmod(number, len(self.files))
        image, label = self.files.read(number)
        if image.shape[:2] != (self.size, self.size):
            name = Path(self.files.files[number])
            height, width = image.shape[:2]
            raise UserError(f"{name}: is {width}x{height}, other images of --data are {self.size}x{self.size}")
        if self.resolution != self.size:
            image = cv2.resize(image, (self.resolution, self.resolution), interpolation=cv2.INTER_AREA)
        return (image[:, ::-1] if flip else image), max(label, 0) if self.classes else 0

    def sample(self, count: int, seed: int = 0) -> Iterator[tuple[np.ndarray, int]]:
        """Yield `count` readable images [r, r, 3] with labels, drawn without repetition while there are enough."""
        order = np.random.default_rng(seed).permutation(len(self.files))
        for number in np.resize(order, count * 2 + len(order)):
            if count == 0:
                return
            try:
                yield self.read(int(number))
            except BadImage:
                continue
            count -= 1

    def some(self, count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """What `sample` yields, at once: images [n, r, r, 3] and labels [n]."""
        found = list(self.sample(count, seed))
        if not found:
            raise UserError(f"--data {self.folder}: none of its {len(self.files)} images can be read", 2)
        images, labels = zip(*found)
        return np.stack(images), np.array(labels)


def _open(path: str | os.PathLike, max_pixels: int) -> AdaZip | ImageFolder:
    if is_zip(path):
        return AdaZip(path, max_pixels)
    if not Path(path).is_dir():
        what = "is no folder and no zip" if Path(path).exists() else "no such folder"
        raise UserError(f"--data {path}: {what}; name a folder or a zip of images", 2)
    files = ImageFolder([path], max_pixels=max_pixels)
    labels = folder_labels(path, files.files) if (Path(path) / LABELS).exists() else None
    if labels is not None:
        files.labels = labels
        files.classes = [str(k) for k in range(int(labels.max()) + 1)]
    return files


def _check_resolution(resolution: int, size: int, folder: str | os.PathLike) -> None:
    if resolution < 8 or resolution & (resolution - 1):
        flag = "--resolution" if resolution != size else "--data: images of"
        advice = "a power of two, at least 8 (8, 16, 32 ...)"
        raise UserError(f"{flag} {resolution}: StyleGAN2 needs {advice}; --resolution R reduces larger images", 2)
    if size % resolution or size < resolution:
        raise UserError(
            f"--resolution {resolution}: the images of {folder} are {size}x{size}; give a size that divides theirs",
            2,
        )
