"""Grids of trainings and probes: what runs a cell's commands, keeps its results and guards the folder's settings."""

from __future__ import annotations

import argparse
import contextlib
import csv
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from image_generation.common.cli import read_config, save_config
from image_generation.common.errors import UserError, printable
from image_generation.common.files import atomic_write
from image_generation.common.progress import is_quiet
from image_generation.common.tables import read_rows

NUMBERS = ("seed", "programs", "rate", "knn", "linear", "top1", "low", "high", "n")  # columns that hold them
ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 10.0  # seconds in which a command that is told to stop may save where it is

_running: set[subprocess.Popen] = set()
_stopped = threading.Event()


def command(script: str, *arguments: object, threads: int | None = None, log: Path | None = None) -> None:
    """Run one of the repository's commands. Raises UserError where it fails, KeyboardInterrupt where it is stopped.

    threads   processor threads of the process (its own default where None)
    log       file to which its messages are added (stderr where None)
    """
    if _stopped.is_set():
        raise KeyboardInterrupt
    quiet = ["--quiet"] if is_quiet() else []
    line = [sys.executable, str(ROOT / script), *map(str, arguments), *quiet]
    env = os.environ | ({"OMP_NUM_THREADS": str(threads)} if threads else {})
    with contextlib.ExitStack() as open_files:
        stderr = None
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            stderr = open_files.enter_context(open(log, "ab"))
        child = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=stderr, env=env)
        _running.add(child)
        try:
            if _stopped.is_set():  # told between the first look and the start
                child.terminate()
            code = child.wait()
        except KeyboardInterrupt:
            child.terminate()  # a trainer saves where it is
            child.wait()
            raise
        finally:
            _running.discard(child)
    if code in (130, 143) or (code and _stopped.is_set()):
        raise KeyboardInterrupt
    if code:
        said = f"it said: {last_line(log)}" if log is not None else "its message stands above"
        raise UserError(f"{script} failed with exit code {code} ({said}); call again to resume")


def last_line(log: Path) -> str:
    """The last line of a log that is not empty."""
    with open(log, "rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        lines = file.read().decode("utf-8", "replace").replace("\r", "\n").split("\n")
    return next((printable(line.strip()) for line in reversed(lines) if line.strip()), "nothing")


@contextlib.contextmanager
def time_limit(seconds: float | None):
    """Commands run inside of the block; after `seconds` those that run are told to stop, and no other starts."""
    _stopped.clear()
    timer = threading.Timer(seconds, stop_commands) if seconds is not None else None
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        yield
    finally:
        if timer is not None:
            timer.cancel()
        _stopped.clear()


def stop_commands() -> None:
    """Tell the commands that run to stop, and start no other until the next time_limit; kill those that do not."""
    _stopped.set()
    told = list(_running)
    for child in told:
        with contextlib.suppress(OSError):
            child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in told:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def stopped() -> bool:
    """Whether commands are told to stop."""
    return _stopped.is_set()


def made_once(folder: Path, make: Callable[[], None]) -> Path:
    """The folder, made where it is not complete: FOLDER.done stands beside it once it is."""
    done = folder.with_name(folder.name + ".done")
    if not (done.is_file() and folder.is_dir()):
        folder.parent.mkdir(parents=True, exist_ok=True)
        make()
        done.touch()
    return folder


def scores_of(path: Path) -> list[dict[str, str]]:
    """The rows that probes wrote into their --results."""
    return list(read_rows(path))


def last_score(path: Path) -> dict[str, str]:
    """The last row that a probe wrote into its --results."""
    return scores_of(path)[-1]


def read_results(path: Path, columns: Sequence[str] = ()) -> list[dict[str, str]]:
    """Finished cells, of `columns`; damaged rows, and an unfinished last one, are left out, to be done again."""
    return [row for row in read_rows(path, [columns] if columns else ()) if all(map(_fits, row.items()))]


def _fits(cell: tuple[str, str]) -> bool:
    name, text = cell
    try:
        return name not in NUMBERS or not text or math.isfinite(float(text))
    except ValueError:
        return False


def add_results(
    path: Path,
    new: Iterable[dict[str, Any]],
    columns: Sequence[str],
    key: Callable[[dict[str, Any]], Any] | None = None,
) -> None:
    """Add rows, of `columns`, sorted by `key` where it is given; the file is whole at any moment."""
    rows: list[dict[str, Any]] = [*read_results(path, columns), *new]
    if key is not None:
        rows.sort(key=key)
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
