"""What a render process does with a task of shards' images: make, encode, send to the parent, who writes the shards."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2

from image_generation.datasets.shards import table_bytes
from image_generation.datasets.writer import encode
from image_generation.processes.pool import Status
from image_generation.shaders.dataset.shard_tables import sample_label, sample_table
from image_generation.shaders.image_maker import ImageDone, ImageMaker, MakerSettings, Task

REPORT_SECONDS = 0.25  # how long finished images may wait to be sent
REPORT_BYTES = 4 << 20


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """How images are encoded: 'jpg' | 'png' | 'webp', and the quality of jpg and webp."""

    image_format: str = "jpg"
    quality: int = 95


@dataclass(frozen=True)
class Encoded:
    """A finished image: its index, the numbers of its programs, its file, its class, its KEY.json and its KEY.npz."""

    index: int
    programs: tuple[int, ...]
    image: bytes
    label: int
    about: bytes
    labels: bytes = b""


@dataclass(frozen=True)
class ImagesEncoded:
    """Message to the parent, which gets an ImageMaker's other events as they are."""

    images: tuple[Encoded, ...]


def make_handler(number: int, maker: MakerSettings, encoding: Encoding) -> ShardWorker:
    """Entry point of a worker process (see processes/pool.py)."""
    cv2.setNumThreads(1)
    return ShardWorker(number, maker, encoding)


class ShardWorker:
    """Works through tasks; one in each render process."""

    def __init__(self, number: int, maker: MakerSettings, encoding: Encoding):
        self.encoding = encoding
        self.names = [source.name for source in maker.sources]
        self.channels = [source.name for source in maker.channels]
        self.maker = ImageMaker(number, maker)

    def close(self) -> None:
        """What is to be done at the end."""
        self.maker.close()

    def __call__(self, task: Task, send: Callable[[Any], None], status: Status) -> None:
        """Make, encode and send the task's images, now and then and at the end."""
        done: list[Encoded] = []
        size, sent = 0, time.monotonic()
        for event in self.maker.images(task, status):
            if not isinstance(event, ImageDone):
                send(event)
                continue
            done.append(self._encoded(event))
            size += len(done[-1].image) + len(done[-1].labels)
            if size > REPORT_BYTES or time.monotonic() - sent > REPORT_SECONDS:
                send(ImagesEncoded(tuple(done)))
                done, size, sent = [], 0, time.monotonic()
        if done:
            send(ImagesEncoded(tuple(done)))

    def _encoded(self, done: ImageDone) -> Encoded:
        spec, side = done.spec, done.image.shape[0]
        return Encoded(
            index=spec.index,
            programs=spec.programs,
            image=encode(done.image, self.encoding.image_format, self.encoding.quality),
            label=sample_label(spec, side),
            about=table_bytes(sample_table(spec, self.names, side, self.channels)),
            labels=done.labels,
        )
