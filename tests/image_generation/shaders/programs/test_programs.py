"""Which dialect a text is, bytes to text, names of files, and what is no shader."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from image_generation.shaders import programs
from image_generation.shaders.programs import text as shared
from image_generation.shaders.programs.program import ProgramError

MAIN_IMAGE = "void mainImage(out vec4 color, in vec2 place) { color = vec4(place, iTime, 1.0); }"
SANDBOX = "uniform float time; void main() { gl_FragColor = vec4(time); }"
BOOK = "uniform float u_time; void main() { gl_FragColor = vec4(u_time); }"
TWIGL = "o=vec4(FC.xy/r,sin(t),1);"
ISF = '/*{"ISFVSN": "2", "INPUTS": []}*/ void main() { gl_FragColor = vec4(TIME); }'
SHADERTOY_JSON = json.dumps({"info": {"id": "abc"}, "renderpass": [{"type": "image", "code": MAIN_IMAGE}]})

TEXTS = {
    "shadertoy": [
        MAIN_IMAGE,
        SHADERTOY_JSON,
        # own uniforms and an own main do not hide a mainImage
        "uniform float time;\n" + MAIN_IMAGE.replace("iTime", "time"),
        "uniform vec3 iResolution; out vec4 c;\n" + MAIN_IMAGE + "\nvoid main() { mainImage(c, gl_FragCoord.xy); }",
        "void main() { gl_FragColor = vec4(gl_FragCoord.xy / iResolution.xy, iGlobalTime, 1.0); }",
    ],
    "glslsandbox": [SANDBOX, "void main(void) {}", "// mainImage(\n" + SANDBOX, "/* u_time */" + SANDBOX],
    "bookofshaders": [BOOK, "#ifdef GL_ES\nprecision mediump float;\n#endif\n" + BOOK],
    "twigl": [
        TWIGL,
        "void main(){gl_FragColor=vec4(FC.xy/r,1,1);}",
        "void main(){gl_FragColor=vec4(gl_FragCoord.xy/r,t,1);}",
        "precision highp float;uniform vec2 r;uniform float t;void main(){gl_FragColor=vec4(r,t,1);}",
        "uniform float time;uniform float sound;void main(){gl_FragColor=vec4(time+sound);}",
    ],
    "isf": [ISF, "// by me\n\n" + ISF],
    "bonzomatic": [
        "#version 410 core\nuniform float fGlobalTime; uniform vec2 v2Resolution; uniform sampler1D texFFT;\n"
        "layout(location = 0) out vec4 out_color; void main() { out_color = texture(texFFT, fGlobalTime); }"
    ],
    "kodelife": [
        "#version 150\nuniform float time; uniform vec2 resolution;\n"
        "in VertexData { vec4 v_position; vec3 v_normal; vec2 v_texcoord; } inData; out vec4 fragColor;\n"
        "void main() { fragColor = vec4(inData.v_texcoord, sin(time), 1.0); }"
    ],
}


@pytest.mark.parametrize(("dialect", "text"), [(d, t) for d, texts in TEXTS.items() for t in texts])
def test_dialect_is_found(dialect, text):
    assert programs.detect(text).dialect == dialect
    assert programs.parse(text, "x").dialect == dialect


def test_every_dialect_is_tested():
    assert set(TEXTS) == set(programs.DIALECTS)


def test_dialect_can_be_forced():
    both = "uniform float time; void main() { gl_FragColor = vec4(time); }"
    assert programs.parse(both, "x", dialect="twigl").dialect == "twigl"
    with pytest.raises(ProgramError, match="no mainImage"):
        programs.parse(SANDBOX.replace("main", "other"), "x", dialect="shadertoy")
    with pytest.raises(ValueError, match="cobol"):
        programs.parse(both, "x", dialect="cobol")


def test_two_dialects_in_one_folder(tmp_path):
    for name, texts in TEXTS.items():
        (tmp_path / f"{name}.fragment").write_text(texts[0])
    found = {path.stem: programs.load(path).dialect for path in tmp_path.iterdir()}
    assert found == {name: name for name in TEXTS}


def test_name_is_the_stem_and_source_the_text(tmp_path):
    path = tmp_path / "waves.v2.frag"
    path.write_text(SANDBOX)
    program = programs.load(path)
    assert (program.name, program.source) == ("waves.v2", SANDBOX)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + SANDBOX.encode(),
        SANDBOX.encode("utf-16"),
        SANDBOX.replace(" ", "\r").encode(),
        SANDBOX.replace(" ", "\r\n").encode(),
        b"// caf\xe9\n" + SANDBOX.encode(),
        SANDBOX.encode() + b"\x1a",
    ],
)
def test_encodings(data):
    program = programs.parse(data, "x")
    assert program.dialect == "glslsandbox"
    assert "\r" not in program.source
    assert not program.source.startswith("\ufeff")


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"", "unreadable", "empty"),
        (b" \n\t\n", "unreadable", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unreadable", "binary"),
        (bytes(range(256)) * 8, "unreadable", "binary"),
        (b"void main() {}" + b" " * (5 << 20), "unsupported", "4 MB"),
        (b'{"info": {"id": "a"}, "renderpass": [', "unreadable", "broken JSON"),
        (b"[" * 100000, "unreadable", "broken JSON"),
        (b'{"renderpass":' + b"[" * 100000 + b"}", "unreadable", "broken JSON"),
        (b'{"renderpass": 1' + b"0" * 10000 + b"}", "unreadable", "broken JSON"),
        (b'{"name": "package", "version": 1}', "unreadable", "JSON"),
        (b"[]", "unreadable", "JSON"),
        (b"Dear reader, this is no shader.", "unreadable", "no shader"),
        (b'{"Error": "Shader not found"}', "unreadable", "Shader not found"),
    ],
)
def test_what_is_no_shader(data, status, words):
    with pytest.raises(ProgramError, match=words) as caught:
        programs.parse(data, "x")
    assert caught.value.status == status
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path):
    with pytest.raises(ProgramError, match="No such file"):
        programs.load(tmp_path / "none.frag")


def test_every_dialect_includes_and_none_from_outside(tmp_path):
    (tmp_path / "shaders" / "rings").mkdir(parents=True)
    (tmp_path / "shaders" / "lib").mkdir()
    (tmp_path / "shaders" / "lib" / "tint.glsl").write_text("vec4 tint(float t) { return vec4(t, 0.0, 0.0, 1.0); }\n")
    (tmp_path / "shaders" / "lib" / "it's.glsl").write_text("vec4 tint(float t) { return vec4(t); }\n")
    (tmp_path / "secret.glsl").write_text("vec4 tint(float t) { return vec4(t, 0.0, 0.0, 1.0); }\n")
    (tmp_path / "shaders" / "link.glsl").symlink_to(tmp_path / "secret.glsl")
    path = tmp_path / "shaders" / "rings" / "x.frag"
    texts = {
        "shadertoy": "void mainImage(out vec4 c, in vec2 f) { c = tint(iTime); }",
        "glslsandbox": "uniform float time; uniform vec2 mouse; void main() { gl_FragColor = tint(time + mouse.x); }",
        "bookofshaders": "uniform float u_time; void main() { gl_FragColor = tint(u_time); }",
        "twigl": "precision highp float; uniform vec2 r; uniform float t; void main() { gl_FragColor = tint(t + r.x); }",
        "isf": "void main() { gl_FragColor = tint(TIME); }",
    }
    for dialect, text in texts.items():
        head = '/*{"ISFVSN": "2", "INPUTS": []}*/\n' if dialect == "isf" else ""
        for file in (
            '"../lib/tint.glsl"',
            '"lib/tint.glsl"',
            "'../lib/tint.glsl'",
            "<lib/tint.glsl>;",
            '"../lib/it\'s.glsl"',
        ):
            program = programs.parse(
                f"{head}#include {file}\n{text}", "x", path=path, folders=[str(tmp_path / "shaders")]
            )
            assert program.dialect == dialect and "tint" in program.passes[0].fragment
        for file, folders in (
            ("../../secret.glsl", [str(tmp_path / "shaders")]),
            ("../link.glsl", [str(tmp_path / "shaders")]),
            (str(tmp_path / "secret.glsl"), [str(tmp_path / "shaders")]),
            ("../lib/tint.glsl", []),
            ("missing.glsl", [str(tmp_path)]),
        ):
            with pytest.raises(ProgramError, match=r"x:\d: #include .*glsl") as caught:
                programs.parse(f'{head}#include "{file}"\n{text}', "x", path=path, folders=folders)
            assert caught.value.status == "unsupported"


# ------------------------------------------------------------------ names of files


@given(st.text(max_size=300))
def test_safe_names_are_file_names(name):
    safe = programs.safe_name(name)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}", safe)
    assert safe == programs.safe_name(name)
    if safe != name:
        assert re.search(r"-[0-9a-f]{12}$", safe)


@given(st.lists(st.text(alphabet="ab./ é\n", max_size=6), unique=True, max_size=20))
def test_safe_names_keep_names_apart(names):
    assert len({programs.safe_name(name) for name in names}) == len(names)


@pytest.mark.parametrize("name", ["..", ".", "", "../x", "/etc/passwd", "a/b", ".hidden", "é", "x" * 81, "a\0b", "a b"])
def test_unsafe_names_are_changed(name):
    assert programs.safe_name(name) != name


@pytest.mark.parametrize("name", ["XsXXDn", "a.b-c_d", "x" * 80])
def test_safe_names_stay(name):
    assert programs.safe_name(name) == name


# ------------------------------------------------------------------ shared look at GLSL


def test_comments_are_not_looked_at():
    text = "a // b \\\nc\nd /* e\nf */ g"
    assert shared.words(text) == {"a", "d", "g"}
    assert shared.without_comments("x/*\n\n*/y").count("\n") == 2


def test_declared_inputs():
    text = "uniform highp vec2 a, b[3]; varying vec2 c; in vec4 d;\n void f(in vec2 e) {} // uniform float g;\n"
    assert shared.declared(text) == {"a": "vec2", "b": "vec2", "c": "vec2", "d": "vec4"}


def test_header_comments():
    text = "// title: Waves\n//tags: sea, blue\n\nvoid main() {}\n// description: no\n"
    assert shared.header(text) == {"title": "Waves", "tags": "sea, blue"}
    program = programs.parse("// title: Waves\n// description: Sea.\n// tags: a, b\n" + MAIN_IMAGE, "x")
    assert (program.name, program.description, program.tags) == ("Waves", "Sea.", ("a", "b"))
