"""KodeLife: projects of one pass and of several, what their XML says of uniforms, texts by themselves."""

import zlib

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve


def param(kind, name, more=""):
    return f"<param type='{kind}'><variableName><![CDATA[{name}]]></variableName>{more}</param>"


def a_pass(sources, params="", properties="", kind="RENDER", stages=""):
    texts = "".join(f"<source profile='{profile}'><![CDATA[{code}]]></source>" for profile, code in sources.items())
    return (
        f"<pass type='{kind}'><properties>{properties}</properties><params></params><stages>{stages}"
        f"<stage type='FRAGMENT'><params>{params}</params><shader>{texts}</shader></stage></stages></pass>"
    )


def project(*passes, params="", head="<?xml version='1.0' encoding='UTF-8'?>"):
    inner = f"<params>{params}</params><passes>{''.join(passes)}</passes>"
    return zlib.compress(f"{head}<klxml v='19' a='GL3'><document>{inner}</document></klxml>".encode())


def main(expression, *uniforms):
    declared = "".join(f"uniform {uniform};\n" for uniform in uniforms)
    head = f"#version 150\n{declared}in vec2 v_texcoord;\nout vec4 fragColor;\n"
    return f"{head}void main() {{ fragColor = vec4({expression}); }}\n"


def test_a_project_says_what_its_uniforms_are(pixel):
    params = (
        param("CLOCK", "now")
        + param("FRAME_RESOLUTION", "extent")
        + param("FRAME_NUMBER", "count")
        + param("INPUT_MOUSE_SIMPLE", "pointer", "<normalize>1</normalize>")
        + param("TRANSFORM_MVP", "mvp")
    )
    uniforms = ("float now, time", "vec3 extent", "int count", "vec2 pointer", "mat4 mvp")
    for expression, expected in {
        "now, extent.x / 32.0, extent.z, 1": (0.5, 0.5, 1.0),
        "float(count) / 60.0, pointer, 1": (0.5, 0.5, 0.5),
        "(mvp * vec4(0.25, 0.5, 0.75, 1.0)).rgb, 1": (0.25, 0.5, 0.75),
        "v_texcoord - gl_FragCoord.xy / extent.xy, time, 1": (0.0, 0.0, 0.0),
    }.items():
        data = project(a_pass({"MTL": "no", "GL3": main(expression, *uniforms)}), params=params)
        assert programs.parse(data, "x").dialect == "kodelife"
        assert pixel(data, 0.5) == pytest.approx(expected, abs=0.006), expression
    assert programs.parse(data, "x").unset == ("time",)


@pytest.mark.parametrize("profile", ["GL3", "GL2", "ES3"])
def test_the_profile_of_opengl_is_taken(pixel, profile):
    old = "uniform float time; varying vec2 v_texcoord; void main() { gl_FragColor = vec4(0.25, v_texcoord * 0.0, time); }"
    code = old if profile == "GL2" else main("0.25, 0.0, 0.0, 1.0")
    data = project(a_pass({"DX9": "float4 ps() {}", profile: code, "MTL": "fragment"}, param("CLOCK", "time")))
    assert pixel(data)[0] == pytest.approx(0.25, abs=0.003)


def test_passes_read_each_other_and_the_last_frame(renderer):
    first = a_pass(
        {"GL3": main("texture(own, vec2(0.5)) + 0.125", "sampler2D own")},
        param("FRAME_PREV_PASS", "own", "<renderPassIndex>0</renderPassIndex>"),
        "<label>sum</label><rendertarget><resolutionMode>PROJECT_HALF</resolutionMode></rendertarget>",
    )
    off = a_pass({"GL3": "broken"}, properties="<enabled>0</enabled>")
    last = a_pass(
        {"GL3": main("texture(before, v_texcoord).r, texture(whole, vec2(0.5)).rg, 1.0", "sampler2D before, whole")},
        param("FRAME_PREV_PASS", "before") + param("FRAME_PREV_FRAME", "whole"),
    )
    program = programs.parse(project(first, off, last), "x")
    assert [stage.name for stage in program.passes] == ["sum", "Pass 3"] and program.feedback and not program.unset
    assert program.passes[0].targets[0].width == "w / 2"
    drawn = renderer.render(program, [Sample(2.0 / renderer.step_rate)])[0, 0, 0] / 255.0
    assert drawn == pytest.approx((0.375, 0.25, 0.125), abs=0.004)


def test_pictures_of_a_project(renderer):
    params = param("CONSTANT_TEXTURE_2D", "cat", "<path>C:\\pictures\\cat.png</path>") + param("NOISE", "noise")
    program = programs.parse(
        project(
            a_pass(
                {"GL3": main("texture(cat, v_texcoord) - texture(noise, v_texcoord)", "sampler2D cat, noise")}, params
            )
        ),
        "x",
    )
    assert {channel.source for channel in program.passes[0].channels} == {"cat.png", "f735bee5"}
    assert np.ptp(renderer.render(program, [Sample(0.0)])) > 10


