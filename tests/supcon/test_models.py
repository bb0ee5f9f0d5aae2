"""Names and shapes of the published state dicts, projection heads, inner layers."""

import pytest
import torch
from torch import nn
from torch.nn.functional import normalize, relu

from image_generation.common.errors import UserError
from learning.encoders.alexnet_small import SmallAlexNet
from learning.encoders.build import build_encoder, check_image_size, get_features, head_name
from learning.encoders.inner_layers import LayerFeatures
from supcon.models import Classifier, ContrastiveModel

# Names and shapes as in the published small AlexNet (shaders21k, sup_contrast/networks/smallalexnet.py).
ALEXNET = {
    "blocks.0.0.weight": (96, 3, 3, 3),
    "blocks.1.0.weight": (192, 96, 3, 3),
    "blocks.2.0.weight": (384, 192, 3, 3),
    "blocks.3.0.weight": (384, 384, 3, 3),
    "blocks.4.0.weight": (192, 384, 3, 3),
    "blocks.5.1.weight": (4096, 9408),
    "blocks.6.0.weight": (4096, 4096),
    "blocks.7.0.weight": (128, 4096),
    "blocks.7.0.bias": (128,),
}
NORMS = {f"blocks.{k}.1": ALEXNET[f"blocks.{k}.0.weight"][0] for k in range(5)}
NORMS |= {"blocks.5.2": 4096, "blocks.6.1": 4096}


def shapes(module: nn.Module) -> dict:
    return {name: tuple(value.shape) for name, value in module.state_dict().items()}


def with_norms(plain: dict, norms: dict) -> dict:
    for name, width in norms.items():
        plain |= {f"{name}.{part}": (width,) for part in ("weight", "bias", "running_mean", "running_var")}
        plain[f"{name}.num_batches_tracked"] = ()
    return plain


def test_the_small_alexnet_has_the_published_names():
    with torch.device("meta"):
        encoder = build_encoder("small_alexnet", 128)
        model, classifier = ContrastiveModel("small_alexnet"), Classifier("small_alexnet", 5)
    expected = with_norms(dict(ALEXNET), NORMS)
    assert shapes(encoder) == expected
    head = {
        "head.0.weight": (128, 128),
        "head.0.bias": (128,),
        "head.2.weight": (128, 128),
        "head.2.bias": (128,),
    }
    assert shapes(model) == {f"encoder.{name}": shape for name, shape in expected.items()} | head
    without = {f"encoder.{name}": shape for name, shape in expected.items() if "blocks.7" not in name}
    assert shapes(classifier) == without | {"fc.weight": (5, 4096), "fc.bias": (5,)}


@pytest.mark.parametrize(
    "name, blocks, width",
    [
        ("18", (2, 2, 2, 2), 512),
        ("34", (3, 4, 6, 3), 512),
        ("34_input_112", (3, 4, 6, 3), 512),
        ("50", (3, 4, 6, 3), 2048),
        ("101", (3, 4, 23, 3), 2048),
    ],
)
def test_cifar_resnets_have_supcontrasts_names(name, blocks, width):
    with torch.device("meta"):
        found = shapes(ContrastiveModel(f"cifar_resnet{name}", "linear"))
    convolutions = 2 if width == 512 else 3
    names = {"encoder.conv1", "encoder.bn1", "head"}
    for stage, count in enumerate(blocks, 1):
        for block in range(count):
            place = f"encoder.layer{stage}.{block}"
            names |= {f"{place}.{kind}{k}" for kind in ("conv", "bn") for k in range(1, convolutions + 1)}
            if block == 0 and (stage > 1 or width == 2048):
                names |= {f"{place}.shortcut.0", f"{place}.shortcut.1"}
    assert {name.rpartition(".")[0] for name in found} == names
    side = 7 if name.endswith("112") else 3
    assert found["encoder.conv1.weight"] == (64, 3, side, side) and found["head.weight"] == (128, width)


def test_prefixes_of_data_parallel_are_accepted():
    model, other = ContrastiveModel("tiny_resnet"), ContrastiveModel("tiny_resnet")
    state = model.state_dict()
    other.load_state_dict({f"module.{name}": value for name, value in state.items()})
    assert all(torch.equal(value, other.state_dict()[name]) for name, value in state.items())
    other = ContrastiveModel("tiny_resnet")
    other.load_state_dict({name.replace("encoder.", "encoder.module."): value for name, value in state.items()})
    assert all(torch.equal(value, other.state_dict()[name]) for name, value in state.items())


