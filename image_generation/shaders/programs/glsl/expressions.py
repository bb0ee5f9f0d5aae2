"""Copies expressions, with what WebGL defines there beyond desktop GLSL.

An index outside its array, vector or matrix means the nearest element, undefined constants are zero, and an
assignment may be the last part of ?: without parentheses. Divisions by a constant zero, and smoothsteps whose edges may
be equal, are left to the device, not to a compiler's guesses: ZERO hides from it what the divisor is.
"""

from __future__ import annotations

from collections.abc import Sequence

from image_generation.shaders.programs.glsl.conditions import evaluate
from image_generation.shaders.programs.glsl.constancy import matching
from image_generation.shaders.programs.glsl.folding import FOLDED, LONGEST, fold, value
from image_generation.shaders.programs.glsl.reader import DIVISIONS, ZERO, Reader
from image_generation.shaders.programs.glsl.tokens import Number, is_word
from image_generation.shaders.programs.glsl.values import Type, element, limit, member
from image_generation.shaders.programs.glsl.words import BASIC_TYPES, ES_FUNCTIONS

_ASSIGNMENTS = frozenset(("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="))
_STATEMENT_STARTS = frozenset((";", "{", "}"))
_STRAY = frozenset((";", "{", "}", ""))
_PLAIN = frozenset(("+", "-", "*", "/", "=", "<", ">", "+=", "-=", "*=", "/=", "<=", ">=", "==", "!=", "&&", "||"))
_MANY = 5000
_CONSTRUCTORS = frozenset(("float", "vec2", "vec3", "vec4"))
_FLOATS = frozenset(map(Type, _CONSTRUCTORS))
_BITS = ("uintBitsToFloat (", "floatBitsToUint (")  # of the desktop, whatever functions the text has
_CHOOSING = frozenset(("?", "<", ">", "<=", ">=", "==", "!=", "&&", "||", "^^", "!"))


def expression(reader: Reader, stops: frozenset[str], constant: bool = False) -> None:
    """Copy tokens up to one of `stops` outside of all brackets, which is left for the caller."""
    source, source_line_ids, out, line_ids = reader.input, reader.input_line_ids, reader.out, reader.line_ids
    types, functions = reader.types, ES_FUNCTIONS[reader.version]
    brackets: list[tuple[str, Type | None, int, list, str]] = []
    commas: list[list[int]] = []  # of each open bracket, indices into `out`
    choices: list[list] = []  # each "?" of this bracket: [position of its ":", whether an assignment follows]
    kind: Type | None = None  # of the value that ends here, where it is known
    before = ""
    at = reader.at
    hidden: list[tuple[int, tuple[str, ...]]] = []  # ends of operands that no compiler may know, what is put there
    while True:
        while hidden and hidden[-1][0] == at:
            closing = hidden.pop()[1]
            out += closing
            line_ids += [source_line_ids[at - 1]] * len(closing)
        word = source[at]
        if word in _PLAIN and not choices:  # most operators: copied, and what they give is not known
            kind = None
            out.append(word)
            line_ids.append(source_line_ids[at])
            before = word
            at += 1
            if at in reader.hidden and not constant:
                _hide(reader, at, hidden)
            continue
        if not brackets and word in stops and not (word == ":" and choices and choices[-1][0] is None):
            break
        copy = word
        letter = word[:1]
        if letter.isalpha() or letter == "_":
            if before == ".":
                kind = member(kind, word, reader.structs)
            else:
                kind = types.get(word)
                if constant and word in functions and source[at + 1] == "(":
                    copy += " "  # a constant's initialiser calls built-in functions only: renaming passes it by
                elif (
                    before in DIVISIONS
                    and not constant
                    and source[at + 1] not in (".", "[", "(")
                    and 0.0 in reader.vectors.get(word, ())
                ):
                    copy = f"( {word} + {ZERO} )"
        elif word in {"(", "["}:
            brackets.append((word, kind, len(out), choices, before))
            commas.append([])
            kind, choices = None, []
        elif word in {")", "]"}:
            if not brackets or (brackets[-1][0] == "(") != (word == ")"):
                reader.at = at
                raise reader.unexpected()
            if choices:
                _end_choices(reader, choices)
            _, container, start, choices, called = brackets.pop()
            parts = commas.pop()
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
                        del out[start - 1 :], line_ids[start - 1 :]
                        copy = folded
                    elif not constant and called == "smoothstep" and len(parts) == 2:
                        _guard_edges(reader, start, parts)
                elif not constant and called == "mod" and len(parts) == 1 and called not in reader.shader.functions:
                    _guard(reader, parts[0] + 1, len(out))
                if not constant and copy == ")" and (called in _CONSTRUCTORS or not is_word(called or " ")):
                    first = start - (called in _CONSTRUCTORS)
                    divides = first and out[first - 1] in DIVISIONS and len(out) - first <= LONGEST
                    if divides and _has_zero(reader, [*out[first:], ")"]):
                        out[first] = f"( {out[first]}"
                        copy = f") + {ZERO} )"
        elif word == ".":
            pass
        elif word == ",":
            kind = None
            if brackets:
                commas[-1].append(len(out))
            if choices:
                _choice(reader, word, choices)
        elif word in _STRAY:
            reader.at = at
            raise reader.unexpected()
        elif not constant and _is_zero(word) and (before in DIVISIONS or _starts_divisor(reader, before, at)):
            copy, kind = ZERO, None
        else:
            kind = None
            if word == "?":
                choices.append([None, False])
            elif choices:
                _choice(reader, word, choices)
        out.append(copy)
        line_ids.append(source_line_ids[at])
        before = word
        at += 1
        if at in reader.hidden and not constant:
            _hide(reader, at, hidden)
    if choices:
        _end_choices(reader, choices)
    if at - reader.at > _MANY:
        _refuse_endless(reader, source[reader.at : at])
    reader.at = at


