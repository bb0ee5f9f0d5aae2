"""Losses and penalties against formulas worked out by hand."""

import math

import pytest
import torch

from stylegan2 import loss
from tests.stylegan2.tiny import generator


def test_logistic_losses():
    real, fake = torch.tensor([[0.5], [-2.0]]), torch.tensor([[1.0], [0.0]])
    sigmoid = lambda x: 1 / (1 + math.exp(-x))  # noqa: E731
    assert loss.generator_loss(fake).tolist() == pytest.approx([-math.log(sigmoid(1)), -math.log(0.5)])
    expected = [-math.log(sigmoid(0.5)) - math.log(1 - sigmoid(1)), -math.log(sigmoid(-2)) - math.log(0.5)]
    assert loss.discriminator_loss(real, fake).tolist() == pytest.approx(expected)
    halves = loss.discriminator_loss(real, None) + loss.discriminator_loss(None, fake)
    assert halves.tolist() == pytest.approx(expected)


def test_r1_of_a_quadratic():
    images = torch.randn(3, 2, 4, 4, requires_grad=True)
    scale = torch.tensor(0.7, requires_grad=True)
    penalty = loss.r1_penalty(scale * images.square().sum((1, 2, 3)), images)
    assert torch.allclose(penalty, (2 * 0.7 * images).square().sum((1, 2, 3)))
    penalty.sum().backward()  # it can train the discriminator
    assert scale.grad.item() == pytest.approx(8 * 0.7 * images.square().sum().item(), rel=1e-4)


def test_path_length_of_a_linear_generator():
    torch.manual_seed(0)
    jacobian = torch.randn(3 * 4 * 4, 5, requires_grad=True)
    ws = torch.randn(6, 2, 5, requires_grad=True)
    images = (ws.sum(1) @ jacobian.t()).view(6, 3, 4, 4)
    torch.manual_seed(1)
    penalty, mean = loss.path_length_penalty(images, ws, torch.tensor(0.5))
    torch.manual_seed(1)
    noise = torch.randn(6, 48) / 4
    # both layers have the gradient J^T y; the length is the root of the mean over layers of its square
    lengths = (noise @ jacobian).norm(dim=1)
    expected_mean = 0.99 * 0.5 + 0.01 * lengths.mean()
    assert mean.item() == pytest.approx(expected_mean.item(), rel=1e-5)
    assert not mean.requires_grad
    torch.testing.assert_close(penalty, (lengths - expected_mean).square(), rtol=1e-4, atol=1e-5)


def test_style_mixing_takes_over_at_one_layer():
    G = generator(32).train()
    z = torch.randn(3, 8)
    own = G.mapping(z, skip_w_avg_update=True)
    _, ws = loss.generate(G, z, style_mixing_prob=0)
    assert torch.equal(ws, own)
    places = set()
    for seed in range(60):
        torch.manual_seed(seed)
        _, ws = loss.generate(G, z, style_mixing_prob=0.9)
        same = (ws == own).all(2).all(0)
        place = int(same.sum())
        assert same[:place].all() and not same[place:].any() and place >= 1
        places.add(place)
    assert len(places) > G.num_ws // 2
