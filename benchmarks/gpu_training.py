"""Sections of gpu_check.py that train: training, resident."""

from __future__ import annotations

import argparse
import collections
import resource
import statistics
import tempfile
import warnings
from pathlib import Path
from typing import Any

from benchmarks import gpu_check
from benchmarks.gpu_common import Record

# ------------------------------------------------------------------ training


def training(options: dict[str, Any], record: Record) -> None:
    """Steps on live images that come over the host against one batch in memory, the share of waiting, and memory."""
    # Before OpenGL: triton, which torchvision brings in, crashes when Mesa's LLVM was loaded first.
    import torchvision  # noqa: F401

    # Each section imports what it needs: torch takes seconds, and may not be there.
    from benchmarks.live_training import fixed_batch_rate

    fixed = fixed_batch_rate(_training_arguments(options))
    record(**options["training"], fixed_images_per_s=fixed)
    _live_trainings(options, record, "host")


def resident(options: dict[str, Any], record: Record) -> None:
    """The same with images that stay on the GPU, and where a step waits for the device."""
    import torchvision  # noqa: F401  # see training

    if options["device"] == "cpu":
        record(skipped="there is no GPU for images to stay on")
        return
    _live_trainings(options, record, "gpu")
    for transfer in ("gpu", "host"):
        record(**{f"{transfer}_waits": _waits(options, transfer)})


def _training_arguments(options: dict[str, Any], training: dict[str, Any] | None = None) -> argparse.Namespace:
    device = "cpu" if options["device"] == "cpu" else "cuda"
    return argparse.Namespace(**(training or options["training"]), device=device)


def _live_flags(options: dict[str, Any], transfer: str) -> list[str]:
    return ["--dataset-type", "shaders", "--render-workers", str(options["render_workers"]), "--transfer", transfer]


def _live_trainings(options: dict[str, Any], record: Record, transfer: str) -> None:
    import torch  # here: see training

    from benchmarks.live_training import training_metrics

    args, flags = _training_arguments(options), _live_flags(options, transfer)
    record(moco=training_metrics(args, ["bundled"], flags))
    record(peak_memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
    if torch.cuda.is_available():
        record(peak_gpu_memory_mb=torch.cuda.max_memory_allocated() >> 20)
    record(dino=options["dino"] | _dino_metrics(options["dino"], args.device, flags))


def _dino_metrics(options: dict[str, Any], device: str, flags: list[str]) -> dict[str, float]:
    """Means of a DINO training's second half."""
    from dino.main_train import main as train  # here: see training
    from learning.logs import read_metrics

    with tempfile.TemporaryDirectory() as folder:
        words = ["-a", options["arch"], "--image-size", options["resolution"], "-b", options["batch_size"], "-j", 0]
        words += ["--epochs", 1, "--epoch-size", options["batch_size"] * options["steps"], "--augment-on", "device"]
        words += ["--device", device, "--output", f"{folder}/run", "--seed", 0, "-p", 5]
        train(["bundled", *flags, *map(str, words)])
        rows = read_metrics(Path(folder) / "run" / "metrics.csv")
    rows = rows[len(rows) // 2 :]
    return {name: statistics.mean(row[name] for row in rows) for name in ("images_per_s", "waiting")}


def _waits(options: dict[str, Any], transfer: str) -> dict[str, int]:
    """How often, and where, a short training waits for the device (torch's own account)."""
    import torch  # here: see training

    from benchmarks.live_training import training_metrics

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.cuda.set_sync_debug_mode("warn")
        try:
            args = _training_arguments(options, gpu_check.SMALL_TRAINING)
            training_metrics(args, ["bundled"], _live_flags(options, transfer))
        except (Exception, SystemExit) as error:
            return {f"failed: {error}"[:200]: 1}
        finally:
            torch.cuda.set_sync_debug_mode("default")
    where = (f"{'/'.join(Path(w.filename).parts[-2:])}:{w.lineno}" for w in caught if "synchroniz" in str(w.message))
    return dict(collections.Counter(where).most_common(20))
