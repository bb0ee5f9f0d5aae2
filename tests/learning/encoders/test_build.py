"""The registry: names, heads, features, parameter names."""

import pytest
import torch
import torchvision
from torch import nn

from image_generation.common.errors import UserError
from learning.encoders import registry
from learning.encoders.build import (
    add_mlp_head,
    backbone,
    build_encoder,
    encoder_names,
    get_features,
    get_head,
    head_name,
    register_encoder,
)


@pytest.mark.parametrize(
    "name, head",
    [
        ("resnet18", "fc"),
        ("alexnet", "classifier.6"),
        ("densenet121", "classifier"),
        ("mobilenet_v3_small", "classifier.3"),
        ("vit_b_16", "heads.head"),
        ("tiny_resnet", "fc"),
    ],
)
def test_heads_are_found_and_replaced(name, head):
    with torch.device("meta"):
        encoder = build_encoder(name, 7)
        assert get_head(encoder).out_features == 7
        width = get_head(encoder).in_features
        assert head_name(encoder) == head
        add_mlp_head(encoder)
    names = [n for n in encoder.state_dict() if n.startswith(head + ".")]
    assert names == [f"{head}.0.weight", f"{head}.0.bias", f"{head}.2.weight", f"{head}.2.bias"]
    assert encoder.state_dict()[f"{head}.0.weight"].shape == (width, width)


def test_a_decorated_function_is_an_encoder(monkeypatch):
    monkeypatch.setattr(registry, "ENCODERS", dict(registry.ENCODERS))

    @register_encoder
    def my_encoder(num_classes: int = 10):
        return nn.Sequential()

    assert registry.ENCODERS["my_encoder"] is my_encoder
    with pytest.raises(ValueError, match="my_encoder"):
        register_encoder(my_encoder)

    def resnet18(num_classes: int = 10):
        return nn.Sequential()

    with pytest.raises(ValueError, match="resnet18"):
        register_encoder(resnet18)


def test_unknown_names_list_close_ones():
    with pytest.raises(UserError, match="resnet50") as error:
        build_encoder("resnet5O")
    assert error.value.code == 2 and "narrow_resnet10" in str(error.value)
    assert "resnet50" in encoder_names() and "cifar_resnet18" in encoder_names()


def test_encoders_without_a_linear_head_are_refused():
    with torch.device("meta"), pytest.raises(UserError, match="Linear head"):
        add_mlp_head(build_encoder("squeezenet1_0", 8))


def test_features_are_what_the_head_is_given():
    torch.manual_seed(0)
    encoder = build_encoder("tiny_resnet", 5).eval()
    images = torch.randn(3, 3, 16, 16)
    features = get_features(encoder, images)
    assert features.shape == (3, 16)
    assert torch.allclose(encoder.fc(features), encoder(images), atol=1e-6)
    add_mlp_head(encoder)
    assert torch.allclose(get_features(encoder, images), features)
    headless, width = backbone("tiny_resnet")
    assert width == 16 and headless(images).shape == (3, 16)


@pytest.mark.parametrize("name, twin", [("cifar_resnet18", "resnet18"), ("cifar_resnet50", "resnet50")])
def test_cifar_resnets_equal_torchvisions_with_another_stem(name, twin):
    """The same weights in torchvision's ResNet with a 3x3 stem and no pooling give the same numbers."""
    torch.manual_seed(0)
    ours = build_encoder(name, 10).eval()
    theirs = torchvision.models.get_model(twin, num_classes=10).eval()
    theirs.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    theirs.maxpool = nn.Identity()
    theirs.load_state_dict({k.replace("shortcut", "downsample"): v for k, v in ours.state_dict().items()})
    images = torch.randn(1, 3, 16, 16)
    with torch.no_grad():
        assert torch.allclose(ours(images), theirs(images), atol=1e-4)
