"""Shadertoy: layouts of the JSON, passes and their order, channels, uniforms, feedback."""

import json

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs.program import ProgramError, Sampling

IDS = {
    "Image": "4dfGRr",
    "Buffer A": "4dXGR8",
    "Buffer B": "XsXGR8",
    "Buffer C": "4sXGR8",
    "Cube A": "4dX3Rr",
}


def render_pass(name, code, *inputs, kind=None):
    kind = kind or ("image" if name == "Image" else "cubemap" if name == "Cube A" else "buffer")
    return {
        "name": name,
        "type": kind,
        "code": code,
        "inputs": list(inputs),
        "outputs": [{"id": IDS.get(name), "channel": 0}],
    }


def reads(channel, name, **sampler):
    sampler = {
        "filter": "linear",
        "wrap": "clamp",
        "vflip": "true",
        "srgb": "false",
        "internal": "byte",
        **sampler,
    }
    if name.startswith(("Buffer", "Cube")):
        kind = "buffer" if name.startswith("Buffer") else "cubemap"
        return {"channel": channel, "type": kind, "id": IDS[name], "filepath": "", "sampler": sampler}
    kind, _, path = name.partition(":")
    return {"channel": channel, "ctype": kind, "src": path, "id": 7, "sampler": sampler}


def shader(*passes, **info):
    return json.dumps({"ver": "0.1", "info": {"id": "abc123", "name": "Waves", **info}, "renderpass": list(passes)})


def image(body, *inputs):
    return render_pass("Image", "void mainImage(out vec4 c, in vec2 f) {\n" + body + "\n}", *inputs)


def buffer(name, body, *inputs):
    return {
        **image(body, *inputs),
        **{k: v for k, v in render_pass(name, "").items() if k in ("name", "type", "outputs")},
    }


PLAIN = shader(
    image("c = vec4(f / iResolution.xy, fract(iTime), 1.0);"),
    description="Sea.",
    tags=["a", "b"],
    username="me",
)


# ------------------------------------------------------------------ layouts


@pytest.mark.parametrize(
    "wrap",
    [
        lambda s: s,
        lambda s: {"Shader": s},
        lambda s: [s],
        lambda s: [{"Shader": s}],
        lambda s: {"shaders": [s]},
        lambda s: {"userName": "me", "date": "", "numShaders": 1, "shaders": [s]},
    ],
)
def test_layouts_are_the_same_program(wrap):
    text = json.dumps(wrap(json.loads(PLAIN)), indent=1)
    program = programs.parse(text, "x")
    assert program == programs.parse(PLAIN, "x")
    assert (program.name, program.description, program.tags) == ("Waves", "Sea.", ("a", "b"))
    assert dict(program.info) == {"id": "abc123", "username": "me"}


def test_bare_text_and_json_draw_the_same(draw):
    body = json.loads(PLAIN)["renderpass"][0]["code"]
    assert np.array_equal(draw(body, 0.25), draw(PLAIN, 0.25))


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        (shader(buffer("Buffer A", "c = vec4(1.0);")), "unsupported", "no Image"),
        (shader(), "unsupported", "no Image"),
        (
            shader(render_pass("Sound", "vec2 mainSound(float t) { return vec2(0); }", kind="sound")),
            "unsupported",
            "no Image",
        ),
        (shader(image("", reads(0, "hologram:x"))), "unsupported", "iChannel0.*hologram"),
        (shader(image("", {**reads(1, "Buffer A"), "id": "zzz"})), "unsupported", "iChannel1"),
        (shader(render_pass("Image", "float x;")), "compile_error", "mainImage"),
        (shader({"type": "image"}), "unreadable", "no code"),
        (shader({"type": "geometry", "code": ""}), "unsupported", "geometry"),
        ('{"renderpass": [], "info": {}}', "unsupported", "no Image"),
        ('{"Error": "Shader not found"}', "unreadable", "Shader not found"),
        ('{"Shader": "none"}', "unreadable", "renderpass"),
        (json.dumps([json.loads(PLAIN)] * 2), "unsupported", "2 shaders"),
    ],
)
def test_json_that_cannot_be_drawn(text, status, words):
    with pytest.raises(ProgramError, match=words) as caught:
        programs.parse(text, "x", dialect="shadertoy")
    assert caught.value.status == status


def test_compile_error_names_pass_and_line(renderer):
    text = shader(buffer("Buffer A", "c = vec4(1.0);\nc.x = nothing;"), image("c = vec4(0.0);"))
    with pytest.raises(ProgramError, match=r"Buffer A:3\b"):
        renderer.compile(programs.parse(text, "x"))


# ------------------------------------------------------------------ passes


def test_passes_are_drawn_in_the_sites_order():
    names = ["Image", "Buffer B", "Cube A", "Buffer A"]
    code = "void mainImage(out vec4 c, in vec2 f) { c = vec4(1); }"
    cube = "void mainCubemap(out vec4 c, in vec2 f, in vec3 o, in vec3 d) { c = vec4(d, 1); }"
    passes = [render_pass(name, cube if name == "Cube A" else code) for name in names]
    program = programs.parse(shader(*passes), "x")
    assert [stage.name for stage in program.passes] == ["Buffer A", "Buffer B", "Cube A", "Image"]
    formats = [stage.targets[0].format for stage in program.passes]
    assert formats == ["rgba32f", "rgba32f", "rgba16f", "rgba8"]
    cube_target = program.passes[2].targets[0]
    assert (cube_target.shape, cube_target.width, cube_target.height) == ("cube", "1024", "1024")
    assert not program.feedback


