"""Measure the parts of the house one by one against the same work in plain calls: mixing, encoding, start-up, a step.

    .venv/bin/python benchmarks/parts.py --output parts.json
    .venv/bin/python benchmarks/parts.py --parts mixing encoding --seconds 5

Both sides of a row take turns in one process, or in processes one after the other, and the least of each counts:
seconds of the processor for what computes, of the clock for start-up.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from benchmarks.rows import Row, write_rows
from image_generation.common import cli
from image_generation.common.progress import add_quiet
from image_generation.datasets.writer import encode
from image_generation.mixing import ONE, Mixer, MixtureSettings, pixel_box
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

ROOT = Path(__file__).resolve().parents[1]
PICTURES = 24  # bundled programs, evenly over the list, whose pictures are mixed and encoded
# What a command cannot do without: its modules, a context, one program, one picture, one file.
BARE_START = """
import cv2, moderngl, numpy
from image_generation.shaders.composer import compose
from image_generation.shaders.programs import parse
program = parse(compose.compose_bare(0, 0).encode(), "first", "shadertoy")
context = moderngl.create_context(require=330, standalone=True, backend="egl")
stage = program.passes[-1]
shader = context.program(vertex_shader=stage.vertex, fragment_shader=stage.fragment)
target = context.framebuffer([context.texture(({side}, {side}), 4)])
target.use()
context.vertex_array(shader, []).render(vertices=3)
image = numpy.frombuffer(target.read(), numpy.uint8).reshape({side}, {side}, 3)
cv2.imwrite({file!r}, image)
"""


def taking_turns(one: Callable[[], object], other: Callable[[], object], seconds: float) -> tuple[float, float]:
    """The least processor seconds of two functions that take turns for so long."""
    spent: tuple[list[float], list[float]] = ([], [])
    one(), other()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends or len(spent[0]) < 3:
        for function, times in zip((one, other), spent, strict=True):
            began = time.process_time()
            function()
            times.append(time.process_time() - began)
    return min(spent[0]), min(spent[1])


def pictures(side: int) -> np.ndarray:
    """uint8 [PICTURES, side, side, 3]."""
    sources = resolve(["bundled"])
    with Renderer("cpu", side) as renderer:
        chosen = [sources[k * len(sources) // PICTURES] for k in range(PICTURES)]
        return np.stack([renderer.render(source.load(), [Sample(1.0)])[0] for source in chosen])


def mixing(args: argparse.Namespace) -> list[Row]:
    """Mixtures of six against the same sums and pastes in plain numpy."""
    some, side = pictures(256), 256
    rows = []
    for kind in ("convex", "cutmix"):
        mixture = MixtureSettings(kind=kind).draw(np.random.default_rng(0))
        groups = [some[k : k + 6] for k in range(0, PICTURES, 6)]

        def ours(mixture=mixture, groups=groups) -> None:
            for group in groups:
                mixer = Mixer(mixture, side, side)
                for k, image in enumerate(group):
                    mixer.add(k, image)
                mixer.image()

        def plain(mixture=mixture, groups=groups, kind=kind) -> None:
            for group in groups:
                if kind == "cutmix":
                    mixed = group[0].copy()
                    for box, image in zip(mixture.boxes[1:], group[1:], strict=True):
                        place = pixel_box(box, side, side)
                        mixed[place] = image[place]
                    continue
                total = np.zeros((side, side, 3), np.float32)
                for weight, image in zip(mixture.weights, group, strict=True):
                    total += image * np.float32(weight / ONE)
                (total + np.float32(0.5)).astype(np.uint8)

        spent, limit = (len(groups) / seconds for seconds in taking_turns(ours, plain, args.seconds))
        rows.append(
            Row(
                name=f"mixing, {kind} of 6, 256x256", value=spent, unit="images/s a core", limit=limit, of="plain numpy"
            )
        )
    return rows


def encoding(args: argparse.Namespace) -> list[Row]:
    """Encoding against the codec's own call on pictures that lie ready."""
    some = pictures(256)
    swapped = [np.ascontiguousarray(image[:, :, ::-1]) for image in some]
    cv2.setNumThreads(1)
    rows = []
    for kind, flag, value in (("jpg", cv2.IMWRITE_JPEG_QUALITY, 95), ("png", cv2.IMWRITE_PNG_COMPRESSION, 3)):

        def ours(kind=kind) -> None:
            for image in some:
                encode(image, kind, 95)

        def bare(kind=kind, flag=flag, value=value) -> None:
            for image in swapped:
                cv2.imencode(f".{kind}", image, [flag, value])

        spent, limit = (PICTURES / seconds for seconds in taking_turns(ours, bare, args.seconds))
        rows.append(
            Row(name=f"encoding, {kind}, 256x256", value=spent, unit="images/s a core", limit=limit, of="cv2.imencode")
        )
    return rows


