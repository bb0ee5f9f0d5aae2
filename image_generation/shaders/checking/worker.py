"""What a process of check_shaders.py does with a file: parse, compile, draw, time, measure, save the frames."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from image_generation.common.errors import UserError
from image_generation.datasets.writer import encode
from image_generation.pictures import resized
from image_generation.processes.pool import Status
from image_generation.shaders.painters import DIALECT, Brush, open_painter
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.backends import FRAGMENT, BackendChoice
from image_generation.shaders.rendering.channel_pictures import ChannelPictures
from image_generation.shaders.rendering.egl_devices import EglDevice
from image_generation.shaders.sampler import ParameterDraw, Sample, SamplerSettings, channel_draws
from image_generation.shaders.sources import Source

VARIATIONS = 4  # drawings with other parameters
THUMBNAIL = 8  # side of the pictures by which near-duplicates are found
PARTIAL_PICTURES = ".[0-9]*.part"  # what is being written, of each process
THUMBNAIL_QUALITY = 95  # of CheckSettings.thumbnail's JPEGs


@dataclass(frozen=True, kw_only=True)
class CheckSettings:
    """What is drawn of each file, and where the frames go.

    channels    programs whose pictures fill the files' image inputs, drawn by lot for the first time, the second ...
    thumbnail   side of the one JPEG, NAME.jpg, that is kept of the first frame; None: all frames as NAME_K.png
    """

    sources: tuple[Source, ...]
    frames: str
    times: tuple[float, ...]
    resolution: int
    devices: tuple[EglDevice, ...]
    dialect: str | None = None
    textures: str | None = None
    parameter_jitter: float = 0.0
    thumbnail: int | None = None
    backend: BackendChoice = FRAGMENT
    channels: tuple[Source, ...] = ()

    def pictures(self, name: str) -> list[str]:
        """Names of the files that are kept of a program."""
        return [f"{name}_{k}.png" for k in range(len(self.times))] if self.thumbnail is None else [f"{name}.jpg"]


@dataclass
class Row:
    """One file's row of report.csv; numbers are None where nothing was drawn.

    compile_ms   parsing, compiling and what the driver leaves to the first draw
    frame_ms     one frame, drawn and read back, at the report's resolution
    std          standard deviation over pixels and channels of a frame, mean over the frames (of 255)
    motion       mean absolute difference between consecutive frames (of 255)
    signs        by what the dialect was told, and which other came near
    unset        names that the text uses and that nobody sets
    variation    mean absolute difference between the first frame and four with other parameters (of 255)
    parameters   how many of its literals vary then
    thumbnail    the frames at 8x8, for finding near-duplicates; not part of the report
    """

    name: str
    path: str
    dialect: str = ""
    status: str = "ok"
    message: str = ""
    compile_ms: float | None = None
    frame_ms: float | None = None
    std: float | None = None
    motion: float | None = None
    passes: int | None = None
    channels: str = ""
    signs: str = ""
    unset: str = ""
    variation: float | None = None
    parameters: int | None = None
    thumbnail: list[int] = field(default_factory=list)


def make_handler(number: int, settings: CheckSettings) -> Checker:
    """Entry point of a worker process (see processes/pool.py)."""
    cv2.setNumThreads(1)
    return Checker(number, settings)


class Checker:
    """Checks one file a task; tasks are numbers in the list of sources, messages are Rows."""

    def __init__(self, number: int, settings: CheckSettings):
        self.number, self.settings = number, settings
        if any(not source.painted for source in settings.sources):
            assert self.renderer  # now, so that a driver that fails does so before any file

    @cached_property
    def renderer(self) -> Renderer:
        """What draws shaders: there is none, and no OpenGL context, until it is asked for."""
        settings = self.settings
        device = settings.devices[self.number % len(settings.devices)]
        pictures = ChannelPictures(
            settings.channels, device=device, resolution=settings.resolution, textures=settings.textures
        )
        return Renderer(
            device,
            settings.resolution,
            cache_size=1,
            textures=settings.textures,
            backend=settings.backend,
            channel_pictures=pictures if settings.channels else None,
        )

    def _sample(self, k: int, time_: float) -> Sample:
        """A sample for time number k."""
        if not self.settings.channels:
            return Sample(time_)
        lot = SamplerSettings(channel_programs=len(self.settings.channels))
        return Sample(time_, channels=channel_draws(lot, index=k))

    def __call__(self, task: int, send: Callable[[Any], None], status: Status) -> None:
        """Check file number `task` and send its Row, whatever is wrong with the file."""
        status.begin(task, 0)
        source = self.settings.sources[task]
        row = Row(source.name, source.path)
        try:
            if source.painted:
                self._check_painted(source, row)
            else:
                self._check(source, row, lambda: status.begin(task, 1))
        except ProgramError as error:
            row.status, row.message = error.status, " ".join(str(error).split())[:500]
        send(row)

    def _check(self, source: Source, row: Row, begin_variations: Callable[[], None]) -> None:
        started = time.perf_counter()
        program = source.load(self.settings.dialect)
        row.dialect, row.passes, row.channels = (
            program.dialect,
            len(program.passes),
            describe_channels(program),
        )
        # What is drawn twice; of a program with feedback an early frame, for each drawing begins at frame 0.
        early = EARLY_FRAME / self.renderer.step_rate if program.feedback else 1e9
        first = self._sample(0, min(self.settings.times[0], early))
        row.signs, row.unset = program.signs, " ".join(program.unset)
        before = self.renderer.render(program, [first])
        drawn = time.perf_counter()
        samples = [self._sample(k, t) for k, t in enumerate(self.settings.times)]
        if program.feedback:  # one history holds the early frame and all times
            once_more, *rest = self.renderer.render(program, [first, *samples])
            images = np.stack(rest)
            last = max(sample.time for sample in samples)
            steps = min(round(last * self.renderer.step_rate), self.renderer.max_steps) + 1
            frame = (time.perf_counter() - drawn) / steps
            again = frame * (round(first.time * self.renderer.step_rate) + 1)
        else:
            once_more = self.renderer.render(program, [first])[0]
            frame = again = time.perf_counter() - drawn
            images = self.renderer.render(program, samples)
        row.frame_ms = 1000 * frame
        row.compile_ms = 1000 * max(0.0, drawn - started - again)
        self._judge(program, images, (before[0], once_more), row)
        self._keep(source, row, images)
        if self.settings.parameter_jitter:
            begin_variations()
            self._vary(program, images[0], row)

    def _check_painted(self, source: Source, row: Row) -> None:
        """Draw an image model's or a folder's first images in place of the times."""
        row.dialect = DIALECT
        painter, started = open_painter(source.path), time.perf_counter()
        brushes = [
            Brush(seed=0, index=k, slot=0, resolution=self.settings.resolution) for k in range(len(self.settings.times))
        ]
        images = np.stack([painter.paint(brush) for brush in brushes])
        row.frame_ms = 1000 * (time.perf_counter() - started) / len(images)
        row.compile_ms, row.passes = 0.0, 0
        if self.settings.parameter_jitter:
            row.parameters, row.variation = 0, 0.0
        self._keep(source, row, images)

    def _keep(self, source: Source, row: Row, images: np.ndarray) -> None:
        """Measure the frames and save those that are kept."""
        values = images.astype(np.float32)
        row.std = float(values.reshape(len(images), -1).std(axis=1).mean())
        row.motion = float(np.abs(np.diff(values, axis=0)).mean()) if len(images) > 1 else 0.0
        small = [cv2.resize(image, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA) for image in images]
        row.thumbnail = np.concatenate([picture.ravel() for picture in small]).tolist()
        side = self.settings.thumbnail
        pictures = images if side is None else [resized(images[0], side)]
        for name, picture in zip(self.settings.pictures(source.name), pictures, strict=True):
            save(Path(self.settings.frames), name, picture, self.number)

    def _judge(self, program: Program, images: np.ndarray, twice: tuple[np.ndarray, np.ndarray], row: Row) -> None:
        """The status of what was drawn: unset, unsteady or ok, with the message that goes with it.

        twice   a picture that was drawn two times: the first time's, of a program with feedback an early frame
        Without feedback the times are drawn again in the other order as well, after which memory holds other values.
        """
        same = np.array_equal(*twice) and (program.feedback or np.array_equal(images[0], twice[0]))
        if same and not program.feedback:
            backwards = [self._sample(k, t) for k, t in enumerate(self.settings.times)][::-1]
            same = np.array_equal(images, self.renderer.render(program, backwards)[::-1])
        if program.unset:
            row.message = _unset_message(program)
        if not same:
            row.status = "unsteady"
            row.message = "draws other pixels from one drawing to the next: it reads values that GLSL leaves undefined"
        elif program.unset and (flat(images) or (_still(images) and not program.timed)):
            row.status = "unset"

    def _vary(self, program: Program, written: np.ndarray, row: Row) -> None:
        sigma, time_ = self.settings.parameter_jitter, self.settings.times[0]
        written_ = self._sample(0, time_)
        samples = [replace(written_, parameters=ParameterDraw(sigma, index=k)) for k in range(VARIATIONS)]
        row.parameters, _ = self.renderer.parameters(program)
        row.variation = 0.0
        if row.parameters:
            varied = self.renderer.render(program, samples).astype(np.float32)
            row.variation = float(np.abs(varied - written.astype(np.float32)).mean())


EARLY_FRAME = 3  # by which programs with feedback are compared with themselves
FLAT = 1.0  # of 255: the standard deviation up to which a picture counts as one colour


def flat(images: np.ndarray) -> bool:
    """Whether every picture is of one colour."""
    values = images.astype(np.float32)
    return bool((values.std(axis=(1, 2)) <= FLAT).all())


def _still(images: np.ndarray) -> bool:
    return len(images) > 1 and all(np.array_equal(images[0], image) for image in images[1:])


def _unset_message(program: Program) -> str:
    """What nobody sets of what is used, and of what is only declared."""
    idle = sorted({name for stage in program.passes for name in stage.idle} - {*program.unset})
    said = f"nobody sets {', '.join(program.unset)}"
    return f"{said} (nor, declared and not used: {', '.join(idle)})" if idle else said


def save(folder: Path, name: str, image: np.ndarray, number: int) -> None:
    """Write an RGB image as folder/name, whole or not at all; number: of the process, for a temporary name."""
    temporary = folder / f".{number}.part"
    try:
        temporary.write_bytes(encode(image, name.rpartition(".")[2], THUMBNAIL_QUALITY))
        os.replace(temporary, folder / name)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise UserError(f"--output: {folder / name} cannot be written ({error.strerror})") from None


def describe_channels(program: Program) -> str:
    """The kinds of channels that a program's passes read, most of them first: 'buffer 3, texture 1'."""
    kinds = [channel.kind for stage in program.passes for channel in stage.channels]
    counts = sorted({kind: kinds.count(kind) for kind in kinds}.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{kind} {count}" for kind, count in counts)