def test_common_is_part_of_every_pass(pixel):
    common = render_pass("Common", "#define TWICE(x) (2.0 * (x))\nconst float half_ = 0.25;", kind="common")
    text = shader(
        image("c = texture(iChannel0, vec2(0.5)) + vec4(half_);", reads(0, "Buffer A")),
        buffer("Buffer A", "c = vec4(TWICE(half_));"),
        common,
    )
    assert pixel(text) == pytest.approx((0.75,) * 3, abs=0.01)


def test_buffer_of_an_earlier_pass_shows_this_frame(pixel):
    text = shader(
        buffer("Buffer A", "c = vec4(iTime);"),
        buffer("Buffer B", "c = texture(iChannel2, vec2(0.5)) * 0.5;", reads(2, "Buffer A")),
        image("c = texture(iChannel1, vec2(0.5));", reads(1, "Buffer B")),
    )
    assert not programs.parse(text, "x").feedback
    assert pixel(text, 0.5) == pytest.approx((0.25,) * 3, abs=0.01)


def test_pass_that_reads_itself_counts_frames(draw):
    # After frame n (the first is 0) the buffer holds 1000 n + 1000: beyond 8 bits and 16-bit floats.
    text = shader(
        buffer("Buffer A", "c = texelFetch(iChannel0, ivec2(f), 0) + 1000.0;", reads(0, "Buffer A")),
        image("c = vec4(texelFetch(iChannel0, ivec2(f), 0).x / 100000.0);", reads(0, "Buffer A")),
    )
    assert programs.parse(text, "x").feedback
    frames = [0, 9, 59]
    pictures = draw(text, *(frame / 60.0 for frame in frames))
    expected = [round(255 * (frame + 1) / 100) for frame in frames]
    assert np.abs(pictures[:, 8, 8, 0].astype(int) - expected).max() <= 1


def test_buffers_in_a_cycle(draw):
    # A reads B of the frame before, B reads A of this frame: with A = B + 1, B = A + 2 it is B(n) = 3 (n + 1).
    text = shader(
        buffer("Buffer B", "c = texture(iChannel0, vec2(0.5)) + 2.0;", reads(0, "Buffer A")),
        buffer("Buffer A", "c = texture(iChannel0, vec2(0.5)) + 1.0;", reads(0, "Buffer B")),
        image("c = texture(iChannel0, vec2(0.5)) / 100.0;", reads(0, "Buffer B")),
    )
    assert programs.parse(text, "x").feedback
    pictures = draw(text, 0.0, 10 / 60.0)
    assert np.abs(pictures[:, 0, 0, 0].astype(int) - [round(2.55 * 3), round(2.55 * 33)]).max() <= 1


def test_unused_feedback_channel_is_not_stepped():
    text = shader(buffer("Buffer A", "c = vec4(iTime); // iChannel0", reads(0, "Buffer A")), image("c = vec4(1);"))
    assert not programs.parse(text, "x").feedback


def test_cube_map_pass_points_where_it_is_read(draw):
    directions = [
        (1, 0.5, 0.25),
        (-1, 0.5, -0.25),
        (0.5, 1, 0.25),
        (0.25, -1, 0.5),
        (0.5, 0.25, 1),
        (-0.5, 0.25, -1),
    ]
    listed = ", ".join(f"vec3({x}, {y}, {z})" for x, y, z in directions)
    text = shader(
        render_pass(
            "Cube A",
            "void mainCubemap(out vec4 c, in vec2 f, in vec3 o, in vec3 d) { c = vec4(d * 0.5 + 0.5, 1); }",
        ),
        image(f"vec3 d[6] = vec3[6]({listed}); c = texture(iChannel0, d[int(f.x) % 6]);", reads(0, "Cube A")),
    )
    row = draw(text)[0, 0, :6] / 255.0 * 2.0 - 1.0
    expected = np.array(directions) / np.linalg.norm(directions, axis=1, keepdims=True)
    assert np.abs(row - expected).max() < 0.02


def test_buffers_are_known_by_old_numbers_and_by_file():
    for entry in ({"id": 257}, {"id": "x", "src": "/media/previz/buffer00.png"}):
        text = shader(
            buffer("Buf A", "c = vec4(1);"),
            image("c = texture(iChannel0, f);", {**reads(0, "Buffer A"), **entry}),
        )
        assert programs.parse(text, "x").passes[-1].channels[0].source == "Buffer A"


def test_mipmapped_buffer():
    text = shader(
        buffer("Buffer A", "c = vec4(1);"),
        image("c = texture(iChannel0, f);", reads(0, "Buffer A", filter="mipmap")),
    )
    assert programs.parse(text, "x").passes[0].targets[0].mipmaps


