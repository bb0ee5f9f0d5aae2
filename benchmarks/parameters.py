"""What --parameter-jitter costs: a frame with parameters against one of the same program as written, in one run.

    .venv/bin/python benchmarks/parameters.py --shaders bundled composed:64 --resolution 256

CPU seconds of this process with one llvmpipe thread, the least of several rounds; compilation is timed apart, with
the driver's shader cache off.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import os
import time

import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.progress import add_quiet, progress
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import ParameterDraw, Sample
from image_generation.shaders.sources import SHADERS_HELP, resolve

SIGMA = 1e-9  # every frame has factors of its own, and costs what the program as written costs


def compile_seconds(renderer: Renderer, program: Program, varied: bool) -> float:
    """Compiling and what the driver leaves to the first draw."""
    started = time.process_time()
    renderer.render(program, [Sample(1.0, ParameterDraw(SIGMA) if varied else None)])
    return time.process_time() - started


def frame_seconds(renderer: Renderer, program: Program, varied: bool, frames: int) -> float:
    samples = [Sample(1.0, ParameterDraw(SIGMA, index=k) if varied else None) for k in range(frames)]
    started = time.process_time()
    renderer.render(program, samples)
    return (time.process_time() - started) / frames


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", default=["bundled"], metavar="S", help=SHADERS_HELP)
    group.add_argument("--resolution", type=cli.image_resolution, default=256, metavar="R", help="side in pixels")
    group.add_argument("--frames", type=cli.positive_int, default=4, help="frames of a program in a round")
    group.add_argument("--rounds", type=cli.positive_int, default=3, help="repetitions; the best counts")
    add_quiet(parser)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    os.environ["LP_NUM_THREADS"] = "0"
    os.environ["MESA_SHADER_CACHE_DISABLE"] = "true"
    compiled, frames, counts = [], [], []
    with Renderer("cpu", args.resolution, cache_size=2) as renderer:
        for source in progress(resolve(args.shaders), unit="program"):
            try:
                program = source.load()
                compiled.append([compile_seconds(renderer, program, varied) for varied in (False, True)])
            except ProgramError:
                continue
            counts.append(renderer.parameters(program)[0])
            rounds = [
                [frame_seconds(renderer, program, varied, args.frames) for varied in (False, True)]
                for _ in range(args.rounds)
            ]
            frames.append(np.min(rounds, axis=0))
    if not frames:
        raise UserError(f"--shaders {' '.join(args.shaders)}: none of them compiles")
    whole, ratios = np.sum(frames, axis=0), np.divide(*np.transpose(frames)[::-1])
    print(f"{len(frames)} programs, {np.mean(counts):.0f} parameters each, {args.resolution}x{args.resolution}")
    print(
        f"frame with parameters / as written: {whole[1] / whole[0]:.3f} of all, median {np.median(ratios):.3f}, "
        f"90 % below {np.quantile(ratios, 0.9):.3f}"
    )
    print(f"compilation: {np.divide(*np.sum(compiled, axis=0)[::-1]):.3f}")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
