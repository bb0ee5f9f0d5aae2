"""Section of gpu_check.py about buffers that OpenGL and torch share: whether all is seen there, and how fast."""

from __future__ import annotations

import statistics
import time
from typing import Any

import numpy as np

from benchmarks.gpu_common import Record, chosen, draw_all, frames, some_programs
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.compute_backend import ComputeBackend


def shared(options: dict[str, Any], record: Record) -> None:
    """Whether torch sees in a shared buffer what is read back from it, and how fast a batch gets to a tensor."""
    import torch  # here: see training

    from image_generation.shaders.rendering.cuda_sharing import (
        FakeSharing,
        SharedImages,
        open_sharing,
    )  # here: see training

    resolution, n = options["resolutions"][-1], options["batch"]
    device = torch.device("cpu" if options["device"] == "cpu" else "cuda:0")
    with Renderer(chosen(options), resolution) as renderer:
        sharing = FakeSharing() if device.type == "cpu" else open_sharing(device, renderer.device)
        backend = ComputeBackend(renderer.context, (resolution, resolution), renderer.channels)
        buffer = backend.buffer(n)
        images = SharedImages(sharing, buffer, (n, resolution, resolution, 3))
        same = 0
        programs = some_programs(6)
        for program in programs:
            ask = frames([0.3 * k for k in range(n)])
            compiled = backend.compile(program)
            for _ in range(3):
                draw_all(backend, compiled, ask, buffer)
                with images.images() as tensor:
                    seen = tensor.clone()
            same += bool((seen.cpu().numpy() == backend.read(buffer, n)).all())
            compiled.release()
        record(equal=same, programs=len(programs), device=str(seen.device))
        spent: dict[str, list[float]] = {"map_copy_s": [], "read_copy_s": []}
        for _ in range(10):
            began = time.perf_counter()
            with images.images() as tensor:
                seen.copy_(tensor)
            if device.type == "cuda":
                torch.cuda.synchronize()
            middle = time.perf_counter()
            seen.copy_(torch.from_numpy(backend.read(buffer, n)))
            if device.type == "cuda":
                torch.cuda.synchronize()
            spent["map_copy_s"].append(middle - began)
            spent["read_copy_s"].append(time.perf_counter() - middle)
        record(**{name: min(seconds) for name, seconds in spent.items()}, batch=n, resolution=resolution)
        record(read_back_s=_ways_to_read(renderer, buffer, n))


def _ways_to_read(renderer: Renderer, buffer, n: int) -> dict[str, float]:
    """Seconds that reading a buffer of n images takes, by the way of reading."""
    size = n * renderer.height * renderer.width * 3
    kept, other = np.empty(size, np.uint8), renderer.context.buffer(reserve=buffer.size, dynamic=True)

    def by_copy() -> None:
        renderer.context.copy_buffer(other, buffer)
        other.read_into(kept, size=size)

    ways = {
        "new array": lambda: buffer.read_into(np.empty(size, np.uint8), size=size),
        "kept array": lambda: buffer.read_into(kept, size=size),
        "bytes": lambda: buffer.read(size),
        "over another buffer": by_copy,
    }
    found = {}
    for name, way in ways.items():
        spent = []
        for _ in range(8):
            renderer.context.finish()
            began = time.perf_counter()
            way()
            spent.append(time.perf_counter() - began)
        found[name] = statistics.median(spent)
    return found
