"""Processes that are programs of their own, or copies of one that may be copied (forking.py).

Started afresh, they never run the module that started them again.

multiprocessing's spawned processes import the user's main module first, which needs an `if __name__ == "__main__"`
there and a file to import: neither is to be had in a notebook or on standard input. Here a fresh interpreter gets an
anonymous file with what it is to call; connections and shared memory go along as open descriptors, as multiprocessing
itself pickles them. Starting waits for nothing that the new process does, so that it may die at any moment.

    process = start(function, (connection, settings))        # function(*arguments), importable by name
    process.is_alive()
    process.kill()
"""

from __future__ import annotations

import contextlib
import marshal
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import context, reduction, spawn
from multiprocessing.connection import Connection
from multiprocessing.util import _args_from_interpreter_flags, spawnv_passfds  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, Protocol, cast

from image_generation.processes.forking import blocked, can_fork, fork

# What the interpreter is told on its command line; everything else stands in the file. Nothing is imported from files
# before sys.path is the parent's: the folder that a user works in may hold a json.py of her own.
_BOOT = (
    "import sys, marshal; file = open(int(sys.argv[1]), 'rb'); head = marshal.load(file); sys.path[:] = head['path']; "
    "from image_generation.processes import child; child.main(head, file)"
)
_HOME = str(Path(__file__).resolve().parents[2])


class Process(Protocol):
    """A started process, as multiprocessing.Process has it."""

    @property
    def pid(self) -> int | None:
        """Its number."""

    @property
    def exitcode(self) -> int | None:
        """None while it runs; -n where signal n ended it."""

    @property
    def sentinel(self) -> int | None:
        """A descriptor that becomes readable when it ends; None where the system has none."""

    def is_alive(self) -> bool:
        """Whether it runs."""

    def kill(self) -> None:
        """End it at once."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end, so many seconds at most."""

    def close(self) -> None:
        """Let its descriptors go, once it has ended."""


class _Descriptor:
    """A descriptor's number, which is the same in the process that inherits it; multiprocessing asks for detach()."""

    def __init__(self, descriptor: int):
        self.descriptor = descriptor

    def detach(self) -> int:
        return self.descriptor


class _Handover:
    """What multiprocessing calls a spawning popen: the reducers of connections and shared memory ask it, through
    duplicate_for_child and DupFd, to hand their descriptors over to a fresh interpreter."""

    DupFd = _Descriptor

    def __init__(self) -> None:
        self.descriptors: list[int] = []

    def duplicate_for_child(self, descriptor: int) -> int:
        """What the reducers call with a descriptor that the process is to inherit."""
        self.descriptors.append(descriptor)
        return descriptor


def _spawn(function: Callable[..., None], arguments: tuple[Any, ...]) -> int:
    """The number of a fresh interpreter that calls function(*arguments) (anything but Windows)."""
    handover = _Handover()
    context.set_spawning_popen(cast(Any, handover))  # of this thread alone
    try:
        call = reduction.ForkingPickler.dumps((function, arguments))
    finally:
        context.set_spawning_popen(None)
    with _anonymous_file() as descriptor:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(marshal.dumps({"path": _path(), "parent": os.getpid(), "descriptors": handover.descriptors}))
            file.write(call)
        os.lseek(descriptor, 0, os.SEEK_SET)
        executable = os.fsencode(spawn.get_executable())
        command = [executable, *_args_from_interpreter_flags(), "-c", _BOOT, str(descriptor)]
        with blocked(signal.SIGINT):  # a Ctrl-C meanwhile is the parent's to handle
            # Not subprocess.Popen: it waits for a pipe that a DataLoader's process, forked by another thread just
            # then, would hold open for as long as it lives.
            return spawnv_passfds(executable, command, (*handover.descriptors, descriptor))


class _Started:
    """A process that this one has started (anything but Windows)."""

    def __init__(self, pid: int):
        self.pid = pid
        self._exitcode: int | None = None
        self.sentinel: int | None = None
        if hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):
                self.sentinel = os.pidfd_open(self.pid)

    @property
    def exitcode(self) -> int | None:
        return self._wait(os.WNOHANG)

    def _wait(self, flag: int) -> int | None:
        if self._exitcode is None:
            try:
                pid, status = os.waitpid(self.pid, flag)
            except ChildProcessError:  # somebody else has asked for it
                self._exitcode = 255
            else:
                if pid:
                    self._exitcode = os.waitstatus_to_exitcode(status)
        return self._exitcode

    def is_alive(self) -> bool:
        return self.exitcode is None

    def kill(self) -> None:
        if self.exitcode is None:  # not yet waited for: the number is still its own
            os.kill(self.pid, signal.SIGKILL)

    def join(self, timeout: float | None = None) -> None:
        if timeout is None:
            self._wait(0)
            return
        end, pause = time.monotonic() + timeout, 0.001
        while self.is_alive() and time.monotonic() < end:
            time.sleep(pause)
            pause = min(2 * pause, 0.05)

    def close(self) -> None:
        if self.sentinel is not None:
            os.close(self.sentinel)
            self.sentinel = None


def _path() -> list[str]:
    """sys.path as another process reads it, and on it what this module was imported from."""
    path = []
    for entry in sys.path:
        try:
            path.append(os.path.abspath(entry))
        except OSError:  # the folder that this process works in was removed
            path.append(entry)
    return path if _HOME in path else [*path, _HOME]


@contextlib.contextmanager
def _anonymous_file() -> Iterator[int]:
    """A file without a name, to write to and inherit: in memory where the system can do that."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("process-start")
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    else:
        with tempfile.TemporaryFile(buffering=0) as file:
            yield file.fileno()


def start(
    function: Callable[..., None], arguments: tuple[Any, ...], *, copied: Sequence[Connection] | None = None
) -> Process:
    """Start function(*arguments) in a process of its own, which dies with this one and leaves Ctrl-C to it.

    function    importable by name in a fresh interpreter with this one's sys.path: not of `__main__`
    arguments   pickled; connections and shared memory of multiprocessing may be among them
    copied      the connections among them, where a copy of this process will do: it is one where one can be made
                (forking.py), which has all that is imported here, and nothing is pickled
    Raises ValueError for a function of `__main__`, OSError where the system starts no more processes.
    """
    if function.__module__ == "__main__":
        raise ValueError(f"{function.__qualname__} belongs to __main__, which is not run again: move it to a module")
    if copied is not None and can_fork():
        return _Started(fork(function, arguments, [connection.fileno() for connection in copied]))
    if sys.platform != "win32":
        return _Started(_spawn(function, arguments))
    # There descriptors are not inherited by number: multiprocessing's own way, which needs the guarded main module.
    process: Any = multiprocessing.get_context("spawn").Process(target=function, args=arguments, daemon=True)
    process.start()
    return process
