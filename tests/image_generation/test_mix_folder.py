"""image_generation/mix_folder.py as a user runs it, and KML where images are rendered."""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from image_generation.common.errors import UserError
from image_generation.kml import kml, leaf_mask
from image_generation.mix_folder import main
from image_generation.mixing import MixtureSettings
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.sampler import SamplerSettings
from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import write_shaders

SCRIPT = "image_generation/mix_folder.py"
GENERATE = "image_generation/shaders/generate_dataset.py"


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> Path:
    """9 images of 40x40 in two folders."""
    folder = tmp_path_factory.mktemp("images")
    generator = np.random.default_rng(0)
    for k in range(9):
        path = folder / "ab"[k % 2] / f"{k}.png"
        path.parent.mkdir(exist_ok=True)
        coarse = generator.integers(0, 256, (5, 4, 3), dtype=np.uint8)
        Image.fromarray(cv2.resize(coarse, (40, 40))).save(path)
    return folder


def mix(*arguments) -> None:
    main([str(argument) for argument in arguments])


def rows(folder) -> list[dict]:
    with open(folder / "samples.csv", newline="") as file:
        return list(csv.DictReader(file))


def files(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_images_are_mixtures_of_the_files_that_the_table_names(images, tmp_path):
    mix(images, "--output", tmp_path / "out", "--image-format", "png", "--n-samples", 12)
    table = rows(tmp_path / "out")
    assert len(table) == 12
    for row in table:
        pictures = [np.asarray(Image.open(images / name)) for name in row["sources"].split(";")]
        assert (np.asarray(Image.open(tmp_path / "out" / row["file"])) == kml(*pictures)).all()
        parts, whole = leaf_mask(pictures[0], 40, 40)
        first, second, third = map(float, row["weights"].split(";"))
        assert first == 0 and second == pytest.approx(parts.mean() / whole, abs=1e-4) and second + third == 1
    used = [name for row in table[:9] for name in row["sources"].split(";")]
    assert all(used.count(name) == 3 for name in set(used)) and len(set(used)) == 9


@pytest.mark.parametrize("kind", ["kml_mixup", "convex", "cutmix"])
def test_config_and_threads_repeat_a_dataset_to_the_byte(images, tmp_path, kind):
    mix(images, "--mixing-type", kind, "--output", tmp_path / "a", "--workers", 1, "--n-samples", 8, "--resolution", 32)
    mix("--config", tmp_path / "a/config.yaml", "--output", tmp_path / "b", "--workers", 4)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    before = files(tmp_path / "a")
    (tmp_path / "a/0000000000/000003.jpg").write_bytes(b"damaged")
    mix("--config", tmp_path / "a/config.yaml")
    assert files(tmp_path / "a") == before


def test_killed_and_called_again_is_uninterrupted(images, tmp_path):
    command = [sys.executable, str(ROOT / SCRIPT), str(images), "--n-samples", "150", "--resolution", "256", "--output"]
    process = subprocess.Popen([*command, str(tmp_path / "a")], cwd=ROOT, stderr=subprocess.DEVNULL)
    while process.poll() is None and not (tmp_path / "a/0000000000/000020.jpg").exists():
        time.sleep(0.01)
    process.kill()
    process.wait()
    for name in ("a", "b"):
        mix(images, "--n-samples", 150, "--resolution", 256, "--output", tmp_path / name)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_unreadable_images_are_named_and_replaced(images, tmp_path, capsys):
    folder = tmp_path / "some"
    folder.mkdir()
    for k, path in enumerate(sorted(images.rglob("*.png"))[:4]):
        os.link(path, folder / f"{k}.png")
    (folder / "2a.png").write_bytes(b"no image")
    mix(folder, "--output", tmp_path / "out", "--n-samples", 5)
    said = capsys.readouterr()
    assert said.err.count("2a.png") == 1 and "1 unreadable images skipped" in said.out
    assert len(rows(tmp_path / "out")) == 5


def test_an_example_shows_what_images_are_made_of(images, tmp_path):
    mix(images, "--output", tmp_path / "out", "--n-samples", 3, "--example", tmp_path / "example.png")
    assert Image.open(tmp_path / "example.png").size == (5 * 44, 3 * 44)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["nowhere"], "no such folder"),
        (["--mixing-type", "none"], "nothing to mix"),
        (["--mixing-type", "kml", "--n-samples-mix", 4], "--n-samples-mix 4: kml has 3"),
        (["--mixing-type", "convex", "--example", "x.png"], "--example shows kml"),
        (["--example", "x.jpg"], "'x.jpg' must end in .png"),
    ],
)
def test_wrong_arguments_are_one_line(images, tmp_path, command, arguments, said):
    folder = [] if arguments[0] == "nowhere" else [images]
    assert said in command(SCRIPT, *folder, *arguments, "--output", tmp_path / "out", code=2).stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["kml", "kml_mixup"])
def test_fewer_than_three_are_one_clear_error(images, tmp_path, command, kind):
    shaders = write_shaders(tmp_path / "shaders", 2)
    options = ("--mixing-type", kind, "--output", tmp_path / "out")
    said = command(GENERATE, "--shaders", shaders, "--n-samples", 2, *options, code=2).stderr
    assert f"{kind} mixes three different programs, and there are 2: give 3 or more" in said
    live = ("--dataset-type", "shaders", "-a", "tiny_resnet", "--device", "cpu", "--epoch-size", 8, "-b", 4)
    said = command("supcon/main_train.py", shaders, *live, *options, code=2).stderr
    assert "three different programs, and there are 2" in said
    folder = tmp_path / "two"
    folder.mkdir()
    for path in sorted(images.rglob("*.png"))[:2]:
        os.link(path, folder / path.name)
    with pytest.raises(UserError, match="three different images, and there are 2"):
        mix(folder, *options)
    assert not (tmp_path / "out").exists()


def test_rendered_datasets_mix_by_kml(tmp_path, command):
    """Image i of a dataset is KML of the samples that the same programs draw alone."""
    shaders = write_shaders(tmp_path / "shaders", 4)
    options = ("--shaders", shaders, "--n-samples", 4, "--resolution", 48, "--image-format", "png", "--workers", 1)
    command(GENERATE, *options, "--mixing-type", "kml", "--output", tmp_path / "out", "--device", "cpu")
    sampler = SamplerSettings(mixture=MixtureSettings(kind="kml"))
    with LiveDataset([str(shaders)], 48, 4, sampler=sampler, workers=1) as dataset:
        live = list(dataset)
    for row, (image, labels, weights) in zip(rows(tmp_path / "out"), live):
        assert (np.asarray(Image.open(tmp_path / "out" / row["file"])) == image).all()
        assert labels.shape == weights.shape == (3,) and weights[0] == 0 and weights.sum() == pytest.approx(1, abs=1e-4)
        assert len(row["programs"].split(";")) == len(row["times"].split(";")) == 3
