"""Measure how soon the first image of very many programs is there, offline and live, in seconds of the processor.

    .venv/bin/python benchmarks/first_image.py
    .venv/bin/python benchmarks/first_image.py --shaders composed:300 --resolution 256 --only offline

Each command has one render process, so that it and the command take turns: the processor seconds of both, from the
start to the first image, are what a quiet machine takes. The limit is one process that imports what drawing needs,
opens a context, loads the very same program in plain loops, draws and encodes it; `import torch` is part of both sides
of live images. Cold: nothing is in the user's cache folder. All Python is compiled.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import compileall
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.live_rates import family_cpu
from benchmarks.plain_loops import PlainSettings, driver_settings
from benchmarks.rows import Row, write_rows
from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.progress import add_quiet
from image_generation.shaders.sampler import Sampler, SamplerSettings
from image_generation.shaders.sources import SHADERS_HELP, Source, resolve

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "image_generation" / "shaders" / "generate_dataset.py"
IMAGES = 64  # of the command, which is ended at the first of them
PATIENCE = 300.0  # seconds
# What a command cannot do without.
BARE = """
import sys
{torch}
import cv2
from benchmarks.plain_loops import drawn, open_context, plain_job
from image_generation.shaders.sources import Source
job = plain_job(Source({name!r}, {path!r}).load(), (1.0,), {side})
context = open_context()
target = context.framebuffer([context.texture(({side}, {side}), 4)])
target.use()
cv2.imwrite(sys.argv[1], next(drawn(context, target, job))[::-1, :, ::-1])
"""
LIVE = """
import json, sys
import torch
from image_generation.shaders.live.dataset import LiveDataset
with LiveDataset(json.loads(sys.argv[2]), {side}, 10**9, workers=1, quick_compile=True, check_every=0) as dataset:
    next(iter(dataset))
    open(sys.argv[1], "w").close()
    sys.stdin.read()
"""


@dataclass(frozen=True)
class First:
    """Seconds of the clock and of all processes' processors until a first file is there, and its path."""

    clock: float
    processor: float
    path: Path


def until_first(words: Sequence[str], environment: dict[str, str], find: Callable[[], Path | None]) -> First:
    """Start a command and end it when `find` has a file. Raises UserError where none comes."""
    before, began = family_cpu(os.getpid()), time.perf_counter()
    process = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while (found := find()) is None:
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise UserError(f"{words[1]}: no image came (exit code {process.returncode})")
            time.sleep(0.005)
        return First(time.perf_counter() - began, family_cpu(os.getpid()) - before, found)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def bare(source: Source, args: argparse.Namespace, cache: str, torch: bool) -> float:
    """Processor seconds of a process that draws one image of a program and does nothing else."""
    settings = PlainSettings(resolution=args.resolution, processes=1, cache=cache)
    code = BARE.format(torch="import torch" if torch else "", name=source.name, path=source.path, side=args.resolution)
    with tempfile.TemporaryDirectory() as folder:
        before = os.times()
        words = [sys.executable, "-c", code, f"{folder}/image.jpg"]
        subprocess.run(words, cwd=ROOT, env=environment(cache) | driver_settings(settings), check=True)
        after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def environment(cache: str) -> dict[str, str]:
    """Of a process that keeps what it compiles in a folder."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return os.environ | {"PYTHONPATH": path, "XDG_CACHE_HOME": cache}


def offline(args: argparse.Namespace, cache: str) -> tuple[First, int]:
    """When generate_dataset.py has its first image, and which one that is."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        output = Path(folder) / "images"
        words = [sys.executable, str(SCRIPT), "--shaders", *args.shaders, "--output", str(output)]
        words += ["--n-samples", str(IMAGES), "--resolution", str(args.resolution), "--workers", "1"]
        first = until_first(words, environment(cache), lambda: next(output.glob("*/*.jpg"), None))
        return first, int(first.path.stem)


def live(args: argparse.Namespace, cache: str) -> tuple[First, int]:
    """When a live stream has image 0."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "there"
        code = LIVE.format(side=args.resolution)
        words = [sys.executable, "-c", code, str(there), json.dumps(args.shaders)]
        return until_first(words, environment(cache), lambda: there if there.exists() else None), 0


WAYS = {"offline": offline, "live": live}


def measure(args: argparse.Namespace) -> list[Row]:
    """Print and return how soon the first image is there, cold and with the driver's cache filled."""
    sources = resolve(args.shaders)
    sampler = Sampler(SamplerSettings(), len(sources))
    rows = []
    print("| first image | s | CPU s | limit, CPU s | of the limit |\n|---|---|---|---|---|")
    for way in args.only:
        with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as plain:
            for state in ("cold", "warm"):
                first, index = WAYS[way](args, ours)
                source = sources[int(sampler.programs([index])[0, 0])]
                limit = bare(source, args, plain, torch=way == "live")
                side = f"{args.resolution}x{args.resolution}"
                name = f"first image of {' '.join(args.shaders)}, {way}, {side}, {state}"
                of = f"one process, one context, one picture{', torch' if way == 'live' else ''}"
                row = Row(name=name, value=first.processor, unit="s of the processor", limit=limit, of=of)
                rows.append(row)
                print(f"| {way}, {state} | {first.clock:.2f} | {first.processor:.2f} | {limit:.2f} | {row.ratio:.2f} |")
    return rows


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--only", nargs="+", choices=WAYS, default=list(WAYS), help="what is measured (default: both)")
    group.add_argument("--shaders", nargs="+", default=["composed:21000"], metavar="S", help=SHADERS_HELP)
    group.add_argument("--resolution", type=cli.image_resolution, default=64, metavar="R", help="side in pixels")
    group.add_argument("--output", type=Path, metavar="FILE.json", help="write the rows here as well (default: no)")
    add_quiet(parser)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    for folder in ("image_generation", "benchmarks"):  # as after the first use, or where it was installed
        compileall.compile_dir(ROOT / folder, quiet=2)
    rows = measure(args)
    if args.output:
        write_rows(args.output, rows)
    return 0


if __name__ == "__main__":
    cli.run_main(main)
