"""Measure rendering into files against the machine's raw limit, cold start and memory, as ratios in one run.

    .venv/bin/python benchmarks/render.py                    bundled programs, 256x256 JPEG, one process a core

The raw limit is a plain loop in each process: draw, read back, encode the same samples, nothing else: no files,
no parent, no journal. Both compile each program as they meet it, from a shader cache that a first run has filled.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import cv2
import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.datasets.writer import encode
from image_generation.processes.pool import available_cores
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sampler, SamplerSettings
from image_generation.shaders.sources import SHADERS_HELP, resolve

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "image_generation" / "shaders" / "generate_dataset.py"


def raw_loop(shaders: list[str], part: np.ndarray, n: int, resolution: int, barrier, results) -> None:
    """One process of the raw limit: its share of the images, program by program."""
    os.environ["LP_NUM_THREADS"] = "0"
    cv2.setNumThreads(1)
    sources = resolve(shaders)
    sampler = Sampler(SamplerSettings(), len(sources))
    specs = [sampler.image(int(index)) for index in part]
    renderer = Renderer("auto", resolution)
    barrier.wait()
    started = time.perf_counter()
    current, program = -1, sources[0].load()
    for spec in specs:
        if spec.programs[0] != current:
            current = spec.programs[0]
            program = sources[current].load()
        encode(renderer.render(program, spec.samples)[0], "jpg", 95)
    results.put((started, time.perf_counter()))


def raw_seconds(shaders: list[str], n: int, resolution: int, processes: int) -> float:
    """Seconds from the first draw to the last of all processes."""
    context = multiprocessing.get_context("spawn")
    order = np.argsort(Sampler(SamplerSettings(), len(resolve(shaders))).programs(np.arange(n))[:, 0], kind="stable")
    barrier, results = context.Barrier(processes), context.Queue()
    parts = np.array_split(order, processes)
    workers = [
        context.Process(target=raw_loop, args=(shaders, part, n, resolution, barrier, results)) for part in parts
    ]
    for worker in workers:
        worker.start()
    times = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    return max(end for _, end in times) - min(start for start, _ in times)


def command_seconds(
    shaders: list[str], n: int, resolution: int, processes: int, *more: str
) -> tuple[float, float, float]:
    """(whole command, until the first image is on disk, peak memory of it and its workers in MB)."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "images"
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
    group.add_argument("--list-length", type=cli.positive_int, default=21000, help="programs of the cold start")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    programs = len(resolve(args.shaders))
    n, resolution, workers = programs * args.images_per_program, args.resolution, args.workers
    print(
        f"{n} images of {programs} programs at {resolution}x{resolution}, "
        f"{workers} processes on {available_cores()} cores"
    )
    command_seconds(args.shaders, programs, resolution, workers)  # fills the shader cache
    raw = [raw_seconds(args.shaders, n, resolution, workers)]
    ours, first, peak = command_seconds(args.shaders, n, resolution, workers)
    raw.append(raw_seconds(args.shaders, n, resolution, workers))
    limit = n / (sum(raw) / 2)
    print(f"raw limit (draw, read back, encode)       {limit:8.1f} images/s   1.00")
    print(f"generate_dataset.py, whole command        {n / ours:8.1f} images/s   {n / ours / limit:.2f}")
    print(
        f"  after its first image                   {(n - 1) / (ours - first):8.1f} images/s   "
        f"{(n - 1) / (ours - first) / limit:.2f}"
    )
    print(f"  first image after {first:.2f} s; peak memory of all processes {peak:.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        listed = long_list(folder, args.list_length)
        seconds, first, peak = command_seconds([listed], 2000, resolution, workers, "--seed", "1")
        print(
            f"list of {args.list_length}: first image after {first:.2f} s, 2000 images in {seconds:.1f} s, "
            f"peak memory {peak:.0f} MB"
        )
    return 0


if __name__ == "__main__":
    cli.run_main(main)
