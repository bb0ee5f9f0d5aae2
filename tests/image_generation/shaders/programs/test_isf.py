"""ISF: inputs and their defaults, passes and buffers, images, the vertex shader, broken headers."""

import json

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sampler import Sample


def isf(body, **header):
    return f"/*{json.dumps({'ISFVSN': '2', **header}, indent=1)}*/\n{body}"


def main(expression):
    return f"void main() {{ gl_FragColor = vec4({expression}, 1.0); }}"


INPUTS = [
    {"NAME": "level", "TYPE": "float", "DEFAULT": 0.25, "MIN": 0.0, "MAX": 1.0},
    {"NAME": "flip", "TYPE": "bool", "DEFAULT": True},
    {"NAME": "flag", "TYPE": "bool", "DEFAULT": 0.0},
    {"NAME": "hit", "TYPE": "event"},
    {"NAME": "choice", "TYPE": "long", "VALUES": [0, 1, 2], "DEFAULT": 2},
    {"NAME": "spot", "TYPE": "point2D", "DEFAULT": [0.25, 0.75]},
    {"NAME": "tint", "TYPE": "color", "DEFAULT": [0.2, 0.4, 0.6, 1.0]},
    {"NAME": "unset", "TYPE": "float"},
    {"NAME": "inputImage", "TYPE": "image"},
    {"NAME": "wave", "TYPE": "audio"},
    {"NAME": "fft", "TYPE": "audioFFT", "MAX": 64},
]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("level, unset, 0.0", (0.25, 0.5, 0.0)),
        ("flip ? 1.0 : 0.0, flag ? 1.0 : 0.0, hit ? 1.0 : 0.0", (1.0, 0.0, 0.0)),
        ("float(choice) / 4.0, spot", (0.5, 0.25, 0.75)),
        ("tint.rgb", (0.2, 0.4, 0.6)),
        ("TIME, TIMEDELTA * 30.0, float(FRAMEINDEX) / 60.0", (0.5, 0.5, 0.5)),
        ("RENDERSIZE / 32.0, float(PASSINDEX)", (0.5, 0.5, 0.0)),
        ("DATE.x / 4000.0, DATE.y / 12.0, DATE.z / 31.0", (2022 / 4000, 11 / 12, 28 / 31)),
        ("IMG_SIZE(inputImage) / 32.0, IMG_SIZE(fft).x / 1024.0", (0.5, 0.5, 0.5)),
    ],
)
def test_inputs_and_uniforms(pixel, expression, expected):
    assert pixel(isf(main(expression), INPUTS=INPUTS), 0.5) == pytest.approx(expected, abs=0.006)


def test_normalized_coordinates(draw):
    centres = (np.arange(16) + 0.5) / 16
    for name in ("isf_FragNormCoord", "vv_FragNormCoord"):
        drawn = draw(isf(main(f"{name}, 0.0")))[0] / 255.0
        assert np.abs(drawn[..., 0] - centres[None]).max() < 0.005
        assert np.abs(drawn[..., 1] - centres[::-1, None]).max() < 0.005


def test_ways_to_read_an_image_agree(draw):
    inputs = [{"NAME": "inputImage", "TYPE": "image"}]
    pictures = [
        draw(isf(main(f"{call}.rgb"), INPUTS=inputs))
        for call in (
            "IMG_THIS_PIXEL(inputImage)",
            "IMG_THIS_NORM_PIXEL( inputImage )",
            "IMG_NORM_PIXEL(inputImage, isf_FragNormCoord)",
            "IMG_PIXEL(inputImage, gl_FragCoord.xy)",
            "IMG_NORM_PIXEL(inputImage,\n mix(vec2(0.0), vec2(1.0), (gl_FragCoord.xy) / RENDERSIZE))",
            "texture2D(inputImage, gl_FragCoord.xy / RENDERSIZE)",
        )
    ]
    assert pictures[0].std() > 10
    for picture in pictures[1:]:
        assert np.abs(picture.astype(int) - pictures[0]).max() <= 1


def test_nested_reads_and_line_numbers(renderer):
    body = "void main() {\n vec4 c = IMG_PIXEL(a, IMG_PIXEL(a,\n vec2(1.0, 2.0)).xy);\n gl_FragColor = c + wrong;\n}"
    text = isf(body, INPUTS=[{"NAME": "a", "TYPE": "image"}])
    line = text[: text.index("wrong")].count("\n") + 1
    with pytest.raises(ProgramError, match=rf":{line}: .*wrong"):
        renderer.compile(programs.parse(text, "x"))


