"""Does a shader write to a uniform? A fragment shader that does is refused; a compute shader would go on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_ASSIGNED = re.compile(r"\s*(?:(?:[-+*/%&|^]|<<|>>)?=(?!=)|\+\+|--)")
_DECLARED = re.compile(r"\b(?:float|u?int|bool|[biu]?vec[234])$")
_NAME = re.compile(r"(\w+)\s*$")
_MEMBER = re.compile(r"\s*\.\s*\w+")
_BLANKS = re.compile(r"\s*")
_FIRST = re.compile(r"[\s(]*(\w+)")
_BEFORE = re.compile(r"(\w*)\s*$")  # what stands before a parenthesis
_STATEMENTS = frozenset(("", "return", "else", "do"))  # words whose parenthesis holds no arguments


def written_to(text: str, names: Collection[str]) -> str | None:
    """One of some uniforms that GLSL may write to: by assignment, or as what a function has as `out`; None where there
    is none. An assignment to a variable of the author's with the same name counts as well."""
    for name in sorted(names):
        for found in _words(text, name):
            start, end = _place(text, found.start(), found.end())
            before = _before(text, start)
            if _ASSIGNED.match(text, end):
                if start < found.start() or not _DECLARED.search(before):
                    return name
            elif before.endswith(("++", "--")):
                return name
    outputs = _output_positions(text)
    if not names or not outputs:
        return None
    for function, positions in outputs.items():
        for call in _words(text, function):
            opening = re.compile(r"\s*\(").match(text, call.end())
            for k, argument in enumerate(_arguments(text, opening.end()) if opening else ()):
                handed = _handed(argument) if k in positions else None
                if handed in names:
                    return handed
    return None


def _before(text: str, at: int) -> str:
    """The last 40 characters before a place and the blanks there."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return text[max(0, at - 40) : at]


def _place(text: str, start: int, end: int) -> tuple[int, int]:
    """Where all that a name is the beginning of stands: with members, indices and parentheses, `((a[i]).x)`."""
    while True:
        if member := _MEMBER.match(text, end):
            end = member.end()
            continue
        following = _BLANKS.match(text, end).end()  # type: ignore[union-attr]
        closing = text[following : following + 1]
        if closing == "[":
            end = _closing(text, following + 1) + 1
            continue
        before = _before(text, start)
        word = _BEFORE.search(before[:-1]) if before.endswith("(") else None
        if closing != ")" or word is None or word[1] not in _STATEMENTS:
            return start, end
        start, end = text.rindex("(", 0, start), following + 1


def _handed(argument: str) -> str | None:
    """The name of what a function gets to write to; None where the argument is an expression."""
    first = _FIRST.match(argument)
    if first is None:
        return None
    start, end = _place(argument, first.start(1), first.end(1))
    return None if argument[:start].strip() or argument[end:].strip() else first[1]


def _words(text: str, word: str) -> Iterator[re.Match]:
    """Where a word stands; a pattern that began with a word's boundary would take ten times as long."""
    for found in re.finditer(rf"{word}\b", text):
        before = text[found.start() - 1 : found.start()]
        if not (before.isalnum() or before == "_"):
            yield found


def _output_positions(text: str) -> dict[str, set[int]]:
    """Which parameters of which functions are written to, over all overloads."""
    found: dict[str, set[int]] = {}
    done = 0
    for word in re.finditer(r"out\b", text):
        start = text.rfind("(", done, word.start())
        name = _NAME.search(text, max(done, start - 80), start) if start >= 0 else None
        if name is None:
            continue
        parameters = _arguments(text, start + 1)
        done = start + 1 + sum(len(parameter) + 1 for parameter in parameters)
        positions = {k for k, part in enumerate(parameters) if re.search(r"\b(?:out|inout)\b", part)}
        found.setdefault(name[1], set()).update(positions)
    return found


def _arguments(text: str, start: int) -> list[str]:
    """The arguments of a call whose opening parenthesis ends at `start`."""
    parts: list[str] = []
    end = _closing(text, start)
    depth, begun = 0, start
    for at in range(start, end):
        letter = text[at]
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append(text[begun:at])
            begun = at + 1
    return [*parts, text[begun:end]] if end < len(text) else parts


def _closing(text: str, start: int) -> int:
    """Where the parenthesis or bracket closes that ends at `start`; the text's end where it does not."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([") - (text[at] in ")]")
        if depth < 0:
            return at
    return len(text)
