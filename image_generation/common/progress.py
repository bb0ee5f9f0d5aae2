"""Progress of long work: a tqdm bar in a terminal, a plain line now and then in a log, nothing with --quiet.

for image in progress(images, total=1000, unit="img"):
    ...
with progress(total=1000, unit="img", desc="drawing") as bar:
    bar.update(64)
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import io
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Any, Generic, TextIO, TypeVar

Item = TypeVar("Item")

PLAIN_SECONDS = 30.0  # between two lines of a log
MOST_TOLD = 3  # of the bars that are under way at once, in a line

_quiet = False


class _Log:
    """What the bars of a process share where nobody sees them move: one line for all, when its turn has come."""

    def __init__(self) -> None:
        self.bars: list[PlainProgress] = []
        self.printed = self.moved = float("-inf")
        self.lock = threading.RLock()

    def open(self, bar: PlainProgress) -> None:
        """Begin; the first line comes PLAIN_SECONDS after work began, however many bars it has one after the other."""
        now = time.monotonic()
        with self.lock:
            if not self.bars and now - self.moved >= PLAIN_SECONDS:
                self.printed = now
            self.moved = now
            self.bars.append(bar)

    def tick(self) -> None:
        """Print the line where its turn has come."""
        now = time.monotonic()
        with self.lock:
            self.moved = now
            if now - self.printed >= PLAIN_SECONDS:
                self.write(now)

    def write(self, now: float) -> None:
        """The line, of the bars in the order in which they began."""
        self.printed = now
        told = [bar.line() for bar in self.bars[:MOST_TOLD]]
        more = [f"{len(self.bars) - MOST_TOLD} more"] if len(self.bars) > MOST_TOLD else []
        for bar in self.bars:
            bar.told = True
        print("; ".join(told + more), file=sys.stderr, flush=True)

    def close(self, bar: PlainProgress) -> None:
        """End; the outermost bar has a last line where it had one before."""
        with self.lock:
            if bar not in self.bars:
                return
            now = time.monotonic()
            if bar.told and self.bars == [bar] and self.printed < now:
                self.write(now)
            self.moved = now
            self.bars.remove(bar)


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """Give the parser --quiet; what it was given is in force from then on, in this process."""

    class Quiet(argparse.Action):
        def __call__(self, parser, namespace, values, option_string=None):
            setattr(namespace, self.dest, True)
            be_quiet()

    parser.add_argument("--quiet", action=Quiet, nargs=0, default=False, help="show no progress (default: shown)")


def be_quiet(quiet: bool = True) -> None:
    """Show no progress from now on (False: show it again)."""
    # One terminal, one setting.
    global _quiet  # noqa: PLW0603
    _quiet = quiet


def is_quiet() -> bool:
    """Whether no progress is shown: --quiet, for commands that call others."""
    return _quiet


def duration(seconds: float) -> str:
    """A time for people: 42 s, 3:07 min, 5:03 h."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d} min"
    return f"{whole // 3600}:{whole // 60 % 60:02d} h"


def amount(n: float, unit: str = "B") -> str:
    """A count with its unit; bytes (unit 'B') with k, M, G or T for powers of a thousand: 12.3 MB, 21 img."""
    if unit != "B":
        return f"{n:,.0f} {unit}"
    for prefix in ("", "k", "M", "G"):
        if n < 1000:
            return f"{n:.1f} {prefix}B" if prefix else f"{n:.0f} B"
        n /= 1000
    return f"{n:.1f} TB"


