"""What a text's own host does not set: fed by the names that hosts commonly use, in every dialect with a `main`."""

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs.media import image_inputs, load

CENTRES = (np.arange(16) + 0.5) / 16
# Declarations by which a text is told to be of a dialect, and what its output is called.
HEADS = {
    "glslsandbox": ("precision mediump float; uniform float time; uniform vec2 resolution;", "gl_FragColor"),
    "bookofshaders": ("precision mediump float; uniform float u_time; uniform vec2 u_resolution;", "gl_FragColor"),
    "shadertoy": ("precision mediump float; uniform float iTime; uniform vec3 iResolution;", "gl_FragColor"),
    "twigl": ("precision mediump float; uniform float frame; out vec4 colour;", "colour"),
    "bonzomatic": ("#version 410\nuniform float fGlobalTime; uniform vec2 v2Resolution; out vec4 colour;", "colour"),
    "kodelife": ("#version 150\nin VertexData { vec2 v_texcoord; } inData; out vec4 colour;", "colour"),
}


def text_of(dialect, declarations, expression):
    head, output = HEADS[dialect]
    return f"{head}\n{declarations}\nvoid main() {{ {output} = vec4({expression}, 1.0); }}"


@pytest.fixture
def shown(draw):
    """shown(dialect, declarations, expression, time) -> [16, 16, 3] in 0..1, top row first; nothing is left unset"""

    def run(dialect, declarations, expression, time=0.0):
        text = text_of(dialect, declarations, expression)
        program = programs.parse(text, "x")
        assert program.dialect == dialect and not program.unset, program.unset
        return draw(text, time)[0] / 255.0

    return run


PLACES = (
    "vUv vTexCoord vTextureCoord v_uv v_texCoord v_texcoord texCoordVarying vUV uv texcoord texCoord fragTexCoord "
    "qt_TexCoord0 textureCoordinate TexCoords fragCoordNormalized out_texcoord vCoord coords tc vUv2"
)


@pytest.mark.parametrize("name", PLACES.split())
def test_places_run_over_the_picture(shown, name):
    drawn = shown("glslsandbox", f"varying vec2 {name};", f"{name}, 0.0")
    assert np.abs(drawn[..., 0] - CENTRES[None, :]).max() < 0.005
    assert np.abs(drawn[..., 1] - CENTRES[::-1, None]).max() < 0.005


@pytest.mark.parametrize("dialect", HEADS)
def test_places_in_every_dialect(shown, dialect):
    drawn = shown(dialect, "in vec2 out_texcoord;", "out_texcoord, 0.0")
    assert drawn[0, 0, :2] == pytest.approx((CENTRES[0], CENTRES[-1]), abs=0.005)
    assert drawn[-1, -1, :2] == pytest.approx((CENTRES[-1], CENTRES[0]), abs=0.005)


def test_places_and_colours_of_processing(shown):
    place = "varying vec4 vertTexCoord; varying vec4 vertColor; varying vec3 vColor;"
    drawn = shown("glslsandbox", place, "vertTexCoord.x, vertTexCoord.w - vertTexCoord.z, vertColor.g * vColor.b * 0.5")
    assert np.abs(drawn[..., 0] - CENTRES[None, :]).max() < 0.005
    assert drawn[3, 5, 1:] == pytest.approx((1.0, 0.5), abs=0.005)


def test_other_inputs_stay_zero(draw):
    for declaration, value in (
        ("varying float vUv;", "vec3(vUv)"),
        ("varying vec2 seed;", "vec3(seed, 0.0)"),
        ("varying vec2 vColor;", "vec3(vColor, 0.0)"),
    ):
        text = text_of("glslsandbox", declaration, value)
        assert programs.parse(text, "x").unset and not draw(text).any()


UNIFORMS = [
    ("float", "uTime", "vec3(uTime)", (0.5,) * 3),
    ("float", "u_Time", "vec3(u_Time)", (0.5,) * 3),
    ("float", "globalTime", "vec3(globalTime)", (0.5,) * 3),
    ("float", "u_time", "vec3(u_time)", (0.5,) * 3),
    ("float", "time", "vec3(time)", (0.5,) * 3),
    ("float", "iTime", "vec3(iTime)", (0.5,) * 3),
    ("float", "iGlobalTime", "vec3(iGlobalTime)", (0.5,) * 3),
    ("vec2", "uResolution", "vec3(uResolution / 32.0, 0.0)", (0.5, 0.5, 0.0)),
    ("vec3", "uResolution", "vec3(uResolution.xy / 32.0, uResolution.z)", (0.5, 0.5, 1.0)),
    ("vec2", "iResolution", "vec3(iResolution / 32.0, 0.0)", (0.5, 0.5, 0.0)),
    ("vec2", "u_resolution", "vec3(u_resolution / 32.0, 0.0)", (0.5, 0.5, 0.0)),
    ("vec2", "screenSize", "vec3(screenSize / 32.0, 0.0)", (0.5, 0.5, 0.0)),
    ("float", "uAspect", "vec3(uAspect * 0.5)", (0.5,) * 3),
    ("vec2", "uMouse", "vec3(uMouse, 0.0)", (0.5, 0.5, 0.0)),
    ("vec4", "uMouse", "vec3(uMouse.xyz)", (0.5, 0.5, 0.0)),
    ("vec2", "u_mouse", "vec3(u_mouse, 0.5)", (0.0, 0.0, 0.5)),  # pixels, no button
    ("int", "uFrame", "vec3(float(uFrame) / 60.0)", (0.5,) * 3),
    ("float", "frame_count", "vec3(frame_count / 60.0)", (0.5,) * 3),
    ("float", "deltaTime", "vec3(deltaTime * 30.0)", (0.5,) * 3),
]


