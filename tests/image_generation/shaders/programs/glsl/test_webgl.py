"""Desktop GLSL to WebGL 2: what is rewritten, and that a real browser's compiler takes it (all programs: WEBGL_ALL=1)."""

import json
import os
import re

import pytest

from image_generation.shaders.programs import parse
from image_generation.shaders.programs.glsl.tokens import LINES
from image_generation.shaders.programs.glsl.webgl import VERTEX, webgl_fragment, webgl_name
from image_generation.shaders.sources import resolve
from tests.chromium import Chromium, find_chromium

# Valid on WebGL 1, and all that ES 3.00 forbids or reserves: late values of globals, words, overloads, underscores.
AWKWARD = """
uniform float time; uniform vec2 resolution; varying vec2 surfacePosition; uniform float _half;
struct A { float x; vec2 y; };
const float k = 2.0, unused = k * sin(1.0);
float twice(float x) { if (x > 1.0) { return x; } return 2.0 * x; }
float a = time * 2.0, b = 3.0, c[2], d = twice(a
  + b

  /* eight lines and more, so that the text has a directive here








  */ + 1.0), e = k * sin(2.0);
A s = A(1.0, vec2(time, 2.0)), u = A(1.0, vec2(k));
bool same = a == b, larger = a >= b;
float round(float x) { return floor(x + 0.5); }
float max(float x) { return x; }
float sample = 1.0, my__name = time, _lead = 1.0;
void main() {
    gl_FragColor = vec4(surfacePosition, round(a * sample) + max(d, my__name) + max(_lead) + c[1] + e + _half, s.x * u.x);
    if (same || larger) gl_FragColor.a = 1.0;
}
"""

COMPILE = """(() => {
    const gl = globalThis.gl ??= document.createElement("canvas").getContext("webgl2");
    const shaders = [[gl.VERTEX_SHADER, %s], [gl.FRAGMENT_SHADER, %s]].map(([type, text]) => {
        const shader = gl.createShader(type);
        gl.shaderSource(shader, text); gl.compileShader(shader);
        return shader;
    });
    const program = gl.createProgram();
    for (const shader of shaders) gl.attachShader(program, shader);
    gl.linkProgram(program);
    const log = gl.getProgramParameter(program, gl.LINK_STATUS) ? "" : "failed: " + shaders.map((s) => gl.getShaderInfoLog(s)).join("");
    gl.deleteProgram(program);
    for (const shader of shaders) gl.deleteShader(shader);
    return log;
})()"""


def test_values_that_are_no_constants_move_into_main():
    text = webgl_fragment(parse(AWKWARD, "awkward", "glslsandbox").passes[0].fragment)
    start = re.search(r"^void main\(\) \{(.*)", text, re.MULTILINE)[1]
    assert " ".join(start.split()) == (
        "surfacePosition = gl330_position * gl330_surfaceSize * 0.5; a = time * 2.0; d = twice ( a + b + 1.0 ); "
        "s = A ( 1.0 , vec2 ( time , 2.0 ) ); same = a == b; larger = a >= b; gl330_my_u_name = time;"
    )
    assert "b = 3.0" in text and "u = A ( 1.0 , vec2 ( k ) )" in text and "e = k * sin ( 2.0 )" in text
    assert "webgl_" not in text and "#extension" not in text and text.startswith("#version 300 es\n")


def test_lines_stay_those_of_the_author():
    program = parse(AWKWARD, "awkward", "glslsandbox")
    wanted = AWKWARD[: AWKWARD.index("bool same")].count("\n") + 1
    for text in (program.passes[0].fragment, webgl_fragment(program.passes[0].fragment)):
        line = 0
        for row in text.split("\n"):
            directive = re.match(r"\s*#line (\d+)", row)
            if "bool same" in row:
                assert line == wanted < LINES
                break
            line = int(directive[1]) if directive else line + 1
        else:
            raise AssertionError("the line is gone")


@pytest.mark.parametrize("name, there", [("webgl_time", "gl330_time"), ("webgl__x", "gl330_0x"), ("time", "time")])
def test_names(name, there):
    assert webgl_name(name) == there


@pytest.mark.skipif(find_chromium() is None, reason="no chromium here: apt-get install chromium")
def test_a_browser_compiles_bundled_and_composed_programs():
    if os.environ.get("WEBGL_ALL"):
        sources = resolve(["bundled", "composed:200"])
    else:
        sources = resolve(["bundled"])[::30] + resolve(["composed:4:7"])
    passes = [((source.name, stage.name), stage) for source in sources for stage in source.load().passes]
    passes.append((("awkward", ""), parse(AWKWARD, "awkward", "glslsandbox").passes[0]))
    with Chromium() as browser:
        logs = {
            name: browser.evaluate(COMPILE % (json.dumps(VERTEX), json.dumps(webgl_fragment(stage.fragment))))
            for name, stage in passes
        }
    assert len(logs) == len(passes) and {name: log for name, log in logs.items() if log} == {}
