"""Compute shaders draw what fragment shaders draw, pixel for pixel, or say why they do not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.shaders.programs import parse
from image_generation.shaders.programs.parameters import parametrize
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering import compute_backend, compute_version
from image_generation.shaders.rendering.compute_backend import ComputeBackend
from image_generation.shaders.rendering.compute_discard import UnclearDiscard, flagged
from image_generation.shaders.rendering.compute_source import FragmentOnly, compute_source, obstacle
from image_generation.shaders.rendering.compute_version import version_for
from image_generation.shaders.rendering.uniforms import Frame
from image_generation.shaders.sampler import ParameterDraw, Sample
from image_generation.shaders.sources import resolve

TIMES = (1.0, 2.37, 31.25)


class Both:
    """Both paths on one software device at one size."""

    def __init__(self, size):
        self.renderer = Renderer("cpu", size)
        self.backend = ComputeBackend(
            self.renderer.context, (self.renderer.width, self.renderer.height), self.renderer.channels
        )

    def draw(self, program: Program, frames) -> np.ndarray:
        """By compute shader: uint8 [n, h, w, 3]."""
        self.renderer.make_current()
        compiled = self.backend.compile(program)
        drawn = self.backend.render(compiled, frames)
        compiled.release()
        return drawn

    def difference(self, program: Program, times=TIMES) -> int:
        """The largest difference of any byte."""
        frames = [Frame(time, int(time * 60.0), 60.0) for time in times]
        drawn = self.draw(program, frames).astype(int)
        return int(np.abs(drawn - self.renderer.render(program, [Sample(time) for time in times])).max())


@pytest.fixture(scope="module")
def both():
    pair = Both((40, 30))
    yield pair
    pair.backend.release()
    pair.renderer.release()


def shadertoy(body: str, before: str = "") -> Program:
    return parse(f"{before}\nvoid mainImage(out vec4 c, in vec2 f) {{ {body} }}", "made", "shadertoy")


def sandbox(body: str, before: str = "") -> Program:
    text = f"precision highp float; uniform float time; uniform vec2 resolution; {before}\nvoid main() {{ {body} }}"
    return parse(text, "made", "glslsandbox")


def sandbox_array(body: str, length: str) -> Program:
    """One that declares `time` as an array, of which the first is the time."""
    head = f"precision highp float; const int N = 3; uniform float time[{length}]; uniform vec2 resolution;"
    return parse(f"{head}\nvoid main() {{ {body} }}", "made", "glslsandbox")


def isf(body: str, before: str = "") -> Program:
    header = '/*{"INPUTS": [{"NAME": "level", "TYPE": "float", "DEFAULT": 0.5}]}*/'
    return parse(f"{header}\n{before}\nvoid main() {{ {body} }}", "made", "isf")


def bonzomatic(body: str, before: str = "") -> Program:
    head = "#version 410 core\nuniform float fGlobalTime;\nuniform vec2 v2Resolution;\nuniform sampler2D texNoise;\n"
    return parse(f"{head}out vec4 color;\n{before}\nvoid main(void) {{ {body} }}", "made", "bonzomatic")


def kodelife(body: str, before: str = "") -> Program:
    head = "#version 150\nuniform float time;\nuniform vec2 resolution;\nout vec4 fragColor;\n"
    return parse(f"{head}{before}\nvoid main(void) {{ {body} }}", "made", "kodelife")


SAME = {
    "isf": isf("gl_FragColor = vec4(gl_FragCoord.xy / RENDERSIZE, level * fract(TIME), 1);"),
    "bonzomatic": bonzomatic(
        "uint x = 3; color = vec4(gl_FragCoord.xy / v2Resolution, g() * float(x) * fract(fGlobalTime), 1);",
        "float g() { return 1; }",
    ),
    "kodelife": kodelife("fragColor = vec4(gl_FragCoord.xy / resolution, fract(time), 1);"),
    "time as an array": sandbox_array(
        "gl_FragColor = vec4(time[0] * 0.1, time[1] + 0.25, gl_FragCoord.x / 40.0, 1.0);", "2"
    ),
    "an array of a constant's length": sandbox_array(
        "gl_FragColor = vec4(fract(time[0]), time[2] + 0.25, 0.0, 1.0);", "N"
    ),
    "a longer array": parse(
        "uniform float iChannelTime[6]; uniform vec3 iResolution;"
        "void main() { gl_FragColor = vec4(fract(iChannelTime[3]), iChannelTime[5] + 0.5, 0.0, 1.0); }",
        "made",
        "shadertoy",
    ),
    "parameters on lines of their own": sandbox(
        "gl_FragColor = vec4(g(gl_FragCoord.xy, 0.03));",
        "float g(\n  in vec2 p,\n  in float k\n) { return fract(p.x * k); }",
    ),
    "packing": shadertoy("c = vec4(unpackHalf2x16(packHalf2x16(f / iResolution.xy)), 0.5, 1);"),
    "array of samplers": sandbox(
        "gl_FragColor = vec4(gl_FragCoord.xy / resolution, 0.5, 1.0) + texture2D(many[1], gl_FragCoord.xy / 40.0);",
        "uniform sampler2D many[2];",
    ),
    "uniforms": shadertoy(
        "c = vec4(fract(f / iResolution.xy + iTime), fract(float(iFrame) * 0.01 + iDate.w * 0.1 + iChannelTime[2]), 1);"
    ),
    "global from a uniform": shadertoy("c = vec4(speed, f / 40.0, 1);", "float speed = fract(iTime * 0.3);"),
    "nan": shadertoy("c = vec4(sqrt(-f.x), f.y / 30.0, log(-1.0), 1);"),
    "infinity": shadertoy("c = vec4(1.0 / (f.x - f.x), -1.0 / (f.x - f.x), exp(1e9), 1);"),
    "rounding": shadertoy("c = vec4((f.x + f.y * 40.0) / 2400.0, (floor(f.x) + 0.5) / 255.0, f.y * 0.0333, 1);"),
    "above and below": shadertoy("c = vec4(f.x - 20.0, 20.0 - f.x, 1e30 * (f.y - 15.0), 1);"),
    "fragment coordinate": sandbox("gl_FragColor = vec4(gl_FragCoord.xyz / 40.0, gl_FragCoord.w);"),
    "front facing": sandbox("gl_FragColor = gl_FrontFacing ? vec4(0.5) : vec4(1.0);"),
    "alpha": sandbox("gl_FragColor = vec4(0.9, 0.5, 0.1, 0.2);"),
    "discard in main": sandbox("if (gl_FragCoord.x > 20.0) discard; gl_FragColor = vec4(1.0);"),
    "discard in a function": sandbox(
        "vec3 x = cut(gl_FragCoord.x); if (gl_FragCoord.y > 9.0) gone(gl_FragCoord.y); else x *= 0.5;"
        "gl_FragColor = vec4(x, 1.0);",
        "void gone(float y) { if (y > 22.0) { discard; } else if (y > 20.0) discard; }"
        "vec3 cut(float x) { for (int i = 0; i < 9; i++) { if (float(i) * 4.0 > x + 8.0) discard; } return vec3(x / 40.0); }",
    ),
    "written out of range": shadertoy(
        "float a[4]; for (int i = 0; i < 4; i++) a[i] = 0.25 * float(i); a[int(f.x) % 4] = 0.9; c = vec4(a[3], a[1], 0, 1);"
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_draws_the_same(both, name):
    assert both.difference(SAME[name]) == 0


@pytest.mark.parametrize("make", [isf, bonzomatic, kodelife])
def test_dialects_with_extensions_have_compute_shaders(both, make):
    """#extension stands behind no declaration; Mesa calls it an error, and the program would be drawn by fragments."""
    name = "fragColor" if make is kodelife else "color" if make is bonzomatic else "gl_FragColor"
    program = make(f"uint one = 1; {name} = vec4(float(one) * 0.25);")
    assert "#extension" in program.passes[0].fragment
    assert (both.draw(program, [Frame(1.0, 60, 60.0)]) == 64).all()


