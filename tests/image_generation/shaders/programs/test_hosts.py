"""Shadertoy's other hosts: VS Code's directives, folders with a file for each pass; VEDA, Bonzomatic, KodeLife."""

import json

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs import media
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve


def image(body, head=""):
    return f"{head}void mainImage(out vec4 c, in vec2 f) {{ {body} }}\n"


def first_pixel(renderer, program, time=0.0):
    return renderer.render(program, [Sample(time)])[0, 0, 0] / 255.0


def test_directives_of_vs_code(renderer, tmp_path):
    (tmp_path / "noise.glsl").write_text(image("c = vec4(0.25, iTime, 0.0, 1.0);"))
    path = tmp_path / "main.glsl"
    path.write_text(
        '#iChannel0 "file://noise.glsl"\n#iChannel0::MinFilter "Nearest"\n#iChannel1 "picture.png"\n'
        "#iUniform float level = 0.5 in { 0.0, 1.0 } step 0.1\n#iUniform color3 tint = color3(0.0, 0.0, 1.0)\n"
        + image("c = texture(iChannel0, vec2(0.5)) + vec4(level * tint, 0.0);")
    )
    program = programs.load(path)
    assert [stage.name for stage in program.passes] == ["noise", "main"] and not program.feedback
    assert {c.kind for c in program.passes[-1].channels} == {"buffer"}
    assert first_pixel(renderer, program, 0.5) == pytest.approx((0.25, 0.5, 0.5), abs=0.003)


def test_files_that_read_themselves_and_each_other(renderer, tmp_path):
    (tmp_path / "b.glsl").write_text('#iChannel0 "a.glsl"\n' + image("c = texelFetch(iChannel0, ivec2(0), 0) + 0.1;"))
    (tmp_path / "a.glsl").write_text('#iChannel0 "b.glsl"\n' + image("c = texelFetch(iChannel0, ivec2(0), 0);"))
    assert programs.load(tmp_path / "a.glsl").feedback
    own = '#iChannel0 "self"\n' + image("c = texelFetch(iChannel0, ivec2(0), 0) + vec4(0.125, 0.0, 0.0, 0.0);")
    program = programs.parse(own, "x")
    assert program.feedback
    assert first_pixel(renderer, program, 2.0 / renderer.step_rate)[0] == pytest.approx(0.375, abs=0.003)


def test_directives_of_a_text_with_a_main_of_its_own(renderer, tmp_path):
    own = """#iChannel0 "self"
    void main() { gl_FragColor = texture2D(iChannel0, vec2(0.5)) + vec4(0.125, 0.0, 0.0, 0.0); }"""
    program = programs.parse(own, "x")
    assert program.dialect == "shadertoy" and program.feedback and not program.unset
    assert first_pixel(renderer, program, 2.0 / renderer.step_rate)[0] == pytest.approx(0.375, abs=0.003)
    path = tmp_path / "main.glsl"
    path.write_text("""#iChannel0 "file://other.glsl"
    #iChannel1 "third.glsl"
    void main() { gl_FragColor = texture2D(iChannel0, vec2(0.5)) + texture2D(iChannel1, vec2(0.5)); }""")
    (tmp_path / "other.glsl").write_text("void main() { gl_FragColor = vec4(0.25, iTime, 0.0, 0.0); }")
    (tmp_path / "third.glsl").write_text(image("c = vec4(0.0, 0.0, 0.75, 1.0);"))
    program = programs.load(path)
    assert [stage.name for stage in program.passes] == ["other", "third", "main"]
    assert first_pixel(renderer, program, 0.5) == pytest.approx((0.25, 0.5, 0.75), abs=0.003)


def test_directives_without_a_value(pixel):
    text = "#StrictCompatibility\n#iFirstPersonControls\n" + image(
        "c = vec4((iViewMatrix * vec4(0.25, 0.5, 0.75, 1.0)).rgb, 1.0);"
    )
    assert pixel(text) == pytest.approx((0.25, 0.5, 0.75), abs=0.003)


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ('#iChannel0 "../outside.glsl"', "unsupported", "outside"),
        ('#iChannel0 "missing.glsl"', "unsupported", "missing.glsl"),
        ("#iKeyboard", "unsupported", "iKeyboard"),
        ("#iUniform matrix m = 1", "compile_error", "iUniform"),
        ("#iChannel0 noise.png", "compile_error", "iChannel0"),
    ],
)
def test_directives_that_are_refused(tmp_path, line, status, words):
    (tmp_path / "inner").mkdir()
    (tmp_path / "outside.glsl").write_text(image("c = vec4(1.0);"))
    with pytest.raises(ProgramError, match=words) as caught:
        programs.parse(f"{line}\n{image('c = vec4(1.0);')}", "x", path=tmp_path / "inner" / "x.glsl")
    assert caught.value.status == status