def test_an_encoder_may_have_a_part_named_module(monkeypatch):
    from learning.encoders import registry

    def wrapped(num_classes: int = 1000):
        encoder = build_encoder("tiny_resnet", num_classes)
        encoder.layer1 = nn.Sequential()
        encoder.layer1.module = nn.Conv2d(8, 8, 1)
        return encoder

    monkeypatch.setitem(registry.ENCODERS, "wrapped", wrapped)
    model, other = ContrastiveModel("wrapped"), ContrastiveModel("wrapped")
    other.load_state_dict(model.state_dict())
    assert torch.equal(other.encoder.layer1.module.weight, model.encoder.layer1.module.weight)


def test_without_a_head_the_encoders_own_last_layer_gives_the_features():
    """As published with align/uniform: nothing but the encoder is saved."""
    with torch.device("meta"):
        alexnet = ContrastiveModel("small_alexnet", "none", 64)
    own = SmallAlexNet(64)
    assert shapes(alexnet) == {f"encoder.{name}": shape for name, shape in shapes(own).items()}
    model = ContrastiveModel("tiny_resnet", "none", 6).eval()
    images = torch.randn(3, 3, 16, 16)
    torch.testing.assert_close(model(images), normalize(model.encoder(images), dim=1))
    assert model.encoder.fc.out_features == 6


def test_features_are_of_unit_length_to_float32_under_autocast():
    model = ContrastiveModel("tiny_resnet")
    with torch.autocast("cpu", torch.bfloat16):
        features = model(torch.randn(4, 3, 16, 16))
    assert features.dtype == torch.float32
    torch.testing.assert_close(features.norm(dim=1), torch.ones(4), rtol=1e-6, atol=1e-6)


def test_outputs_are_unit_features_and_logits():
    images = torch.randn(3, 3, 16, 16)
    features = ContrastiveModel("tiny_resnet", dim=7)(images)
    torch.testing.assert_close(features.norm(dim=1), torch.ones(3))
    assert features.shape == (3, 7) and Classifier("tiny_resnet", 5)(images).shape == (3, 5)
    with pytest.raises(ValueError, match="mlp, linear, none"):
        ContrastiveModel("tiny_resnet", head="deep")


def test_layers_of_the_small_alexnet():
    """Block by block by hand; numbers name blocks, convolutions are averaged over space."""
    encoder = SmallAlexNet(10, width=8).eval()
    images = torch.randn(2, 3, 64, 64)
    x = images
    with torch.no_grad():
        for number, block in enumerate(encoder.blocks):
            x = block(x)
            expected = x.mean((2, 3)) if x.ndim == 4 else x
            torch.testing.assert_close(LayerFeatures(encoder, str(number))(images), expected)
            if number == 6:
                torch.testing.assert_close(get_features(encoder, images), x)
    assert head_name(encoder) == "blocks.7.0" and LayerFeatures(encoder, "2").width(64) == 384
    with pytest.raises(UserError, match=r"blocks\.7"):
        LayerFeatures(encoder, "8")


def test_a_layer_by_name_is_what_it_put_out():
    encoder = build_encoder("tiny_resnet", 4).eval()
    images = torch.randn(2, 3, 16, 16)
    stem = relu(encoder.bn1(encoder.conv1(images)))
    torch.testing.assert_close(LayerFeatures(encoder, "layer1")(images), encoder.layer1(stem).mean((2, 3)))
    assert not any(module._forward_hooks for module in encoder.modules())


def test_images_of_a_wrong_size_are_refused():
    with pytest.raises(UserError, match="--size 32: small_alexnet takes images of 64x64"):
        check_image_size(SmallAlexNet(10, width=8), "small_alexnet", 32, "--size")
    with pytest.raises(UserError, match="--size 32: picky"):
        check_image_size(nn.Linear(3, 3), "picky", 32, "--size")
    check_image_size(build_encoder("tiny_resnet", 4), "tiny_resnet", 16)
