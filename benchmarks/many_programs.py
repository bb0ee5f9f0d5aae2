"""Measure what a program's first picture costs, part by part, with an empty and with a filled shader cache.

.venv/bin/python benchmarks/many_programs.py --shaders composed:40:5 --resolution 64
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import multiprocessing
import os
import tempfile
import time
from typing import Any

import numpy as np

from image_generation.common import cli
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import SHADERS_HELP, resolve

PARTS = ("text", "parse, translate", "compile, link", "first draw", "second draw")


def load_all(shaders: list[str], resolution: int, cache: str, quick: bool, results: Any) -> None:
    """One process: puts seconds of each part of each program, float64 [programs, parts]."""
    os.environ["XDG_CACHE_HOME"] = cache
    rows = []
    with Renderer("auto", resolution, cache_size=1, quick_compile=quick) as renderer:
        for source in resolve(shaders):
            stamps = [time.perf_counter()]
            try:
                text = source.read()
                stamps.append(time.perf_counter())
                program = source.parse(text)
                stamps.append(time.perf_counter())
                renderer.compile(program)
                stamps.append(time.perf_counter())
                for moment in (1.0, 2.0):
                    renderer.render(program, [Sample(moment)])
                    stamps.append(time.perf_counter())
            except ProgramError:
                continue
            rows.append(np.diff(stamps))
    results.put(np.array(rows))


def main(argv: list[str] | None = None) -> int:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", default=["composed:40:5"], help=SHADERS_HELP)
    group.add_argument("--resolution", type=cli.image_resolution, default=64, help="side in pixels (default: 64)")
    args = parser.parse_args(argv)
    context = multiprocessing.get_context("spawn")
    columns = {}
    for quick in (False, True):
        with tempfile.TemporaryDirectory() as cache:
            for state in ("cold", "warm"):
                results = context.Queue()
                process = context.Process(target=load_all, args=(args.shaders, args.resolution, cache, quick, results))
                process.start()
                rows = results.get(timeout=3600)
                process.join()
                columns[f"{state}{', quick' if quick else ''}"] = 1e3 * rows.mean(0)
    print(f"ms a program, means over {len(rows)} programs at {args.resolution}x{args.resolution}, one process\n")
    print(f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for k, part in enumerate(PARTS):
        print(f"| {part} | {' | '.join(f'{values[k]:.1f}' for values in columns.values())} |")
    print(f"| together | {' | '.join(f'{values.sum():.1f}' for values in columns.values())} |")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
