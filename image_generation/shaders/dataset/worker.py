"""What a render process of generate_dataset.py does with a task: make images, encode, write, report."""

from __future__ import annotations

import contextlib
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2

from image_generation.common.errors import UserError
from image_generation.datasets.layout import class_name, flat_name
from image_generation.datasets.writer import ImageWriter, encode
from image_generation.mixing import FIXED_SAMPLES
from image_generation.processes.pool import Status
from image_generation.shaders.image_maker import ImageDone, ImageMaker, MakerSettings, ProgramText, Task

REPORT_SECONDS = 0.25  # how long finished images may wait to be reported


@dataclass(frozen=True, kw_only=True)
class FileSettings:
    """Where images go and how they are encoded (layout 'flat' | 'class', format 'jpg' | 'png' | 'webp')."""

    root: str
    layout: str = "flat"
    image_format: str = "jpg"
    quality: int = 95

    def name(self, index: int, program: str) -> str:
        """Path of an image below the root; program: name of its (first) program."""
        if self.layout == "flat":
            return flat_name(index, self.image_format)
        return class_name(index, program, self.image_format)


Written = tuple[int, tuple[int, ...], int, int, tuple[int, ...]]


@dataclass(frozen=True)
class ImagesDone:
    """Message to the parent, which gets an ImageMaker's other events as they are: what lies whole in the folder now.

    images   (index, numbers of its programs, bytes, crc32, weights where only the image tells them) each
    labels   bytes and crc32 of each one's labels, where there are to be any
    """

    images: tuple[Written, ...]
    labels: tuple[tuple[int, int], ...] = ()


def make_handler(number: int, maker: MakerSettings, files: FileSettings) -> DatasetWorker:
    """Entry point of a worker process (see processes/pool.py)."""
    cv2.setNumThreads(1)
    return DatasetWorker(number, maker, files)


class DatasetWorker:
    """Works through tasks; one in each render process."""

    def __init__(self, number: int, maker: MakerSettings, files: FileSettings):
        self.files, self.sources, self.has_labels = files, maker.sources, bool(maker.labels)
        self.sealed: list[tuple[int, int]] = []  # of the labels that were written and not yet reported
        self.writer = ImageWriter(files.root, number)
        self.maker = ImageMaker(number, maker)

    def close(self) -> None:
        """What is to be done at the end."""
        self.maker.close()

    def __call__(self, task: Task, send: Callable[[Any], None], status: Status) -> None:
        """Make and write the task's images and report them, now and then and at the end."""
        written: list[Written] = []
        reported = time.monotonic()
        self.sealed.clear()
        for event in self.maker.images(task, status):
            if isinstance(event, ProgramText):
                with self._writing():
                    self.writer.note_text(self.sources[event.program].name, event.digest)
            if not isinstance(event, ImageDone):
                send(event)
                continue
            written.append(self.write(event))
            if time.monotonic() - reported > REPORT_SECONDS:
                self._report(written, send)
                written, reported = [], time.monotonic()
        if written:
            self._report(written, send)

    def _report(self, written: list[Written], send: Callable[[Any], None]) -> None:
        send(ImagesDone(tuple(written), tuple(self.sealed)))
        self.sealed.clear()

    def write(self, done: ImageDone) -> Written:
        """Encode and write a finished image: its entry of ImagesDone."""
        files, spec = self.files, done.spec
        data = encode(done.image, files.image_format, files.quality)
        name = files.name(spec.index, self.sources[spec.programs[0]].name)
        mixture = spec.mixture
        weights = tuple(mixture.weights) if mixture and mixture.kind in FIXED_SAMPLES else ()
        with self._writing():
            labels = done.labels if self.has_labels else None
            size, crc = self.writer.write(spec.index, spec.programs, name, data, weights, labels=labels)
        if labels is not None:
            self.sealed.append((len(labels), zlib.crc32(labels)))
        return spec.index, spec.programs, size, crc, weights

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UserError(f"--output {self.files.root}: cannot write images ({error.strerror})") from None
