"""What a run says: a bar, metrics.csv, TensorBoard, curve.png, and Weights & Biases where asked for."""

from __future__ import annotations

import contextlib
import csv
import math
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from image_generation.common import progress
from image_generation.common.errors import UserError, printable
from image_generation.common.files import atomic_write, open_regular
from image_generation.common.tables import read_rows


class Log:
    """Metrics of one run, appended to `folder` (the main process alone makes one).

    A resumed run gives the step it resumes from: rows of later steps, left by the run that was killed, are dropped.

    position    the column that tells how far a step is: 'epoch', 'kimg'
    digits      significant ones of every number
    plot        draws curve.png of the folder at the end
    wandb       a project of Weights & Biases, to log there as well; settings: what is noted there of the run
    """

    def __init__(
        self,
        folder: Path,
        columns: list[str],
        start_step: int,
        *,
        position: str = "epoch",
        digits: int = 6,
        plot: Callable[[Path], None] | None = None,
        wandb: str | None = None,
        settings: dict[str, Any] | None = None,
    ):
        self.folder, self.position, self.columns = folder, position, ["step", position, *columns]
        self.digits = digits
        self.plot = plot_curve if plot is None else plot
        self.path = folder / "metrics.csv"
        self._keep_rows_before(start_step)
        descriptor = open_regular(self.path, os.O_WRONLY | os.O_APPEND)
        self.file = open(descriptor, "a", newline="", encoding="utf-8")  # noqa: SIM115
        self.writer = csv.writer(self.file)
        self.board = self._tensorboard(start_step)
        self.wandb = _wandb_run(wandb, folder, settings or {}) if wandb else None

    def _keep_rows_before(self, start_step: int) -> None:
        rows = [row for row in read_metrics(self.path, self.columns) if row["step"] <= start_step] if start_step else []
        with atomic_write(self.path) as file:
            writer = csv.DictWriter(file, self.columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: self._text(value) for key, value in row.items()} for row in rows)

    def _tensorboard(self, start_step: int):
        # Not at the top: loading it takes seconds, and most who import this module write no log.
        from torch.utils.tensorboard import SummaryWriter

        return SummaryWriter(str(self.folder / "tensorboard"), purge_step=start_step + 1 if start_step else None)

    def _text(self, value: float) -> str:
        if not isinstance(value, float):
            return str(value)
        return "" if math.isnan(value) else f"{value:.{self.digits}g}"

    def row(self, step: int, position: float, values: dict[str, float]) -> None:
        """Write one row; columns without a value stay empty. Raises UserError when the disk refuses."""
        full = {"step": step, self.position: position, **values}
        try:
            self.file.write(",".join(self._text(full.get(column, math.nan)) for column in self.columns) + "\n")
            self.file.flush()
        except OSError as error:
            raise UserError(f"{self.path}: cannot be written ({error.strerror})") from None
        for name, value in values.items():
            self.board.add_scalar(name, value, step)
        if self.wandb is not None:
            self.wandb.log({self.position: position, **values}, step=step)

    def close(self) -> None:
        """Close the files and draw curve.png."""
        self.file.close()
        self.board.close()
        self.plot(self.folder)
        if self.wandb is not None:
            self.wandb.finish()


class Window:
    """Averages since the last row of the log."""

    def __init__(self, images_per_step: int):
        self.images_per_step = images_per_step
        self.last: dict[str, float] = {}
        self.restart()

    def restart(self) -> None:
        """Begin a new window."""
        self.began, self.waited, self.timed = time.perf_counter(), 0.0, 0
        self.sums: dict[str, float] = {}
        self.steps = 0
        self.some: dict[str, list[float]] = {}

    def add(self, waited: float, values: dict[str, float], some: dict[str, float] | None = None) -> None:
        """One step: seconds waited for its data, and its numbers; `some`: those that not every step has."""
        self.waited += waited
        self.steps += 1
        self.timed += 1
        self.last = values
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + value
        for name, value in (some or {}).items():
            self.some.setdefault(name, []).append(value)

    def averages(self) -> dict[str, float]:
        """Means of the numbers over the steps that had them, images a second, and the share of time spent waiting."""
        elapsed = max(time.perf_counter() - self.began, 1e-9)
        speed = {
            "images_per_s": self.timed * self.images_per_step / elapsed,
            "waiting": min(self.waited / elapsed, 1.0),
        }
        means = {name: total / self.steps for name, total in self.sums.items()}
        return means | {name: sum(values) / len(values) for name, values in self.some.items()} | speed


