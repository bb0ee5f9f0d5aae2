"""A folder that one run at a time may write into."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.files import open_regular


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
        while True:
            descriptor = open_regular(path, os.O_RDWR | os.O_CREAT, f"--output {folder}")
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                raise UserError(
                    f"--output {folder}: another {writer} is writing there; wait for it, or end it"
                ) from None
            except BaseException:
                os.close(descriptor)
                raise
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.stat(path), os.fstat(descriptor)):
                    self._descriptor: int | None = descriptor
                    return
            os.close(descriptor)  # the run before removed the file between open and lock

    def close(self) -> None:
        """Let others in."""
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
