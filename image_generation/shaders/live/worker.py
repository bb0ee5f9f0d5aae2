"""What a render process of live_dataset.py does with a task: make images and put them into the ring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from image_generation.common.errors import UserError
from image_generation.mixing import label_weights
from image_generation.processes.pool import Status
from image_generation.processes.ring import Ring
from image_generation.shaders.image_maker import ImageMaker, MakerSettings, Task
from image_generation.shaders.sampler import ImageSpec


@dataclass(frozen=True)
class PlacedTask:
    """A task, and the place in the ring of each of its images."""

    task: Task
    places: tuple[int, ...]


@dataclass(frozen=True)
class ProgramFailed:
    """Message: a program cannot be drawn, for a reason that will not go away."""

    program: int
    reason: str


def make_handler(number: int, maker: MakerSettings, ring: Ring, check_every: int) -> LiveWorker:
    """Entry point of a worker process (see workers.Pool)."""
    return LiveWorker(number, maker, ring, check_every)


class LiveWorker:
    """Works through tasks; one in each render process.

    check_every     after so many images the process's first image is drawn again, and must come out the same:
                    on some GPUs, pictures break when training runs beside rendering (0: never)
    """

    def __init__(self, number: int, maker: MakerSettings, ring: Ring, check_every: int):
        self.ring, self.check_every = ring, check_every
        self.send: Callable[[Any], None] = lambda message: None
        self.maker = ImageMaker(number, maker, lambda program, reason: self.send(ProgramFailed(program, reason)))
        self.known: tuple[ImageSpec, np.ndarray] | None = None
        self.unchecked = 0

    def __call__(self, placed: PlacedTask, send: Callable[[Any], None], status: Status) -> None:
        """Make the task's images and put each into its place."""
        self.send = send
        place_of = {index: place for (index, _), place in zip(placed.task.images, placed.places)}

        def put(spec: ImageSpec, image: np.ndarray) -> None:
            weights = label_weights(spec.mixture, image.shape[1], image.shape[0])
            self.ring.put(place_of[spec.index], image, np.array(spec.programs), weights)
            if self.check_every and self.known is None:
                self.known = spec, image.copy()
            self.unchecked += 1

        self.maker.make(placed.task, status, put)
        if self.check_every and self.unchecked >= self.check_every:
            self.check(status)

    def check(self, status: Status) -> None:
        """Draw the known image again. Raises UserError where it comes out differently."""
        spec, expected = self.known
        again: list[np.ndarray] = []
        self.maker.make(Task(((spec.index, spec.programs),)), status, lambda _, image: again.append(image.copy()))
        self.unchecked = 0
        if not again or not np.array_equal(again[0], expected):
            device = self.maker.renderer.name
            raise UserError(
                f"the driver ({device}) draws image {spec.index} differently than before: pictures cannot be "
                "trusted; render on another GPU than the one that trains (--rendering-gpus)"
            )
