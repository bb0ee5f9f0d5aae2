"""Sections of gpu_check.py that train: a trainer on live images, over the host or on the GPU, and on one batch."""

from __future__ import annotations

import collections
import contextlib
import resource
import statistics
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.gpu_common import Record
from image_generation.shaders.sources import resolve

STEADY = 3  # of the rows of a training's log the last third tell of its steady state


def training(options: dict[str, Any], record: Record) -> None:
    """Steps on live images that come over the host, and on one batch in memory: rate, waiting, synchronizing."""
    _trainings(options, record, "host", ("moco", "dino"))


def resident(options: dict[str, Any], record: Record) -> None:
    """The same with images that stay on the GPU."""
    if options["device"] == "cpu":
        record(skipped="there is no GPU for images to stay on")
        return
    _trainings(options, record, "gpu", ("moco",))


def _trainings(options: dict[str, Any], record: Record, transfer: str, methods: tuple[str, ...]) -> None:
    # Before OpenGL: triton, which torchvision brings in, crashes when Mesa's LLVM was loaded first.
    # Here, not above: torch takes seconds, and may not be there.
    import torch
    import torchvision  # noqa: F401

    from benchmarks.steps import OneBatch

    with tempfile.TemporaryDirectory() as folder:
        paths = [source.path for source in resolve(["bundled"])][:: options["training_every"]]
        shaders = Path(folder) / "programs.txt"
        shaders.write_text("".join(f"{path}\n" for path in paths))
        record(programs=len(paths), render_workers=options["render_workers"])
        for method in methods:
            sizes = options["training" if method == "moco" else method]
            record(**{f"{method} of": sizes})
            live = _live_words(options, transfer)
            if transfer == "host":
                fewer = sizes | {"steps": min(sizes["steps"], options["one_batch_steps"])}
                with mock.patch("learning.prepare.LiveBatches", OneBatch):
                    _run(method, [str(shaders), *_words(method, fewer), *live], record, f"{method} on one batch")
            _run(method, [str(shaders), *_words(method, sizes), *live], record, f"{method} live")
            record(peak_memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
            if torch.cuda.is_available():
                record(peak_gpu_memory_mb=torch.cuda.max_memory_allocated() >> 20)


def _words(method: str, sizes: dict[str, Any]) -> list[str]:
    words = ["-a", sizes["arch"], "--image-size", sizes["resolution"], "-b", sizes["batch_size"], "-j", 0]
    words += ["--epochs", 1, "--epoch-size", sizes["batch_size"] * sizes["steps"], "--augment-on", "device"]
    words += ["--seed", 0, "-p", 5]
    if method == "moco":
        words += ["--moco-k", 16 * sizes["batch_size"], "--mlp", "--aug-plus"]
    return [str(word) for word in words]


def _live_words(options: dict[str, Any], transfer: str) -> list[str]:
    device = "cpu" if options["device"] == "cpu" else "cuda"
    words = ["--dataset-type", "shaders", "--render-workers", options["render_workers"], "--device", device]
    words += ["--transfer", transfer, "--backend", options["training_backend"]]
    return [str(word) for word in (*words, "--check-every", options["check_every"])]


def _main(method: str) -> Callable[[list[str]], object]:
    # here: see _trainings
    if method == "moco":
        from moco.main_train import main
    else:
        from dino.main_train import main
    return main


def _run(method: str, words: list[str], record: Record, what: str) -> None:
    """Record what a training's log says of its last third, and how often and where torch waited for the device."""
    import torch  # here: see _trainings

    cuda = torch.cuda.is_available()
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        warnings.catch_warnings(record=True) as caught,
        _watching(Path(folder) / "run" / "metrics.csv", lambda found: record(**{what: found})),
    ):
        warnings.simplefilter("always")
        if cuda:
            torch.cuda.set_sync_debug_mode("warn")
        try:
            _main(method)([*words, "--output", f"{folder}/run"])
        finally:
            if cuda:
                torch.cuda.set_sync_debug_mode("default")
        found = _steady(Path(folder) / "run" / "metrics.csv")
    where = (f"{'/'.join(Path(w.filename).parts[-2:])}:{w.lineno}" for w in caught if "synchroniz" in str(w.message))
    found |= {"synchronizing": dict(collections.Counter(where).most_common(20))}
    record(**{what: found | {"seconds": round(time.perf_counter() - began, 1)}})


def _steady(path: Path) -> dict[str, Any]:
    """Means of the last third of a log's rows, and the rows: [images/s, waiting]."""
    from learning.logs import read_metrics  # here: it imports torch

    rows = read_metrics(path) if path.is_file() else []
    steady = rows[-max(1, len(rows) // STEADY) :]
    found: dict[str, Any] = {}
    if steady:
        found = {name: statistics.mean(row[name] for row in steady) for name in ("images_per_s", "waiting")}
    return found | {"rows": [[round(row["images_per_s"], 1), round(row["waiting"], 4)] for row in rows]}


@contextlib.contextmanager
def _watching(path: Path, tell: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Tell now and then what the log says so far: the section may be stopped before the training ends."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(3.0):
            if path.is_file():
                tell(_steady(path))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
