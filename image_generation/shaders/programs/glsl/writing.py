"""Tokens -> text of desktop GLSL: names that change, and the author's own lines.

Names change by what they are alone (`renamed_words`), but for those of functions and variables that the desktop has
built in, which the whole text decides (translate.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, count, groupby
from operator import add

from image_generation.shaders.programs.glsl.tokens import LINES, is_word
from image_generation.shaders.programs.glsl.words import CONSTANTS, DESKTOP_KEYWORDS, TEXTURE_FUNCTIONS

_VARIABLES = {
    "main": "webgl_main",
    "gl_FragColor": "webgl_FragColor",
    "gl_FragData": "webgl_FragData",
    "gl_FragDepth": "webgl_FragDepth",
    "gl_FragDepthEXT": "webgl_FragDepth",
    "gl_TexCoord": "webgl_TexCoord",
    "gl_Color": "webgl_Color",
}
_ALWAYS = {**CONSTANTS, **TEXTURE_FUNCTIONS, **_VARIABLES}


def renamed_words(words: Collection[str], version: int) -> dict[str, str]:
    """Words of the text -> words of desktop GLSL, of those that change wherever they stand (and others of the kind)."""
    names = {word: f"webgl_{word}" for word in DESKTOP_KEYWORDS[version].intersection(words)}
    own = [word for word in words if "__" in word and is_word(word)]
    names |= {word: "webgl_" + word.replace("__", "_u_") for word in own}
    tiny = {word: "0.0" for word in words if ("e-" in word or "E-" in word) and _is_tiny(word)}
    return {**_ALWAYS, **names, **tiny}


def _is_tiny(number: str) -> bool:
    """Whether a float literal is below the smallest normal number: zero in Chromium, anything on the desktop."""
    return not is_word(number) and 0.0 < float(number.rstrip("uUfF")) < 2.0**-126


def lines_of(
    tokens: Sequence[str], line_ids: Sequence[int], names: Mapping[str, str], current: int = -LINES
) -> tuple[list[str], int]:
    """The tokens, renamed, with what brings them to the author's own lines between them; the line of the last.

    current   the line that the text is at before them
    #line gives piece * LINES + line, as Mesa drops a source's number.
    """
    words = list(map(names.get, tokens, tokens))
    if "length" in names:  # the array's method keeps its name
        words = [
            "length" if old == "length" and before == "." else word
            for before, old, word in zip(["", *tokens], tokens, words, strict=False)
        ]
    parts: list[str] = []
    at = 0
    for line_id, same in groupby(line_ids):
        start, at = at, at + len(list(same))
        if line_id > current:
            parts.append(line_break(line_id, current))
            current = line_id
        parts += words[start:at]
    return parts, current


def line_break(line_id: int, current: int) -> str:
    """What brings the text from one line to a later one."""
    return "\n" * (line_id - current) if line_id - current <= 8 else f"\n#line {line_id}\n"


def offsets_of(parts: Sequence[str]) -> Iterator[int]:
    """The place of each part in the text that joins them by spaces."""
    return map(add, accumulate(map(len, parts), initial=0), count())
