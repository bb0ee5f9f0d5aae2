"""Files at an fsspec address (a folder, s3://, gs://, memory:// ...) that appear whole or not at all.

    storage = Storage("s3://bucket/images")
    storage.write("index.json", b"{}")          # again and again while the server is down, up to `patience` seconds
    storage.names(), storage.read("index.json")

On a disk a file is written under a temporary name and renamed; object stores show an object only when its upload is
complete; on other servers (sftp://) the file is uploaded under a temporary name and moved.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, BinaryIO, TypeVar

from image_generation.common.errors import UserError
from image_generation.common.files import regular_bytes
from image_generation.common.locks import CAN_TAKE, take_file

PATIENCE = 300.0  # seconds for which errors of a server are retried
FIRST_DELAY, LONGEST_DELAY = 0.2, 10.0  # seconds between tries, doubled from one to the other
RUN = ".run"  # the folder for files of a run under way, temporary ones among them
PIECE = 8 << 20  # bytes read at a time
MOST_READ = 1 << 30  # bytes of a table, an index or a record
THREADS = 16  # small files that are read or removed at once
# Protocols under which nobody sees an upload before it is complete.
OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oci", "oss", "memory", "hf"}
# What to install for a protocol whose library is missing; fsspec names the others.
EXTRAS = {"s3": "requirements-s3.txt", "s3a": "requirements-s3.txt"}
# Retrying is this module's: botocore's and s3fs's own retries, one inside the other, take half a minute.
S3_OPTIONS = {"config_kwargs": {"retries": {"max_attempts": 0}, "connect_timeout": 15, "read_timeout": 60}}
# Errors that no retry repairs, by the names of their classes: the libraries that have them are optional.
_PERMANENT = {
    "NoCredentialsError",
    "PartialCredentialsError",
    "ProfileNotFound",
    "DefaultCredentialsError",
    "ParamValidationError",
    "InvalidRegionError",
    "InvalidEndpointConfigurationError",
}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.EFBIG}

Result = TypeVar("Result")


@contextlib.contextmanager
def _named(file: BinaryIO, copy: Callable[[BinaryIO], Any]) -> Iterator[str]:
    """A name by which an open file can be read, though it may have none any more: its descriptor's, else a copy's."""
    if os.path.exists(source := f"/proc/self/fd/{file.fileno()}"):
        yield source
        return
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "file"), "wb") as named:
            copy(named)
        yield named.name


def is_url(address: str | os.PathLike) -> bool:
    """Whether an address names a protocol (s3://..., memory://...) rather than a path of this machine."""
    return "://" in os.fspath(address)


class Storage:
    """The files below one address.

    url        a folder's path or any fsspec address
    flag       what errors name in front of the address
    patience   seconds for which a server's errors (500, dropped connections, time-outs) are retried; wrong credentials,
               a missing bucket and a full or read-only disk are not retried
    Raises UserError: code 2 for an unknown protocol or a missing library; 1 for what lasts.
    """

    def __init__(self, url: str | os.PathLike, *, flag: str = "--output", patience: float = PATIENCE):
        self.url, self.flag, self.patience = os.fspath(url).rstrip("/") or "/", flag, patience
        self.retries = 0  # tries that failed and were repeated
        protocol = self.url.split("://", 1)[0] if is_url(self.url) else "file"
        options = S3_OPTIONS if protocol in ("s3", "s3a") else {}
        # here: commands that write plain folders, which know this module too, start without it
        import fsspec.core
        from fsspec.implementations.local import LocalFileSystem

        try:
            self.fs, self.root = fsspec.core.url_to_fs(self.url, use_listings_cache=False, **options)
        except ImportError as error:
            remedy = f"install {EXTRAS[protocol]}" if protocol in EXTRAS else str(error)
            raise UserError(f"{self._where()}: the library for {protocol}:// is missing: {remedy}", 2) from None
        except ValueError as error:
            raise UserError(f"{self._where()}: no such protocol or a broken address ({error})", 2) from None
        self.root = self.root.rstrip("/") or "/"
        if protocol in ("s3", "s3a"):
            self.fs.retries = 1
        self.local = isinstance(self.fs, LocalFileSystem)
        names = {self.fs.protocol} if isinstance(self.fs.protocol, str) else set(self.fs.protocol)
        self._whole_uploads = bool(names & OBJECT_STORES)
        self.private = "memory" in names  # other processes do not see it

    def _where(self) -> str:
        return f"{self.flag} {self.url}".strip()

    def path(self, name: str) -> str:
        """A file's path in the file system."""
        return f"{self.root.rstrip('/')}/{name}"

    # ------------------------------------------------------------------ errors

    def _error(self, name: str, error: BaseException, doing: str) -> UserError:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        if isinstance(error, PermissionError) and not self.local:
            reason = f"access denied: {reason} (credentials?)"
        elif type(error).__name__ in _PERMANENT:
            reason = f"credentials: {reason}"
        return UserError(f"{self._where()}: {name + ': ' if name else ''}cannot be {doing} ({reason})")

    def _lasting(self, error: BaseException) -> bool:
        if self.local or isinstance(error, PermissionError | NotImplementedError | TypeError):
            return True
        if any(kind.__name__ in _PERMANENT for kind in type(error).__mro__):
            return True
        return isinstance(error, OSError) and error.errno in _FULL

    def _try(self, name: str, doing: str, call: Callable[[], Result], missing_lasts: bool = False) -> Result:
        """Call until it succeeds or `patience` is over.

        Raises FileNotFoundError (missing_lasts: UserError), UserError for other errors.
        """
        delay, began = FIRST_DELAY, time.monotonic()
        while True:
            try:
                return call()
            except (UserError, FileExistsError):
                raise
            except FileNotFoundError as error:
                if missing_lasts:
                    raise self._error(name, error, doing) from None
                raise
            except Exception as error:
                waited = time.monotonic() - began
                if self._lasting(error):
                    raise self._error(name, error, doing) from None
                if waited >= self.patience:
                    failed = self._error(name, error, doing)
                    raise UserError(f"{failed}; tried for {waited:.0f} s") from None
            self.retries += 1
            time.sleep(delay * (0.5 + random.random()))
            delay = min(2 * delay, LONGEST_DELAY)

    # ------------------------------------------------------------------ looking

    def prepare(self) -> None:
        """Make the folder of a local address; see that a server answers. Raises UserError where it cannot be used."""
        if self.local:
            try:
                os.makedirs(self.path(RUN), exist_ok=True)
            except OSError as error:
                raise self._error("", error, "written") from None
            return
        if not self._whole_uploads:
            self._try("", "written", lambda: self.fs.makedirs(self.path(RUN), exist_ok=True))
        with contextlib.suppress(FileNotFoundError):
            self._try("", "read", lambda: self.fs.ls(self.root, detail=False))
            return
        bucket = self.root.split("/", 1)[0]
        if self._whole_uploads and not self.private and "/" in self.root:
            try:
                self._try("", "read", lambda: self.fs.ls(bucket, detail=False))
            except FileNotFoundError:
                raise UserError(f"{self._where()}: no bucket {bucket!r} is there; create it first") from None
        elif self._whole_uploads and not self.private:
            raise UserError(f"{self._where()}: no bucket {bucket!r} is there; create it first")

    def sizes(self, folder: str = "") -> dict[str, int]:
        """Names (relative to the folder) and bytes of the files directly in a folder; empty where there is none."""
        try:
            entries = self._try(
                folder, "listed", lambda: self.fs.ls(self.path(folder) if folder else self.root, detail=True)
            )
        except (FileNotFoundError, NotADirectoryError):
            return {}
        return {
            entry["name"].rstrip("/").rsplit("/", 1)[-1]: int(entry["size"] or 0)
            for entry in entries
            if entry["type"] == "file" and not entry["name"].endswith("/")
        }

    def names(self, folder: str = "") -> list[str]:
        """Names of all that lies directly in a folder, sorted; empty where there is none."""
        try:
            found = self._try(
                folder, "listed", lambda: self.fs.ls(self.path(folder) if folder else self.root, detail=False)
            )
        except (FileNotFoundError, NotADirectoryError):
            return []
        here = self.path(folder) if folder else self.root
        return sorted({name.rstrip("/").rsplit("/", 1)[-1] for name in found if name.strip("/") != here.strip("/")})

    # ------------------------------------------------------------------ reading

    def read(self, name: str) -> bytes:
        """A small file's bytes (on a disk: of a regular file of MOST_READ at most). Raises FileNotFoundError."""
        if self.local:
            return self._try(name, "read", lambda: regular_bytes(self.path(name), MOST_READ))
        return self._try(name, "read", lambda: self.fs.cat_file(self.path(name)))

    def read_all(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(name, bytes) of many small files in their order, read at once; those that are gone are left out."""

        def one(name: str) -> bytes | None:
            with contextlib.suppress(FileNotFoundError):
                return self.read(name)
            return None

        names = list(names)
        with ThreadPoolExecutor(THREADS) as threads:
            for name, data in zip(names, threads.map(one, names)):
                if data is not None:
                    yield name, data

    def pieces(self, name: str, size: int) -> Iterator[bytes]:
        """A file's first `size` bytes, piece by piece; a piece whose reading fails is read again."""
        if self.local:
            with open(self.path(name), "rb") as file:
                while piece := file.read(PIECE):
                    yield piece
            return
        for start in range(0, size, PIECE):
            call = partial(self.fs.cat_file, self.path(name), start=start, end=min(start + PIECE, size))
            yield self._try(name, "read", call)

    # ------------------------------------------------------------------ writing

    def write(self, name: str, data: bytes) -> None:
        """Write a small file whole."""
        if self.local:
            self._try(name, "written", lambda: self._rename_into(name, lambda file: file.write(data)))
        elif self._whole_uploads:
            self._try(name, "written", lambda: self.fs.pipe_file(self.path(name), data), missing_lasts=True)
        else:
            self._try(name, "written", lambda: self._move_into(name, lambda path: self.fs.pipe_file(path, data)))

    def upload(self, file: BinaryIO, name: str) -> None:
        """Write a file of this machine (open, with a descriptor) whole under a name."""
        file.flush()

        def copy(target: Any) -> None:
            file.seek(0)
            shutil.copyfileobj(file, target, PIECE)

        if self.local:
            self._try(name, "written", lambda: self._rename_into(name, copy))
            return
        with _named(file, copy) as source:
            if self._whole_uploads:
                self._try(name, "written", lambda: self.fs.put_file(source, self.path(name)), missing_lasts=True)
            else:
                self._try(name, "written", lambda: self._move_into(name, lambda path: self.fs.put_file(source, path)))

    def create(self, name: str, data: bytes) -> bool:
        """Write a small file unless there is one of that name; whether it holds these bytes now."""
        if name.rsplit("/", 1)[-1] in self.sizes(name.rsplit("/", 1)[0] if "/" in name else ""):
            return self._holds(name, data)
        try:
            if self.local:
                return self._link_into(name, data)
            try:
                self._try(name, "written", lambda: self.fs.pipe_file(self.path(name), data, mode="create"), True)
            except UserError:
                if self._holds(name, data) or self.fs.exists(self.path(name)):
                    return self._holds(name, data)
                self.write(name, data)  # a server that knows no exclusive writing
        except FileExistsError:
            pass
        return self._holds(name, data)

    def _holds(self, name: str, data: bytes) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return self.read(name) == data
        return False

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; those that are gone do not count."""

        def one(name: str) -> None:
            with contextlib.suppress(FileNotFoundError):
                self._try(name, "removed", lambda: self.fs.rm_file(self.path(name)))

        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(one, list(names)))

    def remove_folder(self, folder: str) -> None:
        """Remove a folder that holds files only."""
        self.remove(f"{folder}/{name}" for name in self.names(folder))
        if not self._whole_uploads:
            with contextlib.suppress(OSError):
                self.fs.rmdir(self.path(folder))

    def _rename_into(self, name: str, fill: Callable[[BinaryIO], Any]) -> None:
        """Write a local file under a temporary name, which the next try of the same file takes over, and rename it."""
        temporary, file = self._open_temporary(name)
        with file:
            try:
                file.truncate(0)
                fill(file)
                file.flush()
                os.fsync(file.fileno())
                if sys.platform == "win32":  # nobody renames an open file there
                    file.close()
                os.replace(temporary, self.path(name))
            except BaseException:  # while the file is still taken
                if sys.platform == "win32":
                    file.close()
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise

    def _open_temporary(self, name: str) -> tuple[str, BinaryIO]:
        """A temporary file for `name` that nobody else writes to, and its path.

        The path is the same each time, so that killed runs leave one file at most; another one while a thread or
        process writes the same name, and where nobody can say so.
        """
        folder = self.path(RUN)
        os.makedirs(folder, exist_ok=True)
        temporary = f"{folder}/{name.replace('/', '+')}.part"
        if CAN_TAKE:
            with contextlib.suppress(OSError):
                if file := take_file(temporary):
                    return temporary, file
        own = f"{temporary}.{uuid.uuid4().hex}"
        return own, open(own, "ab")

    def _link_into(self, name: str, data: bytes) -> bool:
        """Write a local file that nobody else has written; whether that is so."""
        temporary = f"{self.path(RUN)}/{uuid.uuid4().hex}.part"
        try:
            with open(temporary, "wb") as file:
                file.write(data)
            os.link(temporary, self.path(name))
            return True
        except FileExistsError:
            return self._holds(name, data)
        except OSError as error:
            raise self._error(name, error, "written") from None
        finally:
            with contextlib.suppress(OSError):
                os.unlink(temporary)

    def _move_into(self, name: str, put: Callable[[str], Any]) -> None:
        temporary = f"{self.path(RUN)}/{uuid.uuid4().hex}.part"
        put(temporary)
        self.fs.mv(temporary, self.path(name))
