"""Bars that are closed, and doing several things at once."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

from image_generation.common.progress import progress

stop = threading.Event()  # set when the run ends early, so that its threads put their work down


@contextlib.contextmanager
def bar(total: int | None, desc: str, unit: str = "B", initial: int = 0) -> Iterator[Any]:
    """A progress bar on stderr with .update(n), .n, .total and .refresh(), closed when the block ends."""
    made = progress(total=total, desc=desc, unit=unit, initial=initial, leave=False)
    try:
        yield made
    finally:
        made.close()


def in_parallel(jobs: int, work: Callable[[Any], Any], items: Iterable[Any]) -> Generator[tuple[Any, Any]]:
    """Yield (item, work(item)) as they get done by `jobs` threads; an exception of work is yielded as the result.

    The threads are daemons: Ctrl-C ends the program at once, without waiting for a silent server. They are no
    more than two items each ahead of the caller, who may stop at a result.
    """
    waiting: queue.SimpleQueue = queue.SimpleQueue()
    done: queue.Queue = queue.Queue(maxsize=jobs)
    count = 0
    for item in items:
        waiting.put(item)
        count += 1

    def hand_over(result: tuple[Any, Any]) -> None:
        while not stop.is_set():
            with contextlib.suppress(queue.Full):
                return done.put(result, timeout=0.1)

    def run() -> None:
        with contextlib.suppress(queue.Empty):
            while not stop.is_set():
                item = waiting.get_nowait()
                try:
                    result = work(item)
                except Exception as error:
                    result = error
                hand_over((item, result))

    stop.clear()
    threads = [threading.Thread(target=run, daemon=True) for _ in range(min(jobs, count))]
    for thread in threads:
        thread.start()
    try:
        for _ in range(count):
            yield done.get()
    except BaseException:
        stop.set()
        for thread in threads:
            thread.join(timeout=1.0)
        raise
