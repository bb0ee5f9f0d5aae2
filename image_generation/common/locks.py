"""A folder that one run at a time may write into."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import BinaryIO

from image_generation.common.errors import UserError
from image_generation.common.files import open_regular

try:
    import fcntl
except ImportError:  # Windows; elsewhere filelock's own imports would cost each command a tenth of a second
    import filelock

    fcntl = None  # type: ignore[assignment]


def try_lock(file: BinaryIO) -> bool:
    """Take an open file for this process alone, until it is closed; False where another process has it."""
    if fcntl is None:  # an open file cannot be written or renamed by others there
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


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
        self._descriptor: int | None = None
        self._other: filelock.BaseFileLock | None = None
        if fcntl is None:
            os.close(open_regular(path, os.O_RDWR | os.O_CREAT, f"--output {folder}"))
            self._other = filelock.FileLock(path, timeout=0, thread_local=False)
            try:
                self._other.acquire()
            except filelock.Timeout:
                raise self._taken(folder, writer) from None
            return
        while True:
            descriptor = open_regular(path, os.O_RDWR | os.O_CREAT, f"--output {folder}")
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                raise self._taken(folder, writer) from None
            except BaseException:
                os.close(descriptor)
                raise
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.stat(path), os.fstat(descriptor)):
                    self._descriptor = descriptor
                    return
            os.close(descriptor)  # the run before removed the file between open and lock

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
        if self._descriptor is None:
            return
        with contextlib.suppress(OSError):
            ours, there = os.fstat(self._descriptor), os.stat(self.path, follow_symlinks=False)
            if ours.st_size == 0 and os.path.samestat(ours, there):  # else somebody's own file of that name
                os.unlink(self.path)
        os.close(self._descriptor)
        self._descriptor = None

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(self, *_) -> None:
        self.close()
