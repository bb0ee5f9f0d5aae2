"""Ctrl-C while a command still imports its libraries."""

from __future__ import annotations

import signal
import sys
import threading
from types import TracebackType


def quiet_interrupts() -> None:
    """Show no traceback for a KeyboardInterrupt that nobody catches, from now on, in this process.

    Commands call it before their slow imports; importing this changes nothing.
    """
    sys.excepthook = _show


def last_interrupt() -> None:
    """From now on Ctrl-C ends this process at once: all is done, and what leaves behind it must show no traceback."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
