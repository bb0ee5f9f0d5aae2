"""Untrained StyleGAN2 generators against direct formulas."""

import numpy as np
import pytest

from image_generation.models import random_stylegan
from image_generation.models.random_stylegan import Initialisation
from image_generation.models.registry import open_model

NORMAL = Initialisation(wavelets=None, noise=None, biases=False, channels=4)
TIED = Initialisation(wavelets="subset", noise=None, biases=False, channels=4)


def zero_stuffed(plane: np.ndarray) -> np.ndarray:
    """Upsampling as StyleGAN2 defines it: zeros between the pixels, then the filter 1 3 3 1 with gain 4."""
    height, width = plane.shape
    stuffed = np.zeros((2 * height + 3, 2 * width + 3))
    stuffed[2 : 2 + 2 * height : 2, 2 : 2 + 2 * width : 2] = plane
    kernel = np.outer([1, 3, 3, 1], [1, 3, 3, 1]) / 16
    return np.array(
        [[(stuffed[y : y + 4, x : x + 4] * kernel).sum() for x in range(2 * width)] for y in range(2 * height)]
    )


def correlated(features: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """3 x 3 correlation with zeros outside: [after, h, w] of [before, h, w] and [after, before, 3, 3]."""
    padded = np.pad(features, ((0, 0), (1, 1), (1, 1)))
    height, width = features.shape[1:]
    return np.array(
        [
            [[(padded[:, y : y + 3, x : x + 3] * kernel).sum() for x in range(width)] for y in range(height)]
            for kernel in weights
        ]
    )


def test_enlarging_is_stylegans():
    planes = np.random.default_rng(0).standard_normal((2, 5, 6)).astype(np.float32)
    enlarged = random_stylegan._enlarged(planes)
    for plane, result in zip(planes, enlarged):
        np.testing.assert_allclose(result, zero_stuffed(plane), atol=1e-5)


@pytest.mark.parametrize("up", [False, True])
def test_layers_are_modulated_and_demodulated_convolutions(up):
    rng = np.random.default_rng(1)
    layer = random_stylegan._Layer(rng, NORMAL, 4, 3, 16 if up else 8, up)
    features = rng.standard_normal((4, 8, 8)).astype(np.float32)
    latent = rng.standard_normal(512).astype(np.float32)
    result = layer.apply(rng, features, latent, None)
    weights = layer.weights.reshape(3, 4, 3, 3).astype(float) * layer.affine.apply(latent)[:, None, None]
    weights /= np.sqrt((weights**2).sum(axis=(1, 2, 3), keepdims=True))
    inputs = np.stack([zero_stuffed(plane) for plane in features]) if up else features.astype(float)
    expected = np.sqrt(2) * np.maximum(correlated(inputs, weights), 0)
    np.testing.assert_allclose(result, expected, atol=1e-4)


@pytest.mark.parametrize(("before", "up"), [(4, False), (4, True), (12, True)])
def test_tied_wavelets_make_channels_of_one_map_and_its_negative(before, up):
    rng = np.random.default_rng(2)
    layer = random_stylegan._Layer(rng, TIED, before, 6, 16 if up else 8, up)
    features = rng.standard_normal((before, 8, 8)).astype(np.float32)
    result = layer.apply(rng, features, np.zeros(512, np.float32), None)
    assert len(np.unique(result.reshape(6, -1), axis=0)) == 2
    assert (result.min(axis=0) == 0).all()


def test_late_and_early_enlarging_agree():
    rng = np.random.default_rng(3)
    layer = random_stylegan._Layer(rng, TIED, 12, 6, 16, True)
    features = rng.standard_normal((12, 8, 8)).astype(np.float32)
    weights = rng.standard_normal((1, 12, 9)).astype(np.float32)
    late = layer._convolved(features, weights)
    early = layer._convolved(features, np.concatenate([weights, weights]))
    np.testing.assert_allclose(late[0], early[0], atol=1e-4)


def test_wavelet_banks():
    signs, smooth = random_stylegan.wavelet_bank(True), random_stylegan.wavelet_bank(False)
    assert signs.shape == (40, 3, 3)
    assert smooth.shape == (40, 3, 3)
    assert set(np.unique(signs)) == {-1, 0, 1}
    for bank in (signs, smooth):
        # Every wavelet's negative is one, too.
        for wavelet in bank:
            assert min(np.abs(other + wavelet).max() for other in bank) < 1e-4
    np.testing.assert_allclose(smooth[:16].mean(axis=(1, 2)), 0, atol=1e-6)
    np.testing.assert_array_equal(signs[0], [[1, 0, -1]] * 3)


def test_pink_noise_has_its_slope():
    slopes = []
    for seed in range(40):
        noise = random_stylegan.pink_noise(np.random.default_rng(seed), 128)
        assert noise.mean() == pytest.approx(0, abs=1e-4)
        assert noise.std() == pytest.approx(1, abs=1e-3)
        magnitude = np.abs(np.fft.fft2(noise))[0, 1:60]
        slopes.append(-np.polyfit(np.log(np.arange(1, 60)), np.log(magnitude), 1)[0])
    assert 0.45 < min(slopes) < 0.65
    assert 1.35 < max(slopes) < 1.55


def test_consecutive_images_share_their_network():
    random_stylegan._network.cache_clear()
    model = open_model("stylegan-random")
    for index in (0, 399, 400, 401):
        model.draw(0, index, resolution=16)
    assert random_stylegan._network.cache_info().misses == 2


def colour_moments(name: str) -> tuple[np.ndarray, np.ndarray]:
    images = np.stack([open_model(name).draw(0, index, resolution=32) for index in range(60)]).reshape(60, -1, 3) / 255
    return images.mean(axis=1), images.std(axis=1)


def test_colours_are_spread_like_photos():
    means, deviations = colour_moments("stylegan-sparse")
    np.testing.assert_allclose(means.mean(axis=0), [0.483, 0.455, 0.401], atol=0.06)
    np.testing.assert_allclose(means.std(axis=0), [0.145, 0.142, 0.161], atol=0.05)
    np.testing.assert_allclose(deviations.mean(axis=0), [0.2, 0.2, 0.2], atol=0.05)


def test_high_frequencies_come_with_noise_and_wavelets():
    def roughness(name: str) -> float:
        images = [open_model(name).draw(0, index, resolution=64).astype(float) for index in range(8)]
        return float(np.mean([np.abs(np.diff(image, axis=0)).mean() / image.std() for image in images]))

    assert roughness("stylegan-high-freq") > 2 * roughness("stylegan-random")
