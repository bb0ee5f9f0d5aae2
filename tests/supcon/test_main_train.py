"""supcon/main_train.py as a user runs it: methods, live classes, processes, resume, bad input."""

import argparse
import csv
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from PIL import Image

from image_generation.common.errors import UserError
from learning.checkpoints import list_checkpoints
from supcon import main_train
from supcon.pretrain import learning_rate
from tests.image_generation.shaders.dataset_helpers import write_shaders
from tests.warm_processes import two_ranks

SCRIPT = "supcon/main_train.py"
TINY = ("--model", "tiny_resnet", "--size", 16, "--batch_size", 8, "--device", "cpu", "--print-freq", 1)
TINY += ("--random-seed", 5, "--num_workers", 0)


def write_images(folder: Path, counts: dict[str, int]) -> Path:
    generator = np.random.default_rng(0)
    for name, count in counts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for k in range(count):
            image = Image.fromarray(generator.integers(0, 256, (20, 20, 3), dtype=np.uint8))
            image.save(folder / name / f"{k:02d}.png")
    return folder


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> Path:
    """16 images in three class folders, one of which holds a single image."""
    return write_images(tmp_path_factory.mktemp("classes"), {"a": 8, "b": 7, "single": 1})


def state(output) -> dict:
    return torch.load(list_checkpoints(output)[0], weights_only=True)


def in_process(*arguments) -> None:
    """The command without starting Python anew."""
    main_train.main([str(argument) for argument in arguments])


def refused(*arguments) -> str:
    with pytest.raises(UserError) as caught:
        in_process(*arguments)
    assert caught.value.code == 2
    return str(caught.value)


