"""What a run says: a bar, metrics.csv, TensorBoard, curve.png, and Weights & Biases where asked for."""

from __future__ import annotations

import csv
import math
import os
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from image_generation.common.errors import UserError, printable
from image_generation.common.files import atomic_write


class Log:
    """Metrics of one run, appended to `folder` (the main process alone makes one).

    A resumed run gives the step it resumes from: rows of later steps, left by the run that was killed, are dropped.
    """

    def __init__(self, folder: Path, columns: list[str], start_step: int, wandb: str | None, settings: dict[str, Any]):
        self.folder, self.columns = folder, ["step", "epoch", *columns]
        self.path = folder / "metrics.csv"
        self._keep_rows_before(start_step)
        self.file = open(self.path, "a", newline="", encoding="utf-8")  # noqa: SIM115
        self.writer = csv.writer(self.file)
        self.board = self._tensorboard(start_step)
        self.wandb = _wandb_run(wandb, folder, settings) if wandb else None

    def _keep_rows_before(self, start_step: int) -> None:
        rows = [row for row in read_metrics(self.path) if row["step"] <= start_step] if start_step else []
        with atomic_write(self.path) as file:
            writer = csv.DictWriter(file, self.columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: _text(value) for key, value in row.items()} for row in rows)

    def _tensorboard(self, start_step: int):
        # Not at the top: loading it takes seconds, and most who import this module write no log.
        from torch.utils.tensorboard import SummaryWriter

        return SummaryWriter(str(self.folder / "tensorboard"), purge_step=start_step + 1 if start_step else None)

    def row(self, step: int, epoch: float, values: dict[str, float]) -> None:
        """Write one row; columns without a value stay empty."""
        full = {"step": step, "epoch": epoch, **values}
        self.file.write(",".join(_text(full.get(column, math.nan)) for column in self.columns) + "\n")
        self.file.flush()
        for name, value in values.items():
            self.board.add_scalar(name, value, step)
        if self.wandb is not None:
            self.wandb.log({"epoch": epoch, **values}, step=step)

    def close(self) -> None:
        """Close the files and draw curve.png."""
        self.file.close()
        self.board.close()
        plot_curve(self.folder)
        if self.wandb is not None:
            self.wandb.finish()


def _text(value: float) -> str:
    return (
        ""
        if isinstance(value, float) and math.isnan(value)
        else f"{value:.6g}"
        if isinstance(value, float)
        else str(value)
    )


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


def read_metrics(path: str | os.PathLike) -> list[dict[str, float]]:
    """Rows of a metrics.csv as numbers (empty cells are NaN); an unfinished last row is left out."""
    if not os.path.isfile(path):
        return []
    rows = []
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if None in row or None in row.values():
                continue
            try:
                values = {key: float(text) if text else math.nan for key, text in row.items()}
                rows.append(values | {"step": int(values["step"])})
            except (ValueError, KeyError):
                continue
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
    figure.tight_layout()
    with atomic_write(folder / "curve.png", "wb") as file:
        figure.savefig(file, format="png")
    pyplot.close(figure)


def say(message: str) -> None:
    """Print a line on stderr without breaking a bar."""
    tqdm.write(printable(message), file=sys.stderr)
