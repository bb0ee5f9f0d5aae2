"""Checkpoints as other training codes write them give the encoder that was trained, or say what they hold."""

import pytest
import torch
import torchvision
from torch import nn

from image_generation.common.errors import UserError
from learning.encoders.build import build_encoder, get_features
from learning.encoders.load import LARGEST_IMAGE, load_encoder, load_initial
from moco.builder import MoCo

IMAGES = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def network():
    """A ResNet-18 with statistics and weights that no initialisation has, and its weights below the head."""
    torch.manual_seed(1)
    model = torchvision.models.resnet18().eval()
    with torch.no_grad():
        for value in model.state_dict().values():
            if value.is_floating_point():
                value *= 1 + 0.05 * torch.rand(value.shape)
    return model


def body(network, prefix="", scale=1.0):
    return {prefix + name: value * scale for name, value in network.state_dict().items() if not name.startswith("fc.")}


def numbered(network, prefix):
    """lightly: nn.Sequential(*list(resnet.children())[:-1]), so that parts have numbers."""
    return {prefix + name: value for name, value in nn.Sequential(*list(network.children())[:-1]).state_dict().items()}


HEAD = {"projection_head.layers.0.weight": torch.ones(8, 512)}

# Written after the state dicts of the codes named; averages have half of the weights here, to be told apart.
FORMS = {
    "MoCo v3": lambda n: {"arch": "resnet18", "epoch": 3, "state_dict": body(n, "module.momentum_encoder.", 0.5)
                          | body(n, "module.base_encoder.") | {"module.predictor.0.weight": torch.ones(4, 4)}},
    "MoCo v3's average alone": lambda n: {"state_dict": body(n, "module.momentum_encoder.")},
    "MoCo": lambda n: {"state_dict": body(n, "module.encoder_k.", 0.5) | body(n, "module.encoder_q.")},
    "SimSiam": lambda n: {"arch": "resnet18", "state_dict": body(n, "module.encoder.") | {
                          "module.encoder.fc.0.weight": torch.ones(512, 512)}},
    "SwAV": lambda n: body(n, "module.") | {"module.prototypes.weight": torch.ones(3, 8)},
    "DINO": lambda n: {"student": body(n, "module.backbone.", 0.5), "teacher": body(n, "backbone."), "epoch": 1,
                       "args": {"arch": "resnet18"}, "dino_loss": {"center": torch.ones(1, 8)}},
    "DINO's backbone": lambda n: {"state_dict": body(n)},
    "lightly": lambda n: {"state_dict": numbered(n, "backbone.") | HEAD, "pytorch-lightning_version": "2.0.0"},
    "lightly, wrapped": lambda n: {"state_dict": numbered(n, "model.backbone.") | HEAD},
    "lightly's teacher": lambda n: {"state_dict": body(n, "student.backbone.", 0.5) | body(n, "teacher.backbone.")},
    "solo-learn": lambda n: {"state_dict": body(n, "momentum_backbone.", 0.5) | body(n, "backbone.")
                             | {"classifier.weight": torch.ones(10, 512)}},
    "solo-learn before 1.0": lambda n: {"state_dict": body(n, "encoder.")},
    "VISSL": lambda n: {"classy_state_dict": {"base_model": {"model": {"trunk": body(n, "_feature_blocks."),
                                                                         "heads": HEAD}}}},
    "VISSL, flat": lambda n: {"state_dict": body(n, "base_model._feature_blocks.")},
    "BYOL": lambda n: {"online_network_state_dict": body(n, "encoder."), "target_network_state_dict": body(n, "", 0.5)},
    "BYOL, wrapped": lambda n: body(n, "online_encoder.net.") | body(n, "target_encoder.net.", 0.5),
    "Barlow Twins": lambda n: {"model": body(n, "module.backbone."), "optimizer": {}},
    "torch.compile": lambda n: {"model": body(n, "_orig_mod.module.")},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_trained_encoder_is_found(tmp_path, network, form):
    torch.save(FORMS[form](network), tmp_path / "c.pth")
    encoder = load_encoder(str(tmp_path / "c.pth"))
    assert encoder.arch == "resnet18"
    assert torch.allclose(encoder.features(IMAGES), get_features(network, IMAGES), atol=1e-5)


def test_weights_to_start_from(network):
    """--init: below the head everything, in each encoder of the model."""
    model = MoCo(lambda num_classes: build_encoder("resnet18", num_classes), 8, 16, mlp=True)
    heads = [value.clone() for name, value in model.state_dict().items() if ".fc." in name]
    load_initial([model.encoder_q, model.encoder_k], FORMS["lightly"](network), "c.pth", "--init")
    for encoder in (model.encoder_q, model.encoder_k):
        assert torch.allclose(get_features(encoder.eval(), IMAGES), get_features(network, IMAGES), atol=1e-5)
    assert all(map(torch.equal, heads, [v for n, v in model.state_dict().items() if ".fc." in n]))
    with pytest.raises(UserError, match=r"--init c\.pth: .*prefixes found: strange\. \(1\)"):
        load_initial([model.encoder_q], {"strange.w": torch.ones(2)}, "c.pth", "--init")


def test_a_file_that_is_not_read_names_the_prefixes_found(tmp_path, network):
    weights = {f"tower.visual.{name}": value for name, value in body(network).items()} | {"text.w": torch.ones(1)}
    torch.save({"state_dict": weights}, tmp_path / "c.pth")
    for arch in (None, "resnet18"):
        with pytest.raises(UserError, match=r"c\.pth.*--arch.*prefixes found: tower\. \(120\), text\. \(1\)"):
            load_encoder(str(tmp_path / "c.pth"), arch)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(tmp_path, network, value):
    weights = {name: tensor.clone() for name, tensor in body(network).items()}
    weights["layer1.0.conv1.weight"][0, 0, 0, 0] = value
    torch.save(weights, tmp_path / "c.pth")
    with pytest.raises(UserError, match=r"c\.pth: layer1\.0\.conv1\.weight holds NaN or infinite"):
        load_encoder(str(tmp_path / "c.pth"))


@pytest.mark.parametrize("size", ["64", -1, 2.5, True, torch.ones(2), None, [64]])
def test_an_image_size_of_another_kind_is_not_taken(tmp_path, network, size):
    torch.save({"state_dict": body(network), "args": {"image_size": size}}, tmp_path / "c.pth")
    assert load_encoder(str(tmp_path / "c.pth")).image_size == 224


def test_an_image_size_that_fills_the_memory_is_refused(tmp_path, network):
    torch.save({"state_dict": body(network), "args": {"image_size": LARGEST_IMAGE * 8}}, tmp_path / "c.pth")
    with pytest.raises(UserError, match="4096 pixels a side: give --image-size"):
        load_encoder(str(tmp_path / "c.pth"))


@pytest.mark.parametrize("arch", ["regnet_y_128gf", "no_such_encoder", "\x1b[31m", 3, ["resnet18"], torch.ones(3)])
def test_an_architecture_is_compared_before_it_is_built(tmp_path, network, arch, monkeypatch):
    """regnet_y_128gf has 2.6 GB of weights."""
    torch.save({"state_dict": body(network), "arch": arch}, tmp_path / "c.pth")
    if arch != "regnet_y_128gf":
        assert load_encoder(str(tmp_path / "c.pth")).arch == "resnet18"
        return
    monkeypatch.setattr("learning.encoders.load.backbone", lambda name: pytest.fail("was built"))
    with pytest.raises(UserError, match=r"is no regnet_y_128gf \(stem\.0\.weight is missing\)"):
        load_encoder(str(tmp_path / "c.pth"))
