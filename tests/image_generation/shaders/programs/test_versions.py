"""Texts without #version that use words of GLSL ES 3.00."""

import pytest

from image_generation.shaders import programs

ES3 = {
    "switch": "int k = int(gl_FragCoord.x) * 0 + 1; switch (k) { case 1: c = 0.5; break; default: c = 1.0; }",
    "uint": "uint k = 3u; k ^= 1u; c = float(k) / 4.0;",
    "uvec": "c = float(uvec2(gl_FragCoord.xy * 0.0 + 2.0).x) / 4.0;",
    "matrix": "mat2x3 m = mat2x3(0.5); c = m[1][1];",
    "macro": "c = float(WORD(2)) / 4.0;",
}
HOSTS = {
    "glslsandbox": "uniform float time;",
    "bookofshaders": "uniform float u_time; uniform vec2 u_resolution;",
    "shadertoy": "uniform float iTime; uniform vec3 iResolution;",
    "twigl": "uniform vec2 r; uniform float t;",
}


@pytest.mark.parametrize("dialect", HOSTS)
@pytest.mark.parametrize("construct", ES3)
def test_words_of_es_3_beside_gl_fragcolor(pixel, dialect, construct):
    text = f"precision highp float;\n#define WORD(x) uint(x)\n{HOSTS[dialect]}\n"
    text += f"void main() {{ float c = 0.0; {ES3[construct]} gl_FragColor = vec4(vec3(c), 1.0); }}"
    assert programs.detect(text).dialect == dialect
    assert pixel(text) == pytest.approx((0.5,) * 3, abs=0.003)


@pytest.mark.parametrize(
    "names",
    [
        "#define uint int\nuint value() { return 1; }",
        "int uint(int x) { return x; }\nint value() { int switch = 1; return uint(switch); }",
        "#if __VERSION__ >= 300\nuint value() { return 0u; }\n#else\nint value() { return 1; }\n#endif",
    ],
)
def test_names_of_the_author_s_make_no_es_3(pixel, names):
    text = f"#ifdef GL_OES_standard_derivatives\n#define OLD 0.5\n#else\n#define OLD 0.0\n#endif\n{names}\n"
    assert pixel(text + "void main() { gl_FragColor = vec4(vec3(OLD * float(value())), 1.0); }") == pytest.approx(
        (0.5,) * 3, abs=0.003
    )
