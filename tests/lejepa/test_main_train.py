"""lejepa/main_train.py as a user runs it: resumes to the bit, two processes as one, bad input."""

import csv
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from image_generation.common.errors import UserError
from learning.checkpoints import list_checkpoints
from learning.encoders.load import load_encoder
from lejepa.main_train import main, parse_args
from tests.image_generation.shaders.dataset_helpers import write_shaders
from tests.warm_processes import two_ranks

SCRIPT = "lejepa/main_train.py"
SHARED = ("--image-size", 16, "-b", 8, "--proj-dim", 8, "--proj-hidden", 16, "--slices", 32, "--local-crops-number", 2,
          "--device", "cpu", "-p", 1, "--seed", 5, "-j", 0)  # fmt: skip
VIT = ("--arch", "vit_nano", "--patch-size", 8, *SHARED)
CONVOLUTIONS = ("--arch", "tiny_resnet", *SHARED)
KINDS = pytest.mark.parametrize("kind", [VIT, CONVOLUTIONS], ids=["vit", "convolutions"])


def train(*arguments) -> None:
    """Run the command within this process."""
    main([str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> Path:
    """34 images of 20x20."""
    folder = tmp_path_factory.mktemp("images")
    generator = np.random.default_rng(0)
    for k in range(34):
        Image.fromarray(generator.integers(0, 256, (20, 20, 3), dtype=np.uint8)).save(folder / f"{k:02d}.png")
    return folder


def last_state(output) -> dict:
    return torch.load(list_checkpoints(output)[0], weights_only=True)


def rows(output) -> list[dict]:
    with open(output / "metrics.csv", newline="") as file:
        return list(csv.DictReader(file))


@KINDS
def test_a_run_learns_and_resumed_is_uninterrupted(images, tmp_path, kind):
    whole, run = tmp_path / "whole", tmp_path / "run"
    train(images, *kind, "--epochs", 3, "--output", whole)
    logged = rows(whole)
    assert len(logged) == 12
    for row in logged:
        joined = 0.95 * float(row["prediction"]) + 0.05 * float(row["sigreg"])
        assert float(row["loss"]) == pytest.approx(joined, rel=1e-4)
    lrs = [float(row["lr"]) for row in logged]
    assert lrs[0] == pytest.approx(5e-6) and lrs[4] == pytest.approx(5e-4) and lrs[-1] < 5e-5
    run.mkdir()
    before = list_checkpoints(whole)[1]
    (run / before.name).write_bytes(before.read_bytes())
    train(images, *kind, "--epochs", 3, "--output", run, "--resume", "auto", "-j", 1)
    one, two = last_state(whole), last_state(run)
    assert all(torch.equal(one["state_dict"][name], two["state_dict"][name]) for name in one["state_dict"])
    moments = zip(one["optimizer"]["state"].values(), two["optimizer"]["state"].values())
    assert all(torch.equal(a["exp_avg_sq"], b["exp_avg_sq"]) for a, b in moments)
    encoder = load_encoder(str(list_checkpoints(whole)[0]))
    assert encoder.features(torch.ones(2, 3, 16, 16)).shape == (2, encoder.width) and encoder.image_size == 16
    decay = one["optimizer"]["param_groups"][0]["weight_decay"]
    assert decay == (0.05 if kind is VIT else 0.0005)


@pytest.mark.slow
@KINDS
def test_two_processes_learn_what_one_learns(images, tmp_path, kind):
    """Adam makes a step of the learning rate of whatever is not exactly zero, hence the many equal digits asked for."""
    options = (*kind, "--epochs", 2)
    train(images, *options, "--output", tmp_path / "one")
    two_ranks(SCRIPT, images, *options, "--output", tmp_path / "two", folder=tmp_path)
    one, two = rows(tmp_path / "one"), rows(tmp_path / "two")
    for name in ("loss", "prediction", "sigreg"):
        assert np.allclose([float(row[name]) for row in one], [float(row[name]) for row in two], rtol=2e-3), name
    assert np.allclose(float(one[0]["loss"]), float(two[0]["loss"]), rtol=2e-6)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--local-crops-size", 24, "--image-size", 32, "--patch-size", 8], "smaller than local crops of 24x24"),
        (["--patch-size", 7], "patches of 7 pixels do not tile images of 16x16"),
        (["--global-crops-number", 1, "--local-crops-number", 0], "two or more are compared"),
        (["--warmup-epochs", 1], "--warmup-epochs 1 must be less than --epochs 1"),
    ],
)
def test_wrong_arguments_are_one_line(images, tmp_path, arguments, said):
    with pytest.raises(UserError) as error:
        train(images, *VIT, "--epochs", 1, "--output", tmp_path / "run", *arguments)
    assert error.value.code == 2 and said in str(error.value)


@pytest.mark.parametrize("arguments", [["--lamb", "1.5"], ["--knots", "1"], ["--local-crops-scale", "0", "0.3"]])
def test_numbers_out_of_range_are_one_line(images, command, arguments):
    command(SCRIPT, images, *arguments, env={}, code=2)  # in a process of its own


def test_published_defaults():
    args = parse_args(["x"])
    published = {
        "lamb": 0.05, "slices": 1024, "knots": 17, "t_max": 3.0, "global_crops_number": 2, "local_crops_number": 6,
        "global_crops_scale": [0.3, 1.0], "local_crops_scale": [0.05, 0.3], "lr": 5e-4, "image_size": 224,
    }  # fmt: skip
    assert {name: getattr(args, name) for name in published} == published


def test_live_training_on_the_device(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    train(shaders, "--dataset-type", "shaders", *CONVOLUTIONS, "--epoch-size", 16, "--epochs", 1, "--render-workers", 1,
          "--augment-on", "device", "--output", tmp_path / "run")  # fmt: skip
    assert len(rows(tmp_path / "run")) == 2
