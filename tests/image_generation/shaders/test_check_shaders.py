"""check_shaders.py: one row a file whatever happens, frames as drawn, resumed after kills, lists of what is worth it."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from image_generation.shaders.checking.curation import Thresholds, curate, near_duplicates
from image_generation.shaders.checking.worker import CheckSettings, Row, make_handler
from image_generation.shaders.composer import compose
from image_generation.shaders.programs import load
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.compiled import CompiledProgram
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve
from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import BROKEN, ENDLESS, SLOW, WAVES, write_shaders

SCRIPT = "image_generation/shaders/check_shaders.py"


def report(folder):
    with open(folder / "report.csv", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    """Shaders of three dialects, and most ways to fail."""
    folder = write_shaders(tmp_path_factory.mktemp("collection"), 2)
    (folder / "sandbox.frag").write_text(
        "uniform float time; uniform vec2 resolution;\n"
        "void main() { gl_FragColor = vec4(gl_FragCoord.xy / resolution, fract(time), 1.0); }"
    )
    (folder / "book.frag").write_text(
        "uniform float u_time; uniform vec2 u_resolution;\n"
        "void main() { gl_FragColor = vec4(gl_FragCoord.x / u_resolution.x, 0.0, fract(u_time), 1.0); }"
    )
    (folder / "broken.frag").write_text(BROKEN)
    (folder / "endless.frag").write_text(ENDLESS)
    (folder / "empty.frag").write_text("")
    (folder / "error.json").write_text('{"Error": "Shader not found"}')
    (folder / "nan.frag").write_text("void mainImage(out vec4 c, in vec2 p) { c = vec4(sqrt(-1.0 - p.x)); }")
    (folder / "include.frag").write_text('#include "nowhere.glsl"\nvoid main() { gl_FragColor = vec4(1.0); }')
    (folder / "large.frag").write_text(
        "// " + "x" * 5_000_000 + "\nvoid mainImage(out vec4 c, in vec2 p) { c = vec4(1.); }"
    )
    return folder


def test_every_file_gets_a_row(command, collection, tmp_path):
    call = [
        "--shaders",
        collection,
        "--output",
        tmp_path,
        "--times",
        0.5,
        1.25,
        "--resolution",
        96,
        "--timeout",
        1,
    ]
    done = command(SCRIPT, *call, "--workers", 2)
    rows = report(tmp_path)
    assert set(rows) == {p.stem for p in collection.iterdir()}
    statuses = {name: row["status"] for name, row in rows.items()}
    assert statuses == {
        "wave0": "ok", "wave1": "ok", "sandbox": "ok", "book": "ok", "nan": "ok", "broken": "compile_error",
        "endless": "timeout", "empty": "unreadable", "error": "unreadable", "include": "unsupported",
        "large": "unsupported",
    }  # fmt: skip
    assert {rows[n]["dialect"] for n in ("wave0", "sandbox", "book")} == {
        "shadertoy",
        "glslsandbox",
        "bookofshaders",
    }
    assert ":2:" in rows["broken"]["message"] and "nothing" in rows["broken"]["message"]
    assert "nowhere.glsl" in rows["include"]["message"]
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith("11 shaders: 5 ok, 1 compile_error, 2 unsupported, 1 timeout, 2 unreadable")
    assert sorted(p.name for p in (tmp_path / "frames").iterdir()) == sorted(
        f"{name}_{k}.png" for name, status in statuses.items() if status == "ok" for k in range(2)
    )
    began = time.monotonic()
    again = command(SCRIPT, *call)
    assert again.stdout == done.stdout and time.monotonic() - began < 20  # the endless one is not tried again


def test_frames_and_figures_are_those_of_the_pictures(command, collection, tmp_path):
    times = [0.25, 1.0, 7.5]
    command(
        SCRIPT,
        "--shaders",
        collection / "wave1.frag",
        "--output",
        tmp_path,
        "--times",
        *times,
        "--resolution",
        24,
    )
    with Renderer("cpu", 24) as renderer:
        drawn = renderer.render(load(collection / "wave1.frag"), [Sample(t) for t in times]).astype(float)
    row = report(tmp_path)["wave1"]
    for k in range(3):
        frame = cv2.cvtColor(cv2.imread(str(tmp_path / "frames" / f"wave1_{k}.png")), cv2.COLOR_BGR2RGB)
        assert (frame == drawn[k]).all()
    assert float(row["std"]) == pytest.approx(np.mean([d.std() for d in drawn]), abs=0.01)
    motion = np.mean([np.abs(drawn[1] - drawn[0]).mean(), np.abs(drawn[2] - drawn[1]).mean()])
    assert float(row["motion"]) == pytest.approx(motion, abs=0.01)
    assert float(row["compile_ms"]) >= 0 and float(row["frame_ms"]) > 0 and row["passes"] == "1"


def test_a_killed_check_goes_on(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 40, SLOW)
    call = [
        "--shaders",
        str(shaders),
        "--output",
        str(tmp_path / "d"),
        "--resolution",
        "128",
        "--workers",
        "2",
    ]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / SCRIPT), *call],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    frames = tmp_path / "d" / "frames"
    while not frames.is_dir() or len(list(frames.iterdir())) < 8:
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in frames.glob("*.png")}
    (frames / ".1.part").write_bytes(b"half of a picture")  # as a process leaves it that is killed just then
    command(SCRIPT, *call)
    assert not list(frames.glob(".*"))
    assert len(report(tmp_path / "d")) == 40
    again = [name for name, time_ns in kept.items() if (frames / name).stat().st_mtime_ns == time_ns]
    assert len(again) >= 4


def test_a_changed_file_and_other_settings_are_checked_anew(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 2)
    call = ["--shaders", shaders, "--output", tmp_path / "d", "--resolution", 16]
    command(SCRIPT, *call)
    (shaders / "wave1.frag").write_text(BROKEN)
    command(SCRIPT, *call)
    assert [row["status"] for row in report(tmp_path / "d").values()] == ["ok", "compile_error"]
    command(SCRIPT, *call, "--times", 3)
    assert {row["motion"] for row in report(tmp_path / "d").values()} == {"0.000", ""}


def test_any_file_name_that_fits_on_a_line_is_read_from_a_keep_list(command, tmp_path):
    """Signs of code and of comments, and blanks, in the names of shaders in the list's own folder."""
    names = ["a;b.glsl", "#c.glsl", " d.glsl", "{e}.glsl", "f(1).glsl", "composed.glsl"]
    folder = tmp_path / "shaders"
    folder.mkdir()
    for number, name in enumerate(names):
        (folder / name).write_text(
            f"void mainImage(out vec4 c, in vec2 f) {{ c = vec4(fract(iTime + f.x / 64.0), 0.{number}, 0, 1); }}"
        )
    done = command(
        SCRIPT, "--shaders", folder, "--output", tmp_path / "d", "--resolution", 16, "--keep-list", folder / "keep.txt"
    )
    assert done.returncode == 0, done.stderr
    assert sorted(Path(source.path).name for source in resolve([str(folder / "keep.txt")])) == sorted(names)
    (folder / "new\nline.glsl").write_text(
        "void mainImage(out vec4 c, in vec2 f) { c = vec4(fract(iTime + f.x / 64.0)); }"
    )
    (folder / "keep.txt").unlink()
    call = [
        SCRIPT,
        "--shaders",
        folder,
        "--output",
        tmp_path / "d2",
        "--resolution",
        16,
        "--keep-list",
        folder / "keep.txt",
    ]
    done = command(*call, code=1)
    assert "cannot stand on a line of a list; rename the file" in done.stderr and not (folder / "keep.txt").exists()


