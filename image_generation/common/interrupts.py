"""Ctrl-C while a command still imports its libraries."""

from __future__ import annotations

import sys
from types import TracebackType


def quiet_interrupts() -> None:
    """Show no traceback for a KeyboardInterrupt that nobody catches, from now on, in this process.

    Commands call it before their slow imports; importing this changes nothing.
    """
    sys.excepthook = _show


def _show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
