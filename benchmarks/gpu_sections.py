"""The measurements of gpu_check.py, one function each; every one runs in a process of its own and writes as it goes.

.venv/bin/python -m benchmarks.gpu_sections SECTION RECORDS.jsonl '{"device": "cpu", "resolutions": [64], ...}'
"""

from __future__ import annotations

import argparse
import collections
import json
import multiprocessing
import os
import platform
import queue
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import gpu_check
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.compute_backend import ComputeBackend, ComputeProgram
from image_generation.shaders.rendering.compute_source import FragmentOnly
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device, cuda_uuids, list_devices
from image_generation.shaders.rendering.uniforms import Frame
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

TIMES = (1.0, 2.37, 7.5, 31.25)
Record = Callable[..., None]


def chosen(options: dict[str, Any]) -> EglDevice:
    """The EGL device to measure: CUDA device 0's, or the software renderer."""
    return choose_device("cpu") if options["device"] == "cpu" else choose_device("cuda", 0)


def frames(times: Any) -> list[Frame]:
    """Frames as Renderer makes them of samples."""
    return [Frame(float(time), int(time * 60.0), 60.0) for time in times]


def some_programs(count: int) -> list[Program]:
    """Bundled programs, evenly over the list."""
    sources = resolve(["bundled"])
    count = min(count, len(sources))
    return [sources[k * len(sources) // count].load() for k in range(count)]


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


# ------------------------------------------------------------------ pictures


def draw_both(options: dict[str, Any], shaders: str, resolution: int, share: int, shares: int, results) -> None:
    """One process of `pictures`: puts a row a program: name, pictures of both paths or why not, seconds of each."""
    device = chosen(options)
    with Renderer(device, resolution) as renderer:
        backend = ComputeBackend(renderer.context, (resolution, resolution), renderer.channels)
        for source in resolve([shaders])[share::shares]:
            row: dict[str, Any] = {"name": source.name}
            try:
                began = time.perf_counter()
                program = source.load()
                row["parse_s"] = time.perf_counter() - began
                began = time.perf_counter()
                fragment = renderer.render(program, [Sample(gpu_check.GOLDEN_TIME)])
                row["fragment_load_s"] = time.perf_counter() - began
                row["picture"] = fragment[0]
                began = time.perf_counter()
                compiled = backend.compile(program)
                first = backend.render(compiled, frames([gpu_check.GOLDEN_TIME]))
                row["compute_load_s"] = time.perf_counter() - began
                row["compute"] = first[0]
                more = renderer.render(program, [Sample(time) for time in TIMES])
                other = backend.render(compiled, frames(TIMES))
                row["difference"] = float(np.abs(more.astype(int) - other).mean(axis=(1, 2, 3)).max())
                compiled.release()
            except FragmentOnly as reason:
                row["fragment_only"] = str(reason)
            except (ProgramError, RuntimeError) as error:
                row["error"] = f"{type(error).__name__}: {error}"[:300]
            results.put(row)
    results.put(None)


def times_of(
    renderer: Renderer, backend: ComputeBackend, program: Program, compiled: ComputeProgram, batch: int
) -> dict[str, float]:
    """Seconds an image of both paths, drawn and read back, in a batch; and of computing alone, not read back."""
    times = [0.1 + 0.37 * k for k in range(batch)]
    target = backend.buffer(batch)
    ask = frames(times)
    spent: dict[str, list[float]] = {"fragment_s": [], "compute_s": [], "unread_s": []}
    for _ in range(3):
        began = time.perf_counter()
        renderer.render(program, [Sample(time) for time in times])
        middle = time.perf_counter()
        backend.render(compiled, ask)
        spent["fragment_s"].append((middle - began) / len(times))
        spent["compute_s"].append((time.perf_counter() - middle) / len(times))
        middle = time.perf_counter()
        for first in range(0, batch, backend.batch):
            backend.draw(compiled, ask[first : first + backend.batch], target, first)
        renderer.context.finish()
        spent["unread_s"].append((time.perf_counter() - middle) / len(times))
    target.release()
    return {name: min(seconds) for name, seconds in spent.items()}


def _rows(options: dict[str, Any], shaders: str, resolution: int, processes: int):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [
        context.Process(
            target=guarded, args=(draw_both, results, options, shaders, resolution, k, processes), daemon=True
        )
        for k in range(processes)
    ]
    for worker in workers:
        worker.start()
    left = processes
    while left:
        row = _next(results, workers, options["patience"])
        if row is None:
            left -= 1
        elif isinstance(row, str):
            raise RuntimeError(row)
        else:
            yield row


def _next(results, workers, patience: float) -> Any:
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


def pictures(options: dict[str, Any], record: Record) -> None:
    """Every bundled program on both paths against the CPU's golden picture, and against each other."""
    golden = gpu_check.read_golden()
    counts = {"programs": 0, "drawn": 0, "computed": 0, "as_golden": 0, "computed_as_golden": 0, "paths_agree": 0}
    lists: dict[str, dict[str, Any]] = {"outliers": {}, "compute_outliers": {}, "paths_differ": {}, "fragment_only": {}}
    errors: dict[str, str] = {}
    off: list[float] = []
    for row in _rows(options, "bundled", gpu_check.GOLDEN_SIZE, options["draw_processes"]):
        name = row["name"]
        tolerance = gpu_check.CHAOTIC.get(name, gpu_check.TOLERANCE)
        counts["programs"] += 1
        if "error" in row:
            errors[name] = row["error"]
        if "picture" in row:
            counts["drawn"] += 1
            difference = float(np.abs(row["picture"].astype(int) - golden[name]).mean())
            off.append(difference)
            counts["as_golden"] += difference < tolerance
            if difference >= tolerance:
                lists["outliers"][name] = round(difference, 2)
        if "fragment_only" in row:
            lists["fragment_only"][name] = row["fragment_only"]
        if "difference" in row:
            counts["computed"] += 1
            difference = float(np.abs(row["compute"].astype(int) - golden[name]).mean())
            counts["computed_as_golden"] += difference < tolerance
            if difference >= tolerance:
                lists["compute_outliers"][name] = round(difference, 2)
            counts["paths_agree"] += row["difference"] < 1.0
            if row["difference"] >= 1.0:
                lists["paths_differ"][name] = round(row["difference"], 2)
        if counts["programs"] % 20 == 0:
            record(**counts, **lists, errors=errors)
    record(**counts, **lists, errors=errors, median_difference=statistics.median(off) if off else None)


def pace(options: dict[str, Any], record: Record) -> None:
    """Milliseconds an image of both paths for some bundled programs at 256 pixels, one process."""
    slower: dict[str, list[float]] = {}
    for resolution in options["pace_resolutions"]:
        with Renderer(chosen(options), resolution, cache_size=1000) as renderer:
            backend = ComputeBackend(renderer.context, (resolution, resolution), renderer.channels)
            began = time.perf_counter()
            for program in some_programs(options["pace_programs"]):
                if time.perf_counter() - began > options["pace_seconds"]:
                    break
                try:
                    compiled = backend.compile(program)
                except FragmentOnly:
                    continue
                renderer.render(program, [Sample(1.0)])
                backend.render(compiled, frames([1.0]))
                row = times_of(renderer, backend, program, compiled, options["pace_batch"])
                compiled.release()
                slower[program.name] = [1e3 * seconds for seconds in row.values()]
                fragment, compute, unread = np.array(list(slower.values())).T
                ratios = np.sort(fragment / compute)
                heavy = fragment >= np.quantile(fragment, 0.75)
                record(
                    **{
                        f"{resolution}": {
                            "programs": len(slower),
                            "fragment_ms_median": float(np.median(fragment)),
                            "compute_ms_median": float(np.median(compute)),
                            "unread_ms_median": float(np.median(unread)),
                            "ratio_median": float(np.median(ratios)),
                            "ratio_range": [float(ratios[0]), float(ratios[-1])],
                            "ratio_of_heaviest_quarter": float(np.median((fragment / compute)[heavy])),
                            "each_ms": {k: [round(x, 4) for x in v] for k, v in slower.items()},
                        }
                    }
                )
        slower = {}


# ------------------------------------------------------------------ speed


def draw_for_a_while(options: dict[str, Any], path: str, resolution: int, share: int, shares: int, barrier, results):
    """One process of `speed`: its share of the programs, `batch` images each in turn, drawn and read back."""
    programs = some_programs(options["speed_programs"])[share::shares]
    renderer = Renderer(chosen(options), resolution, cache_size=len(programs) + 1)
    draw = {"fragment": _fragment_drawer, "compute": _compute_drawer, "shared": _shared_drawer}[path](
        options, renderer, programs, resolution
    )
    if not programs:
        raise RuntimeError("no program of this process has a compute shader")
    for k in range(len(programs)):
        draw(k, [1.0])
    barrier.wait(options["patience"])
    began, drawn, k = time.perf_counter(), 0, 0
    while time.perf_counter() - began < options["seconds"]:
        drawn += draw(k % len(programs), [0.1 + 0.01 * (drawn + j) for j in range(options["batch"])])
        k += 1
    results.put(drawn / (time.perf_counter() - began))


def _fragment_drawer(options, renderer: Renderer, programs, resolution: int):
    def draw(k: int, times: list[float]) -> int:
        for moment in times:
            renderer.submit(programs[k], Sample(moment))
            collections.deque(renderer.finished(), maxlen=0)
        collections.deque(renderer.finished(wait=True), maxlen=0)
        return len(times)

    return draw


def _compiled_all(backend: ComputeBackend, programs) -> list[ComputeProgram]:
    compiled = []
    for k in range(len(programs) - 1, -1, -1):
        try:
            compiled.append(backend.compile(programs[k]))
        except FragmentOnly:
            del programs[k]
    return compiled[::-1]


def _compute_drawer(options, renderer: Renderer, programs, resolution: int):
    backend = ComputeBackend(renderer.context, (resolution, resolution), renderer.channels)
    compiled = _compiled_all(backend, programs)

    def draw(k: int, times: list[float]) -> int:
        return len(backend.render(compiled[k], frames(times)))

    return draw


def _shared_drawer(options, renderer: Renderer, programs, resolution: int):
    """Compute shaders into buffers that torch reads on the device; each batch is copied there into a tensor."""
    import torch  # here: see training

    from image_generation.shaders.rendering.cuda_sharing import (
        FakeSharing,
        SharedImages,
        open_sharing,
    )  # here: see training

    device = torch.device("cpu" if options["device"] == "cpu" else "cuda:0")
    sharing = FakeSharing() if device.type == "cpu" else open_sharing(device, renderer.device)
    backend = ComputeBackend(renderer.context, (resolution, resolution), renderer.channels)
    compiled = _compiled_all(backend, programs)
    shape = (options["batch"], resolution, resolution, 3)
    ring = [SharedImages(sharing, backend.buffer(options["batch"]), shape) for _ in range(2)]
    taken = torch.empty(shape, dtype=torch.uint8, device=device)
    turn = 0

    def draw(k: int, times: list[float]) -> int:
        nonlocal turn
        shared = ring[turn % 2]
        turn += 1
        backend.draw(compiled[k], frames(times), shared.buffer)
        with shared.images() as images:
            taken.copy_(images)
        if turn % 8 == 0 and device.type == "cuda":
            torch.cuda.synchronize()
        return len(times)

    return draw


def speed(options: dict[str, Any], record: Record) -> None:
    """Images/s at each size with so many processes, for the fragment path, the compute path and shared buffers."""
    context = multiprocessing.get_context("spawn")
    for resolution in options["resolutions"]:
        for path in ("fragment", "compute", "shared"):
            for processes in options["processes"]:
                barrier, results = context.Barrier(processes), context.Queue()
                workers = [
                    context.Process(
                        target=guarded,
                        args=(draw_for_a_while, results, options, path, resolution, k, processes, barrier),
                        daemon=True,
                    )
                    for k in range(processes)
                ]
                for worker in workers:
                    worker.start()
                rates: list[Any] = []
                while len(rates) < len(workers) and not any(isinstance(rate, str) for rate in rates):
                    rates.append(_next(results, workers, options["patience"]))
                failed = [rate for rate in rates if isinstance(rate, str)]
                for worker in workers:
                    if failed:  # the others wait at the barrier
                        worker.kill()
                    worker.join(10)
                record(**{f"{path} {resolution} x{processes}": failed[0] if failed else round(sum(rates), 1)})


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
                backend.draw(compiled, ask, buffer)
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


# ------------------------------------------------------------------ loading


def loading(options: dict[str, Any], record: Record) -> None:
    """Loading composed programs with an empty shader cache: seconds a load of each part, and loads a second."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        began = time.perf_counter()
        rows = []
        for row in _rows(options, f"composed:{options['loads']}:7", 64, options["draw_processes"]):
            rows.append(row)
            if len(rows) % 20 == 0 or len(rows) == options["loads"]:
                record(programs=len(rows), seconds=time.perf_counter() - began, processes=options["draw_processes"])
                for name in ("parse_s", "fragment_load_s", "compute_load_s"):
                    seen = [row[name] for row in rows if name in row]
                    record(
                        **{name: {"mean": statistics.mean(seen), "median": statistics.median(seen)} if seen else None}
                    )
                differing = {row["name"]: row["difference"] for row in rows if row.get("difference", 0.0) >= 1.0}
                record(
                    computed=sum("difference" in row for row in rows),
                    fragment_only=sum("fragment_only" in row for row in rows),
                    paths_differ=differing,
                    errors={row["name"]: row["error"] for row in rows if "error" in row},
                )


# ------------------------------------------------------------------ datasets


def dataset(options: dict[str, Any], record: Record) -> None:
    """generate_dataset.py of bundled programs to JPEG by each backend: images/s, and what `auto` chose."""
    for backend in ("auto", "fragment", "compute"):
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable,
                "image_generation/shaders/generate_dataset.py",
                "--shaders",
                "bundled",
                "--backend",
            ]
            command += [backend, "--n-samples", str(options["dataset_images"]), "--device", options["device"]]
            command += ["--resolution", str(options["dataset_resolution"]), "--output", f"{folder}/set"]
            command += ["--workers", str(options["render_workers"])]
            done = subprocess.run(command, cwd=gpu_check.ROOT, capture_output=True, text=True, check=False)
            said = (done.stdout if not done.returncode else done.stderr[-500:]).strip()
            record(**{backend: said.replace(folder, "DIR").splitlines()})


# ------------------------------------------------------------------ training


def training(options: dict[str, Any], record: Record) -> None:
    """Steps on live images that come over the host against one batch in memory, the share of waiting, and memory."""
    # Before OpenGL: triton, which torchvision brings in, crashes when Mesa's LLVM was loaded first.
    import torchvision  # noqa: F401

    # Each section imports what it needs: torch takes seconds, and may not be there.
    from benchmarks.live_training import fixed_batch_rate

    fixed = fixed_batch_rate(_training_arguments(options))
    record(**options["training"], fixed_images_per_s=fixed)
    _live_trainings(options, record, "host")


def resident(options: dict[str, Any], record: Record) -> None:
    """The same with images that stay on the GPU, and where a step waits for the device."""
    import torchvision  # noqa: F401  # see training

    if options["device"] == "cpu":
        record(skipped="there is no GPU for images to stay on")
        return
    _live_trainings(options, record, "gpu")
    for transfer in ("gpu", "host"):
        record(**{f"{transfer}_waits": _waits(options, transfer)})


def _training_arguments(options: dict[str, Any], training: dict[str, Any] | None = None) -> argparse.Namespace:
    device = "cpu" if options["device"] == "cpu" else "cuda"
    return argparse.Namespace(**(training or options["training"]), device=device)


def _live_flags(options: dict[str, Any], transfer: str) -> list[str]:
    return ["--dataset-type", "shaders", "--render-workers", str(options["render_workers"]), "--transfer", transfer]


def _live_trainings(options: dict[str, Any], record: Record, transfer: str) -> None:
    import torch  # here: see training

    from benchmarks.live_training import training_metrics

    args, flags = _training_arguments(options), _live_flags(options, transfer)
    record(moco=training_metrics(args, ["bundled"], flags))
    record(peak_memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
    if torch.cuda.is_available():
        record(peak_gpu_memory_mb=torch.cuda.max_memory_allocated() >> 20)
    record(dino=options["dino"] | _dino_metrics(options["dino"], args.device, flags))


def _dino_metrics(options: dict[str, Any], device: str, flags: list[str]) -> dict[str, float]:
    """Means of a DINO training's second half."""
    from dino.main_train import main as train  # here: see training
    from learning.logs import read_metrics

    with tempfile.TemporaryDirectory() as folder:
        words = ["-a", options["arch"], "--image-size", options["resolution"], "-b", options["batch_size"], "-j", 0]
        words += ["--epochs", 1, "--epoch-size", options["batch_size"] * options["steps"], "--augment-on", "device"]
        words += ["--device", device, "--output", f"{folder}/run", "--seed", 0, "-p", 5]
        train(["bundled", *flags, *map(str, words)])
        rows = read_metrics(Path(folder) / "run" / "metrics.csv")
    rows = rows[len(rows) // 2 :]
    return {name: statistics.mean(row[name] for row in rows) for name in ("images_per_s", "waiting")}


def _waits(options: dict[str, Any], transfer: str) -> dict[str, int]:
    """How often, and where, a short training waits for the device (torch's own account)."""
    import torch  # here: see training

    from benchmarks.live_training import training_metrics

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.cuda.set_sync_debug_mode("warn")
        try:
            args = _training_arguments(options, gpu_check.SMALL_TRAINING)
            training_metrics(args, ["bundled"], _live_flags(options, transfer))
        except (Exception, SystemExit) as error:
            return {f"failed: {error}"[:200]: 1}
        finally:
            torch.cuda.set_sync_debug_mode("default")
    where = (f"{'/'.join(Path(w.filename).parts[-2:])}:{w.lineno}" for w in caught if "synchroniz" in str(w.message))
    return dict(collections.Counter(where).most_common(20))


SECTIONS: dict[str, Callable[[dict[str, Any], Record], None]] = {
    function.__name__: function
    for function in (machine, pictures, shared, pace, speed, loading, dataset, training, resident)
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
