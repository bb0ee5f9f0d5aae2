"""GLSL Sandbox: uniforms, the surface, the previous frame."""

import numpy as np
import pytest

from image_generation.shaders import programs


@pytest.mark.parametrize(
    ("declaration", "expression", "expected"),
    [
        ("uniform float time;", "vec3(time)", (0.5,) * 3),
        ("uniform vec2 mouse;", "vec3(mouse, 0.0)", (0.5, 0.5, 0.0)),
        ("uniform vec2 resolution;", "vec3(resolution / vec2(32.0, 64.0), 0.0)", (0.5, 0.25, 0.0)),
        ("uniform vec2 surfaceSize;", "vec3(surfaceSize * vec2(0.5, 0.25), 0.0)", (0.5, 0.25, 0.0)),
        (
            "uniform vec3 mouse;",
            "mouse + 0.25",
            (0.25,) * 3,
        ),  # declared with another type: 0, as in a browser
        ("uniform float speed;", "vec3(speed)", (0.0,) * 3),  # unknown: 0
        ("varying vec2 unwritten;", "vec3(unwritten, 0.0)", (0.0,) * 3),
    ],
)
def test_inputs(pixel, declaration, expression, expected):
    text = f"precision mediump float;\n{declaration}\nvoid main() {{ gl_FragColor = vec4({expression}, 1.0); }}"
    assert pixel(text, 0.5, dialect="glslsandbox") == pytest.approx(expected, abs=0.005)


def test_surface_position_is_half_a_unit_about_the_centre(draw):
    text = "varying vec2 surfacePosition; void main() { gl_FragColor = vec4(surfacePosition + 0.5, 0.0, 1.0); }"
    drawn = draw(text)[0] / 255.0
    centres = (np.arange(16) + 0.5) / 16
    assert np.abs(drawn[..., 0] - centres[None, :]).max() < 0.005
    assert np.abs(drawn[..., 1] - centres[::-1, None]).max() < 0.005


def test_backbuffer_is_the_previous_frame_in_bytes(draw):
    text = """uniform sampler2D backbuffer; uniform vec2 resolution;
    void main() { gl_FragColor = texture2D(backbuffer, gl_FragCoord.xy / resolution) + 1.0 / 255.0; }"""
    assert programs.parse(text, "x").feedback
    assert draw(text, 0.0, 9 / 60.0, 0.5)[:, 3, 5, 0].tolist() == [1, 10, 31]


def test_backbuffer_that_is_not_read_costs_nothing():
    text = "uniform sampler2D backbuffer; void main() { gl_FragColor = vec4(1.0); /* backbuffer */ }"
    assert not programs.parse(text, "x").feedback