@pytest.mark.parametrize("names", [("Image", "Common", "Buffer A", "Cube A"), ("image", "common", "bufferA", "cube_a")])
@pytest.mark.parametrize("how", ["json", "directives"])
def test_a_folder_is_one_program(renderer, tmp_path, names, how):
    folder = tmp_path / "rings"
    folder.mkdir()
    last, common, buffer, cube = (f"{name}.glsl" for name in names)
    channels = {"Image": {"iChannel0": "Buffer A", "iChannel1": {"source": "Cube A", "filter": "nearest"}}}
    head = f'#iChannel0 "{buffer}"\n#iChannel1 "file://{cube}"\n' if how == "directives" else ""
    (folder / common).write_text("float half_of(float x) { return x * 0.5; }\n")
    (folder / buffer).write_text(image("c = vec4(half_of(0.5), 0.0, 0.0, 1.0);"))
    (folder / cube).write_text(
        "void mainCubemap(out vec4 c, in vec2 f, in vec3 o, in vec3 d) { c = vec4(0.0, d.x * 0.75, 0.0, 1.0); }"
    )
    (folder / last).write_text(
        image(
            "c = texture(iChannel0, vec2(0.5)) + texture(iChannel1, vec3(1.0, 0.0, 0.0)) + vec4(0, 0, half_of(1.), 0);",
            head,
        )
    )
    if how == "json":
        (folder / "channels.json").write_text(json.dumps(channels))
    (tmp_path / "plain.glsl").write_text(image("c = vec4(1.0);"))
    sources = resolve([str(tmp_path)])
    assert [source.name for source in sources] == ["plain", "rings"]
    program = sources[1].load()
    assert program.name == "rings" and [stage.name for stage in program.passes] == ["Buffer A", "Cube A", "Image"]
    assert first_pixel(renderer, program) == pytest.approx((0.25, 0.75, 0.5), abs=0.01)
    assert [source.name for source in resolve([str(folder)])] == ["rings"]


def test_of_two_image_passes_the_last_is_seen(pixel):
    code = [{"type": "image", "code": image(f"c = vec4({red}, 0.0, 0.0, 1.0);")} for red in (1.0, 0.5)]
    assert pixel(json.dumps({"info": {}, "renderpass": code}))[0] == pytest.approx(0.5, abs=0.003)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("c = vec4(iCh1.size.x / 512.0, iCh1.time, float(iCh1.loaded), 1.0);", (0.5, 0.0, 1.0)),
        ("c = vec4(texture(iCh1.sampler, vec2(0.5)).rgb - texture(iChannel1, vec2(0.5)).rgb, 1.0);", (0.0, 0.0, 0.0)),
        ("c = vec4(float(iCh0.loaded), iChannelTime[1], iChannelTime[2], 1.0);", (0.0, 0.0, 0.5)),
        ("c = vec4(0.3); st_assert(1 > 2, 1);", (0.0, 1.0, 0.0)),
        ("c = vec4(0.0, 0.5, 0.0, 1.0); st_assert(2 > 1);", (0.0, 0.5, 0.0)),
        ("c = vec4(float(__LINE__) / 255.0);", (49 / 255,) * 3),
    ],
)
def test_what_the_site_offers_besides(pixel, body, expected):
    inputs = [
        {"channel": 1, "ctype": "texture", "src": "/media/a/f735bee5.png"},
        {"channel": 2, "ctype": "music", "src": "/media/a/song.mp3"},
    ]
    text = json.dumps({"info": {}, "renderpass": [{"type": "image", "code": image(body), "inputs": inputs}]})
    assert pixel(text, 0.5) == pytest.approx(expected, abs=0.006)


