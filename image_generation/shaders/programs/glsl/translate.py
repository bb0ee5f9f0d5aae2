"""Web GLSL (ES 1.00 or 3.00, as WebGL's compiler accepts it) to desktop GLSL 330, as Mesa and NVIDIA accept it.

    done = translate([Piece("uniform float time;"), Piece(text, "wave.frag")])
    Pass("Image", done.vertex, done.fragment, ...)       # and explain(done.fragment, log) if the driver objects

Steps: preprocessor.py expands all macros, declarations.py reads what is left and adds what WebGL defines beyond
the desktop, and this module renames, puts a `main` of its own around the author's and writes the text, with
#line directives that let a driver's messages be traced back to the author's lines.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from image_generation.shaders.programs.glsl.declarations import read
from image_generation.shaders.programs.glsl.driver_log import explain
from image_generation.shaders.programs.glsl.preprocessor import preprocess, version_of
from image_generation.shaders.programs.glsl.reader import ZERO, Shader
from image_generation.shaders.programs.glsl.sections import Reading, Sections, Unfit
from image_generation.shaders.programs.glsl.tokens import LINES, Fault, Number, Piece, clamped
from image_generation.shaders.programs.glsl.words import (
    DESKTOP_FUNCTIONS,
    ES_FUNCTIONS,
    PACKING,
    TEXTURE_FUNCTIONS,
    overloads,
)
from image_generation.shaders.programs.glsl.writing import line_break, lines_of, offsets_of, renamed_words

__all__ = ["Piece", "Translation", "Uniform", "explain", "translate"]

# A triangle that covers the viewport, from the vertex's number alone.
VERTEX = """#version 330
out vec2 webgl_position;
void main() {
    webgl_position = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    gl_Position = vec4(webgl_position, 0.0, 1.0);
}
"""
_COMPOSED = "\n// grammar: "  # in the composer's texts, whose pictures are the same with ZERO and without it
# What vertex shaders of GLSL 1.20 hand on where hosts draw a white rectangle.
_PLACE = ", ".join(["vec4(webgl_position * 0.5 + 0.5, 0.0, 1.0)"] * 8)
_FIXED_FUNCTION = {
    "gl_TexCoord": f"vec4 webgl_TexCoord[8] = vec4[8]({_PLACE});",
    "gl_Color": "vec4 webgl_Color = vec4(1.0);",
}
# Comparing bits: a driver may assume of numbers, but not of bits, that they are not NaN.
_SANITIZE = """vec4 webgl_finish(vec4 color) {
    uvec4 bits = floatBitsToUint(color) & 0x7fffffffu;
    return clamp(mix(color, vec4(0.0), greaterThan(bits, uvec4(0x7f800000u))), 0.0, 1.0);
}
"""


@dataclass(frozen=True)
class Uniform:
    """A uniform that the text declares: its name there, its GLSL type ('vec2', 'float[4]', 'sampler2D'), `emitted`, its
    name in the desktop text (other than `name` where that is a word of desktop GLSL), and whether the text uses it."""

    name: str
    type: str
    emitted: str
    used: bool = True


@dataclass(frozen=True)
class Translation:
    """Desktop GLSL 330 of a fullscreen triangle (drawn with three vertices and no buffers).

    outputs     number of fragment outputs, locations 0 to outputs - 1, each a vec4
    version     of the source, 100 or 300
    uniforms    what the source declares (the site's prelude included), in order
    unset       fragment inputs that are used and that no vertex shader writes: zero
    literals    (offset in `fragment`, where it was written: "piece:line:number") of each float literal of a named piece
    """

    vertex: str
    fragment: str
    outputs: int
    version: int
    uniforms: tuple[Uniform, ...]
    unset: tuple[str, ...] = ()
    literals: tuple[tuple[int, str], ...] = ()


def translate(
    pieces: Sequence[Piece],
    *,
    version: int | None = None,
    varyings: Mapping[str, tuple[str, str]] = {},
    otherwise: Callable[[str, str], str] | None = None,
    uniforms: Mapping[str, str] = {},
    extensions: Sequence[str] = ("GL_OES_standard_derivatives", "GL_EXT_shader_texture_lod"),
    outputs: int | None = None,
    sanitize: bool = True,
    desktop: bool = False,
    sections: Sections | None = None,
) -> Translation:
    """Translate the fragment shader that a site would hand to WebGL.

    pieces      prelude, user's text, postlude: together they hold `void main()`
    version     100 or 300; None reads `#version` wherever it stands, 100 without one
    varyings    fragment input's name -> (type, expression); the expression is desktop GLSL in which `position`
                is the vec2 that runs from (-1, -1) at the lower left corner to (1, 1). Inputs that are not
                named here, or declared with another type, are zero, as where no vertex shader writes them.
    otherwise   name and type of any other fragment input -> such an expression, '' for none
    uniforms    name -> type of uniforms that those expressions read: declared here if the text does not
    extensions  macros of enabled extensions that `#ifdef` sees in ES 1.00
    outputs     number of outputs to offer; None takes as many as the text declares (at least one)
    sanitize    for 8-bit targets: NaN becomes 0 and every component is clamped to 0..1. False keeps NaN and
                infinity, for float targets.
    desktop     the text is written for desktop hosts: ints become floats and uints by themselves
    sections    what is kept of texts that have much in common, all of one version and without varyings
    Raises ProgramError, status 'compile_error' (message "name:12: what is wrong") or 'unsupported'.
    """

    def other(name: str, kind: str) -> str:
        return _expression(otherwise(name, kind)) if otherwise is not None else ""

    given = (pieces, version, varyings, other, uniforms, extensions, outputs, sanitize, desktop)
    if sections is not None and not varyings:
        with contextlib.suppress(Unfit, Fault):
            return _translate(*given, sections)
    try:
        return _translate(*given, None)
    except Fault as fault:
        raise fault.named(pieces) from None


def _translate(
    pieces: Sequence[Piece],
    version: int | None,
    varyings: Mapping[str, tuple[str, str]],
    other: Callable[[str, str], str],
    uniforms: Mapping[str, str],
    extensions: Sequence[str],
    outputs: int | None,
    sanitize: bool,
    desktop: bool,
    sections: Sections | None,
) -> Translation:
    version = version or version_of(pieces)
    macros = dict.fromkeys(extensions, "1") if version == 100 else {}
    tokens, line_ids = preprocess(pieces, version, macros, sections)
    if version == 100:
        tokens = clamped(tokens, pieces)
    values = {name: (kind, _expression(text)) for name, (kind, text) in varyings.items()}
    own = sections is not None or any(_COMPOSED in piece.text for piece in pieces)
    shader = read(tokens, line_ids, version, values, other, hide=not own)
    if ("void",) not in shader.functions.get("main", ()) and () not in shader.functions.get("main", ()):
        raise Fault("there is no main()", line_ids[-1] if line_ids else 1)
    counts = Counter(shader.tokens)
    used = counts.keys() | set().union(*(reading.words for _, _, reading in shader.sections))
    names = _renames(shader, used, version)
    if outputs is None:
        outputs = max([1, *(location + 1 for location in shader.outputs), *_indices(shader.tokens)])
    fragment, literals = _fragment(
        pieces, shader, used, names, _wrappers(shader, names, version), uniforms, outputs, sanitize, desktop
    )

    def is_used(name: str) -> bool:  # in more than its declaration, which is in no section
        return counts[name] > 1 or any(name in reading.words for _, _, reading in shader.sections)

    declared = tuple(
        Uniform(name, str(kind), names.get(name, name), is_used(name)) for name, kind in shader.uniforms.items()
    )
    unset = tuple(filter(is_used, shader.unset))
    return Translation(VERTEX, fragment, outputs, version, declared, unset, literals)


def _expression(text: str) -> str:
    """`position` of a varying's expression is the vertex shader's output."""
    words, _ = preprocess([Piece(text)])
    return " ".join("webgl_position" if word == "position" else word for word in words)


def _indices(tokens: Sequence[str]) -> list[int]:
    """Numbers of outputs that "gl_FragData[2]" asks for."""
    spots = [at for at, word in enumerate(tokens) if word == "gl_FragData" and at + 2 < len(tokens)]
    return [int(tokens[at + 2]) + 1 for at in spots if tokens[at + 2].isdigit() and int(tokens[at + 2]) < 8]


def _renames(shader: Shader, words: Set[str], version: int) -> dict[str, str]:
    """Words of the text -> words of desktop GLSL.

    An author's own names that are desktop keywords, or built-in functions there, get a prefix. So do names of
    built-in functions that the author overloads (the desktop would hide the built-in ones): _wrappers gives
    the new name the built-in meanings too. Raises Unfit where a section has one of those functions' names.
    """
    overloaded = shader.functions.keys() & ES_FUNCTIONS[version]
    declared = DESKTOP_FUNCTIONS[version] & (shader.variables | shader.functions.keys())
    own = overloaded | declared
    if own and not all(own.isdisjoint(reading.words) for _, _, reading in shader.sections):
        raise Unfit
    return {**renamed_words(words, version), **{word: f"webgl_{word}" for word in own.intersection(words)}}


def _wrappers(shader: Shader, names: Mapping[str, str], version: int) -> list[str]:
    """Built-in functions under the new name of the author's function that overloads them."""
    lines: list[str] = []
    for name in sorted(shader.functions.keys() & ES_FUNCTIONS[version]):
        for types, result in overloads(name):
            if types in shader.functions[name]:
                continue
            parameters = ", ".join(f"{kind} {letter}" for kind, letter in zip(types, "abcd", strict=False))
            called = f"{TEXTURE_FUNCTIONS.get(name, name)}({', '.join('abcd'[: len(types)])})"
            lines.append(f"{result} {names[name]}({parameters}) {{ return {called}; }}")
    return lines


def _fragment(
    pieces: Sequence[Piece],
    shader: Shader,
    used: Set[str],
    names: Mapping[str, str],
    wrappers: Sequence[str],
    uniforms: Mapping[str, str],
    outputs: int,
    sanitize: bool,
    desktop: bool,
) -> tuple[str, tuple[tuple[int, str], ...]]:
    head = ["#version 330", "// pieces: " + json.dumps([piece.name for piece in pieces])]
    if used & PACKING:
        head.append("#extension GL_ARB_shading_language_packing : enable")
    if desktop:  # int to uint, and conversions of what is returned
        head.append("#extension GL_ARB_shading_language_420pack : enable")
    if shader.sampler_arrays or desktop:
        head.append("#extension GL_ARB_gpu_shader5 : enable")
    head += [f"layout(location = {number}) out vec4 webgl_out_{number};" for number in range(outputs)]
    head.append("in vec2 webgl_position;")
    if ZERO in used or any(ZERO in word for word in used if " " in word):
        head.append(f"uniform float {ZERO};")
    head += [f"uniform {kind} {name};" for name, kind in uniforms.items() if name not in shader.uniforms]
    count = max(outputs, 1)
    results = dict(shader.outputs)
    if "gl_FragColor" in used:
        head.append("vec4 webgl_FragColor = vec4(0.0);")
        results = dict.fromkeys(range(count), "webgl_FragColor") | results
    if "gl_FragData" in used:
        zeros = ", ".join(["vec4(0.0)"] * count)
        head.append(f"vec4 webgl_FragData[{count}] = vec4[{count}]({zeros});")
        results = {number: f"webgl_FragData[{number}]" for number in range(count)} | results
    if used & {"gl_FragDepth", "gl_FragDepthEXT"}:
        head.append("float webgl_FragDepth = 0.0;")
    head += [line for word, line in _FIXED_FUNCTION.items() if word in used]
    head += wrappers
    body, numbers = _text(shader, names)
    first = " ".join(names.get(word, word) for word in shader.first_statements)
    finish = "webgl_finish" if sanitize else ""
    tail = [_SANITIZE if sanitize else "", f"void main() {{ {first}", "    webgl_main();"]
    for number in range(outputs):
        result = " ".join(_renamed(results.get(number, "vec4(0.0)"), names))
        tail.append(f"    webgl_out_{number} = {finish}({result});")
    text = "\n".join([*head, body, f"#line {len(pieces) * LINES + 1}", *tail, "}", ""])
    start = len("\n".join(head)) + 1
    return text, tuple(
        (start + offset, f"{name}:{line_id % LINES}:{column}")
        for offset, line_id, column in numbers
        if (name := pieces[line_id // LINES].name)
    )


def _renamed(expression: str, names: Mapping[str, str]) -> list[str]:
    words, _ = preprocess([Piece(expression)])
    return [names.get(word, word) for word in words]


def _text(shader: Shader, names: Mapping[str, str]) -> tuple[str, list[tuple[int, int, int]]]:
    """The tokens and sections on the author's own lines; (offset, line id, column) of each float literal."""
    parts: list[str] = []
    sections: dict[int, tuple[int, Reading]] = {}  # by the place among the parts
    at, current = 0, -LINES
    for end, base, reading in shader.sections:
        more, current = lines_of(shader.tokens[at:end], shader.line_ids[at:end], names, current)
        parts += more
        at = end
        if reading.text:
            if base + reading.first > current:
                parts.append(line_break(base + reading.first, current))
            sections[len(parts)] = base, reading
            parts.append(reading.text)
            current = max(current, base + reading.last)
    parts += lines_of(shader.tokens[at:], shader.line_ids[at:], names, current)[0]
    offsets = list(offsets_of(parts))
    numbers = [(offset, word.line_id, word.column) for offset, word in zip(offsets, parts) if type(word) is Number]
    for k, (base, reading) in sections.items():
        offset = offsets[k]
        numbers += [(offset + place, base + line, column) for place, line, column in reading.numbers]
    return " ".join(parts), sorted(numbers)
