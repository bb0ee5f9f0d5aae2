"""What quick compilation saves and costs: first and later frames of programs, compiled quickly and fully, in one run.

    .venv/bin/python benchmarks/compilation.py --shaders composed:48 --resolution 256

CPU milliseconds of a process with one llvmpipe thread, the driver's shader cache off; each way has a process of
its own, for the driver reads its variables once.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import multiprocessing
import os
import time

import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import SHADERS_HELP, resolve

FRAMES = 3


def measure(shaders: list[str], resolution: int, quick: bool, connection) -> None:
    """Send {name: (CPU ms of the first frame, of a later one, picture uint8 [h, w, 3])}."""
    os.environ.pop("GALLIVM_PERF", None)
    os.environ["LP_NUM_THREADS"] = "0"
    os.environ["MESA_SHADER_CACHE_DISABLE"] = "true"
    found = {}
    with Renderer("cpu", resolution, cache_size=1, quick_compile=quick) as renderer:
        for source in resolve(shaders):
            try:
                program = source.load()
                marks = [time.process_time()]
                for k in range(1 + FRAMES):
                    picture = renderer.render(program, [Sample(0.5 + k)])[0]
                    marks.append(time.process_time())
            except ProgramError:
                continue
            gaps = np.diff(marks)
            found[source.name] = (1e3 * gaps[0], 1e3 * gaps[1:].min(), picture)
    connection.send(found)


def in_a_process(shaders: list[str], resolution: int, quick: bool) -> dict[str, tuple]:
    """What `measure` sends, from a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=measure, args=(shaders, resolution, quick, there))
    process.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        raise UserError("the process that measures has ended early") from None
    finally:
        process.join()


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", default=["composed:48"], metavar="S", help=SHADERS_HELP)
    group.add_argument("--resolution", type=cli.image_resolution, default=256, metavar="R", help="side in pixels")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    resolve(args.shaders)  # what is wrong with the list is said here
    ways = [in_a_process(args.shaders, args.resolution, quick) for quick in (False, True)]
    names = [name for name in ways[0] if name in ways[1]]
    if not names:
        raise UserError("--shaders: none of the programs can be drawn")
    full, quick = (np.array([way[name][:2] for name in names]) for way in ways)
    print(f"{len(full)} programs, {args.resolution}x{args.resolution}, medians in ms: first frame, later frames")
    for name, times in (("full", full), ("quick", quick)):
        print(f"  {name:6s} {np.median(times[:, 0]):7.1f} {np.median(times[:, 1]):7.2f}")
    first, later = np.median(quick / full, axis=0)
    saved = np.median((full - quick)[:, 0] + (quick - full)[:, 1])
    lost = np.median((quick - full)[:, 1])
    print(f"quick / full, median of the programs: first frame {first:.2f}, later frames {later:.2f}")
    if lost > 0:
        pixels = saved / lost * args.resolution**2
        print(f"quick compilation pays up to {saved / lost:.0f} frames a program ({pixels / 1e6:.1f} million pixels)")
    same = sum(np.array_equal(ways[0][name][2], ways[1][name][2]) for name in names)
    print(f"{same} of {len(names)} pictures are the same to the bit")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
