"""The parent's side of drawing shards on one machine: which images are to be made, and the shards that are complete.

    with ShardDrawing(maker, encoding, plan, workers=2, timeout=60) as drawing:
        for event in drawing.draw([0, 1, 2]):
            ...                          # ShardDrawn | ProgramExcluded | ImagesDrawn | ProcessDied

A shard's bytes follow from the settings, its number and the excluded programs alone. Memory is bounded by the shards
that are open at once, whatever the dataset's length: encoded images wait in files without a name.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from image_generation.common.errors import UserError
from image_generation.datasets.shards import ShardEntry, ShardPlan, ShardWriter, shard_name
from image_generation.processes.failures import FailurePolicy
from image_generation.processes.pool import Died, Finished, Message, Pool
from image_generation.shaders.dataset.shard_worker import Encoded, Encoding, ImagesEncoded, make_handler
from image_generation.shaders.image_maker import RENDERING, MakerSettings, ProgramFailed, Task
from image_generation.shaders.sampler import Sampler
from image_generation.shaders.tasks import split

REUSE = 8  # samples of a program that should be drawn together: so many shards are open at once
OPEN_BYTES = 8 << 30  # of encoded images, at most, that wait for their shard to be complete
_TO_DO, _SUBMITTED, _DONE = 0, 1, 2


class NoProgramLeft(UserError):
    """Every program is excluded."""


def shards_together(maker: MakerSettings, plan: ShardPlan) -> int:
    """How many shards should be drawn at once, so that a program is drawn REUSE times when it is loaded."""
    samples = maker.sampler.mixture.n_samples if maker.sampler.mixture else 1
    wanted = -(-REUSE * len(maker.sources) // (plan.shard_size * samples))
    room = OPEN_BYTES // (plan.shard_size * maker.resolution**2 * (12 if maker.labels else 1))  # a byte a pixel is much
    return max(1, min(wanted, room))


@dataclass(frozen=True)
class ProgramExcluded:
    """A program is excluded from now on; reason: why it cannot be drawn here, '' where that was known before."""

    program: int
    reason: str


@dataclass(frozen=True)
class ImagesDrawn:
    """So many more images are there (fewer: made of a program that was then excluded)."""

    count: int


@dataclass(frozen=True)
class ProcessDied:
    """A render process has been replaced; its images are made again."""

    detail: str


class ShardDrawn:
    """A shard of which all images are there.

    number     of the shard
    excluded   numbers of the programs that were excluded from it
    """

    def __init__(self, number: int, excluded: frozenset[int], spool: _Spool, suffix: str):
        self.number, self.excluded = number, excluded
        self._spool, self._suffix = spool, suffix

    def tar(self) -> tuple[Any, ShardEntry]:
        """(the shard as an open file without a name, its entry). Frees the images; raises OSError (a full disk)."""
        file = tempfile.TemporaryFile()  # noqa: SIM115
        writer = ShardWriter(file)
        spool = self._spool
        for position, index in enumerate(spool.indices):
            image, about, labels = spool.read(position)
            writer.add(index, image, self._suffix, int(spool.labels[position]), about, labels=labels)
        writer.finish()
        spool.close()
        entry = ShardEntry(name=shard_name(self.number), count=writer.count, bytes=writer.size, sha256=writer.sha256)
        return file, entry


class _Spool:
    """Encoded images of one open shard, in the order in which they are finished.

    rows     programs of each image as they stand now: int64 [n, samples]
    state    _TO_DO | _SUBMITTED | _DONE: uint8 [n]
    """

    def __init__(self, number: int, indices: range, sampler: Sampler):
        self.number, self.indices = number, indices
        numbers = np.arange(indices.start, indices.stop)
        self.assigned = sampler.assigned(numbers)
        self.rows = sampler.programs(numbers, self.assigned)
        self.state = np.full(len(indices), _TO_DO, np.uint8)
        self.left = len(indices)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._where = np.zeros((len(indices), 4), np.int64)
        self.labels = np.zeros(len(indices), np.int64)
        self._end = 0

    def add(self, position: int, done: Encoded) -> None:
        self._file.seek(self._end)
        self._file.write(done.image)
        self._file.write(done.about)
        self._file.write(done.labels)
        self._where[position] = self._end, len(done.image), len(done.about), len(done.labels)
        self.labels[position] = done.label
        self._end += len(done.image) + len(done.about) + len(done.labels)

    def read(self, position: int) -> tuple[bytes, bytes, bytes]:
        """(image, KEY.json, KEY.npz or b"")."""
        start, image, about, labels = self._where[position].tolist()
        self._file.seek(start)
        return self._file.read(image), self._file.read(about), self._file.read(labels)

    def close(self) -> None:
        """Free the images: what a full disk has not taken is given up."""
        with contextlib.suppress(OSError):
            self._file.close()


@dataclass(frozen=True)
class _Portion:
    """Indices of images that wait to be one task; isolated: as Task has it."""

    indices: np.ndarray
    isolated: bool = False


class ShardDrawing:
    """Draws shards with a pool of processes that lives until close(); a context manager.

    workers, timeout   processes, and the seconds that one drawing may take
    open_shards        shards that are drawn together; None: as many as let a program be drawn REUSE times a load
    handler            entry point of the processes; another one in tests
    """

    def __init__(
        self,
        maker: MakerSettings,
        encoding: Encoding,
        plan: ShardPlan,
        *,
        workers: int,
        timeout: float,
        open_shards: int | None = None,
        handler: Callable[..., Any] = make_handler,
    ):
        self.maker, self.encoding, self.plan, self.workers = maker, encoding, plan, workers
        self.names = [source.name for source in maker.sources]
        self.open_shards = open_shards or shards_together(maker, plan)
        self.policy = FailurePolicy((), wording=RENDERING)
        self.open: dict[int, _Spool] = {}
        self.queue: deque[_Portion] = deque()
        self.pool = Pool(handler, (maker, encoding), workers, timeout, RENDERING)

    def draw(
        self, numbers: Iterable[int], known: Callable[[], Collection[int]] = tuple
    ) -> Iterator[ShardDrawn | ProgramExcluded | ImagesDrawn | ProcessDied]:
        """Draw these shards without the programs that turn out not to be drawable.

        known   programs that are known not to be drawable; asked whenever shards are begun, for other machines find
                some too
        Raises NoProgramLeft; UserError where the processes cannot work (no device, a full disk).
        """
        waiting = deque(numbers)
        try:
            while True:
                if waiting and len(self.queue) < 2 * self.workers and len(self.open) <= self.open_shards:
                    for program in sorted(known()):
                        yield from self._exclude(program, "")
                    self._open([waiting.popleft() for _ in range(min(self.open_shards, len(waiting)))])
                self._submit()
                if not self.pool.busy and not self.queue and not waiting:
                    return
                for event in self.pool.wait():
                    yield from self._handle(event)
        except OSError as error:
            raise UserError(
                f"{tempfile.gettempdir()}: images cannot be kept there ({error.strerror}); name a larger disk in TMPDIR"
            ) from None

    # ------------------------------------------------------------------ shards and tasks

    def _sampler(self) -> Sampler:
        if len(self.policy.excluded) >= len(self.names):
            raise NoProgramLeft("--shaders: no program is left that can be drawn")
        return Sampler(self.maker.sampler, len(self.names), self.policy.excluded)

    def _open(self, numbers: list[int]) -> None:
        sampler = self._sampler()
        spools = [_Spool(number, self.plan.images(number), sampler) for number in numbers]
        self.open.update({spool.number: spool for spool in spools})
        self._enqueue(
            np.concatenate([np.arange(spool.indices.start, spool.indices.stop) for spool in spools]),
            np.concatenate([spool.rows for spool in spools]),
        )

    def _enqueue(self, indices: np.ndarray, rows: np.ndarray) -> None:
        parts = split(indices, rows, len(self.names), self.maker.resolution, self.workers)
        self.queue.extend(map(_Portion, parts))

    def _place(self, index: int) -> tuple[_Spool | None, int]:
        number, position = divmod(int(index), self.plan.shard_size)
        return self.open.get(number), position

    def _next_task(self) -> Task | None:
        while self.queue:
            portion = self.queue.popleft()
            images = []
            for index in portion.indices:
                spool, position = self._place(index)
                if spool is not None and spool.state[position] == _TO_DO:
                    spool.state[position] = _SUBMITTED
                    images.append((int(index), tuple(int(program) for program in spool.rows[position])))
            if images:
                return Task(tuple(images), portion.isolated)
        return None

    def _submit(self) -> None:
        while self.pool.wants_task():
            task = self._next_task()
            if task is None:
                return
            self.pool.submit(task)

    def _unfinished(self, task: Task) -> tuple[np.ndarray, np.ndarray]:
        """(indices, rows) of a task's images that were not finished; they are to do again."""
        left = []
        for index, _ in task.images:
            spool, position = self._place(index)
            if spool is not None and spool.state[position] == _SUBMITTED:
                spool.state[position] = _TO_DO
                left.append((index, spool.rows[position]))
        samples = len(task.images[0][1])
        rows = np.array([row for _, row in left], np.int64).reshape(len(left), samples)
        return np.array([index for index, _ in left], np.int64), rows

    # ------------------------------------------------------------------ what happens in the processes

    def _handle(
        self, event: Message | Finished | Died
    ) -> Iterator[ShardDrawn | ProgramExcluded | ImagesDrawn | ProcessDied]:
        if isinstance(event, Died):
            yield from self._handle_death(event)
        elif isinstance(event, Finished):
            indices, _ = self._unfinished(event.task)
            if len(indices):
                self.queue.appendleft(_Portion(indices))
        elif isinstance(event.payload, ImagesEncoded):
            self.policy.progress()
            yield from self._take(event.payload)
        elif isinstance(event.payload, ProgramFailed):
            yield from self._exclude(event.payload.program, event.payload.reason)

    def _take(self, message: ImagesEncoded) -> Iterator[ShardDrawn | ImagesDrawn]:
        count = 0
        for done in message.images:
            spool, position = self._place(done.index)
            if spool is None or spool.state[position] != _SUBMITTED or tuple(spool.rows[position]) != done.programs:
                continue  # made of a program that was excluded meanwhile: it is queued again with its task
            spool.add(position, done)
            spool.state[position] = _DONE
            spool.left -= 1
            count += 1
            if not spool.left:
                del self.open[spool.number]
                yield ShardDrawn(spool.number, frozenset(self.policy.excluded), spool, self.encoding.image_format)
        yield ImagesDrawn(count)

    def _exclude(self, program: int, reason: str) -> Iterator[ProgramExcluded | ImagesDrawn]:
        """Exclude a program from now on; images of open shards that it was part of are made of others."""
        if not self.policy.exclude(program):
            return
        yield ProgramExcluded(program, reason)
        sampler = self._sampler()
        for spool in self.open.values():
            positions = np.flatnonzero((spool.rows == program).any(axis=1))
            if not len(positions):
                continue
            indices = positions + spool.indices.start
            spool.rows[positions] = sampler.programs(indices, spool.assigned[positions])
            again = positions[spool.state[positions] == _DONE]
            spool.state[again] = _TO_DO
            spool.left += len(again)
            self._enqueue(again + spool.indices.start, spool.rows[again])
            yield ImagesDrawn(-len(again))

    def _handle_death(self, event: Died) -> Iterator[ProgramExcluded | ImagesDrawn | ProcessDied]:
        """A process is gone: its images are queued again, those of its first task that are suspects one by one."""
        yield ProcessDied(f"{event.how}: {event.detail}")
        for task in reversed(event.tasks[1:]):
            indices, _ = self._unfinished(task)
            if len(indices):
                self.queue.appendleft(_Portion(indices))
        for task in event.tasks[:1]:
            indices, rows = self._unfinished(task)
            if not len(indices):
                continue
            suspects = self.policy.suspects(rows, event.unit)
            if not suspects.all():
                self.queue.appendleft(_Portion(indices[~suspects]))
            alone = np.flatnonzero(suspects)
            self.queue.extendleft(_Portion(indices[k : k + 1], isolated=True) for k in alone[::-1])
        reason = self.policy.judge(event, bool(event.tasks) and event.tasks[0].isolated)
        if reason is not None and event.unit is not None:
            yield from self._exclude(event.unit, reason)

    # ------------------------------------------------------------------ ending

    def close(self) -> None:
        """End the processes."""
        self.pool.close()
        for spool in self.open.values():
            spool.close()
        self.open.clear()

    def __enter__(self) -> ShardDrawing:
        return self

    def __exit__(self, *_) -> None:
        self.close()
