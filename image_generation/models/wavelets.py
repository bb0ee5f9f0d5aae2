"""Marginals of wavelet coefficients, imposed on images through a steerable pyramid.

WaveletMarginals(rng, 64).impose(planes)   # planes float32 [3, 64, 64]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from image_generation.models.histograms import Histogram, moments

ORIENTATIONS = 4

# Coefficients on which the marginals are tabulated, and the range of their exponent.
_STEP = 0.5
SUPPORT = np.arange(-200, 200 + _STEP, _STEP)
EXPONENTS = (0.4, 0.8)

_SMALLEST_BAND = 16


class WaveletMarginals:
    """Random marginals of wavelet coefficients ("Learning to See by Looking at Noise", Baradad et al. 2021, arXiv
    2106.05963, section 3.3: WMM), imposed as texture synthesis does (Heeger and Bergen 1995).

    The density of a band's coefficients x is exp(-|x / s|**r) on -200 to 200, with r uniform on 0.4 to 0.8 for each
    band and channel, and s = 4**scale, scale being 1, 2, 4 ... for the oriented bands from fine to coarse and 1 for the
    high-pass residual. The low-pass residual keeps its coefficients.

    rng          says the exponents
    resolution   width and height in pixels
    """

    def __init__(self, rng: np.random.Generator, resolution: int):
        self.pyramid = pyramid(resolution)
        exponents = rng.uniform(*EXPONENTS, (len(self.pyramid.bands), 3))
        self.densities = [
            [density(exponent, 4.0**band.scale) for exponent in row] for band, row in zip(self.pyramid.bands, exponents)
        ]
        self.deviations = [[_deviation(counts) for counts in row] for row in self.densities]
        edges = np.append(SUPPORT - _STEP / 2, SUPPORT[-1] + _STEP / 2)
        self._histograms = [[Histogram(edges, counts) for counts in row] for row in self.densities]

    def impose(self, planes: np.ndarray) -> np.ndarray:
        """Planes float32 [3, n, n] whose bands have the marginals: float32, the same shape."""
        return np.stack([self._impose(plane, channel) for channel, plane in enumerate(planes)])

    def _impose(self, plane: np.ndarray, channel: int) -> np.ndarray:
        bands, rest = self.pyramid.split(plane)
        bands = [self.impose_band(band, place, channel) for place, band in enumerate(bands)]
        return self.pyramid.join(bands, rest)

    def impose_band(self, band: np.ndarray, place: int, channel: int) -> np.ndarray:
        """A band float32 [size, size] with the marginal of the pyramid's band number `place`: float32, same shape."""
        imposed = self._histograms[place][channel].imposed_on(band)
        mean, deviation = moments(imposed)
        # Histograms are met up to a bin; the deviation, exactly. Symmetric densities have mean 0.
        return (imposed - np.float32(mean)) * np.float32(self.deviations[place][channel] / max(deviation, 1e-12))


def density(exponent: float, scale: float) -> np.ndarray:
    """exp(-|x / scale|**exponent) on SUPPORT: float64 [801]."""
    return np.exp(-(np.abs(SUPPORT / scale) ** exponent))


def _deviation(counts: np.ndarray) -> float:
    return float(np.sqrt((SUPPORT**2 * counts).sum() / counts.sum()))


@dataclass(frozen=True)
class Band:
    """A band of the pyramid: every scale-th pixel of a filtered image, `size` pixels wide.

    mask   complex64 [size, size]: what it takes out of a spectrum, and puts back conjugated
    """

    scale: int
    size: int
    mask: np.ndarray


