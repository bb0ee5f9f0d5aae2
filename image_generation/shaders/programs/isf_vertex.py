"""ISF's vertex shaders: run in the fragment shader, so that everything is drawn as one fullscreen triangle."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.text import without_comments, words


def beside(files: Files) -> str | None:
    """The text of NAME.vs beside NAME.fs where it does more than call isf_vertShaderInit; else None."""
    if files.path is None:
        return None
    name = os.path.splitext(os.path.basename(files.path))[0] + ".vs"
    path = files.beside(name) if name != os.path.basename(files.path) else None
    if path is None:
        return None
    text = files.read(path, "its vertex shader")
    body = re.sub(r"void|main|(?:isf|vv)_vertShaderInit|[\s(){};]", "", without_comments(text))
    return text if body else None


_MOVED_BEFORE = """vec2 isf_corner;
vec4 isf_position;
void isf_vertShaderInit() { isf_position = vec4(isf_corner * 2.0 - 1.0, 0.0, 1.0); }
void vv_vertShaderInit() { isf_vertShaderInit(); }
"""


def _flat(outputs: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str, str]]:
    """(type, name, how it is written, name without brackets) of each output, arrays element by element."""
    return [
        (kind, item, f"{item}[{k}]" if length else item, f"{item}_{k}")
        for kind, item, length in outputs
        for k in range(int(length.strip("[] ")) if length else 1)
    ]


def _moved_main(outputs: Sequence[tuple[str, str, str]]) -> str:
    """A main that draws the two triangles where the vertex shader puts their corners, the second over the first.

    For clip coordinates p0, p1, p2 of a triangle, (x, y, 1) = w * (a * p0 + b * p1 + c * p2).xyw with a + b + c = 1 has
    the weights of the outputs in perspective.
    """
    flat = _flat(outputs)
    lines = [
        "void main() {",
        "    vec3 isf_place = vec3(isf_FragNormCoord * 2.0 - 1.0, 1.0);",
        "    bool isf_hit = false;",
    ]
    for number, corner in enumerate(("vec2(0.0)", "vec2(1.0, 0.0)", "vec2(0.0, 1.0)", "vec2(1.0)")):
        lines.append(f"    isf_corner = {corner}; isf_vertexMain(); vec4 isf_p{number} = isf_position;")
        lines += [f"    {kind} isf_{number}_{short} = {place};" for kind, _, place, short in flat]
    for a, b, c in ((0, 1, 2), (1, 3, 2)):
        lines += [
            "    {",
            f"    mat3 isf_m = mat3(isf_p{a}.xyw, isf_p{b}.xyw, isf_p{c}.xyw);",
            "    if (abs(determinant(isf_m)) > 1e-12) {",
            "    vec3 isf_v = inverse(isf_m) * isf_place;",
            "    float isf_sum = isf_v.x + isf_v.y + isf_v.z;",
            "    vec3 isf_w = isf_v / isf_sum;",
            f"    vec4 isf_p = isf_w.x * isf_p{a} + isf_w.y * isf_p{b} + isf_w.z * isf_p{c};",
            "    if (isf_sum > 0.0 && all(greaterThanEqual(isf_w, vec3(-1e-6))) && abs(isf_p.z) <= isf_p.w) {",
            "    isf_hit = true;",
            *(
                f"    {place} = isf_w.x * isf_{a}_{short} + isf_w.y * isf_{b}_{short} + isf_w.z * isf_{c}_{short};"
                for _, _, place, short in flat
            ),
            "    }}}",
        ]
    lines += ["    if (!isf_hit) discard;", "    isf_FragNormCoord = isf_corner; vv_FragNormCoord = isf_corner;"]
    return "\n".join([*lines, "    isf_fragmentMain();", "}"])


def interpolated(vertex: str, code: str, name: str) -> list[Piece]:
    """The fragment shader with the vertex shader's main run for the corners and its outputs interpolated.

    The picture is two triangles that meet in the falling diagonal; in each, an output is linear. Where the vertex
    shader moves the corners, each pixel looks in which triangle it lies and is weighted in perspective; pixels in
    none are discarded.
    """
    moves = "gl_Position" in words(vertex)
    active = re.sub(
        r"#\s*if\s+__VERSION__\s*<=\s*120(.*?)#\s*else(.*?)#\s*endif",
        lambda match: match[1] + "\n" * match[2].count("\n"),
        vertex,
        flags=re.DOTALL,
    )
    outputs: list[tuple[str, str, str]] = []

    def output(match: re.Match) -> str:
        for item in match[2].split(","):
            known = re.fullmatch(r"\s*(\w+)\s*(\[\s*\d+\s*\])?\s*", item)
            if known is None:
                raise ProgramError("its vertex shader has outputs of an unsupported form", "unsupported")
            outputs.append((match[1], known[1], known[2] or ""))
        return f"{match[1]} {match[2]};"

    pattern = r"\b(?:varying|out)\s+(?:(?:highp|mediump|lowp)\s+)?(float|vec[234]|mat[234])\s+([\w\s,\[\]]{1,1000});"
    active = re.sub(pattern, output, active)
    active = re.sub(r"\b(void\s+)main\b", r"\1isf_vertexMain", active)
    names = {item for _, item, _ in outputs}
    active = re.sub(r"\b(?:isf|vv)_FragNormCoord\b", "isf_corner", active)

    def inside(match: re.Match) -> str:
        kept = [i for i in match[2].split(",") if (found := re.match(r"\s*(\w*)", i)) and found[1] not in names]
        return f"{match[1]} {','.join(kept)};" if kept else ""

    inputs = r"\b((?:varying|in)\s+(?:(?:highp|mediump|lowp)\s+)?(?:float|vec[234]|mat[234]))\s+([\w\s,\[\]]{1,1000});"
    code = re.sub(inputs, inside, code)
    code = re.sub(r"\bvoid\s+main\s*\(\s*(?:void)?\s*\)", "void isf_fragmentMain()", code)
    if moves:
        active = re.sub(r"\bgl_Position\b", "isf_position", active)
        return [
            Piece(_MOVED_BEFORE),
            Piece(active, "vertex shader"),
            Piece(code, name),
            Piece(_moved_main([*outputs, ("vec2", "isf_corner", "")])),
        ]
    main = ["void isf_interpolate() {", "    vec2 isf_place = isf_FragNormCoord;"]
    main.append("    bool isf_low = isf_place.x + isf_place.y <= 1.0;")
    flat = _flat(outputs)
    corners = ("isf_low ? vec2(0.0) : vec2(1.0)", "vec2(1.0, 0.0)", "vec2(0.0, 1.0)")
    for number, corner in enumerate(corners):
        main.append(f"    isf_corner = {corner}; isf_vertexMain();")
        main += [f"    {kind} isf_{number}_{short} = {place};" for kind, _, place, short in flat]
    main.append("    vec2 isf_weight = isf_low ? isf_place : 1.0 - isf_place.yx;")
    for _, _, place, short in flat:
        main.append(
            f"    {place} = isf_0_{short} + isf_weight.x * (isf_1_{short} - isf_0_{short})"
            f" + isf_weight.y * (isf_2_{short} - isf_0_{short});"
        )
    main += ["}", "void main() { isf_interpolate(); isf_fragmentMain(); }"]
    before = "vec2 isf_corner;\nvoid isf_vertShaderInit() {}\nvoid vv_vertShaderInit() {}\n"
    return [
        Piece(before),
        Piece(active, "vertex shader"),
        Piece(code, name),
        Piece("\n".join(main)),
    ]
