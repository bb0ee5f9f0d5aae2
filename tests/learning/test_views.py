"""Views: both ways of making them draw the same distribution, and each operation is torchvision's."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchvision.transforms.v2 import functional as tv

from learning import views
from learning.views import RECIPES, AugmentationParameters, CpuViews, DeviceViews, Recipe

SIZE = 24


def plain(n=1, **changes) -> AugmentationParameters:
    """Parameters that change nothing but what `changes` names."""
    values = {
        "box": torch.tensor([[0, 0, 40, 30]]).expand(n, 4),
        "factors": torch.tensor([[1.0, 1.0, 1.0, 0.0]]).expand(n, 4),
        "order": torch.arange(4).expand(n, 4),
        "jitter": torch.ones(n, dtype=torch.bool),
        "grey": torch.zeros(n, dtype=torch.bool),
        "blur": torch.zeros(n, dtype=torch.bool),
        "sigma": torch.ones(n),
        "flip": torch.zeros(n, dtype=torch.bool),
    }
    return AugmentationParameters(**(values | changes))


@pytest.fixture(scope="module")
def image() -> torch.Tensor:
    """uint8 [3, 40, 30] with gradients and noise."""
    generator = torch.Generator().manual_seed(0)
    ramp = torch.linspace(30, 220, 40)[:, None] + torch.linspace(-25, 25, 30)[None]
    noise = torch.rand(3, 40, 30, generator=generator) * 60 - 30
    return (ramp + noise).clamp(0, 255).to(torch.uint8)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 39),
    st.integers(0, 29),
    st.integers(1, 40),
    st.integers(1, 30),
    st.booleans(),
    st.integers(4, 50),
)
def test_crop_and_flip_are_torchvisions(top, left, height, width, flip, size):
    image = torch.from_numpy(np.random.default_rng(1).integers(0, 256, (3, 40, 30), dtype=np.uint8))
    height, width = min(height, 40 - top), min(width, 30 - left)
    drawn = plain(box=torch.tensor([[top, left, height, width]]), flip=torch.tensor([flip]))
    ours = views.apply(image[None], drawn, Recipe((0.2, 1.0)), size)[0]
    theirs = tv.resized_crop(image.float() / 255, top, left, height, width, [size, size], antialias=True)
    theirs = tv.horizontal_flip(theirs) if flip else theirs
    assert torch.allclose(ours, theirs, atol=2e-5)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_jitter_is_torchvisions_in_the_drawn_order(image, order):
    factors = (1.3, 0.7, 1.5, 0.15)
    drawn = plain(factors=torch.tensor([factors]), order=torch.tensor([order]))
    ours = views.apply(image[None], drawn, RECIPES["moco_v2"], 32)[0]
    theirs = tv.resize(image.float() / 255, [32, 32], antialias=True)
    adjust = (tv.adjust_brightness, tv.adjust_contrast, tv.adjust_saturation, tv.adjust_hue)
    for kind in order:
        theirs = adjust[kind](theirs, factors[kind])
    assert (ours - theirs).abs().max() < 0.004


@pytest.mark.parametrize("sigma", [0.1, 0.7, 2.0])
def test_grey_and_blur_are_torchvisions(image, sigma):
    drawn = plain(grey=torch.tensor([True]), blur=torch.tensor([True]), sigma=torch.tensor([sigma]))
    ours = views.apply(image[None], drawn, RECIPES["moco_v2"], 32)[0]
    theirs = tv.rgb_to_grayscale(tv.resize(image.float() / 255, [32, 32], antialias=True), 3)
    theirs = tv.gaussian_blur(theirs, [13, 13], [sigma, sigma])
    assert torch.allclose(ours, theirs, atol=1e-3)


@pytest.mark.parametrize("name", list(RECIPES))
def test_both_ways_draw_the_same_distribution(image, name):
    """Mean, spread, sharpness and colourfulness of many views have the same mean and quantiles."""
    n = 700
    torch.manual_seed(0)
    way = CpuViews(name, SIZE, views=1)
    cpu = torch.stack([way(image)[0] for _ in range(n)]).float() / 255
    device = DeviceViews(name, SIZE, views=1)(image.expand(n, 3, 40, 30), torch.Generator().manual_seed(1))[0]
    for what, measured in {
        "brightness": lambda x: x.mean((1, 2, 3)),
        "contrast": lambda x: x.std((1, 2, 3)),
        "sharpness": lambda x: x.diff(dim=3).abs().mean((1, 2, 3)),
        "colour": lambda x: x.std(1).mean((1, 2)),
        "slope": lambda x: x[..., SIZE // 2 :].mean((1, 2, 3)) - x[..., : SIZE // 2].mean((1, 2, 3)),
    }.items():
        one, other = measured(cpu), measured(device)
        error = math.hypot(one.std() / n**0.5, other.std() / n**0.5)
        assert abs(one.mean() - other.mean()) < 4.5 * error + 2e-3, what
        # Kolmogorov and Smirnov's distance: equal distributions come above 0.12 once in 10,000 times.
        grid = torch.cat([one, other]).sort().values
        below = [torch.searchsorted(values.sort().values, grid + 2e-3) / n for values in (one, other)]
        assert (below[0] - below[1]).abs().max() < 0.12, what


def test_parameters_of_images_are_independent():
    drawn = views.draw(RECIPES["simclr"], 4000, 64, 64, torch.Generator().manual_seed(0))
    columns = torch.stack(
        [*drawn.factors.T, drawn.jitter, drawn.grey, drawn.blur, drawn.flip, drawn.sigma, drawn.box[:, 2]]
    ).double()
    correlation = torch.corrcoef(columns) - torch.eye(len(columns))
    assert correlation.abs().max() < 0.08
    assert len(drawn.order.unique(dim=0)) == 24
    assert abs(drawn.jitter.double().mean() - 0.8) < 0.03
    assert abs(drawn.grey.double().mean() - 0.2) < 0.03
    assert drawn.sigma.min() >= 0.1 and drawn.sigma.max() <= 2.0


def test_crops_have_the_drawn_areas_and_fit():
    drawn = views.draw(Recipe((0.2, 1.0)), 5000, 50, 80, torch.Generator().manual_seed(0))
    top, left, high, wide = drawn.box.T
    assert (top >= 0).all() and (left >= 0).all() and (top + high <= 50).all() and (left + wide <= 80).all()
    area = (high * wide).double() / 4000
    assert area.min() > 0.18 and area.max() <= 1.0
    ratio = wide / high
    assert ratio.min() > 0.7 and ratio.max() < 1.4


def test_processes_share_one_draw():
    images = torch.randint(0, 256, (8, 3, 20, 20), dtype=torch.uint8)
    make = DeviceViews("moco_v2", 16)
    joint = make(images, torch.Generator().manual_seed(3))
    halves = [make(images[4 * r : 4 * r + 4], torch.Generator().manual_seed(3), r, 2) for r in range(2)]
    assert torch.allclose(joint, torch.cat(halves, dim=1), atol=1e-6)


def test_normalize_takes_bytes_and_floats():
    image = torch.randint(0, 256, (2, 3, 4, 4), dtype=torch.uint8)
    expected = (image.double() / 255 - torch.tensor(views.IMAGENET_MEAN).view(3, 1, 1)) / torch.tensor(
        views.IMAGENET_STD
    ).view(3, 1, 1)
    assert torch.allclose(views.normalize(image).double(), expected, atol=1e-5)
    assert torch.allclose(views.normalize(image / 255), views.normalize(image), atol=1e-6)


def test_smallest_crop_can_be_chosen():
    assert views.recipe("supcon", 0.02).crop_area == (0.02, 1.0)
    assert views.recipe("supcon") is RECIPES["supcon"]


@pytest.mark.parametrize("shape", [(5, 3, 40, 30), (5, 2, 3, 30, 30)])
@pytest.mark.parametrize("pixels", [1, 2 * 5 * 40 * 30, 1 << 24])
def test_views_made_together_are_those_made_one_by_one(monkeypatch, shape, pixels):
    images = torch.randint(0, 256, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    monkeypatch.setattr(views, "JOINED_PIXELS", pixels)
    for name, chosen in RECIPES.items():
        made = DeviceViews(name, SIZE, 3)(images, torch.Generator().manual_seed(4), rank=1, world=2)
        generator = torch.Generator().manual_seed(4)
        for k in range(3):
            drawn = views.draw(chosen, 10, *shape[-2:], generator).rows(5, 10)
            pictures = images if len(shape) == 4 else images[:, k % 2]
            assert torch.equal(made[k], views.apply(pictures, drawn, chosen, SIZE))
