"""Encoders of timm: features equal to timm's own, and one clear line where timm or the name is missing."""

import sys

import pytest
import torch

from image_generation.common.errors import UserError
from learning.encoders.build import add_mlp_head, backbone, build_encoder, encoder_factory, get_features
from learning.encoders.load import load_encoder, usual_image_size


def test_missing_timm_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(UserError, match="timm is not installed.*requirements-timm.txt") as error:
        encoder_factory("timm:vit_tiny_patch16_224_that_nobody_asked_for")
    assert error.value.code == 2


def test_unknown_names_are_one_line():
    pytest.importorskip("timm")
    with pytest.raises(UserError, match="has no such model; close names: timm:resnet18"):
        encoder_factory("timm:resnett18")
    with pytest.raises(UserError, match="no such model"):
        encoder_factory("timm:resnet18.a1_in1k")  # a name that would stand for downloaded weights


@pytest.mark.parametrize("name", ["resnet18", "vit_tiny_patch16_224", "convnext_atto"])
def test_features_are_timms(tmp_path, name):
    timm = pytest.importorskip("timm")
    module, width = backbone(f"timm:{name}")
    theirs = timm.create_model(name, num_classes=0)
    theirs.load_state_dict({k: v for k, v in module.state_dict().items() if k in theirs.state_dict()})
    images = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        found, expected = module.eval()(images), theirs.eval()(images)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-4)
    assert found.shape == (1, width) and usual_image_size(f"timm:{name}") >= 224
    torch.save({"arch": f"timm:{name}", "state_dict": module.state_dict()}, tmp_path / "a.pth")
    assert torch.equal(load_encoder(str(tmp_path / "a.pth")).features(images), found)


def test_heads_of_every_method_fit():
    pytest.importorskip("timm")
    encoder = build_encoder("timm:vit_tiny_patch16_224", 8)
    add_mlp_head(encoder)
    images = torch.randn(1, 3, 32, 32)  # a size of local crops
    assert encoder(images).shape == (1, 8) and get_features(encoder, images).shape == (1, 192)