LATER_GLSL = {
    "constant of a uniform": shadertoy("const float t = iTime; c = vec4(fract(t));"),
    "constant of a parameter": shadertoy("const vec2 u = f / iResolution.xy; c = u.xyxy;"),
    "int for uint": shadertoy("uint x = 3; c = vec4(float(x) * 0.2);"),
    "uint and int": shadertoy("uint x = 3u + 1; c = vec4(float(x) * 0.2);"),
    "uniform in parentheses": shadertoy("(iTime) = 3.0; c = vec4(iTime);"),
    "counted in parentheses": shadertoy("(iFrame)++; c = vec4(float(iFrame) * 0.01);"),
    "handed in parentheses": shadertoy("g((iTime)); c = vec4(iTime);", "void g(inout float x) { x *= 0.5; }"),
    "fragment coordinate": sandbox("gl_FragCoord.x = 3.0; gl_FragColor = gl_FragCoord;"),
    "work group": sandbox("gl_FragColor = vec4(float(gl_WorkGroupID.x));"),
    "barrier": sandbox("barrier(); gl_FragColor = vec4(1.0);"),
}


@pytest.mark.parametrize("version", [330, 430])
@pytest.mark.parametrize("name", LATER_GLSL)
def test_what_fragment_shaders_may_not_say_compute_shaders_may_not(both, name, version, monkeypatch):
    """A data set's programs are the same by both. 430 is where a driver has no compute shaders of version 330."""
    monkeypatch.setattr(both.backend, "version", version)
    with pytest.raises(ProgramError):
        both.renderer.render(LATER_GLSL[name], [Sample(1.0)])
    with pytest.raises(FragmentOnly):
        both.backend.compile(LATER_GLSL[name])


