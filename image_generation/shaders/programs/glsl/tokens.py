"""Shader text as lines and tokens: comments, line ends, continuations and foreign bytes are dealt with here."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from image_generation.shaders.programs.program import ProgramError

LINES = 1 << 22  # a line id: a line of the pieces as one number: piece * LINES + line
MAX_TEXT = 2_000_000  # characters; the longest shaders that people share have a tenth of it

# Numbers as in GLSL ES 3.00 section 4.1; everything that is no word, number or known operator is one character.
TOKEN = re.compile(
    r"[A-Za-z_]\w*|0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[uUfF]?"
    r"|<<=|>>=|\+\+|--|<=|>=|==|!=|&&|\|\||\^\^|<<|>>|\+=|-=|\*=|/=|%=|&=|\|=|\^=|##|[^\s\x01]",
    re.ASCII,
)
_FLOAT = re.compile(r"(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?[fF]?", re.ASCII)
_NUMERIC = frozenset(".0123456789")
_HUGE = re.compile(r"\b(?:0[xX][0-9a-fA-F]{9,}|\d{10,})\b(?!\.)", re.ASCII)  # perhaps more than 32 bits
_BRACE = re.compile(r"[{}]")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|/\*", re.DOTALL)
_FOREIGN = re.compile(r"[^\t\n\v\f\r\x20-\x7e]")
_CONTROL = dict.fromkeys((*range(9), *range(14, 32), 127), "?")  # _FOREIGN's part of ASCII
_MOVED_END = "\x01"  # stands for a line end inside a comment or after a backslash


@dataclass(frozen=True)
class Piece:
    """Part of what a site hands to WebGL: the user's text under its `name`, or the site's own (name "").

    Lines are counted from 1 in every piece; pieces are concatenated as they are (a newline between them).
    """

    text: str
    name: str = ""


class Number(str):
    """A float literal of the text, which knows where it was written, through all macros: its `line_id`, and the number
    of the token in that line (of a macro's body: in the body)."""

    __slots__ = ("column", "line_id")
    column: int
    line_id: int

    def __new__(cls, word: str, line_id: int, column: int):
        number = str.__new__(cls, word)
        number.line_id, number.column = line_id, column
        return number


class Fault(ProgramError):
    """A ProgramError of status 'compile_error' that knows its line id; `named` words it for the author."""

    def __init__(self, message: str, line_id: int):
        super().__init__(message, "compile_error")
        self.line_id = line_id

    def named(self, pieces: Sequence[Piece]) -> ProgramError:
        piece, line = divmod(self.line_id, LINES)
        name = pieces[piece].name if piece < len(pieces) else ""
        return ProgramError(f"{name or 'shader'}:{line}: {self}", "compile_error")


def words_of(line: str, line_id: int) -> list[str]:
    """The tokens of a logical line, its float literals as Numbers."""
    words = TOKEN.findall(line)
    if "." in line or "e" in line or "E" in line:
        for column in [column for column, word in enumerate(words) if word[0] in _NUMERIC]:
            if _FLOAT.fullmatch(words[column]):
                words[column] = Number(words[column], line_id, column)
    return words


def clamped(tokens: list[str], pieces: Sequence[Piece]) -> list[str]:
    """The tokens of an ES 1.00 text as Chromium reads its integers: those of more than 32 bits are the largest of 32,
    which is -1. In ES 3.00 they are errors, as the driver says."""
    if not any(_HUGE.search(piece.text) for piece in pieces):
        return tokens
    return ["0xffffffff" if _HUGE.fullmatch(word) and _integer(word) >> 32 else word for word in tokens]


def _integer(word: str) -> int:
    octal = word[0] == "0" and word.isdecimal() and not set(word) & {"8", "9"}
    return int(word, 8 if octal else 16 if word[:2] in ("0x", "0X") else 10)


def is_word(token: str) -> bool:
    """Whether the token is an identifier or a keyword."""
    return token[0].isalpha() or token[0] == "_"


def lines(pieces: Sequence[Piece]) -> Iterator[tuple[str, int]]:
    """The logical lines of all pieces with their line ids, comments and continuations taken out.

    As in Chromium, characters outside ASCII become question marks (harmless in comments), a backslash
    joins lines in every version, and a carriage return is a line end. Raises ProgramError.
    """
    if sum(len(piece.text) for piece in pieces) > MAX_TEXT:
        raise ProgramError(f"the shader's text is longer than {MAX_TEXT} characters", "unsupported")
    for index, piece in enumerate(pieces):
        text = piece.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        text = text.translate(_CONTROL) if text.isascii() else _FOREIGN.sub("?", text)
        text = text.replace("\\\n", _MOVED_END)
        line_id = index * LINES + 1
        if "//" in text or "/*" in text:
            text = _COMMENT.sub(partial(_blank, line_id), text)
        if _MOVED_END not in text:
            yield from zip(text.split("\n"), itertools.count(line_id))
            continue
        for line in text.split("\n"):
            yield line.replace(_MOVED_END, ""), line_id
            line_id += 1 + line.count(_MOVED_END)


def _blank(first: int, found: re.Match[str]) -> str:
    comment = found[0]
    if comment == "/*":
        line = first + found.string.count("\n", 0, found.start()) + found.string.count(_MOVED_END, 0, found.start())
        raise Fault("comment without an end", line)
    return " " + _MOVED_END * (comment.count("\n") + comment.count(_MOVED_END))


def behind_brace(text: str, at: int) -> int:
    """The place behind the brace that closes the one before `at`."""
    depth = 1
    for brace in _BRACE.finditer(text, at):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return len(text)
