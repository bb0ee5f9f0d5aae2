"""The measurements of gpu_check.py, one function each; every one runs in a process of its own and writes as it goes.

.venv/bin/python -m benchmarks.gpu_sections SECTION RECORDS.jsonl '{"device": "cpu", "resolutions": [64], ...}'
"""

from __future__ import annotations

import json
import os
import platform
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.gpu_common import Record, chosen
from benchmarks.gpu_drawing import dataset, loading, pace, pictures, speed
from benchmarks.gpu_interop import interop
from benchmarks.gpu_sharing import shared
from benchmarks.gpu_training import resident, training
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.compute_backend import ComputeBackend
from image_generation.shaders.rendering.egl_devices import cuda_uuids, list_devices

# ------------------------------------------------------------------ machine


def machine(options: dict[str, Any], record: Record) -> None:
    """What is here: processor, memory, driver, EGL devices and which CUDA device each is, OpenGL's own words."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    memory = next(int(line.split()[1]) for line in lines if line.startswith("MemTotal")) >> 20
    record(python=platform.python_version(), cores=len(os.sched_getaffinity(0)), memory_gb=memory)
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    record(processor=model[0] if model else platform.machine())
    for entry in list_devices():
        uuid = entry.uuid.hex() if entry.uuid else None
        record(**{f"egl_{entry.index}": [entry.kind, entry.cuda_ordinal, uuid, entry.works]})
    record(cuda_uuids=[uuid.hex() for uuid in cuda_uuids()])
    with Renderer(chosen(options), 64) as renderer:
        info = renderer.context.info
        record(renderer=renderer.name, opengl=info["GL_VERSION"], version_code=renderer.context.version_code)
        words = ("compute_shader_derivatives", "shader_subgroup", "gpu_shader5", "parallel_shader_compile")
        record(extensions=sorted(e for e in renderer.context.extensions if any(word in e for word in words)))
        backend = ComputeBackend(renderer.context, (64, 64), renderer.channels)
        record(compute_derivatives=backend.derivatives, compute_batch=backend.batch)
    import torch  # here: see training

    record(torch=torch.__version__, cuda=torch.version.cuda)
    if torch.cuda.is_available():
        record(gpu=torch.cuda.get_device_name(0), gpu_memory_gb=torch.cuda.mem_get_info()[1] >> 30)


SECTIONS: dict[str, Callable[[dict[str, Any], Record], None]] = {
    function.__name__: function
    for function in (machine, pictures, shared, interop, pace, speed, loading, dataset, training, resident)
}


def main() -> None:
    name, path, options = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    with open(path, "a", encoding="utf-8", buffering=1) as file:

        def record(**values: Any) -> None:
            file.write(json.dumps(values) + "\n")

        try:
            SECTIONS[name](options, record)
        except BaseException as error:
            record(failed=f"{type(error).__name__}: {error}"[:500], traceback=traceback.format_exc()[-2000:])
            raise


if __name__ == "__main__":
    main()
