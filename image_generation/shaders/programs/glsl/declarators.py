"""Reads types, qualifiers and lists of declared names; what a declaration leaves uninitialised gets zeros."""

from __future__ import annotations

from collections.abc import Sequence

from image_generation.shaders.programs.glsl.expressions import constant, expression
from image_generation.shaders.programs.glsl.folding import value
from image_generation.shaders.programs.glsl.reader import ZERO, Reader
from image_generation.shaders.programs.glsl.tokens import is_word
from image_generation.shaders.programs.glsl.values import Type, element, elements, make_struct, zero_value, zeroing
from image_generation.shaders.programs.glsl.words import (
    BASIC_TYPES,
    DESKTOP_KEYWORDS,
    PRECISIONS,
    QUALIFIERS,
    SAMPLER_TYPES,
)

MAX_BRACES = 32  # within each other, in an initialiser
_BRACED_ENDS = frozenset((",", "}"))
MAX_ARRAY = 1 << 20  # elements; Chromium's own limit is of this order


def _is_type(reader: Reader, word: str) -> bool:
    return word in BASIC_TYPES or word in SAMPLER_TYPES or word in reader.structs or word == "struct"


def starts_declaration(reader: Reader) -> bool:
    word = reader.input[reader.at]
    if word in QUALIFIERS[reader.version]:
        return True
    if not _is_type(reader, word):
        return False
    following = reader.input[reader.at + 1]
    if following == "[":
        at = reader.at + 1
        while reader.input[at] and reader.input[at] != "]":
            at += 1
        following = reader.input[at + 1] if reader.input[at] else ""
    return bool(following) and (is_word(following) or following == "{")


def read_qualifiers(reader: Reader) -> list[str]:
    """Skip qualifiers; layout(location = 3) comes back as 'location=3', other layouts as they are."""
    found: list[str] = []
    while reader.input[reader.at] in QUALIFIERS[reader.version]:
        word = reader.input[reader.at]
        reader.at += 1
        if word == "layout":
            start = reader.at
            while reader.input[reader.at] not in (")", ""):
                reader.at += 1
            reader.at = min(reader.at + 1, reader.count)
            found.append("layout" + "".join(reader.input[start : reader.at]))
        elif word not in PRECISIONS:
            found.append(word)
    return found


def read_type(reader: Reader) -> Type:
    """Copy a type, a struct's body included."""
    if reader.input[reader.at] == "struct":
        base = _read_struct(reader)
    elif _is_type(reader, reader.input[reader.at]):
        base = reader.take()
    else:
        word = reader.input[reader.at]
        if "sampler" in word and word in DESKTOP_KEYWORDS[300]:
            raise reader.fault(f"textures of type {word} are not offered")
        raise reader.fault(f"'{word}' is no type" if word and is_word(word) else str(reader.unexpected()))
    return Type(base, read_size(reader))


def read_size(reader: Reader) -> int | None:
    """Copy "[4]" if it is there."""
    if reader.input[reader.at] != "[":
        return None
    reader.take()
    start = len(reader.out)
    expression(reader, frozenset(("]",)), constant=True)
    size = constant(reader, reader.out[start:]) if len(reader.out) > start else 0
    reader.take()
    if size is not None and size > MAX_ARRAY:
        raise reader.fault(f"an array of {size} elements is too large")
    return size or 0


def _read_struct(reader: Reader) -> str:
    reader.take()
    if reader.input[reader.at] == "{":
        name = f"webgl_struct_{len(reader.structs)}"
        reader.put(name)
    else:
        name = reader.name()
    reader.expect("{")
    fields: dict[str, Type] = {}
    while reader.input[reader.at] != "}":
        read_qualifiers(reader)
        kind = read_type(reader)
        while True:
            member = reader.name()
            size = read_size(reader)
            fields[member] = Type(kind.base, kind.size if size is None else size)
            if reader.input[reader.at] != ",":
                break
            reader.take()
        reader.expect(";")
    reader.take()
    reader.structs[name] = make_struct(name, fields, reader.structs)
    reader.shader.variables.add(name)
    return name


