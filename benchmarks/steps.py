"""The two sides of parts.py's rows that need torch: a trainer and its plain loop, a generator and its convolutions."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import torch
import torch.nn.functional as F

from learning.data.loader import Batch, Plan
from learning.logs import read_metrics
from moco.main_train import main as train_moco

SIZES = {"batch_size": 64, "resolution": 64, "steps": 24}


class OneBatch:
    """In the place of learning's LiveBatches: the same batch of random pixels for every step."""

    def __init__(self, source: Any, plan: Plan, start: int, stop: int, pin: bool):
        side = source.maker.resolution
        images = torch.randint(0, 256, (plan.batch, side, side, 3), dtype=torch.uint8)
        images = (images.pin_memory() if pin else images).permute(0, 3, 1, 2)
        labels = torch.zeros(plan.batch, dtype=torch.int64)
        self.batch, self.steps = Batch(images if pin else images.contiguous(), labels, None, []), stop - start

    def __iter__(self) -> Iterator[tuple[Batch, float]]:
        for _ in range(self.steps):
            yield self.batch, 0.0

    def close(self) -> None:
        """There is nothing to end."""


def trainer_rate(arch: str) -> float:
    """Images/s of moco/main_train.py on one batch in memory, second half of its steps."""
    batch = SIZES["batch_size"]
    words = ["bundled", "--dataset-type", "shaders", "-a", arch, "--image-size", SIZES["resolution"], "-b", batch]
    words += ["--moco-k", 16 * batch, "--mlp", "--aug-plus", "--augment-on", "device", "-j", 0, "--epochs", 1]
    words += ["--epoch-size", batch * SIZES["steps"], "--device", "cpu", "--seed", 0, "-p", 4]
    with tempfile.TemporaryDirectory() as folder, mock.patch("learning.prepare.LiveBatches", OneBatch):
        train_moco([*map(str, words), "--output", f"{folder}/run"])
        rows = read_metrics(Path(folder) / "run" / "metrics.csv")
    return statistics.mean(row["images_per_s"] for row in rows[len(rows) // 2 :])


def plain_rate(arch: str) -> float:
    """Images/s of the same steps, views included, in a plain loop."""
    # here: it sets up OpenGL's modules, which come after torch's
    from benchmarks.live_training import fixed_batch_rate

    return fixed_batch_rate(argparse.Namespace(arch=arch, device="cpu", **SIZES))


def generator_seconds(seconds: float) -> tuple[float, float]:
    """Processor seconds an image of the 256x256 generator of `--cfg auto`, and of its convolutions run alone."""
    # here: benchmarks/stylegan2.py has the name of a package
    from benchmarks.stylegan2 import auto_generator
    from stylegan2.malloc import keep_freed_memory

    keep_freed_memory()
    torch.manual_seed(0)
    network = auto_generator(256, half=True).eval()
    calls: list[tuple[Callable[..., torch.Tensor], tuple, dict[str, Any]]] = []

    def kept(function: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
        def call(*given: Any, **more: Any) -> torch.Tensor:
            calls.append((function, given, more))
            return function(*given, **more)

        return call

    with torch.no_grad():
        ws = network.mapping(torch.randn(1, 512), skip_w_avg_update=True)
        with (
            mock.patch.object(F, "conv2d", kept(F.conv2d)),
            mock.patch.object(F, "conv_transpose2d", kept(F.conv_transpose2d)),
        ):
            network.synthesis(ws, noise_mode="const")
        if not calls:
            sys.exit("the generator calls no convolution that this benchmark knows")
        spent: dict[str, list[float]] = {"whole": [], "convolutions": []}
        ends = time.monotonic() + seconds
        while time.monotonic() < ends or len(spent["whole"]) < 4:
            began = time.process_time()
            network.synthesis(ws, noise_mode="const")
            middle = time.process_time()
            for function, given, more in calls:
                function(*given, **more)
            spent["whole"].append(middle - began)
            spent["convolutions"].append(time.process_time() - middle)
    return min(spent["whole"]), min(spent["convolutions"])
