"""What the sections of gpu_check.py share: the device, programs, processes and their results."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Callable
from typing import Any

from image_generation.shaders.programs.program import Program
from image_generation.shaders.rendering.compute_backend import ComputeBackend, ComputeProgram
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device
from image_generation.shaders.rendering.uniforms import Frame
from image_generation.shaders.sources import resolve

TIMES = (1.0, 2.37, 7.5, 31.25)
Record = Callable[..., None]


def chosen(options: dict[str, Any]) -> EglDevice:
    """The EGL device to measure: CUDA device 0's, or the software renderer."""
    return choose_device("cpu") if options["device"] == "cpu" else choose_device("cuda", 0)


def frames(times: Any) -> list[Frame]:
    """Frames as Renderer makes them of samples."""
    return [Frame(float(time), int(time * 60.0), 60.0) for time in times]


def draw_all(backend: ComputeBackend, compiled: ComputeProgram, ask: list[Frame], buffer: Any, first: int = 0) -> None:
    """Draw any number of frames into pictures first, first + 1, ... of a buffer."""
    for k in range(0, len(ask), backend.batch):
        backend.draw(compiled, ask[k : k + backend.batch], buffer, first + k)


def some_programs(count: int) -> list[Program]:
    """Bundled programs, evenly over the list."""
    sources = resolve(["bundled"])
    count = min(count, len(sources))
    return [sources[k * len(sources) // count].load() for k in range(count)]


def next_result(results, workers, patience: float) -> Any:
    """What the processes put next; a line that says why, where one ended badly or nothing came for `patience` s."""
    ends = time.monotonic() + patience
    while True:
        # Before the queue is asked: what a process put before it ended is there then.
        ended = [worker for worker in workers if worker.exitcode]
        try:
            return results.get(timeout=0.5)
        except queue.Empty:
            if ended:
                return f"{len(ended)} of {len(workers)} processes ended with exit code {ended[0].exitcode}"
            if time.monotonic() > ends:
                return f"nothing came for {patience:.0f} s"


def guarded(function: Callable[..., None], results, *arguments: Any) -> None:
    """Run a process's function; what it raises goes to the queue and to stderr as one line."""
    try:
        function(*arguments, results)
    except BaseException as error:
        line = " ".join(f"{function.__name__}: {type(error).__name__}: {error}".split())[:300]
        print(f"gpu_check: {line}", file=sys.stderr, flush=True)
        results.put(line)