# ------------------------------------------------------------------ passes


def test_persistent_buffer_sums_frames(draw):
    body = """void main() {
        if (PASSINDEX == 0) gl_FragColor = IMG_THIS_PIXEL(sum) + 1.0;
        else gl_FragColor = IMG_THIS_PIXEL(sum) / 100.0;
    }"""
    text = isf(body, PASSES=[{"TARGET": "sum", "PERSISTENT": True, "FLOAT": True, "WIDTH": "1", "HEIGHT": "1"}, {}])
    program = programs.parse(text, "x")
    assert program.feedback
    assert (program.passes[0].targets[0].format, program.passes[1].targets[0].format) == ("rgba32f", "rgba8")
    assert draw(text, 0.0, 19 / 60.0)[:, 3, 3, 0].tolist() == [round(2.55), 51]


def test_temporary_buffer_is_no_feedback(pixel):
    body = """void main() {
        if (PASSINDEX == 0) gl_FragColor = vec4(0.5, RENDERSIZE / 16.0, 1.0);
        else gl_FragColor = IMG_NORM_PIXEL(half_, vec2(0.5));
    }"""
    text = isf(
        body,
        PASSES=[{"TARGET": "half_", "WIDTH": "floor($WIDTH / 2.0)", "HEIGHT": "max($HEIGHT*0.25, 2)"}, {}],
    )
    assert not programs.parse(text, "x").feedback
    assert pixel(text) == pytest.approx((0.5, 0.5, 0.25), abs=0.005)


def test_last_pass_with_a_target_is_the_picture(pixel):
    text = isf(main("IMG_THIS_PIXEL(only).rgb * 0.0 + 0.75"), PASSES=[{"TARGET": "only", "PERSISTENT": 1}])
    assert pixel(text) == pytest.approx((0.75,) * 3, abs=0.005)


def test_size_from_an_input(renderer):
    text = isf(
        main("1.0, 1.0, 1.0"),
        INPUTS=[{"NAME": "scale", "TYPE": "float", "DEFAULT": 0.5}],
        PASSES=[{"TARGET": "a", "WIDTH": "$WIDTH*$scale", "HEIGHT": 4}, {}],
    )
    target = programs.parse(text, "x").passes[0].targets[0]
    assert (target.width, target.height) == ("w*(0.5)", "4")
    renderer.compile(programs.parse(text, "x"))


@pytest.mark.parametrize("buffers", [["old"], {"old": {"WIDTH": "2", "FLOAT": True}}])
def test_version_1_persistent_buffers(buffers):
    text = isf(main("IMG_THIS_PIXEL(old).rgb"), PERSISTENT_BUFFERS=buffers, PASSES=[{"TARGET": "old"}, {}])
    program = programs.parse(text.replace('"ISFVSN": "2",', ""), "x")
    assert program.feedback
    assert program.passes[0].targets[0].width == ("w" if isinstance(buffers, list) else "2")


def test_imported_picture(draw, renderer, tmp_path, monkeypatch):
    import cv2

    cv2.imwrite(str(tmp_path / "red.png"), np.full((4, 4, 3), (0, 0, 255), np.uint8))
    monkeypatch.setattr(renderer.channels, "textures", str(tmp_path))
    text = isf(main("IMG_NORM_PIXEL(logo, vec2(0.5)).rgb"), IMPORTED={"logo": {"PATH": "../pictures/red.png"}})
    assert draw(text)[0, 0, 0].tolist() == [255, 0, 0]


# ------------------------------------------------------------------ vertex shader


def write_pair(folder, fragment, vertex):
    (folder / "pair.fs").write_text(fragment)
    (folder / "pair.vs").write_text(vertex)
    return folder / "pair.fs"


