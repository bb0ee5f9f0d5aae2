"""The real command in a temporary folder: what it writes, and that it always writes the same."""

import csv

import cv2
import numpy as np
import pytest
import yaml

from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve
from tests.image_generation.shaders.dataset_helpers import SCRIPT, WAVES, contents, write_shaders


@pytest.fixture(scope="module")
def shaders(tmp_path_factory):
    return write_shaders(tmp_path_factory.mktemp("shaders"))


def rows(folder):
    with open(folder / "samples.csv", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("mixing", ["none", "convex", "cutmix", "convex_cutmix"])
def test_folder_is_the_same_for_any_number_of_workers(command, shaders, tmp_path, mixing):
    for workers in (1, 3):
        done = command(
            SCRIPT, "--shaders", shaders, "--output", tmp_path / str(workers), "--n-samples", 40, "--resolution", 32,
            "--workers", workers, "--mixing-type", mixing,
        )  # fmt: skip
        assert "40 drawn" in done.stdout.strip().splitlines()[-1]
    one, three = contents(tmp_path / "1"), contents(tmp_path / "3")
    assert one == three and len(one) == 43
    assert not any(name.startswith(".") for name in one)


def test_images_are_what_the_renderer_draws_at_the_listed_times(command, shaders, tmp_path):
    command(
        SCRIPT,
        "--shaders",
        shaders,
        "--output",
        tmp_path / "d",
        "--n-samples",
        8,
        "--resolution",
        16,
        "--image-format",
        "png",
    )
    sources = {source.name: source for source in resolve([str(shaders)])}
    with Renderer("cpu", 16) as renderer:
        for row in rows(tmp_path / "d"):
            drawn = renderer.render(sources[row["programs"]].load(), [Sample(float(row["times"]))])[0]
            saved = cv2.cvtColor(cv2.imread(str(tmp_path / "d" / row["file"])), cv2.COLOR_BGR2RGB)
            assert (saved == drawn).all()


def test_a_mixture_is_the_weighted_mean_of_its_samples(command, shaders, tmp_path):
    command(
        SCRIPT, "--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 4, "--resolution", 16,
        "--image-format", "png", "--mixing-type", "convex",
    )  # fmt: skip
    sources = {source.name: source for source in resolve([str(shaders)])}
    with Renderer("cpu", 16) as renderer:
        for row in rows(tmp_path / "d"):
            parts = zip(row["programs"].split(";"), row["times"].split(";"), row["weights"].split(";"))
            expected = sum(
                float(weight) * renderer.render(sources[name].load(), [Sample(float(time))])[0].astype(float)
                for name, time, weight in parts
            )
            saved = cv2.cvtColor(cv2.imread(str(tmp_path / "d" / row["file"])), cv2.COLOR_BGR2RGB)
            assert np.abs(saved - expected).max() <= 0.5 + 1e-6
            assert len(row["weights"].split(";")) == 6


def test_the_top_row_comes_first(command, tmp_path):
    path = tmp_path / "up.frag"
    path.write_text("void mainImage(out vec4 c, in vec2 p) { c = vec4(p.y > iResolution.y * 0.5 ? 1.0 : 0.0); }")
    command(
        SCRIPT,
        "--shaders",
        path,
        "--output",
        tmp_path / "d",
        "--n-samples",
        1,
        "--resolution",
        8,
        "--image-format",
        "png",
    )
    image = cv2.imread(str(tmp_path / "d" / "0000000000" / "000000.png"))
    assert (image[:4] == 255).all() and (image[4:] == 0).all()


def test_flat_layout_has_1000_files_a_folder(command, tmp_path):
    path = tmp_path / "w.frag"
    path.write_text(WAVES.format("3.0"))
    command(SCRIPT, "--shaders", path, "--output", tmp_path / "d", "--n-samples", 1003, "--resolution", 4)
    assert len(list((tmp_path / "d" / "0000000000").iterdir())) == 1000
    assert [p.name for p in sorted((tmp_path / "d" / "0000001000").iterdir())] == [
        "001000.jpg",
        "001001.jpg",
        "001002.jpg",
    ]


def test_class_layout_has_a_folder_a_program_and_equal_shares(command, shaders, tmp_path):
    command(
        SCRIPT,
        "--shaders",
        shaders,
        "--output",
        tmp_path / "d",
        "--n-samples",
        20,
        "--resolution",
        8,
        "--layout",
        "class",
    )
    classes = sorted(path for path in (tmp_path / "d").iterdir() if path.is_dir())
    assert [path.name for path in classes] == [f"wave{k}" for k in range(5)]
    assert [len(list(path.iterdir())) for path in classes] == [4] * 5
    assert {row["file"] for row in rows(tmp_path / "d")} == {
        f"{path.parent.name}/{path.name}" for path in (tmp_path / "d").rglob("*.jpg")
    }


def test_config_repeats_the_run_elsewhere_and_resumes_here(command, shaders, tmp_path):
    command(
        SCRIPT, "--shaders", shaders, "--output", tmp_path / "a", "--n-samples", 6, "--resolution", 16, "--seed", 5,
        "--time-range", 1, 2, "--image-format", "webp",
    )  # fmt: skip
    saved = yaml.safe_load((tmp_path / "a" / "config.yaml").read_text())
    assert (saved["seed"], saved["time_range"], saved["image_format"]) == (5, [1.0, 2.0], "webp")
    command(SCRIPT, "--config", tmp_path / "a" / "config.yaml", "--output", tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    again = command(SCRIPT, "--config", tmp_path / "a" / "config.yaml")
    assert "6 kept" in again.stdout


def test_seed_changes_the_images_and_other_settings_are_refused(command, shaders, tmp_path):
    arguments = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 5, "--resolution", 16]
    command(SCRIPT, *arguments)
    before = contents(tmp_path / "d")
    refused = command(SCRIPT, *arguments, "--seed", 1, code=2)
    assert "seed" in refused.stderr and "--overwrite" in refused.stderr
    assert contents(tmp_path / "d") == before
    command(SCRIPT, *arguments, "--seed", 1, "--overwrite")
    after = contents(tmp_path / "d")
    assert after.keys() == before.keys() and after["0000000000/000000.jpg"] != before["0000000000/000000.jpg"]


def test_damaged_and_missing_images_are_repaired(command, shaders, tmp_path):
    arguments = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 12, "--resolution", 16]
    command(SCRIPT, *arguments)
    before = contents(tmp_path / "d")
    images = tmp_path / "d" / "0000000000"
    (images / "000003.jpg").unlink()
    (images / "000005.jpg").write_bytes(b"")
    data = (images / "000007.jpg").read_bytes()
    (images / "000007.jpg").write_bytes(data[:-20] + b"\0" * 20)
    assert "3 drawn" in command(SCRIPT, *arguments).stdout
    assert contents(tmp_path / "d") == before


def test_a_changed_shader_is_not_mixed_into_an_old_dataset(command, tmp_path):
    folder = write_shaders(tmp_path / "s", 2)
    arguments = ["--shaders", folder, "--output", tmp_path / "d", "--n-samples", 4, "--resolution", 8]
    command(SCRIPT, *arguments)
    (folder / "wave1.frag").write_text(WAVES.format("9.0"))
    for row in rows(tmp_path / "d"):
        (tmp_path / "d" / row["file"]).unlink()
    assert "wave1.frag" in command(SCRIPT, *arguments, code=2).stderr
