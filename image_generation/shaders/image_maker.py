"""Image numbers -> finished images, in one render process: loads, draws program by program, mixes.

    for event in ImageMaker(number, settings).images(task, status):
        ...                                  # ImageDone | ProgramFailed | ProgramText | ProgramParameters

generate_dataset.py writes the images into files, live/dataset.py into shared memory; image i is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from image_generation.labels import encode_labels, unpack
from image_generation.mixing import Mixer
from image_generation.processes.pool import Status, Wording
from image_generation.shaders.painters import Brush, open_painter
from image_generation.shaders.programs.media import image_inputs
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.rendering.backends import FRAGMENT, BackendChoice
from image_generation.shaders.rendering.egl_devices import EglDevice
from image_generation.shaders.rendering.program_store import Loaded, ProgramFailure, ProgramStore, one_line
from image_generation.shaders.sampler import ImageSpec, Sampler, SamplerSettings, used_channels
from image_generation.shaders.sources import Source

if TYPE_CHECKING:
    from image_generation.shaders.renderer_moderngl import Renderer

RENDERING = Wording(processes="render processes", item="image", culprit="driver", work="rendering")


@dataclass(frozen=True, kw_only=True)
class MakerSettings:
    """What images are, and on which devices they are drawn (process k takes devices[k % len];
    sources that are no shaders need none).

    quick_compile   programs draw so little that the software driver should compile them quickly, and draw slower
    backend         which programs are drawn by compute shaders
    kept_programs   how many compiled programs each process keeps (PROGRAM_BYTES each)
    once            a process meets each program once, for all that is known: it keeps one until one comes again
    channels        programs whose pictures fill the image inputs of those that are drawn (sampler.channel_programs)
    labels          names of ground truth that goes with each image (labels.LABELS); images are not mixed then
    """

    sources: tuple[Source, ...]
    sampler: SamplerSettings
    resolution: int
    devices: tuple[EglDevice, ...]
    dialect: str | None = None
    textures: str | None = None
    quick_compile: bool = False
    backend: BackendChoice = FRAGMENT
    kept_programs: int = 128
    once: bool = False
    labels: tuple[str, ...] = ()
    channels: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Task:
    """Images to make: (index, numbers of its programs) each.

    isolated   read back each sample before the next is drawn, so that what kills the process is known
    """

    images: tuple[tuple[int, tuple[int, ...]], ...]
    isolated: bool = False


@dataclass(frozen=True)
class ImageDone:
    """An image is finished: uint8 [h, w, 3]; labels: its ground truth as an NPZ file, b"" where it has none."""

    spec: ImageSpec
    image: np.ndarray
    labels: bytes = b""


@dataclass(frozen=True)
class ProgramFailed:
    """A program cannot be drawn, for a reason that will not go away; the images that need it do not come out."""

    program: int
    reason: str


@dataclass(frozen=True)
class ProgramText:
    """A program is used for the first time: the SHA-1 of its text."""

    program: int
    digest: str


@dataclass(frozen=True)
class ProgramParameters:
    """How many of a program's literals vary from sample to sample, and how many more the driver refused."""

    program: int
    varied: int
    refused: int


@dataclass(frozen=True)
class ProgramInputs:
    """How many image inputs a program has, where they are filled."""

    program: int
    count: int


Event = ImageDone | ProgramFailed | ProgramText | ProgramParameters | ProgramInputs
Slot = tuple[ImageSpec, int]  # an image, and which of its samples