@pytest.mark.parametrize("dialect", ["glslsandbox", "bookofshaders", "shadertoy", "bonzomatic"])
@pytest.mark.parametrize(("kind", "name", "expression", "expected"), UNIFORMS)
def test_uniforms_of_other_hosts(shown, dialect, kind, name, expression, expected):
    if f" {name};" in HEADS[dialect][0]:
        pytest.skip("the dialect's own")
    drawn = shown(dialect, f"uniform {kind} {name};", expression.replace("vec3(", "0.0 + vec3(", 1), 0.5)
    assert drawn[3, 5] == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize(
    ("seconds", "size"),
    [
        ("uTime", "uResolution"),
        ("iTime", "resolution"),
        ("time", "u_resolution"),
        ("u_time", "resolution"),
        ("time", "iResolution"),
    ],
)
def test_mixed_names(pixel, seconds, size):
    text = f"precision highp float; uniform float {seconds}; uniform vec2 {size};\n"
    text += f"void main() {{ gl_FragColor = vec4({size} / 32.0, {seconds}, 1.0); }}"
    assert not programs.parse(text, "x").unset
    assert pixel(text, 0.25) == pytest.approx((0.5, 0.5, 0.25), abs=0.006)


def test_a_type_that_does_not_fit_is_not_fed():
    text = text_of("glslsandbox", "uniform vec2 uTime; uniform float uResolution;", "uTime, uResolution")
    assert programs.parse(text, "x").unset == ("uResolution", "uTime")


@pytest.mark.parametrize("name", ["uTexture", "tex0", "texture", "image", "u_map"])
@pytest.mark.parametrize("dialect", HEADS)
def test_samplers_of_any_name_read_a_picture(shown, dialect, name):
    modern = HEADS[dialect][1] == "colour"
    if modern and name == "texture":
        pytest.skip("a function of GLSL ES 3.00")
    call = "texture" if modern else "texture2D"
    drawn = shown(dialect, f"uniform sampler2D {name};", f"{call}({name}, gl_FragCoord.xy / 16.0).rgb")
    assert drawn.std() > 0.02
    program = programs.parse(text_of(dialect, f"uniform sampler2D {name};", f"{call}({name}, vec2(0.5)).rgb"), "x")
    assert image_inputs(program) == (("texture", name.removeprefix("u_")),)


def test_the_picture_is_upright_and_its_size_known(draw):
    declarations = "uniform sampler2D photo; uniform vec2 photoSize, photo_resolution;"
    text = text_of("glslsandbox", declarations, "texture2D(photo, gl_FragCoord.xy / 16.0).rg, photoSize.x / 1024.0")
    picture = load("texture", "photo").astype(float).reshape(16, 32, 16, 32, 4)
    drawn = draw(text)[0]
    assert np.corrcoef(drawn[..., 0].ravel(), picture.mean((1, 3))[..., 0].ravel())[0, 1] > 0.7
    assert drawn[0, 0, 2] == 128
    text = text_of("glslsandbox", declarations, "texture2D(photo, vec2(0.0)).rg, photo_resolution.y / 1024.0")
    assert draw(text)[0, 0, 0, 2] == 128


def test_samplers_of_sound_and_of_controllers():
    text = text_of(
        "glslsandbox",
        "uniform sampler2D spectrum, midi; uniform samplerCube sky; uniform sampler2D unread;",
        "texture2D(spectrum, vec2(0.1)).rgb + texture2D(midi, vec2(0.1)).rgb + textureCube(sky, vec3(1.0)).rgb",
    )
    program = programs.parse(text, "x")
    assert {(c.name, c.kind) for c in program.passes[0].channels} == {("spectrum", "spectrum"), ("sky", "cubemap")}
    assert program.unset == ("midi",) and program.passes[0].idle == ("unread",)


def test_what_the_site_declares_itself_stays_as_it_is():
    channel = "void mainImage(out vec4 c, in vec2 f) { c = texture(iChannel0, f); }"
    assert programs.parse(channel, "x").unset == ("iChannel0",)
    own = "void main() { gl_FragColor = texture2D(iChannel0, gl_FragCoord.xy / iResolution.xy) + iTime; }"
    assert programs.parse(own, "x").unset == ("iChannel0",)
    declared = programs.parse(f"uniform sampler2D iChannel0; {own}", "x")
    assert declared.dialect == "shadertoy" and not declared.unset
