"""Statistical image models: a power spectrum, a palette and wavelet marginals imposed on noise.

open_model("spectrum_color").draw(seed=0, index=0, resolution=64)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import cv2
import numpy as np

from image_generation.models.histograms import Histogram, moments
from image_generation.models.model import ImageModel, Place
from image_generation.models.wavelets import WaveletMarginals

SLOPES = (0.5, 3.5)  # exponents of the magnitude, horizontal and vertical
ITERATIONS = 10
PALETTE_BINS = 256

# The palette's picture, from which its histogram is taken: the paper's small scale, whatever size is drawn.
_PALETTE_SIZE = 128


class Spectrum(ImageModel):
    """White noise whose Fourier magnitude is 1 / (|fx|**a + |fy|**b) ("Learning to See by Looking at Noise", Baradad et
    al. 2021, arXiv 2106.05963, section 3.3: Spectrum).

    a and b are s + d and s - d, s uniform on 0.5 to 3.5, d normal with deviation 0.05. The channels are turned by the
    principal axes of a random palette, so that they are correlated, and the image is stretched to 0 to 255.
    """

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        axes, mean, _ = draw_palette(rng)
        magnitude = draw_magnitude(rng, resolution)
        return _to_bytes(impose_magnitude(_white(rng, resolution), magnitude), axes, mean)


class SpectrumColor(ImageModel):
    """The same with the histogram of a random palette along each of its principal axes (section 3.3: Spectrum + Color).

    Magnitude and histogram are imposed in turn, ten times.
    """

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        axes, mean, palette = draw_palette(rng)
        magnitude = draw_magnitude(rng, resolution)
        planes = _white(rng, resolution)
        for _ in range(ITERATIONS):
            planes = impose_palette(impose_magnitude(planes, magnitude), palette)
        return _to_bytes(planes, axes, mean)


class SpectrumColorWmm(ImageModel):
    """The same with the marginals of wavelet coefficients as well (section 3.3: Spectrum + Color + WMM)."""

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        return paint_spectrum_color_wmm(rng, resolution)


def paint_spectrum_color_wmm(rng: np.random.Generator, resolution: int) -> np.ndarray:
    """An image of the model spectrum_color_wmm: uint8 [resolution, resolution, 3].

    Magnitude, wavelet marginals (wavelets.py) and histogram are imposed in turn, ten times.
    """
    axes, mean, palette = draw_palette(rng)
    magnitude = draw_magnitude(rng, resolution)
    marginals = WaveletMarginals(rng, resolution)
    planes = _white(rng, resolution)
    for _ in range(ITERATIONS):
        planes = impose_palette(marginals.impose(impose_magnitude(planes, magnitude)), palette)
    return _to_bytes(planes, axes, mean)


def draw_magnitude(rng: np.random.Generator, resolution: int) -> np.ndarray:
    """A random spectrum's magnitude for np.fft.rfft2: float32 [resolution, resolution // 2 + 1]."""
    low, high = SLOPES
    slope = rng.uniform(low, high)
    difference = rng.standard_normal() * (high - low) / 60
    return power_law(resolution, slope + difference, slope - difference)[:, : resolution // 2 + 1]


def power_law(resolution: int, slope_x: float, slope_y: float) -> np.ndarray:
    """1 / (|fx|**slope_x + |fy|**slope_y), frequencies in cycles a pixel: float32 [resolution, resolution].

    0 at the mean; scaled so that pixels have deviation 1.
    """
    frequencies = np.abs(np.fft.fftfreq(resolution))
    total = frequencies[:, None] ** slope_y + frequencies**slope_x
    total[0, 0] = np.inf
    magnitude = 1 / total
    return (magnitude * (resolution**2 / np.sqrt((magnitude**2).sum()))).astype(np.float32)


def draw_palette(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, list[Histogram]]:
    """A random palette: principal axes float32 [3, 3] (rows, of random sign), mean colour [3], a histogram an axis.

    The paper's colour model: 3 to 22 colours in random proportions, laid out as bands of a 128 x 128 picture that is
    blurred by a box of 1 to 10 pixels, so that neighbours blend, with noise of up to 10 levels.
    """
    size = _PALETTE_SIZE
    count = int(rng.integers(3, 23))
    shares = 0.001 + rng.random(count)
    bands = np.repeat(np.arange(count), rng.multinomial(size**2, shares / shares.sum()))
    picture: np.ndarray = rng.uniform(0, 256, (count, 3)).astype(np.float32)[bands].reshape(size, size, 3)
    width = int(rng.integers(1, 11))
    picture = cv2.blur(picture, (width, width), borderType=cv2.BORDER_REFLECT)
    noise: np.ndarray = 10 * rng.random(picture.shape, np.float32)
    picture += noise
    picture = (picture - picture.min()) * (256 / np.ptp(picture))
    pixels = picture.reshape(-1, 3)
    mean = pixels.mean(axis=0)
    centred = pixels - mean
    _, vectors = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    # The sign that linear algebra libraries give is arbitrary.
    axes = vectors.T[::-1]
    axes = axes * (np.sign(axes[np.arange(3), np.abs(axes).argmax(axis=1)]) * rng.choice([-1, 1], 3))[:, None]
    axes = axes.astype(np.float32)
    return axes, mean, [Histogram.of(axis, PALETTE_BINS) for axis in axes @ centred.T]


def impose_magnitude(planes: np.ndarray, magnitude: np.ndarray) -> np.ndarray:
    """Planes float32 [3, n, n] with this Fourier magnitude and their own phases, means and deviations.

    magnitude   as draw_magnitude gives it
    """
    wanted = [moments(plane) for plane in planes]
    spectrum = np.fft.rfft2(planes)
    # Not the smallest float: the division would overflow where a coefficient is 0.
    spectrum *= magnitude / np.maximum(np.abs(spectrum), 1e-12)
    imposed = np.fft.irfft2(spectrum, s=planes.shape[1:])
    for plane, (mean, deviation) in zip(imposed, wanted):
        plane *= deviation
        plane += mean
    return imposed.astype(np.float32, copy=False)


def impose_palette(planes: np.ndarray, palette: list[Histogram]) -> np.ndarray:
    """Planes [3, n, n] with the histograms of a palette: float32, the same shape."""
    return np.stack([histogram.imposed_on(plane) for histogram, plane in zip(palette, planes)])


def _white(rng: np.random.Generator, resolution: int) -> np.ndarray:
    return 256 * rng.random((3, resolution, resolution), np.float32)


def _to_bytes(planes: np.ndarray, axes: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Planes along principal axes [3, n, n] as an image uint8 [n, n, 3], stretched to 0 to 255."""
    image = np.tensordot(planes, axes, axes=(0, 0)) + mean
    image = (image - image.min()) * (255 / np.ptp(image))
    return (image + 0.5).astype(np.uint8)


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {
    "spectrum": partial(Spectrum, "spectrum"),
    "spectrum_color": partial(SpectrumColor, "spectrum_color"),
    "spectrum_color_wmm": partial(SpectrumColorWmm, "spectrum_color_wmm"),
}
