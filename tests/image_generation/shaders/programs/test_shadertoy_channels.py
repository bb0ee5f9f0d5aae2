"""Channels of which a text says nothing but how it reads them."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.shaders import programs
from image_generation.shaders.programs.glsl.tokens import Piece
from image_generation.shaders.programs.shadertoy_channels import unsaid_kinds
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample

MAIN = "void mainImage(out vec4 c, in vec2 f) { vec3 p = vec3(f, 1.0); %s }"
READS = {
    "a direction": (MAIN % "c = texture(iChannel0, normalize(p));", {0: "cubemap"}),
    "a reflection, in a function": (
        "vec3 sky(vec3 d) { return textureLod(iChannel1, d, 2.0).rgb; }" + MAIN % "c.rgb = sky(reflect(p, p));",
        {1: "cubemap"},
    ),
    "turned and mirrored": (MAIN % "mat3 m = mat3(1.0); c = texture(iChannel0, m * p.xzy * vec3(1, -1, 1));", {0: "cubemap"}),
    "names of earlier years": (MAIN % "c = textureCube(iChannel0, p) + texture2D(iChannel1, f);", {0: "cubemap"}),
    "either of two": (MAIN % "c = texture(iChannel0, f.x > 1.0 ? p : -p);", {0: "cubemap"}),
    "a column, an element": (
        MAIN % "mat3 m = mat3(1.0); vec3 w[2]; w[0] = p; c = texture(iChannel0, m[1]) + texture(iChannel1, w[0]);",
        {0: "cubemap", 1: "cubemap"},
    ),
    "a field": (
        "struct Ray { vec3 o, d; }; struct Hit { Ray r; }; vec4 at(Hit h) { return texture(iChannel0, h.r.d); }" + MAIN % "",
        {0: "cubemap"},
    ),
    "a macro": ("#define T(x) texture(iChannel2, x)\n" + MAIN % "c = T(p);", {2: "cubemap"}),
    "noise in space": ("float n(vec3 x) { return textureLod(iChannel3, (x + 0.5) / 32.0, 0.0).x; }" + MAIN % "", {3: "volume"}),
    "scaled in one place of two": (MAIN % "c = texture(iChannel0, p) + texture(iChannel0, p * .1);", {0: "volume"}),
    "a texel of a volume": (MAIN % "c = texelFetch(iChannel0, ivec3(p), 0) + texelFetch(iChannel1, ivec2(f), 0);", {0: "volume"}),
    "by what a function takes": (
        "vec4 a(sampler2D s, vec3 x) { return texture(s, x.xy); } vec4 b(in samplerCube s, vec3 x) { return texture(s, x); }"
        "vec4 d(highp sampler3D s, vec3 x) { return texture(s, x); }"
        + MAIN % "c = a(iChannel0, p) + b(iChannel1, p) + d(iChannel2, p);",
        {1: "cubemap", 2: "volume"},
    ),
    "pictures": (MAIN % "c = texture(iChannel0, p.xy) + texture(iChannel1, vec2(length(p), 0.1)) + texelFetch(iChannel2, ivec2(f), 0);", {}),
    "names of other functions": (
        "vec3 q; void a(vec2 q, vec2 p) { } vec4 b() { return texture(iChannel0, q); } vec3 r, s;"
        "vec4 d() { return texture(iChannel1, s); }" + MAIN % "for (vec2 s = f; s.x < 1.0; ) c = texture(iChannel2, s);",
        {0: "cubemap", 1: "cubemap"},
    ),
    "functions and names of several types": (
        "vec2 h(vec2 x) { return x; } vec3 h(vec3 x) { return x; }"
        "vec4 t(sampler2D s, vec2 x) { return vec4(1); } vec4 t(samplerCube s, vec3 x) { return vec4(1); }"
        + MAIN % "vec2 q = f; { vec3 q = p; } c = texture(iChannel0, h(f)) + t(iChannel1, f) + texture(iChannel2, q);",
        {},
    ),
    "odd matrices, commas": (
        MAIN % "mat3x2 m; mat2x3 n; vec3 z; vec2 y = f; c = texture(iChannel0, m * p) + texture(iChannel1, (z, y)) + texture(iChannel2, p * n);",
        {},
    ),
    "both ways, which nothing can be": (MAIN % "c = texture(iChannel0, p) + texture(iChannel0, f);", {}),
    "what is not known": (MAIN % "c = texture(iChannel0, nobody(p)) + texture(iChannel1, unknown);", {0: "cubemap"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def renderer():
    with Renderer("cpu", 8) as made:
        yield made


@pytest.mark.parametrize("name", READS)
def test_what_they_are(name):
    text, kinds = READS[name]
    assert unsaid_kinds([Piece(text, "a")], {0, 1, 2, 3}) == kinds
    assert unsaid_kinds([Piece(text, "a")], ()) == {}  # of which something is said


@pytest.mark.parametrize("name", [name for name in READS if READS[name][1] and "not known" not in name])
def test_they_are_drawn_as_black(renderer, name):
    program = programs.parse(READS[name][0].encode(), "a")
    renderer.render(program, [Sample(1.0)])
    types = dict(re.findall(r"uniform (sampler\w+) iChannel(\d)", program.passes[0].fragment))
    assert {"samplerCube", "sampler3D"} & types.keys() and {f"iChannel{n}" for n in READS[name][1]} <= {*program.unset}


def test_a_text_with_a_main_of_its_own(renderer):
    text = """#version 300 es
    precision highp float; uniform vec3 iResolution; out vec4 o;
    void main() { o = vec4(0.25) + texture(iChannel0, vec3(gl_FragCoord.xy, 1.0)); }"""
    program = programs.parse(text.encode(), "a", dialect="shadertoy")
    assert "uniform samplerCube iChannel0" in program.passes[0].fragment
    assert (renderer.render(program, [Sample(1.0)])[0] == 64).all()


@pytest.mark.parametrize(
    "text",
    [
        "float a " * 30000, "vec3 a, b" * 30000, "struct S { vec3 a; " * 20000, "a[" * 30000, "float f(" * 30000,
        "texture(iChannel0, " * 30000, "void f(vec3 a) { texture(iChannel0, " + "(a" * 30000 + ")" * 30000 + "); }",
        "void f(vec3 a) { texture(iChannel0, " + "abs(" * 30000 + "a" + ")" * 30000 + "); }",
        "".join(f"void f{k}() {{ vec3 a; }} " for k in range(5000)) + "void g() { " + "texture(iChannel0, a); " * 8000 + "}",
        "vec3 a; " * 10000 + "void f() { } " * 5000 + "vec4 g() { return " + "texture(iChannel0, a) + " * 5000 + "a; }",
    ],
    ids=range(10),
)  # fmt: skip
def test_no_text_takes_for_ever(text):
    began = time.process_time()
    unsaid_kinds([Piece(text + " texture iChannel0", "a")], {0})
    assert time.process_time() - began < 20  # of 10^9 steps it would be minutes


TEXT = "vec3 vec2 float a b f struct S ( ) [ ] { } , ; . ? : * 1.0 texture iChannel0 texelFetch return"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TEXT.split()), max_size=50))
def test_no_text_is_too_broken(words):
    text = " ".join(words)
    kinds = unsaid_kinds([Piece(f"{text} void mainImage(out vec4 c, in vec2 f) {{ {text} texture iChannel0", "a")], {0})
    assert kinds.keys() <= {0} and {*kinds.values()} <= {"cubemap", "volume"}
