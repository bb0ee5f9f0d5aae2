"""Files and folders that one process at a time may write into."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from image_generation.common.errors import UserError
from image_generation.common.files import open_regular

try:
    import fcntl
except ImportError:  # Windows; elsewhere filelock's own imports would cost each command a tenth of a second
    import filelock

    fcntl = None  # type: ignore[assignment]

CAN_TAKE = fcntl is not None  # whether take_file works here


def take_file(
    path: str | os.PathLike, wait: bool = False, opened: Callable[[], BinaryIO] | None = None
) -> BinaryIO | None:
    """Open a file and take it until it is closed; None where another thread or process has it and `wait` is not set.

    path     the file's name
    opened   opens it, making it if need be, and again where others rename or remove it meanwhile; else for appending
    The file that is returned has the name after it was taken: what another process had before may have been renamed
    or removed between opening and taking, and whoever comes next takes the new file of that name.
    Raises OSError where it cannot be opened, or files cannot be taken there.
    """
    while True:
        file = opened() if opened else _open_own(path)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(file.fileno())):
                    return file
        except BlockingIOError:
            file.close()
            return None
        except BaseException:
            file.close()
            raise
        file.close()


class FolderLock:
    """Holds a folder against other runs until it is closed or the process ends, however it ends; a context manager.

        with FolderLock(output / ".lock", output):
            ...

    path     the lock's file, which is made, and removed at the end
    folder   what the error names after --output
    writer   what the error calls the other process
    Raises UserError where another run holds the lock, or the path is no regular file; OSError where it cannot be made.
    """

    def __init__(self, path: Path, folder: str | os.PathLike, writer: str = "run"):
        self.path = path
        self._file: BinaryIO | None = None
        self._other: filelock.BaseFileLock | None = None
        if fcntl is None:
            _open_lock(path, folder).close()
            self._other = filelock.FileLock(path, timeout=0, thread_local=False)
            try:
                self._other.acquire()
            except filelock.Timeout:
                raise self._taken(folder, writer) from None
            return
        self._file = take_file(path, opened=partial(_open_lock, path, folder))
        if self._file is None:
            raise self._taken(folder, writer)

    @staticmethod
    def _taken(folder: str | os.PathLike, writer: str) -> UserError:
        return UserError(f"--output {folder}: another {writer} is writing there; wait for it, or end it")

    def close(self) -> None:
        """Let others in."""
        if self._other is not None:
            self._other.release()
            with contextlib.suppress(OSError):  # another run has it already
                if os.stat(self.path, follow_symlinks=False).st_size == 0:
                    os.unlink(self.path)
            self._other = None
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            ours, there = os.fstat(self._file.fileno()), os.stat(self.path, follow_symlinks=False)
            if ours.st_size == 0 and os.path.samestat(ours, there):  # else somebody's own file of that name
                os.unlink(self.path)
        self._file.close()
        self._file = None

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(self, *_) -> None:
        self.close()


def _open_own(path: str | os.PathLike) -> BinaryIO:
    """A file for appending, never through a link."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o666), "ab")


def _open_lock(path: Path, folder: str | os.PathLike) -> BinaryIO:
    return os.fdopen(open_regular(path, os.O_RDWR | os.O_CREAT, f"--output {folder}"), "r+b", buffering=0)
