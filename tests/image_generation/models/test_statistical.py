"""Noise, spectra, palettes and wavelet marginals against their formulas."""

import numpy as np
import pytest

from image_generation.models import spectrum
from image_generation.models.histograms import Histogram
from image_generation.models.registry import open_model
from image_generation.models.wavelets import SUPPORT, WaveletMarginals, density, pyramid


def test_noise_is_uniform():
    image = open_model("noise").draw(0, 0, resolution=256)
    counts = np.bincount(image.ravel(), minlength=256)
    expected = image.size / 256
    # Chi squared with 255 degrees of freedom has mean 255 and deviation 22.6.
    assert 255 - 5 * 22.6 < ((counts - expected) ** 2 / expected).sum() < 255 + 5 * 22.6


def test_neighbours_in_noise_are_independent():
    image = open_model("noise").draw(0, 1, resolution=256).astype(float) - 127.5
    for shifted in (image[1:], image[:, 1:], image[..., 1:]):
        same = image[tuple(slice(size) for size in shifted.shape)]
        assert abs((same * shifted).mean() / image.var()) < 0.02


def fitted_slope(plane: np.ndarray, axis: int) -> float:
    """Minus the exponent of the Fourier magnitude along one frequency axis, by least squares in the logarithm."""
    magnitude = np.abs(np.fft.fft2(plane))
    line = magnitude[0] if axis == 1 else magnitude[:, 0]
    frequencies = np.arange(1, len(line) // 2)
    return -np.polyfit(np.log(frequencies), np.log(line[frequencies]), 1)[0]


@pytest.mark.parametrize(("slope_x", "slope_y"), [(0.5, 0.5), (2.0, 1.0), (3.5, 3.0)])
def test_magnitude_follows_the_power_law(slope_x, slope_y):
    white = np.random.default_rng(0).random((3, 128, 128), np.float32)
    magnitude = spectrum.power_law(128, slope_x, slope_y)[:, :65]
    planes = spectrum.impose_magnitude(white, magnitude)
    for before, plane in zip(white, planes):
        assert fitted_slope(plane, 1) == pytest.approx(slope_x, abs=0.02)
        assert fitted_slope(plane, 0) == pytest.approx(slope_y, abs=0.02)
        assert plane.mean() == pytest.approx(before.mean(), abs=1e-4)
        assert plane.std() == pytest.approx(before.std(), rel=1e-3)


def test_spectrum_images_have_slopes_of_the_papers_range():
    model = open_model("spectrum")
    slopes = []
    for index in range(40):
        image = model.draw(0, index, resolution=128).astype(float)
        slopes.append(np.mean([fitted_slope(image[..., c], axis) for c in range(3) for axis in range(2)]))
    # Bytes round off what is steeper than 2 or so at high frequencies.
    assert 0.3 < min(slopes) < 1.0
    assert 1.7 < max(slopes) < 3.8


def test_palettes_have_orthogonal_axes_and_ordered_deviations():
    axes, mean, histograms = spectrum.draw_palette(np.random.default_rng(1))
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-5)
    assert ((mean > 0) & (mean < 256)).all()
    deviations = []
    for histogram in histograms:
        middle = (histogram.edges[1:] + histogram.edges[:-1]) / 2
        weights = np.diff(histogram.cumulative)
        assert (weights * middle).sum() == pytest.approx(0, abs=1.0)
        deviations.append(np.sqrt((weights * middle**2).sum()))
    assert deviations == sorted(deviations, reverse=True)


def test_colours_of_an_image_are_those_of_its_palette():
    rng = np.random.default_rng(2)
    *_, palette = spectrum.draw_palette(rng)
    planes = spectrum.impose_palette(rng.random((3, 128, 128), np.float32), palette)
    for plane, histogram in zip(planes, palette):
        # The greatest distance between the two distributions.
        own = np.searchsorted(np.sort(plane.ravel()), histogram.edges) / plane.size
        assert np.abs(own - histogram.cumulative).max() < 0.02


