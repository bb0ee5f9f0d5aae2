"""Every augmentation against a computation by another route."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from stylegan2 import transforms
from stylegan2.augment import PIPES, AugmentPipe, adapted_p


def warp_in_numpy(image, inverse):
    """Appendix B.2 for one image [h, w], step by step in float64."""
    height, width = image.shape
    taps = np.array(transforms.SYM6) / np.sum(transforms.SYM6)
    padded = np.pad(image, ((height - 1, height - 1), (width - 1, width - 1)), mode="reflect")

    def along(array, function):
        return np.apply_along_axis(function, 0, np.apply_along_axis(function, 1, array))

    def up(row):
        inserted = np.zeros(2 * len(row))
        inserted[::2] = row
        return np.convolve(np.pad(inserted, (6, 5)), 2 * taps, "valid")

    fine = along(padded, up)
    # The mass of sym6 lies at its sixth of twelve taps: image pixel i is fine pixel 2 i, not between 2 i and 2 i + 1.
    # Position of fine output pixel k in pixels of the image, seen from its centre:
    rows, columns = ((np.arange(2 * (n + 6)) - (n + 5)) / 2 for n in (height, width))
    y, x = np.meshgrid(rows, columns, indexing="ij")
    source = inverse @ np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    u = 2 * source[0] + padded.shape[1] - 1
    v = 2 * source[1] + padded.shape[0] - 1
    u0, v0 = np.floor(u).astype(int), np.floor(v).astype(int)
    drawn = np.zeros(x.size)
    for du in (0, 1):
        for dv in (0, 1):
            weight = (1 - abs(u - u0 - du)) * (1 - abs(v - v0 - dv))
            inside = (u0 + du >= 0) & (u0 + du < fine.shape[1]) & (v0 + dv >= 0) & (v0 + dv < fine.shape[0])
            value = fine[(v0 + dv).clip(0, fine.shape[0] - 1), (u0 + du).clip(0, fine.shape[1] - 1)]
            drawn += weight * np.where(inside, value, 0)
    drawn = drawn.reshape(x.shape)
    return along(drawn[1:-1, 1:-1], lambda row: np.convolve(row, taps[::-1], "valid")[::2])


@settings(max_examples=12, deadline=None)
@given(
    angle=st.floats(-3, 3),
    stretch=st.floats(0.8, 1.3),
    x=st.floats(-3, 3),
    y=st.floats(-3, 3),
    mirrored=st.booleans(),
)
def test_warp_is_appendix_b2(angle, stretch, x, y, mirrored):
    image = np.random.default_rng(0).standard_normal((12, 10))
    turn = np.array([[math.cos(angle), -math.sin(angle), x], [math.sin(angle), math.cos(angle), y], [0, 0, 1]])
    inverse = turn @ np.diag([-stretch if mirrored else stretch, 1 / stretch, 1])
    drawn = transforms.warp(torch.tensor(image)[None, None].float(), torch.tensor(inverse)[None].float())
    # margins beyond what the transform reaches do not matter, but where it reaches further than reflection goes
    expected = warp_in_numpy(image, inverse)
    np.testing.assert_allclose(drawn[0, 0].numpy(), expected, atol=2e-3)


def test_a_shift_by_whole_pixels_moves_the_picture():
    image = torch.zeros(1, 1, 32, 32)
    image[..., 10:20, 12:16] = 1
    right = transforms.translation(torch.tensor([-5.0]), torch.tensor([2.0]))  # from output to input positions
    moved = transforms.warp(image, right)
    still = transforms.warp(image, torch.eye(3)[None])
    torch.testing.assert_close(moved[..., 6:20, 12:26], still[..., 8:22, 7:21], atol=1e-4, rtol=0)
    assert (still - image).abs().max() < 0.2  # a filter, not the identity


def test_warp_can_be_differentiated_twice():
    image = torch.rand(2, 1, 6, 7, dtype=torch.float64, requires_grad=True)
    theta = torch.randn(2, 2, 3, dtype=torch.float64)
    grid = torch.nn.functional.affine_grid(theta, [2, 1, 6, 7], align_corners=False)
    assert torch.autograd.gradcheck(lambda x: transforms._Gather.apply(x, grid), image)
    assert torch.autograd.gradgradcheck(lambda x: transforms._Gather.apply(x, grid) ** 2, image)


def colour(matrix, *rgb):
    return transforms.recolour(torch.tensor(rgb).view(1, 3, 1, 1), matrix).flatten().tolist()


def test_colours():
    one = torch.ones(1)
    assert colour(transforms.brightness(one * 0.25), 0.1, 0.2, 0.3) == pytest.approx([0.35, 0.45, 0.55])
    assert colour(transforms.contrast(one * 3), 0.1, -0.2, 0.3) == pytest.approx([0.3, -0.6, 0.9])
    # a third of the circle takes red to green; the average colour stays
    assert colour(transforms.hue_rotation(one * 2 * math.pi / 3), 0.9, 0.1, 0.2) == pytest.approx([0.2, 0.9, 0.1])
    assert colour(transforms.saturation(one * 0), 0.9, 0.1, 0.2) == pytest.approx([0.4] * 3)
    assert colour(transforms.saturation(one * 2), 0.9, 0.1, 0.2) == pytest.approx([1.4, -0.2, 0.0], abs=1e-6)
    # the mean changes sign, distances from it do not
    assert colour(transforms.luma_flip(one), 0.9, 0.1, 0.2) == pytest.approx([0.1, -0.7, -0.6], abs=1e-6)
    assert colour(transforms.luma_flip(one * 0), 0.9, 0.1, 0.2) == pytest.approx([0.9, 0.1, 0.2])
    grey = transforms.recolour(torch.full((1, 1, 2, 2), 0.5), transforms.contrast(one * 2))
    assert torch.allclose(grey, torch.ones(1, 1, 2, 2))


def test_bands_add_up_to_the_image_and_part_the_spectrum():
    bank = transforms.filter_bank()
    assert bank.shape == (4, 43)
    delta = torch.zeros(43)
    delta[21] = 1
    torch.testing.assert_close(bank.sum(0), delta, atol=1e-6, rtol=0)
    assert torch.equal(bank.flip(1), bank) or torch.allclose(bank.flip(1), bank, atol=1e-6)
    power = np.abs(np.fft.rfft(bank.numpy(), 256, axis=1))
    peaks = power.argmax(axis=1) / 256  # cycles a pixel: an octave each
    assert peaks[0] < 1 / 16 < peaks[1] < 1 / 8 < peaks[2] < 1 / 4 < peaks[3]
    images = torch.rand(2, 3, 48, 48)
    torch.testing.assert_close(transforms.amplify_bands(images, torch.ones(2, 4), bank), images, atol=1e-5, rtol=0)
    flat = torch.full((1, 1, 48, 48), 0.5)
    coarse = transforms.amplify_bands(flat, torch.tensor([[2.0, 1, 1, 1]]), bank)
    torch.testing.assert_close(coarse, flat * 4, atol=1e-4, rtol=0)  # rows and columns


def test_cutout():
    cut = transforms.cut_out(torch.ones(2, 1, 8, 8), torch.tensor([[0.25, 0.5], [0.5, 0.5]]), torch.tensor([0.5, 0.0]))
    expected = torch.ones(8, 8)
    expected[2:6, 0:4] = 0
    assert torch.equal(cut[0, 0], expected)
    assert torch.equal(cut[1, 0], torch.ones(8, 8))


def test_band_gains_keep_the_expected_power():
    torch.manual_seed(0)
    pipe = AugmentPipe("filter", p=1.0)
    gains = pipe.draw_band_gains(torch.zeros(4000, 3, 1, 1))
    power = (gains.square() * torch.tensor([10, 1, 1, 1]) / 13).sum(1)
    # one band changed and renormalised at a time: each step alone has power one
    assert 0.3 < power.mean() < 3
    one = AugmentPipe("filter", p=0.0).draw_band_gains(torch.zeros(5, 3, 1, 1))
    assert torch.allclose(one, torch.ones(5, 4))


@pytest.mark.parametrize("name", PIPES["bgcfnc"])
def test_p_is_how_often_a_transform_happens(name):
    torch.manual_seed(1)
    images = torch.rand(1, 3, 32, 32).expand(400, -1, -1, -1) * 2 - 1
    pipe, never = AugmentPipe((name,), p=0.5), AugmentPipe((name,), p=0.0)
    changed = ((pipe(images) - never(images)).abs().amax((1, 2, 3)) > 1e-5).float().mean().item()
    # a draw may be the identity (no flip, no turn); rotation happens before or after with probability p altogether
    expected = {"xflip": 0.25, "rotate90": 0.375, "lumaflip": 0.25}.get(name, 0.5)
    if name == "imgfilter":
        expected = 1 - 0.5**4
    if name == "xint":
        expected = 0.5 * (1 - 1 / 64)
    assert changed == pytest.approx(expected, abs=0.08)


@pytest.mark.parametrize("pipe", ["bgc", "bgcfnc"])
@pytest.mark.parametrize("channels", [1, 3])
def test_pipes_keep_shapes_and_pass_gradients_twice(pipe, channels):
    images = torch.rand(3, channels, 32, 32, requires_grad=True)
    out = AugmentPipe(pipe)(images)
    assert out.shape == images.shape
    (gradient,) = torch.autograd.grad(out.square().sum(), images, create_graph=True)
    gradient.square().sum().backward()
    assert images.grad.isfinite().all() and images.grad.any()


def test_unknown_transforms_are_named():
    with pytest.raises(ValueError, match="zoom"):
        AugmentPipe(("xflip", "zoom"))


def test_p_goes_to_the_target_at_a_fixed_speed():
    assert adapted_p(0.2, 0.7, 0.6, 5000) == pytest.approx(0.21)
    assert adapted_p(0.2, 0.5, 0.6, 5000) == pytest.approx(0.19)
    assert adapted_p(0.2, 0.6, 0.6, 5000) == 0.2
    assert adapted_p(0.001, 0.0, 0.6, 5000) == 0.0
    assert adapted_p(0.2, 0.7, 0.6, 5000, kimg=100) == pytest.approx(0.25)
