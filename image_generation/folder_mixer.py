"""Mixtures of finished images: a folder of pictures -> a dataset in which each image is several of them, mixed.

Image i is determined by (seed, i, the sorted list of files) alone, as in datasets of programs.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from image_generation.common.errors import UserError
from image_generation.common.progress import progress, say
from image_generation.common.tables import read_rows
from image_generation.datasets.folder import DatasetFolder
from image_generation.datasets.layout import LAYOUTS, MIXED_COLUMNS, SAMPLES, flat_name
from image_generation.datasets.writer import ImageWriter, encode
from image_generation.image_files import IMAGE_SUFFIXES, BadImage, find_images, read_image
from image_generation.kml import blended, leaf_mask
from image_generation.mixing import FIXED_SAMPLES, ONE, Mixer, MixtureSettings
from image_generation.pictures import centre, resized
from image_generation.shaders.sampler import Sampler, SamplerSettings

MOST_UNREADABLE = 100  # neighbours in a row; a folder where so many are broken is broken itself


@dataclass(frozen=True, kw_only=True)
class MixSettings:
    """What the mixed images are.

    files       sorted paths; names: what samples.csv calls them
    resolution  side in pixels; pictures of another size are cut to their middle square and resized
    """

    files: tuple[str, ...]
    names: tuple[str, ...]
    mixture: MixtureSettings
    resolution: int
    seed: int = 0
    image_format: str = "jpg"
    quality: int = 95


def list_images(folders: list[str]) -> tuple[list[str], list[str]]:
    """(paths, names) of the image files under folders, sorted by path. Raises UserError (code 2) for none."""
    paths, names = [], []
    for folder in folders:
        root = Path(folder)
        if not root.is_dir():
            what = "is a file, not a folder of images" if root.exists() else "no such folder"
            raise UserError(f"{folder}: {what}", 2)
        found = find_images(root)
        for problem in found.problems:
            say(f"not read: {problem}")
        if not found.files:
            raise UserError(f"{folder}: holds no images ({', '.join(IMAGE_SUFFIXES)}): name another folder", 2)
        paths += found.files
        names += [os.path.relpath(path, root if len(folders) == 1 else root.parent) for path in found.files]
    return paths, names


class FolderMixer:
    """Makes the images of one dataset folder; run() returns when all are there.

    kept        images that were there already
    unreadable  lines about pictures in whose stead the next that can be read is used
    """

    def __init__(self, folder: DatasetFolder, settings: MixSettings, n_images: int, workers: int):
        self.folder, self.settings, self.n_images, self.workers = folder, settings, n_images, workers
        self.sampler = Sampler(SamplerSettings(seed=settings.seed, mixture=settings.mixture), len(settings.files))
        self.unreadable: dict[int, str] = {}
        self.kept = 0
        self._weights = dict(self._known_weights())
        self._own = threading.local()
        self._writers = iter(range(10**6))
        self._lock = threading.Lock()

    def file_of(self, index: int) -> str:
        """Path of an image below the root."""
        return flat_name(index, self.settings.image_format)

    def run(self) -> None:
        """Make every image that is not there and write the tables. Raises UserError."""
        journal = self.folder.journal
        left = []
        for index in progress(range(self.n_images), desc="checking what is there", unit="img", leave=False):
            known = (
                index in journal.images and index in self._weights and self.folder.intact(index, self.file_of(index))
            )
            self.kept += known
            if not known:
                left.append(index)
        with (
            progress(total=self.n_images, initial=self.kept, unit="img") as bar,
            ThreadPoolExecutor(self.workers) as threads,
        ):
            waiting: set[Future] = set()
            try:
                for index in left:
                    waiting.add(threads.submit(self._make, index))
                    if len(waiting) >= 4 * self.workers:
                        waiting = self._collect(waiting, bar)
                while waiting:
                    waiting = self._collect(waiting, bar)
            except BaseException:
                for future in waiting:
                    future.cancel()
                raise
        self.folder.finish(self._rows(), [], sample_columns=MIXED_COLUMNS)

    def _collect(self, waiting: set[Future], bar: Any) -> set[Future]:
        done, rest = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            index, size, crc, weights = future.result()
            self.folder.journal.images[index] = (size, crc, ())
            self._weights[index] = weights
            bar.update()
        return rest

    def _picture(self, number: int) -> np.ndarray:
        """uint8 [resolution, resolution, 3] of a file, or of the next that can be read. Raises UserError."""
        side, n = self.settings.resolution, len(self.settings.files)
        for step in range(min(MOST_UNREADABLE, n)):
            place = (number + step) % n
            if place in self.unreadable:
                continue
            try:
                image = read_image(self.settings.files[place])
            except BadImage as error:
                self.unreadable[place] = str(error)
                continue
            return image if image.shape[:2] == (side, side) else resized(centre(image), side)
        raise UserError(f"{min(MOST_UNREADABLE, n)} images in a row cannot be read, as {self.unreadable[number]}")

    def _make(self, index: int) -> tuple[int, int, int, tuple[int, ...]]:
        spec = self.sampler.image(index)
        side = self.settings.resolution
        assert spec.mixture is not None
        mixer = Mixer(spec.mixture, side, side)
        for k, number in enumerate(spec.programs):
            mixer.add(k, self._picture(number))
        data = encode(mixer.image(), self.settings.image_format, self.settings.quality)
        weights = mixer.mixed.weights
        try:
            if not hasattr(self._own, "writer"):
                with self._lock:
                    self._own.writer = ImageWriter(self.folder.root, next(self._writers))
            size, crc = self._own.writer.write(index, (0, *weights), self.file_of(index), data)
        except OSError as error:
            raise UserError(f"--output {self.folder.root}: cannot write images ({error.strerror})") from None
        return index, size, crc, weights

    def example(self, index: int, gap: int = 4) -> np.ndarray:
        """What KML image `index` is made of: first, mask, second, third and image side by side, uint8 [h, w, 3]."""
        pictures = [self._picture(number) for number in self.sampler.image(index).programs[:3]]
        parts, whole = leaf_mask(pictures[0], *pictures[1].shape[:2])
        mask = np.repeat((parts * 255 // whole).astype(np.uint8)[:, :, None], 3, 2)
        row = [pictures[0], mask, pictures[1], pictures[2], blended(parts, whole, pictures[1], pictures[2])]
        return np.concatenate([np.pad(each, ((0, gap), (0, gap), (0, 0)), constant_values=255) for each in row], 1)

    def _known_weights(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Weights of finished images, which KML's pictures decide: from this run's journal or its finished table."""
        for row in read_rows(self.folder.root / SAMPLES, LAYOUTS[SAMPLES]):
            with contextlib.suppress(ValueError, KeyError, OverflowError):
                parts = [round(float(part) * ONE) for part in row["weights"].split(";") if part]
                yield int(row["index"]), tuple(parts)
        for index, (_, _, numbers) in self.folder.journal.images.items():
            if numbers and all(isinstance(number, int) for number in numbers):
                yield index, tuple(int(number) for number in numbers[1:])

    def _rows(self) -> Iterator[tuple]:
        kind = self.settings.mixture.kind
        for index in range(self.n_images):
            spec = self.sampler.image(index)
            size, crc, _ = self.folder.journal.images[index]
            assert spec.mixture is not None
            weights = self._weights[index] if kind in FIXED_SAMPLES else spec.mixture.weights
            yield (
                index,
                self.file_of(index),
                ";".join(self.settings.names[number] for number in spec.programs),
                ";".join(f"{weight / ONE}" for weight in weights),
                ";".join(" ".join(f"{edge:.6f}" for edge in box) for box in spec.mixture.boxes),
                size,
                f"{crc:08x}",
            )
