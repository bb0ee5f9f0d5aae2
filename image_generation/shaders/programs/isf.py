"""ISF, the Interactive Shader Format, versions 1 and 2: GLSL whose first comment is JSON (github.com/mrRay/ISF_Spec).

    INPUTS     uniforms with their DEFAULT (without one the middle of MIN and MAX, or true); images are stand-ins at the
               size of the picture, audio is the synthetic spectrum
    PASSES     drawn in order with PASSINDEX, into TARGET; FLOAT is 32-bit; PERSISTENT ones keep their picture, and
               only these can be read before they are drawn
    IMPORTED   pictures by their file's name (see media.py)
A vertex shader beside the file (NAME.vs) is run for the picture's corners and interpolated, as a browser does.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from image_generation.shaders.programs.evidence import CERTAIN, Evidence, Fit, Tally
from image_generation.shaders.programs.expressions import evaluate
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.isf_vertex import beside, interpolated
from image_generation.shaders.programs.program import Channel, Pass, Program, ProgramError, Sampling, Target
from image_generation.shaders.programs.text import (
    build_pass,
    read_relaxed_json,
    reads_unfinished,
    without_comments,
    words,
)

UNIFORMS: Mapping[str, tuple[str, str | tuple[float, ...]]] = {
    "TIME": ("float", "time"),
    "TIMEDELTA": ("float", "time_delta"),
    "FRAMEINDEX": ("int", "frame"),
    "RENDERSIZE": ("vec2", "target_size"),
    "isf_date": ("vec4", "date"),
}
_VARYINGS = {
    "isf_FragNormCoord": ("vec2", "position * 0.5 + 0.5"),
    "vv_FragNormCoord": ("vec2", "position * 0.5 + 0.5"),
}
_HEADER = re.compile(r"\A(?:\s|//[^\n]*\n)*/\*(\s*\{.*?)\*/", re.DOTALL)
_KEYS = re.compile(r'"(INPUTS|ISFVSN|PASSES|CATEGORIES|DESCRIPTION|CREDIT|IMPORTED|PERSISTENT_BUFFERS)"\s*:')
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
_ES3 = frozenset({"uint", "uvec2", "uvec3", "uvec4", "texelFetch", "textureSize", "textureLod", "switch"})
_MAX_PASSES = 64
_MAX_NESTING = 32
_MAX_CALL = 20000  # characters of a call's arguments


@dataclass(frozen=True)
class _Image:
    """Something that IMG_PIXEL and its like read: a channel, and the source of its size."""

    channel: Channel
    size: str

    @property
    def sampler(self) -> str:
        return "samplerCube" if self.channel.kind == "cubemap" else "sampler2D"


_OWN_WORDS = frozenset(
    {"isf_FragNormCoord", "vv_FragNormCoord", "RENDERSIZE", "TIME", "TIMEDELTA", "DATE", "FRAMEINDEX", "PASSINDEX"}
    | {"IMG_THIS_PIXEL", "IMG_THIS_NORM_PIXEL", "IMG_PIXEL", "IMG_NORM_PIXEL", "IMG_SIZE"}
)
_POINTS = {"ISFVSN": 60, "INPUTS": 30, "CATEGORIES": 25, "PERSISTENT_BUFFERS": 25, "DESCRIPTION": 15, "CREDIT": 15}


def fit(evidence: Evidence) -> Fit:
    """A first comment that begins with `{` and names the format's keys, and a text that uses its words."""
    tally = Tally()
    text = evidence.text
    comment = re.match(r"(?:\s|//[^\n]*\n)*/\*\s*\{", text)
    if comment is None:
        return Fit()
    end = text.find("*/", comment.end())
    keys = {match[1] for match in _KEYS.finditer(text, comment.end(), end if end > 0 else len(text))}
    own = sorted(keys & _POINTS.keys(), key=lambda key: (-_POINTS[key], key))
    if not keys:
        return Fit()
    tally.add(25 + sum(_POINTS[key] for key in own), f"a header with {' '.join([*own, *sorted(keys - {*own})][:6])}")
    if tally.score < CERTAIN:
        tally.each(25, evidence.free(_OWN_WORDS), "uses", 50)
    if not own and {"time", "resolution"} & evidence.inputs.keys():
        tally.add(-40, "but declares time and resolution")
    return tally.fit(99)


