"""Sections of gpu_check.py that draw: pictures, pace, speed, loading, dataset."""

from __future__ import annotations

import collections
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import moderngl
import numpy as np

from benchmarks import gpu_check
from benchmarks.gpu_common import TIMES, Record, chosen, draw_all, frames, guarded, next_result, some_programs
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.compute_backend import ComputeBackend, ComputeProgram
from image_generation.shaders.rendering.compute_source import FragmentOnly
from image_generation.shaders.rendering.uniforms import Frame
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

# ------------------------------------------------------------------ pictures


def draw_both(options: dict[str, Any], shaders: str, resolution: int, share: int, shares: int, results) -> None:
    """One process of `pictures`: puts a row a program: name, pictures of both paths or why not, seconds of each, and
    how far pictures are from those that are drawn once more, in a larger batch and after all others."""
    device, drawn = chosen(options), []
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
                row["difference"] = _furthest(more, other)
                at = TIMES.index(gpu_check.GOLDEN_TIME)
                row["again"] = {"fragment": _furthest(more[at], fragment[0]), "compute": _furthest(other[at], first[0])}
                drawn.append((program, compiled, more, other))
            except FragmentOnly as reason:
                row["fragment_only"] = str(reason)
            except (ProgramError, RuntimeError) as error:
                row["error"] = f"{type(error).__name__}: {error}"[:300]
            results.put(row)
        for program, compiled, more, other in drawn:
            later = {
                "fragment": _furthest(renderer.render(program, [Sample(time) for time in TIMES]), more),
                "compute": _furthest(backend.render(compiled, frames(TIMES)), other),
            }
            results.put({"later of": program.name, "later": later})
    results.put(None)


def _furthest(one: np.ndarray, other: np.ndarray) -> float:
    """The largest mean difference of two pictures, or of two rows of pictures."""
    return float(np.abs(one.astype(int) - other).mean(axis=(-1, -2, -3)).max())


def times_of(
    renderer: Renderer, backend: ComputeBackend, program: Program, compiled: ComputeProgram, batch: int
) -> dict[str, float]:
    """Seconds an image of both paths in a batch: drawn and read back; drawn alone; and what of that the device took."""
    samples = [Sample(0.1 + 0.37 * k) for k in range(batch)]
    ask = frames([sample.time for sample in samples])
    target, fragments = backend.buffer(batch), renderer._compiled(program)

    def by_fragments() -> None:
        for sample in samples:
            fragments.draw(sample)

    def by_compute() -> None:
        draw_all(backend, compiled, ask, target)

    spent: dict[str, list[float]] = collections.defaultdict(list)
    for _ in range(3):
        began = time.perf_counter()
        renderer.render(program, samples)
        middle = time.perf_counter()
        backend.render(compiled, ask)
        spent["fragment"].append(middle - began)
        spent["compute"].append(time.perf_counter() - middle)
        for name, draw in (("fragment", by_fragments), ("compute", by_compute)):
            wall, device = device_seconds(renderer, draw)
            spent[f"{name}_drawn"].append(wall)
            spent[f"{name}_device"].append(device)
    target.release()
    return {name: min(seconds) / batch for name, seconds in spent.items()}


def device_seconds(renderer: Renderer, draw: Callable[[], None]) -> tuple[float, float]:
    """Seconds until what `draw` asks for is done, and seconds that the device says it took."""
    query = renderer.context.query(time=True)
    renderer.context.finish()
    began = time.perf_counter()
    with query:
        draw()
    renderer.context.finish()
    return time.perf_counter() - began, query.elapsed / 1e9


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
        row = next_result(results, workers, options["patience"])
        if row is None:
            left -= 1
        elif isinstance(row, str):
            raise RuntimeError(row)
        else:
            yield row


