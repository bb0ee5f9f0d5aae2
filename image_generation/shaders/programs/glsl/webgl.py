"""Desktop GLSL 330, as translate.py writes it, to GLSL ES 3.00 for a WebGL 2 context.

    text = webgl_fragment(program.passes[0].fragment)      # and webgl_name("webgl_time") -> its uniform's name there

Every dialect has been expanded, completed and renamed by then. What is left: the version, precisions, which the desktop
does without, extensions that ES 3.00 has built in, names, since WebGL keeps all that begins with `webgl_` for itself,
and globals that start with a value that is no constant: these get it first thing in main.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from image_generation.shaders.programs.glsl.tokens import behind_brace
from image_generation.shaders.programs.glsl.words import BASIC_TYPES, ES_FUNCTIONS, SAMPLER_TYPES

VERTEX = """#version 300 es
out highp vec2 gl330_position;
void main() {
    gl330_position = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    gl_Position = vec4(gl330_position, 0.0, 1.0);
}
"""
_PRECISE = ("float", "int", *sorted(SAMPLER_TYPES))
_HEAD = "\n".join(["#version 300 es", *(f"precision highp {kind};" for kind in _PRECISE)])
_OWN = re.compile(r"\bwebgl_(_?)")
_EXTENSION = re.compile(r"^#extension [^\n]*\n", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
_PART = re.compile(
    r"^[ \t]*#[^\n]*|^//[^\n]*|[A-Za-z_]\w*|\.?\d(?:[eE][+-]|[\w.])*|[<>=!+*/%&|^-]=|[^\s\w]", re.MULTILINE
)
_NO_VARIABLE = frozenset({"uniform", "in", "out", "layout", "struct", "precision", "flat", "smooth", "centroid"})
_CONSTANT_WORDS = BASIC_TYPES | ES_FUNCTIONS[300] | {"true", "false"}


def webgl_name(name: str) -> str:
    """A name of the desktop text as webgl_fragment writes it."""
    return _OWN.sub(_renamed, name)


def _renamed(match: re.Match) -> str:
    return "gl330_0" if match[1] else "gl330_"  # two underscores in a row are reserved


def webgl_fragment(fragment: str) -> str:
    """A Pass's fragment text as GLSL ES 3.00; its #line directives count as translate's do."""
    body = _late_values(_EXTENSION.sub("", fragment.removeprefix("#version 330\n")))
    return f"{_HEAD}\n{webgl_name(body)}"


def _late_values(text: str) -> str:
    """The text with the values of globals that are no constants moved into main."""
    kept, moved, end = [], [], 0
    for name, start, stop in _variable_values(text):
        value = text[start:stop]
        kept += [
            text[end:start],
            "".join(re.findall(r"\n(?:[ \t]*#[^\n]*)?", value)),
        ]  # lines stay what they are
        moved.append(f"{name} {' '.join(_DIRECTIVE.sub('', value).split())}; ")
        end = stop
    whole = "".join(kept) + text[end:]
    before, main, after = whole.rpartition("void main() {")
    return f"{before}{main} {''.join(moved)}{after}" if moved else whole


def _variable_values(text: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, stop) of each global whose value, text[start:stop] with its '=', is no constant expression."""
    constants: set[str] = set()
    statement: list[re.Match] = []
    at = 0
    while part := _PART.search(text, at):
        word, at = part[0], part.end()
        if word.lstrip().startswith("#") or word.startswith("//"):
            continue
        if word == "{":
            at = behind_brace(text, at)
            if statement[0][0] not in _NO_VARIABLE:
                statement = []  # that was a function
        elif word == ";":
            if statement:
                yield from _values(statement, part.start(), constants)
            statement = []
        else:
            statement.append(part)


def _values(statement: list[re.Match], stop: int, constants: set[str]) -> Iterator[tuple[str, int, int]]:
    """What _variable_values gives of one declaration; constants: names of constants so far, added to."""
    words = [part[0] for part in statement]
    if words[0] == "struct":
        constants.add(words[1])  # its constructor is as constant as what it is given
    if words[0] in _NO_VARIABLE:
        return
    depth, name, equals = 0, "", None
    unsized = False
    for at, (part, word) in enumerate([*zip(statement, words, strict=True), (None, ",")]):
        depth += (word in "([") - (word in ")]")
        if depth or word == ")":
            continue
        if word == "=" and equals is None:
            equals = at
        elif equals is None and re.match(r"[A-Za-z_]", word):
            name = word
        elif word == "]" and equals is None:
            unsized = words[at - 1] == "["
        elif word == ",":
            value = [w for w in words[equals + 1 : at] if re.match(r"[A-Za-z_]", w)] if equals else []
            if words[0] == "const":
                constants.add(name)
            elif equals and not unsized and any(w not in _CONSTANT_WORDS and w not in constants for w in value):
                end = stop if part is None else part.start()
                yield name, statement[equals].start(), end
            equals = None
