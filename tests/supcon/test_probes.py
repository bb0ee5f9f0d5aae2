"""Published small AlexNets and SupContrast checkpoints, as evaluation reads and probes them."""

import argparse

import torch

from evaluation.flags import probe
from learning.encoders.alexnet_small import SmallAlexNet
from learning.encoders.load import load_encoder
from supcon.models import ContrastiveModel


def test_a_bare_small_alexnet_is_told_from_its_names(tmp_path, monkeypatch):
    """Narrow here (the published one has 57 million weights); names are the same."""
    from learning.encoders import registry

    def small_alexnet(num_classes: int = 128):
        return SmallAlexNet(num_classes, width=16)

    small_alexnet.image_size = 64
    monkeypatch.setitem(registry.ENCODERS, "small_alexnet", small_alexnet)
    network = SmallAlexNet(128, width=16).eval()
    torch.save({f"module.{name}": value for name, value in network.state_dict().items()}, tmp_path / "encoder.pth")
    encoder = load_encoder(str(tmp_path / "encoder.pth"))
    assert (encoder.arch, encoder.image_size, encoder.width) == ("small_alexnet", 64, 16)
    images = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        x = images
        for block in network.blocks[:6]:
            x = block(x)
        torch.testing.assert_close(encoder.features(images), network.blocks[6](x))
        probe(encoder, "5")
        torch.testing.assert_close(encoder.features(images), x)


def test_a_supcontrast_file_with_its_options(tmp_path):
    model = ContrastiveModel("tiny_resnet").eval()
    state = {name.replace("encoder.", "encoder.module."): value for name, value in model.state_dict().items()}
    torch.save({"opt": argparse.Namespace(size=24, model="x"), "model": state, "epoch": 3}, tmp_path / "last.pth")
    encoder = load_encoder(str(tmp_path / "last.pth"), "tiny_resnet")
    images = torch.randn(2, 3, 24, 24)
    with torch.no_grad():
        torch.testing.assert_close(encoder.features(images), model.encoder(images))
    assert encoder.image_size == 24
