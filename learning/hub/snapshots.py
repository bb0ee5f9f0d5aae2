"""What lies in a repository of the Hub at one commit, and bringing of files from it: bounded, checked, whole or not.

Nothing that comes is run: only names that the caller asked for are brought, each no larger than the repository's
listing says, and kept when its digest (SHA-256, or git's SHA-1 of a blob) is the listing's.

    CACHE/models--USER--NAME/refs/main         the commit that a revision last was
    CACHE/models--USER--NAME/COMMIT.json       the listing
    CACHE/models--USER--NAME/COMMIT/...        the files
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.common.progress import amount, progress, say
from learning.hub import client
from learning.hub.addresses import COMMIT, HubAddress

MOST_FILES = 2_000_000
SPARE = 64 << 20  # bytes of disk that are left for others
THREADS = 8
TRIES = 5  # in a row that bring nothing of a file
_BLOCK = 1 << 18


@dataclass(frozen=True)
class Entry:
    """A file of the listing: bytes, and its SHA-256 or, of small files, git's SHA-1 of the blob."""

    path: str
    size: int
    sha256: str | None
    blob: str


@dataclass(frozen=True)
class Snapshot:
    """A repository at a commit; kind: model or dataset."""

    address: HubAddress
    kind: str
    commit: str
    entries: tuple[Entry, ...]

    @property
    def pinned(self) -> str:
        """The address with the commit in place of the revision."""
        return str(self.address.at(self.commit))

    @property
    def folder(self) -> Path:
        """Where its files lie on this machine."""
        return repository_folder(self.address, self.kind) / self.commit


def repository_folder(address: HubAddress, kind: str) -> Path:
    """Where everything of a repository lies on this machine."""
    return client.home() / f"{kind}s--{address.repo.replace('/', '--')}"


# ------------------------------------------------------------------ commits and listings


def commit_of(address: HubAddress, kind: str) -> str:
    """The commit that an address means now; from this machine's memory, with a line, where the Hub is not reachable.

    Raises UserError.
    """
    if COMMIT.fullmatch(address.revision):
        return address.revision
    reference = repository_folder(address, kind) / "refs" / quote(address.revision, safe="")
    try:
        with client.plain_errors(str(address)):
            hub = client.api()
            info = hub.repo_info(address.repo, repo_type=kind, revision=address.revision, timeout=client.SILENCE)
            commit = str(info.sha)
    except client.Unreachable as error:
        known = _text(reference)
        if not COMMIT.fullmatch(known):
            raise
        say(f"{error}; {address} is taken as it was last: {known[:12]}")
        return known
    if not COMMIT.fullmatch(commit):
        raise UserError(f"{address}: the Hub names no commit ({commit[:40]!a})")
    before = _text(reference)
    if COMMIT.fullmatch(before) and before != commit:
        say(f"{address} has changed: {before[:12]} before, {commit[:12]} now")
    _write(reference, commit.encode())
    return commit


def open_snapshot(address: HubAddress, kind: str) -> Snapshot:
    """The repository's listing at the address's commit. Raises UserError."""
    commit = commit_of(address, kind)
    listing = repository_folder(address, kind) / f"{commit}.json"
    entries = _known_listing(listing)
    if entries is None:
        with client.plain_errors(str(address)):
            entries = tuple(_listed(address, kind, commit))
        _check(entries, address)
        _write(listing, json.dumps([asdict(entry) for entry in entries]).encode())
    _check(entries, address)
    return Snapshot(address, kind, commit, entries)


def _known_listing(path: Path) -> tuple[Entry, ...] | None:
    """A listing that was written here, None where it is not there, or damaged."""
    try:
        return tuple(Entry(**entry) for entry in json.loads(_text(path)))
    except (ValueError, TypeError):
        return None


def _listed(address: HubAddress, kind: str, commit: str) -> Iterator[Entry]:
    tree = client.api().list_repo_tree(address.repo, repo_type=kind, revision=commit, recursive=True)
    for count, item in enumerate(tree):
        if count > 2 * MOST_FILES:
            raise UserError(f"{address}: holds more than {MOST_FILES:,} files, which is refused")
        if hasattr(item, "blob_id"):
            lfs = item.lfs
            yield Entry(item.path, int(lfs.size if lfs else item.size), lfs.sha256 if lfs else None, item.blob_id)


def _check(entries: Iterable[Entry], address: HubAddress) -> None:
    """Raises UserError for names that would leave the folder, and for what is no size or digest."""
    files: set[str] = set()
    folders: set[str] = set()
    for entry in entries:
        parts = entry.path.split("/")
        bad = (
            any(part in ("", ".", "..") or len(part.encode()) > 240 for part in parts)
            or len(entry.path.encode()) > 1000
            or "\\" in entry.path
            or not entry.path.isprintable()
            or re.match(r"[A-Za-z]:", entry.path) is not None
        )
        if bad:
            raise UserError(f"{address}: holds {entry.path[:200]!a}, a name that may leave the folder: refused")
        if type(entry.size) is not int or entry.size < 0 or not _is_digest(entry):
            raise UserError(f"{address}: the Hub gives no size or digest of {entry.path[:200]!a}: refused")
        if entry.path in files:
            raise UserError(f"{address}: holds {entry.path[:200]!a} twice: refused")
        files.add(entry.path)
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
    if len(files) > MOST_FILES:
        raise UserError(f"{address}: holds {len(files):,} files, more than {MOST_FILES:,}, which is refused")
    if both := files & folders:
        raise UserError(f"{address}: holds {min(both)[:200]!a} both as a file and as a folder: refused")


