"""Shards of a server on this machine's disk: downloaded once for all processes, checked, bounded in size."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec.core  # noqa: F401 - now, not by a thread of Storage beside which a process is forked

from image_generation.common.errors import UserError
from image_generation.common.locks import CAN_TAKE, take_file
from image_generation.datasets.shards import ShardEntry
from image_generation.datasets.storage import PATIENCE, Storage
from image_generation.processes.launch import start

if not CAN_TAKE:
    import filelock

CACHE_GB = 20.0
READERS = 4  # shards that are downloaded at once
TRIES = 3  # downloads of a shard whose bytes are not what the index says


class UnreadableShard(Exception):
    """A shard cannot be read; the message says why."""


def default_folder() -> Path:
    """Where shards are kept unless the user says otherwise."""
    user = f"-{os.getuid()}" if hasattr(os, "getuid") else ""  # Windows: the folder for temporary files is a user's own
    return Path(tempfile.gettempdir()) / f"shard-cache{user}"


class ShardCache:
    """Downloaded shards, named by their SHA-256, in a folder that processes and runs share.

    folder    made, for this user alone, where it is not there; most: bytes that it may hold
    patience  seconds for which a server's errors are retried
    """

    def __init__(self, folder: str | os.PathLike | None, *, most: float = CACHE_GB * 1e9, patience: float = PATIENCE):
        self.folder, self.most, self.patience = Path(folder or default_folder()), most, patience
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"--shard-cache {self.folder}: cannot be made ({error.strerror})") from None
        if hasattr(os, "getuid") and self.folder.stat().st_uid != os.getuid():
            raise UserError(f"--shard-cache {self.folder}: belongs to another user; name another folder")

    def path(self, entry: ShardEntry) -> Path:
        """Where a shard lies, once it is there."""
        return self.folder / f"{entry.sha256[:40]}.tar"

    def fetch(self, storage: Storage, entry: ShardEntry, wait: bool = True) -> Path | None:
        """The shard's path, downloaded if need be; None where another process is at it and wait is not set.

        Raises UnreadableShard.
        """
        path = self.path(entry)
        if self._there(path, entry):
            return path
        with self._only_one(path, wait) as mine:
            if not mine:
                return None
            if not self._there(path, entry):
                self._make_room(entry.bytes)
                self._download(storage, entry, path)
        return path

    def _there(self, path: Path, entry: ShardEntry) -> bool:
        with contextlib.suppress(OSError):
            if path.stat().st_size == entry.bytes:
                os.utime(path)  # used just now
                return True
        return False

    @contextlib.contextmanager
    def _only_one(self, path: Path, wait: bool) -> Iterator[bool]:
        if not CAN_TAKE:
            other = filelock.FileLock(path.with_suffix(".lock"), timeout=-1 if wait else 0)
            try:
                with other:
                    yield True
            except filelock.Timeout:
                yield False
            return
        lock = path.with_suffix(".lock")  # _make_room of another process may remove it
        file = take_file(lock, wait)
        if file is None:
            yield False
            return
        with file:
            yield True

    def _download(self, storage: Storage, entry: ShardEntry, path: Path) -> None:
        part = path.with_suffix(".part")
        reason = ""
        for _ in range(TRIES):
            digest, size = hashlib.sha256(), 0
            try:
                with open(part, "wb") as file:
                    for piece in storage.pieces(entry.name, entry.bytes):
                        file.write(piece)
                        digest.update(piece)
                        size += len(piece)
            except FileNotFoundError:
                reason = "is not there"
                continue
            except (UserError, OSError) as error:
                part.unlink(missing_ok=True)
                raise UnreadableShard(str(error)) from None
            if size == entry.bytes and digest.hexdigest() == entry.sha256:
                os.replace(part, path)
                return
            reason = "its bytes are not what index.json says"
        part.unlink(missing_ok=True)
        raise UnreadableShard(reason)

    def _make_room(self, size: int) -> None:
        """Remove shards that were not used for longest; whoever has one open keeps it."""
        shards = []
        for path in self.folder.glob("*.tar"):
            with contextlib.suppress(OSError):
                about = path.stat()
                shards.append((about.st_mtime, about.st_size, path))
        total = sum(bytes_ for _, bytes_, _ in shards) + size
        for _, bytes_, path in sorted(shards):
            if total <= self.most:
                return
            path.unlink(missing_ok=True)
            path.with_suffix(".lock").unlink(missing_ok=True)
            total -= bytes_


class ReadAhead:
    """A process that downloads the shards that are wanted next: threads of the trainer would be forked with it."""

    def __init__(self, cache: ShardCache):
        self.connection, other = multiprocessing.Pipe()
        with other:
            self.process = start(_read_ahead, (other, cache.folder, cache.most, cache.patience))

    def want(self, shards: Sequence[tuple[str, ShardEntry]]) -> None:
        """Download these next: (address, entry) each."""
        with contextlib.suppress(OSError):
            self.connection.send(list(shards))

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.connection.close()


def _read_ahead(connection, folder: Path, most: float, patience: float) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the trainer's business
    cache = ShardCache(folder, most=most, patience=patience)
    storages: dict[str, Storage] = {}

    def one(url: str, entry: ShardEntry) -> None:
        with contextlib.suppress(UnreadableShard, UserError, OSError):  # who needs the shard tries it again and says so
            cache.fetch(storages[url], entry, wait=False)

    with ThreadPoolExecutor(READERS) as threads:
        while True:
            try:
                wanted = connection.recv()
            except (EOFError, OSError):
                os._exit(0)
            for url, entry in wanted:
                storages.setdefault(url, Storage(url, flag="", patience=patience))
                threads.submit(one, url, entry)
