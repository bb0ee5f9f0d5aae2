"""What a render process of live/dataset.py does with a task: make images and put them into the ring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2

from image_generation.common.errors import UserError
from image_generation.mixing import label_weights
from image_generation.processes.pool import Status
from image_generation.processes.ring import Ring
from image_generation.shaders.image_maker import ImageDone, ImageMaker, MakerSettings, ProgramFailed, Task
from image_generation.shaders.live.known import TOLERANCE, difference


@dataclass(frozen=True)
class RingTask:
    """A task, and the slot in the ring of each of its images."""

    task: Task
    slots: tuple[int, ...]


def make_handler(number: int, maker: MakerSettings, ring: Ring, check_every: int) -> LiveWorker:
    """Entry point of a worker process (see processes/pool.py)."""
    cv2.setNumThreads(1)
    return LiveWorker(number, maker, ring, check_every)


class LiveWorker:
    """Works through tasks; one in each render process.

    check_every     after so many images the process's first image is drawn again, and must come out the same:
                    on some GPUs, pictures break when training runs beside rendering (0: never)
    """

    def __init__(self, number: int, maker: MakerSettings, ring: Ring, check_every: int):
        self.ring, self.check_every = ring, check_every
        self.maker = ImageMaker(number, maker)
        self.known: ImageDone | None = None
        self.unchecked = 0

    def close(self) -> None:
        """What is to be done at the end."""
        self.maker.close()

    def __call__(self, placed: RingTask, send: Callable[[Any], None], status: Status) -> None:
        """Make the task's images and put each into its slot of the ring."""
        slots = {index: slot for (index, _), slot in zip(placed.task.images, placed.slots)}
        for event in self.maker.images(placed.task, status):
            if isinstance(event, ImageDone):
                self.put(slots[event.spec.index], event)
            elif isinstance(event, ProgramFailed):
                send(event)
        if self.known is not None and self.unchecked >= self.check_every:
            self.check(self.known, status)

    def put(self, slot: int, done: ImageDone) -> None:
        """Put a finished image into its slot; the first one is kept for checks."""
        image, spec = done.image, done.spec
        weights = label_weights(spec.mixture, image.shape[1], image.shape[0]) if spec.mixture else (1.0,)
        self.ring.put(slot, image, spec.programs, weights)
        self.unchecked += 1
        if self.check_every and self.known is None:
            self.known = ImageDone(spec, image.copy())

    def check(self, known: ImageDone, status: Status) -> None:
        """Draw a known image again. Raises UserError where it comes out differently."""
        task = Task(((known.spec.index, known.spec.programs),))
        again = [event.image for event in self.maker.images(task, status) if isinstance(event, ImageDone)]
        self.unchecked = 0
        off = difference(again[0], known.image) if again else 255.0
        if off > TOLERANCE:
            if all(self.maker.settings.sources[number].painted for number in known.spec.programs):
                raise UserError(f"image {known.spec.index} is drawn differently than before: have its files changed?")
            device = self.maker.renderer.name
            raise UserError(
                f"the driver ({device}) draws image {known.spec.index} differently than before (by {off:.3g} of "
                "255): pictures cannot be trusted; render on another GPU than the one that trains (--rendering-gpus)"
            )