def test_line_counts_common(pixel):
    passes = [
        {"type": "common", "code": "float a;\nfloat b;\n"},
        {"type": "image", "code": "\n" + image("c = vec4(float(__LINE__) / 255.0);")},
    ]
    assert pixel(json.dumps({"info": {}, "renderpass": passes}))[0] == pytest.approx((48 + 3 + 2) / 255, abs=0.003)


def test_veda_s_passes_and_pictures(renderer):
    text = """/*{ "PASSES": [ { "TARGET": "half", "FLOAT": true, "WIDTH": "$WIDTH / 2" }, {} ],
      "IMPORTED": { "font": { "PATH": "./font.png" }, }, }*/
    uniform float time; uniform vec2 resolution; uniform int PASSINDEX; uniform sampler2D half, font;
    void main() {
        if (PASSINDEX == 0) gl_FragColor = vec4(0.25, time, 0.0, 1.0);
        else gl_FragColor = texture2D(half, gl_FragCoord.xy / resolution) + 0.0 * texture2D(font, vec2(0.5));
    }"""
    program = programs.parse(text, "x")
    assert program.dialect == "glslsandbox" and not program.unset
    assert first_pixel(renderer, program, 0.5) == pytest.approx((0.25, 0.5, 0.0), abs=0.003)


ACC = """
uniform float time; uniform vec2 resolution; uniform int PASSINDEX; uniform sampler2D acc;
void main() {
    if (PASSINDEX == 0) gl_FragColor = vec4(2.0, time, 0.0, 1.0);
    else gl_FragColor = vec4(texture2D(acc, gl_FragCoord.xy / resolution).rgb * vec3(0.125, 1.0, 1.0), 1.0);
}"""


@pytest.mark.parametrize(
    "header",
    [
        '{ PASSES: [{ TARGET: "acc", FLOAT: true }, {}] }',
        "{ 'PASSES': [{ 'TARGET': 'acc', FLOAT: true, }, {},], }",
        '{ // two passes\n pixelRatio: .5, "PASSES": [{ TARGET // its name\n: "acc", FLOAT: true, WIDTH: +8. }, {}] }',
        '{ "glslify": false, PASSES: [{ TARGET: "\\x61cc", FLOAT: true, HEIGHT: 0x10 }, {}] }',
    ],
)
def test_veda_s_header_is_json5(renderer, header):
    program = programs.parse(f"/*{header}*/{ACC}", "x")
    assert len(program.passes) == 2 and not program.unset
    assert first_pixel(renderer, program, 0.5) == pytest.approx((0.25, 0.5, 0.0), abs=0.003)


def test_a_broken_header_of_veda_s_is_named():
    with pytest.raises(ProgramError, match=r"its VEDA header is broken JSON \(line 2"):
        programs.parse("/*{ PASSES: [\n{ TARGET 'acc' }] }*/" + ACC, "x")
    harmless = "/*{ pixelRatio 1 }*/ uniform float time; void main() { gl_FragColor = vec4(time); }"
    assert len(programs.parse(harmless, "x").passes) == 1


def test_veda_s_last_target_shows_its_last_frame(renderer):
    text = """/*{ PASSES: [{ TARGET: "acc", FLOAT: true }] }*/ uniform float time; uniform sampler2D acc;
    void main() { gl_FragColor = texture2D(acc, vec2(0.5)) + 0.125; }"""
    program = programs.parse(text, "x")
    assert program.feedback and not program.unset
    assert first_pixel(renderer, program, 2.0 / renderer.step_rate) == pytest.approx((0.375,) * 3, abs=0.003)


