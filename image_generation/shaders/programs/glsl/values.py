"""Types of GLSL values: their zeros, their members, their elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from image_generation.shaders.programs.glsl.words import BASIC_TYPES, SAMPLER_TYPES

_LONGEST = 20_000  # characters of a struct's zeros
_WRITTEN_OUT = 32  # arrays up to this size are zeroed by a constructor, larger ones by a loop


@dataclass(frozen=True)
class Type:
    """`size` is None for what is no array, 0 for an array whose size is not known here."""

    base: str
    size: int | None = None

    def __str__(self) -> str:
        return self.base if self.size is None else f"{self.base}[{self.size or ''}]"


@dataclass(frozen=True)
class Struct:
    """`zero` is the text of a value of all zeros, None where there is none or where it would be too long."""

    fields: Mapping[str, Type]
    zero: str | None


Structs = Mapping[str, Struct]


def make_struct(name: str, fields: Mapping[str, Type], structs: Structs) -> Struct:
    """The struct `name`; `structs` are those that its fields may be of."""
    zeros = [_zeros(kind, structs) for kind in fields.values()]
    known = [zero for zero in zeros if zero is not None]
    whole = f"{name} ( {' , '.join(known)} )" if len(known) == len(zeros) else None
    return Struct(fields, whole if whole and len(whole) <= _LONGEST else None)


def zero_value(kind: Type, structs: Structs) -> list[str]:
    """Tokens of a value of all zeros; [] for samplers and for what is better zeroed by a loop."""
    if kind.size is not None and kind.size > _WRITTEN_OUT:
        return []
    return (_zeros(kind, structs) or "").split()


def _zeros(kind: Type, structs: Structs) -> str | None:
    if kind.base in structs:
        element = structs[kind.base].zero
    elif kind.base == "void" or kind.base not in BASIC_TYPES:
        element = None
    else:
        element = {"f": "0.0", "v": "0.0", "m": "0.0", "i": "0", "u": "0u", "b": "false"}[kind.base[0]]
        if kind.base not in ("float", "int", "uint", "bool"):
            element = f"{kind.base} ( {element} )"
    if element is None or kind.size is None:
        return element
    if not 0 < kind.size <= _LONGEST // len(element):
        return None
    return f"{kind.base} [ {kind.size} ] ( {' , '.join([element] * kind.size)} )"


def zeroing(name: str, kind: Type, structs: Structs) -> list[str]:
    """Tokens of a statement that zeroes a large array."""
    element = zero_value(Type(kind.base), structs)
    if kind.size is None or not element:
        return []
    count = f"for ( int webgl_i = 0 ; webgl_i < {name} . length ( ) ; webgl_i ++ )"
    return [*count.split(), name, "[", "webgl_i", "]", "=", *element, ";"]


def member(kind: Type | None, name: str, structs: Structs) -> Type | None:
    """Type of "value.name": a struct's field or a swizzle."""
    if kind is None or kind.size is not None:
        return None
    if kind.base in structs:
        return structs[kind.base].fields.get(name)
    if "vec" in kind.base and len(name) <= 4:
        return Type(_vector(kind.base, len(name)))
    return None


def element(kind: Type | None) -> Type | None:
    """Type of "value[i]"."""
    if kind is None:
        return None
    if kind.size is not None:
        return Type(kind.base)
    if "vec" in kind.base:
        return Type(_vector(kind.base, 1))
    if kind.base.startswith("mat"):
        return Type(f"vec{kind.base[-1]}")
    return None


def limit(kind: Type | None) -> int | None:
    """Largest index, where it is known."""
    if kind is None or kind.base in SAMPLER_TYPES:
        return None
    if kind.size is not None:
        return kind.size - 1 if kind.size else None
    if "vec" in kind.base:
        return int(kind.base[-1]) - 1
    return int(kind.base[3]) - 1 if kind.base.startswith("mat") else None


def _vector(base: str, size: int) -> str:
    prefix = base[0] if base[0] != "v" else ""
    scalar = {"i": "int", "u": "uint", "b": "bool", "": "float"}[prefix]
    return scalar if size == 1 else f"{prefix}vec{size}"


def elements(words: Sequence[str]) -> int:
    """Number of arguments of an array constructor "float[](1.0, 2.0)"."""
    depth, commas = 0, 0
    for word in words[words.index("(") + 1 :] if "(" in words else ():
        if word in "([" or word.startswith("[ clamp"):
            depth += 1
        elif word == ")" or word.endswith("]"):
            depth -= 1
        elif word == "," and depth == 0:
            commas += 1
    return commas + 1 if words else 0