@pytest.mark.parametrize("method, column", [("SupCon", "loss"), ("SimCLR", "loss"), ("CE", "acc1"), ("AlignUniform", "align")])  # fmt: skip
def test_each_method_trains_from_class_folders(images, tmp_path, method, column):
    in_process(images, *TINY, "--method", method, "--epochs", 1, "--output", tmp_path / "run")
    saved = state(tmp_path / "run")
    head = "fc.weight" if method == "CE" else "head.2.weight"
    assert saved["state_dict"][head].shape[0] == (3 if method == "CE" else 128)
    assert any(name.startswith("encoder.layer1.") for name in saved["state_dict"])
    with open(tmp_path / "run" / "metrics.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 and all(np.isfinite(float(row[column])) for row in rows)


def test_supcon_uses_the_labels_and_simclr_does_not(images, tmp_path):
    """The same pictures under other class names: SimCLR's weights stay, SupCon's change."""
    shuffled = tmp_path / "shuffled"
    for k, file in enumerate(sorted(images.rglob("*.png"))):
        target = shuffled / "xy"[k % 2] / f"{k:02d}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(file)
    flat = tmp_path / "flat"
    flat.mkdir()
    order = sorted(shuffled.rglob("*.png"))
    for k, file in enumerate(order):
        (flat / f"{k:02d}.png").symlink_to(file.resolve())
    weights = {}
    for method in ("SupCon", "SimCLR"):
        in_process(shuffled, *TINY, "--method", method, "--epochs", 1, "--output", tmp_path / method)
        weights[method] = state(tmp_path / method)["state_dict"]
    in_process(flat, *TINY, "--method", "SimCLR", "--epochs", 1, "--output", tmp_path / "unlabelled")
    unlabelled = state(tmp_path / "unlabelled")["state_dict"]
    assert all(torch.equal(unlabelled[name], value) for name, value in weights["SimCLR"].items())
    assert not torch.equal(weights["SupCon"]["head.2.weight"], weights["SimCLR"]["head.2.weight"])


def test_resumed_is_uninterrupted_and_config_repeats_it(images, tmp_path, capsys):
    whole = (images, *TINY, "--method", "SupCon", "--samples_per_class", 4, "--epochs", 2)
    in_process(*whole, "--output", tmp_path / "whole")
    in_process(images, *TINY, "--method", "SupCon", "--samples-per-class", 4, "--epochs", 1, "--output", tmp_path / "half")  # fmt: skip
    in_process(*whole, "--output", tmp_path / "half", "--resume", "auto")
    in_process("--config", tmp_path / "whole" / "config.yaml", "--output", tmp_path / "again")
    expected = state(tmp_path / "whole")["state_dict"]
    for other in ("half", "again"):
        assert all(torch.equal(value, expected[n]) for n, value in state(tmp_path / other)["state_dict"].items())
    assert "class single (1 images): fewer than --samples-per-class 4" in capsys.readouterr().err


def test_a_supcontrast_checkpoint_is_gone_on_with(images, tmp_path):
    """Its names for the parts, DataParallel's prefixes, epochs alone: as if our own had been resumed."""
    line = (images, *TINY, "--method", "SimCLR", "--epochs", 2)
    in_process(images, *TINY, "--method", "SimCLR", "--epochs", 1, "--output", tmp_path / "ours")
    ours = state(tmp_path / "ours")
    model = {name.replace("encoder.", "encoder.module."): value for name, value in ours["state_dict"].items()}
    theirs = {"opt": argparse.Namespace(epochs=1), "model": model, "optimizer": ours["optimizer"], "epoch": 1}
    torch.save(theirs, tmp_path / "last.pth")
    in_process(*line, "--output", tmp_path / "theirs", "--resume", tmp_path / "last.pth")
    in_process(*line, "--output", tmp_path / "ours", "--resume", "auto")
    expected = state(tmp_path / "ours")["state_dict"]
    found = state(tmp_path / "theirs")
    assert found["step"] == 4 and all(torch.equal(found["state_dict"][n], v) for n, v in expected.items())
    torch.save({"model": model, "optimizer": ours["optimizer"]}, tmp_path / "half.pth")
    assert "is no checkpoint of this trainer" in refused(*line, "--output", tmp_path / "x", "--resume", tmp_path / "half.pth")  # fmt: skip


def test_align_uniform_without_a_head_saves_the_encoder_alone(images, tmp_path):
    line = (
        images,
        *TINY,
        "--method",
        "AlignUniform",
        "--head",
        "none",
        "--feat_dim",
        9,
        "--monitor",
        "digits",
    )
    in_process(*line, "--epochs", 1, "--output", tmp_path / "run")
    names = state(tmp_path / "run")["state_dict"]
    assert names["encoder.fc.weight"].shape == (9, 16) and all(n.startswith("encoder.") for n in names)


def test_two_processes_are_one_with_the_joint_batch(images, tmp_path):
    """With batch normalisation over both, weights differ by rounding alone."""
    arguments = (images, *TINY, "--method", "SupCon", "--samples-per-class", 2, "--epochs", 2, "--sync_bn")
    arguments += ("--learning_rate", 0.1)
    in_process(*arguments, "--output", tmp_path / "one")
    two_ranks(SCRIPT, *arguments, "--output", tmp_path / "two", folder=tmp_path)
    one, two = (state(tmp_path / name) for name in ("one", "two"))
    assert one["step"] == two["step"] == 4
    for name, value in one["state_dict"].items():
        torch.testing.assert_close(two["state_dict"][name], value, rtol=1e-3, atol=2e-5, msg=name)


def test_live_mixtures_are_soft_labels(tmp_path, command):
    """Programs rendered meanwhile; groups of samples of one mixture of programs."""
    shaders = write_shaders(tmp_path / "shaders", 4)
    live = (
        shaders,
        *TINY,
        "--dataset-type",
        "shaders",
        "--n_samples",
        16,
        "--epochs",
        1,
        "--render-workers",
        1,
    )
    mixed = ("--mixing-type", "convex", "--n-samples-mix", 2, "--samples-per-class", 4)
    command(SCRIPT, *live, *mixed, "--method", "CE", "--output", tmp_path / "mixed")
    assert state(tmp_path / "mixed")["state_dict"]["fc.weight"].shape[0] == 4
    in_process(*live, *mixed, "--method", "SupCon", "--output", tmp_path / "supcon")
    assert state(tmp_path / "supcon")["step"] == 2
    refused_epoch = refused(*live, "--samples-per-class", 8, "--epoch-size", 20)
    assert "--epoch-size 20 must be a multiple of --samples-per-class 8" in refused_epoch


def test_defaults_and_schedule_are_the_published_ones(tmp_path):
    args = main_train.parse_args(["data"])
    assert (args.batch_size, args.epochs, args.lr, args.schedule, args.lr_decay_rate) == (256, 200, 0.015, [120, 160], 0.1)  # fmt: skip
    assert (args.weight_decay, args.momentum, args.temp, args.image_size) == (1e-4, 0.9, 0.07, 128)
    assert (args.minimum_crop_area, args.generation_resolution_multiplier, args.method) == (
        0.02,
        1.5,
        "SupCon",
    )
    assert [learning_rate(args, 256, e) for e in (0, 119.9, 120, 160)] == pytest.approx([0.015, 0.015, 0.0015, 0.00015])  # fmt: skip
    cosine = main_train.parse_args(["data", "--cosine", "--epochs", "100", "--learning_rate=1.0"])
    # Epochs count from one; the end is lr_decay_rate^3.
    assert learning_rate(cosine, 256, 49.5) == pytest.approx(0.001 + 0.999 * 0.5)
    assert learning_rate(cosine, 256, 99) == pytest.approx(0.001)
    # Above 256 images a step: from 0.01 to the cosine's value at epoch 10, a little each step.
    target = 0.001 + 0.999 * (1 + np.cos(np.pi * 0.1)) / 2
    assert learning_rate(cosine, 512, 2.5) == pytest.approx(0.01 + 0.25 * (target - 0.01))
    steps = main_train.parse_args(["data", "--lr_decay_epochs", "10, 20", "--warm"])
    assert steps.schedule == [10, 20] and learning_rate(steps, 8, 0) == 0.01
    config = tmp_path / "c.yaml"
    config.write_text(yaml.safe_dump({"data": ["x"], "schedule": [3], "cos": True, "image_size": 64}))
    configured = main_train.parse_args(["--config", str(config)])
    assert (configured.schedule, configured.cos, configured.image_size) == ([3], True, 64)


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize("method", ["SupCon", "CE"])
def test_one_class_is_enough_for_simclr_only(tmp_path, method):
    folder = write_images(tmp_path / "images", {"only": 8})
    message = refused(folder, *TINY, "--method", method, "--output", tmp_path / "run")
    assert "one class only (only)" in message and "SimCLR and AlignUniform" in message
    assert not (tmp_path / "run").exists()
    in_process(folder, *TINY, "--method", "SimCLR", "--epochs", 1, "--output", tmp_path / "run")


def test_flat_folders_have_no_labels(tmp_path):
    folder = write_images(tmp_path / "flat", {"0000000000": 8, "0000000001": 8})
    for extra in (
        ("--method", "SupCon"),
        ("--method", "CE"),
        ("--method", "SimCLR", "--samples-per-class", 2),
    ):
        message = refused(folder, *TINY, *extra, "--output", tmp_path / "run")
        assert str(folder) in message and "no labels" in message and "--layout class" in message


def test_samples_per_class_must_fit_the_batch(images, tmp_path):
    message = refused(images, *TINY, "--samples-per-class", 16, "--output", tmp_path / "run")
    assert "--batch-size 8 is smaller than --samples-per-class 16" in message
    message = refused(images, *TINY, "--samples-per-class", 3, "--output", tmp_path / "run")
    assert "must be a multiple of --samples-per-class 3" in message


@pytest.mark.parametrize("method", ["SupCon", "SimCLR", "AlignUniform"])
def test_a_batch_of_one_has_nothing_to_compare(images, tmp_path, method):
    message = refused(images, *TINY, "--batch-size", 1, "--method", method, "--output", tmp_path / "run")
    assert f"--batch-size 1: --method {method} compares images" in message


@pytest.mark.parametrize("flag", ["--momentum", "--weight_decay", "--unif_w"])
def test_what_sgd_does_not_take_is_refused_with_the_flags(flag, capsys):
    for value in ("-1", "nan"):
        with pytest.raises(SystemExit) as caught:
            main_train.parse_args(["d", flag, value])
        assert caught.value.code == 2 and capsys.readouterr().err.count("\n") == 1


def test_unknown_models_and_layers(images, tmp_path, command):
    done = command(SCRIPT, images, *TINY, "--model", "resnet9", "--output", tmp_path / "run", code=2)
    assert "--model resnet9: unknown encoder" in done.stderr
    assert all(name in done.stderr for name in ("small_alexnet", "cifar_resnet50", "torchvision"))
    message = refused(images, *TINY, "--layer", "9", "--output", tmp_path / "run")
    assert "--layer 9: no such layer; there are conv1" in message
