"""The renderer on Mesa's software device, with programs built by hand: values that can be computed."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs.program import (
    Channel,
    Pass,
    Program,
    ProgramError,
    Sampling,
    Target,
    Uniform,
)
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering import passes
from image_generation.shaders.sampler import Sample
from tests.conftest import ROOT

VERTEX = """#version 330
void main() { gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0); }
"""


def stage(name, body, declarations="", targets=None, channels=(), uniforms=(), outputs=1):
    outs = "".join(f"layout(location = {k}) out vec4 o{k};\n" for k in range(outputs))
    fragment = f"#version 330\n{declarations}\n{outs}void main() {{ {body} }}\n"
    return Pass(name, VERTEX, fragment, targets or (Target(name),), tuple(channels), tuple(uniforms))


def program(*stages, feedback=False):
    return Program("test", "none", tuple(stages), feedback)


@pytest.fixture(scope="module")
def renderer():
    with Renderer("cpu", 8) as made:
        yield made


def test_pixels_are_at_half_coordinates_and_the_top_row_is_first(renderer):
    picture = renderer.render(program(stage("image", "o0 = vec4(gl_FragCoord.xy / 8.0, 0.0, 1.0);")), [Sample(0.0)])[0]
    centres = (np.arange(8) + 0.5) / 8 * 255
    assert np.abs(picture[3, :, 0] - centres).max() <= 0.5 + 1e-3
    assert np.abs(picture[:, 3, 1] - centres[::-1]).max() <= 0.5 + 1e-3
    assert picture.dtype == np.uint8 and picture.shape == (8, 8, 3)


def test_width_and_height_may_differ():
    with Renderer("cpu", (12, 4)) as wide:
        size = Uniform("size", "vec2", "resolution")
        picture = wide.render(
            program(stage("image", "o0 = vec4(size / 255.0, 0, 1);", "uniform vec2 size;", uniforms=[size])),
            [Sample(0.0)],
        )
    assert picture.shape == (1, 4, 12, 3) and (picture[0, 0, 0] == [12, 4, 0]).all()


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        ("time", "float", [3]), ("frame", "int", [180]), ("frame", "float", [180]), ("resolution", "vec3", [8, 8, 1]),
        ("frame_rate", "float", [60]), ("mouse", "vec4", [0, 0, 0, 0]), ("sample_rate", "float", [44100]),
        ((5.0, 6.0), "vec2", [5, 6]), ((7.0,), "vec3", [7, 0, 0]), ("target_size", "vec2", [8, 8]), ("pass_index", "int", [0]),
        ("date", "vec4", [2022, 10, 28, 43203]), ((1.0,), "bool", [1]), ("channel_time", "float[4]", [3, 3, 3, 3]),
    ],
)  # fmt: skip
def test_uniforms(renderer, source, kind, expected):
    """The shader compares with the expected value, so that any size of number can be checked."""
    base, _, array = kind.partition("[")
    declared = f"uniform {base} u[{array}" if array else f"uniform {base} u"
    tests = []
    for k, value in enumerate(expected):
        component = f"u[{k}]" if array or len(expected) > 1 or base[0] == "v" else "u"
        tests.append(f"abs(float({component}) - {float(value)}) < 0.01")
    body = f"o0 = vec4({' && '.join(tests)} ? 1.0 : 0.0);"
    made = program(stage("image", body, declared + ";", uniforms=[Uniform("u", kind, source)]))
    assert (renderer.render(made, [Sample(3.0)]) == 255).all()


def test_a_uniform_of_another_type_stays_zero(renderer):
    made = program(stage("image", "o0 = vec4(u + 0.5);", "uniform vec4 u;", uniforms=[Uniform("u", "float", "time")]))
    assert np.abs(renderer.render(made, [Sample(9.0)]).astype(int) - 127.5).max() <= 0.5


def test_reading_ahead_gives_the_same_pictures_in_order():
    made = program(stage("image", "o0 = vec4(t);", "uniform float t;", uniforms=[Uniform("t", "float", "time")]))
    other = program(stage("image", "o0 = vec4(1.0 - t);", "uniform float t;", uniforms=[Uniform("t", "float", "time")]))
    samples = [Sample(k / 20) for k in range(20)]
    seen = []
    with Renderer("cpu", 4, read_ahead=3) as ahead, Renderer("cpu", 4, read_ahead=0) as plain:
        for number, which in enumerate((made, other)):
            for k, sample in enumerate(samples):
                ahead.submit(which, sample, (number, k))
                seen += ahead.finished()
            assert len(seen) == 20 * (number + 1) - 3  # three are still under way
        assert np.array_equal(ahead.render(made, samples), plain.render(made, samples))
        assert len(seen) == 37  # what was submitted before is not lost by that
        seen += ahead.finished(wait=True)
        assert [tag for tag, _ in seen] == [(p, k) for p in (0, 1) for k in range(20)]
        expected = np.concatenate([plain.render(made, samples), plain.render(other, samples)])
        assert (np.stack([image for _, image in seen]) == expected).all()


def counter(**target):
    """A buffer that adds 1/64 each frame, and a picture of it."""
    reads = [Channel("c", "buffer", "count", Sampling("nearest"))]
    return program(
        stage(
            "count", "o0 = texelFetch(c, ivec2(gl_FragCoord.xy), 0) + 1.0 / 64.0;", "uniform sampler2D c;",
            (Target("count", format="rgba32f", **target),), reads,
        ),
        stage("image", "o0 = texelFetch(c, ivec2(gl_FragCoord.xy), 0);", "uniform sampler2D c;", channels=reads),
        feedback=True,
    )  # fmt: skip


def test_feedback_is_stepped_from_frame_zero(renderer):
    """At time t the buffer has been drawn 60 t + 1 times; any order, any company, any repetition."""
    times = [0.5, 0.0, 0.25, 0.5, 1 / 60]
    pictures = renderer.render(counter(), [Sample(time) for time in times])
    for time, picture in zip(times, pictures):
        assert np.abs(picture.astype(float) - min(255, (round(time * 60) + 1) / 64 * 255)).max() <= 0.5
    alone = renderer.render(counter(), [Sample(0.25)])[0]
    assert (alone == pictures[2]).all()


def test_submitted_samples_of_a_program_with_feedback_are_those_of_render(renderer):
    """Each goes on from the one before, or anew where it lies behind it, whatever else is drawn between."""
    made, other = counter(), counter(width="w*2")
    times = [0.25, 0.5, 0.5, 0.1, 0.2, 0.2]
    seen = []
    for k, time in enumerate(times):
        renderer.submit(made, Sample(time), k)
        renderer.submit(other, Sample(1.0 - time))
        seen += [(tag, image) for tag, image in renderer.finished(wait=True) if tag is not None]
    assert [tag for tag, _ in seen] == list(range(len(times)))
    expected = np.concatenate([renderer.render(made, [Sample(time)]) for time in times])
    assert np.array_equal(np.stack([image for _, image in seen]), expected)


def test_feedback_before_the_start_is_frame_zero(renderer):
    plain = program(stage("image", "o0 = vec4(0.5);"))
    expected = renderer.render(counter(), [Sample(0.0)])
    renderer.render(plain, [Sample(0.0)])
    assert np.array_equal(renderer.render(counter(), [Sample(-3.0)]), expected)


def test_samples_are_ordered_by_time_where_that_saves_steps(renderer):
    samples = [Sample(0.5), Sample(0.0), Sample(0.25)]
    assert renderer.order(counter(), samples) == [1, 2, 0]
    assert renderer.order(program(stage("image", "o0 = vec4(0.5);")), samples) == [0, 1, 2]


def test_steps_to_a_later_frame_draw_no_picture(renderer, monkeypatch):
    """The buffer is drawn for each of 31 frames, the picture, which nothing reads, for the two that are asked for."""
    drawn, draw = [], passes.CompiledPass.draw
    monkeypatch.setattr(
        passes.CompiledPass,
        "draw",
        lambda self, frame: (drawn.append(self.stage.name), draw(self, frame)),
    )
    renderer.render(counter(), [Sample(0.25), Sample(0.5)])
    assert (drawn.count("count"), drawn.count("image")) == (31, 2)


def test_steps_are_bounded():
    with Renderer("cpu", 4, max_steps=10) as bounded:
        picture = bounded.render(counter(), [Sample(100.0)])
    assert np.abs(picture.astype(float) - 11 / 64 * 255).max() <= 0.5


def test_a_buffer_drawn_earlier_in_the_frame_is_read_fresh_and_a_later_one_stale(renderer):
    """Image shows A + B where A = B(previous) + 1/8 and B = A(fresh) + 1/8: frame n has A = (2n + 1) / 8, B = A + 1/8."""

    def read(name):
        return [Channel("c", "buffer", name, Sampling("nearest"))]

    fetch = "texelFetch(c, ivec2(gl_FragCoord.xy), 0)"
    made = program(
        stage("a", f"o0 = {fetch} + 0.125;", "uniform sampler2D c;", (Target("a", format="rgba32f"),), read("b")),
        stage("b", f"o0 = {fetch} + 0.125;", "uniform sampler2D c;", (Target("b", format="rgba32f"),), read("a")),
        stage("image", f"o0 = {fetch};", "uniform sampler2D c;", channels=read("b")),
        feedback=True,
    )
    pictures = renderer.render(made, [Sample(k / 60) for k in range(4)])
    assert np.abs(pictures[:, 0, 0, 0] - np.array([2, 4, 6, 8]) / 8 * 255).max() <= 0.5


def test_several_outputs_of_one_pass(renderer):
    made = program(
        stage("both", "o0 = vec4(0.2); o1 = vec4(0.6);", targets=(Target("p"), Target("q")), outputs=2),
        stage("image", "o0 = vec4(texture(x, vec2(0.5)).r, texture(y, vec2(0.5)).r, 0, 1);", "uniform sampler2D x, y;",
              channels=[Channel("x", "buffer", "p"), Channel("y", "buffer", "q")]),
    )  # fmt: skip
    assert (renderer.render(made, [Sample(0.0)])[0, 0, 0] == [51, 153, 0]).all()


def test_targets_of_other_sizes_and_showing_a_float_target(renderer):
    made = program(
        stage(
            "small", "o0 = vec4(gl_FragCoord.x < 1.0 ? 2.0 : -1.0, size / 255.0, 1);", "uniform vec2 size;",
            (Target("small", "w / 4", "max(h / 8, 1)", "rgba32f"),), uniforms=[Uniform("size", "vec2", "target_size")],
        ),
    )  # fmt: skip
    picture = renderer.render(made, [Sample(0.0)])[0]
    assert (picture[:, 0] == [255, 2, 1]).all() and (picture[:, -1] == [0, 2, 1]).all()


def test_cube_targets_are_read_back_face_by_face(renderer):
    """Each face is painted in its own grey; looking along an axis finds that face."""
    look = ["vec3(1,0,0)", "vec3(-1,0,0)", "vec3(0,1,0)", "vec3(0,-1,0)", "vec3(0,0,1)", "vec3(0,0,-1)"]
    for face, direction in enumerate(look):
        made = program(
            stage("cube", "o0 = vec4(float(face + 1) * 0.125);", "uniform int face;",
                  (Target("cube", "16", "16", "rgba32f", "cube"),), uniforms=[Uniform("face", "int", "face")]),
            stage("image", f"o0 = texture(c, {direction});", "uniform samplerCube c;", channels=[Channel("c", "buffer", "cube")]),
        )  # fmt: skip
        assert np.abs(renderer.render(made, [Sample(0.0)]).astype(float) - (face + 1) * 0.125 * 255).max() <= 0.5


def test_samplers_without_a_channel_read_black_and_kinds_do_not_clash(renderer):
    body = (
        "o0 = texture(a, vec2(0.5)) + texture(b, vec3(0.5)) + texture(c, vec3(1.0, 0.0, 0.0)) + texture(d, vec2(0.1));"
    )
    made = program(
        stage("image", body, "uniform sampler2D a, d; uniform sampler3D b; uniform samplerCube c;",
              channels=[Channel("d", "keyboard", "keyboard")])
    )  # fmt: skip
    assert (renderer.render(made, [Sample(0.0)])[..., :3] == 0).all()


def test_discarded_pixels_are_zero_even_after_another_picture(renderer):
    renderer.render(program(stage("image", "o0 = vec4(1.0);")), [Sample(0.0)])
    made = program(stage("image", "if (gl_FragCoord.x < 4.0) discard; o0 = vec4(1.0);"))
    picture = renderer.render(made, [Sample(0.0)])[0]
    assert (picture[:, :4] == 0).all() and (picture[:, 4:] == 255).all()


def test_equal_texts_of_other_names_are_compiled_once(renderer, monkeypatch):
    text = "void mainImage(out vec4 c, in vec2 f) { c = vec4(f / iResolution.xy, 0.25 * iTime, 1.0); }"
    one, other = (programs.parse(text, name) for name in ("one", "other"))
    assert one.passes != other.passes  # their names are in them
    first = renderer.render(one, [Sample(1.0)])
    monkeypatch.setattr("image_generation.shaders.renderer_moderngl.CompiledProgram", None)
    assert np.array_equal(renderer.render(other, [Sample(1.0)]), first)
    assert np.array_equal(renderer.render(one, [Sample(2.0)])[0, 0, 0], [16, 239, 128])


def test_a_program_that_was_dropped_is_compiled_again():
    some = [programs.parse(f"void mainImage(out vec4 c, in vec2 f) {{ c = vec4(0.{k}); }}", "p") for k in (2, 4)]
    with Renderer("cpu", 4, cache_size=1) as own:
        pictures = [own.render(some[k], [Sample(1.0)])[0, 0, 0, 0] for k in (0, 1, 0, 0, 1)]
    assert pictures == [51, 102, 51, 51, 102]


def test_float_targets_keep_what_is_beyond_one_and_below_zero(renderer):
    """A software driver's logic operation copies, and does so for floats as well."""
    wide = Target("wide", format="rgba32f")
    first = stage("wide", "o0 = vec4(-3.0, 40.0, 0.5, 7.0);", targets=(wide,))
    body = "vec4 c = texelFetch(b, ivec2(0), 0); o0 = vec4(c.x == -3.0, c.y / 80.0, c.z == 0.5, c.w / 7.0);"
    last = stage("image", body, "uniform sampler2D b;", channels=(Channel("b", "buffer", "wide"),))
    assert renderer.render(program(first, last), [Sample(0.0)])[0, 3, 3].tolist() == [255, 128, 255]


