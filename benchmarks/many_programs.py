"""Measure rendering of very many programs, one image of each: what a load costs, and images/s against plain loops.

    .venv/bin/python benchmarks/many_programs.py                               all of it, about five minutes
    .venv/bin/python benchmarks/many_programs.py --only parts --shaders composed:24:5
    .venv/bin/python benchmarks/many_programs.py --only offline --images 300 --resolution 256
    .venv/bin/python benchmarks/many_programs.py --only live --live-shaders composed:600
    .venv/bin/python benchmarks/many_programs.py --shaders FOLDER              somebody's own files

parts     one process, milliseconds of CPU time of each part of a load, with an empty and a filled driver's cache
offline   generate_dataset.py with one image a program, cold and warm, against plain loops (benchmarks/plain_loops.py)
          that do the same loads and draws, and against plain loops that are given the very same texts composed and
          translated, so that they wait for the driver alone: rates, and CPU milliseconds an image of all processes
live      a live stream over so many programs that none is kept in memory, against one over --few, both warm; the ring
          holds as many images of a program as it does by default for 21,000 where memory allows
Ratios of one run are to be trusted, not times: runs alternate, and medians are shown.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks import plain_loops
from benchmarks.live_rates import LiveRate, LiveRun, live_rate
from benchmarks.load_parts import PARTS, load_parts
from benchmarks.plain_loops import Job, PlainSettings, Recipe, plain_job
from benchmarks.rows import Row, write_rows
from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.progress import add_quiet
from image_generation.processes.pool import available_cores
from image_generation.shaders.flags import quick_compile
from image_generation.shaders.live.plan import USES
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sampler import Sampler, SamplerSettings
from image_generation.shaders.sources import SHADERS_HELP, Source, resolve

COMMAND = "generate_dataset.py"
LOADS, TEXTS = "plain loops", "plain loops over texts that are translated"
ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "image_generation" / "shaders" / "generate_dataset.py"


def parts(args: argparse.Namespace) -> list[Row]:
    """Print the table of a load's parts; the rows say how much of a load is the driver's."""
    columns = {}
    count = 0
    for quick in (False, True):
        with tempfile.TemporaryDirectory() as cache:
            for state in ("cold", "warm"):
                rows = load_parts(args.part_shaders, args.resolution, cache, quick)
                columns[f"{state}{', quick' if quick else ''}"] = rows.mean(0)
                count = len(rows)
    print(f"CPU ms a program, means over {count} programs at {args.resolution}x{args.resolution}, one process\n")
    print(f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for k, part in enumerate(PARTS):
        print(f"| {part} | {' | '.join(f'{values[k]:.1f}' for values in columns.values())} |")
    loads, driver = (
        {name: sum(values[k] for k, part in enumerate(PARTS) if chosen(part)) for name, values in columns.items()}
        for chosen in (lambda part: "again" not in part, lambda part: part.startswith(("driver", "first")))
    )
    print(f"| a load, all of it | {' | '.join(f'{spent:.1f}' for spent in loads.values())} |\n")
    side = f"{args.resolution}x{args.resolution}"
    return [
        Row(name=f"a program's load, {name}, {side}", value=loads[name], unit="ms", limit=driver[name], of="the driver")
        for name in ("cold, quick", "warm, quick")
    ]


# ------------------------------------------------------------------ offline


def drawable(sources: list[Source], n: int, resolution: int) -> tuple[list[Source], list[Job]]:
    """Those of the programs of images 0 to n - 1 that plain loops can draw and the driver accepts, and their jobs: one
    image each."""
    found: list[Source] = []
    jobs: list[Job] = []
    for number in Sampler(SamplerSettings(), len(sources)).programs(np.arange(min(len(sources), n)))[:, 0]:
        try:
            job = plain_job(sources[number].load(), (1.0 + number % 7,), resolution)
        except ProgramError:
            continue
        if job is not None:
            found.append(sources[number])
            jobs.append(job)
    taken = plain_loops.sifted(list(zip(found, jobs)), resolution)
    return list(itertools.compress(found, taken)), list(itertools.compress(jobs, taken))


def command(shaders: list[str], images: int, args: argparse.Namespace, cache: str) -> tuple[float, float]:
    """(seconds, CPU seconds) of generate_dataset.py."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "images"
        words = [sys.executable, str(SCRIPT), "--shaders", *shaders, "--output", str(output)]
        words += ["--n-samples", str(images), "--resolution", str(args.resolution), "--workers", str(args.workers)]
        before, started = _children(), time.perf_counter()
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        done = subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        seconds = time.perf_counter() - started
        if done.returncode:
            raise UserError(f"{' '.join(words)}: exit code {done.returncode}")
        return seconds, _children() - before


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def offline(args: argparse.Namespace) -> list[Row]:
    """Print and return rates of the command and of plain loops, cold and warm."""
    everything = len(resolve(args.shaders))
    sources, jobs = drawable(resolve(args.shaders), args.images, args.resolution)
    if not jobs:
        raise UserError("--shaders: none of the programs can be drawn by plain loops", 2)
    n, workers = len(jobs), args.workers
    quick = quick_compile(n, SamplerSettings(), args.resolution, n)
    limits: dict[str, list[Job | Recipe]] = {
        LOADS: [Recipe(source, job.times, args.resolution) for source, job in zip(sources, jobs)],
        TEXTS: list(jobs),
    }
    rows = []
    what = f"{n} programs, one image each, {args.resolution}x{args.resolution}"
    print(f"{what}, {workers} processes\n")
    print("| | images/s | CPU ms an image | processors busy |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        # The command draws just these where it is given all; else a list has those that both can draw.
        shaders = args.shaders if n == min(args.images, everything) else [_as_list(sources, Path(folder))]
        for state in ("cold", "warm"):
            found: dict[str, list[tuple[float, float]]] = {name: [] for name in (*limits, COMMAND)}
            for turn in range(args.repeats):
                for k, (name, given) in enumerate(limits.items()):
                    cache = Path(folder) / f"loops {k}, {turn if state == 'cold' else 0}"
                    settings = PlainSettings(
                        resolution=args.resolution, processes=workers, cache=str(cache), quick=quick
                    )
                    result = plain_loops.run(given, settings)
                    found[name].append((result.seconds, result.cpu))
                cache = Path(folder) / f"command {turn if state == 'cold' else 0}"
                found[COMMAND].append(command(shaders, n, args, str(cache)))
            medians = {name: np.median(runs, axis=0) for name, runs in found.items()}
            rates = {name: n / seconds for name, (seconds, _) in medians.items()}
            for name, (_, cpu) in medians.items():
                busy = _busy(found[name], workers)
                print(f"| {name}, {state} | {rates[name]:.1f} | {1e3 * cpu / n:.1f} | {busy} |")
            for name, beside in zip(limits, ("", ", beside the driver alone"), strict=True):
                of_clock, of_cpu = medians[name] / medians[COMMAND]
                print(f"| {COMMAND} of {name}, {state} | {of_clock:.2f} | {of_cpu:.2f} | |")
                row = f"{what}, {state}{beside}"
                rows.append(Row(name=row, value=rates[COMMAND], unit="images/s", limit=rates[name], of=name))
    print(
        "\nStart-up of all processes and the last task's tail are part of the command's figures, not of the loops'.\n"
    )
    return rows


def _busy(runs: list[tuple[float, float]], workers: int) -> str:
    """Processor seconds of (seconds, processor seconds) as a share of what so many processors have."""
    return f"{np.median([busy / (seconds * workers) for seconds, busy in runs]):.0%}"


def _as_list(sources: list[Source], folder: Path) -> str:
    """A list file of just these programs."""
    lines = [source.path if source.composed else os.path.abspath(source.path) for source in sources]
    (folder / "list.txt").write_text("\n".join(lines) + "\n")
    return str(folder / "list.txt")


# ------------------------------------------------------------------ live


def live(args: argparse.Namespace) -> list[Row]:
    """Print and return rates of live streams over many programs, of which none is kept, and over few."""
    many = len(resolve(args.live_shaders))
    side, workers = args.resolution, args.workers
    runs = {
        f"live, {many} programs, none kept": LiveRun(
            shaders=tuple(args.live_shaders),
            resolution=side,
            workers=workers,
            cache="",
            skip=USES * many // 2,
            seconds=args.seconds,
            ring_images=args.ring_images or USES * many,
            kept_programs=2,
        ),
        f"live, {' '.join(args.few)}": LiveRun(
            shaders=tuple(args.few), resolution=side, workers=workers, cache="", skip=3000, seconds=args.seconds
        ),
    }
    print("| | images/s | first 64 images, s | images a processor second | of the limit |\n|---|---|---|---|---|")
    found: dict[str, LiveRate] = {}
    with tempfile.TemporaryDirectory() as cache:
        for name, run in reversed(runs.items()):
            command(list(run.shaders), len(resolve(run.shaders)), args, cache)  # fills the caches
            found[name] = live_rate(replace(run, cache=cache))
            limit = next(iter(found.values()))
            rate = found[name]
            print(
                f"| {name}, ring of {rate.ring} | {rate.clock:.0f} | {rate.first:.1f} | {rate.processor:.0f} "
                f"| {rate.processor / limit.processor:.2f} |"
            )
    few, more = found.values()
    name = f"live, {many} programs, none kept, {side}x{side}"
    unit = "images a processor second"
    return [Row(name=name, value=more.processor, unit=unit, limit=few.processor, of=f"live, {' '.join(args.few)}")]


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument(
        "--only",
        choices=("parts", "offline", "live"),
        nargs="+",
        default=["parts", "offline", "live"],
        help="what is measured (default: all three)",
    )
    group.add_argument("--resolution", type=cli.image_resolution, default=64, metavar="R", help="side in pixels")
    group.add_argument(
        "--workers", type=cli.positive_int, default=available_cores(), metavar="N", help="render processes"
    )
    group.add_argument(
        "--part-shaders", nargs="+", default=["composed:24:5"], metavar="S", help="programs whose loads are taken apart"
    )
    group.add_argument(
        "--shaders", nargs="+", default=["composed:21000"], metavar="S", help=f"programs of offline: {SHADERS_HELP}"
    )
    group.add_argument(
        "--images", type=cli.positive_int, default=300, metavar="N", help="images of offline, each of a program"
    )
    group.add_argument(
        "--repeats", type=cli.positive_int, default=1, metavar="N", help="times that both sides of offline take turns"
    )
    group.add_argument(
        "--live-shaders", nargs="+", default=["composed:600"], metavar="S", help="programs of the live stream"
    )
    group.add_argument(
        "--few", nargs="+", default=["composed:286"], metavar="S", help="programs of the stream that is its limit"
    )
    group.add_argument(
        "--ring-images",
        type=cli.positive_int,
        metavar="N",
        help=f"images of the ring over many programs (default: {USES} a program)",
    )
    group.add_argument(
        "--seconds", type=cli.positive_float, default=10.0, metavar="S", help="seconds that a stream is measured"
    )
    group.add_argument("--output", type=Path, metavar="FILE.json", help="write the rows here as well (default: no)")
    add_quiet(parser)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    rows: list[Row] = []
    for name, measure in (("parts", parts), ("offline", offline), ("live", live)):
        if name in args.only:
            rows += measure(args)
            if args.output:
                write_rows(args.output, rows)
    return 0


if __name__ == "__main__":
    cli.run_main(main)