def _wandb_run(project: str, folder: Path, settings: dict[str, Any]):
    try:
        # Not at the top: it is an extra.
        import wandb
    except ImportError:
        raise UserError("--wandb: Weights & Biases is not installed: .venv/bin/pip install wandb", 2) from None
    identity = folder / "wandb_id.txt"
    known = identity.read_text().strip() if identity.is_file() else None
    run = wandb.init(project=project, id=known, resume="allow", name=folder.name, config=settings, dir=str(folder))
    identity.write_text(run.id)
    return run


def read_metrics(path: str | os.PathLike, columns: Sequence[str] = ()) -> list[dict[str, float]]:
    """Rows of a metrics.csv as numbers (empty cells are NaN); damaged rows, and an unfinished last one, are left out.

    columns   what the table should have, by which a damaged first line is told
    """
    if not os.path.isfile(path):
        return []
    rows = []
    for row in read_rows(path, [columns] if columns else ()):
        with contextlib.suppress(ValueError, KeyError, OverflowError):
            values = {key: float(text) if text else math.nan for key, text in row.items()}
            rows.append(values | {"step": int(values["step"])})
    return rows


def plot_curve(folder: Path) -> None:
    """Draw folder/curve.png from folder/metrics.csv: loss over epochs, kNN accuracy where it was monitored."""
    # Not at the top: loading it takes a second.
    import matplotlib

    matplotlib.use("Agg")
    # After the choice of what it draws on.
    from matplotlib import pyplot

    rows = read_metrics(folder / "metrics.csv")
    if not rows:
        return
    figure, axis = pyplot.subplots(figsize=(6, 3.6), dpi=120)
    axis.plot([row["epoch"] for row in rows], [row["loss"] for row in rows], color="tab:blue", linewidth=1.2)
    axis.set_xlabel("epoch")
    axis.set_ylabel("loss", color="tab:blue")
    axis.grid(alpha=0.3)
    watched = [row for row in rows if not math.isnan(row.get("knn", math.nan))]
    if watched:
        right = axis.twinx()
        right.plot(
            [row["epoch"] for row in watched],
            [row["knn"] for row in watched],
            "o-",
            color="tab:orange",
            markersize=3,
        )
        right.set_ylabel("kNN top-1 (%)", color="tab:orange")
    _save(figure, folder)


def plot_panels(folder: Path, position: str, prefixes: tuple[str, ...]) -> None:
    """Draw folder/curve.png: one panel for each column of metrics.csv that begins so. Nothing where there is none."""
    # here: a run draws its curve at its end
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = read_metrics(folder / "metrics.csv")
    names = [name for name in rows[0] if name.startswith(prefixes)] if rows else []
    points = {name: [(row[position], row[name]) for row in rows if not math.isnan(row[name])] for name in names}
    points = {name: found for name, found in points.items() if found}
    if not points:
        return
    figure, axes = pyplot.subplots(1, len(points), figsize=(5 * len(points), 3.2), dpi=110, squeeze=False)
    for axis, (name, found) in zip(axes[0], points.items()):
        axis.plot(*zip(*found), "o-", markersize=3, linewidth=1.2)
        axis.set_xlabel(position)
        axis.set_ylabel(name)
        axis.set_ylim(bottom=min(0, *(value for _, value in found)))
        axis.grid(alpha=0.3)
    _save(figure, folder)


def _save(figure: Any, folder: Path) -> None:
    # here: as in plot_panels
    from matplotlib import pyplot

    figure.tight_layout()
    with atomic_write(folder / "curve.png", "wb") as file:
        figure.savefig(file, format="png")
    pyplot.close(figure)


def say(message: str) -> None:
    """Print a line on stderr without breaking a bar."""
    progress.say(printable(message))
