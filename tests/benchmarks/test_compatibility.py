"""benchmarks/compatibility.py: what is counted, what is left out of messages, and the whole command on two folders."""

import argparse
import json
import subprocess

import pytest

from benchmarks import compatibility
from image_generation.common.errors import UserError
from image_generation.shaders.checking.worker import Row
from image_generation.shaders.sources import Source
from tests.conftest import ROOT

GOOD = "void mainImage(out vec4 c, in vec2 p) { c = vec4(p / iResolution.xy, sin(iTime), 1.0); }"
BAD = "void mainImage(out vec4 c, in vec2 p) { c = secret_name(p); }"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("0:12(5): error: `secret' undeclared", "X undeclared"),
        ("/home/ann/waves.glsl:7: no function with name 'secret'", "no function with name X"),
        ("needs a texture noise.png of 256x256 (at 0x3f)", "needs a texture FILE of 256x256"),
        ("is larger than 16 MB", "is larger than N MB"),
        ("two\nlines", "two"),
        ("", "without a message"),
    ],
)
def test_kinds_of_messages_tell_nothing_of_their_file(message, kind):
    assert compatibility.kind(message) == kind


def test_counts_of_a_report():
    rows = [Row("a", "a", "isf"), Row("b", "b", "isf", "unset"), Row("c", "c", "isf", "timeout", "took 20 s")]
    rows += [Row("d", "d", "", "unreadable", "is binary"), Row("e", "e", "twigl", "compile_error", "took 30 s")]
    found = compatibility.outcome(rows, 9)
    assert (found.files, found.checked, found.shaders, found.drawn) == (9, 5, 4, 2)
    assert found.kinds["isf", "timeout", "took N s"] == 1
    table = compatibility._dialect_table(found.statuses).splitlines()
    assert [line.split(" | ")[0] for line in table[2:]] == ["| isf", "| twigl", "| none told"]
    assert table[2].startswith("| isf | 3 | 66.7% | 1 | 1 |  |")


def test_a_sample_is_the_same_every_time_and_keeps_the_order():
    sources = [Source(f"{k:03d}", "") for k in range(100)]
    drawn = compatibility.drawn_files(sources, 10, 0)
    assert drawn == compatibility.drawn_files(sources, 10, 0) == sorted(drawn, key=lambda source: source.name)
    assert drawn != compatibility.drawn_files(sources, 10, 1)
    assert compatibility.drawn_files(sources, 500, 0) == sources


@pytest.mark.parametrize("text", ["ann/a=/x", "=/x@1", "ann/a=@1", "ann=/x@1", "ann/a=/x@a b", "file:///x=/x@1"])
def test_what_is_no_collection(text):
    with pytest.raises(argparse.ArgumentTypeError):
        compatibility.collection(text)


def test_addresses():
    assert compatibility.collection("ann/a=/x@y@1f").folder == "/x@y"
    assert compatibility.collection("ann/a=/x@1").address == "https://github.com/ann/a"
    assert compatibility.collection("https://example.org/a=/x@1").address == "https://example.org/a"


def test_the_command_makes_the_page_and_makes_it_again(tmp_path, monkeypatch):
    for name, text in {"a/one.glsl": GOOD, "a/two.glsl": BAD, "b/three.glsl": GOOD, "b/package.json": "{}"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    line = ["bash", ROOT / "scripts/experiments/compatibility.sh", f"ann/a={tmp_path}/a@1f2e"]
    line += [f"https://example.org/b={tmp_path}/b@v1", "--workers", "1", "--device", "cpu", "--resolution", "16"]
    line += ["--output", tmp_path / "out", "--page", tmp_path / "page.md"]
    done = subprocess.run([*map(str, line)], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "page.md").read_text()
    assert "| [ann/a](https://github.com/ann/a) | `1f2e` | 2 | 2 | 2 | 1 | 50.0% |" in text
    assert "| [https://example.org/b](https://example.org/b) | `v1` | 2 | 2 | 1 | 1 | 100.0% |" in text
    assert "| ann/a | shadertoy | compile_error | 1 |" in text
    assert "secret" not in text and "one.glsl" not in text and str(tmp_path) not in text
    counts = json.loads((tmp_path / "out" / "counts.json").read_text())
    assert [one["files"] for one in counts] == [2, 2] and str(tmp_path) not in json.dumps(counts)
    # Again, file by file: nothing is checked a second time.
    monkeypatch.setattr(compatibility, "CHUNK", 1)
    journal = tmp_path / "out" / "ann+a" / ".rows.jsonl"
    before = journal.read_text()
    compatibility.main([str(word) for word in line[2:]])
    assert (tmp_path / "page.md").read_text() == text and journal.read_text().strip() == before.strip()


def test_bad_input(tmp_path):
    (tmp_path / "a").mkdir()
    for words, message in [
        ([f"ann/a={tmp_path}/none@1"], "no such folder"),
        ([f"ann/a={tmp_path}/a@1"] * 2, "is given twice"),
        ([f"ann/a={tmp_path}/a@1"], "no shader files"),
    ]:
        with pytest.raises(UserError, match=message) as caught:
            compatibility.main([*words, "--output", str(tmp_path / "out")])
        assert caught.value.code == 2
