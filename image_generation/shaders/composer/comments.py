"""Comments of composed programs: what stands in a program's text for the people who read it, and for nobody else.

Stages write their comments where they write their statements, in lines that begin with `///`; `///` alone is an empty
line. The text that is drawn, and of which datasets keep the digest, has none of these lines (geometry.py takes them out
with its own marks). The text that people read has them as `//`; its lines are indented by their braces, and its numbers
have no zeros or parentheses that say nothing. Both texts are the same program, token by token and value by value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

NOTE = "///"
WHOLE = f"{NOTE} |\n"  # before and behind lines of somebody else's, which stay as they are
WIDTH = 110  # of comments, in characters

_ZEROS = re.compile(r"(?<![\w.])(\d+\.\d+?)0+(?!\w|\.\d)")
_ALONE = re.compile(r"([(,=]\s?)\((-[0-9.]+)\)(?=[,);])")
_IN_PROSE = re.compile(r"\((-[0-9.]+)\)")
_BETWEEN_FUNCTIONS = re.compile(r"^\}\n(?=\S)", re.MULTILINE)


def first_note(text: str) -> str:
    """The comment at the top of a stage's text, '' where it has none."""
    line = text.lstrip("\n").split("\n", 1)[0]
    return line.removeprefix(NOTE).strip() if line.startswith(NOTE) else ""


def numbered(stages: Sequence[str]) -> list[str]:
    """The texts of stages, an empty line before each and its number, from 1, in the comment at its top."""
    return [f"{NOTE}\n{stage.replace(f'{NOTE} ', f'{NOTE} {n}. ', 1)}" for n, stage in enumerate(stages, 1)]


def counted(count: int, thing: str) -> str:
    """`1 layer`, `3 layers`."""
    return f"{count} {thing}{'s' if count != 1 else ''}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def readable(marked: str) -> str:
    """The text with its comments, of one that has the marks above and none of geometry.py's."""
    parts = marked.split(WHOLE)
    parts[::2] = map(_tidy, parts[::2])
    parts[1::2] = (_BETWEEN_FUNCTIONS.sub("}\n\n", part) for part in parts[1::2])
    return "".join(parts)


def _tidy(text: str) -> str:
    lines: list[str] = []
    depth = 0
    for line in _ALONE.sub(r"\1\2", _ZEROS.sub(r"\1", text)).split("\n"):
        line = line.strip()
        if line.startswith(NOTE):
            lines += _comment(line.removeprefix(NOTE), "    " * depth)
        elif line.startswith("//"):
            lines.append(line)
        elif not line:
            lines.append("")
        else:
            if line.startswith("}"):
                while lines and not lines[-1]:
                    lines.pop()
            lines.append("    " * (depth - line.startswith("}")) + line)
            depth += line.count("{") - line.count("}")
    return re.sub(r"(?<=\{)\n+(?=\n)|\n{2,}(?=\n\n)", "", "\n".join(lines))


@lru_cache(maxsize=1024)  # most comments are always the same
def _comment(text: str, indent: str) -> list[str]:
    if not text.strip():
        return [""]
    text = _IN_PROSE.sub(r"\1", text)
    first, *words = text.split(" ")[bool(text.startswith(" ")) :]
    hang = " " * (len(first) + 1 if re.fullmatch(r"\d+\.", first) else 0)
    lines = [f"{indent}// {first}"]
    for word in words:
        if len(lines[-1]) + len(word) < WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(f"{indent}// {hang}{word}")
    return lines
