"""Learning rates of a comparison of methods, tried on a part of the labelled training images, never on test images."""

from __future__ import annotations

import argparse
import os
import threading
from collections.abc import Callable
from pathlib import Path

from evaluation.compare_cells import do_cell, last_checkpoint
from evaluation.grids import add_results, read_results
from evaluation.methods import Cell, method_named
from evaluation.tasks import Task
from image_generation.common.errors import UserError
from image_generation.image_files import find_images
from learning.hub.addresses import split_addresses
from learning.hub.local import local_data

COLUMNS = ("method", "rate", "knn", "linear", "failed")
KIND = "image_folder:"
SEED = 1000  # of the weights: none of the comparison's own
EVERY = 5  # one labelled image in so many is held out


class Rates:
    """The learning rate of each method; tasks() tries those of METHODS where `search`, half the epochs each.

    trainer    (settings, cell, rate, folder of the run, seed, images_seed=) -> the training's command line
    Raises UserError where a search is asked for and there is nothing to hold out.
    """

    def __init__(self, args: argparse.Namespace, trainer: Callable[..., list[object]]):
        self.args = argparse.Namespace(**vars(args))
        self.args.epochs = max(1, args.epochs // 2)
        self.trainer, self.search = trainer, args.search
        self.output = Path(args.output).resolve()
        self.path = self.output / "rates.csv"
        self.lock = threading.Lock()
        if self.search and (not args.dataset.startswith(KIND) or len(split_addresses(args.dataset)) != 3):
            raise UserError("--search: holds out images of folders: give --dataset image_folder:TRAIN:TEST", 2)

    def of(self, name: str) -> float:
        """The rate to use: the one with the best mean of both probes, of equal ones the lowest."""
        method = method_named(name)
        rows = [row for row in self._rows() if row["method"] == name and not row["failed"]]
        if not self.search or not rows:
            return method.rate
        return float(max(rows, key=lambda row: (float(row["knn"]) + float(row["linear"]), -float(row["rate"])))["rate"])

    def _rows(self) -> list[dict[str, str]]:
        return read_results(self.path, COLUMNS)

    def tasks(self, name: str, needs: tuple[str, ...]) -> list[Task]:
        """The trials of a method that are missing."""
        if not self.search:
            return []
        known = {(row["method"], float(row["rate"])) for row in self._rows()}
        found = []
        for rate in method_named(name).rates:
            if (name, rate) not in known:

                def run(rate: float = rate) -> None:
                    self._try(name, rate)

                found.append(Task(name=f"rate {rate:g} of {name}", run=run, needs=needs))
        return found

    def _try(self, name: str, rate: float) -> None:
        with self.lock:
            train, test = hold_out(Path(local_data(split_addresses(self.args.dataset)[1])), self.output / "held_out")
        label = f"rate_{name}_{rate:g}"
        run = self.output / "cells" / label
        row: dict[str, object] = {"method": name, "rate": f"{rate:g}", "knn": "", "linear": "", "failed": ""}
        try:
            training = self.trainer(self.args, Cell(name, "plain"), rate, run, SEED, images_seed=self.args.seeds[0])
            encoder = ["--checkpoint", last_checkpoint(self.args, run)]
            scores = do_cell(self.args, label, encoder, training=training, dataset=f"{KIND}{train}:{test}")
            row |= {score["probe"]: score["top1"] for score in scores}
        except UserError as error:
            row["failed"] = str(error)  # a rate may be too high to train with at all
        with self.lock:
            add_results(self.path, [row], COLUMNS, lambda r: (r["method"], float(r["rate"])))


def hold_out(train: Path, folder: Path) -> tuple[Path, Path]:
    """Two folders of links: every EVERYth image of each class of `train` is in the second, the others in the first."""
    parts = folder / "train", folder / "test"
    done = folder / ".done"
    if done.is_file():
        return parts
    counts: dict[str, int] = {}
    for file in find_images(train).files:
        inside = os.path.relpath(file, train)
        kind = inside.split(os.sep)[0]
        counts[kind] = counts.get(kind, 0) + 1
        target = parts[counts[kind] % EVERY == 0] / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_symlink():
            target.symlink_to(os.path.abspath(file))
    if not all(part.is_dir() for part in parts):
        raise UserError(f"--dataset: {train} has too few images a class for --search to hold some out", 2)
    done.touch()
    return parts
