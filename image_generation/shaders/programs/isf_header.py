"""What the JSON in an ISF file's first comment asks for: inputs with their values, images, and targets of passes."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from image_generation.shaders.programs.expressions import evaluate
from image_generation.shaders.programs.program import Channel, ProgramError, Sampling, Target
from image_generation.shaders.programs.text import read_relaxed_json

_HEADER = re.compile(r"\A(?:\s|//[^\n]*\n)*/\*(\s*\{.*?)\*/", re.DOTALL)
_VALUES = {
    "float": "float",
    "bool": "bool",
    "event": "bool",
    "long": "int",
    "point2D": "vec2",
    "color": "vec4",
}
_SIZES = {"float": 1, "bool": 1, "int": 1, "vec2": 2, "vec4": 4}
_IMAGES = {"image": "texture", "audio": "spectrum", "audioFFT": "spectrum", "cube": "cubemap"}
_NAME = re.compile(r"[A-Za-z_]\w{0,200}")
_MAX_PASSES = 64


@dataclass(frozen=True)
class Image:
    """Something that IMG_PIXEL and its like read: a channel, and the source of its size."""

    channel: Channel
    size: str

    @property
    def sampler(self) -> str:
        return "samplerCube" if self.channel.kind == "cubemap" else "sampler2D"


def read_header(text: str) -> dict[str, Any]:
    """The object in the text's first comment. Raises ProgramError where there is none."""
    comment = _HEADER.match(text)
    if comment is None:
        raise ProgramError("has no ISF header (JSON in its first comment)")
    try:
        about = read_relaxed_json(comment[1])
    except ProgramError as error:
        raise ProgramError(f"its ISF header {error}") from None
    if not isinstance(about, dict):
        raise ProgramError("its ISF header is no JSON object")
    return about


def items_of(about: dict[str, Any], key: str) -> list[Any]:
    """The list under a key, empty where there is none."""
    value = about.get(key)
    return value if isinstance(value, list) else []


def _entries(about: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(name, type, entry) of INPUTS."""
    found = []
    for entry in items_of(about, "INPUTS"):
        if not isinstance(entry, dict):
            raise ProgramError("its ISF header: an input is no object")
        name, kind = str(entry.get("NAME")), str(entry.get("TYPE"))
        _check_name(name)
        if kind not in _VALUES and kind not in _IMAGES:
            raise ProgramError(f"input {name} is of the unsupported type {kind[:40]!r}", "unsupported")
        found.append((name, kind, entry))
    return found


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ProgramError(f"its ISF header: {name[:60]!r} is no name for a variable")


def inputs_of(about: dict[str, Any]) -> dict[str, tuple[str, tuple[float, ...]]]:
    """Inputs that are uniforms: name -> (GLSL type, value)."""
    return {name: (_VALUES[kind], _value(kind, entry)) for name, kind, entry in _entries(about) if kind in _VALUES}


# What an input without DEFAULT, MIN and MAX is, as desktop hosts have it.
_WITHOUT: Mapping[str, tuple[float, ...]] = {
    "float": (0.5,),
    "bool": (1.0,),
    "event": (0.0,),
    "long": (0.0,),
    "point2D": (0.5, 0.5),
    "color": (1.0, 1.0, 1.0, 1.0),
}


def _value(kind: str, entry: Mapping[str, Any]) -> tuple[float, ...]:
    """An input's value: its DEFAULT; else the middle of MIN and MAX (0 and 1 where one is missing), the first of a
    long's VALUES, and true."""
    size = _SIZES[_VALUES[kind]]
    given = _numbers(entry.get("DEFAULT"), size)
    if given is not None:
        return given
    if kind == "long":
        values = entry.get("VALUES")
        first = values[0] if isinstance(values, list) and values else entry.get("MIN")
        return _numbers(first, size) or _WITHOUT[kind]
    low, high = _numbers(entry.get("MIN"), size), _numbers(entry.get("MAX"), size)
    if kind not in ("bool", "event") and (low or high):
        ends = zip(low or (0.0,) * size, high or (1.0,) * size, strict=True)
        return tuple((a + b) / 2.0 for a, b in ends)
    return _WITHOUT[kind]


def _numbers(value: Any, size: int) -> tuple[float, ...] | None:
    """A JSON value as `size` numbers, zeros added; None where it holds no number."""
    items = value if isinstance(value, list) else [value]
    found = [_number(item) for item in items[:size]]
    if all(number is None for number in found):
        return None
    return tuple(number or 0.0 for number in (*found, *[0.0] * size)[:size])


def _number(item: Any) -> float | None:
    words = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}
    try:
        number = float(words.get(item.lower(), item) if isinstance(item, str) else item)
    except (TypeError, ValueError, OverflowError):
        return None
    return None if math.isnan(number) else max(-3e38, min(3e38, number))


