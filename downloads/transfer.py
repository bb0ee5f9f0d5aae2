"""Download one file over http(s): resumes where it stopped, never mixes two versions, appears whole or not at all.

What has arrived lies in NAME.part; NAME.part.json holds what the server said about the version that it belongs to
(RFC 9110: validators in section 8.8, If-Range in 13.1.5, Range in 14.2).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from downloads.files import write_whole
from downloads.progress import stop
from downloads.web import (
    PermanentError,
    RetryPolicy,
    StallGuard,
    TransientError,
    length_of,
    looks_like_html,
    open_address,
    read_some,
    retry,
    shown,
)
from image_generation.common.errors import UserError
from image_generation.common.files import open_regular, regular_bytes
from image_generation.common.progress import amount

OVERLAP = 4096  # bytes fetched again when going on, and compared: catches servers that change a file unseen
BLOCK = 1 << 18


@dataclass(frozen=True)
class Limits:
    """What a download may cost: bytes of a file, and seconds for it."""

    largest: int = 500 * 10**9
    longest: float = 7 * 24 * 3600.0


class DiskReservation:
    """Free space on a disk, shared by the downloads that run at once."""

    SPARE = 64 << 20  # bytes left over for everybody else

    def __init__(self):
        self._lock, self._claimed = threading.Lock(), 0

    @contextlib.contextmanager
    def claim(self, folder: Path, n: int, what: str) -> Iterator[None]:
        """Hold n bytes of the folder's disk; raises UserError where they are not free."""
        with self._lock:
            free = shutil.disk_usage(folder).free - self._claimed - self.SPARE
            if n > free:
                raise UserError(
                    f"{what}: needs {amount(n)} in {folder}, where {amount(max(0, free))} are free; "
                    "make room, or choose another disk with --output"
                )
            self._claimed += n
        try:
            yield
        finally:
            with self._lock:
                self._claimed -= n


class _Restart(Exception):
    """The part that lies here is not the beginning of what the server has now."""


def download_file(
    address: str,
    path: Path,
    *,
    bar: Any,
    policy: RetryPolicy,
    limits: Limits,
    disk: DiskReservation,
    check_start: Callable[[bytes], str | None] = lambda start: None,
) -> Path:
    """Download `address` into `path` with '.part' added, resuming what lies there; returns that complete file's path.

    The caller checks it and gives it its name (`put_in_place`). bar has n, total and refresh(). check_start sees the
    first bytes and says what is wrong with them, if anything: then nothing that lies here is touched.
    Raises UserError once `policy` or `limits` are used up, or where the server refuses.
    """
    part = path.with_name(path.name + ".part")
    deadline = time.monotonic() + limits.longest
    reached = _size(part)

    def attempt(resume: bool = True) -> None:
        nonlocal reached
        try:
            _attempt(address, path.name, part, resume, bar, policy, limits, deadline, disk, check_start)
        except _Restart:
            attempt(resume=False)
        except TransientError as trouble:
            # What has come again, of a file that is begun anew each time, is no progress.
            trouble.gained, reached = max(0, _size(part) - reached), max(_size(part), reached)
            raise

    retry(path.name, policy, attempt)
    with open(part, "rb") as file:
        os.fsync(file.fileno())
    return part


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def put_in_place(part: Path, path: Path) -> None:
    """Give a complete part its final name."""
    os.replace(part, path)
    _state_path(part).unlink(missing_ok=True)


def discard(part: Path) -> None:
    """Remove a part and what is noted about it."""
    part.unlink(missing_ok=True)
    _state_path(part).unlink(missing_ok=True)