def test_compute_shaders_are_of_the_fragment_shaders_version(both):
    assert version_for(both.renderer.context) == compute_source(SAME["nan"], derivatives=True).version == 330


def test_a_driver_whose_compute_shaders_take_more_gets_the_later_version(both, monkeypatch):
    monkeypatch.setattr(compute_version, "_known", {})
    monkeypatch.setattr(compute_version, "_COMPUTE", "#version 330\nvoid main() {{ }} // {}\n")
    assert version_for(both.renderer.context) == 430


def test_the_later_version_draws_the_same(both, monkeypatch):
    monkeypatch.setattr(both.backend, "version", 430)
    assert not any(both.difference(SAME[name]) for name in ("uniforms", "isf", "nan", "packing"))


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (8, 8), (33, 17), (64, 3)])
def test_sizes_that_no_work_group_fits(size):
    pair = Both(size)
    assert pair.difference(SAME["uniforms"]) == 0
    assert pair.difference(SAME["discard in main"]) == 0
    pair.renderer.release()


@pytest.mark.parametrize(("size", "most"), [((32, 64), 0), ((33, 29), 1), ((224, 224), 1)])
def test_what_is_interpolated_over_the_picture(size, most):
    pair = Both(size)
    text = "gl_FragColor = vec4(isf_FragNormCoord, fract(isf_FragNormCoord.x * 1.5), 1.0);"
    assert pair.difference(isf(text)) <= most
    pair.renderer.release()


def test_indices_beyond_an_array_stay_inside_the_invocation(both):
    """What is read there is nobody's business; that the pixels with good indices are right, is."""
    text = "float a[4]; for (int i = 0; i < 4; i++) a[i] = 0.5; int k = int(f.x) < 20 ? 1 : 1000000 * int(f.y); a[k] = 0.75;"
    drawn = both.draw(shadertoy(text + "c = vec4(a[1], a[2], 0.25, 1);"), [Frame(1.0, 60, 60.0)] * 3)
    assert (drawn[:, :, :20] == [191, 128, 64]).all()
    assert both.difference(SAME["rounding"]) == 0


def test_what_is_beyond_the_images_stays_as_it_was(both):
    """Other images of a buffer are not written to."""
    backend, size = both.backend, 40 * 30 * 3
    both.renderer.make_current()
    compiled = backend.compile(SAME["alpha"])
    buffer = backend.buffer(5)
    buffer.write(b"\x07" * buffer.size)
    backend.draw(compiled, [Frame(1.0, 60, 60.0)] * 2, buffer, first=2)
    found = np.frombuffer(buffer.read(), np.uint8)
    assert (found[: 2 * size] == 7).all() and (found[4 * size :] == 7).all()
    assert (found[2 * size : 4 * size].reshape(-1, 3) == [230, 128, 26]).all()


def test_batches_and_the_order_of_samples(monkeypatch):
    renderer = Renderer("cpu", 16)
    backend = ComputeBackend(renderer.context, (16, 16), renderer.channels, max_batch=4)
    compiled = backend.compile(SAME["uniforms"])
    times = np.random.default_rng(0).uniform(0, 99, 11)
    drawn = backend.render(compiled, [Frame(time, int(time * 60), 60.0) for time in times])
    assert (drawn == renderer.render(SAME["uniforms"], [Sample(time) for time in times])).all()
    assert backend.render(compiled, []).shape == (0, 16, 16, 3)


def test_parameters_scale_literals_as_in_the_fragment_path(both):
    program = resolve(["composed:3:5"])[0].load()
    varied = parametrize(program)
    draws = [ParameterDraw(0.3, 1, k) for k in range(3)]
    drawn = both.draw(varied, [Frame(2.0, 120, 60.0, parameters=_values(varied, draw)) for draw in draws])
    expected = both.renderer.render(program, [Sample(2.0, draw) for draw in draws])
    assert np.abs(drawn.astype(int) - expected).max() == 0
    assert (drawn[0] != drawn[1]).any()


def _values(varied: Program, draw: ParameterDraw) -> bytes:
    base = np.array([parameter.value for parameter in varied.parameters])
    slots = np.array([parameter.factor for parameter in varied.parameters])
    values = (base * draw.factors(slots.max() + 1)[slots]).astype(np.float32)
    return np.concatenate([values, np.zeros(-len(values) % 4, np.float32)]).tobytes()


