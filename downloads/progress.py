"""Progress bars, messages beside them, and doing several things at once; tqdm where it is installed."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

try:
    from tqdm import tqdm
except ImportError:
    tqdm = None

stop = threading.Event()  # set when the run ends early, so that its threads put their work down


class PlainBar:
    """What stands in for a tqdm bar where tqdm is missing: a line on stderr now and then."""

    EVERY = 10.0

    def __init__(self, total: int | None, desc: str, unit: str, initial: int = 0):
        self.total, self.desc, self.unit, self.n = total, desc, unit, initial
        self._last = time.monotonic()

    def update(self, n: int) -> None:
        self.n += n
        if time.monotonic() - self._last >= self.EVERY:
            self.refresh()

    def refresh(self) -> None:
        self._last = time.monotonic()
        of = f" of {quantity(self.total, self.unit)}" if self.total else ""
        print(f"{self.desc}: {quantity(self.n, self.unit)}{of}", file=sys.stderr, flush=True)

    def close(self) -> None:
        self.refresh()


@contextlib.contextmanager
def bar(total: int | None, desc: str, unit: str = "B", initial: int = 0) -> Iterator[Any]:
    """A progress bar on stderr with .update(n), .n, .total and .refresh(), closed when the block ends."""
    if tqdm is None:
        made = PlainBar(total, desc, unit, initial)
    else:
        made = tqdm(
            total=total,
            desc=desc,
            unit=unit,
            initial=initial,
            unit_scale=unit == "B",
            leave=False,
            dynamic_ncols=True,
        )
    try:
        yield made
    finally:
        made.close()


def say(message: str) -> None:
    """One line on stderr, above the bars."""
    if tqdm is None:
        print(message, file=sys.stderr, flush=True)
    else:
        tqdm.write(message, file=sys.stderr)


def quantity(n: float, unit: str = "B") -> str:
    """A number of bytes (or of other things) for people: 12.3 MB, 980 B, 21 files."""
    if unit != "B":
        return f"{n} {unit}"
    for prefix in ("", "k", "M", "G"):
        if n < 1000:
            return f"{n:.1f} {prefix}B" if prefix else f"{int(n)} B"
        n /= 1000
    return f"{n:.1f} TB"


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
