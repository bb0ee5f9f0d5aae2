"""Draws shards with the processes of this machine, and writes them while the next are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from image_generation.common.errors import UserError
from image_generation.datasets.shard_folder import ShardFolder
from image_generation.engines.job import ShardDone, ShardJob
from image_generation.shaders.dataset.shard_drawing import (
    ImagesDrawn,
    ProcessDied,
    ProgramExcluded,
    ShardDrawing,
    ShardDrawn,
)
from image_generation.shaders.dataset.shard_worker import make_handler

WRITERS = 2  # shards that are written at once
WAITING = 4  # complete shards that may wait for the storage before drawing stops

Event = ShardDone | ProgramExcluded | ImagesDrawn | ProcessDied


class LocalEngine:
    """Draws shards on this machine; a context manager, whose processes end with the block.

    job       its maker names the devices
    folder    where the shards go
    handler   entry point of the render processes; another one in tests
    """

    name = "local"

    def __init__(self, job: ShardJob, folder: ShardFolder, *, handler: Callable[..., Any] = make_handler):
        self.job, self.folder, self.handler = job, folder, handler
        self._drawing: ShardDrawing | None = None

    def under_way(self) -> list[int]:
        """Numbers of the shards that are being drawn."""
        return sorted(self._drawing.open) if self._drawing else []

    def draw(self, numbers: Sequence[int]) -> Iterator[Event]:
        """Draw and write these shards, without the programs that any machine has found undrawable."""
        if self._drawing is None:
            job = self.job
            images = sum(len(job.plan.images(number)) for number in numbers)
            self._drawing = ShardDrawing(
                job.maker,
                job.encoding,
                job.plan,
                workers=min(job.workers, images),
                timeout=job.timeout,
                handler=self.handler,
            )
        pending: set[Future[ShardDone]] = set()
        with ThreadPoolExecutor(WRITERS) as threads:
            try:
                for event in self._drawing.draw(numbers, self.folder.excluded):
                    if isinstance(event, ShardDrawn):
                        pending.add(threads.submit(self._write, event))
                    else:
                        if isinstance(event, ProgramExcluded) and event.reason:
                            self.folder.exclude(event.program, event.reason)
                        yield event
                    yield from _finished(pending, WAITING)
                yield from _finished(pending, 0)
            except BaseException:
                self.close()
                for future in pending:
                    future.cancel()
                raise

    def _write(self, shard: ShardDrawn) -> ShardDone:
        try:
            file, entry = shard.tar()
        except OSError as error:
            raise UserError(f"{shard.number}: the shard cannot be put together ({error.strerror}; TMPDIR)") from None
        with file:
            return ShardDone(shard.number, self.folder.put(shard.number, file, entry, shard.excluded))

    def close(self) -> None:
        """End the render processes."""
        if self._drawing is not None:
            self._drawing.close()
            self._drawing = None

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(self, *_) -> None:
        self.close()


def _finished(pending: set[Future[ShardDone]], most: int) -> Iterator[ShardDone]:
    """What has been written, waiting while more than `most` shards have not."""
    while True:
        for future in [future for future in pending if future.done()]:
            pending.discard(future)
            yield future.result()
        if len(pending) <= most:
            return
        next(iter(pending)).exception()  # waits for it
