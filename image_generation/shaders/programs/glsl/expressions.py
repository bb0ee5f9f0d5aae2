"""Copies expressions, with what WebGL defines there beyond desktop GLSL.

An index outside its array, vector or matrix means the nearest element, undefined constants are zero, and an
assignment may be the last part of ?: without parentheses.
"""

from __future__ import annotations

from collections.abc import Sequence

from image_generation.shaders.programs.glsl.conditions import evaluate
from image_generation.shaders.programs.glsl.folding import FOLDED, fold
from image_generation.shaders.programs.glsl.reader import Reader
from image_generation.shaders.programs.glsl.tokens import is_word
from image_generation.shaders.programs.glsl.values import Type, element, limit, member
from image_generation.shaders.programs.glsl.words import ES_FUNCTIONS

_ASSIGNMENTS = frozenset(("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="))
_MANY = 5000


def expression(reader: Reader, stops: frozenset[str], constant: bool = False) -> None:
    """Copy tokens up to one of `stops` outside of all brackets, which is left for the caller."""
    source, source_places, out, places = reader.input, reader.input_places, reader.out, reader.places
    types, functions = reader.types, ES_FUNCTIONS[reader.version]
    brackets: list[tuple[str, Type | None, int, list, str]] = []
    choices: list[list] = []  # each "?" of this bracket: [position of its ":", whether an assignment follows]
    kind: Type | None = None  # of the value that ends here, where it is known
    before = ""
    at = reader.at
    while True:
        word = source[at]
        if not brackets and word in stops and not (word == ":" and choices and choices[-1][0] is None):
            break
        copy = word
        if word in ("(", "["):
            brackets.append((word, kind, len(out), choices, before))
            kind, choices = None, []
        elif word in (")", "]"):
            if not brackets or (brackets[-1][0] == "(") != (word == ")"):
                reader.at = at
                raise reader.unexpected()
            if choices:
                _end_choices(reader, choices)
            _, container, start, choices, called = brackets.pop()
            if word == "]":
                kind = element(container)
                largest = limit(container)
                if largest is not None and not _is_constant(reader, start + 1):
                    out[start] = "[ clamp ( int ("
                    copy = f") , 0 , {largest} ) ]"
            else:
                kind = reader.results.get(called)
                if called in FOLDED and called not in reader.shader.functions:
                    folded = fold(called, out[start + 1 :], reader.vectors)
                    if folded:
                        del out[start - 1 :], places[start - 1 :]
                        copy = folded
        elif word == ".":
            pass
        elif word in (";", "{", "}", ""):
            reader.at = at
            raise reader.unexpected()
        elif is_word(word):
            if before == ".":
                kind = member(kind, word, reader.structs)
            else:
                kind = types.get(word)
                if constant and word in functions and source[at + 1] == "(":
                    copy += " "  # a constant's initialiser calls built-in functions only: renaming passes it by
        else:
            kind = None
            if word == "?":
                choices.append([None, False])
            elif choices:
                _choice(reader, word, choices)
        out.append(copy)
        places.append(source_places[at])
        before = word
        at += 1
    if choices:
        _end_choices(reader, choices)
    if at - reader.at > _MANY:
        _refuse_endless(reader, source[reader.at : at])
    reader.at = at


def _refuse_endless(reader: Reader, words: Sequence[str]) -> None:
    """Raise Fault for a sum of thousands of terms, for which drivers run out of stack (Chromium's limit is 256)."""
    operators = [0]
    for word in words:
        if word in ("(", "["):
            operators.append(0)
        elif word in (")", "]"):
            operators.pop()
        elif word == ",":
            operators[-1] = 0
        elif not is_word(word) and word != ".":
            operators[-1] += 1
            if operators[-1] > _MANY:
                raise reader.fault(f"an expression of more than {_MANY} terms")


def _choice(reader: Reader, word: str, choices: list[list]) -> None:
    """Follow a ?: so that an assignment in its last part gets parentheses, as GLSL ES reads it."""
    if word == ":":
        _end_choices(reader, choices)
        if choices:
            choices[-1][0] = len(reader.out)
    elif word == ",":
        _end_choices(reader, choices)
    elif word in _ASSIGNMENTS:
        choices[-1][1] |= choices[-1][0] is not None


def _end_choices(reader: Reader, choices: list[list]) -> None:
    while choices and choices[-1][0] is not None:
        colon, assigned = choices.pop()
        if assigned:
            reader.out[colon] += " ("
            reader.out.append(")")
            reader.places.append(reader.places[-1])


def _is_constant(reader: Reader, start: int) -> bool:
    """Whether the tokens written from `start` on are made of integers and their constants."""
    return all(word[0].isdigit() or word in reader.constants or not is_word(word) for word in reader.out[start:])


def constant(reader: Reader, words: Sequence[str]) -> int | None:
    """Value of a constant integer expression; None where it is none, or needs more than integers."""
    try:
        return evaluate(words, lambda word: reader.constants[word])
    except (ValueError, KeyError):
        return None