def _state_path(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _read_state(part: Path) -> dict:
    try:
        state = json.loads(regular_bytes(_state_path(part)))
        return state if isinstance(state, dict) else {}
    except (OSError, ValueError):
        return {}


def _version(headers: Any) -> dict[str, str | None]:
    return {"etag": headers.get("ETag"), "last_modified": headers.get("Last-Modified")}


def _validator(state: dict) -> str | None:
    """What tells the server which version lies here; None where it gave nothing that does, and no part is continued.

    A weak ETag may stay the same when bytes change (RFC 9110, 8.8.1).
    """
    etag = state.get("etag")
    return etag if etag and not etag.startswith("W/") else state.get("last_modified")


def _attempt(address, name, part, resume, bar, policy, limits, deadline, disk, check_start) -> None:
    """One connection: resume from the part or begin anew. Raises TransientError, PermanentError or _Restart."""
    state = _read_state(part) if resume else {}
    validator = _validator(state)
    have = part.stat().st_size if validator and part.exists() else 0
    start = max(0, have - OVERLAP)
    headers = {"Range": f"bytes={start}-", "If-Range": validator} if have and validator else {}
    try:
        response = open_address(address, policy, headers)
    except PermanentError as refusal:
        if refusal.status == 416 and have:
            raise _Restart from None
        raise
    with response:
        if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
            raise PermanentError(f"{shown(address)}: sends the file encoded, though it was asked not to")
        if response.status == 206 and have:
            length = _check_continuation(response.headers, start, have, state)
        elif response.status == 206:
            raise PermanentError(f"{shown(address)}: sends a part of the file where the whole was asked for")
        else:
            start, have, length = 0, 0, _promised(response.headers)
        if length is not None and length > limits.largest:
            raise PermanentError(f"{name}: is {amount(length)} large, more than --max-size allows")
        with disk.claim(part.parent, 0 if length is None else length - have, name):
            guard = StallGuard(policy.stall)
            first = read_some(response, BLOCK)
            if not have:
                while len(first) < 16 and (more := read_some(response, BLOCK)):
                    first += more
                if not first and length is None:
                    raise TransientError("an empty answer")  # as when the connection breaks off within the headers
                complaint = check_start(first) if first else "sends an empty file"
                if complaint:
                    raise PermanentError(f"{shown(address)}: {complaint}")
                _begin(part, {**_version(response.headers), "length": length})
            bar.n = bar.initial = have
            bar.total = length
            bar.refresh()
            _store(response, first, part, start, have, length, bar, guard, limits, deadline, name)


def _promised(headers: Any) -> int | None:
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        return None
    return length_of(headers.get("Content-Length", "").strip())


def _check_continuation(headers: Any, start: int, have: int, state: dict) -> int | None:
    """The file's whole length by a 206 answer; raises _Restart unless it continues the version of `state`."""
    found = re.fullmatch(
        r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)", headers.get("Content-Range", "").strip()
    )
    if not found or int(found[1]) != start:
        raise _Restart
    length = None if found[3] == "*" else int(found[3])
    if length is not None and length < have:
        raise _Restart
    if length != state.get("length") and None not in (length, state.get("length")):
        raise _Restart
    if any(state.get(key) != value for key, value in _version(headers).items() if value is not None):
        raise _Restart
    return state.get("length") if length is None else length


def _begin(part: Path, state: dict) -> None:
    """An empty part with its state; emptied first, so that no bytes ever lie beside another version's state."""
    os.close(open_regular(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
    write_whole(_state_path(part), json.dumps(state))


def _store(response, block, part, start, have, length, bar, guard, limits, deadline, name) -> None:
    """Append what arrives to the part; bytes from `start` to `have` are compared with it instead."""
    came = have
    try:
        with open(part, "r+b") as file:
            file.seek(start)
            position = start
            while block:
                if position < have:
                    again, block = block[: have - position], block[have - position :]
                    if file.read(len(again)) != again:
                        raise _Restart
                    position += len(again)
                    guard.count(len(again))
                file.write(block)
                position += len(block)
                came += len(block)
                bar.update(len(block))
                guard.count(len(block))
                if position > limits.largest:
                    raise PermanentError(f"{name}: is larger than --max-size allows")
                if time.monotonic() > deadline:
                    raise UserError(f"{name}: took longer than --max-time; the same command resumes where it stopped")
                if stop.is_set():
                    raise UserError(f"{name}: stopped")
                block = read_some(response, BLOCK)
    except TransientError as trouble:
        raise TransientError(f"{trouble} (at {_so_far(came, length)})") from None
    if length is not None and position < length:
        raise TransientError(f"the connection ended (at {_so_far(position, length)})")


def _so_far(n: int, length: int | None) -> str:
    return amount(n) if length is None else f"{amount(n)} of {amount(length)}"


# ------------------------------------------------------------------ what a file must begin with


def check_zip_start(start: bytes) -> str | None:
    """Says what is wrong with the first bytes of a zip archive."""
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    return _wrong(start) or "sends something else in place of a zip archive"


def check_binary_start(start: bytes) -> str | None:
    """Says what is wrong with the first bytes of a checkpoint, pickle or video: they must not be a web page's."""
    return _wrong(start)


def _wrong(start: bytes) -> str | None:
    if looks_like_html(start):
        return "sends a web page in place of the file; is the address right, or is there a log-in in between?"
    return None