GOOD = a_pass({"GL3": main("1.0")})


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (project(a_pass({"DX9": "float4", "MTL": "fragment"})), "unsupported", "no fragment shader of OpenGL .DX9, MTL"),
        (project(a_pass({})), "unsupported", "none at all"),
        (project(), "unsupported", "without a pass"),
        (project(a_pass({"GL3": "x"}, properties="<label>boxes</label><instanceCount>9</instanceCount>")), "unsupported",
         "boxes: draws instances"),
        (project(a_pass({"GL3": "x"}, properties="<primitiveIndex>3</primitiveIndex>")), "unsupported", "model"),
        (project(a_pass({"GL3": "x"}, properties="<primitiveType>POINTS</primitiveType>")), "unsupported", "model"),
        (project(a_pass({"GL3": "x"}, kind="COMPUTE")), "unsupported", "COMPUTE"),
        (project(a_pass({"GL3": "x"}, stages="<stage type='GEOMETRY'><properties><enabled>1</enabled></properties></stage>")),
         "unsupported", "geometry"),
        (project(*[GOOD] * 65), "unsupported", "65 passes"),
        (project(GOOD, head="<?xml version='1.0'?><!DOCTYPE klxml [<!ENTITY a 'aa'>]>"), "unsupported", "DOCTYPE"),
        (zlib.compress(b"<klxml><!DOCTYPE x><a></klxml>"), "unreadable", "broken XML"),
        (zlib.compress(b"<klxml><document>&a;</document></klxml>"), "unreadable", "broken XML"),
        (zlib.compress(b"<klxml>" + b"<a>" * 200_000), "unsupported", "too many parts"),
        (zlib.compress(b"<klxml>" + b" " * (1 << 28)), "unsupported", "4 MB"),
        (zlib.compress(b"no project"), "unreadable", "no KodeLife project"),
        (project(GOOD)[:-9], "unreadable", "ends too early"),
        (project(GOOD)[:60] + b"damage" * 20, "unreadable", "damaged KodeLife project"),
    ],
)  # fmt: skip
def test_projects_that_are_refused(data, status, words):
    with pytest.raises(ProgramError, match=words) as caught:
        programs.parse(data, "x")
    assert caught.value.status == status and "\n" not in str(caught.value)


def test_projects_are_found_in_folders_and_lists(tmp_path):
    (tmp_path / "one.klproj").write_bytes(project(GOOD))
    (tmp_path / "list.txt").write_text("one.klproj\n")
    for spec in (tmp_path, tmp_path / "one.klproj", tmp_path / "list.txt"):
        (source,) = [source for source in resolve([str(spec)]) if source.name == "one"]
        assert source.load().dialect == "kodelife"


BLOCK = "in VertexData { vec4 v_position; vec3 v_normal; vec2 v_texcoord; } inData;\nout vec4 fragColor;\n"


def test_shadertoy_s_names_in_a_text(draw, renderer):
    text = f"""#version 150
    uniform float iTime, iTimeDelta, iSampleRate; uniform int iFrame; uniform vec4 iMouse, iDate; uniform vec3 iResolution;
    uniform sampler2D prev_frame, prev_pass, iChannel0;
    {BLOCK}
    void main() {{
        vec4 old = texture(prev_frame, vec2(0.5)) - texture(prev_pass, vec2(0.5)) + 0.0 * texture(iChannel0, vec2(0.5));
        fragColor = vec4(iTime, iResolution.x * iResolution.z / 32.0, float(iFrame) / 60.0 + iMouse.x + old.r, 1.0);
        if (iDate.x < 2000.0 || iSampleRate < 44100.0 || iTimeDelta <= 0.0) fragColor = vec4(0.0);
    }}"""
    program = programs.parse(text, "x")
    assert program.dialect == "kodelife" and not program.unset
    assert renderer.render(program, [Sample(0.5)])[0, 0, 0] / 255 == pytest.approx((0.5, 0.5, 0.5), abs=0.004)
    two = text.replace("vec3 iResolution", "vec2 iResolution").replace("* iResolution.z", "")
    assert draw(two, 0.5)[0, 0, 0] / 255 == pytest.approx((0.5, 0.5, 0.5), abs=0.004)


def test_a_text_of_opengl_es_where_it_is_told_so(pixel):
    text = """#version 300 es
    precision highp float;
    uniform float time; uniform vec2 resolution; in vec2 v_texcoord; out vec4 fragColor;
    void main() { fragColor = vec4(v_texcoord * resolution - gl_FragCoord.xy, time, 1.0); }"""
    assert pixel(text, 0.25, dialect="kodelife") == pytest.approx((0.0, 0.0, 0.25), abs=0.003)
