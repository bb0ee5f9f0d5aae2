"""Grids of trainings and probes: what runs a cell's commands, keeps its results and guards the folder's settings."""

from __future__ import annotations

import argparse
import csv
import math
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from image_generation.common.cli import read_config, save_config
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.common.progress import is_quiet
from image_generation.common.tables import read_rows

NUMBERS = ("seed", "programs", "top1", "low", "high", "n")  # columns that hold them
ROOT = Path(__file__).resolve().parents[1]


def command(script: str, *arguments: object) -> None:
    """Run one of the repository's commands. Raises UserError where it fails."""
    quiet = ["--quiet"] if is_quiet() else []
    line = [sys.executable, str(ROOT / script), *map(str, arguments), *quiet]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL) as child:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            child.terminate()  # a trainer saves where it is; the block waits for it
            raise
    if code in (130, 143):
        raise KeyboardInterrupt
    if code:
        raise UserError(f"{script} failed with exit code {code} (its message stands above); call again to resume")


def made_once(folder: Path, make: Callable[[], None]) -> Path:
    """The folder, made where it is not complete: FOLDER.done stands beside it once it is."""
    done = folder.with_name(folder.name + ".done")
    if not (done.is_file() and folder.is_dir()):
        folder.parent.mkdir(parents=True, exist_ok=True)
        make()
        done.touch()
    return folder


def last_score(path: Path) -> dict[str, str]:
    """The last row that a probe wrote into its --results."""
    return list(read_rows(path))[-1]


def read_results(path: Path, columns: Sequence[str] = ()) -> list[dict[str, str]]:
    """Finished cells, of `columns`; damaged rows, and an unfinished last one, are left out, to be done again."""
    return [row for row in read_rows(path, [columns] if columns else ()) if all(map(_fits, row.items()))]


def _fits(cell: tuple[str, str]) -> bool:
    name, text = cell
    try:
        return name not in NUMBERS or not text or math.isfinite(float(text))
    except ValueError:
        return False


def add_results(path: Path, new: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    """Add rows, of `columns`; the file is whole at any moment."""
    rows: list[dict[str, Any]] = [*read_results(path, columns), *new]
    with atomic_write(path) as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def check_settings(args: argparse.Namespace, path: Path, free: Sequence[str]) -> None:
    """Save the settings. Raises UserError where the folder holds cells of others; `free` ones may change."""
    now = {key: value for key, value in vars(args).items() if key not in free}
    if path.is_file():
        other = [key for key, value in now.items() if read_config(path).get(key) != value]
        if other:
            raise UserError(
                f"--output {path.parent}: holds a grid with another --{other[0].replace('_', '-')}: "
                "name another folder, or give the same settings",
                2,
            )
    save_config(args, path)


def interrupt(*_: object) -> None:
    """Signal handler: leave as after Ctrl-C, so that what runs now is told to stop too."""
    raise KeyboardInterrupt
