"""Vision transformers: the official names, shapes and formulas; other sizes of images; stochastic depth."""

import numpy as np
import pytest
import torch

from image_generation.common.errors import UserError
from learning.encoders.build import backbone, build_encoder, encoder_factory, encoder_names
from learning.encoders.vit import VisionTransformer


def small(**changes) -> VisionTransformer:
    torch.manual_seed(0)
    return VisionTransformer(**{"width": 12, "depth": 2, "heads": 3, "patch": 4, "image_size": 16} | changes).eval()


def test_state_dict_has_the_official_names_and_shapes():
    with torch.device("meta"):
        state = build_encoder("vit_small_patch8", 0).state_dict()
    shapes = {name: tuple(value.shape) for name, value in state.items()}
    assert list(shapes)[:4] == ["cls_token", "pos_embed", "patch_embed.proj.weight", "patch_embed.proj.bias"]
    assert shapes["pos_embed"] == (1, 785, 384) and shapes["patch_embed.proj.weight"] == (384, 3, 8, 8)
    block = {name.removeprefix("blocks.11."): shape for name, shape in shapes.items() if name.startswith("blocks.11.")}
    assert block == {
        "norm1.weight": (384,), "norm1.bias": (384,), "attn.qkv.weight": (1152, 384), "attn.qkv.bias": (1152,),
        "attn.proj.weight": (384, 384), "attn.proj.bias": (384,), "norm2.weight": (384,), "norm2.bias": (384,),
        "mlp.fc1.weight": (1536, 384), "mlp.fc1.bias": (1536,), "mlp.fc2.weight": (384, 1536), "mlp.fc2.bias": (384,),
    }  # fmt: skip
    assert len(shapes) == 4 + 12 * 12 + 2 and "norm.weight" in shapes
    parameters = sum(np.prod(shape) for shape in shapes.values())
    assert round(parameters / 1e6, 1) == 21.7  # as published for ViT-S/8


def norm(x, weights, name):
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-6)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def test_forward_is_the_formula():
    model = small().double()
    images = torch.randn(2, 3, 16, 16, dtype=torch.double)
    w = {name: value.numpy() for name, value in model.state_dict().items()}
    patches = images.numpy().reshape(2, 3, 4, 4, 4, 4).transpose(0, 2, 4, 1, 3, 5).reshape(2, 16, 48)
    x = patches @ w["patch_embed.proj.weight"].reshape(12, 48).T + w["patch_embed.proj.bias"]
    x = np.concatenate([np.repeat(w["cls_token"], 2, 0), x], 1) + w["pos_embed"]
    gelu = torch.nn.functional.gelu
    for block in ("blocks.0", "blocks.1"):
        y = norm(x, w, f"{block}.norm1") @ w[f"{block}.attn.qkv.weight"].T + w[f"{block}.attn.qkv.bias"]
        q, k, v = (part.reshape(2, 17, 3, 4).transpose(0, 2, 1, 3) for part in np.split(y, 3, -1))
        scores = q @ k.transpose(0, 1, 3, 2) / 2.0
        weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
        y = (weights @ v).transpose(0, 2, 1, 3).reshape(2, 17, 12)
        x = x + y @ w[f"{block}.attn.proj.weight"].T + w[f"{block}.attn.proj.bias"]
        y = norm(x, w, f"{block}.norm2") @ w[f"{block}.mlp.fc1.weight"].T + w[f"{block}.mlp.fc1.bias"]
        x = x + gelu(torch.from_numpy(y)).numpy() @ w[f"{block}.mlp.fc2.weight"].T + w[f"{block}.mlp.fc2.bias"]
    x = norm(x, w, "norm")
    assert np.allclose(model(images).detach().numpy(), x[:, 0], atol=1e-9)
    found = model.patches(images).detach().numpy()
    assert np.allclose(found, x[:, 1:].transpose(0, 2, 1).reshape(2, 12, 4, 4), atol=1e-9)


def test_positions_are_kept_for_the_own_size_and_interpolated_for_others():
    model = small()
    assert model.positions(4, 4) is model.pos_embed
    other = model.positions(2, 6)
    assert other.shape == (1, 13, 12) and torch.equal(other[:, 0], model.pos_embed[:, 0])
    with torch.no_grad():
        model.pos_embed[:, 1:] = torch.arange(4.0).repeat_interleave(4)[None, :, None]  # rises by rows
    rows = model.positions(8, 4)[0, 1:].view(8, 4, 12)
    assert (rows.diff(dim=0).mean((1, 2))[1:-1] > 0).all() and rows.diff(dim=1).abs().max() < 1e-5


def test_images_that_patches_do_not_tile_are_refused():
    with pytest.raises(UserError, match="patches of 4 pixels do not tile images of 18x16"):
        small()(torch.zeros(1, 3, 16, 18))
    with pytest.raises(UserError, match="patches of 7 pixels do not tile images of 32x32"):
        encoder_factory("vit_tiny_patch7_32")


def test_stochastic_depth_drops_whole_branches_and_keeps_the_mean():
    model = small(depth=3)
    model.drop_path_rate = 0.5
    keep = model.train()._keep(20000, torch.device("cpu"))
    assert keep.shape == (3, 2, 20000) and (keep[0] == 1).all()
    assert set(keep[2].unique().tolist()) == {0.0, 2.0} and abs(keep[1].mean() - 1) < 0.02
    assert model.eval()._keep(4, torch.device("cpu")) is None
    model.train().generator = torch.Generator()
    images, outputs = torch.randn(4, 3, 16, 16), []
    for _ in range(2):
        model.generator.manual_seed(3)
        outputs.append(model(images))
    assert torch.equal(*outputs) and not torch.equal(outputs[0], model(images))


@pytest.mark.parametrize("name, width, size", [("vit_tiny_patch16", 192, 224), ("vit_nano_patch4_32", 96, 32)])
def test_names_build_encoders_of_every_trainer(name, width, size):
    module, found = backbone(name)
    assert found == width and module(torch.zeros(1, 3, 32, 32)).shape == (1, width)
    assert encoder_factory(name).image_size == size
    assert build_encoder(name, 5)(torch.zeros(1, 3, 32, 32)).shape == (1, 5)


def test_known_names():
    assert {"vit_tiny_patch16", "vit_small_patch8", "vit_base_patch16"} <= set(encoder_names())
    with pytest.raises(UserError, match="unknown encoder"):
        encoder_factory("vit_giant_patch14")