def test_veda_hears_the_stand_in_for_music(renderer):
    frequencies, wave = media.load("spectrum", "music")[:, :, 0]
    text = """/*{ "audio": true, camera: true }*/
    uniform float time, volume; uniform vec2 resolution; uniform sampler2D spectrum, samples, camera;
    void main() {
        float x = gl_FragCoord.x / resolution.x;
        gl_FragColor = vec4(texture2D(spectrum, vec2(x, 0.5)).r, texture2D(samples, vec2(x, 0.5)).r, volume / 255.0, 1.0);
        if (time > 1.0) gl_FragColor = texture2D(camera, vec2(0.5));
    }"""
    program = programs.parse(text, "x")
    assert not program.unset
    row = renderer.render(program, [Sample(0.0)])[0, 0] / 255.0
    places = np.arange(16) * 32 + 16
    assert row[:, 0] == pytest.approx(frequencies[places] / 255.0, abs=0.003)
    assert row[:, 1] == pytest.approx(wave[places] / 255.0, abs=0.003)
    assert row[:, 2] == pytest.approx(np.full(16, frequencies.mean() / 255.0), abs=0.003)
    assert first_pixel(renderer, program, 2.0).max() > 0.1
    assert programs.parse(text.replace('"audio": true, ', ""), "x").unset == ("volume",)


def test_bonzomatic_and_kodelife(pixel):
    bonzomatic = (
        "#version 410 core\nuniform float fGlobalTime; uniform vec2 v2Resolution; uniform sampler1D texFFT;\n"
        "layout(location = 0) out vec4 color;\n"
        "void main() { color = vec4(fGlobalTime, v2Resolution.x / 32, texture(texFFT, 0.1).r * 0, 1); }"
    )
    assert pixel(bonzomatic, 0.25) == pytest.approx((0.25, 0.5, 0.0), abs=0.003)
    kodelife = (
        "#version 150\nuniform float time; uniform vec2 resolution;\n"
        "in VertexData { vec4 v_position; vec3 v_normal; vec2 v_texcoord; } inData;\nout vec4 fragColor;\n"
        "void main() { fragColor = vec4(inData.v_texcoord * resolution - gl_FragCoord.xy, time, 1.0); }"
    )
    assert pixel(kodelife, 0.25) == pytest.approx((0.0, 0.0, 0.25), abs=0.003)


def test_rows_of_bonzomatic_in_functions_and_pictures_of_any_name(pixel):
    head = (
        "#version 410 core\nuniform float fGlobalTime; uniform vec2 v2Resolution; uniform sampler1D texFFT, texFFTSmoothed;\n"
        "uniform sampler2D karl;\nout vec4 color;\n"
    )
    functions = (
        "float at(sampler1D, float);\n"
        "float at(sampler1D row, float x) { if (x < 0) { return 0; } return textureLod(row, x, 0).r + texture(row, x).r; }\n"
        "vec4 seen(sampler2D row, vec2 p) { return texture(row, p); }\n"
    )
    twice = "at(texFFT, 0.1) - 2 * texture(texFFT, 0.1).r, at(texFFTSmoothed, 0.1) * 0.5, "
    main = f"void main() {{ color = vec4({twice} textureSize(texFFT, 0) / 1024.0 * seen(karl, vec2(0.5)).a, 1); }}"
    assert not programs.parse(head + functions + main, "x").unset
    drawn = pixel(head + functions + main)
    assert drawn == pytest.approx((0.0, drawn[1], 0.5), abs=0.003) and drawn[1] > 0.2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("vec2 mainSound(in int samp, float time) { return vec2(sin(time)); }", "Sound pass"),
        ("vec2 mainSound(float time) { return vec2(sin(time * iSampleRate)); }", "Sound pass"),
        ("void mainCubemap(out vec4 c, in vec2 f, in vec3 o, in vec3 d) { c = vec4(d, 1.0); }", "cube map"),
    ],
)
def test_a_pass_that_draws_no_picture_is_named(text, words):
    with pytest.raises(ProgramError, match=words) as caught:
        programs.parse(text, "x")
    assert caught.value.status == "unsupported"


def test_a_single_buffer_that_reads_itself(renderer):
    text = """uniform sampler2D u_buffer0; uniform vec2 u_resolution;
    void main() {
    #ifdef BUFFER_0
        gl_FragColor = texture2D(u_buffer0, vec2(0.5)) + 0.125;
    #else
        gl_FragColor = texture2D(u_buffer0, vec2(0.5));
    #endif
    }"""
    program = programs.parse(text, "x")
    assert program.feedback
    assert first_pixel(renderer, program, 2.0 / renderer.step_rate) == pytest.approx((0.375,) * 3, abs=0.003)
    once = text.replace("texture2D(u_buffer0, vec2(0.5)) + 0.125", "vec4(0.125)")
    assert not programs.parse(once, "x").feedback


