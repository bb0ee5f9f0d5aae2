"""Libraries of headers: guards by which files that come again are left out, and what bounds the rest."""

import os
import tempfile
from unittest import mock

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from image_generation.shaders.programs.glsl.preprocessor import preprocess
from image_generation.shaders.programs.include_guards import Guards
from image_generation.shaders.programs.includes import Files
from image_generation.shaders.programs.program import ProgramError


def include(*names):
    return "".join(f'#include "{name}.glsl"\n' for name in names)


def guarded(name, body, before=""):
    return f"{before}/* a header */\n#ifndef H_{name}\n#define H_{name}\n{body}\n#endif\n"


def write(folder, text, **files):
    for name, lines in files.items():
        (folder / f"{name}.glsl").write_text(lines)
    (folder / "main.frag").write_text(text)
    return folder / "main.frag"


def names_of(path):
    return [piece.name for piece in Files(str(path)).pieces(path.read_text(), "main") if piece.name != "main"]


def test_guarded_headers_of_headers_come_once(tmp_path, pixel):
    count = 400
    headers = {
        f"h{k}": guarded(k, f"float f{k}() {{ return 0.25; }}", include(*{f"h{k // n}" for n in (2, 3, 4) if k // n}))
        for k in range(1, count)
    }
    text = include(*headers) + f"void main() {{ gl_FragColor = vec4(f1(), f{count - 1}(), 0.5, 1.0); }}\n"
    path = write(tmp_path, text, **headers)
    assert set(names_of(path)) == {f"h{k}.glsl" for k in range(1, count)}
    assert (
        names_of(path)[-1] == f"h{count - 1}.glsl" and Files(str(path)).pieces(text, "main")[-1].text.count("\n") > 399
    )
    assert pixel(text, path=path) == pytest.approx((0.25, 0.25, 0.5), abs=0.003)


def test_headers_that_include_each_other(tmp_path, pixel):
    path = write(
        tmp_path,
        include("a", "b") + "void main() { gl_FragColor = vec4(fa(), fb(), 1.0, 1.0); }\n",
        a=guarded("A", include("b") + "float fa() { return 0.25; }"),
        b=guarded("B", include("a") + "float fb() { return 0.5; }"),
    )
    assert names_of(path) == ["a.glsl", "b.glsl", "a.glsl"]
    assert pixel(path.read_text(), path=path) == pytest.approx((0.25, 0.5, 1.0), abs=0.003)


def test_a_header_whose_first_place_is_inactive_comes_again(tmp_path, pixel):
    text = (
        f"#ifdef NO\n{include('a')}#endif\n{include('a')}void main() {{ gl_FragColor = vec4(a(), 0.0, 0.0, 1.0); }}\n"
    )
    path = write(tmp_path, text, a=guarded("A", "float a() { return 0.25; }"))
    assert pixel(text, path=path)[0] == pytest.approx(0.25, abs=0.003)


def test_what_no_guard_keeps_out_is_bounded(tmp_path):
    headers = {f"h{k}": include(f"h{k + 1}", f"h{k + 1}") for k in range(20)}
    path = write(tmp_path, include("h0") + "void main() {}\n", **headers, h20="int a;\n")
    with pytest.raises(ProgramError, match="too many files") as caught:
        names_of(path)
    assert caught.value.status == "unsupported"
    path = write(tmp_path, include(*["big"] * 5) + "void main() {}\n", big="int a;" + "\n" * (1 << 20))
    with pytest.raises(ProgramError, match="more than 4 MB"):
        names_of(path)


FILES = "abc"
LINES = st.sampled_from(
    [f'#include "{name}"' for name in FILES] * 2
    + [f"#{word} {name}" for word in ("define", "define", "undef") for name in "AB"]
    + ["int k;", "A B"]
)
HEADS = st.sampled_from(["#ifndef A", "#ifndef B", "#ifndef A\n#define A", "#ifndef B\n#define B", "#ifdef A", "#if 0",
                         "#if !defined(A)\n#define A"])  # fmt: skip
LISTS = st.recursive(
    st.lists(LINES, max_size=3),
    lambda inner: st.lists(
        st.one_of(
            inner,
            st.builds(lambda head, body: [head, *body, "#endif"], HEADS, inner),
            st.builds(lambda head, body, rest: [head, *body, "#else", *rest, "#endif"], HEADS, inner, inner),
        ),
        max_size=3,
    ).map(lambda parts: [line for part in parts for line in part]),
    max_leaves=8,
)

INCLUDES = st.lists(st.sampled_from([f'#include "{name}"' for name in FILES]), max_size=3)
GUARDED = st.builds(
    lambda before, name, body, after: [*before, f"#ifndef {name}", f"#define {name}", *body, "#endif", *after],
    INCLUDES, st.sampled_from("AB"), LISTS, INCLUDES,
)  # fmt: skip
TEXTS = st.tuples(*[st.builds(lambda a, b, c: [*a, *b, *c], INCLUDES, LISTS, INCLUDES), *[GUARDED | LISTS] * 3])


def tokens(folder, text):
    return preprocess(Files(os.path.join(folder, "main")).pieces(text, "main"))[0]


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_leaving_out_changes_nothing(lists):
    text, *headers = ["\n".join(lines) + "\n// end" for lines in lists]
    with tempfile.TemporaryDirectory() as folder:
        for name, header in zip(FILES, headers, strict=True):
            with open(os.path.join(folder, name), "w") as file:
                file.write(header)
        try:
            with mock.patch.object(Guards, "settled", lambda self, path: False):
                plain = tokens(folder, text)
        except ProgramError:
            assume(False)
        assert tokens(folder, text) == plain


def test_files_that_include_each_other_outside_of_guards_are_bounded(tmp_path):
    for name, other in (("a", "b"), ("b", "a")):
        text = f'#ifndef {name}_H\n#define {name}_H\n#endif\n#include "{other}.glsl"\n'
        (tmp_path / f"{name}.glsl").write_text(text)
    with pytest.raises(ProgramError, match="includes too many files"):
        Files(str(tmp_path / "a.glsl")).pieces((tmp_path / "a.glsl").read_text(), "a")


def test_a_guard_that_hosts_define_does_not_count_as_passed(tmp_path):
    (tmp_path / "y.glsl").write_text("#ifndef Y\n#define Y\nfloat yy() { return 0.5; }\n#endif\n")
    text = '#ifndef GL_ES\n#define GL_ES\n#include "y.glsl"\n#endif\n#include "y.glsl"\n'
    pieces = Files(str(tmp_path / "a.glsl")).pieces(text, "a")
    assert sum("float yy()" in piece.text for piece in pieces) == 2


def test_lines_before_many_includes_are_bounded(tmp_path):
    (tmp_path / "one.glsl").write_text("float one;\n")
    text = "\n" * 20000 + '#include "one.glsl"\n' * 4000
    with pytest.raises(ProgramError, match="includes too many files"):
        Files(str(tmp_path / "a.glsl")).pieces(text, "a")
