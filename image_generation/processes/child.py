"""What a process of launch.py or forking.py does first: see to it that it dies with its parent; of launch.py: read
what it is to call, and call it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import select
import signal
import threading
import time
from multiprocessing.connection import Connection
from typing import Any, BinaryIO

_PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 1.0  # between two looks at who the parent is, where no event tells


def main(head: dict[str, Any], file: BinaryIO) -> None:
    """Call what the file says.

    head    parent: the number of the process that started this one; descriptors: what was inherited from it
    file    a pickled (function, arguments), written by that process
    """
    begin(head["parent"])
    if 0 not in head["descriptors"] and file.fileno() != 0:
        no_input()
    with file:
        function, arguments = pickle.load(file)
    function(*arguments)


def begin(parent: int) -> None:
    """Die with the parent, leave Ctrl-C to it, and take SIGTERM as every program does."""
    die_with_parent()
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})


def no_input() -> None:
    """Read nothing from standard input, which belongs to the parent."""
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies, however that dies (Linux; elsewhere nothing).

    To the kernel the parent is the thread that started this process.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def end_with(connection: Connection) -> None:
    """End this process when the other side of a connection is closed or the parent is gone, whatever it is doing then.

    The second safety beside die_with_parent, and the first where the system is not Linux.
    """
    threading.Thread(
        target=_watch, args=(connection.fileno(), os.getppid()), name="end with parent", daemon=True
    ).start()


def _watch(descriptor: int, parent: int) -> None:
    poll = select.poll() if hasattr(select, "poll") else None
    if poll is not None:
        poll.register(descriptor, 0)  # a hang-up and errors, which are always told; not data
    while os.getppid() == parent:
        if poll is None:
            time.sleep(WATCH_SECONDS)
        elif poll.poll(WATCH_SECONDS * 1000):
            break
    os._exit(1)