def _is_digest(entry: Entry) -> bool:
    if entry.sha256 is not None:
        return isinstance(entry.sha256, str) and re.fullmatch(r"[0-9a-f]{64}", entry.sha256) is not None
    return isinstance(entry.blob, str) and COMMIT.fullmatch(entry.blob) is not None


# ------------------------------------------------------------------ bringing


def bring(snapshot: Snapshot, entries: list[Entry]) -> Path:
    """Bring files of a snapshot that are not there yet; the folder that they lie in. Raises UserError.

    A file of this name and size that is there was checked when it came.
    """
    # huggingface_hub depends on it, so it is there with the extra.
    from filelock import FileLock

    folder = snapshot.folder
    folder.mkdir(parents=True, exist_ok=True)
    # Processes of one run, or several runs, wait for the first of them.
    with FileLock(f"{folder}.lock"):
        for left in folder.glob(".*.part"):
            left.unlink(missing_ok=True)
        missing = [entry for entry in entries if _size(folder / entry.path) != entry.size]
        need, free = sum(entry.size for entry in missing), shutil.disk_usage(folder).free - SPARE
        if need > free:
            raise UserError(
                f"{snapshot.address}: {amount(need)} are to come, where {amount(max(0, free))} are free in "
                f"{client.home()}: make room, or set HF_HOME to a folder on another disk"
            )
        if missing:
            client.library()
            name = str(snapshot.address)
            with (
                progress(total=need, unit="B", desc=name, leave=False) as bar,
                ThreadPoolExecutor(min(THREADS, len(missing))) as pool,
            ):
                stop = threading.Event()

                def step(count: int) -> None:
                    if stop.is_set():  # Ctrl-C, or another file's error: a large file does not come to its end first
                        raise UserError(f"{snapshot.address}: stopped")
                    bar.update(count)

                tasks = [pool.submit(_bring_one, snapshot, entry, step) for entry in missing]
                try:
                    for task in as_completed(tasks):
                        task.result()
                except BaseException:
                    stop.set()
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
    return folder


def _bring_one(snapshot: Snapshot, entry: Entry, step: Callable[[int], Any]) -> None:
    """Bring one file under a temporary name, compare its digest, rename it."""
    what = f"{snapshot.address}: {entry.path}"
    target = snapshot.folder / entry.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=snapshot.folder, prefix=".", suffix=".part", delete=False) as file:
        temporary = Path(file.name)
        try:
            digest = hashlib.sha256() if entry.sha256 else hashlib.sha1(b"blob %d\0" % entry.size)
            came = failures = 0
            while True:
                before = came
                try:
                    with client.plain_errors(what):
                        for block in _blocks(snapshot, entry, came):
                            if came + len(block) > entry.size:
                                raise UserError(
                                    f"{what}: is longer than the {entry.size} bytes of its listing: refused"
                                )
                            file.write(block)
                            digest.update(block)
                            came += len(block)
                            step(len(block))
                    if came == entry.size:
                        break
                    raise client.Unreachable(f"{what}: the connection broke after {came} of {entry.size} bytes")
                except client.Unreachable:
                    failures = 0 if came > before else failures + 1
                    if failures == TRIES:
                        raise
                    time.sleep(0.5 * 2**failures)
            file.flush()
            if digest.hexdigest() != (entry.sha256 or entry.blob):
                raise UserError(f"{what}: its digest is not that of the listing: damaged on the way, or replaced")
            temporary.chmod(0o644)
            temporary.replace(target)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()


def _blocks(snapshot: Snapshot, entry: Entry, start: int) -> Iterator[bytes]:
    """The file's bytes from `start` on; redirections are followed, without the token where they leave the Hub."""
    hub = client.library()
    address = hub.hf_hub_url(
        snapshot.address.repo,
        entry.path,
        repo_type=snapshot.kind,
        revision=snapshot.commit,
        endpoint=client.endpoint(),
    )
    headers = hub.utils.build_hf_headers(token=client.token() or False)
    headers["Accept-Encoding"] = "identity"
    if start:
        headers["Range"] = f"bytes={start}-"
    with hub.utils.get_session().stream("GET", address, headers=headers) as response:
        if response.status_code >= 400:
            response.read()
        hub.utils.hf_raise_for_status(response)
        skip = start if response.status_code != 206 else 0
        for block in response.iter_bytes(_BLOCK):
            if skip >= len(block):
                skip -= len(block)
                continue
            yield block[skip:]
            skip = 0


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise UserError(
            f"{client.home()}: cannot be written ({error.strerror}): set HF_HOME to another folder"
        ) from None
