"""The run of one part of a dataset of shards: which shards are its own, until all are there and agree."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from image_generation.datasets.exclusions import beside, with_exclusions, write_exclusions
from image_generation.datasets.run_lock import RunLock
from image_generation.datasets.shard_folder import Record, ShardFolder
from image_generation.datasets.storage import RUN
from image_generation.engines.job import ShardDone, ShardJob, stale_shards
from image_generation.engines.local import Event
from image_generation.engines.status import Status, StatusPage
from image_generation.shaders.dataset.shard_drawing import ImagesDrawn, NoProgramLeft, ProgramExcluded

MOST_NAMED = 5


class Engine(Protocol):
    """Who draws shards: engines/local.py, engines/ray.py."""

    def under_way(self) -> list[int]:
        """Numbers of the shards that are being drawn."""

    def draw(self, numbers: list[int]) -> Iterable[Event]:
        """Draw and write shards."""


@dataclass(frozen=True)
class Part:
    """Part `number` of `count`: the shards number, number + count, number + 2 * count ..."""

    number: int = 0
    count: int = 1

    def shards(self, n_shards: int) -> range:
        """Numbers of the part's shards."""
        return range(self.number, n_shards, self.count)

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def parse_part(text: str) -> Part:
    """I/N with I from 0 to N - 1, or from 1 to N (N/N is 0/N). Raises ValueError."""
    number, slash, count = text.partition("/")
    if not slash or not number.isdecimal() or not count.isdecimal() or int(count) < 1 or int(number) > int(count):
        raise ValueError(f"must be I/N with I from 0 to N - 1 (or 1 to N), not {text}")
    if int(count) > 1_000_000:
        raise ValueError("at most a million parts")
    return Part(int(number) % int(count), int(count))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run did: shards of its part, those that were there, those drawn again; images drawn; excluded programs."""

    shards: int
    kept: int
    repaired: int
    images: int
    excluded: dict[str, str]
    failures: int
    retries: int
    finished: bool


def make_shards(
    job: ShardJob,
    open_engine: Callable[[ShardFolder], AbstractContextManager[Any]],
    *,
    part: Part | None = None,
    finish: bool = False,
    verify: bool = False,
    overwrite: bool = False,
    status_page: str | None = None,
) -> Outcome:
    """Make a part's shards; without a part all of them and the index.

    open_engine   folder -> engine as a context manager; called where something is to be drawn
    finish        make nothing but what has to be drawn again, and write the index; raises UserError where shards are
                  missing
    verify        read all shards again; damaged ones are named and drawn again
    """
    folder = job.folder()
    if not overwrite:
        folder.check()
    folder.storage.prepare()
    mine = part or Part()
    with RunLock(folder.storage, (mine.number, mine.count)) as lock:
        if overwrite:
            folder.remove()
        folder.begin()
        outcome = _Run(job, folder, lock, mine, status_page).run(open_engine, part is None, finish, verify)
    if outcome.finished and not folder.storage.names(RUN):
        folder.storage.remove_folder(RUN)
    return outcome


class _Run:
    """One run of a part, which holds its lock."""

    def __init__(self, job: ShardJob, folder: ShardFolder, lock: RunLock, part: Part, status_page: str | None):
        self.job, self.folder, self.lock = job, folder, lock
        self.numbers = part.shards(job.plan.n_shards)
        self.names = [name for _, name, *_ in job.programs]
        images = sum(len(job.plan.images(number)) for number in self.numbers)
        self.status = Status(job.url, str(part), images, len(self.numbers))
        self.page = StatusPage(self.status, folder.storage, status_page)
        self.records: dict[int, Record] = {}

    def run(self, open_engine: Callable[..., Any], whole: bool, finish: bool, verify: bool) -> Outcome:
        self.records = self.folder.records(self.numbers)
        kept = len(self.records)
        damaged = self._damaged() if verify else []
        missing = [number for number in self.numbers if number not in self.records and number not in damaged]
        if finish and missing:
            raise UserError(
                f"--finish: {len(missing)} of {len(self.numbers)} shards are missing ({_named(missing)}): "
                "call the parts again that should have written them"
            )
        excluded = self.folder.excluded()
        drawn = 0
        todo = sorted({*damaged, *missing, *self._stale(excluded)})
        self.status.done = sum(record.entry.count for record in self.records.values())
        if todo:
            drawn = self._draw(open_engine, todo)
            excluded = self.folder.excluded()
        self.page.update(last=True)
        if whole:
            self.folder.finish(self.records, excluded)
        return Outcome(
            shards=len(self.numbers),
            kept=kept - len(damaged),
            repaired=len(damaged),
            images=drawn,
            excluded={self.names[program]: reason for program, reason in sorted(excluded.items())},
            failures=self.status.n_failures,
            retries=self.folder.storage.retries,
            finished=whole,
        )

    def _damaged(self) -> list[int]:
        """Shards whose bytes are wrong: named, and forgotten."""
        found = self.folder.damaged(self.records)
        for number in found:
            print(f"damaged: {self.records[number].entry.name}: is drawn again", file=sys.stderr)
            del self.records[number]
        self.folder.forget(found)
        return found

    def _stale(self, excluded: dict[int, str]) -> list[int]:
        """Shards that show programs excluded since they were drawn: forgotten, to be drawn again."""
        found = stale_shards(self.job, self.folder, self.records, excluded)
        for number in found:
            del self.records[number]
        self.folder.forget(found)
        return found

    def _draw(self, open_engine: Callable[..., Any], todo: list[int]) -> int:
        """Draw until no shard of the part is missing or stale; how many images were drawn."""
        drawn, status = 0, self.status
        with (
            open_engine(self.folder) as engine,
            progress(total=status.total, initial=status.done, unit="img") as bar,
        ):
            while todo:
                status.done = sum(record.entry.count for record in self.records.values())
                try:
                    for event in engine.draw(todo):
                        self.lock.check()
                        drawn += self._count(event)
                        status.whole, status.under_way = len(self.records), engine.under_way()
                        bar.set_postfix_str(status.line(), refresh=False)
                        bar.update(status.done - bar.n)
                        self.page.update()
                except NoProgramLeft:
                    raise self._nothing_left() from None
                except UserError as error:
                    raise self._with_exclusions(error, status.excluded) from None
                todo = self._stale(self.folder.excluded())
        return drawn

    def _count(self, event: Event) -> int:
        """Take in what happened; how many images were drawn."""
        if isinstance(event, ShardDone):
            self.records[event.number] = event.record
        elif isinstance(event, ImagesDrawn):
            self.status.add(event.count)
            return event.count
        elif isinstance(event, ProgramExcluded):
            self.status.excluded.setdefault(self.names[event.program], event.reason or "found on another machine")
        else:
            self.status.failed(event.detail)
        return 0

    def _nothing_left(self) -> UserError:
        excluded = self.folder.excluded()
        program, reason = next(iter(sorted(excluded.items())), (0, "unknown"))
        others = f" (and {len(excluded) - 1} others)" if len(excluded) > 1 else ""
        if not self.records:
            self.folder.abandon()
        error = UserError(f"--shaders: no program is left that can be drawn: {self.names[program]}{others}: {reason}")
        return self._with_exclusions(error, {self.names[number]: why for number, why in excluded.items()})

    def _with_exclusions(self, error: UserError, excluded: dict[str, str]) -> UserError:
        """The error that ends the run, with how many programs were excluded before it and a list of them."""
        path = beside(self.job.url)
        try:
            if excluded:
                write_exclusions(path, excluded)
        except OSError:  # the disk is full, which may be what the error says
            return error
        return with_exclusions(error, len(excluded), path)


def _named(numbers: list[int]) -> str:
    named = ", ".join(str(number) for number in numbers[:MOST_NAMED])
    return f"numbers {named}{', ...' if len(numbers) > MOST_NAMED else ''}"