class ImageMaker:
    """Makes images; one in each render process.

    number      of the process, which chooses its device
    """

    def __init__(self, number: int, settings: MakerSettings):
        self.number, self.settings = number, settings
        self._has_shaders = any(not source.painted for source in settings.sources)
        if self._has_shaders:
            assert self.renderer  # now, so that a driver that fails does so before any image
        self.sampler = Sampler(settings.sampler, len(settings.sources))
        self.store = ProgramStore(settings.sources, settings.dialect, capacity=max(256, settings.kept_programs))
        self._reported: set[int] = set()
        self._upwards = False
        self._inputs: dict[int, int] = {}  # image inputs of programs, where they are filled
        self._labels: dict[int, bytes] = {}  # of images that are still to be read back

    @cached_property
    def renderer(self) -> Renderer:
        """What draws shaders: there is none, and no OpenGL context, until it is asked for."""
        # here: who asks render processes for images knows this module too, and draws nothing
        from image_generation.shaders.renderer_moderngl import Renderer
        from image_generation.shaders.rendering.channel_pictures import ChannelPictures

        settings = self.settings
        device = settings.devices[self.number % len(settings.devices)]
        pictures = ChannelPictures(
            settings.channels,
            device=device,
            resolution=settings.resolution,
            textures=settings.textures,
            quick_compile=settings.quick_compile,
            kept_programs=settings.kept_programs,
        )
        return Renderer(
            device,
            settings.resolution,
            cache_size=settings.kept_programs,
            once=settings.once,
            textures=settings.textures,
            quick_compile=settings.quick_compile,
            backend=settings.backend,
            channel_pictures=pictures if settings.channels else None,
        )

    def close(self) -> None:
        """Have the driver write what it keeps for later runs; no image can be made afterwards."""
        if "renderer" in self.__dict__:
            self.renderer.finish()

    def images(self, task: Task, status: Status) -> Iterator[Event]:
        """Make a task's images: an ImageDone for each as soon as it is finished, and what is learned of programs.

        Programs are drawn one after the other, each with all its samples of the task, so that each is compiled
        once; their order turns with every task, so that what was used last is used first.
        """
        self._labels.clear()  # of images that a program which then failed did not finish
        slots: dict[int, list[Slot]] = {}
        for index, programs in task.images:
            spec = self.sampler.image(index, programs)
            for k, program in enumerate(spec.programs):
                slots.setdefault(program, []).append((spec, k))
        mixtures = _Mixtures()
        self._upwards = not self._upwards
        for program in sorted(slots, key=lambda k: (self.store.first(k), k), reverse=not self._upwards):
            status.begin(program, slots[program][0][0].index)
            try:
                if self.settings.sources[program].painted:
                    yield from self._paint(program, slots[program], status, mixtures)
                    continue
                loaded = self.store.load(program)
                yield from self._news(program, loaded)
                yield from self._draw(program, slots[program], task.isolated, status, mixtures)
            except ProgramFailure as failure:
                yield ProgramFailed(program, failure.reason)
        if self._has_shaders:
            yield from self._finished(mixtures, wait=True)

    def _news(self, number: int, loaded: Loaded) -> Iterator[Event]:
        """What a program's first use tells of it. Raises ProgramFailure where it cannot be drawn."""
        first = number not in self._reported
        if first:
            self._reported.add(number)
            yield ProgramText(number, hashlib.sha1(loaded.text).hexdigest())
        program = loaded.drawable()
        if self.settings.channels:
            self._inputs[number] = len(image_inputs(program, self.settings.textures))
            if first:
                yield ProgramInputs(number, self._inputs[number])
        if first and self.settings.sampler.parameter_jitter:
            with self.store.explaining(number):
                counts = self.renderer.parameters(program)
            yield ProgramParameters(number, *counts)

    def _paint(self, number: int, slots: Sequence[Slot], status: Status, mixtures: _Mixtures) -> Iterator[Event]:
        """Draw the samples of what is no program. Raises ProgramFailure."""
        settings = self.settings
        try:
            painter = open_painter(settings.sources[number].path)
            if number not in self._reported:
                self._reported.add(number)
                yield ProgramText(number, hashlib.sha1(painter.text).hexdigest())
                if settings.channels:
                    yield ProgramInputs(number, 0)
                if settings.sampler.parameter_jitter:
                    yield ProgramParameters(number, 0, 0)
            for spec, k in slots:
                status.begin(number, spec.index)
                brush = Brush(seed=settings.sampler.seed, index=spec.index, slot=k, resolution=settings.resolution)
                done = mixtures.add(spec, k, painter.paint(brush))
                if done is not None:
                    yield self._completed(done)
        except ProgramError as error:
            raise ProgramFailure(one_line(error)) from None

    def _draw(
        self, number: int, slots: Sequence[Slot], isolated: bool, status: Status, mixtures: _Mixtures
    ) -> Iterator[Event]:
        """Draw a program's samples. Raises ProgramFailure."""
        program = self.store.load(number).drawable()
        samples = [spec.samples[k] for spec, k in slots]
        with self.store.explaining(number):
            drawn = self.store.labels(number) if self.settings.labels else None
            order = self.renderer.order(program, samples)
            for position in order:
                spec = slots[position][0]
                status.begin(number, spec.index)
                self.renderer.submit(program, samples[position], slots[position])
                if drawn is not None:
                    packed = self.renderer.labels(drawn, samples[position])
                    self._labels[spec.index] = encode_labels(unpack(packed), self.settings.labels)
                yield from self._finished(mixtures, wait=isolated)
            self.renderer.flush()  # now, while it is known whose drawing may fail

    def _finished(self, mixtures: _Mixtures, wait: bool) -> Iterator[ImageDone]:
        for (spec, k), picture in self.renderer.finished(wait):
            done = mixtures.add(spec, k, picture)
            if done is not None:
                yield self._completed(done)

    def _completed(self, done: ImageDone) -> ImageDone:
        """With its labels, and without those draws of channel programs that nothing read."""
        if self._labels:
            done = replace(done, labels=self._labels.pop(done.spec.index, b""))
        if not self.settings.channels:
            return done
        spec = done.spec
        samples = tuple(
            replace(sample, channels=used_channels(sample, self._inputs.get(program, 0)))
            for program, sample in zip(spec.programs, spec.samples)
        )
        return replace(done, spec=replace(spec, samples=samples))


def import_for_copies(settings: MakerSettings) -> None:
    """Import now what an ImageMaker would later, so that copies of this process (processes/forking.py) have it."""
    if any(not source.painted for source in settings.sources):
        # here: as in ImageMaker.renderer
        import image_generation.shaders.renderer_moderngl
        import image_generation.shaders.rendering.channel_pictures  # noqa: F401


class _Mixtures:
    """Collects the samples of images until each has them all."""

    def __init__(self) -> None:
        self._mixers: dict[int, Mixer] = {}
        self._missing: dict[int, int] = {}

    def add(self, spec: ImageSpec, k: int, picture: np.ndarray) -> ImageDone | None:
        """Take in sample k of an image; the image, where that was the last, with the weights that its pictures gave."""
        if spec.mixture is None:
            return ImageDone(spec, picture)
        if spec.index not in self._mixers:
            self._mixers[spec.index] = Mixer(spec.mixture, picture.shape[1], picture.shape[0])
            self._missing[spec.index] = len(spec.programs)
        self._mixers[spec.index].add(k, picture)
        self._missing[spec.index] -= 1
        if self._missing[spec.index]:
            return None
        mixer = self._mixers.pop(spec.index)
        image = mixer.image()
        return ImageDone(replace(spec, mixture=mixer.mixed), image)
