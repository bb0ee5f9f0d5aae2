"""Dialects told by evidence: conditions, macros, declarations and uses, ties, headers and names of files."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from image_generation.shaders import programs
from image_generation.shaders.programs.evidence import Evidence
from image_generation.shaders.programs.program import ProgramError

MAIN = "void main() { gl_FragColor = vec4(1.0); }"
SANDBOX = "uniform float time; uniform vec2 mouse, resolution;\n"
IMAGE = "void mainImage(out vec4 c, in vec2 f) { c = vec4(f / iResolution.xy, iTime, 1.0); }\n"

CASES = {
    "a main in an inactive condition": ("shadertoy", f"{IMAGE}#ifdef VIEWER\n{MAIN}\n#endif"),
    "uniforms in an inactive condition": ("shadertoy", f"#if 0\nuniform float u_time;\n#endif\n{IMAGE}"),
    "the site's names as macros": (
        "glslsandbox",
        f"{SANDBOX}#define iTime time\n#define iResolution resolution\n{IMAGE}void main() {{ mainImage(gl_FragColor, "
        "gl_FragCoord.xy); }",
    ),
    "the site's names as globals": (
        "glslsandbox",
        f"{SANDBOX}float iTime; vec3 iResolution;\n{IMAGE}void main() {{ iTime = time; iResolution = vec3(resolution, 1.0);"
        " mainImage(gl_FragColor, gl_FragCoord.xy); }",
    ),
    "a local of the site's name": (
        "glslsandbox",
        SANDBOX + "void main() { float iTime = time; gl_FragColor = vec4(iTime); }",
    ),
    "a main that a macro makes": (
        "glslsandbox",
        SANDBOX + "#define MAIN void main(void) { gl_FragColor = vec4(time); }\nMAIN",
    ),
    "macros of uniforms": (
        "bookofshaders",
        "#define time u_time\n#define resolution u_resolution\nuniform float time; uniform vec2 resolution;\n"
        "void main() { gl_FragColor = vec4(resolution, time, 1.0); }",
    ),
    "a snippet's name in a whole shader": (
        "glslsandbox",
        SANDBOX + "void main() { gl_FragColor = vec4(snoise2D(resolution)); }",
    ),
    "VEDA's header": (
        "glslsandbox",
        '/*{"pixelRatio": 1, "IMPORTED": {"a": {"PATH": "a.png"},},}*/\n' + SANDBOX + MAIN,
    ),
    "ISF's words under a scant header": (
        "isf",
        '/*{"DESCRIPTION": "a", "INPUTS": []}*/ void main() { gl_FragColor = vec4(isf_FragNormCoord, TIME, 1.0); }',
    ),
    "an item of the site": ("glslsandbox", json.dumps({"code": SANDBOX + MAIN, "user": "a", "parent": "/e#1.0"})),
    "twigl's own first lines": (
        "twigl",
        "precision highp float;\nuniform vec2 resolution;\nuniform vec2 mouse;\nuniform float time;\n"
        f"uniform sampler2D backbuffer;\n{MAIN}",
    ),
    "members named like twigl's uniforms": (
        "shadertoy",
        "void main() { vec2 uv = gl_FragCoord.xy / iResolution.xy; vec3 c; c.r = uv.x; c. t = uv.y; c.b = fract(iTime);"
        " gl_FragColor = vec4(c, 1.0f); }",
    ),
    "members in a macro": (
        "shadertoy",
        "#define RED(v) v.r\nvoid main() { gl_FragColor = vec4(RED(iResolution), iTime); }",
    ),
    "twigl's uniforms beside members": (
        "twigl",
        "void main() { vec3 c = vec3(1.-r.x/9.); c.r = t; gl_FragColor = c.rgbb; }",
    ),
    "an include of LYGIA": ("bookofshaders", f'uniform float u_time;\n#include "lygia/math/const.glsl"\n{MAIN}'),
}


@pytest.mark.parametrize("case", CASES)
def test_evidence(case):
    dialect, text = CASES[case]
    finding = programs.detect(text)
    assert finding.dialect == dialect, finding.describe()
    assert finding.signs and all(finding.signs)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("float cell(vec2 p) { vec2 o = fract(p); return length(o); }", "no main"),
        (f"#ifdef NEVER\n{MAIN}\n#endif", "conditions"),
        ("attribute vec2 p; void main() { gl_Position = vec4(p, 0.0, 1.0); }", "vertex shader"),
        ("just words; and more", "no main"),
    ],
)
def test_what_is_no_shader(text, words):
    with pytest.raises(ProgramError, match=words) as caught:
        programs.parse(text, "x")
    assert caught.value.status == "unreadable"


def test_weak_and_near_findings_say_so():
    assert not programs.detect(MAIN).sure and "weak" in programs.detect(MAIN).describe()
    both = "uniform float time, u_time; uniform vec2 resolution, u_resolution;\n" + MAIN
    finding = programs.detect(both)
    assert not finding.sure and finding.rival
    assert programs.parse(both, "x").signs == finding.describe()
    assert programs.detect(SANDBOX + MAIN).sure


def test_the_file_s_number_is_a_sign(tmp_path):
    text = "uniform float u_time;" + MAIN
    assert programs.detect(text, str(tmp_path / "waves.frag")).dialect == "bookofshaders"
    assert programs.detect(text, str(tmp_path / "12345.6.frag")).dialect == "glslsandbox"


def test_glslify_is_refused_by_name():
    text = SANDBOX + "#pragma glslify: noise = require('glsl-noise/simplex/2d')\n" + MAIN
    with pytest.raises(ProgramError, match="glsl-noise/simplex/2d") as caught:
        programs.parse(text, "x")
    assert caught.value.status == "unsupported"
    assert programs.parse("#if 0\n" + text.replace("\nvoid", "\n#endif\nvoid"), "x").dialect == "glslsandbox"


@given(st.text(alphabet="#define if\n(){};uniform float vec2 a,b[=]/*\"'\\", max_size=200))
def test_any_text_has_a_finding(text):
    finding = programs.detect(text)
    assert finding.dialect is None or finding.dialect in programs.DIALECTS


@pytest.mark.parametrize(
    "text",
    [
        "uniform float a" + ",b" * 200_000 + ";" + MAIN,
        MAIN + "(" * 300_000,
        "#define a a a\n" * 3000 + MAIN,
        "".join(f"#define m{k} m{k + 1} m{k + 1}\n" for k in range(3000)) + "uniform m0 x;" + MAIN,
        "float " * 200_000,
        "{" * 200_000 + "}" * 200_000,
        "#if " + "(" * 20_000 + "\n#endif\n" + MAIN,
        "uniform " * 100_000,
        "void f(" * 50_000,
        "/*{" + '"INPUTS": ' * 50_000,
        "a b(" * 100_000,
        " \n" * 500_000,
    ],
)
def test_hostile_texts_are_bounded(text):
    """Work, not time, is what is bounded; a quadratic search over these would run for minutes."""
    started = time.process_time()
    Evidence(text)
    programs.detect(text)
    assert time.process_time() - started < 20