def start_up(args: argparse.Namespace) -> list[Row]:
    """A dataset of one image of composed:21000, whole command, against a process that makes one such file alone."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": folder}
        bare = [sys.executable, "-c", BARE_START.format(side=64, file=f"{folder}/image.jpg")]
        command = [sys.executable, "image_generation/shaders/generate_dataset.py", "--shaders", "composed:21000"]
        command += [
            "--n-samples",
            "1",
            "--resolution",
            "64",
            "--workers",
            "1",
            "--output",
            f"{folder}/set",
            "--overwrite",
        ]
        spent: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(3):  # the first fills the driver's cache
            for name, words in (("bare", bare), ("ours", command)):
                began = time.perf_counter()
                subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
                spent[name].append(time.perf_counter() - began)
    return [
        Row(
            name="start-up: one image of composed:21000, whole command",
            value=min(spent["ours"]),
            unit="s",
            limit=min(spent["bare"]),
            of="one process, one context, one picture",
        )
    ]


def step(args: argparse.Namespace) -> list[Row]:
    """The trainer on one batch in memory against the model's own forward and backward pass in a plain loop."""
    # Each part imports what it needs: torch takes seconds.
    from benchmarks.steps import plain_rate, trainer_rate

    value, limit = trainer_rate(args.arch), plain_rate(args.arch)
    name = f"training step, MoCo {args.arch}, batch 64 at 64x64"
    return [Row(name=name, value=value, unit="images/s", limit=limit, of="forward, backward, step in a plain loop")]


def stylegan2(args: argparse.Namespace) -> list[Row]:
    """The 256x256 generator of `--cfg auto` against its convolutions alone."""
    # as in step
    from benchmarks.steps import generator_seconds

    whole, convolutions = generator_seconds(args.seconds)
    name = "StyleGAN2, generator of --cfg auto, 256x256, batch 1"
    return [Row(name=name, value=whole, unit="s an image", limit=convolutions, of="its convolutions alone")]


PARTS = {function.__name__: function for function in (mixing, encoding, start_up, step, stylegan2)}


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="of the house (default: all)")
    group.add_argument("--seconds", type=cli.positive_float, default=3.0, help="seconds a row takes (default: 3)")
    group.add_argument("--arch", default="narrow_resnet10", help="encoder of the step (default: narrow_resnet10)")
    group.add_argument("--output", type=Path, metavar="FILE.json", help="write the rows here as well (default: no)")
    add_quiet(parser)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    rows: list[Row] = []
    if {"step", "stylegan2"} & set(args.parts):
        # Before OpenGL: triton, which torchvision brings in, crashes when Mesa's LLVM was loaded first.
        import torchvision  # noqa: F401
    for name in args.parts:
        for row in PARTS[name](args):
            rows.append(row)
            print(f"{row.name}: {row.value:.4g} {row.unit}, {row.ratio:.2f} of {row.of}", flush=True)
            if args.output:
                write_rows(args.output, rows)
    return 0


if __name__ == "__main__":
    cli.run_main(main)
