"""dino/main_train.py as a user runs it: resumes to the bit, two processes as one, official checkpoints, bad input."""

import argparse
import csv
import functools
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from PIL import Image

import dino.models
from dino.main_train import main, parse_args
from image_generation.common.errors import UserError
from learning.checkpoints import list_checkpoints
from learning.encoders.load import load_encoder
from tests.image_generation.shaders.dataset_helpers import write_shaders
from tests.warm_processes import two_ranks

SCRIPT = "dino/main_train.py"
SHARED = ("--image-size", 16, "-b", 8, "--out-dim", 32, "--local-crops-number", 2, "--device", "cpu", "-p", 1,
          "--seed", 5, "-j", 0)  # fmt: skip
VIT = ("--arch", "vit_nano", "--patch-size", 8, *SHARED)
CONVOLUTIONS = ("--arch", "tiny_resnet", "--use_bn_in_head", "true", *SHARED)


DINOHead = dino.models.DINOHead


@pytest.fixture(scope="module", autouse=True)
def small_head():
    """The published 2048 units in a hidden layer are 75 MB in every checkpoint."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dino.models, "DINOHead", functools.partial(DINOHead, hidden_dim=64, bottleneck_dim=16))
        yield


def train(*arguments) -> None:
    """Run the command within this process."""
    main([str(argument) for argument in arguments])


def refused(*arguments) -> str:
    """The one line with which the command refuses wrong arguments."""
    with pytest.raises(UserError) as error:
        train(*arguments)
    assert error.value.code == 2
    return str(error.value)


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> Path:
    """34 images of 20x20 in two class folders."""
    folder = tmp_path_factory.mktemp("images")
    generator = np.random.default_rng(0)
    for k in range(34):
        path = folder / "ab"[k % 2] / f"{k:02d}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(generator.integers(0, 256, (20, 20, 3), dtype=np.uint8)).save(path)
    return folder


@pytest.fixture(scope="module")
def whole(images, tmp_path_factory) -> Path:
    """The output of an uninterrupted run of three epochs."""
    output = tmp_path_factory.mktemp("whole") / "run"
    train(images, *VIT, "--epochs", 3, "--output", output)
    return output


def last_state(output) -> dict:
    return torch.load(list_checkpoints(output)[0], weights_only=True)


def same(one, other) -> bool:
    """Whether two states are equal to the bit: weights, centre and optimizer."""
    assert one["state_dict"].keys() == other["state_dict"].keys()
    weights = all(torch.equal(one["state_dict"][n], other["state_dict"][n]) for n in one["state_dict"])
    moments = [
        torch.equal(a["exp_avg_sq"], b["exp_avg_sq"])
        for a, b in zip(one["optimizer"]["state"].values(), other["optimizer"]["state"].values())
    ]
    return weights and len(moments) > 5 and all(moments)


def rows(output) -> list[dict]:
    with open(output / "metrics.csv", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_logs_schedules_and_saves_both_networks(whole):
    logged = rows(whole)
    assert len(logged) == 12 and all(0 < float(row["entropy"]) <= np.log(32) + 1e-6 for row in logged)
    lrs = [float(row["lr"]) for row in logged]
    assert lrs[0] == 0 and lrs[3] == pytest.approx(0.0005 * 8 / 256) and lrs[-1] < lrs[5]
    state = last_state(whole)
    assert state["arch"] == "vit_nano_patch8_16" and state["epoch"] == 3
    assert {"student.backbone.pos_embed", "teacher.head.last_layer.weight_v", "dino_loss.center"} <= set(
        state["state_dict"]
    )
    first, second = state["optimizer"]["param_groups"]
    assert first["weight_decay"] > 0.3 and second["weight_decay"] == 0
    config = yaml.safe_load((whole / "config.yaml").read_text())
    assert config["local_crops_size"] == 8 and config["warmup_epochs"] == 1


def test_the_last_layer_is_frozen_at_first(images, tmp_path):
    train(images, *VIT, "--epochs", 2, "--output", tmp_path / "run", "--keep-last", 2)
    second, first = (torch.load(path, weights_only=True) for path in list_checkpoints(tmp_path / "run"))
    name = "student.head.last_layer.weight_v"
    moved = (first["state_dict"][name] - first["state_dict"][name.replace("student", "teacher")]).abs().max()
    assert moved < 1e-7  # of the teacher's averages of equal numbers
    assert (second["state_dict"][name] - first["state_dict"][name]).abs().max() > 1e-6
    other = "student.head.mlp.0.weight"
    assert (first["state_dict"][other] - first["state_dict"][other.replace("student", "teacher")]).abs().max() > 1e-6


@pytest.mark.parametrize("kind", [VIT, CONVOLUTIONS], ids=["vit", "convolutions"])
def test_resumed_is_uninterrupted(images, whole, tmp_path, kind):
    if kind is not VIT:
        train(images, *kind, "--epochs", 3, "--output", tmp_path / "whole")
        whole = tmp_path / "whole"
    (tmp_path / "run").mkdir()
    before = list_checkpoints(whole)[1]
    (tmp_path / "run" / before.name).write_bytes(before.read_bytes())
    train(images, *kind, "--epochs", 3, "--output", tmp_path / "run", "--resume", "auto", "-j", 1)
    assert same(last_state(whole), last_state(tmp_path / "run"))
    assert [row["loss"] for row in rows(whole)][8:] == [row["loss"] for row in rows(tmp_path / "run")]


def test_config_repeats_a_run_to_the_bit(whole, tmp_path):
    train("--config", whole / "config.yaml", "--output", tmp_path / "again")
    assert same(last_state(whole), last_state(tmp_path / "again"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [VIT, CONVOLUTIONS], ids=["vit", "convolutions"])
def test_two_processes_learn_what_one_learns(images, tmp_path, monkeypatch, kind):
    """Stochastic depth, batch statistics and centring are those of the joint batch; SGD shows it to the last digits."""
    options = (*kind, "--epochs", 2, "--optimizer", "sgd", "--lr", 3.0, "--freeze-last-layer", 0, "--warmup-epochs", 0)
    monkeypatch.setattr(dino.models, "DINOHead", DINOHead)  # as other processes have it
    train(images, *options, "--output", tmp_path / "one")
    two_ranks(SCRIPT, images, *options, "--output", tmp_path / "two", folder=tmp_path)
    one, two = (last_state(tmp_path / name)["state_dict"] for name in ("one", "two"))
    for name, value in one.items():
        assert torch.allclose(value.float(), two[name].float(), rtol=1e-3, atol=2e-5), name
    moved = one["student.head.mlp.0.weight"] - one["teacher.head.mlp.0.weight"]
    assert moved.abs().max() > 1e-3


def test_checkpoints_have_the_official_entries(whole):
    state = last_state(whole)
    assert set(state["dino_loss"]) == {"center"} and state["dino_loss"]["center"].shape == (1, 32)
    plain = {name.removeprefix("module."): value for name, value in state["student"].items()}
    assert all(name.startswith("module.") for name in state["student"])
    assert (
        {name.partition(".")[0] for name in plain}
        == {name.partition(".")[0] for name in state["teacher"]}
        == {"backbone", "head"}
    )
    assert torch.equal(plain["backbone.cls_token"], state["state_dict"]["student.backbone.cls_token"])
    size = list_checkpoints(whole)[0].stat().st_size
    weights = sum(v.numel() * v.element_size() for v in state["state_dict"].values())
    assert size < 2.6 * weights  # both networks once, and two moments of the student


def test_official_checkpoints_resume_and_are_evaluated(images, whole, tmp_path):
    state = torch.load(list_checkpoints(whole)[1], weights_only=True)
    official = {key: state[key] for key in ("student", "teacher", "dino_loss", "optimizer", "epoch")}
    official["args"] = argparse.Namespace(arch="vit_nano", patch_size=8)
    torch.save(official, tmp_path / "checkpoint.pth")
    train(images, *VIT, "--epochs", 3, "--output", tmp_path / "run", "--resume", tmp_path / "checkpoint.pth")
    assert same(last_state(whole), last_state(tmp_path / "run"))
    encoder = load_encoder(str(tmp_path / "checkpoint.pth"), "vit_nano_patch8_16")
    found = encoder.features(torch.ones(2, 3, 16, 16))
    ours = load_encoder(str(list_checkpoints(whole)[1]))
    assert ours.arch == "vit_nano_patch8_16" and ours.image_size == 16
    assert torch.equal(found, ours.features(torch.ones(2, 3, 16, 16)))
    assert torch.equal(ours.module.cls_token, state["teacher"]["backbone.cls_token"])


def test_official_flags_are_taken():
    line = "--arch vit_small --patch_size 8 --out_dim 1000 --norm_last_layer false --use_fp16 false --weight_decay 0.1"
    line += (
        " --batch_size_per_gpu 32 --local_crops_scale 0.05 0.25 --data_path /images --output_dir out --saveckp_freq 5"
    )
    args = parse_args(line.split())
    assert (args.data, args.output, args.milestone_every, args.amp) == (["/images"], "out", 5, False)
    assert (args.patch_size, args.norm_last_layer, args.weight_decay) == (8, False, 0.1)
    args = parse_args(["x"])
    published = {
        "arch": "vit_small", "patch_size": 16, "out_dim": 65536, "norm_last_layer": True, "momentum_teacher": 0.996,
        "use_bn_in_head": False, "warmup_teacher_temp": 0.04, "teacher_temp": 0.04, "warmup_teacher_temp_epochs": 0,
        "weight_decay": 0.04, "weight_decay_end": 0.4, "clip_grad": 3.0, "batch_size_per_gpu": 64, "epochs": 100,
        "freeze_last_layer": 1, "lr": 0.0005, "min_lr": 1e-6, "optimizer": "adamw", "drop_path_rate": 0.1,
        "global_crops_scale": [0.4, 1.0], "local_crops_number": 8, "local_crops_scale": [0.05, 0.4], "image_size": 224,
    }  # fmt: skip
    assert {name: getattr(args, name) for name in published} == published


@pytest.mark.parametrize(
    "arguments, said",
    [
        (
            ["--local-crops-size", 24, "--image-size", 32, "--patch-size", 8],
            "20x20 pixels is smaller than local crops of 24x24",
        ),
        (["--local-crops-size", 24], "--local-crops-size 24 is larger than --image-size 16"),
        (["--patch-size", 7], "--patch-size 7, --image-size 16: patches of 7 pixels do not tile images of 16x16"),
        (["--local-crops-size", 12], "--local-crops-size 12: patches of 8 pixels do not tile images of 12x12"),
        (["--arch", "vit_huge"], "unknown encoder"),
        (["--arch", "vit_b_16"], "vit_b_16 does not take images of 16x16"),
        (["--global-crops-scale", 0.9, 0.4], "--global-crops-scale 0.9 0.4"),
        (["--warmup-epochs", 9], "--warmup-epochs 9 is more than --epochs 1"),
        (["--warmup-teacher-temp-epochs", 9], "--warmup-teacher-temp-epochs 9 is more"),
    ],
)
def test_wrong_arguments_are_one_line(images, tmp_path, arguments, said):
    assert said in refused(images, *VIT, "--epochs", 1, "--output", tmp_path / "run", *arguments)
    assert not list_checkpoints(tmp_path / "run")


def test_a_later_small_image_is_one_line_too(images, tmp_path, command):
    folder = tmp_path / "mixed"
    folder.mkdir()
    for k in range(8):
        Image.new("RGB", (20, 20) if k else (40, 40)).save(folder / f"{k}.png")
    options = (*VIT, "--image-size", 32, "--local-crops-size", 24, "--epochs", 1, "--output", tmp_path / "run")
    assert "smaller than local crops of 24x24" in command(SCRIPT, folder, *options, code=1).stderr


def test_monitor_watches_the_teacher(images, tmp_path):
    folders = f"image_folder:{images}:{images}"
    train(images, *VIT, "--epochs", 1, "--output", tmp_path / "run", "--monitor", folders)
    assert 0 <= float(rows(tmp_path / "run")[-1]["knn"]) <= 100


def test_live_training_on_the_device(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    train(shaders, "--dataset-type", "shaders", *CONVOLUTIONS, "--epoch-size", 16, "--epochs", 1, "--render-workers", 1,
          "--augment-on", "device", "--output", tmp_path / "run")  # fmt: skip
    assert len(rows(tmp_path / "run")) == 2
