"""Generator and discriminator: against the release's outputs, against the formulas, and what callers rely on."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from stylegan2 import filters
from stylegan2.discriminator import Discriminator, append_minibatch_deviation
from stylegan2.layers import StyledConv, resampled_conv
from stylegan2.networks import Generator
from stylegan2.sampling import latents, noise_generators
from tests.stylegan2.tiny import discriminator, fill, generator

# Made by running NVIDIA's stylegan2-ada-pytorch (commit d72cc7d) on CPU with the weights of tiny.fill.
RELEASE = json.loads(Path(__file__).with_name("release_outputs.json").read_text())


@pytest.mark.parametrize("case", RELEASE, ids=lambda case: f"{case['architecture']}-{case['resolution']}")
@pytest.mark.parametrize("gradients", [False, True])
def test_equal_weights_give_the_releases_images_and_logits(case, gradients):
    size = {"channel_base": 256, "channel_max": 12}
    style = {"architecture": case["architecture"], "conv_clamp": case["conv_clamp"]}
    c_dim, resolution = case["c_dim"], case["resolution"]
    G = fill(Generator(10, c_dim, 12, resolution, 3, {"num_layers": 3}, {**size, **style})).eval()
    D = fill(Discriminator(c_dim, resolution, 3, **size, **style, epilogue_kwargs={"mbstd_group_size": 2}))
    z = torch.sin(torch.arange(40.0) * 0.7).view(4, 10)
    c = torch.eye(c_dim)[[0, 1, c_dim - 1, 0]] if c_dim else None
    x = torch.sin(torch.arange(4 * 3 * resolution**2) * 0.11).view(4, 3, resolution, resolution)
    with torch.set_grad_enabled(gradients):
        images = G(z, c, truncation_psi=case["truncation_psi"], noise_mode=case["noise_mode"])
        logits = D(x, c)
    step = resolution // 4
    assert images[:, :, ::step, ::step].flatten()[::5].tolist() == pytest.approx(case["pixels"], abs=1e-4)
    assert images.mean().item() == pytest.approx(case["mean"], abs=1e-5)
    assert images.std().item() == pytest.approx(case["deviation"], abs=1e-4)
    assert logits.flatten().tolist() == pytest.approx(case["logits"], abs=1e-4)


def zero_insertion(x):
    n, c, h, w = x.shape
    out = x.new_zeros(n, c, 2 * h, 2 * w)
    out[:, :, ::2, ::2] = x
    return out


def dense_filter(x, taps, left, right):
    """Convolve rows and columns by numpy, zero-padded."""
    taps = np.asarray(taps) / np.sum(taps)
    x = np.pad(x.numpy(), ((0, 0), (0, 0), (left, right), (left, right)))
    for axis in (2, 3):
        x = np.apply_along_axis(lambda row: np.convolve(row, taps, "valid"), axis, x)
    return torch.from_numpy(x)


@pytest.mark.parametrize("taps", [[1, 3, 3, 1], [1, 2, 1], [1, 1], [1, 2, 3, 4, 4, 3, 2, 5]])
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**31), size=st.integers(4, 9))
def test_resampling_is_zero_insertion_convolution_and_decimation(taps, seed, size):
    x = torch.randn(2, 3, size, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    kernel, k = filters.low_pass(taps).double(), len(taps)
    up = dense_filter(zero_insertion(x), taps, (k + 1) // 2, (k - 2) // 2) * 4
    torch.testing.assert_close(filters.upsample(x, kernel), up, atol=1e-6, rtol=1e-6)
    if size % 2 == 0:
        down = dense_filter(x, taps, (k - 1) // 2, (k - 2) // 2)[:, :, ::2, ::2]
        torch.testing.assert_close(filters.downsample(x, kernel), down, atol=1e-6, rtol=1e-6)


def test_upsampling_convolution_is_a_mirrored_convolution_of_the_filtered_image():
    x, weight = torch.randn(1, 2, 6, 6), torch.randn(3, 2, 3, 3)
    kernel = filters.low_pass([1, 3, 3, 1])
    filtered = dense_filter(F.pad(zero_insertion(x), [1, 1, 1, 1]), [1, 3, 3, 1], 2, 1) * 4
    expected = F.conv2d(filtered.float(), weight.flip(2, 3))
    # zeros are added once, before everything: the border of `expected` agrees as well
    torch.testing.assert_close(resampled_conv(x, weight, kernel, up=True), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("up", [False, True])
@pytest.mark.parametrize("resolution", [8, 32])
def test_styled_convolution_is_equations_1_to_3(up, resolution):
    torch.manual_seed(0)
    layer = StyledConv(5, 4, 6, resolution, up=up, conv_clamp=2.0)
    with torch.no_grad():
        layer.noise_strength.fill_(0.3)
        layer.bias.normal_()
    side = resolution // 2 if up else resolution
    x, w = torch.randn(1, 5, side, side), torch.randn(1, 6)
    style = w @ layer.affine.weight.t() / math.sqrt(6) + layer.affine.bias
    weight = layer.weight * style.view(1, -1, 1, 1)
    weight = weight / (weight.square().sum((1, 2, 3), keepdim=True) + 1e-8).sqrt()
    y = resampled_conv(x, weight, layer.resample_filter, up=up)
    y = y + layer.noise_const * 0.3 + layer.bias.view(1, -1, 1, 1)
    expected = (F.leaky_relu(y, 0.2) * math.sqrt(2)).clamp(-2, 2).detach()
    torch.testing.assert_close(layer(x, w, noise_mode="const").detach(), expected, atol=1e-5, rtol=1e-5)
    with torch.no_grad():  # the path for one sample
        torch.testing.assert_close(layer(x, w, noise_mode="const"), expected, atol=1e-5, rtol=1e-5)


def test_an_image_does_not_depend_on_its_batch_to_the_bit():
    G = generator(32, c_dim=2)
    z, c = latents(G, range(5)), torch.eye(2)[[0, 1, 1, 0, 1]]
    with torch.no_grad():
        together = G(z, c, truncation_psi=0.7, noise_mode="random", generators=noise_generators(range(5)))
        apart = [
            G(
                z[k : k + 1],
                c[k : k + 1],
                truncation_psi=0.7,
                noise_mode="random",
                generators=noise_generators([k]),
            )
            for k in range(5)
        ]
    assert torch.equal(together, torch.cat(apart))


def test_the_kept_weight_power_follows_the_weights():
    G = generator()
    z = torch.randn(1, 8)
    with torch.no_grad():
        before = G(z, noise_mode="const")
        for parameter in G.parameters():
            parameter.mul_(1.5)
        after = G(z, noise_mode="const")
    with torch.enable_grad():
        expected = G(z, noise_mode="const").detach()
    assert not torch.allclose(before, after)
    torch.testing.assert_close(after, expected, atol=1e-5, rtol=1e-5)


def test_truncation():
    G = generator()
    G.mapping.w_avg.normal_()
    z = torch.randn(2, 8)
    ws = G.mapping(z)
    assert torch.allclose(G.mapping(z, truncation_psi=0), G.mapping.w_avg.expand_as(ws))
    half = G.mapping(z, truncation_psi=0.5, truncation_cutoff=3)
    torch.testing.assert_close(half[:, :3], (ws[:, :3] + G.mapping.w_avg) / 2)
    assert torch.equal(half[:, 3:], ws[:, 3:])


def test_w_avg_is_a_moving_average_of_training_alone():
    G = generator().train()
    z = torch.randn(4, 8)
    w = G.mapping(z, skip_w_avg_update=True)[:, 0]
    assert not G.mapping.w_avg.any()
    G.mapping(z)
    torch.testing.assert_close(G.mapping.w_avg, w.mean(0).detach() * 0.005, atol=1e-6, rtol=1e-3)


def test_noise_modes():
    G = generator()
    for name, parameter in G.named_parameters():
        if name.endswith("noise_strength"):
            parameter.data.fill_(1.0)
    z = torch.randn(1, 8)
    assert not torch.equal(G(z, noise_mode="random"), G(z, noise_mode="random"))
    assert torch.equal(G(z, noise_mode="const"), G(z, noise_mode="const"))
    assert not torch.allclose(G(z, noise_mode="const"), G(z, noise_mode="none"))
    with pytest.raises(ValueError, match="const, random or none"):
        G(z, noise_mode="konst")


@pytest.mark.parametrize("half", [torch.bfloat16, torch.float16])
def test_half_precision_stays_near_float32(half):
    G = generator(32, num_fp16_res=2, conv_clamp=256)
    D = discriminator(32, num_fp16_res=2, conv_clamp=256)
    z = torch.randn(2, 8)
    image, logits = G(z, noise_mode="const").detach(), D(torch.ones(4, 3, 32, 32)).detach()
    for block in (*G.modules(), *D.modules()):
        if hasattr(block, "half_dtype"):
            block.half_dtype = half
    tolerance = 0.1 if half == torch.bfloat16 else 0.02
    halved = G(z, noise_mode="const").detach()
    assert halved.dtype == torch.float32
    assert 0 < (halved - image).abs().max() < tolerance * image.abs().max()
    torch.testing.assert_close(D(torch.ones(4, 3, 32, 32)).detach(), logits, atol=tolerance, rtol=tolerance)
    assert torch.equal(G(z, noise_mode="const", force_fp32=True), image)


def test_minibatch_deviation_is_that_of_its_group():
    x = torch.randn(6, 4, 2, 2)
    y = append_minibatch_deviation(x, 3)
    for first in (0, 1):
        group = x[[first, first + 2, first + 4]].double().numpy()  # every second sample of six, three together
        expected = np.sqrt(group.var(axis=0) + 1e-8).mean()
        np.testing.assert_allclose(y[[first, first + 2, first + 4], 4].numpy(), expected, rtol=1e-5)
    with pytest.raises(ValueError, match="batch of 6 .* groups of 4"):
        append_minibatch_deviation(x, 4)


def test_frozen_layers_are_no_parameters_but_keep_their_names():
    free, frozen = discriminator(16), discriminator(16, block_kwargs={"freeze_layers": 3})
    assert free.state_dict().keys() == frozen.state_dict().keys()
    names = {name for name, _ in free.named_parameters()} - {name for name, _ in frozen.named_parameters()}
    assert {name.rsplit(".", 1)[0] for name in names} == {"b16.fromrgb", "b16.conv0", "b16.conv1"}


def test_what_callers_get_wrong():
    with pytest.raises(ValueError, match="needs labels"):
        generator(c_dim=3)(torch.randn(1, 8))
    with pytest.raises(ValueError, match="power of two"):
        generator(24)
    with pytest.raises(ValueError, match="skip, resnet, orig"):
        generator(architecture="unet")
    with pytest.raises(ValueError, match="images must be"):
        discriminator(16)(torch.zeros(1, 3, 32, 32))


def test_latents_are_numpys():
    G = generator()
    expected = np.random.RandomState(7).randn(1, 8).astype(np.float32)
    assert np.array_equal(latents(G, [3, 7])[1:].numpy(), expected)
