"""GLSL Sandbox: a WebGL 1 fragment shader with `time`, `mouse`, `resolution` and the previous frame.

Text, or the JSON that the site answers for one item ({"code": ..., "user": ..., "parent": ...}). VEDA's texts (an
editor's extension with the same uniforms and a JSON header) are read here too: see veda.py. Any other text with a
`main` fits weakly: uniforms that the site does not set stay zero and are reported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from image_generation.shaders.programs import veda
from image_generation.shaders.programs.evidence import Evidence, Fit, Tally, typed
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.program import Channel, Pass, Program, ProgramError, Sampling, Target
from image_generation.shaders.programs.text import (
    build_pass,
    header,
    is_json,
    read_json,
    reads_unfinished,
    tags,
    uses,
    words,
)

UNIFORMS: Mapping[str, tuple[str, str | tuple[float, ...]]] = {
    "time": ("float", "time"),
    "resolution": ("vec2", "resolution"),
    "mouse": ("vec2", "mouse_unit"),
    "surfaceSize": ("vec2", "surface_size"),
}
# The site draws with the whole surface in view: surfaceSize is (width / height, 1), centred on (0, 0). Under a name of
# our own, for where and whether the text declares surfaceSize does not matter.
_SURFACE = "webgl_surfaceSize"
VARYINGS = {"surfacePosition": ("vec2", f"position * {_SURFACE} * 0.5")}
BACKBUFFER = Channel("backbuffer", "buffer", "image", Sampling("nearest", "clamp"))
_NUMBERED = re.compile(r"\d{4,6}\.\d{1,3}(?:\.(?:frag|glsl|fs|txt))?\Z")  # 12345.0, as in the site's addresses
_ITEM_KEYS = ("user", "parent", "id", "created_at", "modified_at", "image", "versions")


def fit(evidence: Evidence) -> Fit:
    """The site's uniforms with their types; or the site's JSON; any other `main` weakly."""
    tally = Tally()
    if evidence.is_json:
        if re.search(r'"code"\s*:\s*"', evidence.text) and not re.search(r'"renderpass"\s*:', evidence.text):
            tally.add(50, 'JSON with "code"')
            keys = {key for key in _ITEM_KEYS if re.search(rf'"{key}"\s*:', evidence.text)}
            tally.each(20, keys, "JSON with", 40)
        return tally.fit()
    if not evidence.has("main"):
        return Fit()
    tally.add(10, "defines main")
    if evidence.path is not None and _NUMBERED.match(os.path.basename(evidence.path)):
        tally.add(85, "a file named by the site's numbers")
    known = typed(evidence, {name: kind for name, (kind, _) in UNIFORMS.items() if name != "surfaceSize"})
    tally.each(22, known, "declares", 66)
    place = typed(evidence, {"surfacePosition": "vec2", "surfaceSize": "vec2"})
    tally.each(30, place, "declares", 40)
    tally.each(15, typed(evidence, {"backbuffer": "sampler2D"}), "declares", 15)
    if known and veda.header(evidence.text) is not None:
        tally.add(30, "a header of VEDA's")
    if known and evidence.outputs and not evidence.version:
        tally.add(-45, "but outputs of GLSL ES 3.00 without #version")
    if known and typed(evidence, {"frame": "float", "sound": "float"}):
        tally.add(-25, "but declares twigl's frame or sound")
    return tally.fit(99)


def parse(text: str, name: str, files: Files) -> Program:
    """The text is the whole shader; it may declare any of UNIFORMS, VARYINGS and BACKBUFFER.

    Raises ProgramError where JSON holds no shader, or an include cannot be followed.
    """
    if is_json(text):
        value = read_json(text)
        if not isinstance(value, dict) or not isinstance(value.get("code"), str):
            raise ProgramError("is JSON, but no GLSL Sandbox item (it has no code)")
        text = value["code"].replace("\r\n", "\n").replace("\r", "\n")
    about = header(text)
    pieces = files.pieces(text, name)
    found = veda.header(text)
    passes = (_pass("Image", pieces, {}, [Target("image")], ()),) if found is None else _veda(pieces, found)
    return Program(
        about.get("title", name),
        "glslsandbox",
        passes,
        feedback=reads_unfinished(passes),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
        info=() if found is None else (("host", "VEDA"),),
    )


def _veda(pieces: list[Piece], found: veda.Header) -> tuple[Pass, ...]:
    if found.fault:
        raise ProgramError(found.fault)
    more: dict[str, tuple[str, str | tuple[float, ...]]] = {"PASSINDEX": ("int", "pass_index"), **dict(found.uniforms)}
    return tuple(
        _pass(f"Pass {number + 1}", pieces, more, [target], found.readable)
        for number, target in enumerate(found.targets)
    )


def _pass(
    name: str,
    pieces: list[Piece],
    more: Mapping[str, tuple[str, str | tuple[float, ...]]],
    targets: list[Target],
    channels: list[Channel] | tuple[Channel, ...],
) -> Pass:
    whole = joined(pieces)
    moved = "surfacePosition" in words(whole)
    return build_pass(
        name,
        pieces,
        targets=targets,
        uniforms={**UNIFORMS, **more, **({_SURFACE: ("vec2", "surface_size")} if moved else {})},
        channels=[
            channel
            for channel in (*channels, Channel(BACKBUFFER.name, "buffer", "image", BACKBUFFER.sampling))
            if uses(whole, channel.name)
        ],
        varyings=VARYINGS,
        uniforms_of_varyings={_SURFACE: "vec2"} if moved else {},
        version=300 if Evidence(whole).needs_es3 else None,
        usual=True,
    )