def parse(text: str, name: str, files: Files) -> Program:
    """Raises ProgramError where the header is broken, or asks for what is not offered."""
    about = _header(text)
    code = _replace_functions(without_comments(joined(files.pieces(text, name))))
    values = {key: value for key, (_, value) in _inputs(about).items()}
    images = {**_image_inputs(about), **_imports(about)}
    targets, persistent = _targets(about, values)
    vertex = beside(files)
    pieces = [Piece(code, name)] if vertex is None else interpolated(vertex, code, name)
    passes = tuple(
        _pass(
            number,
            [_prelude(number, about, images, targets), *pieces],
            about,
            images,
            targets,
            persistent,
            drawn={t.name for t in targets[:number]},
        )
        for number in range(len(targets))
    )
    return Program(
        name,
        "isf",
        passes,
        feedback=reads_unfinished(passes),
        description=str(about.get("DESCRIPTION") or ""),
        tags=tuple(str(item) for item in _list(about, "CATEGORIES")),
        info=(("credit", str(about["CREDIT"])),) if about.get("CREDIT") else (),
    )


# ------------------------------------------------------------------ header


def _header(text: str) -> dict[str, Any]:
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


def _list(about: dict[str, Any], key: str) -> list[Any]:
    value = about.get(key)
    return value if isinstance(value, list) else []


