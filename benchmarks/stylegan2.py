"""Measure StyleGAN2: images a second of the 256x256 `auto` generator, seconds per kimg of training, memory.

    .venv/bin/python benchmarks/stylegan2.py --batches 1 8 32 --output outputs/benchmark_stylegan2.csv

Every row is measured in a process of its own, in turn, `--rounds` times, and the best counts. Ratios, of time by the
clock and of processor time, are to the naive formulation of the same run: each sample's own weights in one grouped
convolution (arXiv 1912.04958, section 2.2); in training, to memory that malloc returns. cpu_s is processor seconds an
image or a kimg: beside other work the ones to trust.
    naive      per-sample weights, grouped convolution
    batched    one convolution for the batch, between scaled activations, channels-last on CPU
    kept       batched, with freed memory kept by malloc (stylegan2/malloc.py; CPU)
    ours       what the repository does: on CPU sample by sample with freed memory kept; on a GPU batched, float16
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import csv
import math
import multiprocessing
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # this file has the name of a package

from image_generation.common import cli
from image_generation.common.files import atomic_write
from learning.distributed import pick_device
from stylegan2 import filters, presets
from stylegan2.layers import StyledConv
from stylegan2.malloc import keep_freed_memory
from stylegan2.networks import Generator
from stylegan2.training_step import Model, after_step, train_step

# Of 16 steps, 12 have no regularisation, 3 have path lengths, and one has path lengths and R1: as steps 1, 4 and 0.
SHARES = {1: 12 / 16, 4: 3 / 16, 0: 1 / 16}
VARIANTS = ("naive", "batched", "kept", "ours")
COLUMNS = ("what", "variant", "batch", "value", "unit", "ratio", "cpu_s", "cpu_ratio", "peak_mib")


def naive_forward(self, x, w, noise_mode="random", gain=1.0, generators=None):
    """StyledConv.forward with weights modulated and demodulated sample by sample."""
    n = len(x)
    weight = self.weight[None] * self.affine(w)[:, None, :, None, None]
    weight = weight * (weight.square().sum((2, 3, 4), keepdim=True) + 1e-8).rsqrt()
    x = x.contiguous().reshape(1, -1, *x.shape[2:])
    if self.up:
        out, side = weight.shape[1], x.shape[2]
        weight = weight.transpose(1, 2).reshape(-1, out, 3, 3)
        x = F.conv_transpose2d(x, weight, stride=2, groups=n).view(n, out, 2 * side + 1, 2 * side + 1)
        x = filters.fir(x, self.resample_filter, before=1, after=1, gain=4)
    else:
        x = F.conv2d(x, weight.flatten(0, 1), padding=1, groups=n).view(n, -1, *x.shape[2:])
    noise = self.noise(n, noise_mode, x.device, generators)
    x = x if noise is None else x + noise
    return (F.leaky_relu(x + self.bias.view(1, -1, 1, 1), 0.2) * (math.sqrt(2) * gain)).clamp(-256, 256)


def auto_size(resolution: int, half: bool) -> dict:
    """Size and precision of --cfg auto's networks."""
    base = int(presets.auto(resolution, 1).channel_factor * 32768)
    return {"channel_base": base, "conv_clamp": 256, "num_fp16_res": 4 if half else 0}


def auto_generator(resolution: int, half: bool) -> Generator:
    """The generator of --cfg auto with random weights."""
    return Generator(512, 0, 512, resolution, 3, {"num_layers": 2}, auto_size(resolution, half))


def timed(function, device: torch.device) -> np.ndarray:
    """Seconds that a call takes: by the wall's clock, and of this process's processors."""
    began = time.perf_counter(), time.process_time()
    function()
    if device.type == "cuda":
        torch.cuda.synchronize()
    return np.array([time.perf_counter() - began[0], time.process_time() - began[1]])


def measure_generator(variant: str, batch: int, resolution: int, device: str, seconds: float) -> np.ndarray:
    """Wall and processor seconds an image, and peak MiB, of one variant."""
    torch.manual_seed(0)
    place = torch.device(device)
    if variant in ("kept", "ours") and place.type == "cpu":
        keep_freed_memory()
    if variant == "naive":
        setattr(StyledConv, "forward", naive_forward)  # noqa: B010
    network = auto_generator(resolution, half=variant == "ours").to(place)
    network.train(variant != "ours")  # the sample-by-sample path is that of evaluation
    times: list[np.ndarray] = []
    with torch.no_grad():
        ws = network.mapping(torch.randn(batch, 512, device=place), skip_w_avg_update=True)
        while len(times) < 3 or np.sum(times, axis=0)[0] < seconds:
            times.append(timed(lambda: network.synthesis(ws, noise_mode="const"), place))
    return np.append(np.min(times[1:], axis=0) / batch, peak_mib(place))


