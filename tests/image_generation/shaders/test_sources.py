"""SHADERS arguments: what they name, in which order, under which names."""

import pytest

from image_generation.common.errors import UserError
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sources import follow_neighbours, is_composed, resolve
from tests.conftest import ROOT

SHADER = "void mainImage(out vec4 c, in vec2 p) { c = vec4(1.0); }"


@pytest.fixture
def tree(tmp_path):
    for path in (
        "b/two.frag",
        "a/one.glsl",
        "a/deep/two.fragment",
        "a/README.md",
        "a/.hidden.frag",
        "a/photo.png",
        "c/LICENSE",
    ):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SHADER)
    return tmp_path


def names(*specs):
    return [source.name for source in resolve([str(spec) for spec in specs])]


def test_folders_are_searched_and_other_files_passed_over(tree):
    assert names(tree) == ["a.deep.two", "b.two", "one"]


def test_names_are_sorted_unique_and_safe_for_any_order_of_arguments(tree):
    assert names(tree / "b", tree / "a" / "one.glsl") == names(tree / "a" / "one.glsl", tree / "b") == ["one", "two"]
    twice = names(tree / "b" / "two.frag", tree / "b" / "two.frag", tree / "a" / "deep" / "two.fragment")
    assert len(set(twice)) == 3


def test_names_that_differ_only_in_case_do_not_share_a_folder(tmp_path):
    for name in ("Wave.frag", "wave.frag"):
        (tmp_path / name).write_text(SHADER)
    assert len({name.lower() for name in names(tmp_path)}) == 2


def test_lists_are_relative_to_themselves(tree):
    (tree / "lists").mkdir()
    listed = tree / "lists" / "mine"
    listed.write_text("# two programs\n../b/two.frag\r\n\n  ../a/one.glsl  \n")
    assert names(listed) == ["one", "two"]


def test_a_list_may_name_folders_absolute_paths_and_bundled(tree):
    listed = tree / "list.txt"
    listed.write_text(f"a\n{tree}/b/two.frag\nbundled\n")
    found = names(listed)
    assert {"one"} < set(found) and len(found) > 40 and found == sorted(found)


def test_a_shader_is_not_taken_for_a_list(tree):
    assert names(tree / "a" / "one.glsl") == ["one"]
    (tree / "geek.txt").write_text("vec2 p=FC.xy/r;\ngl_FragColor=vec4(p,0,1);")
    assert names(tree / "geek.txt") == ["geek"]


@pytest.mark.parametrize("line", ["nowhere.frag", "composed:0", "../../nowhere"])
def test_wrong_lines_are_named(tree, line):
    (tree / "list.txt").write_text(f"# first\na\n{line}\n")
    with pytest.raises(UserError, match=r"list\.txt:3") as caught:
        resolve([str(tree / "list.txt")])
    assert caught.value.code == 2


def test_lists_do_not_nest_without_end(tree):
    (tree / "loop.txt").write_text("loop.txt\n")
    assert names(tree / "loop.txt") == ["loop"]  # a file named in a list is a shader


@pytest.mark.parametrize(
    "spec",
    [
        "composed:",
        "composed:-3",
        "composed:x",
        "composed:1:2:3",
        "composed:0",
        "composed:1/",
        "composed:1/2/3",
        "composed:1/-2",
        "composed4:0",
        "composed5:0",
        "composed6:3",
        "nowhere",
        "/dev/null",
    ],
)
def test_wrong_arguments(spec):
    with pytest.raises(UserError) as caught:
        resolve([spec])
    assert caught.value.code == 2 and spec in str(caught.value)


def test_programs_of_another_grammar():
    three, four = resolve(["composed:3:7"]), resolve(["composed4:3:7"])
    assert [source.path for source in four] == [f"composed4:7/{k}" for k in range(3)]
    assert b"// grammar: 4\n" in four[1].read() and b"// grammar: 3\n" in three[1].read()
    assert len({source.name for source in resolve(["composed:3:7", "composed4:3:7"])}) == 6
    assert resolve(["composed4:7/1"]) == four[1:2] and is_composed("composed4:7/1") and not is_composed("composed2:9")
    assert b"// grammar: 5\n" in resolve(["composed5:7/1"])[0].read()
    assert four[2].composed == (2, 7, 4) and three[2].composed == (2, 7, 3)


