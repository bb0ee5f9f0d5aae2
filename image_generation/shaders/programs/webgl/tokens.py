"""Shader text -> lines of tokens, with comments, carriage returns and foreign bytes out of the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from image_generation.shaders.programs.program import ProgramError

MAX_TEXT = 2_000_000  # characters of a shader, all pieces together

# One token: identifier, number, operator or any other single character.
TOKEN = re.compile(
    r"[A-Za-z_]\w*"
    r"|0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?[fFuU]?\w*"
    r"|<<=|>>=|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\^\^|\+=|-=|\*=|/=|%=|&=|\^=|\|=|##"
    r"|[^\s\w]",
    re.ASCII,
)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|/\*", re.DOTALL)
# A token's place is piece << LINE_BITS | line; the drivers are given it as the line number (#line PLACE), because
# Mesa forgets the source string's number.
LINE_BITS = 20
LAST_LINE = (1 << LINE_BITS) - 1


@dataclass(frozen=True)
class Piece:
    """Part of what a site hands to WebGL: the user's text under its `name`, or the site's own (name "").

    Lines are counted from 1 in every piece; pieces are joined with a newline between them.
    """

    text: str
    name: str = ""


def where(place: int, pieces: Sequence[Piece]) -> str:
    """'name:line' of a token's place."""
    name = pieces[place >> LINE_BITS].name
    return f"{name or 'prelude'}:{place & LAST_LINE}"


def lines_of(pieces: Sequence[Piece]) -> list[tuple[int, str]]:
    """(place, text) of each line without comments; a line that ends in a backslash is joined with the next.

    Raises ProgramError for an unclosed comment and for text beyond MAX_TEXT.
    """
    if sum(len(piece.text) for piece in pieces) > MAX_TEXT:
        raise ProgramError(f"the shader's text is longer than {MAX_TEXT} characters", "unsupported")
    lines: list[tuple[int, str]] = []
    for number, piece in enumerate(pieces):
        text = piece.text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
        # A continued line keeps its number; what follows it must keep its own.
        pending, start = "", 0
        for line, content in enumerate(_without_comments(text, piece.name).split("\n"), 1):
            start = start or line
            if content.endswith("\\"):
                pending += content[:-1]
                continue
            lines.append((number << LINE_BITS | min(start, LAST_LINE), pending + content))
            pending, start = "", 0
        if pending:
            lines.append((number << LINE_BITS | min(start, LAST_LINE), pending))
    return lines


def _without_comments(text: str, name: str) -> str:
    def blank(match: re.Match) -> str:
        comment = match[0]
        if comment == "/*":
            line = text.count("\n", 0, match.start()) + 1
            raise ProgramError(f"{name or 'prelude'}:{line}: comment is not closed", "compile_error")
        return " " + "\n" * comment.count("\n")

    if "//" not in text and "/*" not in text:
        return text
    # A backslash at the end of a // comment continues it.
    return _COMMENT.sub(blank, re.sub(r"(//[^\n]*)\\\n([^\n]*)", r"\1 \2\n", text))


def tokenize(text: str) -> list[str]:
    """The tokens of a line; characters outside ASCII become spaces."""
    return TOKEN.findall(text if text.isascii() else re.sub(r"[^\x00-\x7f]", " ", text))
