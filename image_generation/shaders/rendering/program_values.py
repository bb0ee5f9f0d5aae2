"""Programs as lists of texts and numbers, for files, and back again with every kind checked."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import product
from typing import Any, Union, get_args, get_origin, get_type_hints

from image_generation.shaders.programs.program import Program

_PLAIN = (int, float, str, bool)


def fields_of(value: Any) -> list[Any]:
    """What json.dumps, as its `default`, makes lists of programs and their parts with; tuples are lists to it."""
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no part of a program")
    return [getattr(value, name) for name in _names(value.__class__)]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def program_of(values: Any) -> Program:
    """The program that was written so; raises ValueError where a value is of another kind than a program's."""
    return _reader(Program)(values)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a type, given as an annotation, out of JSON's."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return _record(kind, tuple(_reader(hints[field.name]) for field in fields(kind)))
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        if inner[1:] == (...,):
            return _sequence(_reader(inner[0]))
        return _row(inner) if all(kind in _PLAIN for kind in inner) else _record(_packed, tuple(map(_reader, inner)))
    if origin in (Union, types.UnionType):
        return _either(tuple(map(_reader, inner)))
    return _plain(_kinds(kind))


def _kinds(kind: type) -> tuple[type, ...]:
    """The kinds of JSON's values that stand for a number, a text or a truth."""
    return (int, float) if kind is float else (kind,)


def _row(kinds: tuple[type, ...]) -> Callable[[Any], Any]:
    """Of a tuple of plain values, of which a program has hundreds: all looked at in one go."""
    allowed = frozenset(product(*map(_kinds, kinds)))

    def read(value: Any) -> Any:
        if type(value) is not list or tuple(map(type, value)) not in allowed:
            raise ValueError("another number of values, or other ones")
        return tuple(value)

    return read


def _packed(*values: Any) -> tuple[Any, ...]:
    return values


def _record(make: Callable[..., Any], readers: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not list or len(value) != len(readers):
            raise ValueError("another number of values")
        return make(*[reader(entry) for reader, entry in zip(readers, value)])

    return read


def _sequence(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not list:
            raise ValueError("no list")
        return tuple(map(reader, value))

    return read


def _either(readers: tuple[Callable[[Any], Any], ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        for reader in readers[:-1]:
            try:
                return reader(value)
            except ValueError:
                continue
        return readers[-1](value)

    return read


def _plain(kinds: tuple[type, ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) not in kinds:
            raise ValueError(f"no {kinds[0].__name__}")
        return value

    return read