def test_histograms_are_imposed_as_quantiles_are():
    rng = np.random.default_rng(3)
    source, target = rng.standard_normal((64, 64)).astype(np.float32), rng.gamma(2.0, 1.0, 20_000)
    imposed = Histogram.of(target, 400).imposed_on(source)
    ranks = source.ravel().argsort().argsort() / source.size
    inner = (ranks > 0.005) & (ranks < 0.995)  # few values lie further out, in bins that are wide for them
    np.testing.assert_allclose(imposed.ravel()[inner], np.quantile(target, ranks)[inner], atol=0.1)
    order = source.ravel().argsort()
    assert (np.diff(imposed.ravel()[order]) >= -1e-5).all()


def test_flat_planes_stay_flat_but_for_their_peaks():
    plane = np.random.default_rng(4).normal(0, 1e-4, (64, 64)).astype(np.float32)
    plane[10, 10], plane[20, 20] = 50, -50
    imposed = Histogram(np.arange(-200.25, 200.5, 0.5), density(0.5, 4.0)).imposed_on(plane)
    assert np.delete(imposed.ravel(), [10 * 65, 20 * 65]).std() < 1


@pytest.mark.parametrize("resolution", [8, 33, 64, 100, 128, 132])
def test_pyramids_lose_nothing(resolution):
    plane = np.random.default_rng(5).standard_normal((resolution, resolution)).astype(np.float32)
    steerable = pyramid(resolution)
    bands, rest = steerable.split(plane)
    assert [band.shape[0] for band in bands] == [band.size for band in steerable.bands]
    np.testing.assert_allclose(steerable.join(bands, rest), plane, atol=1e-5)


def test_pyramids_tell_orientations_apart():
    x = np.arange(128)
    stripes = np.broadcast_to(np.sin(2 * np.pi * x / 4).astype(np.float32), (128, 128)).copy()
    for turned, strongest in ((stripes, 0), (stripes.T.copy(), 2)):
        bands, _ = pyramid(128).split(turned)
        energies = [float((band**2).sum()) for band in bands[1:5]]
        assert int(np.argmax(energies)) == strongest
        assert energies[(strongest + 2) % 4] < 1e-3 * max(energies)


def test_bands_get_their_marginals():
    rng = np.random.default_rng(6)
    marginals = WaveletMarginals(rng, 128)
    for place, band in enumerate(pyramid(128).bands):
        noise = rng.standard_normal((band.size, band.size)).astype(np.float32)
        imposed = marginals.impose_band(noise, place, 1)
        counts = marginals.densities[place][1]
        assert imposed.mean() == pytest.approx(0, abs=0.05)
        assert imposed.std() == pytest.approx(np.sqrt((SUPPORT**2 * counts).sum() / counts.sum()), rel=1e-3)
        drawn = rng.choice(SUPPORT, size=200_000, p=counts / counts.sum())
        shares = np.linspace(0.05, 0.95, 19)
        np.testing.assert_allclose(np.quantile(imposed, shares), np.quantile(drawn, shares), atol=0.15 * imposed.std())


def test_images_get_marginals_that_photos_have_and_noise_has_not():
    rng = np.random.default_rng(7)
    plane = rng.standard_normal((128, 128)).astype(np.float32)
    imposed = WaveletMarginals(rng, 128).impose(np.stack([plane] * 3))[0]
    for before, band in zip(pyramid(128).split(plane)[0][:5], pyramid(128).split(imposed)[0][:5]):
        assert ((band - band.mean()) ** 4).mean() / band.var() ** 2 > 3.3
        assert ((before - before.mean()) ** 4).mean() / before.var() ** 2 == pytest.approx(3, abs=0.2)


def test_densities_are_generalised_laplacians():
    values = density(0.5, 16.0)
    assert values[400] == 1
    assert values[400 + 32] == pytest.approx(np.exp(-1))  # at x = 16
    assert values[400 - 128] == pytest.approx(np.exp(-2))  # at x = -64