def test_vertex_shader_is_interpolated_between_the_corners(draw, tmp_path):
    fragment = isf("varying vec2 place;\nvarying float raised[2];\n" + main("place, raised[1]"))
    vertex = """varying vec2 place; varying float raised[2];
    void main() {
        isf_vertShaderInit();
        place = clamp(isf_FragNormCoord + vec2(0.25, 0.0), 0.0, 1.0);   // clamped at the corners only
        raised[0] = 0.0;
        raised[1] = isf_FragNormCoord.x * isf_FragNormCoord.y;          // 1 at one corner, 0 at three
    }"""
    path = write_pair(tmp_path, fragment, vertex)
    drawn = draw(path.read_text(), path=path)[0] / 255.0
    x, y = np.meshgrid((np.arange(16) + 0.5) / 16, (np.arange(16)[::-1] + 0.5) / 16)
    assert np.abs(drawn[..., 0] - (0.25 + 0.75 * x)).max() < 0.005
    assert np.abs(drawn[..., 1] - y).max() < 0.005
    assert np.abs(drawn[..., 2] - np.maximum(x + y - 1.0, 0.0)).max() < 0.005


def test_vertex_shader_that_does_nothing(draw, tmp_path):
    path = write_pair(tmp_path, isf(main("0.5, 0.0, 0.0")), "void main(void)\n{\n\tisf_vertShaderInit(); // only\n}\n")
    assert draw(path.read_text(), path=path)[0, 0, 0].tolist() == [128, 0, 0]


def test_vertex_shader_that_moves_the_corners(renderer, tmp_path):
    """Half as wide, moved up by a quarter, and with w = 2 half of that again: the colours go with the corners."""
    code = "varying vec2 across; void main() { gl_FragColor = vec4(isf_FragNormCoord, across.x, 1.0); }"
    vertex = "varying vec2 across; void main() { isf_vertShaderInit(); across = 1.0 - isf_FragNormCoord; %s }"
    moved = write_pair(tmp_path, isf(code), vertex % "gl_Position.x *= 0.5; gl_Position.y += 0.5;")
    picture = renderer.render(programs.load(moved), [Sample(0.0)])[0].astype(int)
    assert (picture[:, :4] == 0).all() and (picture[:, 12:] == 0).all() and (picture[12:] == 0).all()
    for column in range(4, 12):
        for row in range(12):  # the top row is the sixteenth from below, the picture starts at the fifth
            x, y = (column - 4 + 0.5) / 8, (16 - row - 4 - 0.5) / 16
            assert picture[row, column] == pytest.approx([255 * x, 255 * y, 255 * (1 - x)], abs=1.5)
    halved = write_pair(tmp_path, isf(code), vertex % "gl_Position.w = 2.0;")
    picture = renderer.render(programs.load(halved), [Sample(0.0)])[0]
    assert (picture[:4] == 0).all() and (picture[:, :4] == 0).all() and picture[4:12, 4:12].max(axis=2).min() > 100


def test_corners_are_weighted_in_perspective(renderer, tmp_path):
    """Of an edge whose ends have w = 1 and w = 3 the middle of the screen lies at a quarter."""
    code = "void main() { gl_FragColor = vec4(isf_FragNormCoord.x, 0.0, 0.0, 1.0); }"
    vertex = "void main() { isf_vertShaderInit(); gl_Position *= 1.0 + 2.0 * isf_FragNormCoord.x; }"
    picture = renderer.render(programs.load(write_pair(tmp_path, isf(code), vertex)), [Sample(0.0)])[0]
    expected = [(s := (k + 0.5) / 16) / 3 / (1 - s + s / 3) for k in range(16)]
    assert picture[8, :, 0] / 255 == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize(
    "code",
    [
        "float f() { return 1; } void main() { gl_FragColor = vec4(f(), 0.0, 0.0, 1.0); }",
        "void main() { uint a = 2; int b = 1; gl_FragColor = vec4(a > b ? 1.0 : 0.0, 0.0, 0.0, 1.0); }",
        "void main() { float a = 1; gl_FragColor = vec4(a == 1 ? 1.0 : 0.0, 0.0, 0.0, 1.0); }",
    ],
)
def test_ints_become_floats_and_uints(pixel, code):
    assert pixel(isf(code)) == pytest.approx((1.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"TYPE": "float", "MIN": 0.2, "MAX": 0.6}, 0.4),
        ({"TYPE": "float"}, 0.5),
        ({"TYPE": "bool"}, 1.0),
        ({"TYPE": "event"}, 0.0),
        ({"TYPE": "long", "VALUES": [1, 2]}, 1.0),
        ({"TYPE": "long", "MIN": 1, "MAX": 4}, 1.0),
        ({"TYPE": "float", "DEFAULT": "0.25"}, 0.25),
    ],
)
def test_inputs_without_default(pixel, entry, expected):
    text = isf("void main() { gl_FragColor = vec4(float(a), 0.0, 0.0, 1.0); }", INPUTS=[{"NAME": "a", **entry}])
    assert pixel(text)[0] == pytest.approx(expected, abs=0.003)