@given(
    # No constant so large that sums lose the rest: compilers may add constants first, and do it differently.
    st.lists(st.sampled_from(["x", "y", "iTime", "0.37", "-2.5", "90.0"]), min_size=2, max_size=5),
    st.lists(st.sampled_from([" + ", " * ", " - ", " / "]), min_size=4, max_size=4),
    st.sampled_from(["sin", "sqrt", "exp", "fract", "abs", "log2", "tan", "inversesqrt"]),
)
@settings(max_examples=25, deadline=None)
def test_any_arithmetic_is_the_same(both, names, operators, function):
    text = "".join(a + b for a, b in zip(names, operators, strict=False)) + "1.0"
    body = f"float x = f.x * 0.31, y = f.y - 15.5; c = vec4({text}, {function}({text}), fract({text}), 1);"
    assert both.difference(shadertoy(body)) == 0


def test_bundled_and_composed_programs():
    """benchmarks/gpu_check.py tries all of them; here a sample of each."""
    pair = Both(24)
    sources = [*resolve(["bundled"])[::20], *resolve(["composed:400:3"])[::40]]
    off = {s.name: pair.difference(p) for s in sources if obstacle(p := s.load(), derivatives=False) is None}
    assert len(off) > 20
    assert not any(off.values()), off


# ------------------------------------------------------------------ what takes the fragment path


REFUSED = {
    "derivatives": (shadertoy("c = vec4(fwidth(f.x * iTime));"), "derivatives (fwidth)"),
    "point coordinate": (sandbox("gl_FragColor = vec4(gl_PointCoord, 0.0, 1.0);"), "gl_PointCoord"),
    "discard in a condition": (
        sandbox(
            "gl_FragColor = vec4(0.0); if (cut()) gl_FragColor = vec4(1.0);", "bool cut() { discard; return true; }"
        ),
        "in a condition",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_says_why_not(both, name):
    program, reason = REFUSED[name]
    assert reason in obstacle(program, derivatives=False)
    with pytest.raises(FragmentOnly, match=reason.replace("(", r"\(").replace(")", r"\)")):
        both.backend.compile(program)


def test_derivatives_ask_for_the_extension():
    source = compute_source(REFUSED["derivatives"][0], derivatives=True)
    assert source.derivatives and "#extension GL_NV_compute_shader_derivatives : require" in source.text
    assert "derivative_group_quadsNV" in source.text
    assert not compute_source(SAME["nan"], derivatives=True).derivatives


def test_feedback_and_passes_take_the_fragment_path():
    named = {source.name: source for source in resolve(["bundled"])}
    assert "feedback" in obstacle(named["automata_life"].load(), derivatives=True)


def test_a_text_that_the_driver_refuses_is_the_fragment_paths(both, monkeypatch):
    broken = compute_source(SAME["nan"], derivatives=False)
    monkeypatch.setattr(
        compute_backend, "compute_source", lambda *_, **__: type(broken)("#version 430\nwhat", (), 0, False)
    )
    with pytest.raises(FragmentOnly, match="the driver refuses"):
        both.backend.compile(SAME["nan"])


def test_no_compute_shaders_here(both):
    class Old:
        version_code = 420

    with pytest.raises(FragmentOnly, match=r"OpenGL 4\.2 has no compute shaders"):
        ComputeBackend(Old(), (8, 8), both.renderer.channels)


# ------------------------------------------------------------------ discard


def test_without_discard_the_text_stays():
    assert flagged("void main() { }") == "void main() { }"


def test_each_way_out():
    text = (
        "float f ( float x ) { if ( x > 1.0 ) discard ; else x = 2.0 ; return x ; }\n"
        "void g ( ) { for ( int i = 0 ; i < 9 ; i ++ ) f ( 3.0 ) ; }\n"
        "float h ( ) { return f ( 1.0 ) ; }\n"
        "void main ( ) { if ( true ) g ( ) ; else h ( ) ; float y = f ( 0.0 ) ; }"
    )
    out = " ".join(flagged(text).split())
    assert "if ( x > 1.0 ) { webgl_discarded = true ; return float ( 0 ) ; } else x = 2.0 ;" in out
    assert "i ++ ) { f ( 3.0 ) ; if ( webgl_discarded ) return ; } }" in out
    assert "return f ( 1.0 ) ; }" in out
    assert (
        "if ( true ) { g ( ) ; if ( webgl_discarded ) return ; } else { h ( ) ; if ( webgl_discarded ) return ; }"
        in out
    )
    assert out.endswith("float y = f ( 0.0 ) ; if ( webgl_discarded ) return ; }")
    assert "discard ;" not in out


@pytest.mark.parametrize(
    "text",
    [
        "bool f ( ) { discard ; return true ; } void main ( ) { while ( f ( ) ) { } }",
        "struct S { float x ; } ; S f ( ) { discard ; return S ( 1.0 ) ; } void main ( ) { f ( ) ; }",
    ],
)
def test_unclear(text):
    with pytest.raises(UnclearDiscard):
        flagged(text)
