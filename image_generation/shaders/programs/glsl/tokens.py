"""Shader text as lines and tokens: comments, line ends, continuations and foreign bytes are dealt with here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from image_generation.shaders.programs.program import ProgramError

LINES = 1 << 22  # a place in the pieces is one number: piece * LINES + line
MAX_TEXT = 2_000_000  # characters; the longest shaders that people share have a tenth of it

# Numbers as in GLSL ES 3.00 section 4.1; everything that is no word, number or known operator is one character.
TOKEN = re.compile(
    r"[A-Za-z_]\w*|0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[uUfF]?"
    r"|<<=|>>=|\+\+|--|<=|>=|==|!=|&&|\|\||\^\^|<<|>>|\+=|-=|\*=|/=|%=|&=|\|=|\^=|##|[^\s\x01]",
    re.ASCII,
)
_FLOAT = re.compile(r"(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?[fF]?", re.ASCII)
_NUMERIC = frozenset(".0123456789")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|/\*", re.DOTALL)
_FOREIGN = re.compile(r"[^\t\n\v\f\r\x20-\x7e]")
_MOVED_END = "\x01"  # stands for a line end inside a comment or after a backslash


@dataclass(frozen=True)
class Piece:
    """Part of what a site hands to WebGL: the user's text under its `name`, or the site's own (name "").

    Lines are counted from 1 in every piece; pieces are concatenated as they are (a newline between them).
    """

    text: str
    name: str = ""


class Number(str):
    """A float literal of the text, which knows where it was written, through all macros: its `place`, and the number
    of the token in that line (of a macro's body: in the body)."""

    __slots__ = ("column", "place")
    column: int
    place: int

    def __new__(cls, word: str, place: int, column: int):
        number = super().__new__(cls, word)
        number.place, number.column = place, column
        return number


class Fault(ProgramError):
    """A ProgramError of status 'compile_error' that knows its place; `named` words it for the author."""

    def __init__(self, message: str, place: int):
        super().__init__(message, "compile_error")
        self.place = place

    def named(self, pieces: Sequence[Piece]) -> ProgramError:
        piece, line = divmod(self.place, LINES)
        name = pieces[piece].name if piece < len(pieces) else ""
        return ProgramError(f"{name or 'shader'}:{line}: {self}", "compile_error")


def words_of(line: str, place: int) -> list[str]:
    """The tokens of a logical line, its float literals as Numbers."""
    words = TOKEN.findall(line)
    if "." in line or "e" in line or "E" in line:
        for column, word in enumerate(words):
            if word[0] in _NUMERIC and _FLOAT.fullmatch(word):
                words[column] = Number(word, place, column)
    return words


def is_word(token: str) -> bool:
    """Whether the token is an identifier or a keyword."""
    return token[0].isalpha() or token[0] == "_"


def lines(pieces: Sequence[Piece]) -> Iterator[tuple[str, int]]:
    """The logical lines of all pieces with their places, comments and continuations taken out.

    As in Chromium, characters outside ASCII become question marks (harmless in comments), a backslash
    joins lines in every version, and a carriage return is a line end. Raises ProgramError.
    """
    if sum(len(piece.text) for piece in pieces) > MAX_TEXT:
        raise ProgramError(f"the shader's text is longer than {MAX_TEXT} characters", "unsupported")
    for index, piece in enumerate(pieces):
        text = piece.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        text = _FOREIGN.sub("?", text).replace("\\\n", _MOVED_END)
        place = index * LINES + 1
        for line in _COMMENT.sub(partial(_blank, place), text).split("\n"):
            ends = line.count(_MOVED_END)
            if ends:
                line = line.replace(_MOVED_END, "")
            yield line, place
            place += 1 + ends


def _blank(first: int, found: re.Match[str]) -> str:
    comment = found[0]
    if comment == "/*":
        line = first + found.string.count("\n", 0, found.start()) + found.string.count(_MOVED_END, 0, found.start())
        raise Fault("comment without an end", line)
    return " " + _MOVED_END * (comment.count("\n") + comment.count(_MOVED_END))
