"""Ends of a run before its end: on a signal, and on a loss that is no number."""

from __future__ import annotations

import contextlib
import math
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from image_generation.common.errors import UserError
from learning.checkpoints import not_finite
from learning.logs import say


class GracefulStop:
    """Remembers SIGTERM and SIGINT, so that the step in hand is finished and saved; a second SIGINT stops at once."""

    def __init__(self) -> None:
        self.signal: int | None = None

    def _note(self, number: int, _frame: Any) -> None:
        if self.signal is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.signal = number

    @contextlib.contextmanager
    def watching(self) -> Iterator[GracefulStop]:
        """Watch inside the block; the handlers before come back after it."""
        before = {number: signal.signal(number, self._note) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def leave(self, saved: Path | None) -> NoReturn:
        """Exit with 128 + the signal's number; `saved` (main process alone) is named on stderr.

        Where another process of the run got the signal, SIGTERM counts.
        """
        if saved is not None:
            say(f"interrupted: saved {saved}; resume with --resume auto")
        raise SystemExit(128 + (self.signal or signal.SIGTERM))


def require_finite(values: dict[str, float], step: int, states: Callable[[], Sequence[Path]], advice: str) -> None:
    """Raises UserError for a number of a step that is NaN or infinite, before anything is saved after it.

    states: lists those that the run has saved, the furthest first; advice: what to try.
    """
    for name, value in values.items():
        if not math.isfinite(value):
            raise UserError(f"{name} became {value} at step {step}; {_kept(states)}; {advice}")


def require_finite_state(state: Any, step: int, states: Callable[[], Sequence[Path]], advice: str) -> None:
    """Raises UserError for a state to save that holds NaN or infinite numbers, as after a gradient that was none though
    the loss was finite. The arguments are require_finite's."""
    if (name := not_finite(state)) is not None:
        raise UserError(f"{name} holds NaN or infinite numbers at step {step}; {_kept(states)}; {advice}")


def _kept(states: Callable[[], Sequence[Path]]) -> str:
    saved = states()
    return f"the last good checkpoint is {saved[0]}" if saved else "no checkpoint had been written yet"