# ------------------------------------------------------------------ channels and uniforms


@pytest.mark.parametrize(
    ("name", "kind", "sampler"),
    [
        ("texture:/media/a/f735bee5.png", "texture", "sampler2D"),
        ("cubemap:/media/a/488bd403.png", "cubemap", "samplerCube"),
        ("volume:/media/a/27012b4e.bin", "volume", "sampler3D"),
        ("keyboard:/presets/tex00.jpg", "keyboard", "sampler2D"),
        ("music:/media/a/x.mp3", "spectrum", "sampler2D"),
        ("musicstream:https://soundcloud.com/a/b", "spectrum", "sampler2D"),
        ("mic:/presets/mic.png", "spectrum", "sampler2D"),
        ("video:/media/a/x.webm", "video", "sampler2D"),
        ("webcam:/presets/webcam.png", "video", "sampler2D"),
    ],
)
def test_kinds_of_channels(renderer, name, kind, sampler):
    place = "f.xyx" if sampler != "sampler2D" else "f"
    program = programs.parse(shader(image(f"c = texture(iChannel3, {place} / 16.0);", reads(3, name))), "x")
    (channel,) = program.passes[0].channels
    assert (channel.name.endswith("iChannel3"), channel.kind) == (True, kind)
    assert "/" not in channel.source
    assert sampler in program.passes[0].fragment
    renderer.compile(program)


def test_sampler_settings():
    def sampling(name, **how):
        return (
            programs.parse(shader(image("c = texture(iChannel0, f);", reads(0, name, **how))), "x")
            .passes[0]
            .channels[0]
            .sampling
        )

    assert sampling("texture:a.png", filter="mipmap", wrap="repeat") == Sampling("mipmap", "repeat", True)
    assert sampling("texture:a.png", filter="nearest", vflip="false") == Sampling("nearest", "clamp", False)
    assert sampling("keyboard:a.png").vflip is False  # what is no picture file is not flipped


def test_vflip_puts_the_first_row_at_the_top(draw, renderer, tmp_path, monkeypatch):
    import cv2

    picture = np.zeros((16, 16, 3), np.uint8)
    picture[:8] = 255
    cv2.imwrite(str(tmp_path / "half.png"), picture)
    monkeypatch.setattr(renderer.channels, "textures", str(tmp_path))
    for flip, top in (("true", 255), ("false", 0)):
        text = shader(
            image(
                "c = texture(iChannel0, f / iResolution.xy);",
                reads(0, "texture:half.png", vflip=flip, filter="nearest"),
            )
        )
        drawn = draw(text)[0]
        assert (drawn[0, 0, 0], drawn[-1, 0, 0]) == (top, 255 - top)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("vec3(iResolution.x, iResolution.y, iResolution.z) / vec3(32, 64, 2)", (0.5, 0.25, 0.5)),
        ("vec3(iTime, iTimeDelta * 30.0, float(iFrame) / 60.0)", (0.5, 0.5, 0.5)),
        ("vec3(iFrameRate / 120.0, iSampleRate / 88200.0, iChannelTime[2])", (0.5, 0.5, 0.0)),
        (
            "vec3(iChannelResolution[1].x / 512.0, iChannelResolution[1].y / 1024.0, iChannelResolution[0].x)",
            (0.5, 0.25, 0.0),
        ),
        ("iMouse.xyz + iMouse.w", (0.0, 0.0, 0.0)),
        ("vec3(iDate.x / 4000.0, iDate.y / 11.0, iDate.z / 31.0)", (2022 / 4000, 10 / 11, 28 / 31)),
        ("vec3(HW_PERFORMANCE, texture(iChannel3, f).r, texture(iChannel3, f).a)", (1.0, 0.0, 1.0)),
        ("vec3(iGlobalTime)", (0.5,) * 3),
    ],
)
def test_uniforms(pixel, expression, expected):
    text = shader(image(f"c = vec4({expression}, 1.0);", reads(1, "texture:f735bee5.png")))
    assert pixel(text, 0.5) == pytest.approx(expected, abs=0.006)


def test_own_declarations_keep_their_types(pixel):
    text = (
        "uniform vec2 iResolution; uniform float iTime;\n"
        "void mainImage(out vec4 c, in vec2 f) { c = vec4(iResolution / 32.0, iTime, 1.0); }\n"
        "void main() { mainImage(gl_FragColor, gl_FragCoord.xy); }"
    )
    assert pixel(text, 0.25) == pytest.approx((0.5, 0.5, 0.25), abs=0.005)


def test_macros_of_the_text_do_not_reach_the_sites_main(pixel):
    assert pixel("#define color nothing\nvoid mainImage(out vec4 c, in vec2 f) { c = vec4(0.5); }") == pytest.approx(
        (0.5,) * 3, abs=0.01
    )


def test_main_image_as_a_macro(pixel):
    assert pixel("#define mainImage(O, u) O = vec4(0.25)") == pytest.approx((0.25,) * 3, abs=0.01)


def test_picture_of_nan_is_black(draw):
    assert not draw("void mainImage(out vec4 c, in vec2 f) { c = vec4(sqrt(-1.0 - f.x)); }").any()
