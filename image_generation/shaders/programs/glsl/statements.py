"""Copies the body of a function, statement by statement."""

from __future__ import annotations

from image_generation.shaders.programs.glsl.declarators import (
    read_names,
    read_qualifiers,
    read_type,
    starts_declaration,
)
from image_generation.shaders.programs.glsl.expressions import expression
from image_generation.shaders.programs.glsl.reader import Reader
from image_generation.shaders.programs.glsl.values import Type, zero_value

_JUMPS = frozenset(("return", "break", "continue", "discard"))
_END = frozenset((";",))
_CONDITION_END = frozenset((")",))
_LABEL_END = frozenset((":",))


def read_body(reader: Reader, result: Type) -> None:
    """Statements up to the brace that closes the function."""
    reader.enter()
    depth, returned = 1, False
    fresh = True  # a new statement of a block, not the branch of an `if` or the body of a loop
    while True:
        word = reader.input[reader.at]
        if word == "}":
            depth -= 1
            if depth == 0:
                break
            reader.leave()
            reader.take()
            fresh, returned = True, False
            continue
        if word == "{":
            depth += 1
            reader.enter()
            reader.take()
            fresh, returned = True, False
            continue
        if depth == 1 and fresh:
            returned = word == "return"
        elif word != ";":
            returned = False
        fresh = _statement(reader, fresh)
    reader.leave()
    zero = [] if returned else zero_value(result, reader.structs)
    if zero:
        reader.put("return", *zero, ";")
    reader.take()


def _statement(reader: Reader, fresh: bool) -> bool:
    """Copy a statement, or the head of a compound one; True where a whole statement of a block has ended."""
    word = reader.input[reader.at]
    if word in ("if", "while", "switch"):
        reader.take()
        reader.expect("(")
        if word == "while" and starts_declaration(reader):
            _local(reader, _CONDITION_END, loops=False)
        else:
            expression(reader, _CONDITION_END)
        reader.take()
        return False
    if word == "for":
        reader.take()
        reader.expect("(")
        if starts_declaration(reader):
            _local(reader, _END, loops=False)
        else:
            expression(reader, _END)
        reader.take()
        if starts_declaration(reader):
            _local(reader, _END, loops=False)
        else:
            expression(reader, _END)
        reader.take()
        expression(reader, _CONDITION_END)
        reader.take()
        return False
    if word in ("else", "do"):
        reader.take()
        return False
    if word in ("case", "default"):
        reader.take()
        expression(reader, _LABEL_END, constant=True)
        reader.take()
        return True
    if word in _JUMPS:
        reader.take()
        expression(reader, _END)
        reader.take()
        return True
    if word == "precision":
        reader.skip_to(";")
    elif starts_declaration(reader):
        late = _local(reader, _END, loops=fresh)
        reader.expect(";")
        reader.put(*late)
        return True
    else:
        expression(reader, _END)
    reader.expect(";")
    return True


def _local(reader: Reader, end: frozenset[str], loops: bool) -> list[str]:
    """Copy a declaration inside a function, up to its end; returns statements to follow it, if `loops` may."""
    constant = "const" in read_qualifiers(reader)
    if constant:
        reader.put("const")
    start = len(reader.out)
    kind = read_type(reader)
    if reader.input[reader.at] == ";":
        if "{" not in reader.out[start:]:
            del reader.out[start:], reader.line_ids[start:]
        return []
    late = read_names(reader, kind, constant, end | {",", ";"}, loops)
    if reader.input[reader.at] not in end:
        raise reader.unexpected()
    return late
