"""Measure rendering into files against the machine's raw limit, cold start and memory, as ratios in one run.

    .venv/bin/python benchmarks/render.py                    bundled programs, 256x256 JPEG, one process a core
    .venv/bin/python benchmarks/render.py --images-per-program 11 --encoders

The raw limit (benchmarks/plain_loops.py) shares no code with the repository's rendering: plain moderngl loops over the
final texts load, draw, read back, encode and write the same number of images of the same programs; no parent, no
journal. What is written stays until the end: an ext4 without a journal is slow, for minutes, to make files where many
have been removed. Both load each program as they meet it, from a driver's cache that a first run has filled. Programs
of several passes or with textures, which plain loops do not draw, are left out of both.
benchmarks/render_profile.py says what the rest is spent on.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import plain_loops
from benchmarks.plain_loops import Job, PlainSettings, plain_job
from benchmarks.rows import Row, write_rows
from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.datasets.writer import encode
from image_generation.processes.pool import available_cores
from image_generation.shaders.flags import quick_compile
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample, Sampler, SamplerSettings
from image_generation.shaders.sources import SHADERS_HELP, resolve

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "image_generation" / "shaders" / "generate_dataset.py"


def plain_programs(shaders: list[str], per_program: int, resolution: int) -> tuple[list[str], list[Job]]:
    """Paths of the programs that plain loops can draw, and their jobs; composed programs have no path: ''."""
    sources = resolve(shaders)
    sampler = Sampler(SamplerSettings(), len(sources))
    times: dict[int, list[float]] = {}
    for index in range(len(sources) * per_program):
        spec = sampler.image(index)
        times.setdefault(spec.programs[0], []).append(spec.samples[0].time)
    paths, jobs = [], []
    for number, source in enumerate(sources):
        with contextlib.suppress(ProgramError):
            job = plain_job(source.load(), times[number], resolution)
            if job is not None:
                jobs.append(job)
                paths.append(source.path)
    return paths, jobs


def encoder_times(shaders: list[str], resolution: int) -> list[tuple[str, float, bool]]:
    """(encoder, ms an image, whether its bytes are OpenCV's) for JPEG of quality 95 with 4:2:0 chroma."""
    with Renderer("auto", resolution) as renderer:
        images = [renderer.render(source.load(), [Sample(1.0)])[0] for source in resolve(shaders)[::12]]
    ways: dict[str, Callable[[np.ndarray], bytes]] = {"OpenCV": lambda image: encode(image, "jpg", 95)}
    with contextlib.suppress(ImportError):
        # Optional: pip install simplejpeg.
        import simplejpeg

        ways["simplejpeg"] = lambda image: simplejpeg.encode_jpeg(
            np.ascontiguousarray(image), quality=95, colorsubsampling="420"
        )
        ways["simplejpeg, fast DCT"] = lambda image: simplejpeg.encode_jpeg(
            np.ascontiguousarray(image), quality=95, colorsubsampling="420", fastdct=True
        )
    first = [ways["OpenCV"](image) for image in images]
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(9):
        for name, way in ways.items():
            began = time.process_time()
            for image in images:
                way(image)
            spent[name].append((time.process_time() - began) / len(images))
    return [
        (name, 1e3 * min(spent[name]), all(way(image) == known for image, known in zip(images, first)))
        for name, way in ways.items()
    ]


def command_seconds(
    shaders: list[str], output: Path, n: int, resolution: int, processes: int, *more: str
) -> tuple[float, float, float]:
    """(whole command, until the first image is on disk, peak memory of it and its workers in MB)."""
    command = [sys.executable, str(SCRIPT), "--shaders", *shaders, "--output", str(output)]
    command += [
        "--n-samples",
        str(n),
        "--resolution",
        str(resolution),
        "--workers",
        str(processes),
        *more,
    ]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    first, peak = [0.0], [0.0]
    watcher = threading.Thread(target=_watch, args=(process, output, started, first, peak))
    watcher.start()
    if process.wait():
        raise UserError(f"{' '.join(command)}: exit code {process.returncode}")
    seconds = time.perf_counter() - started
    watcher.join()
    return seconds, first[0], peak[0]


def _watch(process: subprocess.Popen, output: Path, started: float, first: list[float], peak: list[float]) -> None:
    while process.poll() is None and not next(output.glob("*/*.jpg"), None):
        time.sleep(0.02)
    first[0] = time.perf_counter() - started
    while process.poll() is None:  # seldom: looking costs time that rendering lacks
        peak[0] = max(peak[0], family_memory(process.pid))
        time.sleep(1.0)


def family_memory(pid: int) -> float:
    """Resident memory of a process and its children in MB, shared pages counted once (PSS)."""
    total = 0.0
    pids = [pid]
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                pids.append(int(entry.name))
        except (OSError, IndexError):
            continue
    for member in pids:
        try:
            text = Path(f"/proc/{member}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
        except (OSError, StopIteration):
            continue
    return total


def long_list(folder: str, count: int) -> str:
    """A list file of `count` lines that repeats the bundled programs."""
    paths = [source.path for source in resolve(["bundled"])]
    path = Path(folder) / "list.txt"
    path.write_text("".join(f"{paths[k % len(paths)]}\n" for k in range(count)))
    return str(path)


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", default=["bundled"], help=SHADERS_HELP)
    group.add_argument("--resolution", type=cli.image_resolution, default=256, metavar="R", help="side in pixels")
    group.add_argument(
        "--images-per-program", type=cli.positive_int, default=40, metavar="N", help="images of each program"
    )
    group.add_argument(
        "--workers",
        type=cli.positive_int,
        default=available_cores(),
        metavar="N",
        help="render processes (default: one a core)",
    )
    group.add_argument(
        "--list-length",
        type=cli.non_negative_int,
        default=21000,
        metavar="N",
        help="programs of the cold start; 0: none",
    )
    group.add_argument("--repeats", type=cli.positive_int, default=1, metavar="N", help="times that both take turns")
    group.add_argument("--encoders", action="store_true", help="compare JPEG encoders instead (default: no)")
    group.add_argument("--output", type=Path, metavar="FILE.json", help="write the rows here as well (default: no)")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    if args.encoders:
        for name, ms, same in encoder_times(args.shaders, args.resolution):
            print(f"{name:22s} {ms:6.3f} ms an image of {args.resolution}x{args.resolution}; bytes as OpenCV's: {same}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(args, Path(folder))
    if args.output:
        write_rows(args.output, rows)
    return 0


def measure(args: argparse.Namespace, folder: Path) -> list[Row]:
    """Print and return the figures."""
    resolution, workers = args.resolution, args.workers
    paths, jobs = plain_programs(args.shaders, args.images_per_program, resolution)
    if not jobs or not all(map(os.path.isfile, paths)):
        raise UserError("--shaders: give files, folders or lists of programs of one pass without textures", 2)
    listed = folder / "list.txt"
    listed.write_text("".join(f"{os.path.abspath(path)}\n" for path in paths))
    n = sum(len(job.times) for job in jobs)
    print(
        f"{n} images of {len(jobs)} programs at {resolution}x{resolution}, "
        f"{workers} processes on {available_cores()} cores"
    )
    settings = PlainSettings(
        resolution=resolution,
        processes=workers,
        cache=str(folder / "plain"),
        quick=quick_compile(n, SamplerSettings(), resolution, len(jobs)),
        quality=95,
    )
    plain_loops.run([replace(job, times=job.times[:1]) for job in jobs], settings)  # fills the driver's cache
    command_seconds([str(listed)], folder / "filling", n, resolution, workers)
    plain, ours = [], []
    for turn in range(args.repeats):
        before = plain_loops.run(jobs, replace(settings, folder=f"{folder}/before{turn}"))
        spent = cpu_seconds()
        seconds, first, peak = command_seconds([str(listed)], folder / f"images{turn}", n, resolution, workers)
        ours.append((seconds, first, peak, cpu_seconds() - spent))
        after = plain_loops.run(jobs, replace(settings, folder=f"{folder}/after{turn}"))
        plain.append(((before.seconds + after.seconds) / 2, (before.cpu + after.cpu) / 2))
    (seconds, first, peak, cpu), (limit, limit_cpu) = np.median(ours, axis=0), np.median(plain, axis=0)
    side = f"{resolution}x{resolution}"
    lines = (
        ("raw limit (load, draw, read back, write)", n / limit, n / limit),
        ("generate_dataset.py, whole command", n / seconds, n / limit),
        ("  after its first image", (n - 1) / (seconds - first), n / limit),
    )
    rows = []
    for name, rate, most in lines:
        print(f"{name:42s} {rate:8.1f} images/s   {rate / most:.2f}")
        rows.append(Row(name=f"{name.strip()}, {side}", value=rate, unit="images/s", limit=most, of="plain loops"))
    print(
        f"  processor seconds: {cpu:.1f} of all its processes, start-up included, {limit_cpu:.1f} of the plain loops: "
        f"{limit_cpu / cpu:.2f}"
    )
    print(f"  first image after {first:.2f} s; peak memory of all processes {peak:.0f} MB")
    if args.list_length:
        spent = cpu_seconds()
        long = long_list(str(folder), args.list_length)
        seconds, first, peak = command_seconds([long], folder / "many", 2000, resolution, workers, "--seed", "1")
        print(
            f"list of {args.list_length}: first image after {first:.2f} s, 2000 images in {seconds:.1f} s "
            f"({cpu_seconds() - spent:.1f} processor seconds), peak memory {peak:.0f} MB"
        )
    return rows[1:]


def cpu_seconds() -> float:
    """Processor seconds of the processes that this one has started and waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    cli.run_main(main)
