"""`discard` in a shader that has no fragments: a flag, and a return out of every function on the way.

A flag alone would not do: what an author computes after `discard` may loop for ever, for no fragment comes there.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

FLAG = "webgl_discarded"

_TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w.]*|\n|[^\w\s]|[ \t]+")
_HEADERS = frozenset(("if", "for", "while", "switch"))
_ZEROS = re.compile(r"float|int|uint|bool|[biu]?vec[234]|mat[234](x[234])?")


class UnclearDiscard(ValueError):
    """A `discard` that no return can stand for; the message is one line."""


@dataclass
class _Function:
    """A function's body: its name, what it returns, and the tokens between its braces."""

    name: str
    result: str
    first: int
    last: int

    def leave(self) -> str:
        """The statement that returns from it."""
        if self.result == "void":
            return "return ;"
        if not _ZEROS.fullmatch(self.result):
            raise UnclearDiscard(f"discards in a function that returns {self.result}")
        return f"return {self.result} ( 0 ) ;"


def flagged(text: str) -> str:
    """GLSL with each `discard` as FLAG set to true and a return; the text declares FLAG nowhere.

    Every function that discards is left at once, and so is its caller after the statement that called it.
    Raises UnclearDiscard where such a call stands in a condition or a loop's head, or a function returns a struct.
    """
    if not re.search(r"\bdiscard\b", text):
        return text
    lines = [line if line.lstrip().startswith(("#", "//")) else None for line in text.split("\n")]
    code = "\n".join("" if kept is not None else line for kept, line in zip(lines, text.split("\n"), strict=True))
    tokens = [match[0] for match in _TOKEN.finditer(code)]
    words = [k for k, token in enumerate(tokens) if not token.isspace()]
    functions = _functions(tokens, words)
    leaving = {f.name for f in functions if "discard" in tokens[f.first : f.last]}
    while True:
        more = {f.name for f in functions if any(_calls(tokens, words, f, leaving))} - leaving
        if not more:
            break
        leaving |= more
    edits: dict[int, str] = {}
    for function in functions:
        _rewrite(tokens, words, function, leaving, edits)
    written = "".join(edits.get(k, token) for k, token in enumerate(tokens)).split("\n")
    return "\n".join(line if kept is None else kept for kept, line in zip(lines, written, strict=True))


def _functions(tokens: Sequence[str], words: Sequence[int]) -> list[_Function]:
    functions, depth = [], 0
    start = (0, "", "")
    for n, k in enumerate(words):
        if tokens[k] == "{":
            if depth == 0 and n and tokens[words[n - 1]] == ")":
                opening = _opening(tokens, words, n - 1)
                start = (n, tokens[words[opening - 1]], tokens[words[opening - 2]])
            depth += 1
        elif tokens[k] == "}":
            depth -= 1
            if depth == 0 and start[1]:
                functions.append(_Function(start[1], start[2], words[start[0]], k))
                start = (0, "", "")
    return functions


def _opening(tokens: Sequence[str], words: Sequence[int], n: int) -> int:
    """Number in `words` of the parenthesis that the one at n closes."""
    depth = 0
    while True:
        depth += {")": 1, "(": -1}.get(tokens[words[n]], 0)
        if depth == 0:
            return n
        n -= 1


def _calls(tokens: Sequence[str], words: Sequence[int], function: _Function, names: set[str]):
    inside = [k for k in words if function.first < k < function.last]
    for k, following in itertools.pairwise(inside):
        if tokens[k] in names and tokens[following] == "(":
            yield k


def _rewrite(
    tokens: Sequence[str], words: Sequence[int], function: _Function, leaving: set[str], edits: dict[int, str]
) -> None:
    """Note which tokens of a function become what, so that it is left when something discards."""
    calls = set(_calls(tokens, words, function, leaving))
    parentheses: list[bool] = []  # open ones: whether each is the head of a condition or a loop
    start, bare, called, previous = -1, False, False, "{"
    for k in (k for k in words if function.first < k < function.last):
        token = tokens[k]
        start = k if start < 0 else start
        if token == "discard":
            edits[k] = f"{{ {FLAG} = true ; {function.leave()} }}"
        if k in calls:
            if any(parentheses):
                raise UnclearDiscard(f"calls {token}, which discards, in a condition")
            called = called or tokens[start] != "return"
        if token == "(":
            parentheses.append(previous in _HEADERS)
        elif token == ")":
            if parentheses.pop():
                start, bare = -1, True
        elif token in ("else", "do"):
            start, bare = -1, True
        elif token in ("{", "}") or (token == ";" and not parentheses):
            if previous == "discard":
                edits[k] = ""
            elif called and token == ";":
                if bare:
                    edits[start] = "{ " + edits.get(start, tokens[start])
                edits[k] = f"; if ( {FLAG} ) {function.leave()}" + (" }" if bare else "")
            start, bare, called = -1, False, False
        previous = token
