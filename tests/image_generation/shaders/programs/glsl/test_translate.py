"""What WebGL defines, pixel by pixel: shaders are translated, drawn by software, and their colours checked.

Expected colours follow from GLSL ES and WebGL's rules by hand; each was seen in Chromium too.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from image_generation.shaders.programs.glsl.tokens import LINES
from image_generation.shaders.programs.glsl.translate import Piece, explain, translate
from image_generation.shaders.programs.program import ProgramError

moderngl = pytest.importorskip("moderngl")
SIZE = 8
HEAD = "precision mediump float;\nuniform float two;\n"


@pytest.fixture(scope="module")
def context():
    try:
        made = moderngl.create_context(standalone=True, backend="egl", require=330)
    except Exception as error:
        pytest.skip(f"no EGL device: {error}")
    yield made
    made.release()


@pytest.fixture
def draw(context):
    """Function: text -> float32 pixels [SIZE, SIZE, 4] of each output; `two` is 2.0."""

    def drawn(text: str, outputs: int = 1, **how) -> np.ndarray:
        done = translate([Piece(text, "a.frag")], outputs=outputs, **how)
        try:
            program = context.program(vertex_shader=done.vertex, fragment_shader=done.fragment)
        except moderngl.Error as error:
            raise AssertionError(f"{explain(done.fragment, str(error))}\n{done.fragment}") from None
        if "two" in program:
            program["two"].value = 2.0
        targets = [context.texture((SIZE, SIZE), 4, dtype="f4") for _ in range(outputs)]
        frame = context.framebuffer(targets)
        frame.use()
        frame.clear()
        vertices = context.vertex_array(program, [])
        vertices.render(moderngl.TRIANGLES, vertices=3)
        pixels = [
            np.frombuffer(frame.read(components=4, attachment=number, dtype="f4"), np.float32)
            for number in range(outputs)
        ]
        for thing in (vertices, program, frame, *targets):
            thing.release()
        return np.stack(pixels).reshape(outputs, SIZE, SIZE, 4)

    return drawn


# GLSL ES 1.00: name -> (text after HEAD, colour of every pixel)
ES1 = {
    "locals start at zero": (
        "void main() { float a; vec3 b; mat2 c; gl_FragColor = vec4(a, b.y, c[1][1], 1.0); }",
        (0, 0, 0, 1),
    ),
    "loops start anew": (
        "void main() { float s = 0.0; for (int i = 0; i < 4; i++) { float t; t += 0.25; s = t; } gl_FragColor = vec4(s); }",
        (0.25, 0.25, 0.25, 0.25),
    ),
    "structs and arrays start at zero": (
        "struct S { vec2 a; float b[3]; bool c; }; S g; float h[40]; "
        "void main() { S s; float l[50]; gl_FragColor = vec4(s.b[2] + g.a.x, s.c || g.c ? 1.0 : 0.0, h[33] + l[44], 1.0); }",
        (0, 0, 0, 1),
    ),
    "out parameters start at zero": (
        "void f(out vec2 a, out float b[2]) { a.x += 0.5; } "
        "void main() { vec2 a = vec2(1.0); float b[2]; b[1] = 1.0; f(a, b); gl_FragColor = vec4(a, b[1], 1.0); }",
        (0.5, 0, 0, 1),
    ),
    "parameters without names": (
        "vec2 p; float f(vec2, in float, float x[2], out int) { return p.x + x[1]; } float g(float, const highp float); "
        "float g(float a, const highp float) { return a; } float h(void) { return 0.5; } void main() "
        "{ p = vec2(0.25); float y[2]; y[1] = 0.5; int k = 3; gl_FragColor = vec4(f(p, two, y, k), g(0.125, two), h(), k); }",
        (0.75, 0.125, 0.5, 0),
    ),
    "integers of more than 32 bits": (
        "#define BIG 65747887686\nvoid main() { vec2 a = vec2(0x82342349C000, 0x0000000000010); int b = 99999999999; "
        "gl_FragColor = vec4(a.x + 1.5, a.y / 64.0, b == -1 && BIG < 0 ? 0.75 : 0.0, float(0000000000000000000017) / 15.0); }",
        (0.5, 0.25, 0.75, 1),
    ),
    "a function without return gives zero": (
        "float f(float x) { if (x > 9.0) return 1.0; } void main() { gl_FragColor = vec4(f(two), f(10.0), 0.0, 1.0); }",
        (0, 1, 0, 1),
    ),
    "an output never written": ("void main() {}", (0, 0, 0, 0)),
    "an output written in part": ("void main() { gl_FragColor.y = 1.0; }", (0, 1, 0, 0)),
    "not a number": (
        "void main() { float z = two - 2.0; gl_FragColor = vec4(z / z, 1.0 / z, -1.0 / z, sqrt(-two)); }",
        (0, 1, 0, 0),
    ),
    "not a number, returned early": (
        "void main() { gl_FragColor = vec4(sqrt(-two)); if (two > 1.0) return; gl_FragColor = vec4(1.0); }",
        (0, 0, 0, 0),
    ),
    "undefined constants": (
        "const vec3 n = vec3(0.0); const float o = 0.0; void main() "
        "{ gl_FragColor = vec4(normalize(n).x + 0.25, pow(o, o), sqrt(-1.0) + 0.5, smoothstep(1.0, 1.0, 2.0) + log(o)); }",
        (0.25, 0, 0.5, 0),
    ),
    "defined constants": (
        "void main() { gl_FragColor = vec4(normalize(vec2(3.0, 4.0)), pow(0.5, 2.0), sqrt(0.25)); }",
        (0.6, 0.8, 0.25, 0.5),
    ),
    "indices are clamped": (
        "uniform float u[3]; float f(int i) { vec3 v = vec3(0.25, 0.5, 0.75); float a[2]; a[0] = 0.125; a[1] = 1.0; mat2 m = mat2(0.5); "
        "return v[i] + a[i] + m[i].y + u[i]; } void main() { gl_FragColor = vec4(f(int(two) * 100) * 0.25, f(-int(two)), 0.0, 1.0); }",
        (0.5625, 0.375, 0, 1),
    ),
    "built-in functions overloaded": (
        "vec2 cross(vec2 a) { return a.yx; } float mod(int a, int b) { return float(a - b * (a / b)); } "
        "void main() { gl_FragColor = vec4(cross(vec2(0.25, 0.5)), cross(vec3(1, 0, 0), vec3(0, 1, 0)).z, mod(5, 4) * mod(1.5, 1.0)); }",
        (0.5, 0.25, 1, 0.5),
    ),
    "an overloaded function in a constant": (
        "vec2 max(vec2 a, int b) { return a; } const float c = max(0.25, 0.5); void main() { gl_FragColor = vec4(c); }",
        (0.5,) * 4,
    ),
    "desktop words as names": (
        "struct buffer { float filter; float patch; }; float smooth(float sample) { return sample * 0.5; } float sinh(float x) { return x; } "
        "void main() { buffer shared; shared.patch += smooth(1.0); float round = 0.25, input = 0.125; "
        "gl_FragColor = vec4(shared.patch, shared.filter, round + input, sinh(1.0)); }",
        (0.5, 0, 0.375, 1),
    ),
    "double underscores": ("float a__b = 0.5; void main() { gl_FragColor = vec4(a__b); }", (0.5,) * 4),
    "variables named as built-ins": (
        "float f() { return 0.5; } void main() { float sin = f(); float f = sin; vec2 dot = vec2(f); gl_FragColor = vec4(sin, dot, cos(0.0)); }",
        (0.5, 0.5, 0.5, 1),
    ),
    "a name hides itself after its initialiser": (
        "void main() { float a = 0.25; { float a = a + 0.25; gl_FragColor = vec4(a); } gl_FragColor.x = a; }",
        (0.25, 0.5, 0.5, 0.5),
    ),
    "global initialisers that are not constant": (
        "float a = two * 0.25; vec2 b = vec2(a, a * 0.5); float c, d = b.y + c; void main() { gl_FragColor = vec4(a, b, d); }",
        (0.5, 0.5, 0.25, 0.25),
    ),
    "assignments within ?:": (
        "void main() { float a, b, c; two > 1.0 ? a = 0.25 : b = 0.5; two < 1.0 ? a = 1.0 : b = 0.75; "
        "two > 9.0 ? a = 1.0 : two > 1.0 ? c += 0.125 : c -= 1.0; gl_FragColor = vec4(a, b, c, 1.0); }",
        (0.25, 0.75, 0.125, 1),
    ),
    "macros": (
        "#define N -0.25\n#define F(a, b) (a * b)\n#define G F\n"
        "void main() { float x = 1.0; gl_FragColor = vec4(-N, x -N, G(0.5,\n 0.5), float(GL_ES)); }",
        (0.25, 1, 0.25, 1),
    ),
    "the version": ("void main() { gl_FragColor = vec4(float(__VERSION__ == 100)); }", (1,) * 4),
    "extensions are seen": (
        "#ifdef GL_OES_standard_derivatives\n#extension GL_OES_standard_derivatives : enable\n#define A dFdx(gl_FragCoord.x)\n"
        "#else\n#define A 0.0\n#endif\nvoid main() { gl_FragColor = vec4(A); }",
        (1,) * 4,
    ),
    "varyings nobody writes": (
        "varying vec2 a; varying vec3 b[2]; void main() { gl_FragColor = vec4(a, b[1].z, 1.0); }",
        (0, 0, 0, 1),
    ),
    "old texture functions": (
        "uniform sampler2D s; uniform samplerCube c; vec3 texture(float x) { return vec3(x); } void main() { gl_FragColor = vec4(texture(0.5), 1.0) "
        "+ 0.0 * (texture2D(s, vec2(0.5)) + texture2D(s, vec2(0.5), 1.0) + texture2DProj(s, vec3(1.0)) + textureCube(c, vec3(1.0)) "
        "+ texture2DLodEXT(s, vec2(0.0), 0.0) + texture2DGradEXT(s, vec2(0.0), vec2(0.0), vec2(0.0)) + textureCubeLodEXT(c, vec3(1.0), 0.0)); }",
        (0.5, 0.5, 0.5, 1),
    ),
    "depth and data": (
        "#extension GL_EXT_frag_depth : enable\nvoid main() { gl_FragDepthEXT = 0.5; gl_FragData[0] = vec4(0.25); }",
        (0.25,) * 4,
    ),
    "precision, invariant and stray semicolons": (
        ";;invariant gl_FragColor; precision lowp int; highp float f(const in lowp float x) { return x; };\n"
        "struct { float v; } s; float; void main(void) { ;; s.v = f(0.5); precision highp float; gl_FragColor = vec4(s.v); };",
        (0.5,) * 4,
    ),
    "medium precision is full precision": (
        "void main() { mediump float x = 4097.0 * two; gl_FragColor = vec4(x - 8193.0); }",
        (1,) * 4,
    ),
    "carriage returns and a backslash": (
        "#define A \\\r\n0.5\r\nvoid main() {\r\ngl_FragColor = vec4(A);\r\n}",
        (0.5,) * 4,
    ),
    "a constant from gl_": (
        "void main() { gl_FragColor = vec4(gl_MaxVaryingVectors > 7, gl_MaxDrawBuffers > 0, 0, 1); }",
        (1, 1, 0, 1),
    ),
}
# GLSL ES 3.00: text after "#version 300 es", HEAD and "out vec4 c;"
ES3 = {
    "arrays": (
        "const float a[3] = float[3](0.25, 0.5, 0.75); const vec2 b[] = vec2[](vec2(0.5), vec2(1.0)); "
        "void main() { float[2] q = float[](0.125, 1.0); int i = int(two); c = vec4(a[i], b[i * 3].x, q[i - 9], float(b.length()) * 0.5); }",
        (0.75, 1, 0.125, 1),
    ),
    "integers": (
        "void main() { uint h = uint(two) * 0x80000001u; int i = 7; i %= 4; i <<= 1; c = vec4(h == 2u, i == 6, -7 / 2 == -3, (h >> 1u) == 1u); }",
        (1, 1, 1, 1),
    ),
    "switch": (
        "void main() { switch (int(two)) { case 1: c = vec4(1.0); break; case 2: float z; c = vec4(z + 0.5); break; default: c = vec4(0.25); } }",
        (0.5,) * 4,
    ),
    "desktop words as names": (
        "float texture2D(float x) { return x; } void main() { float patch = 0.5, fma = 0.25, lerp = 1.0; c = vec4(texture2D(patch), fma, lerp, round(0.6)); }",
        (0.5, 0.25, 1, 1),
    ),
    "inputs nobody writes": (
        "flat in int i; in vec2 v; centroid in vec3 w; void main() { c = vec4(v, float(i) + w.x, 1.0); }",
        (0, 0, 0, 1),
    ),
    "packing": (
        "void main() { c = vec4(unpackHalf2x16(packHalf2x16(vec2(0.5, 0.25))), unpackUnorm2x16(packUnorm2x16(vec2(1.0, 0.0)))); }",
        (0.5, 0.25, 1, 0),
    ),
    "no extension macros": (
        "\n#ifdef GL_OES_standard_derivatives\n#error\n#endif\nvoid main() { c = vec4(__VERSION__ == 300); }",
        (1,) * 4,
    ),
    "declarations in conditions": (
        "void main() { int i; while (bool b = i < 3) i++; for (; i < 8;) { i++; } c = vec4(float(i) / 8.0); }",
        (1,) * 4,
    ),
    "structs in arrays": (
        "struct S { float a; vec2 b[2]; }; void main() { S s[2], z[2]; s[1].b[1] = vec2(0.5); int i = int(two) * 9; c = vec4(s[i].b[i], z[i].a, 1.0); }",
        (0.5, 0.5, 0, 1),
    ),
}


@pytest.mark.parametrize("name", ES1)
def test_version_100(draw, name):
    text, color = ES1[name]
    np.testing.assert_allclose(draw(HEAD + text)[0], np.broadcast_to(np.float32(color), (SIZE, SIZE, 4)), atol=1e-6)


# What turns out to be zero once a compiler has written functions out and unrolled loops, and nothing before: name ->
# (what stands before main, in main, the divisor)
ZEROS = {
    "assigned later": ("", "vec2 a = vec2(two); a = vec2(0.0, 1.0);", "a.x"),
    "a function's result": ("float z() { return 0.0; }", "", "z()"),
    "a struct": ("struct S { vec2 b; };", "S s = S(vec2(0.0, 1.0));", "s.b.x"),
    "a struct never assigned": ("struct S { vec2 b; };", "S s;", "s.b.x"),
    "a field": ("struct S { vec2 b; };", "S s; s.b = vec2(0.0, 1.0);", "s.b.x"),
    "through a global": (
        "struct S { float a; vec2 b; }; S s; void g() { s = S(1.0, vec2(0.0)); }",
        "g(); vec2 b = s.b;",
        "b.x",
    ),
    "an array": ("", "float a[2]; a[0] = 0.0; a[1] = 1.0;", "a[0]"),
    "a difference": ("", "float a = 1.0, b = a - 1.0;", "b"),
    "a choice": ("", "float a = true ? 0.0 : 1.0;", "a"),
    "a built-in function": ("", "float a = mix(0.0, 1.0, 0.0);", "abs(a)"),
    "a factor of zero": ("", "float a = two * 0.0;", "a"),
    "a sum in brackets": ("", "float a = 1.0, b = 1.0;", "(b - a)"),
}
# The same of a function's parameter, as it is called: (function of w and its divisor, call)
ZERO_ARGUMENTS = {
    "argument": ("float f(float w, float x) { return w / x; }", "f(%s, 0.0)"),
    "argument twice": (
        "float e(float w, float x) { return w / x; } float f(float w, float x) { return e(w, x); }",
        "f(%s, 0.0)",
    ),
    "component": ("float f(float w, vec2 x) { float k = x.x; return w / k; }", "f(%s, vec2(0.0, 1.0))"),
    "compound assignment": ("float f(float w, float x) { w /= x; return w; }", "f(%s, 0.0)"),
    "vectors": ("vec3 f(vec3 w, vec3 x) { return w / x; }", "f(vec3(%s), vec3(0.0)).y"),
    "brackets": ("float f(float w, float a, float b) { return w / (b - a); }", "f(%s, 3.0, 3.0)"),
    "nested": ("float f(float w, float a) { return w / (2.0 / (1.0 / a)); }", "f(%s, 0.0)"),
}


def infinities(draw, functions: str, body: str, quotient: str) -> None:
    colour = f"vec4(clamp({quotient % 'two'}, 0.0, 1.0) * 0.5, clamp(1.0 - {quotient % 'two'}, 0.0, 1.0), 0.25, 1.0)"
    text = f"{HEAD}{functions} void main() {{ {body} gl_FragColor = {colour}; }}"
    np.testing.assert_array_equal(draw(text)[0], np.broadcast_to(np.float32((0.5, 0, 0.25, 1)), (SIZE, SIZE, 4)))


@pytest.mark.parametrize("name", ZEROS)
def test_a_quotient_by_zero_is_infinite_however_it_comes_about(draw, name):
    functions, body, divisor = ZEROS[name]
    infinities(draw, functions, body, f"(%s / {divisor})")


@pytest.mark.parametrize("name", ZERO_ARGUMENTS)
def test_a_quotient_by_an_argument_of_zero_is_infinite(draw, name):
    functions, call = ZERO_ARGUMENTS[name]
    infinities(draw, functions, "", call)


@pytest.mark.parametrize("loop", ["for (float i = 0.0; i < 3.0; i++)", "for (int k = 0; k < 3; k++)"])
def test_a_quotient_by_a_loops_counter_is_infinite_at_zero(draw, loop):
    counter = "i" if "float" in loop else "float(k)"
    text = (
        f"{HEAD} void main() {{ vec4 s; {loop} s += vec4(clamp(two / {counter}, 0.0, 8.0)); gl_FragColor = s / 16.0; }}"
    )
    np.testing.assert_array_equal(draw(text)[0], np.full((SIZE, SIZE, 4), np.float32((8 + 2 + 1) / 16)))


def test_whole_numbers_are_divided_as_they_are(draw):
    text = "int f(int a, int b) { return a / b + 7 / (b + int(1.5)); } void main() { int c = 3; gl_FragColor = vec4(f(8, 2), 9 / c, 0, 0) / 8.0; }"
    np.testing.assert_array_equal(draw(HEAD + text)[0, 0, 0], np.float32((6, 3, 0, 0)) / 8)


@pytest.mark.parametrize(
    "text", ["float", "uniform layout ? { [ float", "uniform", "void main() { float", "struct S {", "in layout("]
)
@pytest.mark.parametrize("version", [100, 300])
def test_texts_that_end_anywhere_are_faults(text, version):
    with pytest.raises(ProgramError):
        translate([Piece("precision highp float;\n"), Piece(text, "a.frag")], version=version)


@pytest.mark.parametrize("name", ES3)
def test_version_300(draw, name):
    text, color = ES3[name]
    whole = "#version 300 es\n" + HEAD + "out vec4 c;" + text
    np.testing.assert_allclose(draw(whole)[0], np.broadcast_to(np.float32(color), (SIZE, SIZE, 4)), atol=1e-6)


def test_float_targets_keep_what_is_not_a_number(draw):
    text = HEAD + "void main() { float z = two - 2.0; gl_FragColor = vec4(z / z, 1.0 / z, -3.0, 7.0); }"
    pixels = draw(text, sanitize=False)[0]
    assert np.isnan(pixels[..., 0]).all()
    assert np.isposinf(pixels[..., 1]).all()
    np.testing.assert_array_equal(pixels[..., 2:], np.broadcast_to(np.float32((-3, 7)), (SIZE, SIZE, 2)))


def test_discarded_pixels_stay_clear(draw):
    pixels = draw(HEAD + "void main() { gl_FragColor = vec4(1.0); if (gl_FragCoord.x > 4.0) discard; }")[0]
    assert (pixels[:, :4] == 1).all() and (pixels[:, 4:] == 0).all()


def test_varyings_take_the_sites_expression(draw):
    text = "precision highp float; varying vec2 surfacePosition; varying vec3 other; void main() { gl_FragColor = vec4(surfacePosition, other.xy); }"
    given = {"surfacePosition": ("vec2", "position * 0.5 + 0.5"), "other": ("vec2", "position")}
    pixels = draw(text, varyings=given, sanitize=False)[0]
    centres = (np.arange(SIZE) + 0.5) / SIZE
    np.testing.assert_allclose(pixels[..., 0], np.broadcast_to(centres, (SIZE, SIZE)), atol=1e-6)
    np.testing.assert_allclose(pixels[..., 1], np.broadcast_to(centres[:, None], (SIZE, SIZE)), atol=1e-6)
    assert (pixels[..., 2:] == 0).all()  # declared with another type than the site's


def test_outputs_by_location(draw):
    text = (
        "#version 300 es\nprecision highp float; layout(location = 1) out vec4 second; layout(location = 0) out vec3 first;"
        "void main() { first = vec3(0.25); second = vec4(0.5); }"
    )
    done = translate([Piece(text)])
    assert done.outputs == 2
    pixels = draw(text, outputs=3)
    np.testing.assert_array_equal(pixels[:, 0, 0, :3], [[0.25] * 3, [0.5] * 3, [0] * 3])


def test_outputs_of_version_100(draw):
    text = "#extension GL_EXT_draw_buffers : require\nprecision highp float; void main() { gl_FragData[0] = vec4(0.25); gl_FragData[1] = vec4(0.5); }"
    assert translate([Piece(text)]).outputs == 2
    np.testing.assert_array_equal(draw(text, outputs=2)[:, 3, 3, 0], [0.25, 0.5])


def test_deep_parentheses_draw(draw):
    pixels = draw(HEAD + "void main() { gl_FragColor = vec4(" + "(" * 1000 + "0.5" + ")" * 1000 + "); }")
    assert (pixels == 0.5).all()


def test_uniforms_are_told():
    text = "uniform float time; uniform highp vec2 a, b[3]; uniform sampler2D texture; void main() { gl_FragColor = texture2D(texture, a + b[1] * time); }"
    done = translate([Piece("uniform float time;"), Piece(text)])
    assert [(one.name, one.type) for one in done.uniforms] == [
        ("time", "float"),
        ("a", "vec2"),
        ("b", "vec2[3]"),
        ("texture", "sampler2D"),
    ]
    sampler = done.uniforms[-1].emitted
    assert sampler != "texture" and re.search(rf"uniform sampler2D {sampler}\b", done.fragment)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("void main() {\n\n  gl_FragColor = vec4(1.0)\n}", "a.frag:4: syntax error"),
        ("void main() {\n  float a[2;\n}", "a.frag:2: syntax error"),
        ("void main() {\n  (1.0;\n}", "a.frag:2: syntax error"),
        ("void main() {", "a.frag:1: the text ends too early"),
        ("\nfoo bar;", "a.frag:2: 'foo' is no type"),
        ("float x;", "a.frag:1: there is no main"),
        ("\n#error Not today\nvoid main() {}", "a.frag:2: #error Not today"),
        ("float a[100000000];\nvoid main() {}", "a.frag:1: an array of 100000000 elements"),
        ("}", "a.frag:1: "),
    ],
)
def test_mistakes_name_the_authors_line(text, message):
    with pytest.raises(ProgramError) as caught:
        translate([Piece("uniform float time;\n" * 5), Piece(text, "a.frag")])
    assert str(caught.value).startswith(message)
    assert caught.value.status == "compile_error"


def test_a_drivers_message_names_the_authors_line(context):
    text = "#define HALF \\\n 0.5\n/* a\n comment */\nvoid main() {\n#ifdef GL_ES\n  gl_FragColor = vec4(HALF);\n#endif\n\n\n\n\n\n\n  smooth = 1.0;\n}"
    done = translate([Piece("uniform float time;\n" * 40), Piece(text, "wave.frag"), Piece("\n")])
    with pytest.raises(moderngl.Error) as caught:
        context.program(vertex_shader=done.vertex, fragment_shader=done.fragment)
    message = explain(done.fragment, str(caught.value))
    assert message.startswith("wave.frag:15: ")
    assert "smooth" in message and "webgl_" not in message and "\n" not in message


@pytest.mark.parametrize(
    ("log", "message"),
    [
        (
            f"0:12(5): warning: x\n0:{LINES + 3}(4): error: `a' undeclared\n0:{LINES + 9}(1): error: b",
            "wave.frag:3: `a' undeclared",
        ),
        (
            f'0({LINES + 7}) : error C1503: undefined variable "webgl_smooth"\n',
            'wave.frag:7: C1503: undefined variable "smooth"',
        ),
        (f"ERROR: 0:{LINES + 8}: 'x' : syntax error", "wave.frag:8: 'x' : syntax error"),
        ("error: linking failed\n", "error: linking failed"),
        ("0:2(1): error: in the prelude", "shader:2: in the prelude"),
        ("0:0(0): error: function `f' has static recursion", "function `f' has static recursion"),
        ("", "no message"),
    ],
)
def test_drivers_formats(log, message):
    fragment = translate([Piece(""), Piece("void main() {}", "wave.frag")]).fragment
    assert explain(fragment, log) == message


@pytest.mark.parametrize("text", ["x" * 2_500_000, "void main() { gl_FragColor = vec4(1.0); }" + "\n// pad" * 500_000])
def test_text_beyond_all_bounds_is_unsupported(text):
    with pytest.raises(ProgramError) as caught:
        translate([Piece(text)])
    assert caught.value.status == "unsupported"


def test_structs_in_structs_do_not_explode():
    text = "struct S0 { float a[32]; };" + "".join(f"struct S{n} {{ S{n - 1} a[32]; }};" for n in range(1, 200))
    done = translate([Piece(text + "void main() { S199 s; S0 t; gl_FragColor = vec4(1.0); }")])
    assert len(done.fragment) < 200_000


def test_ten_thousand_brackets_and_braces_are_read():
    deep = "(" * 10_000 + "two" + ")" * 10_000
    blocks = "{" * 10_000 + "}" * 10_000
    done = translate([Piece(HEAD + f"void main() {{ {blocks} gl_FragColor = vec4({deep}); }}")])
    assert done.fragment.count("(") > 10_000


BRACED = {
    "an array": ("const vec3[2] tone = { vec3(1.0, 0.5, 0.0), vec3(0.0, 0.5, 1.0) };", "tone[1]", (0.0, 0.5, 1.0)),
    "behind the name": ("const float a[3] = { 0.25, 0.5 + 0.25, max(0.5, 0.25), };", "vec3(a[0], a[1], a[2])", (0.25, 0.75, 0.5)),
    "without a size": ("const float a[] = { 0.25, 0.5, 0.75 };", "vec3(a[0], a[2], 0.25 * float(a.length()))", (0.25, 0.75, 0.75)),
    "a vector, a matrix": ("vec2 v = { 0.25, 0.5 }; mat2 m = { { 0.5, 0.75 }, { 0.0, 1.0 } };", "vec3(v, m[0].y)", (0.25, 0.5, 0.75)),
    "a struct": ("struct S { vec2 a; float b[2]; }; const S s = { { 0.25, 0.5 }, { 0.0, 0.75 } };", "vec3(s.a, s.b[1])", (0.25, 0.5, 0.75)),
    "vectors in an array": ("const vec3 a[2] = { { 0.0, 0.0, 0.0 }, { 0.25, 0.5, 0.75 } };", "a[1]", (0.25, 0.5, 0.75)),
    "several names": ("const float a[2] = { 0.25, 0.5 }, b = 0.75;", "vec3(a[0], a[1], b)", (0.25, 0.5, 0.75)),
}  # fmt: skip


@pytest.mark.parametrize("local", [False, True])
@pytest.mark.parametrize("case", BRACED)
def test_initialisers_in_braces(draw, case, local):
    text, value, expected = BRACED[case]
    head, body = ("", text) if local else (text, "")
    whole = f"#version 300 es\n{HEAD}{head}\nout vec4 o; void main() {{ {body} o = vec4({value}, 1.0); }}"
    assert draw(whole, version=300)[0, 0, 0, :3] == pytest.approx(expected)


@pytest.mark.parametrize("value", ["{ {{{{{ 0.5 }}}}} ", "{ 0.5 ", "{ 0.5; }", "{", "{ " * 5000, "{}"])
def test_broken_braces_are_faults(value):
    with pytest.raises(ProgramError):
        translate([Piece(f"const float a[1] = {value}; void main() {{}}", "a.frag")], version=300)


@pytest.mark.parametrize("qualifier", ["", "const "])
def test_a_list_of_names_may_begin_with_nothing(draw, qualifier):
    line = f"{qualifier}vec3 , Z = vec3(0.25, 0.5, 0.75), Y = vec3(1.0);"
    for text in (f"{HEAD}{line} void main() {{", f"{HEAD}void main() {{ {line}"):
        assert draw(text + " gl_FragColor = vec4(Z, 1.0); }")[0, 0, 0, :3] == pytest.approx((0.25, 0.5, 0.75))


def test_what_a_white_rectangle_hands_on(draw):
    text = "#version 120\nvoid main() { gl_FragColor = gl_Color * vec4(gl_TexCoord[0].st, gl_TexCoord[1].t, 1.0); }"
    pixels = draw(text)[0]
    centres = (np.arange(SIZE) + 0.5) / SIZE
    assert pixels[..., 0] == pytest.approx(np.broadcast_to(centres, (SIZE, SIZE)))
    assert pixels[..., 1] == pytest.approx(np.broadcast_to(centres[:, None], (SIZE, SIZE)))
    assert (pixels[..., 1] == pixels[..., 2]).all()


@pytest.mark.parametrize("kind", ["sampler1D", "sampler2DRect", "isamplerBuffer"])
def test_kinds_of_textures_that_are_not_offered(kind):
    with pytest.raises(ProgramError, match=rf"a.frag:2: textures of type {kind} are not offered"):
        translate([Piece(f"\nuniform {kind} row; void main() {{}}", "a.frag")])
