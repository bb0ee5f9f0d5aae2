"""Measure live training as ratios in one run: rendering into the ring against plain loops, waiting, memory.

    .venv/bin/python benchmarks/live_training.py                     bundled programs, 64x64
    .venv/bin/python benchmarks/live_training.py --resolution 224 --device cuda --arch resnet50 --batch-size 256

The limit (benchmarks/plain_loops.py) shares no code with the repository's rendering: plain moderngl loops over the
final texts draw and read back so many images of the same programs, program by program, one process a render process of
the live dataset, and keep none. Both are timed when every process has loaded every program. The stream is timed with
what takes its images out of the ring and submits tasks, on the same cores: `of its render processes alone` is the same
in processor time, without that. Programs of several passes or with textures, which plain
loops do not draw, are left out of both; training is over all.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import contextlib
import itertools
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import plain_loops
from benchmarks.live_rates import family_cpu
from benchmarks.plain_loops import Job, PlainSettings, plain_job
from benchmarks.rows import Row, write_rows
from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.processes.pool import available_cores
from image_generation.shaders.flags import kept_programs
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device
from image_generation.shaders.rendering.shader_cache import cache_folder
from image_generation.shaders.sampler import Sampler, SamplerSettings
from image_generation.shaders.sources import SHADERS_HELP, Source, resolve

LOADING_IMAGES = 128  # of each program, after which every process has met it: it is drawn some 16 images at a time


def drawable(shaders: list[str], n: int, resolution: int) -> tuple[list[Source], list[Job]]:
    """The programs that plain loops can draw, and their jobs for images 0 to n - 1 of a stream over just these."""
    found: list[tuple[Source, Program]] = []
    still: list[tuple[Source, Job]] = []
    for source in resolve(shaders):
        with contextlib.suppress(ProgramError):
            program = source.load()
            job = plain_job(program, (), resolution)
            if job is not None:
                found.append((source, program))
                still.append((source, job))
    found = list(itertools.compress(found, plain_loops.sifted(still, resolution)))
    if not found:
        raise UserError("--shaders: none of the programs can be drawn by plain loops", 2)
    sampler = Sampler(SamplerSettings(), len(found))
    times: dict[int, list[float]] = {}
    for index in range(n):
        spec = sampler.image(index)
        times.setdefault(spec.programs[0], []).append(spec.samples[0].time)
    jobs = (plain_job(found[number][1], times[number], resolution) for number in sorted(times))
    return [source for source, _ in found], [job for job in jobs if job is not None]


@dataclass(frozen=True)
class Rate:
    """Images a second of the clock, and a second of the processors of what draws."""

    clock: float
    processor: float


def plain_rate(jobs: list[Job], resolution: int, device: EglDevice, processes: int) -> Rate:
    """Of plain loops, of programs that are loaded."""
    cache = cache_folder() / "shader-cache"  # where live rendering finds its own: nothing is compiled twice
    cache.mkdir(parents=True, exist_ok=True)
    settings = PlainSettings(
        resolution=resolution,
        processes=processes,
        cache=str(cache),
        quick=False,
        device=max(0, device.index),
        loaded=True,
    )
    result = plain_loops.run(jobs, settings)
    return Rate(result.images / result.seconds, result.images / result.cpu)


def live_rate(
    sources: list[Source], n: int, resolution: int, device: EglDevice, processes: int, skip: int = 0
) -> tuple[Rate, float, int]:
    """(rate of n images behind the first 64 and `skip` others, seconds to the first 64, bytes of the ring)."""
    # here and below: each measurement imports what it needs, so that one stands for its process
    from image_generation.shaders.live.dataset import LiveDataset

    began = time.perf_counter()
    kept = kept_programs(None, processes)  # as the trainers have it
    with LiveDataset(sources, resolution, 10**9, devices=(device,), workers=processes, kept_programs=kept) as dataset:
        items = iter(dataset)
        for _ in range(64):
            next(items)
        first = time.perf_counter() - began
        for _ in range(skip):
            next(items)
        started, busy = time.perf_counter(), family_cpu(os.getpid())
        made = dataset.ring.filled()
        for _ in range(n):
            next(items)
        made = dataset.ring.filled() - made
        seconds, busy = time.perf_counter() - started, family_cpu(os.getpid()) - busy
        return Rate(made / seconds, made / max(busy, 1e-9)), first, dataset.ring.nbytes


def training_metrics(args: argparse.Namespace, data: list[str], more: list[str]) -> dict[str, float]:
    """Means of the metrics of a training's second half."""
    # here: see live_rate
    from learning.logs import read_metrics
    from moco.main_train import main as train

    with tempfile.TemporaryDirectory() as folder:
        steps = args.steps * args.batch_size
        train(
            [
                *data,
                *more,
                "-a",
                args.arch,
                "--image-size",
                str(args.resolution),
                "-b",
                str(args.batch_size),
                "--moco-k",
                str(16 * args.batch_size),
                "--mlp",
                "--aug-plus",
                "--augment-on",
                "device",
                "-j",
                "0",
                "--epochs",
                "1",
                "--device",
                args.device,
                "--output",
                f"{folder}/run",
                "--seed",
                "0",
                "-p",
                "5",
                "--epoch-size",
                str(steps),
            ]
        )
        rows = read_metrics(Path(folder) / "run/metrics.csv")
    rows = rows[len(rows) // 2 :]
    return {name: float(np.mean([row[name] for row in rows])) for name in ("images_per_s", "waiting")}


def many_programs(folder: Path, count: int) -> str:
    """A list of `count` lines that repeats the bundled programs."""
    sources = [source.path for source in resolve(["bundled"])]
    path = folder / "many.txt"
    path.write_text("\n".join(itertools.islice(itertools.cycle(sources), count)) + "\n")
    return str(path)


def main() -> None:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", default=["bundled"], help=SHADERS_HELP)
    group.add_argument("--resolution", type=cli.positive_int, default=64, metavar="R", help="side in pixels")
    group.add_argument("--images", type=cli.positive_int, default=4000, help="images a measurement")
    group.add_argument("--steps", type=cli.positive_int, default=40, help="training steps a measurement")
    group.add_argument("--device", default="cpu", help="of training and rendering: cpu or cuda")
    group.add_argument("--arch", default="narrow_resnet10", help="encoder to train")
    group.add_argument("--batch-size", type=cli.positive_int, default=64, metavar="N", help="images a step")
    group.add_argument("--workers", type=cli.positive_int, default=available_cores(), help="render processes")
    group.add_argument("--output", type=Path, metavar="FILE.json", help="write the rows here as well (default: no)")
    args = parser.parse_args()

    # Before OpenGL: triton, which torchvision brings in, crashes when Mesa's LLVM was loaded first.
    import torchvision  # noqa: F401

    device = choose_device(args.device)
    sources, jobs = drawable(args.shaders, args.images, args.resolution)
    before = plain_rate(jobs, args.resolution, device, args.workers)
    skip = LOADING_IMAGES * len(sources)
    live, _, ring = live_rate(sources, args.images, args.resolution, device, args.workers, skip)
    _, first, _ = live_rate(sources, 1, args.resolution, device, args.workers)  # everything is in the caches now
    after = plain_rate(jobs, args.resolution, device, args.workers)
    plain = Rate((before.clock + after.clock) / 2, (before.processor + after.processor) / 2)
    what = f"{' '.join(args.shaders)}, {args.resolution}x{args.resolution}"
    rows = [
        Row(name=f"live, {what}", value=live.clock, unit="images/s", limit=plain.clock, of="plain loops, loaded"),
        Row(
            name=f"of its render processes alone, {what}",
            value=live.processor,
            unit="images a processor second",
            limit=plain.processor,
            of="plain loops, loaded",
        ),
        Row(name=f"first 64 live images, {what}, cache warm", value=first, unit="s"),
    ]
    if args.output:  # and again below: what comes may be stopped
        write_rows(args.output, rows)
    print(f"plain loops, {args.workers} processes        {plain.clock:9.1f} images/s, {len(sources)} programs")
    share, alone = live.clock / plain.clock, live.processor / plain.processor
    print(f"live dataset                    {live.clock:9.1f} images/s   {share:.2f} of the plain loops")
    print(f"of its render processes alone   {live.processor:9.1f} images a processor second   {alone:.2f}")
    print(f"first 64 images after           {first:9.2f} s")
    print(f"ring                            {ring / 2**20:9.1f} MB")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        _, many, _ = live_rate(resolve([many_programs(Path(folder), 21000)]), 1, args.resolution, device, args.workers)
        print(f"first 64 images, 21,000 listed  {many:9.2f} s (of {time.perf_counter() - began:.2f})")
    training = training_metrics(
        args, args.shaders, ["--dataset-type", "shaders", "--render-workers", str(args.workers)]
    )
    fixed = fixed_batch_rate(args)
    trained, ratio = training["images_per_s"], fixed / training["images_per_s"]
    name = f"training on live images, MoCo {args.arch}, {what}, {training['waiting']:.1%} waiting"
    rows.append(Row(name=name, value=trained, unit="images/s", limit=fixed, of="the same on one batch in memory"))
    if args.output:
        write_rows(args.output, rows)
    print(f"training on live images         {trained:9.1f} images/s   {training['waiting']:.0%} waiting for data")
    print(f"training on one batch in memory {fixed:9.1f} images/s   live steps take {ratio:.2f} times as long")
    print(f"peak memory of this process     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:9.0f} MB")


def fixed_batch_rate(args: argparse.Namespace) -> float:
    """Images a second of the same steps on one batch that lies in memory."""
    # here: see live_rate
    import torch
    from torch.nn.functional import cross_entropy

    from learning.encoders.build import encoder_factory
    from learning.views import DeviceViews, normalize
    from moco.builder import MoCo  # see live_rate

    device = torch.device(args.device)
    model = MoCo(encoder_factory(args.arch), K=16 * args.batch_size, mlp=True).to(device)
    if device.type == "cuda":
        model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), 0.03, momentum=0.9, weight_decay=1e-4)
    images = torch.randint(
        0, 256, (args.batch_size, 3, args.resolution, args.resolution), dtype=torch.uint8, device=device
    )
    views = DeviceViews("moco_v2", args.resolution)
    started = time.perf_counter()
    for step in range(args.steps):
        if step == args.steps // 2:
            started = time.perf_counter()
        one, two = normalize(views(images))
        if device.type == "cuda":
            one, two = (view.contiguous(memory_format=torch.channels_last) for view in (one, two))
        loss = cross_entropy(*model(one, two))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
    return (args.steps - args.steps // 2) * args.batch_size / (time.perf_counter() - started)


if __name__ == "__main__":
    cli.run_main(main)
