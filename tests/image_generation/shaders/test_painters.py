"""Image models and folders of images as sources: names, pictures, and what every command makes of them."""

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter

import cv2
import numpy as np
import pytest

from image_generation.common.errors import UserError
from image_generation.image_files import read_image
from image_generation.models.registry import MODEL_NAMES, open_model
from image_generation.shaders import check_shaders, gallery, generate_dataset, generate_video
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.painters import Brush, open_painter
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sampler import SamplerSettings
from image_generation.shaders.sources import resolve
from tests.conftest import ROOT

FEW = ("--resolution", "32", "--image-format", "png", "--workers", "1")


def photos(folder, count=6):
    """A folder of pictures, each of one grey level of its own."""
    folder.mkdir(parents=True)
    for k in range(count):
        cv2.imwrite(str(folder / f"{k}.png"), np.full((20, 30, 3), 40 * k, np.uint8))
    return folder


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def brush(index, seed=0, slot=0):
    return Brush(seed=seed, index=index, slot=slot, resolution=16)


# ---------------------------------------------------------------- names


def test_categories_are_sources_and_a_model_without_them_is_one():
    sources = resolve(["model:fractaldb:12", "model:perlin"])
    assert [source.path for source in sources] == [*(f"model:fractaldb/{k}" for k in range(12)), "model:perlin"]
    assert sources[11].name == "fractaldb_0000011" and sources[12].name == "perlin"


def test_a_path_is_an_argument_too_and_lists_may_hold_them(tmp_path):
    photos(tmp_path / "pictures", 1)
    (tmp_path / "list.txt").write_text("model:fractaldb/7\nfolder:pictures\n")
    assert [source.path for source in resolve([str(tmp_path / "list.txt")])] == [
        "model:fractaldb/7",
        f"folder:{tmp_path}/pictures",
    ]


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("model:nothing", [*MODEL_NAMES]),
        ("model:fractaldb:0", ["at least one category"]),
        ("model:fractaldb:-3", ["at least one category"]),
        ("model:fractaldb:x", ["whole number"]),
        ("model:fractaldb:99999999999", ["at most"]),
        ("model:perlin:5", ["no categories"]),
        ("model:", ["there are"]),
        ("folder:", ["no such folder"]),
        ("folder:/nowhere/at/all", ["no such folder"]),
    ],
)
def test_bad_names_are_one_line_and_exit_code_two(spec, words):
    with pytest.raises(UserError) as caught:
        resolve([spec])
    assert caught.value.code == 2 and "\n" not in str(caught.value)
    assert all(word in str(caught.value) for word in [*words, spec])


def test_a_folder_without_images_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(UserError, match="holds no images"):
        resolve([f"folder:{tmp_path}"])


# ---------------------------------------------------------------- pictures


def test_a_folder_is_drawn_in_permutations(tmp_path):
    painter = open_painter(f"folder:{photos(tmp_path / 'p')}")
    drawn = [int(painter.paint(brush(index)).mean()) for index in range(18)]
    for run in range(3):
        assert sorted(drawn[6 * run : 6 * run + 6]) == [40 * k for k in range(6)]
    assert [int(painter.paint(brush(index, seed=1)).mean()) for index in range(18)] != drawn
    assert [int(painter.paint(brush(index, slot=1)).mean()) for index in range(18)] != drawn


def test_an_unreadable_picture_gives_way_to_the_next(tmp_path):
    folder = photos(tmp_path / "p", 3)
    (folder / "1.png").write_bytes(b"broken")
    painter = open_painter(f"folder:{folder}")
    assert {int(painter.paint(brush(index)).mean()) for index in range(9)} == {0, 80}
    for k in (0, 2):
        (folder / f"{k}.png").write_bytes(b"broken")
    with pytest.raises(ProgramError, match="no image can be read"):
        painter.paint(brush(0))


# ---------------------------------------------------------------- commands


def test_a_dataset_of_models_and_photos_by_class_is_what_the_models_draw(tmp_path):
    output = tmp_path / "out"
    shaders = ["model:fractaldb:2", "model:noise", f"folder:{photos(tmp_path / 'photos')}"]
    common = ("--output", str(output), "--n-samples", "16", "--layout", "class", "--seed", "5", *FEW)
    assert generate_dataset.main(["--shaders", *shaders, *common]) == 0
    rows = table(output / "samples.csv")
    assert Counter(row["programs"] for row in rows) == {
        "fractaldb_0000000": 4, "fractaldb_0000001": 4, "noise": 4, "photos": 4,
    }  # fmt: skip
    for row in rows:
        image, index = read_image(output / row["file"]), int(row["index"])
        if row["programs"].startswith("fractaldb"):
            wanted = open_model("fractaldb:2").draw(5, index, int(row["programs"][-1]), 32)
            assert np.array_equal(image, wanted)
    digests = {row["name"]: row["sha1"] for row in table(output / "programs.csv")}
    assert digests["noise"] == hashlib.sha1(b"image model noise, version 1\n").hexdigest()
    assert digests["fractaldb_0000001"] == hashlib.sha1(b"image model fractaldb, category 1, version 1\n").hexdigest()


