"""Training on images that stay on the device equals training on those that pass host memory (a fake device)."""

import csv

import pytest
import torch

import learning.prepare
from image_generation.shaders.rendering.cuda_sharing import FakeSharing
from lejepa.main_train import main as lejepa
from moco.main_train import main as moco
from supcon.main_train import main as supcon
from tests.image_generation.shaders.dataset_helpers import write_shaders

SHARED = ["--dataset-type", "shaders", "--arch", "tiny_resnet", "--image-size", "16", "-b", "8", "--epoch-size", "16",
          "--epochs", "2", "--device", "cpu", "-j", "0", "-p", "1", "--seed", "3", "--render-workers", "1",
          "--augment-on", "device", "--backend", "compute"]  # fmt: skip
SMALL_MOCO = ["--moco-k", "16", "--moco-dim", "8"]


@pytest.mark.parametrize(
    "main, flags",
    [
        (moco, [*SMALL_MOCO, "--mixing-type", "kml_mixup", "--positive-time", "1"]),
        (supcon, ["--method", "SupCon", "--mixing-type", "convex", "--n-samples-mix", "2"]),
        (lejepa, ["--local-crops-number", "2", "--proj-dim", "8", "--proj-hidden", "8", "--slices", "8"]),
    ],
    ids=["moco", "supcon", "lejepa"],
)
def test_losses_are_the_same_either_way(tmp_path, monkeypatch, main, flags):
    shaders = str(write_shaders(tmp_path / "shaders"))
    losses = []
    for transfer in ("host", "gpu"):
        if transfer == "gpu":
            monkeypatch.setattr(learning.prepare, "chosen_transfer", lambda *_: "gpu")
            monkeypatch.setattr(learning.prepare, "open_sharing", lambda *_: FakeSharing())
        output = tmp_path / transfer
        main([shaders, *SHARED, *flags, "--output", str(output)])
        with open(output / "metrics.csv", newline="") as file:
            losses.append([row["loss"] for row in csv.DictReader(file)])
    assert len(losses[0]) == 4 and losses[0] == losses[1]


def test_the_other_way_is_taken(tmp_path, monkeypatch, capsys):
    """The test above compares two ways, not one with itself."""
    monkeypatch.setattr(learning.prepare, "chosen_transfer", lambda *_: "gpu")
    monkeypatch.setattr(learning.prepare, "open_sharing", lambda *_: FakeSharing())
    shaders = str(write_shaders(tmp_path / "shaders"))
    moco([shaders, *SHARED, *SMALL_MOCO, "--epochs", "1", "--output", str(tmp_path / "out")])
    assert "images stay on the GPU" in "".join(capsys.readouterr())
    assert torch.load(tmp_path / "out/checkpoint_0000.pth.tar", weights_only=True)["epoch"] == 1
