"""Reads a preprocessed shader declaration by declaration and gives what WebGL defines and desktop GLSL does not.

Locals, globals, outputs and `out` parameters start at zero, a function that ends without `return` returns zero,
an index outside its array reads the nearest element. Names are only collected here; translate.py changes them.
Nothing recurses, so no nesting is too deep for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from image_generation.shaders.programs.glsl.constancy import hidden_operands
from image_generation.shaders.programs.glsl.declarators import (
    read_names,
    read_qualifiers,
    read_size,
    read_type,
)
from image_generation.shaders.programs.glsl.reader import ZERO, Reader, Shader
from image_generation.shaders.programs.glsl.sections import Placed
from image_generation.shaders.programs.glsl.statements import read_body
from image_generation.shaders.programs.glsl.tokens import is_word
from image_generation.shaders.programs.glsl.values import Type, zero_value, zeroing
from image_generation.shaders.programs.glsl.words import PRECISIONS, SAMPLER_TYPES

_DECLARATOR_END = frozenset((",", ";"))
NAMELESS = "webgl_parameter_"  # and its place among the parameters


def read(
    tokens: Sequence[str],
    line_ids: Sequence[int],
    version: int,
    varyings: Mapping[str, tuple[str, str]],
    other: Callable[[str, str], str],
    *,
    hide: bool = False,
) -> Shader:
    """Read all declarations; `varyings` maps an input's name to its type and its value. Raises Fault.

    other  name and type of an input that is not among them -> its value, '' for none
    hide   add ZERO to operands that a compiler may find to be what it takes for undefined
    """
    reader = Reader(tokens, line_ids, version, varyings, other)
    reader.divisors = reader.divisors.union(*(word.section.divisors for word in tokens if type(word) is Placed))
    if hide:
        reader.hidden = hidden_operands(tokens)
    _whole(reader)
    return reader.shader


def _whole(reader: Reader) -> None:
    while reader.at < reader.count:
        word = reader.input[reader.at]
        if word == ";":
            reader.at += 1
        elif word == "precision":
            reader.skip_to(";")
        elif type(word) is Placed:
            reader.shader.sections.append((len(reader.out), word.base, word.section.read(reader, _whole)))
            reader.at += 1
        else:
            _outer(reader)


def _outer(reader: Reader) -> None:
    """One declaration outside of functions."""
    found = read_qualifiers(reader)
    if "invariant" in found:
        found = [word for word in found if word != "invariant"]
        if not found and reader.input[reader.at + 1] in (",", ";"):
            reader.skip_to(";")
            return
    storage = next((word for word in ("uniform", "varying", "attribute", "in", "out", "const") if word in found), "")
    if storage in ("varying", "attribute"):
        storage = "in"
    if storage == "uniform" and reader.input[reader.at + 1] == "{":
        _block(reader, found)
        return
    if storage == "const":
        reader.put("const")
    start = len(reader.out)
    kind = read_type(reader)
    head = reader.out[start:]
    if reader.input[reader.at] == ";":
        if "{" in head:
            reader.take()
        else:
            del reader.out[start:], reader.line_ids[start:]
        return
    if reader.input[reader.at + 1] == "(":
        _function(reader, kind)
        return
    if storage in ("const", ""):
        reader.shader.first_statements += read_names(reader, kind, storage == "const", _DECLARATOR_END, loops=True)
        reader.expect(";")
        return
    if "{" in head:
        reader.put(";")
        head = [kind.base]
    else:
        del reader.out[start:], reader.line_ids[start:]
    _interface(reader, storage, kind, [kind.base], found)


def _block(reader: Reader, found: list[str]) -> None:
    reader.put(*found)
    while reader.input[reader.at] not in ("}", ""):
        if reader.input[reader.at] in PRECISIONS:
            reader.at += 1
        else:
            reader.take()
    while reader.input[reader.at] not in (";", ""):
        reader.take()
    reader.expect(";")


def _interface(reader: Reader, storage: str, kind: Type, head: list[str], found: list[str]) -> None:
    """Uniforms, inputs and outputs, each as a declaration of its own."""
    while True:
        name = reader.input[reader.at]
        if not name or not is_word(name):
            raise reader.unexpected()
        reader.at += 1
        start = len(reader.out)
        size = read_size(reader)
        del reader.out[start:], reader.line_ids[start:]
        whole = Type(kind.base, kind.size if size is None else size)
        brackets = [] if whole.size is None else [f"[{whole.size}]"]
        if storage == "uniform":
            if reader.shader.uniforms.get(name) != whole:
                reader.put("uniform", *head, name, *brackets, ";")
            reader.shader.uniforms.setdefault(name, whole)
            reader.shader.sampler_arrays |= whole.size is not None and whole.base in SAMPLER_TYPES
        else:
            value = reader.value_of_input(name, whole) if storage == "in" else ""
            zero = zero_value(whole, reader.structs)
            start_value = [value] if value else zero
            if storage == "in" and not value:
                reader.shader.unset.append(name)
                start_value = [ZERO if word == "0.0" else word for word in zero]  # no compiler may know
            reader.put(*head, name, *brackets, *(["=", *start_value] if start_value else []), ";")
            if not start_value:
                reader.shader.first_statements += zeroing(name, whole, reader.structs)
            if storage == "out":
                _output(reader, name, whole, found)
        reader.bind(name, whole)
        if reader.input[reader.at] != ",":
            break
        reader.at += 1
    if reader.input[reader.at] != ";":
        raise reader.unexpected()
    reader.at += 1


def _output(reader: Reader, name: str, kind: Type, found: list[str]) -> None:
    location = next((int(word[16:-1]) for word in found if word.startswith("layout(location=")), 0)
    padding = {"float": ", 0.0, 0.0, 0.0", "vec2": ", 0.0, 0.0", "vec3": ", 0.0", "vec4": ""}.get(kind.base)
    for number in range(1 if kind.size is None else kind.size):
        element = name if kind.size is None else f"{name}[{number}]"
        if padding is not None:  # integer outputs do not fit the targets: nothing is drawn, as in WebGL
            reader.shader.outputs[location + number] = f"vec4({element}{padding})"


def _function(reader: Reader, result: Type) -> None:
    name = reader.take()
    reader.take()
    parameters: list[tuple[str, Type, list[str]]] = []
    while reader.input[reader.at] != ")":
        found = read_qualifiers(reader)
        reader.put(*found)
        kind = read_type(reader)
        if kind.base == "void" and reader.input[reader.at] == ")":
            break
        if is_word(reader.input[reader.at] or " "):
            parameter = reader.name()
        else:  # WebGL has definitions with parameters that they do not use and do not name, Mesa has not
            parameter = f"{NAMELESS}{len(parameters)}"
            reader.put(parameter)
        size = read_size(reader)
        parameters.append((parameter, Type(kind.base, kind.size if size is None else size), found))
        if reader.input[reader.at] == ",":
            reader.take()
        elif reader.input[reader.at] != ")":
            raise reader.unexpected()
    reader.take()
    reader.declare((name, tuple(str(kind) for _, kind, _ in parameters), result))
    if reader.input[reader.at] == ";":
        reader.take()
        return
    reader.expect("{")
    reader.enter()
    for parameter, kind, found in parameters:
        reader.bind(parameter, kind)
        if "out" in found:
            zero = zero_value(kind, reader.structs)
            reader.put(*([parameter, "=", *zero, ";"] if zero else zeroing(parameter, kind, reader.structs)))
    read_body(reader, result)
    reader.leave()
