"""The files that a shader may read beside its own text: what it includes, and what its site keeps in files of its own.

    files = Files("shaders/rings/main.frag", ("shaders",))       # a folder that was given as SHADERS, or by --include
    pieces = files.pieces(text, "main")                          # the text, with what it includes between its lines

`#include "file"` (or 'file', or <file>) is looked for beside the text that includes it, then in each folder; it is
followed anywhere inside the shader's own folder and the folders given, never outside: links and `..` are resolved
before that is judged.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.include_guards import Guards
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.text import MAX_BYTES, decode, without_comments

_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include\b[ \t]*(.*)$", re.MULTILINE)
_QUOTED = re.compile(r"""(?:"([^"]+)"|'([^']+)'|<([^>]+)>)\s*;?""")
_MAX_INCLUDES = 4096  # libraries of headers include each other some hundred times
_MAX_DEPTH = 32


@dataclass
class Files:
    """What lies within reach of one shader.

    path      where its text was read; None: nothing beside it is read
    folders   further folders from which it may include
    Attributes: roots (folders within reach), asked (path -> state_of it, of everything that was looked for or read).
    """

    path: str | None = None
    folders: Sequence[str] = ()
    asked: dict[str, str] = field(default_factory=dict, init=False)
    _count: int = field(default=0, init=False)
    _size: int = field(default=0, init=False)
    _filled: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        own = () if self.path is None else (os.path.dirname(os.path.abspath(self.path)),)
        self.roots = tuple(dict.fromkeys(os.path.realpath(folder) for folder in (*own, *self.folders)))

    def note(self, path: str) -> None:
        """Remember that what lies at a path, or that nothing does, has a say in what the program is."""
        if path not in self.asked:
            self.asked[path] = state_of(path)

    def pieces(self, text: str, name: str) -> list[Piece]:
        """The text in pieces, with what it includes between them; every piece keeps its own line numbers.

        Files that include guards make empty are left out where they come again. Raises ProgramError where a file is
        not there or not within reach ('unsupported').
        """
        if "include" not in text:
            return [Piece(text, name)]
        return self._pieces(text, name, self.path or "", Guards(), 0)

    def _pieces(self, text: str, name: str, own: str, guards: Guards, depth: int) -> list[Piece]:
        """own: path of the text, '' where it has none."""
        found: list[Piece] = []
        lines = text.split("\n")
        active = without_comments(text).split("\n")
        guards.enter(own, active)
        folder = os.path.dirname(own) if depth else self.folder
        start = 0
        for number, line in enumerate(active):
            guards.line(line)
            match = _INCLUDE.match(line)
            if match is None:
                continue
            file = _QUOTED.fullmatch(match[1].strip())
            where = f"{name}:{number + 1}"
            if file is None:
                raise ProgramError(f"{where}: #include names no file", "compile_error")
            named = file[file.lastindex or 1]
            path = self.locate(named, folder, f"{where}: #include")
            guards.includes(own, path)
            if guards.settled(path):
                lines[number] = ""
                continue
            self._fill(start, where)
            found.append(Piece("\n" * start + "\n".join(lines[start:number]), name))
            found += self._pieces(self.read(path, where, depth), named, path, guards, depth + 1)
            start = number + 1
        found.append(Piece("\n" * start + "\n".join(lines[start:]), name))
        return found

    def _fill(self, lines: int, where: str) -> None:
        """Count the empty lines by which a piece keeps its line numbers."""
        self._filled += lines
        if self._filled > 8 * MAX_BYTES:
            raise ProgramError(f"{where}: includes too many files", "unsupported")

    @property
    def folder(self) -> str | None:
        """The folder of the shader's own text."""
        return None if self.path is None else self.roots[0]

    def locate(self, file: str, folder: str | None, where: str) -> str:
        """Path of a file beside `folder` or below one of the roots; raises ProgramError ('unsupported')."""
        reason = "no such file in the shader's folder"
        if self.folders:
            reason += " or a folder given as SHADERS or with --include"
        if not os.path.isabs(file) and "\0" not in file:
            for base in (folder, *self.roots):
                if base is None:
                    continue
                self.note(os.path.join(base, file))
                path = os.path.realpath(os.path.join(base, file))
                if not os.path.isfile(path):
                    continue
                if any(path.startswith(root.rstrip(os.sep) + os.sep) for root in self.roots):
                    return path
                reason = "lies outside the folders given as SHADERS or with --include"
        raise ProgramError(f"{where} {file[:100]}: {reason}", "unsupported")

    def read(self, path: str, where: str, depth: int = 0) -> str:
        """Text of a file that `locate` found; raises ProgramError beyond all bounds."""
        self._count += 1
        if self._count > _MAX_INCLUDES or depth > _MAX_DEPTH:
            raise ProgramError(f"{where}: includes too many files", "unsupported")
        try:
            with open(path, "rb") as file:
                text = decode(file.read(MAX_BYTES + 1))
        except OSError as error:
            raise ProgramError(f"{where}: {os.path.basename(path)}: cannot be read ({error.strerror})") from None
        except ProgramError as error:
            raise ProgramError(f"{where}: {os.path.basename(path)}: {error}", error.status) from None
        self._size += len(text)
        if self._size > MAX_BYTES:
            raise ProgramError(f"{where}: includes more than {MAX_BYTES >> 20} MB", "unsupported")
        return text

    def beside(self, name: str) -> str | None:
        """Path of a file of this name in the shader's own folder, within reach; None where there is none."""
        if self.path is None:
            return None
        try:
            return self.locate(name, self.folder, "")
        except ProgramError:
            return None


def state_of(path: str) -> str:
    """What lies at a path, in a few words that change whenever a parser would see something else there: a folder's
    names, a file's text; '' for nothing."""
    try:
        if os.path.isdir(path):
            found = "\0".join(sorted(os.listdir(path))).encode("utf-8", "surrogateescape")
        elif os.path.isfile(path):
            with open(path, "rb") as file:
                found = file.read(MAX_BYTES + 1)
        else:
            return ""
    except OSError:
        return ""
    return f"{hashlib.sha256(found).hexdigest()} {os.path.realpath(path)}"


def joined(pieces: Sequence[Piece]) -> str:
    """The text of all pieces."""
    return pieces[0].text if len(pieces) == 1 else "\n".join(piece.text for piece in pieces)