def _entries(about: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(name, type, entry) of INPUTS."""
    found = []
    for entry in _list(about, "INPUTS"):
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


def _inputs(about: dict[str, Any]) -> dict[str, tuple[str, tuple[float, ...]]]:
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


def _image_inputs(about: dict[str, Any]) -> dict[str, _Image]:
    found = {}
    for name, kind, _ in _entries(about):
        if kind in _IMAGES:
            sampling = Sampling("linear", "clamp", vflip=kind == "image")
            channel = Channel(name, _IMAGES[kind], f"isf_{kind}" if kind.startswith("audio") else name, sampling)
            # Hosts draw a filter at the size of what it filters.
            found[name] = _Image(channel, "resolution" if kind == "image" else f"channel_size:{name}")
    return found


def _imports(about: dict[str, Any]) -> dict[str, _Image]:
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
        found[name] = _Image(channel, f"channel_size:{name}")
    return found


def _targets(about: dict[str, Any], values: Mapping[str, tuple[float, ...]]) -> tuple[list[Target], frozenset[str]]:
    """The target of each pass, and the names of those that persist."""
    passes = _list(about, "PASSES") or [{}]
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


# ------------------------------------------------------------------ text


def _prelude(number: int, about: dict[str, Any], images: Mapping[str, _Image], targets: Sequence[Target]) -> Piece:
    lines = ["precision highp float;", "precision highp int;"]
    # A constant: the driver then leaves out what other passes do.
    lines.append(f"const int PASSINDEX = {number};")
    lines += [f"uniform {kind} {name};" for name, (kind, _) in UNIFORMS.items()]
    lines.append("#define DATE (isf_date + vec4(0.0, 1.0, 0.0, 0.0))")  # months count from 1
    lines += [f"varying {kind} {name};" for name, (kind, _) in _VARYINGS.items()]
    lines += [f"uniform {kind} {name};" for name, (kind, _) in _inputs(about).items()]
    samplers = {name: image.sampler for name, image in images.items()}
    samplers.update({target.name: "sampler2D" for target in targets if target.name != "isf screen"})
    for name, sampler in samplers.items():
        lines += [
            f"uniform {sampler} {name};",
            f"uniform vec2 _{name}_imgSize;",
            f"uniform vec4 _{name}_imgRect;",
            f"uniform bool _{name}_flip;",
            f"varying vec2 _{name}_normTexCoord;",
        ]
    return Piece("\n".join(lines))


_FUNCTIONS = {
    "IMG_THIS_PIXEL": (1, "texture2D({0}, isf_FragNormCoord)"),
    "IMG_THIS_NORM_PIXEL": (1, "texture2D({0}, isf_FragNormCoord)"),
    "IMG_PIXEL": (2, "texture2D({0}, ({1}) / _{0}_imgSize)"),
    "IMG_NORM_PIXEL": (2, "texture2D({0}, {1})"),
    "IMG_SIZE": (1, "_{0}_imgSize"),
}
_CALL = re.compile(rf"\b({'|'.join(sorted(_FUNCTIONS, key=len, reverse=True))})\s*\(")


def _replace_functions(text: str, depth: int = 0) -> str:
    """Every IMG_... call as ISF's hosts write it, on the same lines; what is no whole call stays."""
    out: list[str] = []
    index = 0
    while depth < _MAX_NESTING and (match := _CALL.search(text, index)):
        arguments, end = _arguments(text, match.end())
        count, form = _FUNCTIONS[match[1]]
        if arguments is None:
            break
        out.append(text[index : match.start()])
        if len(arguments) < count:
            out.append(match[0])
            index = match.end()
            continue
        image = arguments[0].strip()
        rest = [_replace_functions(item, depth + 1) for item in arguments[1:]]
        out.append(form.format(image, ",".join(rest)) + "\n" * arguments[0].count("\n"))
        index = end
    return "".join(out) + text[index:]


def _arguments(text: str, start: int) -> tuple[list[str] | None, int]:
    """The arguments of a call whose parenthesis ends at `start`, split at its commas, and where the call ends."""
    depth, begin = 0, start
    found: list[str] = []
    for k in range(start, min(len(text), start + _MAX_CALL)):
        if text[k] in "([":
            depth += 1
        elif text[k] in ")]":
            if depth == 0:
                return [*found, text[begin:k]], k + 1
            depth -= 1
        elif text[k] == "," and depth == 0:
            found.append(text[begin:k])
            begin = k + 1
    return None, start


# ------------------------------------------------------------------ passes


def _pass(
    number: int,
    pieces: Sequence[Piece],
    about: dict[str, Any],
    images: Mapping[str, _Image],
    targets: Sequence[Target],
    persistent: frozenset[str],
    drawn: set[str],
) -> Pass:
    used = words(pieces[-1].text) | {word for piece in pieces[1:] for word in words(piece.text)}
    uniforms: dict[str, tuple[str, str | tuple[float, ...]]] = {**UNIFORMS, **_inputs(about)}
    varyings = dict(_VARYINGS)
    readable = {
        **{name: (image.channel, image.size) for name, image in images.items()},
        **{
            target.name: (
                Channel(target.name, "buffer", target.name, Sampling("linear", "clamp")),
                f"channel_size:{target.name}",
            )
            for target in targets
            if target.name in persistent | drawn
        },
    }
    channels = []
    for name, (channel, size) in readable.items():
        if name in used or f"_{name}_imgSize" in used:
            channels.append(channel)
        uniforms[f"_{name}_imgSize"] = ("vec2", size)
        uniforms[f"_{name}_imgRect"] = ("vec4", (0.0, 0.0, 1.0, 1.0))
        varyings[f"_{name}_normTexCoord"] = ("vec2", "position * 0.5 + 0.5")
    return build_pass(
        f"Pass {number + 1}",
        pieces,
        targets=[targets[number]],
        uniforms=uniforms,
        channels=channels,
        varyings=varyings,
        version=300 if used & _ES3 else 100,  # desktop hosts offer both versions' words
        inputs=_inputs(about),
        desktop=True,
    )
