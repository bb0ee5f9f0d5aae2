"""What a render process of generate_dataset.py does with a task: make images, encode, write, report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from image_generation.common.errors import UserError
from image_generation.datasets.layout import class_name, flat_name
from image_generation.datasets.writer import ImageWriter, encode
from image_generation.processes.pool import Status
from image_generation.shaders.image_maker import ImageMaker, MakerSettings, Task
from image_generation.shaders.sampler import ImageSpec

REPORT_SECONDS = 0.25  # how long finished images may wait to be reported


@dataclass(frozen=True)
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


# Messages to the parent.
@dataclass(frozen=True)
class ImagesDone:
    """(index, numbers of its programs, bytes, crc32) of images that lie whole in the folder."""

    images: tuple[tuple[int, tuple[int, ...], int, int], ...]


@dataclass(frozen=True)
class ProgramFailed:
    """A program that cannot be drawn, for a reason that will not go away."""

    program: int
    reason: str


@dataclass(frozen=True)
class ProgramText:
    """The SHA-1 of a program's text."""

    program: int
    digest: str


@dataclass(frozen=True)
class ProgramParameters:
    """How many of a program's literals vary from sample to sample, and how many more the driver refused."""

    program: int
    varied: int
    refused: int


def make_handler(number: int, maker: MakerSettings, files: FileSettings) -> Callable:
    """Entry point of a worker process (see workers.Pool)."""
    cv2.setNumThreads(1)
    return DatasetWorker(number, maker, files)


class DatasetWorker:
    """Works through tasks; one in each render process."""

    def __init__(self, number: int, maker: MakerSettings, files: FileSettings):
        self.files, self.sources = files, maker.sources
        self.writer = ImageWriter(files.root, number)
        self.done: list[tuple[int, tuple[int, ...], int, int]] = []
        self.reported = time.monotonic()
        self.send: Callable[[Any], None] = lambda message: None
        self.maker = ImageMaker(
            number,
            maker,
            on_failure=lambda program, reason: self.send(ProgramFailed(program, reason)),
            on_text=lambda program, digest: self.send(ProgramText(program, digest)),
            on_parameters=lambda *counts: self.send(ProgramParameters(*counts)),
        )

    def __call__(self, task: Task, send: Callable[[Any], None], status: Status) -> None:
        """Make and write the task's images and report them, now and then and at the end."""
        self.send = send
        self.maker.make(task, status, self.write)
        self.report()

    def write(self, spec: ImageSpec, image: np.ndarray) -> None:
        """Encode and write a finished image."""
        files = self.files
        data = encode(image, files.image_format, files.quality)
        name = files.name(spec.index, self.sources[spec.programs[0]].name)
        try:
            size, crc = self.writer.write(spec.index, spec.programs, name, data)
        except OSError as error:
            raise UserError(f"--output {files.root}: cannot write images ({error.strerror})") from None
        self.done.append((spec.index, spec.programs, size, crc))
        if time.monotonic() - self.reported > REPORT_SECONDS:
            self.report()

    def report(self) -> None:
        """Tell the parent which images are whole."""
        if self.done:
            self.send(ImagesDone(tuple(self.done)))
        self.done, self.reported = [], time.monotonic()
