"""The Book of Shaders and glslViewer: uniforms, buffers, includes."""

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs.program import ProgramError


def main(expression, declarations):
    return f"#ifdef GL_ES\nprecision mediump float;\n#endif\n{declarations}\nvoid main() {{ gl_FragColor = vec4({expression}, 1.0); }}"


@pytest.mark.parametrize(
    ("declarations", "expression", "expected"),
    [
        ("uniform float u_time; uniform float u_delta;", "u_time, u_delta * 30.0, 0.0", (0.5, 0.5, 0.0)),
        ("uniform vec2 u_resolution; uniform vec2 u_mouse;", "u_resolution / 32.0, u_mouse.x", (0.5, 0.5, 0.0)),
        ("uniform int u_frame;", "vec3(float(u_frame) / 60.0)", (0.5,) * 3),
        ("uniform vec4 u_date;", "u_date.x / 4000.0, u_date.y / 11.0, u_date.z / 31.0", (2022 / 4000, 10 / 11, 28 / 31)),
        ("uniform sampler2D u_tex0; uniform vec2 u_tex0Resolution;", "u_tex0Resolution / 1024.0, texture2D(u_tex0, vec2(0.5)).a", (0.5, 0.5, 1.0)),
        ("uniform vec2 u_resolution; varying vec2 v_texcoord;", "v_texcoord * 16.0 - gl_FragCoord.xy, 0.0", (0.0,) * 3),
        ("uniform vec2 u_resolution; uniform float u_unknown;", "vec3(u_unknown)", (0.0,) * 3),
        ("uniform vec3 u_resolution;", "vec3(u_resolution.xy / 32.0, u_resolution.z)", (0.5, 0.5, 1.0)),
    ],
)  # fmt: skip
def test_inputs(pixel, declarations, expression, expected):
    text = main(expression, declarations)
    assert programs.detect(text).dialect == "bookofshaders"
    assert pixel(text, 0.5) == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize("version", ["330", "300 es", "120", "100"])
def test_versions(pixel, version):
    modern = version.startswith("3")
    out = "precision mediump float; out vec4 color;" if modern else "#define color gl_FragColor"
    text = f"#version {version}\n{out}\nuniform float u_time;\nvoid main() {{ color = vec4(u_time); }}"
    assert pixel(text, 0.5) == pytest.approx((0.5,) * 3, abs=0.005)


def test_buffers(pixel):
    text = """uniform sampler2D u_buffer0; uniform sampler2D u_buffer1; uniform vec2 u_resolution; // 0.5
    void main() {
    #if defined(BUFFER_0)
        gl_FragColor = vec4(u_resolution / 64.0, 0.0, 1.0);
    #elif defined(BUFFER_1)
        gl_FragColor = texture2D(u_buffer0, vec2(0.5)) * 2.0;
    #else
        gl_FragColor = texture2D(u_buffer1, vec2(0.5)) + texture2D(u_buffer0, vec2(0.5));
    #endif
    }"""
    program = programs.parse(text, "x")
    assert [stage.name for stage in program.passes] == ["u_buffer0", "u_buffer1", "Image"]
    assert program.feedback  # the text of BUFFER_0 could read u_buffer1
    assert pixel(text) == pytest.approx((0.75, 0.75, 0.0), abs=0.006)


def test_size_of_a_buffer():
    for comment, size in (
        ("0.25", ("w*0.25", "h*0.25")),
        ("128x64", ("128", "64")),
        ("the buffer", ("w", "h")),
    ):
        text = f"uniform sampler2D u_buffer0; // {comment}\nvoid main() {{ gl_FragColor = texture2D(u_buffer0, vec2(0.5)); }}"
        target = programs.parse(text, "x").passes[0].targets[0]
        assert (target.width, target.height) == size


def test_double_buffer_shows_its_last_frame(draw):
    text = """uniform sampler2D u_doubleBuffer0;
    void main() {
        vec4 before = texture2D(u_doubleBuffer0, vec2(0.5));
    #ifdef DOUBLE_BUFFER_0
        gl_FragColor = before + 1.0;
    #else
        gl_FragColor = before / 100.0;
    #endif
    }"""
    assert draw(text, 0.0, 19 / 60.0)[:, 0, 0, 0].tolist() == [round(2.55), 51]


# ------------------------------------------------------------------ includes


@pytest.fixture
def shader(tmp_path):
    folder = tmp_path / "shader"
    (folder / "lib").mkdir(parents=True)
    return folder / "main.frag"


def included(shader, line, expression="value(), 0.0, 0.0"):
    shader.write_text(f"{line}\nuniform float u_time;\nvoid main() {{ gl_FragColor = vec4({expression}, 1.0); }}\n")
    return shader


def test_include_from_the_folder(draw, shader):
    (shader.parent / "lib" / "value.glsl").write_text('#include "more.glsl"\nfloat value() { return MORE; }\n')
    (shader.parent / "lib" / "more.glsl").write_text("#define MORE 0.5\n")
    path = included(shader, '#include "lib/value.glsl"')
    assert draw(path.read_text(), path=path)[0, 0, 0, 0] == 128


def test_lines_count_as_in_each_file(renderer, shader):
    (shader.parent / "bad.glsl").write_text("\n\nfloat value() { return wrong; }\n")
    path = included(shader, '#include "bad.glsl"')
    with pytest.raises(ProgramError, match=r"bad\.glsl:3: .*wrong"):
        renderer.compile(programs.load(path))
    (shader.parent / "bad.glsl").write_text("float value() { return 1.0; }\n")
    with pytest.raises(ProgramError, match=r"main:3: .*wrong"):
        renderer.compile(programs.load(included(shader, '#include "bad.glsl"', "value(), wrong, 0.0")))


@pytest.mark.parametrize(
    "name",
    [
        "missing.glsl",
        "../secret.glsl",
        "lib/../../secret.glsl",
        "/etc/hostname",
        "linked.glsl",
        "lib",
        "a" * 5000,
    ],
)
def test_nothing_outside_the_folder_is_read(shader, name):
    (shader.parent.parent / "secret.glsl").write_text("float value() { return 1.0; }")
    (shader.parent / "linked.glsl").symlink_to(shader.parent.parent / "secret.glsl")
    with pytest.raises(ProgramError, match=r"main:1: #include") as caught:
        programs.load(included(shader, f'#include "{name}"'))
    assert caught.value.status == "unsupported"
    assert name[:50] in str(caught.value)


def test_include_of_text_without_a_file(shader):
    text = included(shader, '#include "lib/value.glsl"').read_text()
    with pytest.raises(ProgramError, match="value"):
        programs.parse(text, "x")


def test_include_that_includes_itself(shader):
    (shader.parent / "loop.glsl").write_text('#include "loop.glsl"\n#include "loop.glsl"\n')
    with pytest.raises(ProgramError, match="too many files") as caught:
        programs.load(included(shader, "#include <loop.glsl>"))
    assert caught.value.status == "unsupported"


def test_include_in_a_comment_is_none(pixel, shader):
    path = included(shader, '// #include "missing.glsl"\n/*\n#include "missing.glsl"\n*/', "0.5, 0.5, 0.5")
    assert pixel(path.read_text(), path=path) == pytest.approx((0.5,) * 3, abs=0.005)
    assert np.isfinite(programs.load(path).passes[0].targets[0].width == "w")
