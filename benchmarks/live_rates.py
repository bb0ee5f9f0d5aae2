"""Rates of a live stream: images that its render processes make in a while, and their processor seconds.

rate = live_rate(LiveRun(shaders=("composed:1000",), resolution=64, workers=2, cache="/tmp/cache"))
"""

from __future__ import annotations

import multiprocessing
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class LiveRun:
    """A live stream over `shaders`: `skip` images are read first, then it is measured for so many seconds.

    cache      XDG_CACHE_HOME of its processes; ring_images, kept_programs: as LiveDataset has them, None: its defaults
    """

    shaders: tuple[str, ...]
    resolution: int
    workers: int
    cache: str
    skip: int = 0
    seconds: float = 10.0
    ring_images: int | None = None
    kept_programs: int | None = None


@dataclass(frozen=True)
class LiveRate:
    """Images a second of the clock, and a second of the render processes' processors; seconds to the first 64 images;
    cells of the ring."""

    clock: float
    processor: float
    first: float
    ring: int


def family_cpu(pid: int) -> float:
    """Processor seconds of all processes below a process that are alive."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.name)] = int(fields[1])
        spent[int(entry.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    found, below = 0.0, {pid}
    while below:
        below = {child for child, parent in parents.items() if parent in below}
        found += sum(spent[child] for child in below)
    return found


def _measure(run: LiveRun, results: Any) -> None:
    os.environ["XDG_CACHE_HOME"] = run.cache
    # here: the cache's folder is settled first
    from image_generation.shaders.flags import kept_programs
    from image_generation.shaders.live.dataset import LiveDataset

    kept = kept_programs(None, run.workers) if run.kept_programs is None else run.kept_programs
    began = time.perf_counter()
    with LiveDataset(
        list(run.shaders),
        run.resolution,
        10**9,
        workers=run.workers,
        quick_compile=True,
        ring_images=run.ring_images,
        kept_programs=kept,
        check_every=0,
    ) as dataset:
        items = iter(dataset)
        for _ in range(64):
            next(items)
        first = time.perf_counter() - began
        for _ in range(run.skip):
            next(items)
        started, busy, made = time.perf_counter(), family_cpu(os.getpid()), dataset.ring.filled()
        while time.perf_counter() < started + run.seconds:
            next(items)
        made = dataset.ring.filled() - made
        seconds, busy = time.perf_counter() - started, family_cpu(os.getpid()) - busy
        results.put(LiveRate(made / seconds, made / max(busy, 1e-9), first, dataset.ring.capacity))


def live_rate(run: LiveRun) -> LiveRate:
    """What a stream makes, in processes of its own."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_measure, args=(run, results))
    process.start()
    found = results.get(timeout=3600)
    process.join()
    return found
