"""Image numbers -> finished images, in one render process: loads, draws program by program, mixes.

generate_dataset.py writes what comes out into files, live_dataset.py into shared memory; image i is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from image_generation.mixing import Mixer
from image_generation.processes.pool import Status
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.egl_devices import EglDevice
from image_generation.shaders.rendering.program_store import ProgramFailure, ProgramStore
from image_generation.shaders.sampler import ImageSpec, Sampler, SamplerSettings
from image_generation.shaders.sources import Source


@dataclass(frozen=True)
class MakerSettings:
    """What images are, and on which devices they are drawn (process k takes devices[k % len]).

    hasty   programs draw so little that the software driver should compile them quickly rather than well
    """

    sources: tuple[Source, ...]
    sampler: SamplerSettings
    resolution: int
    devices: tuple[EglDevice, ...]
    dialect: str | None = None
    textures: str | None = None
    hasty: bool = False


@dataclass(frozen=True)
class Task:
    """Images to make: (index, numbers of its programs) each.

    careful   read back each image before the next is drawn, so that what kills the process is known
    """

    images: tuple[tuple[int, tuple[int, ...]], ...]
    careful: bool = False


class ImageMaker:
    """Makes images; one in each render process.

    number      of the process, which chooses its device
    on_text     called with (program, SHA-1 of its text) when a program is first used
    on_parameters   called with (program, how many literals vary, how many more the driver refused) then, where
                the sampler's parameter_jitter is on
    on_failure  called with (program, reason) for a program that cannot be drawn for a reason that stays; images
                that need it do not come out
    """

    def __init__(
        self,
        number: int,
        settings: MakerSettings,
        on_failure: Callable[[int, str], None],
        on_text: Callable[[int, str], None] = lambda program, digest: None,
        on_parameters: Callable[[int, int, int], None] = lambda program, varied, refused: None,
    ):
        self.settings, self.on_failure, self.on_text = settings, on_failure, on_text
        self.on_parameters = on_parameters
        device = settings.devices[number % len(settings.devices)]
        self.renderer = Renderer(device, settings.resolution, textures=settings.textures, hasty=settings.hasty)
        self.sampler = Sampler(settings.sampler, len(settings.sources))
        self.store = ProgramStore(settings.sources, settings.dialect)
        self._told: set[int] = set()
        self._upwards = False

    def make(self, task: Task, status: Status, sink: Callable[[ImageSpec, np.ndarray], None]) -> None:
        """Make a task's images; sink(spec, image) takes each, uint8 [h, w, 3], as soon as it is finished.

        Programs are drawn one after the other, each with all its samples of the task, so that each is compiled
        once; their order turns with every task, so that what was used last is used first.
        """
        specs = [self.sampler.image(index, programs) for index, programs in task.images]
        places: dict[int, list[tuple[ImageSpec, int]]] = {}
        for spec in specs:
            for slot, program in enumerate(spec.programs):
                places.setdefault(program, []).append((spec, slot))
        parts = _Parts(sink)
        self._upwards = not self._upwards
        for program in sorted(places, reverse=not self._upwards):
            try:
                self._draw(program, places[program], task.careful, status, parts)
            except ProgramFailure as failure:
                self.on_failure(program, failure.reason)
        self.renderer.flush()

    def _draw(
        self,
        number: int,
        places: Sequence[tuple[ImageSpec, int]],
        careful: bool,
        status: Status,
        parts: _Parts,
    ) -> None:
        status.drawing(number, places[0][0].index)
        loaded = self.store.load(number)
        first = number not in self._told
        if first:
            self._told.add(number)
            self.on_text(number, hashlib.sha1(loaded.text).hexdigest())
        if loaded.error is not None:
            raise ProgramFailure(loaded.error)
        if first and self.settings.sampler.parameter_jitter:
            with self.store.explaining(number):
                self.on_parameters(number, *self.renderer.parameters(loaded.program))
        for group in [[place] for place in places] if careful else [places]:
            with self.store.explaining(number):
                self.renderer.draw(
                    loaded.program,
                    [spec.samples[slot] for spec, slot in group],
                    lambda k, image, group=group: parts.add(*group[k], image),
                    lambda k, group=group: status.drawing(number, group[k][0].index),
                )
            if careful:
                self.renderer.flush()


class _Parts:
    """Collects the samples of each image and passes the image on when it has them all."""

    def __init__(self, sink: Callable[[ImageSpec, np.ndarray], None]):
        self.sink = sink
        self.mixers: dict[int, Mixer] = {}
        self.missing: dict[int, int] = {}

    def add(self, spec: ImageSpec, slot: int, image: np.ndarray) -> None:
        """Take in the picture of one sample."""
        if spec.mixture is None:
            self.sink(spec, image)
            return
        if spec.index not in self.mixers:
            self.mixers[spec.index] = Mixer(spec.mixture, image.shape[1], image.shape[0])
            self.missing[spec.index] = len(spec.programs)
        self.mixers[spec.index].add(slot, image)
        self.missing[spec.index] -= 1
        if not self.missing[spec.index]:
            mixer = self.mixers.pop(spec.index)
            image = mixer.image()
            self.sink(replace(spec, mixture=mixer.mixed), image)
