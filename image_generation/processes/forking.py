"""Processes that are copies of this one: they have all that is imported and need nothing read again.

    if can_fork():
        pid = fork(function, arguments, keep=(connection.fileno(),))      # function(*arguments) in a copy
    device = apart(choose_device, "auto", wording="listing the devices")  # its result, from a copy where that can be

A copy is made of a process that has one thread and no OpenGL: of others, locks that nobody opens again and half a
driver would be copied. launch.py starts processes wherever that does not hold.
"""

from __future__ import annotations

import contextlib
import gc
import math
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn, TypeVar

from image_generation.common.errors import UserError
from image_generation.processes import child

Result = TypeVar("Result")

_copies: list[int] = []  # this process' number, where it is a copy
# Not libEGL and libGL, which only ask for them.
_DRIVERS = (b"_dri.so", b"libgallium", b"libEGL_", b"libGLX_", b"libnvidia-", b"libcuda.")


def stay_single_threaded() -> None:
    """Commands that draw call it before numpy is imported, which starts a thread a core then, each of which waits
    busily for a while: here none."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def is_copy() -> bool:
    """Whether this process is a copy, which does what it was made for and nothing else."""
    return os.getpid() in _copies


def can_fork() -> bool:
    """Whether this process may be copied: on Linux, with one thread, without a driver."""
    if sys.platform != "linux":
        return False
    try:
        if len(os.listdir("/proc/self/task")) != 1:
            return False
        with open("/proc/self/maps", "rb") as file:
            maps = file.read()
    except OSError:
        return False
    return not any(name in maps for name in _DRIVERS)


def fork(function: Callable[..., object], arguments: tuple[Any, ...], keep: Sequence[int] = ()) -> int:
    """The number of a copy of this process that calls function(*arguments) and ends, and dies with this one.

    keep    descriptors that it has of this one, beside standard output and errors
    Only where can_fork() says so. Raises OSError where the system starts no more processes.
    """
    parent = os.getpid()
    with blocked(signal.SIGINT, signal.SIGTERM):
        gc.freeze()  # or the copy's collections would write to, and so copy, all that is here
        try:
            pid = os.fork()
            if pid == 0:
                _run(function, arguments, keep, parent)
        finally:
            gc.unfreeze()
    return pid


@contextlib.contextmanager
def blocked(*signals: int) -> Iterator[None]:
    """Signals meanwhile wait: a process that is born then has them blocked, until it says what they do to it.

    The mask is the calling thread's own, so this works in every thread.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(function: Callable[..., object], arguments: tuple[Any, ...], keep: Sequence[int], parent: int) -> NoReturn:
    """What the copy does. It never returns: what the parent was at, and has in its buffers, is the parent's."""
    code = 1
    try:
        _copies.append(os.getpid())
        child.begin(parent)
        _close_all_but({0, 1, 2, *keep})
        child.no_input()
        function(*arguments)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _close_all_but(kept: set[int]) -> None:
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor not in kept:
            with contextlib.suppress(OSError):  # the listing's own, which is closed already
                os.close(descriptor)


def apart(function: Callable[..., Result], *arguments: Any, wording: str, timeout: float = 60.0) -> Result:
    """What function(*arguments) returns or raises, from a copy of this process where one can be made, else from here.

    What the function loads and opens is then gone with the copy. Raises UserError where the copy dies, or has said
    nothing after `timeout` seconds; wording: what it does.
    """
    if not can_fork():
        return function(*arguments)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    try:
        pid = fork(_answer, (sender, function, arguments), keep=(sender.fileno(),))
    except OSError:  # no more processes to be had
        return function(*arguments)
    finally:
        sender.close()
    try:
        # Second by second: of one in which both were stopped, all is counted at once, and the copy has not worked.
        if not any(receiver.poll(min(1.0, timeout)) for _ in range(math.ceil(timeout))):
            raise UserError(f"{wording} took longer than {timeout:.0f} s")
        good, found = receiver.recv()
    except EOFError:
        good, found = None, None
    finally:
        receiver.close()
        os.kill(pid, signal.SIGKILL)  # it is done, or will not be
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if good is None:
        how = signal.Signals(-status).name if status < 0 else f"exit code {status}"
        raise UserError(f"{wording} ended a process ({how}): the graphics driver does not work")
    if not good:
        raise found
    return found


def _answer(connection: Any, function: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    try:
        found = True, function(*arguments)
    except Exception as error:
        found = False, error
    connection.send(found)