def test_errors_leave_the_renderer_usable(renderer):
    with pytest.raises(ProgramError) as caught:
        renderer.render(program(stage("image", "o0 = vec4(missing);")), [Sample(0.0)])
    assert caught.value.status == "compile_error"
    huge = Target("b", "w * 2000", "h * 2000", "rgba32f")
    with pytest.raises(ProgramError) as caught:
        renderer.render(
            program(stage("b", "o0 = vec4(1);", targets=(huge,)), stage("image", "o0 = vec4(1);")),
            [Sample(0.0)],
        )
    assert caught.value.status == "unsupported"
    assert (renderer.render(program(stage("image", "o0 = vec4(1.0);")), [Sample(0.0)]) == 255).all()


def test_the_cache_of_programs_is_bounded_and_pictures_survive_it():
    with Renderer("cpu", 4, cache_size=3) as small:
        made = [program(stage("image", f"o0 = vec4({k}.0 / 255.0);")) for k in range(10)]
        for _ in range(2):
            for k, one in enumerate(made):
                assert (small.render(one, [Sample(0.0)]) == k).all()
                assert len(small._programs) <= 3


def test_quick_compilation_draws_the_same_pictures():
    """In processes of their own, for the driver reads its variables once."""
    code = (
        "import os, sys, zlib; from image_generation.shaders.renderer_moderngl import Renderer; "
        "from image_generation.shaders.sampler import Sample; from image_generation.shaders.sources import resolve\n"
        "with Renderer('cpu', 64, quick_compile=sys.argv[1] == 'quick') as renderer:\n"
        "    for source in resolve(['bundled'])[::48] + resolve(['composed:6:4']):\n"
        "        print(source.name, zlib.crc32(renderer.render(source.load(), [Sample(1.0), Sample(6.5)]).tobytes()))\n"
        "print(os.environ.get('GALLIVM_PERF'))"
    )
    environment = {**os.environ, "MESA_SHADER_CACHE_DISABLE": "true"}
    environment.pop("GALLIVM_PERF", None)
    quick, full = (
        subprocess.run(
            [sys.executable, "-c", code, how],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for how in ("quick", "full")
    )
    assert len(quick) == 13 and quick[:-1] == full[:-1]
    assert (quick[-1], full[-1]) == ("nopt", "None")


def shadertoy(buffer, image="c = texelFetch(iChannel0, ivec2(p), 0);"):
    """A buffer and a picture that reads it, as the site exports them."""
    out = [{"id": "b0", "channel": 0}]
    read = [{"id": "b0", "channel": 0, "type": "buffer", "sampler": {"filter": "nearest", "wrap": "clamp"}}]
    entry = "void mainImage(out vec4 c, in vec2 p) {{ {} }}"
    passes = [
        {"type": "buffer", "name": "Buffer A", "inputs": [], "outputs": out, "code": entry.format(buffer)},
        {"type": "image", "name": "Image", "inputs": read, "outputs": [], "code": entry.format(image)},
    ]
    return json.dumps({"info": {"id": "aaaaaa", "name": "x"}, "renderpass": passes})


@pytest.mark.parametrize(("frame", "shown"), [(0, 128), (1, 0), (2, 128), (7, 0), (60, 128)])
def test_a_buffer_keeps_the_pixels_that_its_pass_discards(renderer, frame, shown):
    """Drawn in the first frame alone: the two textures of a buffer take turns, and neither is ever cleared."""
    made = programs.parse(shadertoy("if (iFrame > 0) discard; c = vec4(0.5);"), "x")
    assert made.feedback
    picture = renderer.render(made, [Sample(frame / 60)])[0]
    assert np.abs(picture.astype(int) - shown).max() <= 1


def test_kept_pixels_are_of_this_history_and_a_picture_without_a_reader_is_cleared(renderer):
    made = programs.parse(shadertoy("if (iFrame > 1) discard; c = vec4(0.25 + 0.5 * float(iFrame));"), "x")
    late = renderer.render(made, [Sample(10 / 60), Sample(11 / 60)])
    assert np.abs(late[:, 0, 0, 0].astype(int) - [64, 191]).max() <= 1
    other = programs.parse(shadertoy("c = vec4(1.0);", "if (p.x < 4.0) discard; c = vec4(1.0);"), "y")
    assert not other.feedback
    renderer.render(made, [Sample(0.0)])
    assert (renderer.render(other, [Sample(1.0)])[0][:, :4] == 0).all()


NO_NUMBER = """
import re, sys
from image_generation.shaders import programs
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
text = '''#version 330 core
in vec3 vNormal;
uniform sampler2D samp;
out vec4 color;
vec4 at(vec3 n) {
    float u = atan(n.z, n.x) / 6.28 + 0.5, v = acos(clamp(n.y, -1.0, 1.0)) / 3.14;
    return texture(samp, vec2(u, v));
}
vec4 logarithm(vec2 p) { return texture(samp, log(p)); }
void main() { vec2 p = vec2(2.0), q = vec2(0.1); STATEMENT; }'''
with Renderer("cpu", 8) as renderer:
    for statement in sys.argv[1:]:
        whole = text.replace("STATEMENT", statement)
        program = programs.parse(re.sub(r"\\bsamp\\b", "midi", whole).encode(), "a", dialect="glslsandbox")
        assert not program.passes[0].channels
        print(statement, (renderer.render(program, [Sample(0.0)])[0] == 0).all(), flush=True)
        renderer.render(programs.parse(whole.encode(), "b", dialect="glslsandbox"), [Sample(0.0)])  # bound
"""
NO_NUMBERS = (
    "color = at(normalize(vNormal))",
    "color = at(normalize(vec3(0.0)))",
    "p = acos(p); color = texture(samp, p)",
    "q = normalize(q - q); color = texture(samp, q)",
    "color = logarithm(vec2(-1.0))",
    "q -= 0.5; color = texture(samp, pow(q, vec2(0.5)))",
    "q = exp(vec2(1000.0)); color = texture(samp, q - q)",
)


def test_textures_are_read_at_places_that_are_no_numbers():
    """Unbound ones are black. llvmpipe's optimizer found each place to be a constant that is no number, and the process died."""
    environment = {key: value for key, value in os.environ.items() if key != "GALLIVM_PERF"}
    command = [sys.executable, "-c", NO_NUMBER, *NO_NUMBERS]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [f"{statement} True" for statement in NO_NUMBERS] and done.returncode == 0


SAMPLERS = {
    "sampler2D": "texture(s, vec2(0.3))",
    "sampler3D": "texture(s, vec3(0.3))",
    "samplerCube": "texture(s, vec3(0.3))",
    "sampler2DArray": "texture(s, vec3(0.3))",
    "isampler2D": "vec4(texture(s, vec2(0.3)))",
    "isampler3D": "vec4(texture(s, vec3(0.3)))",
    "isamplerCube": "vec4(texture(s, vec3(0.3)))",
    "isampler2DArray": "vec4(texture(s, vec3(0.3)))",
    "usampler2D": "vec4(texture(s, vec2(0.3)))",
    "usampler3D": "vec4(texture(s, vec3(0.3)))",
    "usamplerCube": "vec4(texture(s, vec3(0.3)))",
    "usampler2DArray": "vec4(texture(s, vec3(0.3)))",
    "sampler2DShadow": "vec4(0.0, 0.0, 0.0, 1.0 + texture(s, vec3(0.3)))",
}


@pytest.mark.parametrize("kind", SAMPLERS)
def test_samplers_of_nothing_read_black(renderer, kind):
    """(0, 0, 0, 1), as WebGL says of a texture that is not there."""
    body = f"vec4 c = {SAMPLERS[kind]}; o0 = vec4(c.rgb + 0.5 * c.a, 1.0);"
    picture = renderer.render(program(stage("image", body, f"uniform {kind} s;")), [Sample(0.0)])[0]
    assert (picture == 128).all()