def pictures(options: dict[str, Any], record: Record) -> None:
    """Every bundled program on both paths against the CPU's golden picture, and against each other."""
    golden = gpu_check.read_golden()
    counts = {"programs": 0, "drawn": 0, "computed": 0, "as_golden": 0, "computed_as_golden": 0, "paths_agree": 0}
    kinds = ("outliers", "compute_outliers", "paths_differ", "fragment_only", "drawn_again_differs")
    lists: dict[str, dict[str, Any]] = {kind: {} for kind in kinds}
    errors: dict[str, str] = {}
    off: list[float] = []
    for row in _rows(options, "bundled", gpu_check.GOLDEN_SIZE, options["draw_processes"]):
        name = row.get("name") or row["later of"]
        for when in ("again", "later"):
            for path, off_by in row.get(when, {}).items():
                if off_by > 0.0:
                    lists["drawn_again_differs"][f"{name} {path} {when}"] = round(off_by, 4)
        if "later" in row:
            continue
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
    """Milliseconds an image of both paths for some bundled programs, one process: read back, drawn, on the device."""
    for resolution in options["pace_resolutions"]:
        rows: dict[str, dict[str, float]] = {}
        with Renderer(chosen(options), resolution, cache_size=1000) as renderer:
            backend = ComputeBackend(renderer.context, (resolution, resolution), renderer.channels)
            began, compiled = time.perf_counter(), {}
            for program in some_programs(options["pace_programs"]):
                if time.perf_counter() - began > options["pace_seconds"]:
                    break
                try:
                    drawn = backend.compile(program)
                except FragmentOnly:
                    continue
                renderer.render(program, [Sample(1.0)])
                backend.render(drawn, frames([1.0]))
                rows[program.name] = times_of(renderer, backend, program, drawn, options["pace_batch"])
                compiled[program.name] = (program, drawn)
                record(**{f"{resolution}": _pace_summary(rows)})
            # What a dispatch of more or fewer samples costs, for those that take longest.
            longest = sorted(rows, key=lambda name: -rows[name]["fragment_device"])[:6]
            sizes: dict[str, list[float]] = {}
            for batch in options["pace_batches"]:
                times = [times_of(renderer, backend, *compiled[name], batch)["compute_device"] for name in longest]
                sizes[str(batch)] = [round(1e3 * seconds, 5) for seconds in times]
                record(**{f"{resolution} compute_device_ms by batch": {"programs": longest, **sizes}})
            if backend.several:
                record(
                    **{
                        f"{resolution} beside each other": _beside(
                            renderer, backend, [one for _, one in compiled.values()]
                        )
                    }
                )


def _beside(renderer: Renderer, backend: ComputeBackend, programs: list[ComputeProgram]) -> dict[str, list[float]]:
    """Milliseconds an image, [until it is done, on the device], of all programs at few samples each: one program after
    the other, and as many as a batch holds asked for without waiting in between."""
    found = {}
    for count in (1, 4):
        ask = frames([0.1 + 0.37 * k for k in range(count)])
        n = len(programs) * count
        target, at_once = backend.buffer(n), max(1, backend.batch // count)

        def one_by_one(ask: list[Frame] = ask, count: int = count, target: moderngl.Buffer = target) -> None:
            for k, program in enumerate(programs):
                backend.draw(program, ask, target, k * count)

        def together(
            ask: list[Frame] = ask, count: int = count, target: moderngl.Buffer = target, at_once: int = at_once
        ) -> None:
            for k in range(0, len(programs), at_once):
                backend.draw_several([(program, ask) for program in programs[k : k + at_once]], target, k * count)

        for name, draw in (("one by one", one_by_one), ("together", together)):
            times = [device_seconds(renderer, draw) for _ in range(4)][1:]
            found[f"{count} each, {name}"] = [round(1e3 * min(column) / n, 5) for column in zip(*times)]
        target.release()
    return found


def _pace_summary(rows: dict[str, dict[str, float]]) -> dict[str, Any]:
    columns = {name: np.array([row[name] for row in rows.values()]) for name in next(iter(rows.values()))}
    found: dict[str, Any] = {"programs": len(rows)}
    found |= {f"{name}_ms_median": round(1e3 * float(np.median(column)), 5) for name, column in columns.items()}
    heavy = columns["fragment_device"] >= np.quantile(columns["fragment_device"], 0.75)
    for kind in ("", "_drawn", "_device"):
        ratios = columns[f"fragment{kind}"] / columns[f"compute{kind}"]
        found[f"ratio{kind}"] = {
            "median": round(float(np.median(ratios)), 3),
            "range": [round(float(ratios.min()), 3), round(float(ratios.max()), 3)],
            "median_of_heaviest_quarter": round(float(np.median(ratios[heavy])), 3),
        }
    found["each_ms"] = {name: [round(1e3 * x, 5) for x in row.values()] for name, row in rows.items()}
    return found


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
        draw_all(backend, compiled[k], frames(times), shared.buffer)
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
        for path in options["speed_paths"]:
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
                    rates.append(next_result(results, workers, options["patience"]))
                failed = [rate for rate in rates if isinstance(rate, str)]
                for worker in workers:
                    if failed:  # the others wait at the barrier
                        worker.kill()
                    worker.join(10)
                record(**{f"{path} {resolution} x{processes}": failed[0] if failed else round(sum(rates), 1)})


# ------------------------------------------------------------------ loading


def loading(options: dict[str, Any], record: Record) -> None:
    """Loading composed programs with an empty shader cache: seconds a load of each part, and loads a second."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        began = time.perf_counter()
        rows = []
        for row in _rows(options, f"composed:{options['loads']}:7", 64, options["draw_processes"]):
            if "later" in row:
                continue
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
