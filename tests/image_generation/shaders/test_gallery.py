"""gallery.py's command line: what it writes, resumes, updates and refuses (the page itself: test_gallery_page.py)."""

import base64
import csv
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time

import cv2
import numpy as np
import pytest

from image_generation.common.errors import UserError
from image_generation.shaders.composer import compose
from image_generation.shaders.gallery import main
from image_generation.shaders.gallery_page.folder import GalleryFolder
from image_generation.shaders.gallery_page.images import image_source, program_source, read_dataset
from image_generation.shaders.gallery_page.programs import readable
from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import BROKEN, ENDLESS, SLOW, contents, write_shaders
from tests.image_generation.shaders.gallery_helpers import (
    HOSTILE,
    HOSTILE_SHADER,
    SCRIPT,
    TWO_PASSES,
    page_folder,
    read_tables,
)

SMALL = ("--resolution", 48, "--tile", 32, "--workers", 1)


def read_part(gallery, name):
    text = (page_folder(gallery) / f"{name}.js").read_text(encoding="ascii")
    packed = re.fullmatch(rf'galleryPart\("{name}", "([A-Za-z0-9+/=]+)"\);\n', text)[1]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


@pytest.fixture(scope="module")
def gallery(command, tmp_path_factory):
    """A gallery of programs that work, fail and hang, with its shaders."""
    shaders = write_shaders(tmp_path_factory.mktemp("shaders"), 3)
    (shaders / "broken.frag").write_text("// title: Broken\n// tags: bad\n" + BROKEN)
    (shaders / "endless.frag").write_text(ENDLESS)
    (shaders / "empty.frag").write_text("")
    (shaders / "two.json").write_text(json.dumps(TWO_PASSES))
    (shaders / (HOSTILE.replace("/", "_")[:100] + ".frag")).write_text(HOSTILE_SHADER)
    output = tmp_path_factory.mktemp("galleries") / "g"
    done = command(SCRIPT, "--shaders", shaders, "composed:2:5", "--output", output, *SMALL, "--timeout", 1)
    return shaders, output, done


def test_every_program_is_an_entry_with_its_figures_or_its_reason(gallery):
    _, output, done = gallery
    tables = read_tables(output)
    programs = tables["programs"]
    names = programs["name"]
    assert names == sorted(names) and len(names) == 10 and "10 programs in" in done.stdout
    status = {name: programs["statuses"][k] for name, k in zip(names, programs["status"], strict=True)}
    bad = {name: value for name, value in status.items() if value != "ok"}
    assert bad == {"broken": "compile_error", "endless": "timeout", "empty": "unreadable"}
    k = names.index("broken")
    assert "nothing" in programs["message"][str(k)] and programs["title"][k] == "Broken"
    assert [tables["tagWords"][tag] for tag in programs["tags"][k]] == ["bad"]
    assert programs["cost"][k] is None and programs["slot"][k] == -1
    wave = names.index("wave0")
    assert programs["cost"][wave] > 0 and programs["motion"][wave] > 1 and programs["contrast"][wave] > 1
    assert [tables["tagWords"][tag] for tag in programs["tags"][wave]] == ["untagged"]
    two = names.index("two")
    assert programs["reasons"][programs["noPreview"][two]] == "it has 2 passes" and programs["passes"][two] == 2
    composed = names.index("composed_5_000001")
    assert programs["path"][composed] == "composed:5/1"
    assert "composed" in [tables["tagWords"][tag] for tag in programs["tags"][composed]]


def test_thumbnails_and_texts_are_those_of_the_programs(gallery):
    shaders, output, _ = gallery
    tables = read_tables(output)["programs"]
    part = read_part(output, "programs/0000")
    k = tables["name"].index("wave1")
    assert part[k]["source"] == (shaders / "wave1.frag").read_text() and "iTime" in part[k]["preview"]["fragment"]
    assert part[tables["name"].index("broken")]["source"].endswith(BROKEN)
    assert "preview" not in part[tables["name"].index("two")]
    assert part[tables["name"].index("two")]["source"].startswith("// ---- Buffer A ----\nvoid mainImage")
    sheet = cv2.imread(str(page_folder(output) / "sprites" / "0000.jpg"))
    assert sheet.shape == (256, 256, 3)
    used = [slot for slot in tables["slot"] if slot >= 0]
    assert used == list(range(7))
    y, x = divmod(tables["slot"][k], 8)
    tile = sheet[y * 32 : y * 32 + 32, x * 32 : x * 32 + 32]
    wanted = cv2.imread(str(output / ".gallery" / "frames" / "wave1.jpg"))
    assert np.abs(tile.astype(int) - wanted).mean() < 12  # JPEG twice
    assert (sheet[-32:, -32:] == 128).all()


