"""Which float literals of a translated shader may become uniforms: what looks like a size, a speed, a colour, a place.

    offsets = {free.offset for free in free_literals(text, candidates)}

A literal stays where GLSL wants a constant (const, array sizes, layout), where it steers a loop, where scaling it
breaks the text's sense (whole exponents, comparisons with ==, the polynomials of smooth steps), and where it only
feeds a noise. docs/dialects.md lists the rules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from image_generation.shaders.programs.glsl.tokens import TOKEN, is_word

LEAST, MOST = 0.002, 100.0  # literals from LEAST up to below MOST may vary
DIGITS = 4  # one of more significant digits is a constant of mathematics or of a hash

_SKIPPED = re.compile(r"//[^\n]*|^[ \t]*#[^\n]*", re.MULTILINE)
_HASH = re.compile(r"(?i:hash|rnd)|(?<![A-Za-z])rand|Rand")
_NOISE = re.compile(rf"{_HASH.pattern}|(?i:noise|mod289|taylor)|(?<![A-Za-z])(?:perm|fade)")
_ASSIGNMENTS = frozenset(("=", "+=", "-=", "*=", "/="))
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_HEADS = frozenset(("for", "while", "if", "switch"))
_SINES = frozenset(("sin", "cos"))
# Calls of which some arguments must keep their order: one factor scales all literals in them.
_ORDERED = {"smoothstep": (0, 1), "clamp": (1, 2)}
_POLYNOMIALS = (
    ("3.0", "-", "2.0", "*"),
    ("6.0", "-", "15.0", ")", "+", "10.0"),
)
# Multiples of pi, roots, e, the golden ratio: known by three digits or more.
_CONSTANTS = (
    *(math.pi * k for k in (2, 1, 1 / 2, 1 / 3, 2 / 3, 1 / 4, 1 / 6, 4, 1 / 180)),
    *(k / math.pi for k in (1, 2, 1 / 2, 180)),
    *(
        math.e,
        math.sqrt(2),
        math.sqrt(3),
        math.sqrt(0.5),
        math.sqrt(0.75),
        math.sqrt(1 / 3),
        math.sqrt(4 / 3),
    ),
    *((math.sqrt(5) + 1) / 2, (math.sqrt(5) - 1) / 2, math.pi * (3 - math.sqrt(5))),
)


@dataclass(frozen=True)
class FreeLiteral:
    """A literal that may vary: its place and length in the text, and the place of the call whose literals of ordered
    arguments share one factor (None: it has a factor of its own)."""

    offset: int
    length: int
    value: float
    group: int | None


def free_literals(text: str, candidates: Collection[int]) -> list[FreeLiteral]:
    """The literals at `candidates` (offsets in the text) that may become uniforms, in order.

    Reads any text, also one that no compiler takes: what it does not understand it leaves out or lets vary.
    """
    view = _Text(text)
    fixed = view.fixed()
    groups = view.groups()
    found = []
    for at in range(view.count):
        offset, word = view.offsets[at], view.words[at]
        if offset in candidates and at not in fixed and free_value(word):
            found.append(FreeLiteral(offset, len(word), float(word.rstrip("fF")), groups.get(at)))
    return found


def steering_words(text: str) -> set[str]:
    """Names in what decides how often loops run: their headers, what is assigned to those names, bounds handed on."""
    view = _Text(text)
    return {view.words[at] for at in view.steering()[1] if at < view.count and is_word(view.words[at])}


def free_value(word: str) -> bool:
    """Whether a float literal is of a kind that varies, wherever it stands."""
    try:
        value = float(word.rstrip("fF"))
    except ValueError:
        return False
    if not LEAST <= value < MOST or value == 1.0:
        return False
    digits = len(f"{value:.15g}".partition("e")[0].replace(".", "").strip("0"))
    if digits > DIGITS:
        return False
    return digits < 3 or all(abs(value / constant - 1.0) > 0.002 for constant in _CONSTANTS)


class _Text:
    """Tokens of a text with their offsets, and which bracket closes which."""

    def __init__(self, text: str):
        blank = _SKIPPED.sub(lambda found: " " * len(found[0]), text)
        tokens = list(TOKEN.finditer(blank))
        self.words = [token[0].removeprefix("webgl_") for token in tokens]
        self.offsets = [token.start() for token in tokens]
        self.count = len(tokens)
        self.close: dict[int, int] = {}
        waiting: list[int] = []
        for at, word in enumerate(self.words):
            if word in _CLOSING:
                waiting.append(at)
            elif waiting and word == _CLOSING[self.words[waiting[-1]]]:
                self.close[waiting.pop()] = at
        for at in waiting:  # never closed: as if the text's end did
            self.close[at] = self.count

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < self.count else ""

    # ------------------------------------------------------------------ parts of the text

    def end(self, at: int, stops: tuple[str, ...]) -> int:
        """Where, from `at` on, one of `stops` or a closing bracket stands outside of brackets that open on the way."""
        while at < self.count and self.words[at] not in (*stops, ")", "]", "}"):
            at = self.close[at] + 1 if at in self.close else at + 1
        return min(at, self.count)

    def statement_end(self, at: int) -> int:
        """End of the statement at `at`, with what `else` adds: its semicolon, or the bracket that closes its block."""
        while at < self.count and self.words[at] not in (";", "}"):
            block = self.words[at] == "{"
            at = self.close[at] + (not block) if at in self.close else at + 1
            if self.word(at + 1) == "else" and (block or self.word(at) == ";"):
                at += 2
        return min(at, self.count)

    def arguments(self, opening: int) -> list[range]:
        """Tokens of each argument of the call whose bracket opens there."""
        close, parts, start = self.close[opening], [], opening + 1
        while start <= close:
            end = min(self.end(start, (",",)), close)
            parts.append(range(start, end))
            start = end + 1
        return parts

    def calls(self, name: str) -> Iterator[int]:
        """Opening brackets of the calls of a function."""
        for at in range(self.count - 1):
            if self.words[at] == name and self.words[at + 1] == "(":
                yield at + 1

    # ------------------------------------------------------------------ what stays, what goes together

    def fixed(self) -> set[int]:
        """Tokens that stay because of where they stand."""
        _, fixed = self.steering()
        for at, word in enumerate(self.words):
            following = self.word(at + 1)
            if word == "[":
                fixed.update(range(at, self.close[at]))
            elif word == "const":
                fixed.update(range(at, self.end(at, (";",))))
            elif word == "layout" and following == "(":
                fixed.update(range(at, self.close[at + 1]))
            elif word in ("for", "while") and following == "(":
                if word == "while" or not self.condition(word, at + 1):  # nothing but the body ends it
                    body = self.close[at + 1] + 1
                    fixed.update(range(body, self.statement_end(body)))
            elif word == "do":
                fixed.update(range(at, self.statement_end(at + 1)))
            elif word in ("==", "!="):
                fixed.update((at - 2, at - 1, at + 1, at + 2))
        for at, word in enumerate(self.words):  # what goes into a hash only seeds it
            if self.word(at + 1) == "(" and is_word(word) and _HASH.search(word):
                fixed.update(range(at, self.close[at + 1]))
        for opening in self.calls("pow"):
            for exponent in self.arguments(opening)[1:2]:
                fixed.update(at for at in exponent if _is_whole(self.words[at]))
        for opening in self.calls("fract"):
            if self.is_hash(opening):
                fixed.update(range(opening, self.close[opening]))
        fixed |= self.in_noise() | self.in_polynomials()
        return fixed

    def steering(self) -> tuple[set[str], set[int]]:
        """Names that the conditions of loops read, and the tokens that decide how often loops run."""
        names: set[str] = set()
        found: set[int] = set()
        for at, word in enumerate(self.words):
            if word in ("for", "while") and self.word(at + 1) == "(":
                found.update(range(at, self.close[at + 1]))
                names |= self.condition(word, at + 1)
        for at, word in enumerate(self.words):
            if word not in names or self.word(at - 1) == ".":
                continue
            target = at + 1
            while self.word(target) == ".":
                target += 2
            if self.word(target) in _ASSIGNMENTS:
                found.update(range(at, self.end(at, (";", ","))))
        for opening, number in self.steered_by(names):
            for argument in self.arguments(opening)[number : number + 1]:
                found.update(argument)
        return names, found

    def condition(self, word: str, opening: int) -> set[str]:
        """Names in the condition of the loop whose header opens there."""
        start, close = opening + 1, self.close[opening]
        end = close
        if word == "for":
            start = min(self.end(start, (";",)) + 1, close)
            end = min(self.end(start, (";",)), close)
        return {
            self.words[at]
            for at in range(start, end)
            if is_word(self.words[at])
            and self.word(at - 1) != "."
            and self.word(at + 1) != "("
            and self.words[at] not in ("true", "false")
        }

    def steered_by(self, names: set[str]) -> Iterator[tuple[int, int]]:
        """(opening bracket, number of the argument) of calls whose argument becomes a parameter of such a name."""
        found = set()
        for at in range(1, self.count):
            name = self.words[at - 1]
            if self.words[at] != "(" or name in _HEADS or not is_word(name):
                continue
            if self.word(self.close[at] + 1) == "{":
                for number, parameter in enumerate(self.arguments(at)):
                    if not names.isdisjoint(self.words[parameter.start : parameter.stop]):
                        found.add((name, number))
        for name, number in sorted(found):
            yield from ((opening, number) for opening in self.calls(name))

    def is_hash(self, opening: int) -> bool:
        """Whether a call of fract makes a random number of a sine: fract(sin(x) * 43758.5)."""
        inside = self.words[opening : self.close[opening]]
        return not _SINES.isdisjoint(inside) and any(_number(word) >= MOST for word in inside)

    def in_noise(self) -> set[int]:
        """Tokens of the functions that a name shows to be hashes and noises."""
        found: set[int] = set()
        at = 0
        while at < self.count:
            if self.words[at] == "{":
                if self.word(at - 1) == ")" and _NOISE.search(self.called(at - 1)):
                    found.update(range(at, self.close[at]))
                at = self.close[at]
            at += 1
        return found

    def called(self, closing: int) -> str:
        """The name before the bracket that closes there."""
        depth = 0
        for at in range(closing, -1, -1):
            depth += (self.words[at] == ")") - (self.words[at] == "(")
            if depth == 0:
                return self.word(at - 1)
        return ""

    def in_polynomials(self) -> set[int]:
        """Literals of t * t * (3 - 2 * t) and its like."""
        found: set[int] = set()
        for pattern in _POLYNOMIALS:
            for at in range(self.count - len(pattern) + 1):
                if self.words[at + 1] == "-" and all(_same(self.words[at + k], part) for k, part in enumerate(pattern)):
                    found.update(range(at, at + len(pattern)))
        return found

    def groups(self) -> dict[int, int]:
        """Token -> the call that orders it; of nested ones the outer."""
        found: dict[int, int] = {}
        calls = [(opening, arguments) for name, arguments in _ORDERED.items() for opening in self.calls(name)]
        for opening, arguments in sorted(calls):
            parts = self.arguments(opening)
            for number in arguments:
                for at in parts[number] if number < len(parts) else ():
                    found.setdefault(at, opening)
        return found


def _number(word: str) -> float:
    try:
        return float(word.rstrip("fF")) if word[0] in ".0123456789" else 0.0
    except ValueError:
        return 0.0


def _is_whole(word: str) -> bool:
    return word[0] in ".0123456789" and _number(word).is_integer()


def _same(word: str, part: str) -> bool:
    return word == part if not part[0].isdigit() else _number(word) == float(part)