def test_keep_list_feeds_other_commands(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 3)
    (shaders / "twin.frag").write_text(WAVES.format("2.0"))
    (shaders / "flat.frag").write_text("void mainImage(out vec4 c, in vec2 p) { c = vec4(fract(iTime * 0.3)); }")
    (shaders / "still.frag").write_text("void mainImage(out vec4 c, in vec2 p) { c = vec4(fract(p / 7.0), 0.0, 1.0); }")
    (shaders / "broken.frag").write_text(BROKEN)
    keep = tmp_path / "lists" / "good.txt"
    done = command(SCRIPT, "--shaders", shaders, "--output", tmp_path / "d", "--resolution", 64, "--keep-list", keep)
    assert "3 of 7 programs kept" in done.stdout
    with open(f"{keep}.rejected.csv", newline="") as file:
        reasons = {row["name"]: row["reason"].split(":")[0] for row in csv.DictReader(file)}
    assert reasons == {"broken": "compile_error", "flat": "flat", "still": "still", "wave1": "duplicate"}
    command(
        "image_generation/shaders/generate_dataset.py", "--shaders", keep, "--output", tmp_path / "i", "--n-samples", 3,
        "--resolution", 8,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["--min-std", "500", "--keep-list", "K"], "no program satisfies", 1),
        (["--times"], "--times", 2),
        (["--resolution", "0"], "--resolution", 2),
        (["--gpus", "7"], "--gpus 7", 2),
    ],
)
def test_wrong_arguments(command, tmp_path, arguments, words, code):
    shaders = write_shaders(tmp_path / "s", 1)
    arguments = [str(tmp_path / "k.txt") if a == "K" else a for a in arguments]
    failed = command(SCRIPT, "--shaders", shaders, "--output", tmp_path / "d", *arguments, code=code)
    assert words in failed.stderr and not (tmp_path / "k.txt").exists()


