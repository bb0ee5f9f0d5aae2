"""--parameter-jitter in the real commands: what is written, that workers and resumes do not matter, live as on disk."""

import csv

import numpy as np
import pytest
import yaml
from PIL import Image

from image_generation.mixing import MixtureSettings
from image_generation.shaders.checking.curation import Thresholds, curate
from image_generation.shaders.checking.worker import Row
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import ParameterDraw, Sample, SamplerSettings
from image_generation.shaders.sources import resolve
from tests.image_generation.shaders.dataset_helpers import SCRIPT, contents, write_shaders

CHECK = "image_generation/shaders/check_shaders.py"
# Nothing in it moves; its numbers give shape and colour.
STILL = """void mainImage(out vec4 color, in vec2 place) {{
    vec2 p = place / iResolution.xy;
    color = vec4(fract(p.x * 4.{0}), step(0.4, p.y) * 0.7, 0.3 + 0.2 * sin(p.x * 9.0), 1.0);
}}
"""
PLAIN = "void mainImage(out vec4 color, in vec2 place) { color = vec4(fract(place / 16.0 + iTime).xy, 1.0, 1.0); }"
FIXED = PLAIN.replace("16.0", "vec2(ivec2(16))")


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def shaders(tmp_path_factory):
    folder = write_shaders(tmp_path_factory.mktemp("shaders"), 3, STILL.replace("4.{0}", "{0}"))
    (folder / "fixed.frag").write_text(FIXED)
    return folder


def render(command, shaders, output, *more, jitter="0.3"):
    flags = ["--parameter-jitter", jitter] if jitter else []
    return command(SCRIPT, "--shaders", shaders, "--output", output, "--n-samples", 16, "--resolution", 16,
                   "--image-format", "png", "--device", "cpu", *flags, *more)  # fmt: skip


@pytest.fixture(scope="module")
def dataset(command, shaders, tmp_path_factory):
    """A mixed dataset of two workers, and the command's last line."""
    folder = tmp_path_factory.mktemp("dataset") / "d"
    mixing = ("--mixing-type", "convex", "--n-samples-mix", 2)
    done = render(command, shaders, folder, "--workers", 2, *mixing)
    return folder, mixing, done.stdout.strip().splitlines()[-1]


def test_tables_say_how_many_literals_vary(dataset):
    folder, _, line = dataset
    assert yaml.safe_load((folder / "config.yaml").read_text())["parameter_jitter"] == 0.3
    rows = {row["name"]: row for row in table(folder / "programs.csv")}
    assert (rows["fixed"]["parameters"], rows["fixed"]["refused"]) == ("0", "0")
    assert (rows["wave1"]["parameters"], rows["wave1"]["refused"]) == ("6", "0")
    assert "1 programs drawn as written" in line


def test_one_worker_an_interrupted_run_and_its_config_make_the_same_folder(command, shaders, dataset, tmp_path):
    folder, mixing, _ = dataset
    render(command, shaders, tmp_path / "one", "--workers", 1, *mixing)
    assert contents(tmp_path / "one") == contents(folder)
    for index in (3, 9):
        (tmp_path / "one" / f"0000000000/{index:06d}.png").unlink()
    command(SCRIPT, "--config", tmp_path / "one/config.yaml", "--workers", 1)
    assert contents(tmp_path / "one") == contents(folder)


def test_live_images_are_those_of_the_folder(shaders, dataset):
    folder, _, _ = dataset
    rows = table(folder / "samples.csv")
    sampler = SamplerSettings(mixture=MixtureSettings(kind="convex", n_samples=2), parameter_jitter=0.3)
    devices = (choose_device("cpu"),)
    with LiveDataset([str(shaders)], 16, 16, sampler=sampler, devices=devices, workers=1) as live:
        for index in (5, 0, 15):
            assert np.array_equal(live.read(index)[0], np.asarray(Image.open(folder / rows[index]["file"])))


