"""GLSL Sandbox: a WebGL 1 fragment shader with `time`, `mouse`, `resolution` and the previous frame.

Any other text with a `main` is read this way too: unknown uniforms stay zero, as on the site.
"""

from __future__ import annotations

from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.program import Channel, Program, Sampling, Target
from image_generation.shaders.programs.text import (
    build_pass,
    defines_function,
    header,
    reads_unfinished,
    tags,
    uses,
    words,
)

UNIFORMS = {
    "time": ("float", "time"),
    "resolution": ("vec2", "resolution"),
    "mouse": ("vec2", "mouse_unit"),
    "surfaceSize": ("vec2", "surface_size"),
}
# The site draws with the whole surface in view: surfaceSize is (width / height, 1), centred on (0, 0).
VARYINGS = {"surfacePosition": ("vec2", "position * surfaceSize * 0.5")}
BACKBUFFER = Channel("backbuffer", "buffer", "image", Sampling("nearest", "clamp"))


def looks_like(text: str, path: str | None = None) -> bool:
    """Any text with `void main(`: this dialect is asked last."""
    return defines_function(text, "main")


def parse(text: str, name: str, path: str | None = None) -> Program:
    """The text is the whole shader; it may declare any of UNIFORMS, VARYINGS and BACKBUFFER."""
    about = header(text)
    stage = build_pass(
        "Image",
        [Piece(text, name)],
        targets=[Target("image")],
        uniforms=UNIFORMS,
        channels=[BACKBUFFER] if uses(text, BACKBUFFER.name) else [],
        varyings=VARYINGS,
        uniforms_of_varyings={"surfaceSize": "vec2"} if "surfacePosition" in words(text) else {},
    )
    return Program(
        about.get("title", name),
        "glslsandbox",
        (stage,),
        feedback=reads_unfinished((stage,)),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
    )
