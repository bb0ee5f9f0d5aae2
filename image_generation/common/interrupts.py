"""Ctrl-C while a command still imports its libraries, and what its caller has closed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import TracebackType


def quiet_interrupts() -> None:
    """Show no traceback for a KeyboardInterrupt that nobody catches, from now on, in this process; open the null
    device in the place of standard input, output and errors that the caller has closed.

    Commands call it before their slow imports; importing this changes nothing.
    """
    sys.excepthook = _show
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:  # else the next file that is opened has its number, and gets what is printed
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if descriptor == 0 else "w"))  # noqa: SIM115


def last_interrupt() -> None:
    """From now on Ctrl-C ends this process at once: all is done, and what leaves behind it must show no traceback."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