def test_one_composed_program_is_named_as_tables_name_it():
    (one,) = resolve(["composed:7/12"])
    assert one == resolve(["composed:13:7"])[12] and one.path == "composed:7/12"
    assert len({source.name for source in resolve(["composed:13:7", "composed:7/12"])}) == 14


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(UserError, match="no shader files"):
        resolve([str(tmp_path)])


def test_twenty_one_thousand_lines_are_resolved_without_reading_shaders(tree, monkeypatch):
    (tree / "list.txt").write_text("b/two.frag\n" * 21000)
    monkeypatch.setattr("image_generation.shaders.sources.Source.read", lambda self: pytest.fail("read"))
    assert len(set(names(tree / "list.txt"))) == 21000


def test_the_list_of_bundled_names_is_that_of_the_corpus():
    lines = (ROOT / "shader_ids" / "bundled").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == names("bundled")
    assert len(lines) > 256


def test_unsure_files_follow_sure_neighbours(tmp_path):
    main = "void main() { gl_FragColor = vec4(1.0); }"
    for folder, head in (("book", "uniform float u_time; uniform vec2 u_resolution; "), ("mixed", "")):
        (tmp_path / folder / "inner").mkdir(parents=True)
        for number in range(3):
            (tmp_path / folder / f"{folder}{number}.frag").write_text(head + main)
        (tmp_path / folder / "inner" / f"{folder}_hello.frag").write_text(main)
    sources = resolve([str(tmp_path)])
    told = {source.name: source for source in follow_neighbours(sources)}
    assert told["book_hello"].dialect == "bookofshaders" and "follows 3" in told["book_hello"].signs
    program = told["book_hello"].load()
    assert program.dialect == "bookofshaders" and program.signs == told["book_hello"].signs
    assert told["book0"].dialect is None and next(s for s in sources if s.name == "book_hello").dialect is None
    # three sure files of the other folder say nothing about a folder without any; above, they are all that is sure
    assert told["mixed0"].dialect == "bookofshaders"


def test_folders_of_a_program(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "shaders" / "deep").mkdir(parents=True)
    (tmp_path / "lib" / "tint.glsl").write_text("const float tint = 0.5;\n")
    (tmp_path / "shaders" / "own.glsl").write_text("const float own = 0.5;\n")
    text = (
        '#include "tint.glsl"\n#include "../own.glsl"\nvoid mainImage(out vec4 c, in vec2 f) { c = vec4(tint + own); }'
    )
    (tmp_path / "shaders" / "deep" / "a.frag").write_text(text)
    spec = [str(tmp_path / "shaders")]
    found = {source.name: source for source in resolve(spec, [str(tmp_path / "lib")])}
    assert found["a"].load().dialect == "shadertoy"
    with pytest.raises(ProgramError, match=r"a:1: #include tint\.glsl"):
        next(source for source in resolve(spec) if source.name == "a").load()
    with pytest.raises(UserError, match="--include .*nowhere"):
        resolve(spec, [str(tmp_path / "nowhere")])


def test_a_dataset_of_names_with_line_ends_is_finished_once(command, tmp_path):
    folder = tmp_path / "shaders"
    folder.mkdir()
    (folder / "new\nline\r.glsl").write_text(
        "void mainImage(out vec4 c, in vec2 f) { c = vec4(fract(iTime + f.x / 64.0)); }"
    )
    call = [ROOT / "image_generation/shaders/generate_dataset.py", "--shaders", folder, "--output", tmp_path / "d"]
    call += ["--n-samples", 3, "--resolution", 16, "--workers", 1, "--layout", "class"]
    assert "3 drawn" in command(*call).stdout
    assert "0 drawn" in command(*call).stdout
    assert (tmp_path / "d/programs.csv").read_text().count("\n") == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lists_have_line_ends_of_any_system(tmp_path, end):
    for name in ("a.glsl", "b.glsl"):
        (tmp_path / name).write_text("void mainImage(out vec4 c, in vec2 f) { c = vec4(iTime); }")
    (tmp_path / "list.txt").write_bytes(end.join(["# two", "a.glsl", "b.glsl", ""]).encode())
    assert [source.name for source in resolve([str(tmp_path / "list.txt")])] == ["a", "b"]
