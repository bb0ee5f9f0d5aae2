"""Divisors, and places in textures, that a compiler may find to be constant: which they are, whatever the text is."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.shaders.programs.glsl.constancy import hidden_operands
from image_generation.shaders.programs.glsl.preprocessor import preprocess
from image_generation.shaders.programs.glsl.tokens import Piece
from image_generation.shaders.programs.glsl.translate import translate
from image_generation.shaders.programs.program import ProgramError


def operands(text: str, divisors: bool) -> list[str]:
    tokens, _ = preprocess([Piece("uniform float time; varying vec2 uv; uniform sampler2D s; " + text)])
    found = sorted(hidden_operands(tokens).items())
    return ["".join(tokens[first:last]) for first, (last, divides) in found if divides == divisors]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("void main() { float a = 2.0; gl_FragColor = vec4(time / a); }", []),
        ("void main() { float a = 0.0; gl_FragColor = vec4(time / a); }", ["a"]),
        ("void main() { float a; gl_FragColor = vec4(time / a); }", ["a"]),
        ("void main() { float a = 2.0 * 3.0, b = -a / 7.0, c = a + b; time / a; time / b; time / c; }", ["c"]),
        ("void main() { float a = 2.0; a -= 2.0; int b = -1; b++; time / a; time / float(b); }", ["a", "float(b)"]),
        ("void main() { float a = time; gl_FragColor = vec4(1.0 / a + 1.0 / uv.x + 1.0 / gl_FragCoord.x); }", []),
        ("void main() { gl_FragColor = vec4(1.0 / 2.0) / 3.0; }", []),
        ("float f(float x) { return time / x; } void main() { gl_FragColor = vec4(f(0.0)); }", ["x"]),
        ("float f(float x) { return time / x; } void main() { gl_FragColor = vec4(f(time)); }", []),
        ("float f(float x) { return time / x; } void main() { gl_FragColor = vec4(f(time) + f(0.0)); }", ["x"]),
        ("float f(float x) { return time / x; } void main() { gl_FragColor = vec4(f(1.0) + f(-2.0)); }", []),
        ("float f(float x) { return time / x; } void main() { }", []),
        ("float f(float x) { return x; } void main() { gl_FragColor = vec4(time / f(time) + time / f(1.0)); }", ["f(1.0)"]),
        ("float f(float x) { return time / x; } float x; void main() { x = uv.x; gl_FragColor = vec4(f(x)); }", ["x"]),
        ("struct S { vec2 a; }; S s; void main() { s = S(vec2(0.0)); vec2 b = s.a; b /= -s.a.x; uv / b.y; }", ["-s.a.x", "b.y"]),
        ("void main() { for (int i = 0; i < 3; i++) { gl_FragColor += time / float(i); } }", ["float(i)"]),
        ("void main() { float a[3]; time / a[1]; time / (a[0] + time); }", ["a[1]"]),
        ("void f(out float a) { a = 0.0; } void main() { float b = time; f(b); time / b; }", ["b"]),
        ("void main() { vec4 a = texture2D(s, vec2(0.0)); time / a.x; time / dFdx(1.0); }", []),
        ("float f(float x, float y) { return mod(time, x) + mod(time, y * 2.0); } void main() { f(0.0, 1.0); }", ["x"]),
        ("float mod(int a, float x) { return x; } float f(float x) { return mod(1, x); } void main() { f(0.0); }", []),
        ("void main() { float a = time * 0.0, b = time * 0.5; vec2 c = 0. * uv; 1.0 / a; 1.0 / b; uv / c; }", ["a", "c"]),
        ("void main() { float a, b = 1.0; b /= a = 0.0; b /= a * 2.0; time / a++; time / -++a; }", ["a=0.0", "a*2.0", "a++", "-++a"]),
        ("void main() { float a, b = 1.0; time > 0.0 ? b /= a * 2.0 : b; b = true ? b /= (a > b ? a : b) : a > b ? b /= a : b; }", ["a*2.0", "(a>b?a:b)", "a"]),
        ("void main() { float a, b = 1.0; b /= a = time; b /= a + time, time / (b /= a); }", ["(b/=a)", "a"]),
        ("float a, b = 1.0, c = time; void main() { time / a; time / b; time / c; }", ["a"]),
    ],
)  # fmt: skip
def test_which_divisors_they_are(text, found):
    assert operands(text, True) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("void main() { texture2D(s, uv); texture2D(s, uv * 0.5 + 1.0); texture2D(s, vec2(time, 0.0)); }", []),
        ("void main() { texture2D(s, vec2(0.5)); texture2D(s, normalize(vec2(0.0)), 1.0); }", ["vec2(0.5)", "normalize(vec2(0.0))", "1.0"]),
        ("vec4 f(vec2 p) { return texture2D(s, p / p.x); } void main() { f(vec2(0.0)); }", ["p/p.x"]),
        ("vec4 f(vec2 p) { return texture2D(s, p / p.x); } void main() { f(uv); }", []),
        ("void main() { for (int i = 0; i < 3; i++) texture2DLodEXT(s, uv, float(i)); }", ["float(i)"]),
        ("vec4 texture(float a, vec2 p) { return p.xxyy; } void main() { texture(1.0, vec2(0.0)); }", []),
    ],
)  # fmt: skip
def test_which_places_in_textures_they_are(text, found):
    assert operands(text, False) == found


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("acos(uv)", "uintBitsToFloat ( floatBitsToUint ( acos ( uv ) ) + uint ( webgl_zero ) )"),
        ("log(-uv) / uv", "uintBitsToFloat ( floatBitsToUint ( log ( - uv ) / uv ) + uint ( webgl_zero ) )"),
        ("uv / n.x", "uv / n . x"),
        ("vec2(0.5, 0.0)", "vec2 ( 0.5 , 0.0 )"),
        ("gl_FragCoord.xy", "gl_FragCoord . xy"),
    ],
)
def test_how_places_in_textures_are_hidden(place, written):
    text = f"precision highp float; uniform sampler2D s; varying vec3 n; void main() {{ vec2 uv = vec2(0.1); gl_FragColor = texture2D(s, {place}); }}"
    fragment = translate([Piece(text, "a.frag")]).fragment
    assert f"texture ( s , {written} )" in fragment and "vec3 n = vec3 ( webgl_zero ) ;" in fragment


@pytest.mark.parametrize(
    "text",
    [
        "void main() { float a[int(8.0 / N)]; }",
        "float a[int(8.0 / N)]; void main() { }",
        "struct S { float a[int(8.0 / N)]; }; void main() { S s; }",
        "float f(float a[int(8.0 / N)]) { return a[0]; } void main() { }",
        "void main() { switch (1) { case int(8.0 / N): break; } }",
        "const float M = 8.0 / N; void main() { const float K = mod(M, N - 2.0); }",
    ],
)
def test_nothing_is_hidden_where_constants_are_asked_for(text):
    whole = f"precision highp float; const float N = sqrt(4.0); {text}"
    assert "webgl_zero" not in translate([Piece(whole, "a.frag")], version=300).fragment.replace("uniform", "")


TEXT = """float vec2 x y f g struct S ( ) [ ] { } , ; = += / /= . - + * 1.0 0 return for in out uniform ? : < const #
void main gl_FragColor time"""
WORDS = TEXT.split()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.booleans())
def test_no_text_is_too_broken(words, in_a_function):
    text = " ".join(words)
    text = f"float g(float x) {{ {text} }}" if in_a_function else text
    for first, (last, _) in hidden_operands(text.split()).items():
        assert 0 < first < last <= len(text.split())
    with contextlib.suppress(ProgramError):
        translate([Piece("precision highp float; "), Piece(text, "a.frag")])


@pytest.mark.parametrize(
    "expression", ["f(" * 40000 + "1.0" + ")" * 40000, "a/(" * 40000 + "a" + ")" * 40000, "(((a/" * 40000]
)
def test_expressions_of_any_depth_are_gone_through_in_time(expression):
    text = "float f(float x) { return x; } void main() { float a; gl_FragColor = vec4(" + expression + "); }"
    tokens, _ = preprocess([Piece(text)])
    began = time.process_time()
    hidden_operands(tokens)
    assert time.process_time() - began < 20  # of 10^9 steps it would be minutes


@pytest.mark.parametrize(
    "statements",
    ["a = " * 60000 + "a;", "float a " * 60000, "] = " * 60000, "a[" * 60000 + "] = " * 60000 + ";", "a.b = " * 60000],
)
@pytest.mark.parametrize("place", ["float f() { a / b; %s }", "float f() { a / b; } %s"])
def test_nothing_is_walked_through_again_for_each_part_of_it(statements, place):
    """Texts that no grammar allows, of which the first took over 25 seconds when each part looked for its own end."""
    tokens, _ = preprocess([Piece(place % statements)])
    assert hidden_operands(tokens) == {}
