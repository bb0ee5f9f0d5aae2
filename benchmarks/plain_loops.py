"""The limit that rendering is measured against: plain moderngl loops over GLSL texts, one process a core.

    result = run(plain_jobs(programs, times, 256), PlainSettings(resolution=256, processes=2, cache="/tmp/cache"))
    result.images / result.seconds

Nothing of the repository's rendering is used here, only the final texts (`Job`): a slower renderer shows as a lower
share of the limit. The driver gets the same settings: its quick compiler where that is asked for, and a logic operation
that copies, with which llvmpipe compiles a shader once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import moderngl
import numpy as np

from image_generation.common.errors import UserError
from image_generation.shaders.programs.program import Program
from image_generation.shaders.rendering.egl_devices import end_display
from image_generation.shaders.sources import Source

_LOGIC_OP = 0x0BF2


@dataclass(frozen=True)
class Job:
    """A program's final texts and the times in seconds at which it is drawn; constants: uniform name -> values."""

    vertex: str
    fragment: str
    times: tuple[float, ...]
    constants: tuple[tuple[str, tuple[float, ...]], ...] = ()
    timed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """A program that a loop composes or reads, and translates, itself: its whole load."""

    source: Source
    times: tuple[float, ...]
    resolution: int

    def job(self) -> Job:
        """The texts, anew each time; raises ValueError for what plain loops do not draw."""
        job = plain_job(self.source.load(), self.times, self.resolution)
        if job is None:
            raise ValueError(self.source.name)
        return job


@dataclass(frozen=True, kw_only=True)
class PlainSettings:
    """How the loops draw: side in pixels, processes, the driver's cache folder, its quick compiler, JPEG quality (0: no
    encoding).

    device   position of the EGL device among all of the machine
    loaded   each process loads all jobs and draws each once before time counts; else loading counts
    folder   where the encoded images are written, in a folder of each process; "": nowhere
    """

    resolution: int
    processes: int
    cache: str
    quick: bool = True
    quality: int = 0
    device: int = 0
    loaded: bool = False
    folder: str = ""


@dataclass(frozen=True)
class PlainResult:
    """Seconds from the first draw to the last of all processes, their CPU seconds meanwhile, images."""

    seconds: float
    cpu: float
    images: int


def driver_settings(settings: PlainSettings) -> dict[str, str]:
    """Environment of the processes."""
    found = {"LP_NUM_THREADS": "0", "MESA_SHADER_CACHE_DIR": settings.cache, "MESA_SHADER_CACHE_MAX_SIZE": "4G"}
    return found | ({"GALLIVM_PERF": "nopt"} if settings.quick else {})


def plain_job(program: Program, times: Sequence[float], resolution: int) -> Job | None:
    """The job that draws a program; None for one of several passes or with textures, which plain loops do not draw."""
    (stage, *others) = program.passes
    if others or stage.channels or program.feedback:
        return None
    sizes = {"resolution": (resolution, resolution, 1.0), "target_size": (resolution, resolution, 1.0)}
    constants = []
    for uniform in stage.uniforms:
        values = sizes.get(uniform.source) if isinstance(uniform.source, str) else uniform.source
        count = {"float": 1, "vec2": 2, "vec3": 3, "vec4": 4}.get(uniform.type, 0)
        if values and count:
            constants.append((uniform.name, (tuple(map(float, values)) + (0.0,) * 4)[:count]))
    timed = tuple(uniform.name for uniform in stage.uniforms if uniform.source == "time" and uniform.type == "float")
    return Job(stage.vertex, stage.fragment, tuple(times), tuple(constants), timed)


def open_context(device: int = 0) -> moderngl.Context:
    """A context as plain as it gets, on the EGL device at that position."""
    egl: dict[str, Any] = {"backend": "egl", "device_index": device}
    context = moderngl.create_context(require=330, standalone=True, **egl)
    if "llvmpipe" in context.info["GL_RENDERER"]:
        context.enable_direct(_LOGIC_OP)
    return context


class Loaded:
    """A job's program in a context."""

    def __init__(self, context: moderngl.Context, job: Job):
        self.times = job.times
        self.program = context.program(vertex_shader=job.vertex, fragment_shader=job.fragment)
        self.array = context.vertex_array(self.program, [])
        for name, values in job.constants:
            if name in self.program:
                member: Any = self.program[name]
                member.value = values if len(values) > 1 else values[0]
        self.changing: list[Any] = [self.program[name] for name in job.timed if name in self.program]

    def draw(self, target: moderngl.Framebuffer) -> Iterator[np.ndarray]:
        """Its pictures: uint8 [h, w, 3], bottom row first, in memory that the next one overwrites."""
        image = np.empty((target.height, target.width, 3), np.uint8)
        for moment in self.times:
            for member in self.changing:
                member.value = moment
            self.array.render(vertices=3)
            target.read_into(image, components=3, alignment=1)
            yield image

    def release(self) -> None:
        """Let the driver forget it."""
        self.array.release()
        self.program.release()