def _hide(reader: Reader, at: int, hidden: list[tuple[int, tuple[str, ...]]]) -> None:
    """Open brackets for the operand that begins at `at` of the input, and note where they are closed and how: for
    floats and vectors of which it is not known that they are numbers, and of a divisor other ones than zero.

    ZERO is added to a divisor; to the bits of a place in a texture, since a sum with what is no number never is one.
    """
    end, divides = reader.hidden[at]
    words = reader.input[at:end]
    known = value(words, reader.vectors)
    if (known is None or (divides and 0.0 in known)) and _is_float(reader, at, end):
        opening, closing = (("(",), ("+", ZERO, ")")) if divides else (_BITS, ("+", f"uint ( {ZERO} ) )"))
        hidden.append((end, closing if divides else (")", *closing)))
        reader.out += opening
        reader.line_ids += [reader.input_line_ids[at]] * len(opening)


def _is_float(reader: Reader, at: int, end: int) -> bool:
    """Whether an operand is a float or a vector of them, as its first part of a known type says; False in doubt."""
    source = reader.input
    if not _CHOOSING.isdisjoint(source[at:end]):
        return False
    while at < end:
        word = source[at]
        if type(word) is Number:
            return True
        if word[0].isdigit():
            return False
        at += 1
        if not is_word(word):
            continue
        if source[at] == "(":
            if word in BASIC_TYPES:
                return word in _CONSTRUCTORS
            if word in reader.shader.functions:
                return reader.results[word] in _FLOATS
            continue  # of a built-in function's kind are its arguments
        kind = reader.types.get(word)
        while source[at] in (".", "["):
            if source[at] == ".":
                kind, at = member(kind, source[at + 1], reader.structs), at + 2
            else:
                kind, at = element(kind), matching(source, at)
        return kind in _FLOATS
    return False


def _starts_divisor(reader: Reader, before: str, at: int) -> bool:
    """Whether the token is what a name is set to by which something is divided, in a statement (no loop's header)."""
    words = reader.input
    return before == "=" and at >= 3 and words[at - 3] in _STATEMENT_STARTS and reader.divides(words[at - 2])


def _is_zero(word: str) -> bool:
    """Whether a token is a float literal of value zero."""
    return type(word) is Number and float(word.rstrip("fF")) == 0.0


def _has_zero(reader: Reader, words: Sequence[str]) -> bool:
    """Whether the tokens are a constant with a component of zero."""
    return 0.0 in (value(words, reader.vectors) or ())


def _guard(reader: Reader, start: int, end: int) -> None:
    """Add ZERO to the argument written from start to end where it is a constant with a component of zero."""
    if end - start <= LONGEST and _has_zero(reader, reader.out[start:end]):
        _add_zero(reader, start, end)


def _guard_edges(reader: Reader, start: int, parts: list[int]) -> None:
    """Add ZERO to a smoothstep's second edge unless both edges are constants that differ."""
    low = value(reader.out[start + 1 : parts[0]], reader.vectors)
    high = value(reader.out[parts[0] + 1 : parts[1]], reader.vectors)
    if low is None or high is None or any(a == b for a, b in zip(low, high, strict=False)):
        _add_zero(reader, parts[0] + 1, parts[1])


def _add_zero(reader: Reader, start: int, end: int) -> None:
    for at, words in ((end, (")", "+", ZERO)), (start, ("(",))):
        reader.out[at:at] = words
        reader.line_ids[at:at] = [reader.line_ids[at - 1]] * len(words)


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
            reader.line_ids.append(reader.line_ids[-1])


def _is_constant(reader: Reader, start: int) -> bool:
    """Whether the tokens written from `start` on are made of integers and their constants."""
    return all(word[0].isdigit() or word in reader.constants or not is_word(word) for word in reader.out[start:])


def constant(reader: Reader, words: Sequence[str]) -> int | None:
    """Value of a constant integer expression; None where it is none, or needs more than integers."""
    try:
        return evaluate(words, lambda word: reader.constants[word])
    except (ValueError, KeyError):
        return None