def row(name, picture, **values):
    return Row(name, name, **{"frame_ms": 1.0, "std": 50.0, "motion": 20.0, "thumbnail": picture, **values})


def test_near_duplicates_against_all_pairs():
    rng = np.random.default_rng(0)
    centres = rng.integers(0, 256, (40, 48))
    pictures = np.clip(centres[rng.integers(0, 40, 300)] + rng.integers(-4, 5, (300, 48)), 0, 255)
    rows = [row(f"{k:03d}", picture.tolist()) for k, picture in enumerate(pictures)]
    twins = near_duplicates(rows, 6.0)
    kept = []
    for k, picture in enumerate(pictures.astype(float)):
        near = [j for j in kept if np.sqrt(((pictures[j] - picture) ** 2).mean()) < 6.0]
        assert (f"{k:03d}" in twins) == bool(near)
        if not near:
            kept.append(k)
    assert 30 <= len(kept) <= 60


def test_each_threshold_has_its_reason():
    picture = list(range(48))
    rows = [
        row("a", picture),
        row("b", picture, frame_ms=500.0),
        row("c", picture, std=1.0),
        row("d", picture, motion=0.1),
    ]
    rows.append(Row("e", "e", status="crash", message="SIGSEGV"))
    reasons = curate(rows, Thresholds())
    assert {name: reason.split(":")[0] for name, reason in reasons.items()} == {
        "b": "slow", "c": "flat", "d": "still", "e": "crash"
    }  # fmt: skip