def test_mixtures_of_models_and_shaders(tmp_path):
    shader = tmp_path / "a.frag"
    shader.write_text("void mainImage(out vec4 c, in vec2 p) { c = vec4(p.x / 64.0, p.y / 64.0, iTime * 0.1, 1.0); }")
    mixing = ("--mixing-type", "convex", "--n-samples-mix", "2")
    for workers in ("1", "2"):
        common = ("--output", str(tmp_path / workers), "--n-samples", "12", *mixing, *FEW, "--workers", workers)
        generate_dataset.main(["--shaders", str(shader), "model:perlin", "model:noise", *common])
    rows = table(tmp_path / "1" / "samples.csv")
    assert {name for row in rows for name in row["programs"].split(";")} == {"a", "perlin", "noise"}
    assert rows == table(tmp_path / "2" / "samples.csv")


def test_models_need_no_opengl(tmp_path):
    """The command runs where nobody may choose a device or make a context."""
    code = (
        "import sys, moderngl\n"
        "def refuse(*a, **k): raise RuntimeError('a context was made')\n"
        "moderngl.create_standalone_context = moderngl.create_context = refuse\n"
        "import image_generation.shaders.flags as flags; flags.choose_device = refuse\n"
        "from image_generation.shaders.generate_dataset import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ("--shaders", "model:perlin", "--output", str(tmp_path / "out"), "--n-samples", "4", *FEW)
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=False, cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").rglob("*.png"))) == 4


def test_parameter_jitter_without_parameters_is_said(tmp_path, capsys):
    common = ("--output", str(tmp_path / "out"), "--n-samples", "2", "--parameter-jitter", "0.3", *FEW)
    generate_dataset.main(["--shaders", "model:noise", *common])
    out, err = capsys.readouterr()
    assert "--parameter-jitter: 1 of the 1 sources" in err and "1 programs drawn as written" in out


def test_a_resolution_that_models_do_not_draw_is_refused(tmp_path):
    with pytest.raises(UserError, match="8 to 2048"):
        generate_dataset.main(
            ["--shaders", "model:noise", "--output", str(tmp_path / "o"), "--n-samples", "1", "--resolution", "4"]
        )


def test_a_changed_folder_is_noticed(tmp_path):
    folder, open_ = photos(tmp_path / "p"), open_painter
    before = open_(f"folder:{folder}").text
    open_.cache_clear()
    (folder / "5.png").unlink()
    assert open_(f"folder:{folder}").text != before


def test_live_images_are_those_of_the_dataset():
    with LiveDataset(["model:fractaldb:2"], 16, 8, sampler=SamplerSettings(seed=3), workers=1) as dataset:
        for index in range(8):
            image, label = dataset.read(index)
            assert np.array_equal(image, open_model("fractaldb:2").draw(3, index, label, 16))


def test_check_says_model_and_ok_and_keeps_paths(tmp_path):
    keep = tmp_path / "keep.txt"
    specs = ["model:fractaldb:2", f"folder:{photos(tmp_path / 'p')}"]
    arguments = ("--output", str(tmp_path / "out"), "--resolution", "32", "--workers", "1", "--min-std", "0")
    check_shaders.main(["--shaders", *specs, *arguments, "--keep-list", str(keep)])
    rows = table(tmp_path / "out" / "report.csv")
    assert [(row["status"], row["dialect"]) for row in rows] == [("ok", "model")] * 3
    assert len(list((tmp_path / "out" / "frames").iterdir())) == 6
    assert {source.path for source in resolve([str(keep)])} <= {row["path"] for row in rows}


def test_the_gallery_shows_them_without_a_preview(tmp_path):
    output = tmp_path / "out"
    arguments = ("--output", str(output), "--resolution", "32", "--tile", "32", "--workers", "1")
    gallery.main(["--shaders", "model:fractaldb:2", "model:noise", *arguments])
    entries = next(output.rglob("entries.js")).read_text()
    assert "no live preview" in entries and "model:noise" in entries


def test_there_is_no_video_of_a_model(tmp_path):
    with pytest.raises(UserError, match="no video"):
        generate_video.main(["--shader-file", "model:perlin", "--output-path", str(tmp_path / "v.mp4")])
