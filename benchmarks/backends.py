"""Fragment against compute shaders on the software driver, by processor time: what `--backend auto` goes by there.

    .venv/bin/python benchmarks/backends.py --resolution 64 --samples 8
    .venv/bin/python benchmarks/backends.py --shaders composed:40 --resolution 256

Both draw and read back the same samples in turns, five times, in one process with one thread; the least of each counts.
On a GPU, scripts/gpu_check.sh compares them (section pace).
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import os
import time
from pathlib import Path

import numpy as np

from benchmarks.rows import Row, write_rows
from image_generation.common import cli
from image_generation.common.progress import add_quiet, progress
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.backends import COMPUTE
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import SHADERS_HELP, resolve

ROUNDS = 5


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", default=["bundled"], metavar="S", help=SHADERS_HELP)
    group.add_argument("--every", type=cli.positive_int, default=8, help="take one of so many programs (default: 8)")
    group.add_argument("--resolution", type=cli.image_resolution, default=64, help="side in pixels (default: 64)")
    group.add_argument("--samples", type=cli.positive_int, default=8, help="samples of a program (default: 8)")
    group.add_argument("--output", type=Path, metavar="FILE.json", help="write the row here as well (default: no)")
    add_quiet(parser)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    os.environ["LP_NUM_THREADS"] = "0"
    samples = [Sample(0.1 + 0.37 * k) for k in range(args.samples)]
    spent: list[list[float]] = []
    with (
        Renderer("cpu", args.resolution, cache_size=4) as fragments,
        Renderer("cpu", args.resolution, cache_size=4, backend=COMPUTE) as computed,
    ):
        for source in progress(resolve(args.shaders)[:: args.every], unit="program"):
            try:
                program = source.load()
                if program.feedback:
                    continue
                times: list[list[float]] = [[], []]
                for renderer in (fragments, computed):
                    renderer.render(program, samples[:1])
                for _ in range(ROUNDS):
                    for renderer, seconds in zip((fragments, computed), times, strict=True):
                        began = time.process_time()
                        renderer.render(program, samples)
                        seconds.append(time.process_time() - began)
            except ProgramError:
                continue
            spent.append([1e3 * min(seconds) / args.samples for seconds in times])
    fragment, compute = np.array(spent).T
    ratios = fragment / compute
    print(f"{len(spent)} programs, {args.resolution}x{args.resolution}, {args.samples} samples a program")
    print(f"fragment {fragment.mean():.3f} ms, compute {compute.mean():.3f} ms: {fragment.sum() / compute.sum():.3f}")
    print(f"fragment / compute, a program: median {np.median(ratios):.3f}, {ratios.min():.2f} to {ratios.max():.2f}")
    if args.output:
        name = f"software: fragments, {args.resolution}x{args.resolution}, mean of {len(spent)} programs"
        row = Row(name=name, value=float(fragment.mean()), unit="ms", limit=float(compute.mean()), of="compute shaders")
        write_rows(args.output, [row])
    return 0


if __name__ == "__main__":
    cli.run_main(main)
