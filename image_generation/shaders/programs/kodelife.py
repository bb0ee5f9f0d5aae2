"""KodeLife's shaders of one pass: desktop GLSL with `inData.v_texcoord`, and `time`, `resolution`, `mouse` as uniforms.

The interface block `in VertexData { ... } inData;` is what a text of KodeLife's is known by. Pictures (texture0 ...)
are stand-ins, `spectrum` is zero and reported as unset; projects (.klproj) are no text and are refused as binary files.
"""

from __future__ import annotations

import re

from image_generation.shaders.programs.evidence import Evidence, Fit
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.program import Channel, Program, Sampling, Target
from image_generation.shaders.programs.text import build_pass, header, reads_unfinished, tags, uses

UNIFORMS = {
    "time": ("float", "time"),
    "timeDelta": ("float", "time_delta"),
    "frame": ("int", "frame"),
    "resolution": ("vec2", "resolution"),
    "mouse": ("vec2", "mouse_unit"),
    "date": ("vec4", "date"),
}
VARYINGS = {
    "v_position": ("vec4", "vec4(position, 0.0, 1.0)"),
    "v_normal": ("vec3", "vec3(0.0, 0.0, 1.0)"),
    "v_texcoord": ("vec2", "position * 0.5 + 0.5"),
}
_PREVIOUS = ("prevFrame", "prevPass")
_BLOCK = re.compile(r"\bin\s+VertexData\s*\{([^{}]*)\}\s*(\w+)\s*;")


def fit(evidence: Evidence) -> Fit:
    """A `main`, and the interface block that KodeLife's vertex shaders fill."""
    if evidence.is_json or not evidence.has("main") or not _BLOCK.search(evidence.active):
        return Fit()
    return Fit(97, ("an interface block VertexData",))


def parse(text: str, name: str, files: Files) -> Program:
    """The text is a whole fragment shader of desktop GLSL, read as GLSL ES 3.00."""
    about = header(text)
    pieces = [Piece(_without_block(piece.text), piece.name) for piece in files.pieces(text, name)]
    whole = joined(pieces)
    channels = []
    for sampler, kind in Evidence(whole).inputs.items():
        if kind != "sampler2D" or not uses(whole, sampler):
            continue
        if sampler in _PREVIOUS:
            channels.append(Channel(sampler, "buffer", "image", Sampling("linear", "clamp")))
        elif sampler.startswith("texture"):
            channels.append(Channel(sampler, "texture", sampler, Sampling("linear", "repeat", vflip=True)))
    stage = build_pass(
        "Image",
        pieces,
        targets=[Target("image")],
        uniforms=UNIFORMS,
        channels=channels,
        varyings=VARYINGS,
        version=300,
        desktop=True,
        usual=True,
    )
    return Program(
        about.get("title", name),
        "kodelife",
        (stage,),
        feedback=reads_unfinished((stage,)),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
    )


def _without_block(text: str) -> str:
    """The text with the block's members as inputs of their own, on the same lines."""
    block = _BLOCK.search(text)
    if block is None:
        return text
    members = re.sub(r"(\w+\s+\w+\s*;)", r"in \1", block[1])
    rest = re.sub(rf"\b{block[2]}\s*\.\s*(?=\w)", "", text[block.end() :])
    return f"{text[: block.start()]}{members}{rest}"
