"""Types of GLSL values: their zeros, their members, their elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from image_generation.shaders.programs.glsl.words import BASIC_TYPES, SAMPLER_TYPES

_WRITTEN_OUT = 32  # arrays up to this size are zeroed by a constructor, larger ones by a loop


@dataclass(frozen=True)
class Type:
    """`size` is None for what is no array, 0 for an array whose size is not known here."""

    base: str
    size: int | None = None

    def __str__(self) -> str:
        return self.base if self.size is None else f"{self.base}[{self.size or ''}]"


Structs = Mapping[str, Mapping[str, Type]]  # name of a struct -> its fields


def zero_value(kind: Type, structs: Structs) -> str | None:
    """Expression for a value of all zeros; None for samplers and for arrays that are better zeroed by a loop."""
    if kind.size is not None:
        if not 0 < kind.size <= _WRITTEN_OUT:
            return None
        element = zero_value(Type(kind.base), structs)
        return element and f"{kind.base}[{kind.size}]({', '.join([element] * kind.size)})"
    base = kind.base
    if base in structs:
        members = []
        for field in structs[base].values():
            value = zero_value(field, structs)
            if value is None and field.size:
                element = zero_value(Type(field.base), structs)
                value = element and f"{field.base}[{field.size}]({', '.join([element] * field.size)})"
            if value is None:
                return None
            members.append(value)
        return f"{base}({', '.join(members)})"
    if base == "void" or base not in BASIC_TYPES:
        return None
    scalar = {"f": "0.0", "v": "0.0", "m": "0.0", "i": "0", "u": "0u", "b": "false"}[base[0]]
    return scalar if base in ("float", "int", "uint", "bool") else f"{base}({scalar})"


def zeroing(name: str, kind: Type, structs: Structs) -> list[str]:
    """Tokens of a statement that zeroes a large array."""
    element = zero_value(Type(kind.base), structs)
    if kind.size is None or element is None:
        return []
    return [
        "for ( int webgl_i = 0 ; webgl_i <",
        name,
        ". length ( ) ; webgl_i ++ )",
        name,
        f"[ webgl_i ] = {element} ;",
    ]


def member(kind: Type | None, name: str, structs: Structs) -> Type | None:
    """Type of "value.name": a struct's field or a swizzle."""
    if kind is None or kind.size is not None:
        return None
    if kind.base in structs:
        return structs[kind.base].get(name)
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
