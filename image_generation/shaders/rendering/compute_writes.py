"""Does a shader write to a uniform? A fragment shader that does is refused; a compute shader would go on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_PLACE = r"(?:\s*\.\s*\w+|\s*\[[^\]]*\])*\s*"
_ASSIGNED = re.compile(rf"{_PLACE}(?:(?:[-+*/%&|^]|<<|>>)?=(?!=)|\+\+|--)")
_DECLARED = re.compile(r"\b(?:float|u?int|bool|[biu]?vec[234])$")
_NAME = re.compile(r"(\w+)\s*$")


def written_to(text: str, names: Collection[str]) -> str | None:
    """One of some uniforms that GLSL may write to: by assignment, or as what a function has as `out`; None where there
    is none. An assignment to a variable of the author's with the same name counts as well."""
    for name in sorted(names):
        for found in _words(text, name):
            before = text[max(0, found.start() - 40) : found.start()].rstrip()
            if _ASSIGNED.match(text, found.end()):
                if not _DECLARED.search(before):
                    return name
            elif before.endswith(("++", "--")):
                return name
    outputs = _output_positions(text)
    if not names or not outputs:
        return None
    whole = re.compile(rf"\s*({'|'.join(sorted(names))}){_PLACE}")
    for function, positions in outputs.items():
        for call in _words(text, function):
            opening = re.compile(r"\s*\(").match(text, call.end())
            for k, argument in enumerate(_arguments(text, opening.end()) if opening else ()):
                handed = whole.fullmatch(argument) if k in positions else None
                if handed:
                    return handed[1]
    return None


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
    depth, begun = 0, start
    for at in range(start, len(text)):
        letter = text[at]
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
            if depth < 0:
                return [*parts, text[begun:at]]
        elif letter == "," and depth == 0:
            parts.append(text[begun:at])
            begun = at + 1
    return parts