def measure_training(variant: str, batch: int, resolution: int, device: str, seconds: float) -> np.ndarray:
    """Wall and processor seconds a kimg, and peak MiB, of --cfg auto's networks."""
    torch.manual_seed(0)
    place = torch.device(device)
    if variant == "kept":
        keep_freed_memory()
    settings = replace(presets.auto(resolution, 1), batch=batch, mbstd_group=math.gcd(batch, 4))
    size = auto_size(resolution, half=True)
    generator: dict[str, Any] = {
        "z_dim": 512,
        "c_dim": 0,
        "w_dim": 512,
        "img_resolution": resolution,
        "img_channels": 3,
    }
    generator |= {"mapping_kwargs": {"num_layers": 2}, "synthesis_kwargs": size}
    epilogue = {"epilogue_kwargs": {"mbstd_group_size": settings.mbstd_group}}
    discriminator: dict[str, Any] = {"c_dim": 0, "img_resolution": resolution, "img_channels": 3, **size, **epilogue}
    model = Model((generator, discriminator), settings, pipe="bgc", p=0.2, device=place)
    reals = torch.rand(batch, 3, resolution, resolution, device=place) * 2 - 1

    def no_labels(n: int) -> torch.Tensor:
        return torch.zeros(n, 0, device=place)

    def one(step: int) -> None:
        train_step(model, step, reals, no_labels(batch), no_labels, batch)
        after_step(model, step, batch)

    one(0)
    times: dict[int, list[np.ndarray]] = {step: [] for step in SHARES}
    while not times[0] or sum(float(np.sum(found, axis=0)[0]) for found in times.values()) < seconds:
        for step, found in times.items():
            found.append(timed(lambda step=step: one(step), place))
    mean = sum(np.min(times[step], axis=0) * share for step, share in SHARES.items())
    return np.append(mean / batch * 1000, peak_mib(place))


def peak_mib(device: torch.device) -> float:
    """The most memory that this process has held: of the GPU, or resident."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def difference(device: str) -> float:
    """Largest difference between the naive formulation's images and ours, relative to the largest value."""
    torch.manual_seed(0)
    network = auto_generator(32, half=False).to(device).eval()
    with torch.no_grad():
        ws = network.mapping(torch.randn(2, 512, device=device))
        ours = network.synthesis(ws, noise_mode="const")
        forward = StyledConv.forward
        setattr(StyledConv, "forward", naive_forward)  # noqa: B010
        naive = network.synthesis(ws, noise_mode="const")
        setattr(StyledConv, "forward", forward)  # noqa: B010
    return ((ours - naive).abs().max() / naive.abs().max()).item()


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--batches", type=cli.positive_int, nargs="+", default=[1, 8, 32], help="images drawn at once")
    group.add_argument(
        "--variants",
        nargs="+",
        choices=VARIANTS,
        default=list(VARIANTS),
        metavar="V",
        help="ways to compute the convolutions",
    )
    group.add_argument(
        "--resolution", type=cli.positive_int, default=256, metavar="R", help="side of drawn images in pixels"
    )
    group.add_argument("--no-training", action="store_true", help="measure drawing alone")
    group.add_argument(
        "--train-resolution", type=cli.positive_int, default=32, metavar="R", help="side in training, pixels"
    )
    group.add_argument("--train-batch", type=cli.positive_int, default=8, metavar="N", help="images a training step")
    group.add_argument("--rounds", type=cli.positive_int, default=2, metavar="N", help="repetitions of each row")
    group.add_argument(
        "--seconds", type=cli.positive_float, default=5.0, metavar="S", help="seconds of measuring a row and round"
    )
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    group.add_argument("--output", default="outputs/benchmark_stylegan2.csv", metavar="FILE.csv", help="the table")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    args = parse_args(argv)
    device = str(pick_device(args.device))
    on_cpu = device == "cpu"
    threads = f", {torch.get_num_threads()} threads" if on_cpu else ""
    print(f"torch {torch.__version__}, {device}{threads}; naive and ours differ by {difference(device):.0e}")
    rows = [(measure_generator, v, batch, args.resolution) for batch in args.batches for v in args.variants]
    if not args.no_training:
        training = (measure_training, "batched", args.train_batch, args.train_resolution)
        rows += [training, (training[0], "kept", *training[2:])]
    if not on_cpu:
        rows = [row for row in rows if row[1] != "kept"]  # memory that malloc keeps is the CPU's
    best: dict[tuple, np.ndarray] = {}
    context = multiprocessing.get_context("spawn")
    for _ in range(args.rounds):
        for row in rows:
            with context.Pool(1) as pool:
                found = pool.apply(row[0], (*row[1:], device, args.seconds))
            best[row] = np.minimum(found, best.get(row, found))
    table = [COLUMNS]
    for row, (wall, cpu, peak) in best.items():
        measure, variant, batch, side = row
        draws = measure is measure_generator
        base = best.get((measure, "naive" if draws else "batched", batch, side), np.full(3, np.nan))
        what, unit = (f"draw {side}x{side}", "images/s") if draws else (f"train {side}x{side}", "s/kimg")
        costs = f"{base[0] / wall:.2f}", f"{cpu:.3g}", f"{base[1] / cpu:.2f}"
        table.append((what, variant, str(batch), f"{1 / wall if draws else wall:.3g}", unit, *costs, f"{peak:.0f}"))
    widths = [max(len(cells[k]) for cells in table) for k in range(len(COLUMNS))]
    for cells in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip())
    Path(args.output).parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(args.output) as file:
        csv.writer(file, lineterminator="\n").writerows(table)
    return 0


if __name__ == "__main__":
    cli.run_main(main)
