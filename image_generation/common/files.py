"""Files that appear whole or not at all, and reading of files that somebody else wrote."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from image_generation.common.errors import UserError

# Reading what may be a pipe without waiting for its writer, and on Windows bytes as they are.
READ_ONLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# Never a link's target, never inherited; what a platform lacks of these it does not need.
_NAMES = ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}  # what writing says without naming the file
_CAREFUL = sum(getattr(os, name, 0) for name in _NAMES)


@contextlib.contextmanager
def atomic_write(path: str | os.PathLike, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file that appears under its name only when the block ends without an error; raises OSError."""
    path = Path(path)
    if path.is_dir():  # now, and by its own name: what os.replace says at the end is a temporary one's
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    try:
        binary = "b" in mode
        # Names of files that are no UTF-8 are written as they are.
        how: dict[str, Any] = {} if binary else {"encoding": "utf-8", "errors": "surrogateescape", "newline": ""}
        with os.fdopen(handle, mode, **how) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException as error:
        if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
            error.filename = str(path)
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def open_regular(path: str | os.PathLike, flags: int, prefix: str = "--output", follow: bool = False) -> int:
    """os.open for a file that must be a regular one: never waits (for a pipe's other end), never follows a link.

    follow   follow a link, to a regular file
    Raises UserError, `prefix` first, where it is something else; OSError as os.open does.
    """
    try:
        if not follow and not hasattr(os, "O_NOFOLLOW") and os.path.islink(path):
            raise UserError(f"{prefix}: {path} is no regular file; remove it, or give another folder")
        careful = _CAREFUL & ~getattr(os, "O_NOFOLLOW", 0) if follow else _CAREFUL
        descriptor = os.open(path, flags | careful, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise UserError(f"{prefix}: {path} is no regular file; remove it, or give another folder") from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UserError(f"{prefix}: {path} is no regular file; remove it, or give another folder")
    return descriptor


def split_paths(text: str) -> list[str]:
    """What stands between the colons of KIND:PATH:PATH; on Windows a drive's colon (C:\\photos) separates nothing."""
    parts: list[str] = []
    for part in text.split(":"):
        if (
            sys.platform == "win32"
            and parts
            and len(parts[-1]) == 1
            and parts[-1].isalpha()
            and part[:1] in ("\\", "/")
        ):
            parts[-1] += f":{part}"
        else:
            parts.append(part)
    return parts


class UnfitFile(OSError):
    """A file that is not read: no regular one, or too large."""


def regular_bytes(path: str | os.PathLike, most: int = 256 << 20) -> bytes:
    """The bytes of a file that a run of ours, or somebody else, has written, without waiting for a pipe's writer.

    most   bytes of it that are read
    Raises UnfitFile where it is no regular file or larger; OSError where it cannot be read.
    """
    with open(os.open(path, READ_ONLY), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnfitFile(errno.EINVAL, "no regular file", str(path))
        data = b"" if status.st_size > most else file.read(most + 1)
        if max(status.st_size, len(data)) > most:
            raise UnfitFile(errno.EFBIG, f"larger than {most:,} bytes", str(path))
        return data


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def read_regular(path: str | os.PathLike, most: int, what: str = "") -> bytes:
    """The bytes of a regular file of at most `most` bytes; a pipe or a device is refused without waiting for it.

    what    the flag that named the file, for the message
    Raises UserError (code 2).
    """
    where = f"{what} {path}".strip()
    try:
        return regular_bytes(path, most)
    except UnfitFile as error:
        raise UserError(f"{where}: is {error.strerror}", 2) from None
    except OSError as error:
        raise UserError(f"{where}: cannot be read ({error.strerror})", 2) from None