UNDEFINED = {
    "equal edges of a constant": ("const float e = 0.5;", "smoothstep(e, e, x)", lambda x: x > 0.5),
    "equal edges of a local": ("", "smoothstep(a, a, x)", lambda x: x > 0.5),
    "equal edges of two locals": ("", "smoothstep(a, b, x)", lambda x: x > 0.5),
    "equal literals": ("", "smoothstep(0.5, 0.5, x)", lambda x: x > 0.5),
    "a literal zero": ("", "clamp((x - 0.5) / 0.0, 0.0, 1.0)", lambda x: x > 0.5),
    "a constant zero": ("const float zero = 1.0 - 1.0;", "clamp((x - 0.5) / zero, 0.0, 1.0)", lambda x: x > 0.5),
    "a bracketed zero": ("", "clamp((x - 0.5) / (2.0 - 2.0), 0.0, 1.0)", lambda x: x > 0.5),
    "a vector of zeros": ("", "clamp(vec2(x - 0.5) / vec2(0.0), 0.0, 1.0).y", lambda x: x > 0.5),
    "a local zero": ("", "clamp((x - 0.5) / z, 0.0, 1.0)", lambda x: x > 0.5),
    "a local that nothing writes": ("", "clamp((x - 0.5) / n, 0.0, 1.0)", lambda x: x > 0.5),
}


@pytest.mark.parametrize("case", UNDEFINED)
def test_undefined_values_are_the_same_in_every_drawing(renderer, case):
    head, value, expected = UNDEFINED[case]
    body = f"float a = 0.5, b = 0.5, z = 0.0, n, x = f.x / iResolution.x; c = vec4(vec3({value}), 1.0);"
    program = programs.parse(f"{head}\n{image(body)}", "x")
    other = programs.parse(image("c = vec4(f * 9.7, iTime, 1.0);"), "y")
    columns = (np.arange(16) + 0.5) / 16
    for time in (0.0, 1.0, 0.0):
        picture = renderer.render(program, [Sample(time)])[0]
        assert (picture == np.where(expected(columns), 255, 0)[None, :, None]).all()
        renderer.render(other, [Sample(time)])


def test_what_nobody_sets_is_named():
    text = "varying vec2 place; uniform sampler2DArray tex; uniform vec2 size; uniform float now;\n"
    program = programs.parse(text + "void main() { gl_FragColor = texture(tex, place.xyx) * now; }", "x")
    assert program.unset == ("now", "place", "tex") and program.passes[0].idle == ("size",)
    assert programs.parse(image("c = texture(iChannel0, f) + iTime;"), "x").unset == ("iChannel0",)
    assert programs.parse(image("c = vec4(iTime);"), "x").unset == ()


def test_a_terminal_s_cursor_and_colours(pixel):
    for body, expected in {
        "c = vec4(iCurrentCursor.xy / iResolution.xy, iCurrentCursor.w / iResolution.y, 1.0);": (0.65, 0.35, 0.05),
        "c = vec4(iTime - iTimeCursorChange, iPreviousCursor.x / iResolution.x, float(iCursorVisible), 1.0);": (
            0.5,
            0.3,
            1.0,
        ),
        "c = vec4(iPalette[16 + 2 * 36 + 5 * 6], 1.0);": (135 / 255, 1.0, 0.0),
        "c = iCurrentCursorStyle == CURSORSTYLE_BLOCK ? vec4(iBackgroundColor, 1.0) : vec4(1.0);": (0.12, 0.12, 0.18),
        "vec3 iForegroundColor = vec3(0.25); c = vec4(iForegroundColor, iCurrentCursorColor.a);": (0.25, 0.25, 0.25),
    }.items():
        assert programs.parse(image(body), "x").unset == ()
        assert pixel(image(body), 1.5) == pytest.approx(expected, abs=0.003), body
    own = image("c = vec4(iCursorColor, 1.0);", "#define iCursorColor vec3(0.5)\n")
    assert pixel(own) == pytest.approx((0.5, 0.5, 0.5), abs=0.003)
    given = "uniform vec3 iPalette[256];\n" + image("c = vec4(iPalette[1] + 0.5, 1.0);")
    assert pixel(given) == pytest.approx((0.5, 0.5, 0.5), abs=0.003)