class PlainProgress(Generic[Item]):
    """What stands in for a tqdm bar where nobody sees it move: a line every PLAIN_SECONDS at most, shared by all bars
    of the process, and one at the end of work that took as long. The methods are tqdm's, as far as they are used here.

    total      how many there are, None: unknown
    initial    how many were done before
    silent     print nothing
    """

    def __init__(
        self,
        iterable: Iterable[Item] | None = None,
        *,
        total: float | None = None,
        initial: float = 0,
        unit: str = "it",
        desc: str | None = None,
        silent: bool = False,
    ):
        if total is None and iterable is not None:
            total = len(iterable) if isinstance(iterable, Sized) else None
        self.iterable, self.total, self.n, self.unit = iterable, total, initial, unit
        self.desc, self.silent, self.postfix = desc or "", silent, ""
        self._begun = time.monotonic()
        self._initial = initial
        self.told = False
        if not silent:
            _log.open(self)

    def __iter__(self) -> Iterator[Item]:
        try:
            for item in self.iterable if self.iterable is not None else ():
                yield item
                self.update(1)
        finally:
            self.close()

    def update(self, n: float = 1) -> None:
        """Count n more."""
        self.n += n
        self.refresh()

    def refresh(self) -> None:
        """Print the line where its turn has come."""
        if not self.silent:
            _log.tick()

    def line(self) -> str:
        """How far it is: 'drawing: 1,024 of 10,000 img, 51.2 img/s, 2:55 min left, 3 programs excluded'."""
        seconds = time.monotonic() - self._begun
        rate = (self.n - self._initial) / seconds if seconds > 0 else 0.0
        parts = [amount(self.n, self.unit)]
        if self.total:
            done = amount(self.n, "").strip() if self.unit != "B" else amount(self.n, "B")
            parts = [f"{done} of {amount(self.total, self.unit)}"]
        parts.append(f"{amount(rate, 'B')}/s" if self.unit == "B" else f"{rate:.3g} {self.unit}/s")
        if self.total and rate > 0 and self.n < self.total:
            parts.append(f"{duration((self.total - self.n) / rate)} left")
        if self.postfix:
            parts.append(self.postfix)
        return f"{self.desc}: {', '.join(parts)}" if self.desc else ", ".join(parts)

    def set_postfix_str(self, text: str, refresh: bool = True) -> None:
        """What else the line says; refresh does nothing, for the line's turn comes."""
        self.postfix = text

    def set_description_str(self, text: str, refresh: bool = True) -> None:
        """What the line begins with."""
        self.desc = text

    set_description = set_description_str

    def close(self) -> None:
        """Print the end, where lines came before."""
        _log.close(self)

    def __enter__(self) -> PlainProgress[Item]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_log = _Log()


def _tqdm() -> Any:
    try:
        # here: it takes as long as numpy to import, and logs and render processes show no bar
        import tqdm
    except ImportError:  # the download scripts run on a bare Python as well
        return None
    return tqdm


def progress(
    iterable: Iterable[Item] | None = None,
    *,
    total: float | None = None,
    initial: float = 0,
    unit: str = "it",
    desc: str | None = None,
    leave: bool = True,
    disable: bool = False,
) -> Any:
    """A tqdm bar on stderr, or a PlainProgress where stderr is no terminal, tqdm is missing, or --quiet was given.

    leave     keep the finished bar on the screen
    disable   show nothing, as with --quiet
    """
    silent = disable or _quiet
    tqdm = _tqdm() if not silent and sys.stderr.isatty() else None
    if tqdm is None:
        return PlainProgress(iterable, total=total, initial=initial, unit=unit, desc=desc, silent=silent)
    return _without_threads(tqdm.tqdm)(
        iterable,
        total=total,
        initial=initial,
        unit=unit,
        desc=desc,
        leave=leave,
        smoothing=0.1,
        dynamic_ncols=True,
        unit_scale=unit == "B",
        miniters=1,  # or bars whose work slows down would wait for the thread that they do not have
    )


@functools.cache
def _without_threads(bar: type) -> type:
    """tqdm's bar, without the thread that it starts for all bars: a process that has one cannot be copied."""
    return type("Bar", (bar,), {"monitor_interval": 0})


def say(message: str) -> None:
    """One line on stderr, above the bars."""
    tqdm = sys.modules.get("tqdm")  # without it there are no bars either
    if tqdm is None or not sys.stderr.isatty():
        print(message, file=sys.stderr, flush=True)
    else:
        tqdm.tqdm.write(message, file=sys.stderr)


class _Lines(io.TextIOBase):
    """A log that is written to as a terminal is: of a bar drawn over itself, its newest state now and then."""

    def __init__(self, log: TextIO):
        self._log, self._line, self._bar, self._printed = log, "", False, time.monotonic()

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        for piece in text.splitlines(keepends=True):
            self._bar |= piece.endswith("\r")
            if piece.endswith("\n"):
                self._line += piece
                self._print()
                self._bar = False
            elif piece.endswith("\r"):
                if self._bar and time.monotonic() - self._printed >= PLAIN_SECONDS:
                    self._print()
                self._line = ""
            else:
                self._line += piece
        return len(text)

    def _print(self) -> None:
        shown, self._line = self._line.strip(), ""
        if self._bar:
            self._printed = time.monotonic()
        if shown and not (self._bar and _quiet):
            self._log.write(f"{shown}\n")
            self._log.flush()

    def flush(self) -> None:
        """Lines are written when they are whole."""


@contextlib.contextmanager
def plain_bars() -> Iterator[None]:
    """While other libraries show bars of their own: on stderr as they are in a terminal, as plain lines in a log."""
    if sys.stderr.isatty() and not _quiet:
        yield
        return
    lines = _Lines(sys.stderr)
    with contextlib.redirect_stderr(lines):
        yield
    lines.write("\n")
