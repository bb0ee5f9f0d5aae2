"""ISF, the Interactive Shader Format, versions 1 and 2: GLSL whose first comment is JSON (github.com/mrRay/ISF_Spec).

    INPUTS     uniforms with their DEFAULT (without one the middle of MIN and MAX, or true); images are stand-ins at the
               size of the picture, audio is the synthetic spectrum
    PASSES     drawn in order with PASSINDEX, into TARGET; FLOAT is 32-bit; PERSISTENT ones keep their picture, and
               only these can be read before they are drawn
    IMPORTED   pictures by their file's name (see media.py)
A vertex shader beside the file (NAME.vs) is run for the picture's corners and interpolated, as a browser does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from image_generation.shaders.programs.evidence import CERTAIN, Evidence, Fit, Tally
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.glsl.words import ES3_WORDS
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.isf_header import (
    Image,
    image_inputs,
    imports_of,
    inputs_of,
    items_of,
    read_header,
    targets_of,
)
from image_generation.shaders.programs.isf_vertex import beside, interpolated
from image_generation.shaders.programs.program import Channel, Pass, Program, Sampling, Target
from image_generation.shaders.programs.text import (
    build_pass,
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
_KEYS = re.compile(
    r'"(?:INPUTS|ISFVSN|PASSES|CATEGORIES|DESCRIPTION|CREDIT|IMPORTED|PERSISTENT_BUFFERS)"(?=\s*:)'
    r"|(?<!\w)'?(?:INPUTS|ISFVSN|CATEGORIES)'?(?=\s*:)"  # JSON5
)
_ES3 = ES3_WORDS | {"texelFetch", "textureSize", "textureLod"}
_MAX_NESTING = 32
_MAX_CALL = 20000  # characters of a call's arguments
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
    keys = {match[0].strip("'\"") for match in _KEYS.finditer(text, comment.end(), end if end > 0 else len(text))}
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
    about = read_header(text)
    code = _replace_functions(without_comments(joined(files.pieces(text, name))))
    values = {key: value for key, (_, value) in inputs_of(about).items()}
    images = {**image_inputs(about), **imports_of(about)}
    targets, persistent = targets_of(about, values)
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
        tags=tuple(str(item) for item in items_of(about, "CATEGORIES")),
        info=(("credit", str(about["CREDIT"])),) if about.get("CREDIT") else (),
    )


# ------------------------------------------------------------------ text


def _prelude(number: int, about: dict[str, Any], images: Mapping[str, Image], targets: Sequence[Target]) -> Piece:
    lines = ["precision highp float;", "precision highp int;"]
    # A constant: the driver then leaves out what other passes do.
    lines.append(f"const int PASSINDEX = {number};")
    lines += [f"uniform {kind} {name};" for name, (kind, _) in UNIFORMS.items()]
    lines.append("#define DATE (isf_date + vec4(0.0, 1.0, 0.0, 0.0))")  # months count from 1
    lines += [f"varying {kind} {name};" for name, (kind, _) in _VARYINGS.items()]
    lines += [f"uniform {kind} {name};" for name, (kind, _) in inputs_of(about).items()]
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


_ABOUT_IMAGES = ("_{}_imgSize", "_{}_imgRect", "_{}_flip", "_{}_normTexCoord")
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
    images: Mapping[str, Image],
    targets: Sequence[Target],
    persistent: frozenset[str],
    drawn: set[str],
) -> Pass:
    used = words(pieces[-1].text) | {word for piece in pieces[1:] for word in words(piece.text)}
    uniforms: dict[str, tuple[str, str | tuple[float, ...]]] = {**UNIFORMS, **inputs_of(about)}
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
    stage = build_pass(
        f"Pass {number + 1}",
        pieces,
        targets=[targets[number]],
        uniforms=uniforms,
        channels=channels,
        varyings=varyings,
        version=300 if used & _ES3 else 100,  # desktop hosts offer both versions' words
        inputs=inputs_of(about),
        desktop=True,
    )
    # What passes draw is empty before they do, not forgotten by a host.
    own = {name for target in targets for name in (target.name, *(form.format(target.name) for form in _ABOUT_IMAGES))}
    return replace(stage, unset=tuple(name for name in stage.unset if name not in own))
