"""Fragment against compute shaders: processor time on the software driver, and whether both draw the same pictures.

    .venv/bin/python benchmarks/backends.py --resolution 64 --samples 8
    .venv/bin/python benchmarks/backends.py --shaders my_shaders --every 1 --differences --device cuda

Both draw and read back the same samples in turns, five times, in one process with one thread; the least of each counts.
With --differences nothing is timed: programs whose pictures differ by 1 of 255 or more (mean of a picture) are listed,
and why programs have no compute shader is counted. On a GPU, scripts/gpu_check.sh measures speed (section pace).
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import os
import re
import time
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.rows import Row, write_rows
from image_generation.common import cli
from image_generation.common.progress import add_quiet, progress
from image_generation.shaders.programs import DIALECTS
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.backends import COMPUTE
from image_generation.shaders.rendering.compute_backend import ComputeBackend
from image_generation.shaders.rendering.compute_source import obstacle
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
    group.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="what draws (default: cpu)")
    group.add_argument("--dialect", choices=DIALECTS, help="dialect of the programs (default: found from the text)")
    group.add_argument("--differences", action="store_true", help="compare pictures instead of times (default: no)")
    group.add_argument("--output", type=Path, metavar="FILE.json", help="write the row here as well (default: no)")
    add_quiet(parser)
    return parser.parse_args(argv)


def differences(args: argparse.Namespace) -> None:
    """Print how far the pictures of both backends are from each other."""
    off: dict[str, float] = {}
    obstacles, failed = Counter[str](), 0
    samples = [Sample(0.1 + 0.37 * k) for k in range(args.samples)]
    with (
        Renderer(args.device, args.resolution, cache_size=2) as fragments,
        Renderer(args.device, args.resolution, cache_size=2, backend=COMPUTE) as computed,
    ):
        derivatives = ComputeBackend(computed.context, (8, 8), computed.channels).derivatives
        for source in progress(resolve(args.shaders)[:: args.every], unit="program"):
            try:
                program = source.load(args.dialect)
                expected = fragments.render(program, samples)
                reason = obstacle(program, derivatives=derivatives)
                if reason is not None:
                    obstacles[re.sub(r" (\(|into|to the uniform|\w+, and).*|: .*", "", reason)] += 1
                    continue
                drawn = computed.render(program, samples)
            except ProgramError:
                failed += 1
                continue
            off[source.name] = float(np.abs(drawn.astype(np.int16) - expected).mean(axis=(1, 2, 3)).max())
    for name in sorted((name for name in off if off[name] >= 1.0), key=lambda name: -off[name]):
        print(f"{off[name]:8.2f} of 255  {name}")
    far, some = (sum(value >= least for value in off.values()) for least in (1.0, 1e-9))
    print(
        f"{len(off)} programs by both: {len(off) - some} the same to the byte, {some - far} nearly, "
        f"{far} differ by 1 or more"
    )
    print(f"{sum(obstacles.values())} by fragments alone: {dict(obstacles.most_common())}; {failed} not drawn")


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    os.environ["LP_NUM_THREADS"] = "0"
    if args.differences:
        differences(args)
        return 0
    samples = [Sample(0.1 + 0.37 * k) for k in range(args.samples)]
    spent: list[list[float]] = []
    with (
        Renderer(args.device, args.resolution, cache_size=4) as fragments,
        Renderer(args.device, args.resolution, cache_size=4, backend=COMPUTE) as computed,
    ):
        for source in progress(resolve(args.shaders)[:: args.every], unit="program"):
            try:
                program = source.load(args.dialect)
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