def test_nothing_a_shader_says_is_markup_or_code(gallery):
    _, output, _ = gallery
    for path in (output / "index.html", *page_folder(output).rglob("*.js")):
        assert "hacked=" not in path.read_text() or path.name == "entries.js"
    assert "<" not in (page_folder(output) / "entries.js").read_text()
    tables = read_tables(output)
    assert HOSTILE in tables["programs"]["title"] and "__proto__" in tables["tagWords"]


def test_a_rerun_draws_nothing_and_an_update_takes_the_old_pages_place(command, gallery, tmp_path):
    shaders, output, _ = gallery
    call = ("--shaders", shaders, "composed:2:5", "--output", output, *SMALL, "--timeout", 1)
    journal = ".gallery/.rows.jsonl"  # every run ends a line that may be truncated
    before = contents(output)
    rows = (output / journal).read_text()
    command(SCRIPT, *call)
    assert contents(output) | {journal: before[journal]} == before
    assert (output / journal).read_text() == rows + "\n"  # nothing was tried again
    only = tmp_path / "only"
    output = tmp_path / "g"
    write_shaders(only, 2)
    command(SCRIPT, "--shaders", only, "--output", output, *SMALL)
    first = page_folder(output)
    (only / "wave0.frag").unlink()
    (only / "wave7.frag").write_text(SLOW.format("3.0"))
    command(SCRIPT, "--shaders", only, "--output", output, *SMALL)
    assert read_tables(output)["programs"]["name"] == ["wave1", "wave7"] and not first.exists()
    assert sorted(path.name for path in (output / ".gallery" / "frames").iterdir()) == [
        "wave1.jpg",
        "wave7.jpg",
    ]


def test_a_stopped_run_goes_on(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 18, SLOW)
    call = [
        SCRIPT,
        "--shaders",
        shaders,
        "--output",
        tmp_path / "g",
        "--resolution",
        256,
        "--tile",
        32,
        "--workers",
        1,
    ]
    journal = tmp_path / "g" / ".gallery" / ".rows.jsonl"
    kept = ""
    for how, rows in ((signal.SIGKILL, 4), (signal.SIGTERM, 9)):
        running = subprocess.Popen([sys.executable, *map(str, call)], cwd=ROOT, stderr=subprocess.DEVNULL)
        while not journal.exists() or journal.read_text().count("wave") < rows:
            assert running.poll() is None
            time.sleep(0.02)
        with pytest.raises(UserError, match="another run is writing there"):
            GalleryFolder(tmp_path / "g")
        os.kill(running.pid, how)
        running.wait(20)
        assert not (tmp_path / "g" / "index.html").exists() and journal.read_text().startswith(kept)
        kept = journal.read_text().rpartition("\n")[0]
    command(*call)
    assert journal.read_text().startswith(kept) and journal.read_text().count('"ok"') == 18
    assert len(read_tables(tmp_path / "g")["programs"]["name"]) == 18
    page = page_folder(tmp_path / "g").name
    assert sorted(path.name for path in (tmp_path / "g").iterdir()) == [".gallery", "index.html", page]


def test_a_run_that_fails_removes_nothing_that_one_before_it_has_drawn(tmp_path):
    for drawn in (False, True):
        with GalleryFolder(tmp_path / "g") as folder:
            (folder.work / "frames").mkdir()
            if drawn:
                (folder.work / "frames" / "a.jpg").touch()
            folder.abandon()
        assert (tmp_path / "g").exists() == drawn


def test_what_is_refused(command, capsys, tmp_path):
    foreign, empty = tmp_path / "foreign", tmp_path / "empty"
    foreign.mkdir(), empty.mkdir()
    (foreign / "index.html").write_text("mine")
    shader = write_shaders(tmp_path / "s", 1)
    before = contents(tmp_path)
    for call, said in [
        (("--shaders", shader, "--output", foreign), "holds other files and no gallery"),
        (("--dataset", foreign, "--output", tmp_path / "o"), "holds no images"),
        (("--dataset", empty, "--output", tmp_path / "o"), "holds no images"),
        (("--shaders", empty, "--output", tmp_path / "o"), "no shader files found"),
        (("--dataset", tmp_path / "nowhere", "--output", tmp_path / "o"), "no such folder"),
        (("--shaders", shader, "--dataset", empty, "--output", tmp_path / "o"), "not allowed with"),
        (("--output", tmp_path / "o"), "--shaders --dataset"),
        (("--shaders", "composed:-3", "--output", tmp_path / "o"), "composed:N"),
        (("--shaders", shader, "--output", tmp_path / "o", "--tile", 4000), "at most 512"),
    ]:
        with pytest.raises((UserError, SystemExit)) as refused:
            main([*map(str, call)])
        assert refused.value.code == 2 and said in f"{refused.value} {capsys.readouterr().err}"
    assert "holds other files" in command(SCRIPT, "--shaders", shader, "--output", foreign, code=2).stderr
    assert contents(tmp_path) == before and not (tmp_path / "o").exists()


