"""Include guards: which files would add nothing where they are included again.

A file of nothing but `#ifndef NAME ... #endif` and includes of other such files adds nothing once its names are
defined. That a name is defined is taken for certain only where no condition but a guard that was passed stands around
it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(\w+)[ \t]*(.*)", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_UNLESS = re.compile(r"!\s*defined\s*\(?\s*([A-Za-z_]\w*)\s*\)?\s*", re.ASCII)
_HOSTS = re.compile(r"GL_|__|HW_PERFORMANCE\Z")  # names that hosts define before the first line
_OPENING = frozenset(("if", "ifdef", "ifndef"))


@dataclass
class _Shape:
    """A file that guards cover: their names, the number of includes outside of them, the paths of these as far as they
    were met, and how many conditions were open before it."""

    names: tuple[str, ...]
    count: int
    open: int = 0
    paths: list[str] = field(default_factory=list)


@dataclass
class _Group:
    """A condition that is open: the name that it wants undefined ('' for others), whether nothing has defined that
    name before, and whether what stands in it is certain to be active, at least where it is the first time."""

    name: str
    first: bool = False
    certain: bool = False


class Guards:
    """What is known where a text, with all that it includes, has been read up to: see `line` and `settled`."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._seen: set[str] = set()
        self._open: list[_Group] = []
        self._shapes: dict[str, _Shape | None] = {}
        self._settled: set[str] = set()
        self._asked: set[str] = set()  # of which `settled` is being answered

    def line(self, line: str) -> None:
        """Take in a line (without comments) in its turn."""
        word, rest = _read(line)
        if word in _OPENING:
            name = _unless(word, rest)
            self._open.append(_Group(name, bool(name) and name not in self._seen and not _HOSTS.match(name)))
        elif word == "endif" and self._open:
            self._open.pop()
        elif word in ("else", "elif") and self._open:
            self._open[-1] = _Group("")
        elif word == "define" and (match := _NAME.match(rest)):
            self._define(match[0])
        elif word == "undef":
            self._known.discard(rest.strip())
            self._settled.clear()

    def _define(self, name: str) -> None:
        inner = self._open[-1] if self._open else _Group("", certain=True)
        guards = bool(inner.name) and inner.name == name
        if all(group.certain for group in self._open[:-1]) and (inner.certain or guards):
            self._known.add(name)
        inner.certain |= guards and inner.first
        self._seen.add(name)

    def enter(self, path: str, lines: Sequence[str]) -> None:
        """A file begins; lines: without comments."""
        shape = self._shapes[path] = _shape(lines)
        if shape:
            shape.open = len(self._open)

    def includes(self, path: str, other: str) -> None:
        """The file at a path includes another here."""
        shape = self._shapes.get(path)
        if shape and shape.open == len(self._open):
            shape.paths.append(other)

    def settled(self, path: str) -> bool:
        """Whether the file would add nothing here."""
        if path in self._settled:
            return True
        shape = self._shapes.get(path)
        if shape is None or len(shape.paths) < shape.count or not self._known.issuperset(shape.names):
            return False
        if path in self._asked:  # a file that includes itself: it is left to the bounds of Files
            return False
        self._asked.add(path)
        try:
            if not all(self.settled(other) for other in shape.paths):
                return False
        finally:
            self._asked.discard(path)
        self._settled.add(path)
        return True


def _read(line: str) -> tuple[str, str]:
    match = _DIRECTIVE.match(line)
    return (match[1], match[2]) if match else ("", "")


def _unless(word: str, rest: str) -> str:
    """The name that `#ifndef NAME` or `#if !defined(NAME)` asks for; '' for other conditions."""
    match = _NAME.match(rest) if word == "ifndef" else _UNLESS.fullmatch(rest) if word == "if" else None
    return (match[match.lastindex or 0]) if match else ""


def _shape(lines: Sequence[str]) -> _Shape | None:
    """None where something stands outside of guards, or in their #else."""
    names, count, depth = [], 0, 0
    for line in lines:
        if not line.strip():
            continue
        word, rest = _read(line)
        if word in _OPENING:
            if depth == 0:
                names.append(_unless(word, rest))
            depth += 1
        elif word == "endif" and depth:
            depth -= 1
        elif (word in ("else", "elif") and depth == 1) or (depth == 0 and word != "include"):
            return None
        elif depth == 0:
            count += 1
    return _Shape(tuple(names), count) if names and all(names) and depth == 0 else None