def test_what_nobody_sets_and_what_differs_have_statuses(command, tmp_path):
    """The lists of programs worth rendering leave both out; --explain says why each dialect was taken."""
    folder = tmp_path / "shaders"
    folder.mkdir()
    main = "void main() { gl_FragColor = %s; }"
    (folder / "black.frag").write_text("uniform float tint; varying vec2 at;" + main % "vec4(at, tint, 1.0) * 0.5")
    (folder / "still.frag").write_text("uniform float now; " + main % "vec4(sin(now + gl_FragCoord.x))")
    (folder / "moving.frag").write_text(
        "uniform float time; uniform vec2 resolution; uniform float knob;"
        + main % "vec4(gl_FragCoord.xy / resolution, fract(time) + knob, 1.0)"
    )
    (folder / "fine.frag").write_text(
        "uniform float time; uniform vec2 resolution;" + main % "vec4(gl_FragCoord.yx / resolution, fract(time), 1.0)"
    )
    out = tmp_path / "out"
    call = ["--shaders", folder, "--output", out, "--times", 0.25, 0.75, "--resolution", 32, "--workers", 1]
    call += ["--device", "cpu", "--explain", "--keep-list", tmp_path / "keep.txt", "--min-std", 0, "--min-motion", 0]
    done = command(SCRIPT, *call)
    rows = report(out)
    assert {name: row["status"] for name, row in rows.items()} == {
        "black": "unset", "still": "unset", "moving": "ok", "fine": "ok"
    }  # fmt: skip
    assert rows["black"]["unset"] == "at tint" and rows["moving"]["unset"] == "knob" and rows["fine"]["unset"] == ""
    assert "nobody sets now" in rows["still"]["message"] and "declares" in rows["fine"]["signs"]
    assert "fine: glslsandbox: defines main" in done.stdout and "nobody sets now" in done.stdout
    kept = (tmp_path / "keep.txt").read_text()
    assert "fine.frag" in kept and "moving.frag" in kept and "black" not in kept and "still" not in kept
    command(SCRIPT, *call, "--keep-unset", "--duplicate-distance", 0)
    assert "still.frag" in (tmp_path / "keep.txt").read_text()


def test_a_program_with_feedback_is_stepped_through_its_times_once(tmp_path, monkeypatch):
    """Two times, 1.0 and 2.5 s, need frames 0 to 150; a few more compare an early one with itself."""
    frames = []
    draw = CompiledProgram._draw_frame
    monkeypatch.setattr(
        CompiledProgram, "_draw_frame", lambda self, *a, **k: (frames.append(1), draw(self, *a, **k))[1]
    )
    text = "uniform sampler2D u_buffer0; uniform float u_time;\n"
    text += "void main() {\n#ifdef BUFFER_0\n gl_FragColor = texture2D(u_buffer0, vec2(0.5)) + 1.0 / 255.0;\n"
    text += "#else\n gl_FragColor = texture2D(u_buffer0, vec2(0.5));\n#endif\n}\n"
    path = tmp_path / "grows.frag"
    path.write_text(text)
    (source,) = resolve([str(path)])
    assert source.load().feedback
    (tmp_path / "frames").mkdir()
    settings = CheckSettings(sources=(source,), frames=str(tmp_path / "frames"), times=(1.0, 2.5), resolution=8,
                             devices=(choose_device("cpu"),))  # fmt: skip
    rows = []

    class Idle:
        def begin(self, unit, item):
            pass

    make_handler(0, settings)(0, rows.append, Idle())
    assert rows[0].status == "ok", rows[0].message
    assert 151 <= len(frames) <= 160


def test_texts_of_composed_programs_are_written_with_their_comments(command, collection, tmp_path):
    call = ("--output", tmp_path / "o", "--resolution", 32, "--times", 1.0, "--workers", 1, "--texts", "--quiet")
    done = command(SCRIPT, "--shaders", "composed:7/12", collection / "book.frag", *call)
    assert f"{tmp_path / 'o' / 'texts'}: 1 texts of composed programs" in done.stdout
    (text,) = (tmp_path / "o" / "texts").iterdir()
    assert text.name == "composed_7_000012.glsl" and text.read_text() == compose.compose(12, 7)
    assert report(tmp_path / "o")["composed_7_000012"]["status"] == "ok"
    refused = command(SCRIPT, "--shaders", collection / "book.frag", *call, code=2)
    assert "--texts writes texts of composed programs: --shaders has none" in refused.stderr