def drawn(context: moderngl.Context, target: moderngl.Framebuffer, job: Job) -> Iterator[np.ndarray]:
    """Load a program, draw it (as Loaded.draw) and let it go."""
    loaded = Loaded(context, job)
    yield from loaded.draw(target)
    loaded.release()


def _try(jobs: Sequence[Job], settings: PlainSettings, connection: Any) -> None:
    context = open_context(settings.device)
    for job in jobs:
        try:
            Loaded(context, job).release()
        except Exception:  # whatever moderngl makes of what the driver says
            connection.send(False)
        else:
            connection.send(True)


def accepted(jobs: Sequence[Job], settings: PlainSettings) -> list[bool]:
    """Whether the driver compiles and links each job, tried in processes of their own; what ends one is not taken."""
    context, found = multiprocessing.get_context("spawn"), list[bool]()
    with _environment(settings):
        while len(found) < len(jobs):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_try, args=(list(jobs[len(found) :]), settings, sender))
            process.start()
            sender.close()
            try:
                while len(found) < len(jobs):
                    found.append(receiver.recv())
            except EOFError:
                found.append(False)
            process.join()
    return found


def sifted(found: Sequence[tuple[Source, Job]], resolution: int) -> list[bool]:
    """Whether each can be drawn: other people's programs as `accepted` finds, those of this repository all."""
    foreign = [
        k for k, (source, _) in enumerate(found) if not (source.composed or source.origin.startswith("bundled/"))
    ]
    taken = [True] * len(found)
    if foreign:
        with tempfile.TemporaryDirectory() as cache:
            settings = PlainSettings(resolution=resolution, processes=1, cache=cache)
            for k, good in zip(foreign, accepted([found[k][1] for k in foreign], settings)):
                taken[k] = good
    return taken


def _in_turn(counter: Any, count: int) -> Iterator[int]:
    while True:
        with counter.get_lock():
            number, counter.value = counter.value, counter.value + 1
        if number >= count:
            return
        yield number


def _job(given: Job | Recipe) -> Job:
    return given.job() if isinstance(given, Recipe) else given


def _loop(
    number: int, jobs: Sequence[Job | Recipe], settings: PlainSettings, counter: Any, barrier: Any, results: Any
) -> None:
    cv2.setNumThreads(1)
    side, folder = settings.resolution, settings.folder and f"{settings.folder}/{number}"
    if folder:
        os.makedirs(folder, exist_ok=True)
    context = open_context(settings.device)
    target = context.framebuffer([context.texture((side, side), 4)])
    target.use()
    ready = [Loaded(context, _job(job)) for job in jobs] if settings.loaded else []
    for loaded in ready:
        next(loaded.draw(target), None)
    barrier.wait()
    started, busy, count = time.perf_counter(), _cpu(), 0
    taken = _in_turn(counter, len(jobs))
    if settings.loaded:
        images = (image for position in taken for image in ready[position].draw(target))
    else:
        images = (image for position in taken for image in drawn(context, target, _job(jobs[position])))
    for image in images:
        if settings.quality:
            upright = cv2.flip(cv2.cvtColor(image, cv2.COLOR_RGB2BGR), 0)
            _, data = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, settings.quality])
            if folder:
                with open(f"{folder}/{count:06d}.jpg", "wb", buffering=0) as file:
                    file.write(data.data)
        count += 1
    results.put((started, time.perf_counter(), _cpu() - busy, count))
    end_display()  # or what was compiled last would not be in the driver's cache


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


@contextlib.contextmanager
def _environment(settings: PlainSettings) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in driver_settings(settings)}
    os.environ.update(driver_settings(settings))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def run(jobs: Sequence[Job | Recipe], settings: PlainSettings) -> PlainResult:
    """Draw all jobs, which the processes take in turn. Raises UserError where one of the processes fails."""
    context = multiprocessing.get_context("spawn")
    counter, barrier, results = context.Value("i", 0), context.Barrier(settings.processes), context.Queue()
    workers = [
        context.Process(target=_loop, args=(number, list(jobs), settings, counter, barrier, results))
        for number in range(settings.processes)
    ]
    with _environment(settings):
        for worker in workers:
            worker.start()
    found: list[tuple[float, float, float, int]] = []
    while len(found) < len(workers):
        with contextlib.suppress(queue.Empty):
            found.append(results.get(timeout=1.0))
        if any(worker.exitcode for worker in workers):
            for worker in workers:
                worker.kill()
            raise UserError("a process of the plain loops has failed: they draw what the driver accepts")
    for worker in workers:
        worker.join()
    starts, ends, busy, counts = zip(*found)
    return PlainResult(max(ends) - min(starts), sum(busy), sum(counts))
