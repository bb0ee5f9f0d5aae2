"""Checks programs as tasks of a Ray cluster; rows and frames come back to the machine that holds the report."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from image_generation.engines.ray import AHEAD, REPORT_SECONDS, RETRIES, Cluster, task_device
from image_generation.shaders.checking.report import Report, check
from image_generation.shaders.checking.worker import CheckSettings, Row

CHUNK = 16  # programs of a task
FAILURES = 3  # times that a task may be lost before its programs are checked one by one, and then blamed


class _Rows:
    """What check() needs of a report, in a task."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def known(self, *_: Any) -> bool:
        """Nothing is known in a task."""
        return False

    def add(self, row: Row, _: Sequence[str] = ()) -> None:
        """Keep a row."""
        self.rows.append(row)


def _check_task(settings: CheckSettings, timeout: float, gpu: bool) -> dict[str, Any]:
    """Check programs in a Ray process: {rows, frames} or {error}."""
    collected = _Rows()
    with tempfile.TemporaryDirectory() as folder:
        try:
            here = replace(settings, frames=folder, devices=(task_device(gpu),))
            check(collected, here, workers=1, timeout=timeout)  # type: ignore[arg-type]
        except UserError as error:
            return {"error": (str(error), error.code)}
        frames = {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir()) if path.is_file()}
    return {"rows": collected.rows, "frames": frames}


def check_on_ray(report: Report, settings: CheckSettings, *, cluster: Cluster, timeout: float) -> None:
    """Check every source that has no row yet on a cluster; frames go to settings.frames."""
    ray = cluster.ray
    task = ray.remote(_check_task).options(**cluster.per_task, max_retries=RETRIES, scheduling_strategy="SPREAD")
    todo = [
        source
        for source in settings.sources
        if not report.known(source.name, source.path, settings.pictures(source.name))
    ]
    share = max(1, min(CHUNK, -(-len(todo) // (4 * max(1, cluster.slots())))))
    chunks = [tuple(todo[k : k + share]) for k in range(0, len(todo), share)]
    lost: Counter[tuple] = Counter()
    under_way: dict[Any, tuple] = {}
    with progress(total=len(settings.sources), initial=len(settings.sources) - len(todo), unit="shader") as bar:
        while chunks or under_way:
            while chunks and len(under_way) < AHEAD * max(1, cluster.slots()):
                chunk = chunks.pop(0)
                under_way[task.remote(replace(settings, sources=chunk, devices=()), timeout, cluster.gpu)] = chunk
            ready, _ = ray.wait(list(under_way), num_returns=1, timeout=REPORT_SECONDS)
            for reference in ready:
                chunk = under_way.pop(reference)
                try:
                    result = ray.get(reference)
                except ray.exceptions.RayError as error:
                    lost[chunk] += 1
                    result = _after_loss(chunk, lost[chunk], chunks, " ".join(str(error).split())[:200])
                if "error" in result:
                    raise UserError(*result["error"])
                for name, data in result["frames"].items():
                    (Path(settings.frames) / name).write_bytes(data)
                for row in result["rows"]:
                    report.add(row, settings.pictures(row.name))
                bar.update(len(result["rows"]))


def _after_loss(chunk: tuple, times: int, chunks: list[tuple], reason: str) -> dict[str, Any]:
    """What a lost task brings: nothing, and its programs again; at last a program that was alone is blamed."""
    if times < FAILURES:
        chunks.insert(0, chunk)
    elif len(chunk) > 1:
        chunks[:0] = [(source,) for source in chunk]
    else:
        (source,) = chunk
        return {"rows": [Row(source.name, source.path, status="crash", message=reason)], "frames": {}}
    return {"rows": [], "frames": {}}