def test_headers_as_desktop_hosts_read_them(pixel):
    header = """/*{
        // a comment, with "quotes" and a , comma
        "DESCRIPTION": "a // no comment, ]",
        "INPUTS": [ {"NAME": "level", "TYPE": "float", "DEFAULT": .5, "MIN": NaN, }, ], # "ISFVSN": "2",
    }*/""".replace("# ", "")
    text = header + "void main() { /* IMG_PIXEL(level */ gl_FragColor = vec4(level); } // IMG_NORM_PIXEL("
    program = programs.parse(text, "x")
    assert program.dialect == "isf" and program.description == "a // no comment, ]"
    assert pixel(text)[0] == pytest.approx(0.5, abs=0.003)


# ------------------------------------------------------------------ broken headers


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ('/*{"ISFVSN": "2", "INPUTS": [}*/ void main() {}', "unreadable", "ISF header is broken JSON"),
        ('/*{"ISFVSN": "2" "INPUTS": []}*/ void main() {}', "unreadable", "ISF header is broken JSON"),
        ('/*{"INPUTS": [], "DESCRIPTION": "no end"\nvoid main() {}', "unreadable", "ISF header"),
        (isf("void main() {}", INPUTS=[{"NAME": "a", "TYPE": "hologram"}]), "unsupported", "hologram"),
        (isf("void main() {}", INPUTS=[{"NAME": "a b", "TYPE": "float"}]), "unreadable", "a b"),
        (isf("void main() {}", INPUTS=[{"NAME": "x;}", "TYPE": "float"}]), "unreadable", "no name"),
        (isf("void main() {}", INPUTS=["a"]), "unreadable", "input"),
        (
            isf("void main() {}", PASSES=[{"TARGET": "a", "WIDTH": "__import__('os')"}]),
            "unsupported",
            "size expression",
        ),
        (isf("void main() {}", PASSES=[{"TARGET": "a", "WIDTH": "$HEIGT"}]), "unsupported", "HEIGT"),
        (isf("void main() {}", PASSES=[{}] * 100), "unsupported", "100 passes"),
        (isf("void main() {}", PASSES=["a"]), "unreadable", "pass 1"),
    ],
)
def test_headers_that_cannot_be_drawn(text, status, words):
    assert programs.detect(text).dialect == "isf"
    with pytest.raises(ProgramError, match=words) as caught:
        programs.parse(text, "x")
    assert caught.value.status == status


def test_what_passes_draw_is_never_unset(renderer):
    body = """vec4 soft(sampler2D s, vec2 p) { return texture2D(s, p) * IMG_SIZE(scene).x / IMG_SIZE(scene).x; }
    void main() {
        if (PASSINDEX == 0) gl_FragColor = vec4(0.25, 0.5, 1.0, 1.0);
        else gl_FragColor = soft(scene, isf_FragNormCoord);
    }"""
    program = programs.parse(isf(body, PASSES=[{"TARGET": "scene"}, {}]), "x")
    assert program.unset == () and not program.feedback
    assert renderer.render(program, [Sample(0.0)])[0, 0, 0] / 255 == pytest.approx((0.25, 0.5, 1.0), abs=0.003)
    lacking = programs.parse(isf("uniform sampler2D other;\n" + main("texture2D(other, vec2(0.5)).rgb")), "x")
    assert lacking.unset == ("other",)


def test_a_header_in_json5(pixel):
    text = "/*{ ISFVSN: '2', INPUTS: [{ NAME: 'level', TYPE: 'float', DEFAULT: .25, },] }*/\n" + main(
        "level, 0.5, TIME"
    )
    assert programs.detect(text).dialect == "isf"
    assert pixel(text, 0.5) == pytest.approx((0.25, 0.5, 0.5), abs=0.003)
