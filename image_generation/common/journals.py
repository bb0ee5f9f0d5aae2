"""Append-only records of what a run has finished, which survive being killed at any moment."""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path

from image_generation.common.files import open_regular

MOST_CHARACTERS = 1 << 20  # of one line; what comes behind a longer one (the holes of a sparse file, say) is not read
_SEAL = re.compile(r"\t#([0-9a-f]{8})")


def seal(line: str) -> str:
    """The line with its checksum (CRC-32) behind a tab, by which flipped bits are told."""
    return f"{line}\t#{zlib.crc32(line.encode()):08x}"


def unseal(line: str) -> str | None:
    """A line without its checksum; None where it is not what was written. Lines of before there were checksums stay."""
    body, mark = line[:-10], _SEAL.fullmatch(line[-10:])
    if mark is None:
        return line
    return body if zlib.crc32(body.encode("utf-8", "surrogatepass")) == int(mark[1], 16) else None


class LineJournal:
    """A text file to which whole lines are appended; a line that a killed run left truncated is skipped.

    path    the file, made where it is not there
    write   False only reads what is there
    Attributes: lines (what earlier runs wrote, without line ends).
    Raises UserError where the path is no regular file; OSError where it cannot be opened.
    """

    def __init__(self, path: Path, write: bool = True):
        self.lines: list[str] = []
        self._descriptor = -1
        try:
            descriptor = open_regular(path, os.O_RDONLY)
        except FileNotFoundError:
            pass
        else:
            with open(descriptor, encoding="utf-8", errors="replace", newline="\n") as file:
                while (line := file.readline(MOST_CHARACTERS)).endswith("\n"):
                    self.lines.append(line[:-1])
        if write:
            self._descriptor = open_regular(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            self.append("")  # after a truncated line, what follows must not continue it

    def append(self, line: str) -> None:
        """Add a line; it is with the system when this returns. Other processes may append to the same file."""
        data = memoryview(f"{line}\n".encode())
        while data:
            data = data[os.write(self._descriptor, data) :]

    def restart(self) -> None:
        """Forget all lines."""
        os.ftruncate(self._descriptor, 0)
        self.lines = []

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
