"""The resumable report of a check: one row a file, in any order, finished rows kept."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import json
import os
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write, regular_bytes
from image_generation.common.journals import LineJournal, seal, unseal
from image_generation.common.locks import FolderLock
from image_generation.common.progress import progress
from image_generation.processes.pool import Died, Message, Pool
from image_generation.shaders.checking.worker import PARTIAL_PICTURES, CheckSettings, Row, make_handler
from image_generation.shaders.image_maker import RENDERING
from image_generation.shaders.sources import Source

COLUMNS = (
    "name",
    "path",
    "dialect",
    "status",
    "message",
    "compile_ms",
    "frame_ms",
    "std",
    "motion",
    "passes",
    "channels",
    "signs",
    "unset",
)


PARAMETER_COLUMNS = ("variation", "parameters")  # at the end, where --parameter-jitter is on


DRAWN = ("ok", "unset", "unsteady")  # statuses of files of which there are frames
STATUSES = (*DRAWN, "compile_error", "unsupported", "timeout", "crash", "unreadable")


JOURNAL, LOCK = ".rows.jsonl", ".lock"


KILLS = 3  # a file during which the process is killed from outside so often counts as a crash


class Report:
    """The rows of a check, kept as they come in DIR/.rows.jsonl; holds the folder's lock: use it in a `with` block.

    folder     DIR, which is made; frames go to DIR/frames
    settings   what the rows depend on: those of an earlier check with other settings are dropped
    Raises UserError where the folder cannot be written, or is in use.
    """

    def __init__(self, folder: Path, settings: dict[str, Any]):
        self.folder = folder
        self.rows: dict[str, Row] = {}
        self.stamps: dict[str, list[int]] = {}
        self._pictures: dict[str, dict[str, int]] = {}  # CRC-32 by file
        try:
            (folder / "frames").mkdir(parents=True, exist_ok=True)
            self._lock = FolderLock(folder / LOCK, folder, "check")
        except OSError as error:
            raise UserError(f"--output {folder}: cannot be written ({error.strerror})") from None
        try:
            self._journal = LineJournal(folder / JOURNAL)
        except BaseException as error:
            self._lock.close()
            if isinstance(error, OSError):
                raise UserError(f"--output {folder}: cannot be written ({error.strerror})") from None
            raise
        self._read(settings)

    def _read(self, settings: dict[str, Any]) -> None:
        """Rows of an interrupted or earlier check with the same settings."""
        before, *lines = map(unseal, self._journal.lines or [""])
        with contextlib.suppress(ValueError, RecursionError):
            if before is not None and json.loads(before) == settings:
                for line in filter(None, lines):
                    self._read_row(line)
                return
        self._journal.restart()
        self._journal.append(seal(json.dumps(settings)))

    def _read_row(self, line: str) -> None:
        with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
            values, stamp, *pictures = json.loads(line)
            self.rows[values["name"]] = Row(**values)
            self.stamps[values["name"]] = stamp
            self._pictures[values["name"]] = dict(pictures[0]) if pictures else {}

    def known(self, name: str, path: str, pictures: Sequence[str]) -> bool:
        """Whether a row is there for this file as it is now, with its pictures in DIR/frames."""
        row = self.rows.get(name)
        if row is None or row.path != path or self.stamps.get(name) != stamp_of(path):
            return False
        noted = self._pictures.get(name, {})
        return row.status not in DRAWN or all(
            (found := self._checksum(file)) is not None and found == noted.get(file, found) for file in pictures
        )

    def _checksum(self, picture: str) -> int | None:
        """CRC-32 of a picture's bytes; None where there is none."""
        try:
            return zlib.crc32(regular_bytes(self.folder / "frames" / picture))
        except OSError:
            return None

    def add(self, row: Row, pictures: Sequence[str] = ()) -> None:
        """Keep a row, and the checksums of its pictures, which are in DIR/frames by now."""
        self.rows[row.name] = row
        sums = {file: found for file in pictures if (found := self._checksum(file)) is not None}
        self._journal.append(seal(json.dumps([dataclasses.asdict(row), stamp_of(row.path), sums])))

    def finish(self, names: list[str], columns: tuple[str, ...] = COLUMNS) -> list[Row]:
        """Write report.csv with the rows of these names, in their order."""
        rows = [self.rows[name] for name in names]
        with atomic_write(self.folder / "report.csv") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in rows:
                values = (getattr(row, column) for column in columns)
                writer.writerow(
                    "" if value is None else f"{value:.3f}" if isinstance(value, float) else value for value in values
                )
        return rows

    def __enter__(self) -> Report:
        return self

    def __exit__(self, *_) -> None:
        for left in (self.folder / "frames").glob(PARTIAL_PICTURES):  # by processes that were ended meanwhile
            with contextlib.suppress(OSError):
                left.unlink()
        self._journal.close()
        self._lock.close()


def stamp_of(path: str) -> list[int]:
    """Size and time of a file, or the grammar's version, by which a changed text is known; [] for what is not there."""
    if composed := Source("", path).composed:
        return [composed[2]]
    with contextlib.suppress(OSError):
        status = os.stat(path)
        return [status.st_size, status.st_mtime_ns]
    return []


def check(
    report: Report,
    settings: CheckSettings,
    *,
    workers: int,
    timeout: float,
    handler: Callable = make_handler,
    unit: str = "shader",
) -> None:
    """Check every source that has no row yet; handler: what the processes do with one (see processes/pool.py)."""
    sources = settings.sources
    todo = deque(
        k
        for k, source in enumerate(sources)
        if not report.known(source.name, source.path, settings.pictures(source.name))
    )
    kills: Counter[int] = Counter()
    with progress(total=len(sources), initial=len(sources) - len(todo), unit=unit) as bar:
        if not todo:
            return
        with Pool(handler, (settings,), min(workers, len(todo)), timeout, RENDERING, copied=True) as pool:
            while todo or pool.busy:
                while todo and pool.wants_task():
                    pool.submit(todo.popleft())
                for event in pool.wait():
                    for row in _rows(event, sources, todo, kills):
                        report.add(row, settings.pictures(row.name))
                        bar.update()


def _rows(event: Any, sources: tuple, todo: deque[int], kills: Counter[int]) -> Iterator[Row]:
    """The row that an event brings; files of a dead process that are not to blame are requeued in `todo`."""
    if isinstance(event, Message):
        yield event.payload
    elif isinstance(event, Died):
        blamed = event.unit
        if event.how == "killed" and blamed is not None:
            kills[blamed] += 1
            blamed = blamed if kills[blamed] >= KILLS else None
        for task in event.tasks:
            if task != blamed:
                todo.append(task)
                continue
            status = "timeout" if event.how == "timeout" else "crash"
            yield Row(sources[task].name, sources[task].path, status=status, message=event.detail)
