"""Files of a download folder: one run at a time in it, files that appear whole, and the SHA-256 of what came first."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from downloads.progress import bar
from image_generation.common.errors import UserError
from image_generation.common.files import open_regular, regular_bytes
from image_generation.common.locks import FolderLock

RECORDS = "downloads.lock"


@contextlib.contextmanager
def only_run_in(folder: Path) -> Iterator[None]:
    """Make the folder and hold it against other runs; the hold ends with the process, however it ends."""
    make_folder(folder)
    with FolderLock(folder / ".lock", folder):
        yield


def make_folder(folder: Path) -> None:
    """Make a folder of the user's choice, with one line where that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise UserError(f"--output {folder}: cannot be written to ({error.strerror})") from None


def write_whole(path: Path, data: bytes | str) -> None:
    """Write a file that is there whole or not at all.

    The temporary name is fixed, so that a killed run leaves at most one, which the next run overwrites.
    """
    temporary = path.with_name(f".{path.name}.part")
    with open(open_regular(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; a bar shows while it is read."""
    digest = hashlib.sha256()
    with open(path, "rb") as file, bar(path.stat().st_size, f"checking {path.name}") as shown:
        while block := file.read(1 << 20):
            digest.update(block)
            shown.update(len(block))
    return digest.hexdigest()


class Records:
    """What was downloaded into a folder: a line of JSON for each file, the last line of a name counts.

    An entry holds bytes, sha256, source and date, and for an archive what it unpacked to. Lines are only ever
    added, so that twenty thousand files cost twenty thousand lines, and a run that is killed loses one at most.
    """

    def __init__(self, folder: Path):
        self.path = folder / RECORDS
        self.entries: dict[str, dict] = {}
        self._lock = threading.Lock()
        try:
            raw = regular_bytes(self.path)
        except FileNotFoundError:
            raw = b""
        except OSError as error:
            raise UserError(f"{self.path}: cannot be read ({error.strerror}); remove it") from None
        whole = raw[: raw.rfind(b"\n") + 1]
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                entry = json.loads(line)
                self.entries[entry.pop("file")] = entry
            except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
                raise UserError(
                    f"{self.path}, line {number}: is damaged; remove that line (the file that it names is checked anew)"
                ) from None
        if len(whole) < len(raw):
            write_whole(self.path, whole)

    def get(self, name: str) -> dict | None:
        """The entry of a file, named by its path on the server; None where there is none."""
        with self._lock:
            return self.entries.get(name) or None

    def put(self, name: str, entry: dict) -> None:
        """Note (or, with an empty entry, forget) a file."""
        line = json.dumps({"file": name, **entry}) + "\n"
        with self._lock:
            with open(self.path, "ab") as file:
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
            self.entries[name] = entry