class Pyramid:
    """A steerable pyramid (Simoncelli and Freeman 1995) in the Fourier domain; joining undoes splitting.

    It has max(1, log2(resolution) - 4) scales, 3 at the paper's 128 pixels, of four odd orientations each (cosine to
    the third power, as the filters sp3). Bands are cut out of the spectrum as they are, so that coefficients grow
    fourfold with each halving of the size, as in the paper's released code.

    bands   the high-pass residual, then the orientations, from fine to coarse
    """

    def __init__(self, resolution: int):
        self.resolution = resolution
        fy = np.fft.fftfreq(resolution)[:, None] * 2
        fx = np.fft.fftfreq(resolution)[None] * 2
        # Octaves below the Nyquist frequency; the mean is far below all of them.
        octave = -np.log2(np.maximum(np.hypot(fx, fy), 1e-9))
        angle = np.arctan2(fy, fx)
        # Odd masks are purely imaginary, which a sampled sine of the Nyquist frequency cannot be: it is 0 everywhere.
        sampled = (fx > -1) & (fy > -1)
        bands = [Band(1, resolution, _high(octave, 0).astype(np.complex64))]
        passed = _low(octave, 0)
        size = resolution
        for level in range(max(1, resolution.bit_length() - 5)):
            ring = passed * _high(octave, level + 1)
            for turn in range(ORIENTATIONS):
                mask = ring * _oriented(angle - np.pi * turn / ORIENTATIONS) * sampled
                bands.append(Band(2**level, size, _crop(mask, size).astype(np.complex64)))
            passed = passed * _low(octave, level + 1)
            # The next rings are 0 from half of this one's Nyquist frequency on.
            if size % 4 == 0 and size > _SMALLEST_BAND:
                size //= 2
        # What the odd masks leave out at the Nyquist frequency stays with the residual.
        taken = abs(bands[0].mask) ** 2
        for band in bands[1:]:
            _add_cropped(taken, abs(band.mask) ** 2)
        self.bands = bands
        self._rest = np.sqrt(np.maximum(1 - taken, 0)).astype(np.float32)
        self._pairs = [self._pair(bands[first : first + 2]) for first in self._firsts()]

    def split(self, plane: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """Bands float32 [size, size] of a plane float32 [n, n], and the residual's spectrum complex64 [n, n]."""
        spectrum = cv2.dft(plane, flags=cv2.DFT_COMPLEX_OUTPUT).view(np.complex64)[..., 0]
        bands = []
        for size, both, mask in self._pairs:
            # Two real bands are one complex image.
            pair = _transform(_crop(spectrum, size) * mask, cv2.DFT_INVERSE | cv2.DFT_SCALE)
            bands.append(pair.real.copy())
            if both:
                bands.append(pair.imag.copy())
        return bands, spectrum * self._rest**2

    def join(self, bands: list[np.ndarray], rest: np.ndarray) -> np.ndarray:
        """The plane float32 [n, n] of bands and residual."""
        spectrum = rest.copy()
        remaining = iter(bands)
        for size, both, mask in self._pairs:
            pair = np.empty((size, size), np.complex64)
            pair.real = next(remaining)
            pair.imag = next(remaining) if both else 0
            # The product is that of both bands, plus i times a Hermitian one, which real parts do not show.
            _add_cropped(spectrum, _transform(pair) * np.conj(mask))
        return _transform(spectrum, cv2.DFT_INVERSE | cv2.DFT_SCALE).real.copy()

    def _firsts(self) -> list[int]:
        """Places of the first bands of pairs of bands of one size."""
        firsts, place = [], 0
        while place < len(self.bands):
            firsts.append(place)
            place += 2 if place + 1 < len(self.bands) and self._same_size(place) else 1
        return firsts

    def _same_size(self, place: int) -> bool:
        return self.bands[place].size == self.bands[place + 1].size

    def _pair(self, bands: list[Band]) -> tuple[int, bool, np.ndarray]:
        both = len(bands) == 2 and bands[0].size == bands[1].size
        return bands[0].size, both, bands[0].mask + 1j * bands[1].mask if both else bands[0].mask


@lru_cache(maxsize=8)
def pyramid(resolution: int) -> Pyramid:
    """The pyramid of images `resolution` pixels wide."""
    return Pyramid(resolution)


def _transform(values: np.ndarray, flags: int = 0) -> np.ndarray:
    """Fourier transform of complex64 [n, n]; OpenCV's is several times faster than numpy's."""
    pairs = np.ascontiguousarray(values).view(np.float32).reshape(*values.shape, 2)
    return cv2.dft(pairs, flags=flags).view(np.complex64)[..., 0]


def _low(octave: np.ndarray, level: int) -> np.ndarray:
    """Passes what lies more than `level` + 1 octaves below the Nyquist frequency, with a sine of an octave above it."""
    return np.sin(np.pi / 2 * np.clip(octave - level, 0, 1))


def _high(octave: np.ndarray, level: int) -> np.ndarray:
    """The rest: the squares of _low and _high add up to 1."""
    return np.cos(np.pi / 2 * np.clip(octave - level, 0, 1))


def _oriented(angle: np.ndarray) -> np.ndarray:
    """One of four orientations; the squares of the four add up to 1."""
    return 1j * np.cos(angle) ** 3 * (4 / 5) ** 0.5


def _crop(spectrum: np.ndarray, size: int) -> np.ndarray:
    """The lowest frequencies of a spectrum [n, n]: [size, size]."""
    if size == len(spectrum):
        return spectrum
    half = size // 2
    rows = np.concatenate([spectrum[:half], spectrum[-half:]])
    return np.concatenate([rows[:, :half], rows[:, -half:]], axis=1)


def _add_cropped(spectrum: np.ndarray, part: np.ndarray) -> None:
    """Adds a part [size, size] to the lowest frequencies of a spectrum [n, n]."""
    if len(part) == len(spectrum):
        spectrum += part
        return
    half = len(part) // 2
    spectrum[:half, :half] += part[:half, :half]
    spectrum[:half, -half:] += part[:half, half:]
    spectrum[-half:, :half] += part[half:, :half]
    spectrum[-half:, -half:] += part[half:, half:]