def image_inputs(about: dict[str, Any]) -> dict[str, Image]:
    """Inputs that are pictures or sound, by name."""
    found = {}
    for name, kind, _ in _entries(about):
        if kind in _IMAGES:
            sampling = Sampling("linear", "clamp", vflip=kind == "image")
            channel = Channel(name, _IMAGES[kind], f"isf_{kind}" if kind.startswith("audio") else name, sampling)
            # Hosts draw a filter at the size of what it filters.
            found[name] = Image(channel, "resolution" if kind == "image" else f"channel_size:{name}")
    return found


def imports_of(about: dict[str, Any]) -> dict[str, Image]:
    """Pictures that the file brings along, by name."""
    imported = about.get("IMPORTED")
    if isinstance(imported, list):  # version 1
        imported = {str(e.get("NAME")): e for e in imported if isinstance(e, dict)}
    found = {}
    for name, entry in (imported if isinstance(imported, dict) else {}).items():
        _check_name(name)
        path = entry.get("PATH") if isinstance(entry, dict) else None
        cube = isinstance(entry, dict) and (entry.get("TYPE") == "cube" or isinstance(path, list))
        file = posixpath.basename(str(path))[:200]
        channel = Channel(name, "cubemap" if cube else "texture", file, Sampling("linear", "clamp", not cube))
        found[name] = Image(channel, f"channel_size:{name}")
    return found


def targets_of(about: dict[str, Any], values: Mapping[str, tuple[float, ...]]) -> tuple[list[Target], frozenset[str]]:
    """The target of each pass, and the names of those that persist."""
    passes = items_of(about, "PASSES") or [{}]
    if len(passes) > _MAX_PASSES:
        raise ProgramError(f"has {len(passes)} passes", "unsupported")
    old = about.get("PERSISTENT_BUFFERS")  # version 1: names, or names with sizes
    old = old if isinstance(old, dict) else {str(item): {} for item in old} if isinstance(old, list) else {}
    targets, persistent = [], set()
    for number, entry in enumerate(passes):
        if not isinstance(entry, dict):
            raise ProgramError(f"its ISF header: pass {number + 1} is no object")
        name = str(entry.get("TARGET") or "")
        if name:
            _check_name(name)
        if name in old:
            entry = {**(old[name] if isinstance(old[name], dict) else {}), **entry, "PERSISTENT": True}
        if name and _true(entry.get("PERSISTENT")):
            persistent.add(name)
        width, height = _size(entry.get("WIDTH"), "w", values), _size(entry.get("HEIGHT"), "h", values)
        targets.append(Target(name or "isf screen", width, height, "rgba32f" if _true(entry.get("FLOAT")) else "rgba8"))
    return targets, frozenset(persistent)


def _true(value: Any) -> bool:
    return value not in (None, False, 0, "", "0", "false", "NO", "no")


def _size(value: Any, letter: str, values: Mapping[str, tuple[float, ...]]) -> str:
    """ISF's size expression as one of program.Target."""
    if value is None:
        return letter
    inputs = {key: numbers[0] for key, numbers in values.items()}

    def word(match: re.Match) -> str:
        name = match[1]
        known = {"WIDTH": "w", "HEIGHT": "h"}.get(name)
        return known or (f"({inputs[name]!r})" if name in inputs else match[0])

    expression = re.sub(r"\$\{?([A-Za-z_]\w*)\}?", word, str(value))
    evaluate(expression, {"w": 256.0, "h": 256.0})
    return expression
