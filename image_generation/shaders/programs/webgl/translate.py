"""Web GLSL (ES 1.00 or 3.00, as WebGL's compiler accepts it) to desktop GLSL 330, as Mesa and NVIDIA accept it.

    done = translate([Piece("uniform float time;"), Piece(text, "wave.frag")])
    Pass("Image", done.vertex, done.fragment, ...)       # and explain(done.fragment, log) if the driver objects

Every name of the shader's own gets a prefix, so that none can be a word of desktop GLSL or hide a built-in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.webgl import builtins
from image_generation.shaders.programs.webgl.declarations import Writer
from image_generation.shaders.programs.webgl.expressions import parenthesize_choices
from image_generation.shaders.programs.webgl.preprocessor import Preprocessor, find_version
from image_generation.shaders.programs.webgl.tokens import LAST_LINE, LINE_BITS, Piece

__all__ = ["Piece", "Translation", "Uniform", "explain", "translate"]

_NAMES = "// pieces: "

_VERTEX = """#version 330
out vec2 position;
void main() {
    position = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    gl_Position = vec4(position, 0.0, 1.0);
}
"""
# By bits, because drivers may assume that there is no NaN.
_FINITE = """float finite(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u ? 0.0 : clamp(x, 0.0, 1.0); }
vec4 finite(vec4 c) { return vec4(finite(c.x), finite(c.y), finite(c.z), finite(c.w)); }
"""


@dataclass(frozen=True)
class Uniform:
    """A uniform that the text declares: its name there, its GLSL type ('vec2', 'float[4]', 'sampler2D'), and
    `emitted`, its name in the desktop text."""

    name: str
    type: str
    emitted: str


@dataclass(frozen=True)
class Translation:
    """Desktop GLSL 330 of a fullscreen triangle (drawn with three vertices and no buffers).

    outputs     number of fragment outputs, locations 0 to outputs - 1, each a vec4
    version     of the source, 100 or 300
    uniforms    what the source declares (the site's prelude included), in order
    """

    vertex: str
    fragment: str
    outputs: int
    version: int
    uniforms: tuple[Uniform, ...]


def translate(
    pieces: Sequence[Piece],
    *,
    version: int | None = None,
    varyings: Mapping[str, tuple[str, str]] = {},
    uniforms: Mapping[str, str] = {},
    extensions: Sequence[str] = ("GL_OES_standard_derivatives", "GL_EXT_shader_texture_lod"),
    outputs: int | None = None,
    sanitize: bool = True,
) -> Translation:
    """Translate the fragment shader that a site would hand to WebGL.

    pieces      prelude, user's text, postlude: together they hold `void main()`
    version     100 or 300; None reads `#version` wherever it stands, 100 without one
    varyings    fragment input's name -> (type, expression); the expression is desktop GLSL in which `position`
                is the vec2 that runs from (-1, -1) at the lower left corner to (1, 1). Inputs that are not
                named here, or declared with another type, are zero, as where no vertex shader writes them.
    uniforms    name -> type of uniforms that those expressions read: declared here if the text does not
    extensions  macros of enabled extensions that `#ifdef` sees in ES 1.00
    outputs     number of outputs to offer; None takes as many as the text declares (at least one)
    sanitize    for 8-bit targets: NaN becomes 0 and every component is clamped to 0..1. False keeps NaN and
                infinity, for float targets.
    Raises ProgramError, status 'compile_error' (message "name:12: what is wrong") or 'unsupported'.
    """
    if version is None:
        version = find_version(pieces)
    defined = extensions if version == 100 else ()
    tokens = parenthesize_choices(Preprocessor(pieces, version, defined).run())
    writer = Writer(tokens, version, varyings, pieces)
    body = writer.write()
    if "main" not in writer.functions:
        raise ProgramError(f"{_user_name(pieces)}: has no main()", "compile_error")
    count = outputs or max(1, writer.output_count())
    texts = ["#version 330", _NAMES + "\t".join(piece.name.replace("\n", " ") for piece in pieces)]
    if builtins.PACKING & {text for text, _ in tokens}:
        texts.append("#extension GL_ARB_shading_language_packing : enable")
    texts.append("in vec2 position;")
    declared = {uniform[0] for uniform in writer.uniforms}
    expressions = " ".join(expression for _, expression in varyings.values())
    for name, kind in uniforms.items():
        if name not in declared and re.search(rf"\b{name}\b", expressions):
            texts.append(f"uniform {kind} {writer.rename(name)};")
            writer.uniforms.append((name, kind))
    texts += [f"layout(location = {k}) out vec4 _out{k};" for k in range(count)]
    texts += [
        _FINITE if sanitize else "",
        *writer.preludes(),
        body,
        f"#line {len(pieces) << LINE_BITS | 1}",
        *_main(writer, count, sanitize),
    ]
    found = tuple(Uniform(name, kind, writer.rename(name)) for name, kind in writer.uniforms)
    return Translation(_VERTEX, "\n".join(text for text in texts if text) + "\n", count, version, found)


def _user_name(pieces: Sequence[Piece]) -> str:
    return next((piece.name for piece in pieces if piece.name), "shader")


def _main(writer: Writer, count: int, sanitize: bool) -> list[str]:
    lines = ["void main() {", *writer.late, f"    {writer.rename('main')}();"]
    for k in range(count):
        value = writer.output(k)
        lines.append(f"    _out{k} = {f'finite({value})' if sanitize else value};")
    return [*lines, "}"]


# ------------------------------------------------------------------ what drivers say

_MESA = re.compile(r"^\d+:(\d+)\(\d+\):\s*(?:preprocessor )?error:\s*(.*)$", re.MULTILINE)
_NVIDIA = re.compile(r"^\d+\((\d+)\)\s*:\s*error\s*(?:C\d+)?:?\s*(.*)$", re.MULTILINE)
_OURS = re.compile(r"\bz(?=[A-Za-z_]\w*)")


def explain(fragment: str, log: str) -> str:
    """A driver's compile log (Mesa's or NVIDIA's) for `fragment` as one line: "name:12: message"."""
    listed = re.search(rf"^{re.escape(_NAMES)}(.*)$", fragment, re.MULTILINE)
    names = listed[1].split("\t") if listed else []
    found = []
    for line, message in (*_MESA.findall(log), *_NVIDIA.findall(log)):
        piece = int(line) >> LINE_BITS
        found.append((names[piece] if piece < len(names) else "", int(line) & LAST_LINE, message))
    if not found:
        lines = [line.strip() for line in log.splitlines() if line.strip(" \t=-")]
        return _OURS.sub("", lines[-1] if lines else "the driver gives no reason")[:300]
    name, line, message = next((item for item in found if item[0]), found[0])
    return f"{name or 'prelude'}:{line}: {_OURS.sub('', message.strip())}"[:300]
