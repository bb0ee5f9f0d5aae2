"""evaluation/main_finetune.py as a user runs it: learns, resumes to the bit, decays rates by layer, bad input."""

import csv

import numpy as np
import pytest
import torch
from PIL import Image

from evaluation.finetune import Augment, Classifier, depths, parameter_groups
from evaluation.main_finetune import main
from image_generation.common.errors import UserError
from learning.checkpoints import list_checkpoints
from learning.encoders.load import random_encoder


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> str:
    """image_folder:TRAIN:TEST of two classes that brightness tells apart."""
    root = tmp_path_factory.mktemp("data")
    generator = np.random.default_rng(0)
    for part, n in (("train", 16), ("test", 8)):
        for label, level in (("dark", 20), ("light", 180)):
            for k in range(n):
                path = root / part / label / f"{k}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                pixels = generator.integers(level, level + 60, (20, 20, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(path)
    return f"image_folder:{root / 'train'}:{root / 'test'}"


def tune(dataset, output, *more) -> None:
    main(["--dataset", dataset, "--image-size", "16", "-b", "8", "--device", "cpu", "-j", "0", "--seed", "3", "-p", "1",
          "--results", str(output.parent / "results.csv"), "--output", str(output), *map(str, more)])  # fmt: skip


def last_state(output) -> dict:
    return torch.load(list_checkpoints(output)[0], weights_only=True)


@pytest.mark.parametrize("arch", ["tiny_resnet", "vit_nano_patch8_16"])
def test_it_learns_resumes_and_scores(dataset, tmp_path, arch):
    options = ("--random-init", arch, "--epochs", 3, "--lr", 0.5 if "resnet" in arch else 0.02)
    tune(dataset, tmp_path / "whole", *options)
    with open(tmp_path / "results.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["method"] == "fine-tuning" and float(row["top1"]) > 80 and row["n"] == "16"
    (tmp_path / "run").mkdir()
    before = list_checkpoints(tmp_path / "whole")[1]
    (tmp_path / "run" / before.name).write_bytes(before.read_bytes())
    tune(dataset, tmp_path / "run", *options, "--resume", "auto")
    one, two = last_state(tmp_path / "whole"), last_state(tmp_path / "run")
    assert all(torch.equal(one["state_dict"][name], two["state_dict"][name]) for name in one["state_dict"])


def test_mixing_layer_decay_and_checkpoints(dataset, tmp_path):
    module = random_encoder("vit_nano_patch8_16").module
    torch.save(
        {"arch": "vit_nano_patch8_16", "state_dict": module.state_dict(), "args": {"image_size": 16}},
        tmp_path / "c.pth",
    )
    tune(dataset, tmp_path / "run", "--checkpoint", tmp_path / "c.pth", "--epochs", 1, "--recipe", "vit")
    groups = last_state(tmp_path / "run")["optimizer"]["param_groups"]
    scales = sorted({group["scale"] for group in groups})
    assert np.allclose(scales, [0.75**k for k in range(7, -1, -1)])  # before, 6 blocks, norm and classifier
    assert groups[0]["scale"] == 1 and {group["weight_decay"] for group in groups} == {0.0, 0.05}


def test_layers_train_at_the_rates_of_mae():
    """Its release, util/lr_decay.py, for 12 blocks: norm and head 1, the last block 0.75, before the first 0.75^13."""
    model = Classifier(random_encoder("vit_small_patch16_224"), 5)
    named = {id(p): name for name, p in model.named_parameters()}
    scales = {named[id(p)]: group["scale"] for group in parameter_groups(model, 0.75, 0.05) for p in group["params"]}
    expected = {"fc.weight": 1, "backbone.norm.weight": 1, "backbone.blocks.11.mlp.fc1.weight": 0.75}
    expected |= {"backbone.blocks.0.mlp.fc1.weight": 0.75**12, "backbone.patch_embed.proj.weight": 0.75**13}
    assert {name: scales[name] for name in expected} == pytest.approx(expected)
    resnet = parameter_groups(Classifier(random_encoder("tiny_resnet"), 5), 0.5, 0.1)
    assert sorted({group["scale"] for group in resnet}) == [0.5**k for k in range(4, -1, -1)]


@pytest.mark.parametrize(("randaugment", "erasing"), [(0, 0.0), (9, 0.0), (0, 1.0), (10, 1.0)])
def test_augmented_images(randaugment, erasing):
    """Magnitude 9 of 10 turns by up to 27 degrees, give or take; boxes are noise with the statistics of photos."""
    torch.manual_seed(0)
    image = torch.full((3, 64, 64), 255, dtype=torch.uint8)
    views = torch.cat([Augment(48, randaugment, erasing)(image) for _ in range(40)])
    assert views.shape == (40, 3, 48, 48) and views.dtype == torch.uint8
    if erasing and not randaugment:
        noise = views.permute(0, 2, 3, 1)[(views < 255).any(1)].double() / 255
        assert (noise.mean(0) - torch.tensor([0.485, 0.456, 0.406])).abs().max() < 0.02
        share = (views < 255).any(1).double().mean((1, 2))
        assert (share > 0.015).all() and (share < 0.34).all() and 0.1 < share.mean() < 0.25
    else:
        assert (views == 255).all() == (not randaugment)


def test_magnitudes_are_those_of_ten(monkeypatch):
    found = []

    def operation(n, magnitude, fill):
        found.append((n, magnitude))
        return lambda image: image

    monkeypatch.setattr("evaluation.finetune.v2.RandAugment", operation)
    torch.manual_seed(0)
    for _ in range(500):
        Augment(8, 9, 0.0)(torch.zeros(3, 8, 8, dtype=torch.uint8))
    magnitudes = np.array([magnitude for _, magnitude in found])
    assert {n for n, _ in found} == {1} and len(found) == 1000
    assert abs(magnitudes.mean() - 27) < 0.4 and magnitudes.max() == 30 and 1.0 < magnitudes.std() < 1.6


def test_layers_of_networks():
    vit = depths(random_encoder("vit_nano_patch8_16").module)
    assert vit["pos_embed"] == vit["patch_embed.proj.weight"] == 0
    assert (vit["blocks.0.attn.qkv.weight"], vit["blocks.5.mlp.fc1.bias"], vit["norm.weight"]) == (1, 6, 7)
    resnet = depths(random_encoder("tiny_resnet").module)
    assert (resnet["conv1.weight"], resnet["layer1.0.conv1.weight"], resnet["layer2.0.bn1.bias"]) == (0, 2, 3)
    model = Classifier(random_encoder("tiny_resnet"), 5)
    groups = parameter_groups(model, 0.5, 0.1)
    assert sum(len(group["params"]) for group in groups) == len(list(model.parameters()))
    decay = {id(p): group["weight_decay"] for group in groups for p in group["params"]}
    assert decay[id(model.fc.bias)] == 0 and decay[id(model.fc.weight)] == 0.1


@pytest.mark.parametrize(
    "words, said",
    [
        (["--warmup-epochs", 2], "--warmup-epochs 2 must be less than --epochs 1"),
        (["--monitor", "digits"], "leave it out"),
        (["--image-size", 12], "--image-size 12: patches of 8 pixels"),
    ],
)
def test_wrong_arguments_are_one_line(dataset, tmp_path, words, said):
    with pytest.raises(UserError, match=said):
        tune(dataset, tmp_path / "run", "--random-init", "vit_nano_patch8_16", "--epochs", 1, *words)
    assert not (tmp_path / "run").exists()
