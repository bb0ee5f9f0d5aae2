"""Checkpoints of every origin give the encoder that was saved; others are refused."""

import argparse
import os

import pytest
import torch
import torchvision

from image_generation.common.errors import UserError
from learning.encoders.build import build_encoder, encoder_factory, get_features
from learning.encoders.load import find_encoder, load_encoder, random_encoder
from moco.builder import MoCo

IMAGES = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def trained_looking(model):
    """Statistics and weights that no initialisation has."""
    torch.manual_seed(1)
    with torch.no_grad():
        for value in model.state_dict().values():
            if value.is_floating_point():
                value *= 1 + 0.05 * torch.rand(value.shape)
    return model.eval()


def test_moco_checkpoints_give_the_query_encoder(tmp_path):
    model = trained_looking(MoCo(encoder_factory("resnet18"), 8, 16, mlp=True))
    for prefix, extra in (("", {"args": {"image_size": 48}}), ("module.", {})):
        state = {"arch": "resnet18", "epoch": 3, "optimizer": {}, **extra}
        state["state_dict"] = {f"{prefix}{name}": value for name, value in model.state_dict().items()}
        torch.save(state, tmp_path / "checkpoint_0003.pth.tar")
        encoder = load_encoder(str(tmp_path / "checkpoint_0003.pth.tar"))
        assert torch.allclose(encoder.features(IMAGES), get_features(model.encoder_q, IMAGES), atol=1e-5)
        assert (encoder.arch, encoder.width) == ("resnet18", 512)
        assert encoder.image_size == (48 if extra else 224)


@pytest.mark.parametrize("prefix", ["encoder.", "encoder.module.", "module.encoder."])
def test_supcontrast_checkpoints_hold_a_namespace_and_other_prefixes(tmp_path, prefix):
    network = trained_looking(build_encoder("cifar_resnet18", 4))
    weights = {prefix + n: v for n, v in network.state_dict().items() if not n.startswith("fc.")}
    head = {"head.0.weight": torch.zeros(512, 512), "head.2.weight": torch.zeros(128, 512)}
    options = argparse.Namespace(model="resnet18", size=40, lr_decay_epochs=[700, 800])
    torch.save({"opt": options, "model": weights | head, "optimizer": {}, "epoch": 9}, tmp_path / "last.pth")
    encoder = load_encoder(str(tmp_path / "last.pth"))
    assert (encoder.arch, encoder.image_size) == ("cifar_resnet18", 40)
    assert torch.allclose(encoder.features(IMAGES), get_features(network, IMAGES), atol=1e-5)


@pytest.mark.parametrize("arch", ["resnet50", "mobilenet_v3_small"])
def test_torchvision_state_dicts_need_no_arch(tmp_path, arch):
    network = trained_looking(torchvision.models.get_model(arch))
    torch.save(network.state_dict(), tmp_path / "weights.pth")
    encoder = load_encoder(str(tmp_path / "weights.pth"))
    assert encoder.arch == arch
    images = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        expected = get_features(network, images)
    assert torch.isfinite(expected).all() and torch.allclose(encoder.features(images), expected, atol=1e-4)


def test_a_vision_transformer_is_told_from_its_names():
    """Its own `encoder.` is no prefix of a wrapper."""
    with torch.device("meta"):
        state = torchvision.models.vit_b_16().state_dict()
    state = {name: torch.zeros(()).expand(value.shape) for name, value in state.items()}
    assert find_encoder({"state_dict": state}, None, "x")[0] == "vit_b_16"


def test_weights_that_fit_nothing_are_refused(tmp_path):
    torch.save(build_encoder("resnet18", 8).state_dict(), tmp_path / "r18.pth")
    torch.save({"x": torch.ones(3)}, tmp_path / "odd.pth")
    torch.save({"epoch": 3}, tmp_path / "none.pth")
    with pytest.raises(UserError, match="is no resnet50.*--arch"):
        load_encoder(str(tmp_path / "r18.pth"), "resnet50")
    with pytest.raises(UserError, match="give --arch"):
        load_encoder(str(tmp_path / "odd.pth"))
    with pytest.raises(UserError, match="no network weights"):
        load_encoder(str(tmp_path / "none.pth"))


def test_features_do_not_depend_on_the_batch_nor_change_the_encoder():
    encoder = random_encoder("tiny_resnet", 3)
    encoder.module.train()
    before = {name: value.clone() for name, value in encoder.module.state_dict().items()}
    assert torch.allclose(encoder.features(IMAGES)[:1], encoder.features(IMAGES[:1]), atol=1e-5)
    assert all(torch.equal(before[name], value) for name, value in encoder.module.state_dict().items())


def test_random_weights_come_from_the_seed():
    one, two, other = (random_encoder("tiny_resnet", seed).features(IMAGES) for seed in (1, 1, 2))
    assert torch.equal(one, two) and not torch.allclose(one, other)


class Code:
    def __reduce__(self):
        return os.mkdir, ("/tmp/made-by-an-encoder",)


def test_pickles_that_run_code_are_refused(tmp_path):
    torch.save({"state_dict": {"w": torch.ones(1)}, "opt": Code()}, tmp_path / "evil.pth")
    with pytest.raises(UserError, match="refused"):
        load_encoder(str(tmp_path / "evil.pth"))
    assert not os.path.exists("/tmp/made-by-an-encoder")


@pytest.mark.parametrize("arch", ["vit_nano_patch8_16", "vit_tiny_patch16", "vit_nano_patch4_32"])
def test_vision_transformers_are_told_from_their_shapes(tmp_path, arch):
    """Bare weights and those that name their architecture; no list of sizes could hold them all."""
    module = random_encoder(arch).module
    torch.save({f"backbone.{name}": value for name, value in module.state_dict().items()}, tmp_path / "bare.pth")
    torch.save({"arch": arch, "state_dict": module.state_dict()}, tmp_path / "named.pth")
    assert load_encoder(str(tmp_path / "bare.pth")).arch == load_encoder(str(tmp_path / "named.pth")).arch == arch


@pytest.mark.parametrize("positions", [0, 2, 3, 1 << 11])
def test_other_embeddings_of_positions_are_no_vision_transformer(tmp_path, positions):
    weights = dict(random_encoder("vit_nano_patch8_16").module.state_dict())
    weights["pos_embed"] = torch.zeros(1, 1 + positions, 96)
    torch.save(weights, tmp_path / "c.pth")
    with pytest.raises(UserError, match="--arch"):
        load_encoder(str(tmp_path / "c.pth"))