def test_images_that_cannot_be_read_leave_nothing_or_are_named(command, tmp_path):
    images = tmp_path / "images"
    (images / "cats").mkdir(parents=True)
    (images / "cats" / "broken.png").write_bytes(b"no image")
    assert (
        "no image there can be read" in command(SCRIPT, "--dataset", images, "--output", tmp_path / "g", code=1).stderr
    )
    assert not (tmp_path / "g").exists()
    picture = np.zeros((20, 40, 3), np.uint8)
    picture[:, 10:30] = (0, 128, 255)
    cv2.imwrite(str(images / "wide.png"), picture)
    (images / os.fsdecode(b"\xff" + HOSTILE.encode().replace(b"/", b"_") + b".png")).write_bytes(
        cv2.imencode(".png", picture)[1]
    )
    command(SCRIPT, "--dataset", images, "--output", images / "g", "--tile", 16, "--workers", 1)
    table = read_tables(images / "g")["images"]
    assert len(table["name"]) == 3 and table["name"][-1] == "cats/broken.png"
    assert table["statuses"] == ["ok", "unreadable"] and table["status"] == [0, 0, 1]
    sheet = cv2.imread(str(page_folder(images / "g") / "sprites" / "0000.jpg"))
    assert np.abs(sheet[2:14, 2:14].astype(int) - (0, 128, 255)).max() < 20  # the middle square
    command(SCRIPT, "--dataset", images, "--output", images / "g", "--tile", 16, "--workers", 1)
    assert read_tables(images / "g")["images"]["name"] == table["name"]  # the gallery's own sprites are not in it


