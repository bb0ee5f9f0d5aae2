"""Which operands of a text a compiler may find to be constant: those that GLSL's own rules do not call constant.

Compilers write functions out where they are called and unroll loops; then `x / size` in a function that is called with
a size of 0.0, and `x / float(i)` in a loop from 0, are divisions by a constant zero, which gallivm (llvmpipe) takes for
undefined, where GPUs give infinity. Where it finds a texture's coordinates to be a constant that is no number, it reads
anywhere, and may die of it. Names are followed without order: one that is ever given something that may be
constant, or zero, may be that. What is read from outside (uniforms, inputs, textures, derivatives) never is constant;
products of what is not zero are not zero, and sums and functions may always be.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from image_generation.shaders.programs.glsl.reader import DIVISIONS
from image_generation.shaders.programs.glsl.tokens import Number, is_word
from image_generation.shaders.programs.glsl.words import BASIC_TYPES, PRECISIONS, QUALIFIERS, SAMPLING

LONGEST = 256  # tokens of an expression that may be constant
_STEPS = 40  # times that each name may be looked at, on the average
_Key = tuple[str, str]  # function ("" outside of all), name; a function's result is (its name, "")
_OUTSIDER: _Key = ("", "outside")  # marks: what is never constant; a zero, or what may make one
_ZERO_MARK: _Key = ("", "0")
_NAUGHT: _Key = ("", "* 0")  # a factor of zero: compilers take the product for zero, whatever the other factor is

_ASSIGNMENTS = frozenset(("=", "+=", "-=", "*=", "/="))
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_STEPS_OF_ONE = frozenset(("++", "--"))
_SIGNS = _STEPS_OF_ONE | set("+-!~")
_STOPS, _ENDS = _CLOSE | {",", ";"}, frozenset(";{}")
_OUTSIDE = frozenset(("uniform", "varying", "attribute", "in"))  # storage of what compilers do not know
_READING = ("texture", "texel", "dFd", "fwidth", "shadow")  # functions whose results no compiler knows
_STATEMENTS = frozenset(("struct", "return", "if", "else", "for", "true", "false"))
_WORDS = BASIC_TYPES | PRECISIONS | QUALIFIERS[300] | QUALIFIERS[100] | _STATEMENTS
_SILENT = _WORDS | frozenset("*/(),.;{}=]")  # what ends expressions, or brings numbers together without adding them


def matching(tokens: Sequence[str], at: int) -> int:
    """Index behind the bracket that closes the one at `at`."""
    depth = 0
    for k in range(at, len(tokens)):
        word = tokens[k]
        if word in _OPEN:
            depth += 1
        elif word in _CLOSE:
            depth -= 1
            if depth == 0:
                return k + 1
    return len(tokens)


class Hidden(NamedTuple):
    """An operand whose value no compiler may know: `end` is the index behind its last token; `divides`: a divisor,
    which only matters where it is zero."""

    end: int
    divides: bool


def hidden_operands(tokens: Sequence[str]) -> dict[int, Hidden]:
    """Operands of a whole text that compilers may find to be constant, by the index of their first token: divisors,
    those of `mod` too, that may be zero, literals left out; and where textures are read, which may be no number.
    None of a text that is nested beyond all measure."""
    divisions: list[int] = []
    calls: dict[str, list[int]] = {}
    for k, (word, after) in enumerate(pairwise(tokens)):
        if word in DIVISIONS and (after == "(" or after in _SIGNS or is_word(after)):
            divisions.append(k + 1)
        elif after == "(" and (word in SAMPLING or word == "mod"):
            calls.setdefault(word, []).append(k + 1)
    if not divisions and not calls:
        return {}
    try:
        flow = _Flow(tokens)
        constants, zeros = flow.solved()
        found = {}
        operands = [(at, flow.divisor_end(at), True) for at in divisions]
        for name, places in calls.items():
            for arguments in flow.arguments(name, places):
                operands += [(first, last, name == "mod") for first, last in arguments[1:]]
        for at, end, divides in operands:
            given = flow.given(flow.function_at(at), at, end)
            if given is not None and given.needed <= constants and (not divides or given.may_be_zero(zeros)):
                found[at] = Hidden(end, divides)
        return found
    except _TooDeep:
        return {}


def closings(tokens: Sequence[str]) -> dict[int, int]:
    """What `matching` gives, for every bracket that opens and is closed."""
    found, opened = {}, []
    for k, word in enumerate(tokens):
        if word in _OPEN:
            opened.append(k)
        elif word in _CLOSE and opened:
            found[opened.pop()] = k + 1
    return found


def _stops(tokens: Sequence[str], ends: Mapping[int, int]) -> list[int]:
    """For each index, and the one behind the last, that of the comma, semicolon or bracket that ends what begins
    there: found backwards, so that no expression is walked through twice."""
    count = len(tokens)
    found = [count] * (count + 1)
    for k in range(count - 1, -1, -1):
        word = tokens[k]
        if word in _STOPS:
            found[k] = k
        else:
            found[k] = found[ends.get(k, count) if word in _OPEN else k + 1]
    return found


class _TooDeep(Exception):
    """Expressions within expressions, so many that following them all would take for ever."""


@dataclass(frozen=True, slots=True)
class _Given:
    """An expression: the names that must be constant for it to be so, and whether it may be zero where none of them is
    (where one is, it may)."""

    needed: frozenset[_Key]
    zero: bool

    def may_be_zero(self, zeros: set[_Key]) -> bool:
        return self.zero or not self.needed.isdisjoint(zeros)


_ZERO = _Given(frozenset(), True)


class _Flow:
    """What each name of a text is given: `edges` are (name, expression)."""

    def __init__(self, tokens: Sequence[str]):
        self.tokens = tokens
        self._ends = closings(tokens)
        self._starts = {end - 1: start for start, end in self._ends.items()}
        self._stops = _stops(tokens, self._ends)
        self._steps = 0  # tokens that were looked at
        self.outside: set[str] = set()  # names of uniforms and inputs
        self.parameters: dict[str, list[list[tuple[str, bool]]]] = {}  # of each definition: name, whether it is out
        self.bodies: list[tuple[int, int, str]] = []  # first and last index, function
        self.own: dict[str, set[str]] = {}  # names that a function declares
        self.structs = {tokens[k + 1] for k in range(len(tokens) - 1) if tokens[k] == "struct"}
        self.edges: list[tuple[_Key, _Given]] = []
        self._find_functions()
        self._function = [""] * len(tokens)
        for first, last, name in self.bodies:
            self._function[first:last] = [name] * (last - first)
        self._find_names()
        self._marked_at: list[int] = []
        self._marks: list[_Key] = []
        self._mark()
        self._find_edges()

    def _end(self, at: int) -> int:
        return self._ends.get(at, len(self.tokens))

    def divisor_end(self, at: int) -> int:
        """Index behind the divisor at `at`: of "/=" all that follows, else signs, a name, a call, brackets, and their
        parts."""
        tokens, count = self.tokens, len(self.tokens)
        if tokens[at - 1] == "/=":
            return self._choice_end(at, self._stops[at])
        while at < count and tokens[at] in _SIGNS:
            at += 1
        at = self._end(at) if at < count and tokens[at] == "(" else at + 1
        while at < count and (tokens[at] in (".", "[", "(") or tokens[at] in _STEPS_OF_ONE):
            at = at + 2 if tokens[at] == "." else self._end(at) if tokens[at] in "[(" else at + 1
        return min(at, count)

    def _choice_end(self, at: int, end: int) -> int:
        """Index of the ":" before `end` that ends what begins at `at`, since its "?" stands before; else `end`."""
        asked = 0
        while at < end:
            asked += (self.tokens[at] == "?") - (self.tokens[at] == ":")
            if asked < 0:
                return at
            at = self._end(at) if self.tokens[at] in _OPEN else at + 1
        return end

    def arguments(self, name: str, calls: Sequence[int]) -> list[list[tuple[int, int]]]:
        """(first, last) of the arguments behind each of the brackets; none where the text has such a function of its
        own."""
        return [] if name in self.parameters else [list(self._parts(at, self._end(at))) for at in calls]

    def function_at(self, at: int) -> str:
        return self._function[at]

    def solved(self) -> tuple[set[_Key], set[_Key]]:
        """All names that may be constant, and all that may be zero then."""
        constants = self._closure([(key, given.needed, len(given.needed)) for key, given in self.edges])
        there = [(key, given) for key, given in self.edges if given.needed <= constants]
        zeros = self._closure(
            [(key, given.needed, 0 if given.zero else 1) for key, given in there if given.needed or given.zero]
        )
        return constants, zeros

    @staticmethod
    def _closure(edges: Sequence[tuple[_Key, frozenset[_Key], int]]) -> set[_Key]:
        """The least set that holds a key wherever it holds so many of its edge's names."""
        waiting: dict[_Key, list[int]] = {}
        missing = [count for _, _, count in edges]
        for number, (_, names, _) in enumerate(edges):
            for name in names:
                waiting.setdefault(name, []).append(number)
        found: set[_Key] = set()
        ready = [key for key, _, count in edges if count == 0]
        while ready:
            key = ready.pop()
            if key in found:
                continue
            found.add(key)
            for number in waiting.get(key, ()):
                missing[number] -= 1
                if missing[number] == 0:
                    ready.append(edges[number][0])
        return found

    def given(self, function: str, first: int, last: int) -> _Given | None:
        """What the tokens are; None where they cannot be constant."""
        if last - first > LONGEST:
            return None
        at, marks = self._marked_at, self._marks
        start = bisect_left(at, first)
        end = bisect_left(at, last, start)
        self._steps += 1 + end - start
        if self._steps > _STEPS * len(self.tokens) + LONGEST:
            raise _TooDeep
        found = set(marks[start:end])
        if _NAUGHT in found:
            return _ZERO
        if _OUTSIDER in found:
            return None
        zero = _ZERO_MARK in found
        found.discard(_ZERO_MARK)
        return _Given(frozenset(found), zero)

    def _mark(self) -> None:
        """For each token that has a say in what an expression is the name that must be constant, or a mark."""
        tokens, at, marks, index = [*self.tokens, ""], self._marked_at, self._marks, 0
        functions, own, none = self._function, self.own, frozenset[str]()
        for k, word in enumerate(self.tokens):
            if word in _SILENT:
                continue
            letter = word[0]
            if not (letter.isalpha() or letter == "_"):
                if word == "[":
                    index = max(index, self._end(k))  # which element it is says nothing of it
                elif k >= index and self._makes_zero(k):
                    at.append(k)
                    factor = letter in "0." and "*" in (tokens[k - 1], tokens[k + 1])
                    marks.append(_NAUGHT if factor else _ZERO_MARK)
                continue
            if tokens[k - 1] == ".":
                continue
            mark = ("", word)
            if tokens[k + 1] == "(":
                if word in self.parameters:
                    at.append(k)
                    marks.append((word, ""))
                elif word in self.structs:
                    continue
                mark = _OUTSIDER if word.startswith(_READING) else _ZERO_MARK
            elif word in own.get(functions[k], none):
                mark = (functions[k], word)
            elif word in self.outside or word.startswith("gl_"):
                mark = _OUTSIDER
            at.append(k)
            marks.append(mark)

    def _makes_zero(self, k: int) -> bool:
        """Whether a literal is zero, or an operator may give zero of what is not."""
        word, before = self.tokens[k], self.tokens[k - 1] if k else ""
        if word[0].isdigit() or (word[0] == "." and len(word) > 1):
            return not word.strip("0.fFuU") or (type(word) is Number and float(word.rstrip("fF")) == 0.0)
        if word in ("+", "-"):
            return bool(before) and (before[-1].isalnum() or before[-1] in "_.)]") and before != "return"
        return True

    def _key(self, function: str, name: str) -> _Key:
        return (function, name) if name in self.own.get(function, ()) else ("", name)

    # ------------------------------------------------------------------ reading

    def _find_functions(self) -> None:
        tokens, at, count = self.tokens, 0, len(self.tokens)
        while at < count:
            word = tokens[at]
            if word == "{":
                at = self._end(at)
            elif word == "(":
                end = self._end(at)
                if at > 1 and is_word(tokens[at - 1]) and (is_word(tokens[at - 2]) or tokens[at - 2] == "]"):
                    name = tokens[at - 1]
                    known = [self._parameter(part) for part in self._parts(at, end)]
                    self.parameters.setdefault(name, [])
                    if end < count and tokens[end] == "{":
                        self.parameters[name].append(known)
                        last = self._end(end)
                        self.bodies.append((end, last, name))
                        self.own.setdefault(name, set()).update(parameter for parameter, _ in known)
                        self.edges += [((name, parameter), _ZERO) for parameter, is_out in known if is_out]
                        end = last
                at = end
            else:
                at += 1

    def _parts(self, at: int, end: int) -> Iterator[tuple[int, int]]:
        """(first, last) of the parts between the brackets at `at` and end - 1 that commas divide."""
        start, k = at + 1, at + 1
        while k < end - 1:
            if self.tokens[k] in _OPEN:
                k = self._end(k)
                continue
            if self.tokens[k] == ",":
                yield start, k
                start = k + 1
            k += 1
        if start < end - 1:
            yield start, end - 1

    def _parameter(self, part: tuple[int, int]) -> tuple[str, bool]:
        words = self.tokens[part[0] : part[1]]
        names = [word for word in words if is_word(word) and word not in PRECISIONS and word not in QUALIFIERS[100]]
        return (names[1] if len(names) > 1 else ""), "out" in words or "inout" in words

    def _find_names(self) -> None:
        """Names that functions declare, what declares nothing more than a zero, and what comes from outside."""
        tokens = self.tokens
        kinds = BASIC_TYPES | self.structs
        depth, outside = 0, False
        for k in range(len(tokens) - 1):
            word = tokens[k]
            if word in _ENDS:  # another declaration begins
                outside = False
            if word in _OPEN:
                depth += 1
            elif word in _CLOSE:
                depth -= 1
            elif word in _OUTSIDE:
                outside = True
            elif k and tokens[k - 1] in kinds and is_word(word) and tokens[k + 1] != "(":
                function = self._function[k]
                if depth and not function:  # a parameter, or a struct's field
                    continue
                for name, starts in self._declared(k):
                    if outside and not function:
                        self.outside.add(name)
                        continue
                    if function:
                        self.own.setdefault(function, set()).add(name)
                    if not starts:
                        self.edges.append((self._key(function, name), _ZERO))

    def _declared(self, at: int) -> Iterator[tuple[str, bool]]:
        """(name, whether it is given a value) of "a, b = 1.0, c[3]", whose first name is at `at`."""
        tokens, count = self.tokens, len(self.tokens)
        while True:
            name, k = tokens[at], at + 1
            while k < count and tokens[k] == "[":
                k = self._end(k)
            starts = k < count and tokens[k] == "="
            yield name, starts
            k = self._stops[k]
            if k >= count - 1 or tokens[k] != "," or not is_word(tokens[k + 1]):
                return
            if tokens[k + 1] in _WORDS:  # the next parameter
                return
            at = k + 1

    def _find_edges(self) -> None:
        tokens, asked = self.tokens, _ASSIGNMENTS | self.parameters.keys() | {"return"} | _STEPS_OF_ONE
        for k in [k for k, word in enumerate(tokens) if word in asked]:
            word, function = tokens[k], self._function[k]
            if word == "return":
                self._give((function, ""), function, k + 1, self._stops[k + 1])
            elif word in _STEPS_OF_ONE:
                name = self._target(k) or tokens[min(k + 1, len(tokens) - 1)]
                self.edges.append((self._key(function, name), _Given(frozenset({self._key(function, name)}), True)))
            elif word in _ASSIGNMENTS:
                target = self._target(k)
                if target:
                    sums = word in ("+=", "-=")
                    self._give(self._key(function, target), function, k + 1, self._stops[k + 1], sums)
            elif tokens[k + 1 : k + 2] == ["("] and (function or not self._defines(k + 1)):
                self._call(word, function, k + 1)

    def _defines(self, at: int) -> bool:
        before = self.tokens[at - 2] if at > 1 else ""
        return bool(before) and (is_word(before) or before == "]") and before != "return"

    def _target(self, at: int) -> str:
        """The variable that an assignment at `at` changes, in whole or in part."""
        tokens, k = self.tokens, at - 1
        while k > 0:
            if tokens[k] == "]":
                k = self._starts.get(k, 0) - 1
            elif tokens[k - 1] == ".":
                k -= 2
            else:
                break
        if k < 0:
            return ""
        return tokens[k] if tokens[k] and is_word(tokens[k]) else ""

    def _give(self, key: _Key, function: str, first: int, last: int, sums: bool = False) -> None:
        given = self.given(function, first, last)
        if given is not None:
            self.edges.append((key, replace(given, zero=True) if sums else given))

    def _call(self, name: str, function: str, at: int) -> None:
        for number, (first, last) in enumerate(self._parts(at, self._end(at))):
            for known in self.parameters[name]:
                if number >= len(known) or not known[number][0]:
                    continue
                parameter, is_out = known[number]
                self._give((name, parameter), function, first, last)
                if is_out and is_word(self.tokens[first]):
                    self.edges.append(
                        (self._key(function, self.tokens[first]), _Given(frozenset({(name, parameter)}), False))
                    )
