"""Maps of patches' features: of transformers here and elsewhere, of convolution networks."""

import pytest
import torch
import torchvision
from torch import nn

from image_generation.common.errors import UserError
from learning.encoders.build import backbone
from learning.encoders.patches import patch_features


def test_vision_transformers_give_their_tokens():
    module = backbone("vit_nano_patch8_16")[0].eval()
    images = torch.randn(2, 3, 16, 24)
    found = patch_features(module, images)
    assert found.shape == (2, 96, 2, 3)
    assert torch.equal(found[:, :, 1, 2], module.tokens(images)[:, 1 + 5])


def test_convolution_networks_give_their_last_map():
    module = backbone("tiny_resnet")[0].eval()
    images = torch.randn(2, 3, 16, 16)
    found = patch_features(module, images)
    assert found.shape == (2, 16, 8, 8)
    with torch.no_grad():
        torch.testing.assert_close(found.mean((2, 3)), module(images))
    assert not any(child._forward_hooks for child in module.modules())


def test_other_transformers_give_a_square_of_tokens():
    module = torchvision.models.VisionTransformer(32, 8, 1, 2, 12, 24).eval()
    images = torch.randn(2, 3, 32, 32)
    found = patch_features(module, images)
    with torch.no_grad():
        tokens = module.encoder(torch.cat([module.class_token.expand(2, -1, -1), module._process_input(images)], 1))
    torch.testing.assert_close(found, tokens[:, 1:].transpose(1, 2).unflatten(2, (4, 4)))


def test_networks_without_a_map_are_refused():
    with pytest.raises(UserError, match="has no map of features"):
        patch_features(nn.Sequential(nn.Flatten(), nn.Linear(12, 3)), torch.zeros(2, 3, 2, 2))
