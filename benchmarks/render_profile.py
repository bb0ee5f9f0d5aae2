"""What drawing into files spends its processor time on: one render process's work, under Python's profiler.

    .venv/bin/python benchmarks/render_profile.py --resolution 64 --images-per-program 20

Everything is done that generate_dataset.py's processes do, in this process: programs are found or translated, compiled,
drawn, read back, encoded, written and journaled. A first pass fills the caches. The profiler slows Python down and
leaves the driver and the encoder as they are, so that Python's own share is rather less than is said.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import cProfile
import ctypes
import multiprocessing
import os
import pstats
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from image_generation.common import cli
from image_generation.common.progress import add_quiet
from image_generation.datasets.folder import DatasetFolder
from image_generation.processes.pool import Status
from image_generation.shaders.dataset.worker import FileSettings, make_handler
from image_generation.shaders.flags import kept_programs, quick_compile
from image_generation.shaders.image_maker import MakerSettings, Task
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import Sampler, SamplerSettings
from image_generation.shaders.sources import SHADERS_HELP, resolve
from image_generation.shaders.tasks import split

# Where a function's own time belongs: the first word found in "file:function".
KINDS = (
    ("encoding", ("imencode", "cvtColor")),
    ("driver: compile, link", ("'program' of 'mgl", "program' of 'mgl", "mgl.Context.program")),
    ("driver: draw", ("'render' of 'mgl",)),
    ("driver: read back", ("'read_into' of 'mgl",)),
    ("driver: everything else", ("mgl.", "moderngl")),
    ("files and journal", ("writer.py", "posix.", "'write' of '_io", "journal.py", "crc32", "_io.open", "open_code")),
    ("texts and translation", ("/programs/", "/composer/", "text_cache", "json", "zlib", "sources.py", "re.Pattern")),
    ("drawing: the renderer's Python", ("/rendering/", "renderer_moderngl")),
    ("what image it is", ("sampler.py", "random_streams", "Generator", "philox", "mixing.py")),
    ("tasks and events", ("image_maker.py", "worker.py", "pool.py")),
)


def kind_of(file: str, function: str) -> str:
    """The row of the table that a profiled function's own time belongs to."""
    word = f"{file}:{function}"
    return next((kind for kind, parts in KINDS if any(part in word for part in parts)), "other Python")


def profile(shaders: list[str], resolution: int, per_program: int) -> tuple[Counter[str], int, list[str]]:
    """(seconds by kind, images, the functions with the most time of their own)."""
    os.environ["LP_NUM_THREADS"] = "0"
    sources = resolve(shaders)
    n = len(sources) * per_program
    maker = MakerSettings(
        sources=tuple(sources),
        sampler=SamplerSettings(),
        resolution=resolution,
        devices=(choose_device("auto"),),
        quick_compile=quick_compile(n, SamplerSettings(), resolution, len(sources)),
        kept_programs=kept_programs(None, 2),
    )
    rows = Sampler(maker.sampler, len(sources)).programs(np.arange(n))
    measured = cProfile.Profile(time.process_time)
    for first in (True, False):
        with tempfile.TemporaryDirectory() as folder, DatasetFolder(f"{folder}/images", {}, False) as dataset:
            worker = make_handler(0, maker, FileSettings(root=str(dataset.root)))
            status = Status(multiprocessing.RawArray(ctypes.c_double, 3))
            chosen = np.arange(len(sources)) if first else np.arange(n)
            for indices in split(chosen, rows[chosen], len(sources), resolution, 2):
                images = tuple((int(k), tuple(map(int, rows[k]))) for k in indices)
                if not first:
                    measured.enable()
                worker(Task(images), lambda _: None, status)
                measured.disable()
            worker.maker.renderer.release()
    found: Counter[str] = Counter()
    most = []
    for (file, _, function), (_, calls, own, _, _) in pstats.Stats(measured).stats.items():  # type: ignore[attr-defined]
        found[kind_of(file, function)] += own
        most.append((own, f"{1e3 * own / n:7.3f}  {calls / n:7.1f}  {Path(file).name}:{function}"))
    return found, n, [line for _, line in sorted(most, reverse=True)[:25]]


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", default=["bundled"], metavar="S", help=SHADERS_HELP)
    group.add_argument("--resolution", type=cli.image_resolution, default=256, metavar="R", help="side in pixels")
    group.add_argument(
        "--images-per-program", type=cli.positive_int, default=10, metavar="N", help="images of each program"
    )
    group.add_argument("--functions", action="store_true", help="name the functions with the most time (default: no)")
    add_quiet(parser)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    found, n, functions = profile(args.shaders, args.resolution, args.images_per_program)
    whole = sum(found.values())
    print(f"{n} images of {args.images_per_program} a program, {args.resolution}x{args.resolution}, one process\n")
    print("| processor time of an image | ms | share |\n|---|---|---|")
    for kind, seconds in found.most_common():
        print(f"| {kind} | {1e3 * seconds / n:.3f} | {seconds / whole:.1%} |")
    print(f"| together | {1e3 * whole / n:.3f} | |")
    if args.functions:
        print("\n     ms    calls  an image\n" + "\n".join(functions))
    return 0


if __name__ == "__main__":
    cli.run_main(main)