@pytest.mark.parametrize("layout", ["flat", "class"])
def test_a_dataset_with_what_its_tables_say(command, tmp_path, layout):
    shaders = write_shaders(tmp_path / "s", 3)
    mixed = [] if layout == "class" else ["--mixing-type", "convex", "--n-samples-mix", 3]
    command(
        "image_generation/shaders/generate_dataset.py", "--shaders", shaders, "composed:1", "--output", tmp_path / "d",
        "--n-samples", 9, "--resolution", 32, "--layout", layout, "--workers", 1, *mixed,
    )  # fmt: skip
    (shaders / "wave2.frag").write_text("// changed\n" + (shaders / "wave2.frag").read_text())
    done = command(SCRIPT, "--dataset", tmp_path / "d", "--output", tmp_path / "g", "--workers", 1)
    assert "9 of 9 images" in done.stdout
    tables = read_tables(tmp_path / "g")
    with open(tmp_path / "d" / "samples.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    images, programs = tables["images"], tables["programs"]
    assert images["name"] == [row["file"] for row in rows] and tables["root"] == ["..", "d"]
    for k, row in enumerate(rows):
        assert [programs["name"][p] for p in images["programs"][k]] == row["programs"].split(";")
        assert images["times"][k] == [pytest.approx(float(t), abs=1e-3) for t in row["times"].split(";")]
        assert len(images["weights"][k]) == (3 if mixed else 0)
    part = read_part(tmp_path / "g", "programs/0000")
    reasons = {name: programs["reasons"][r] for name, r in zip(programs["name"], programs["noPreview"], strict=True)}
    assert reasons == {
        "composed_0_000000": "", "wave0": "", "wave1": "",
        "wave2": "its text is another one now than when the images were made",
    }  # fmt: skip
    assert part[1]["source"] == (shaders / "wave0.frag").read_text() and part[3]["source"] == ""
    assert part[0]["source"] == compose.compose(0, 0)  # with its comments; the digest is of the text without them


def test_a_large_dataset_is_thinned_evenly(tmp_path):
    for k in range(10):
        (tmp_path / f"{k}.jpg").touch()
    dataset, total = read_dataset(tmp_path, 4, tmp_path / "o")
    assert total == 10 and [image.file for image in dataset.images] == ["0.jpg", "2.jpg", "5.jpg", "7.jpg"]


def test_images_of_a_trained_generator_keep_their_seeds_and_classes(command, tmp_path):
    (tmp_path / "d" / "0000000000").mkdir(parents=True)
    cv2.imwrite(str(tmp_path / "d" / "0000000000" / "000000.png"), np.full((8, 8, 3), 90, np.uint8))
    (tmp_path / "d" / "samples.csv").write_text(
        "index,file,seeds,class,weights,bytes,crc32\n0,0000000000/000000.png,7;1000000007,3,0.25;0.75,9,00000000\n"
    )
    command(SCRIPT, "--dataset", tmp_path / "d", "--output", tmp_path / "g", "--tile", 16, "--workers", 1)
    tables = read_tables(tmp_path / "g")
    assert tables["images"]["facts"] == {"0": [["seeds", "7;1000000007"], ["class", "3"]]}
    assert tables["images"]["weights"] == [[0.25, 0.75]] and tables["tagWords"] == ["class 3"]
    assert tables["programs"]["name"] == []


def test_tables_name_no_file_outside(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("void main() {}")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "samples.csv").write_text(
        f"index,file,programs\n0,../secret,p\n1,{secret},p\n2,a/../../secret,p\n3,fine.jpg,p\n"
    )
    dataset, _ = read_dataset(tmp_path / "d", 9, tmp_path / "o")
    paths = [image_source(tmp_path / "d", image).path for image in dataset.images]
    assert paths == ["", "", "", str(tmp_path / "d" / "fine.jpg")]
    _, text, why = program_source("p", {"name": "p", "path": str(secret), "sha1": "0" * 40})
    assert text == b"" and "another one" in why


@pytest.mark.parametrize(
    "text, shown",
    [
        ("void main() {}", "void main() {}"),
        ('{"graphics": {"source": "o=vec4(1);", "mode": "7"}}', "o=vec4(1);"),
        ('{"broken": ', '{"broken": '),
        ('{"a": 1}', '{"a": 1}'),
    ],
)
def test_sources_as_a_person_reads_them(text, shown):
    assert readable(text) == shown


def test_nothing_outside_the_folder_reaches_a_page(command, tmp_path):
    """Links among shaders, images and tables, and paths in config.yaml, can name any file of the machine."""
    secret = tmp_path / "secret.frag"
    secret.write_text("// the secret text\nvoid mainImage(out vec4 c, in vec2 p) { c = vec4(1.0); }\n")
    private = tmp_path / "private"
    private.mkdir()
    cv2.imwrite(str(private / "photo.png"), np.full((8, 8, 3), 77, np.uint8))
    shaders = write_shaders(tmp_path / "shaders", 1)
    (shaders / "linked.frag").symlink_to(secret)
    (shaders / "inner.frag").symlink_to(next(shaders.glob("*.frag")).name)
    command(SCRIPT, "--shaders", shaders, "--output", tmp_path / "g", *SMALL)
    table = read_tables(tmp_path / "g")["programs"]
    reasons = dict(zip(table["name"], table["noPreview"]))
    assert "leads out" in table["reasons"][reasons["linked"]] and table["reasons"][reasons["inner"]] == ""
    texts = json.dumps(read_part(tmp_path / "g", "programs/0000"))
    assert "secret" not in texts and "mainImage" in texts

    images = tmp_path / "images"
    images.mkdir()
    cv2.imwrite(str(images / "own.png"), np.zeros((8, 8, 3), np.uint8))
    (images / "linked.png").symlink_to(private / "photo.png")
    (images / "folder").symlink_to(private)
    (images / "config.yaml").write_text(f"textures: {private}\ndialect: [isf]\n")
    dataset, total = read_dataset(images, 10, tmp_path / "none")
    assert [image.file for image in dataset.images] == ["own.png"] and total == 1 and dataset.textures is None
    (images / "samples.csv").write_text("index,file\n0,own.png\n1,linked.png\n2,folder/photo.png\n")
    dataset, total = read_dataset(images, 10, tmp_path / "none")
    assert [bool(image_source(images, image).path) for image in dataset.images] == [True, False, False]


def test_tables_of_another_kind_are_no_tables(tmp_path):
    cv2.imwrite(str(tmp_path / "own.png"), np.zeros((8, 8, 3), np.uint8))
    for text in ("file\n\n,\n", "index,file\n0\n", "\x00\x01", "a" * 200_000 + "\n" + "b" * 200_000):
        (tmp_path / "samples.csv").write_text(text)
        assert [image.file for image in read_dataset(tmp_path, 10, tmp_path / "none")[0].images] == ["own.png"]
    (tmp_path / "samples.csv").unlink()
    os.mkfifo(tmp_path / "samples.csv")
    os.mkfifo(tmp_path / "config.yaml")
    assert read_dataset(tmp_path, 10, tmp_path / "none")[1] == 1