def read_names(reader: Reader, kind: Type, constant: bool, stops: frozenset[str], loops: bool) -> list[str]:
    """Copy "a, b = 1.0, c[3]" with zeros added; returns statements that zero large arrays.

    loops: whether such statements may follow, as they may not in a loop's header.
    """
    late: list[str] = []
    if reader.input[reader.at] == ",":  # a list may begin with nothing
        reader.at += 1
    while True:
        name = reader.name()
        size = read_size(reader)
        whole = Type(kind.base, kind.size if size is None else size)
        start = len(reader.out)
        if reader.input[reader.at] == "=":
            reader.take()
            start = len(reader.out)
            if reader.input[reader.at] == "{":
                _braced(reader, whole, constant)
            else:
                expression(reader, stops, constant)
            if not constant and loops:
                _hide_zero(reader, name, whole, start)
            if whole.size == 0:
                whole = Type(whole.base, elements(reader.out[start:]))
        elif zero := zero_value(whole, reader.structs):
            reader.put("=", *zero)
            if not constant and loops:
                _hide_zero(reader, name, whole, start + 1)
        elif loops:
            late += zeroing(name, whole, reader.structs)
        reader.bind(name, whole)
        if constant:
            _remember(reader, name, whole, reader.out[start:])
        if reader.input[reader.at] != ",":
            return late
        reader.take()


def _braced(reader: Reader, kind: Type, constant: bool, depth: int = 0) -> None:
    """Copy the "{ a, b }" of GLSL 4.20 as a constructor of the type, which desktop GLSL 3.30 has in its place."""
    parts = _parts(reader, kind)
    if depth > MAX_BRACES or not parts:
        raise reader.fault(f"{{ }} cannot be a value of type {kind}")
    reader.at += 1
    if reader.input[reader.at] == "}":
        raise reader.unexpected()
    brackets = () if kind.size is None else ("[", str(kind.size), "]") if kind.size else ("[", "]")
    reader.put(kind.base, *brackets, "(")
    for number in range(MAX_ARRAY):
        if reader.input[reader.at] == "{":
            _braced(reader, parts[min(number, len(parts) - 1)], constant, depth + 1)
        else:
            expression(reader, _BRACED_ENDS, constant)
        if reader.input[reader.at] == "," and reader.input[reader.at + 1] != "}":
            reader.take()
            continue
        reader.at += reader.input[reader.at] == ","
        break
    if reader.input[reader.at] != "}":
        raise reader.unexpected()
    reader.put(")")
    reader.at += 1


def _parts(reader: Reader, kind: Type) -> list[Type]:
    """Types of what a value is made of, the last one for all that follow; [] for what has no parts."""
    if kind.size is None and kind.base in reader.structs:
        return list(reader.structs[kind.base].fields.values())
    part = element(kind)
    return [part] if part else [kind] if kind.base in BASIC_TYPES and kind.base != "void" else []


def _hide_zero(reader: Reader, name: str, kind: Type, start: int) -> None:
    """Add ZERO to what was written from `start` on, where it is a constant with a component of zero and something is
    divided by the name."""
    if reader.asked is None and name not in reader.divisors:
        return
    floats = kind.size is None and (kind.base == "float" or kind.base.startswith("vec"))
    if floats and 0.0 in (value(reader.out[start:], reader.vectors) or ()) and reader.divides(name):
        reader.put("+", ZERO)


def _remember(reader: Reader, name: str, kind: Type, words: Sequence[str]) -> None:
    """Keep the value of a constant, for array sizes and for folding."""
    if kind == Type("int"):
        number = constant(reader, words)
        if number is not None:
            reader.constants[name] = number
    elif kind.size is None and (kind.base == "float" or kind.base.startswith("vec")):
        vector = value(words, reader.vectors)
        if vector is not None and len(vector) == (1 if kind.base == "float" else int(kind.base[-1])):
            reader.vectors[name] = vector