def test_images_can_be_drawn_again_from_seed_index_and_place_in_the_mixture(command, shaders, tmp_path):
    render(command, shaders, tmp_path / "d", "--seed", 7, "--workers", 1, jitter="0.5")
    sources = {source.name: source for source in resolve([str(shaders)])}
    rows = table(tmp_path / "d/samples.csv")
    with Renderer("cpu", 16) as renderer:
        for row in rows:
            sample = Sample(float(row["times"]), ParameterDraw(0.5, 7, int(row["index"]), 0))
            drawn = renderer.render(sources[row["programs"]].load(), [sample])[0]
            assert np.array_equal(drawn, np.asarray(Image.open(tmp_path / "d" / row["file"])))
    still = [row["crc32"] for row in rows if row["programs"] == "wave1"]
    assert len(set(still)) == len(still) > 1


def test_without_the_flag_nothing_is_said_of_parameters(command, shaders, tmp_path):
    """Folders that were begun before there was the flag go on."""
    render(command, shaders, tmp_path / "d", "--workers", 1, jitter="")
    render(command, shaders, tmp_path / "zero", "--workers", 1, jitter="0")
    assert contents(tmp_path / "d") == contents(tmp_path / "zero")
    assert "parameter_jitter" not in yaml.safe_load((tmp_path / "d/config.yaml").read_text())
    assert list(table(tmp_path / "d/programs.csv")[0]) == ["number", "name", "path", "sha1"]
    failed = command(
        SCRIPT, "--config", tmp_path / "d/config.yaml", "--parameter-jitter", 0.3, "--device", "cpu", code=2
    )
    assert "parameter_jitter" in failed.stderr


# ------------------------------------------------------------------ check_shaders.py


def test_a_still_program_that_varies_over_parameters_is_kept(command, shaders, tmp_path):
    call = [
        "--shaders",
        shaders,
        "--output",
        tmp_path / "check",
        "--resolution",
        16,
        "--device",
        "cpu",
        "--workers",
        1,
    ]
    call += ["--duplicate-distance", 0]
    command(CHECK, *call, "--keep-list", tmp_path / "plain.txt")
    before = table(tmp_path / "check/report.csv")
    command(CHECK, *call, "--keep-list", tmp_path / "varied.txt", "--parameter-jitter", 0.3)
    after = table(tmp_path / "check/report.csv")
    assert [*before[0], "variation", "parameters"] == list(after[0])
    rows = {row["name"]: row for row in after}
    assert float(rows["wave1"]["motion"]) == 0 < float(rows["wave1"]["variation"])
    assert (rows["fixed"]["parameters"], rows["fixed"]["variation"]) == ("0", "0.000")
    assert rows["wave1"]["parameters"] == "6"
    names = {path.stem: path.read_text() for path in tmp_path.glob("*.txt")}
    assert "wave1" not in names["plain"] and "fixed" in names["plain"]
    assert "wave1" in names["varied"] and "fixed" in names["varied"]


def test_motion_or_variation_is_enough():
    def row(name, motion, variation):
        return Row(name, name, std=9.0, frame_ms=1.0, motion=motion, variation=variation, thumbnail=[0])

    rows = [
        row("a", 0.0, None),
        row("b", 0.0, 0.5),
        row("c", 0.0, 2.0),
        row("d", 2.0, 0.0),
        row("e", 2.0, None),
    ]
    reasons = curate(rows, Thresholds(distance=0.0))
    assert set(reasons) == {"a", "b"}
    assert "over parameters" in reasons["b"] and "over parameters" not in reasons["a"]


def test_wrong_arguments(command, shaders, tmp_path):
    call = ["--shaders", shaders, "--output", tmp_path / "check"]
    for wrong in ("-1", "nan", "much"):
        assert "--parameter-jitter" in command(CHECK, *call, "--parameter-jitter", wrong, code=2).stderr
