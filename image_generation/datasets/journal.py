"""The append-only record of a dataset that is being made."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from image_generation.common.journals import LineJournal, seal, unseal


def image_line(index: int, size: int, crc: int, programs: Sequence[int]) -> str:
    """The line that says that an image is whole: its bytes, their CRC-32, and the numbers of its programs."""
    return seal(f"i,{index},{size},{crc},{';'.join(map(str, programs))}")


def weights_line(index: int, weights: Sequence[int]) -> str:
    """The line that says which weights (in parts of mixing.ONE) the programs of an image have."""
    return seal(f"w,{index},{';'.join(map(str, weights))}")


def labels_line(index: int, size: int, crc: int) -> str:
    """The line that says that an image's labels are whole: their bytes (0: it has none), and their CRC-32."""
    return seal(f"l,{index},{size},{crc}")


def text_line(name: str, digest: str) -> str:
    """The line that says which text (its SHA-1) a program has."""
    return seal(f"p,{json.dumps([name, digest])}")


class Journal:
    """Append-only record of finished images, programs' texts and excluded programs.

    A line that is truncated, or whose checksum does not fit, is skipped. Of two texts of a program the first counts:
    what a process records later, which met an edited file, is what the dataset is not made of.

    images      index -> (bytes, crc32, numbers of its programs, or their names where a table says them)
    weights     index -> weights of its programs in parts of mixing.ONE, where only the finished image tells them (kml)
    labels      index -> (bytes, crc32) of its labels; (0, 0): it has none
    texts       program's name -> SHA-1 of its text
    parameters  program's name -> (how many of its literals vary, how many more the driver refused)
    inputs      program's name -> how many image inputs it has, where they are filled
    excluded    program's name -> why it cannot be drawn
    """

    def __init__(self, path: Path, write: bool = True):
        self.images: dict[int, tuple[int, int, tuple[int | str, ...]]] = {}
        self.weights: dict[int, tuple[int, ...]] = {}
        self.labels: dict[int, tuple[int, int]] = {}
        self.texts: dict[str, str] = {}
        self.parameters: dict[str, tuple[int, int]] = {}
        self.inputs: dict[str, int] = {}
        self.excluded: dict[str, str] = {}
        self._lines = LineJournal(path, write)  # render processes append to the same file
        for sealed in self._lines.lines:
            line = unseal(sealed)
            if line is not None:
                self._read(line)
        self._lines.lines.clear()

    def _read(self, line: str) -> None:
        kind, _, rest = line.partition(",")
        with contextlib.suppress(ValueError, TypeError, RecursionError):
            if kind == "i":
                index, size, crc, programs = rest.split(",")
                self.images[int(index)] = (int(size), int(crc), tuple(map(int, programs.split(";"))))
            elif kind == "w":
                index, parts = rest.split(",")
                self.weights[int(index)] = tuple(map(int, parts.split(";")))
            elif kind == "l":
                index, size, crc = rest.split(",")
                self.labels[int(index)] = (int(size), int(crc))
            elif kind in ("p", "s"):
                name, value = json.loads(rest)
                if isinstance(name, str) and isinstance(value, str):
                    (self.texts if kind == "p" else self.excluded).setdefault(name, value)
            elif kind == "c":
                name, count = json.loads(rest)
                if isinstance(name, str):
                    self.inputs[name] = int(count)
            elif kind == "v":
                name, varied, refused = json.loads(rest)
                if isinstance(name, str):
                    self.parameters[name] = int(varied), int(refused)

    def add_text(self, name: str, digest: str) -> None:
        """Record which text (its SHA-1) a program had."""
        self.texts[name] = digest
        self._lines.append(text_line(name, digest))

    def add_parameters(self, name: str, varied: int, refused: int) -> None:
        """Record how many literals of a program vary, and how many more the driver refused."""
        if self.parameters.get(name) != (varied, refused):
            self.parameters[name] = varied, refused
            self._lines.append(seal(f"v,{json.dumps([name, varied, refused])}"))

    def add_inputs(self, name: str, count: int) -> None:
        """Record how many image inputs of a program are filled."""
        if self.inputs.get(name) != count:
            self.inputs[name] = count
            self._lines.append(seal(f"c,{json.dumps([name, count])}"))

    def add_excluded(self, name: str, reason: str) -> None:
        """Record that a program cannot be drawn, so that a resumed run treats it alike."""
        self.excluded[name] = reason
        self._lines.append(seal(f"s,{json.dumps([name, reason])}"))

    def close(self) -> None:
        """Close the file."""
        self._lines.close()
