"""Untrained StyleGAN2 generators with four initialisations, a compact synthesis network in numpy and OpenCV.

open_model("stylegan-oriented").draw(seed=0, index=0, resolution=64)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import cv2
import numpy as np

from image_generation.models.model import ImageModel, Place, network_generator

# So many consecutive images come from one network, as in the released generator.
IMAGES_A_NETWORK = 400
LATENT = 512
NOISE_STRENGTH, BIAS_RANGE = 0.3, 0.2
FEWEST_WAVELETS = 5

# Mean and deviation of means and deviations of red, green and blue.
_COLOURS = ((0.483, 0.145, 0.219, 0.063), (0.455, 0.142, 0.213, 0.062), (0.401, 0.161, 0.213, 0.069))

_SMALLEST = 4


@dataclass(frozen=True)
class Initialisation:
    """How a network differs from StyleGAN2's usual initialisation.

    wavelets   None: independent normal weights; 'signs': every wavelet at hand, rounded to -1, 0 and 1; 'subset': a
               random choice of at least five a layer and image
    noise      None: no noise; 'pink': each layer adds 1/f noise; 'envelope': multiplied by a Laplacian envelope;
               'shared': that, but one map for all layers
    biases     whether they are uniform on -0.2 to 0.2 instead of 0
    channels   of layers, at most
    """

    wavelets: str | None
    noise: str | None
    biases: bool
    channels: int


class RandomStyleGan(ImageModel):
    """Untrained StyleGAN2 generators ("Learning to See by Looking at Noise", Baradad et al. 2021, arXiv 2106.05963,
    section 3.4, with the released generator's values where the paper gives none).

    random      normal weights, no noise
    high-freq   filters are 3 x 3 wavelets, one for each input channel, and layers add 1/f**a noise, a uniform on 0.5 to
                1.5, of a strength uniform on 0 to 0.3
    sparse      the noise is multiplied by a 4 x 4 map of Laplacian numbers, enlarged; biases are uniform on -0.2 to 0.2
    oriented    and one map of noise serves all layers

    Each layer has its own latent leaky_relu(normal [512]); colours get random means and deviations near ImageNet's.
    Every 400 images share the weights that the released generator keeps as long; wavelets, noise, biases and the
    weights to RGB are drawn for each image.

    The network is StyleGAN2's with skip connections and ReLU (Karras et al. 2020, arXiv 1912.04958, section 2 and
    figure 7): modulated and demodulated convolutions, two a resolution, from a constant of 4 x 4 on. It has fewer
    channels than the paper's 512: 32 (random) or 64 at most, see MODELS. With one wavelet an input channel, all output
    channels of a convolution are the same map up to a factor, of which demodulation leaves the sign: one convolution
    serves them all, and channels differ by sign and bias. The network's size is the next power of two, its image is
    averaged down where that is more than asked for.
    """

    def __init__(self, name: str, n_categories: int | None = None, *, initialisation: Initialisation):
        super().__init__(name, n_categories)
        self.initialisation = initialisation

    def paint(self, rng: np.random.Generator, place: Place, category: int, resolution: int) -> np.ndarray:
        size = max(_SMALLEST, 1 << (resolution - 1).bit_length())
        network = _network(self.name, self.initialisation, place.run(IMAGES_A_NETWORK), size)
        image = network.synthesize(rng)
        if size != resolution:
            image = cv2.resize(image, (resolution, resolution), interpolation=cv2.INTER_AREA)
        return _to_bytes(rng, image)


class Network:
    """A synthesis network: what stays the same for many images.

    rng        draws the weights
    size       of its images, a power of two from 4 on
    """

    def __init__(self, rng: np.random.Generator, initialisation: Initialisation, size: int):
        self.initialisation = initialisation
        self.sizes = [2**power for power in range(2, size.bit_length())]
        channels = [_channels(width, initialisation.channels) for width in self.sizes]
        self.constant = rng.standard_normal((channels[0], _SMALLEST, _SMALLEST), np.float32)
        self.layers = [_Layer(rng, initialisation, channels[0], channels[0], _SMALLEST, up=False)]
        self.colours = [_Affine(rng, channels[0])]
        for width, before, after in zip(self.sizes[1:], channels, channels[1:]):
            self.layers.append(_Layer(rng, initialisation, before, after, width, up=True))
            self.layers.append(_Layer(rng, initialisation, after, after, width, up=False))
            self.colours.append(_Affine(rng, after))
        self.colour_weights = [rng.standard_normal((3, count), np.float32) for count in channels]

    def synthesize(self, rng: np.random.Generator) -> np.ndarray:
        """One image, without bounds: float32 [size, size, 3]."""
        shared = None
        if self.initialisation.noise == "shared":
            shared = pink_noise(rng, self.sizes[-1]) * laplacian_envelope(rng, self.sizes[-1])
            shared /= max(shared.std(), 1e-12)
        # The first convolution of a block, its second, and its weights to RGB have latents of their own, but for the
        # last, which are those of the next block's first convolution.
        latents = [_latent(rng) for _ in range(len(self.layers) + 1)]
        features, image = self.constant, None
        remaining = iter(zip(self.layers, latents))
        for block, colour in enumerate(self.colours):
            for _ in range(2 if block else 1):
                layer, latent = next(remaining)
                features = layer.apply(rng, features, latent, shared)
            weights = self.colour_weights[block]
            if self.initialisation.wavelets:
                weights = rng.standard_normal(weights.shape, np.float32)
            styles = colour.apply(latents[2 * block + 1]) / len(weights[0]) ** 0.5
            added = np.tensordot(weights * styles, features, axes=1)
            image = added if image is None else _enlarged(image) + added
        assert image is not None  # there is a block or more
        return np.ascontiguousarray(image.transpose(1, 2, 0))


class _Affine:
    """Styles of a latent: 1 + A w / sqrt(512), A normal [channels, 512]."""

    def __init__(self, rng: np.random.Generator, channels: int):
        self.weights = rng.standard_normal((channels, LATENT), np.float32) / np.float32(LATENT**0.5)

    def apply(self, latent: np.ndarray) -> np.ndarray:
        return 1 + self.weights @ latent


class _Layer:
    """A modulated, demodulated 3 x 3 convolution with noise, bias and ReLU."""

    def __init__(
        self, rng: np.random.Generator, initialisation: Initialisation, before: int, after: int, width: int, up: bool
    ):
        self.initialisation, self.before, self.after, self.width, self.up = initialisation, before, after, width, up
        self.affine = _Affine(rng, before)
        self.weights = None
        if initialisation.wavelets is None:
            self.weights = rng.standard_normal((after, before, 9), np.float32)

    def apply(
        self, rng: np.random.Generator, features: np.ndarray, latent: np.ndarray, shared: np.ndarray | None
    ) -> np.ndarray:
        """Features [before, h, w] -> [after, width, width]."""
        styles = self.affine.apply(latent)
        if self.weights is not None:
            weights = self.weights * styles[:, None]
            weights /= np.sqrt((weights**2).sum(axis=(1, 2), keepdims=True) + 1e-8)
            result = self._convolved(features, weights)
        else:
            result = self._wavelets(rng, features, styles)
        noise = self._noise(rng, shared)
        if noise is not None:
            result += noise
        if self.initialisation.biases:
            result += rng.uniform(-BIAS_RANGE, BIAS_RANGE, (self.after, 1, 1)).astype(np.float32)
        np.maximum(result, 0, out=result)
        result *= np.float32(2**0.5)
        return result

    def _wavelets(self, rng: np.random.Generator, features: np.ndarray, styles: np.ndarray) -> np.ndarray:
        bank = wavelet_bank(self.initialisation.wavelets == "signs")
        if self.initialisation.wavelets == "subset":
            bank = bank[rng.permutation(len(bank))[: rng.integers(FEWEST_WAVELETS, len(bank) + 1)]]
        filters = bank[rng.integers(len(bank), size=self.before)].reshape(self.before, 9) * styles[:, None]
        filters /= np.sqrt((filters**2).sum() + 1e-8)
        # Demodulation leaves of an output channel's normal factor the sign alone.
        signs = rng.choice(np.array([-1, 1], np.float32), (self.after, 1, 1))
        return signs * self._convolved(features, filters[None])

    def _convolved(self, features: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Correlation of features [before, h, w] with weights [after, before, 9], enlarged first if `up`."""
        # Enlarging commutes with the convolution: what has fewer planes is enlarged.
        early = self.up and len(features) <= 9 * len(weights)
        if early:
            features = _enlarged(features)
        # Each tap's product with all channels, then shifted: cheaper than gathering neighbours of all channels.
        taps = np.tensordot(np.ascontiguousarray(weights.transpose(2, 0, 1)), features, axes=1)
        if self.up and not early:
            taps = _enlarged(taps.reshape(-1, *taps.shape[2:])).reshape(9, len(weights), self.width, self.width)
        width = self.width
        result = np.zeros((len(weights), width + 2, width + 2), np.float32)
        for tap in range(9):
            down, right = divmod(tap, 3)
            result[:, 2 - down : 2 - down + width, 2 - right : 2 - right + width] += taps[tap]
        return result[:, 1:-1, 1:-1]

    def _noise(self, rng: np.random.Generator, shared: np.ndarray | None) -> np.ndarray | None:
        if self.initialisation.noise is None:
            return None
        if shared is not None:
            noise = cv2.resize(shared, (self.width, self.width), interpolation=cv2.INTER_AREA)
        else:
            noise = pink_noise(rng, self.width)
            if self.initialisation.noise == "envelope":
                np.multiply(noise, laplacian_envelope(rng, self.width), out=noise)
                np.divide(noise, max(noise.std(), 1e-12), out=noise)
        return noise * np.float32(rng.uniform(0, NOISE_STRENGTH))


@lru_cache(maxsize=2)
def _network(name: str, initialisation: Initialisation, run: tuple[int, int], size: int) -> Network:
    return Network(network_generator(name, run), initialisation, size)


def _channels(width: int, most: int) -> int:
    """StyleGAN2 halves the channels with every doubling of the width from some width on."""
    return max(8, min(most, 32 * most // width))


def _latent(rng: np.random.Generator) -> np.ndarray:
    normal = rng.standard_normal(LATENT, np.float32)
    return np.where(normal < 0, np.float32(0.2) * normal, normal)


def _enlarged(planes: np.ndarray) -> np.ndarray:
    """Planes [n, h, w] twice as wide, with StyleGAN2's filter 1 3 3 1 and zeros outside: float32 [n, 2 h, 2 w]."""
    count, height, width = planes.shape
    rows = np.zeros((count, height + 2, width), np.float32)
    rows[:, 1:-1] = planes
    tall = np.empty((count, 2 * height, width + 2), np.float32)
    tall[:, :, 0] = tall[:, :, -1] = 0
    inner = tall[:, :, 1:-1]
    three_quarters, quarter = np.float32(0.75), np.float32(0.25)
    middle = rows[:, 1:-1] * three_quarters
    inner[:, 0::2] = middle + rows[:, :-2] * quarter
    inner[:, 1::2] = middle + rows[:, 2:] * quarter
    result = np.empty((count, 2 * height, 2 * width), np.float32)
    middle = tall[:, :, 1:-1] * three_quarters
    result[:, :, 0::2] = middle + tall[:, :, :-2] * quarter
    result[:, :, 1::2] = middle + tall[:, :, 2:] * quarter
    return result


@lru_cache(maxsize=2)
def wavelet_bank(signs: bool) -> np.ndarray:
    """The paper's 3 x 3 wavelets: float32 [n, 3, 3].

    Edges and lines (a plane of 1 with the other side, or the middle column, of -1) in several directions, a centre, a
    centre with a surround, a cross, a cross with a surround, each with its negative. For `signs` the values are rounded
    to -1, 0 and 1 and edges come in 16 directions; else edges and lines have mean 0 and come in 8.
    """
    edge = np.ones((11, 11), np.float32)
    edge[:, 5] = 0
    edge[:, 6:] = -1
    line = np.ones((11, 11), np.float32)
    line[:, 5] = -1
    directions = 16 if signs else 8
    wavelets = []
    for turn in range(directions):
        turned = _turned(edge, (360 if signs else 180) * turn / directions)
        wavelets.append(turned - turned.mean())
    for turn in range(8):
        turned = _turned(line, 180 * turn / 8)
        wavelets.append(turned if signs else turned - turned.mean())
    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.float32)
    centre = np.zeros((3, 3), np.float32)
    centre[1, 1] = 1
    single = [centre, 2 * centre - 1, cross, 2 * cross - 1]
    if signs:
        # Rounding errors of turning must not become signs.
        wavelets = [np.sign(np.round(wavelet, 4)) for wavelet in wavelets]
        # A turn by half a circle is the negative: edges have theirs already.
        return np.stack(wavelets[:directions] + [s * w for w in wavelets[directions:] + single for s in (1, -1)])
    return np.stack([sign * wavelet for sign in (1, -1) for wavelet in wavelets + single])


def _turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    """The middle 3 x 3 of a picture 11 wide, turned about its centre."""
    turn = cv2.getRotationMatrix2D((5, 5), degrees, 1)
    return cv2.warpAffine(picture, turn, (11, 11), flags=cv2.INTER_LINEAR)[4:7, 4:7]


def pink_noise(rng: np.random.Generator, size: int) -> np.ndarray:
    """Noise with Fourier magnitude 1 / f**a, a uniform on 0.5 to 1.5, mean 0 and deviation 1: float32 [size, size]."""
    exponent = rng.uniform(0.5, 1.5)
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size))
    frequency[0, 0] = np.inf
    phases = rng.uniform(0, 2 * np.pi, frequency.shape)
    noise = np.fft.irfft2(frequency**-exponent * np.exp(1j * phases), s=(size, size))
    return ((noise - noise.mean()) / noise.std()).astype(np.float32)


def laplacian_envelope(rng: np.random.Generator, size: int) -> np.ndarray:
    """A 4 x 4 map of Laplacian numbers, enlarged with Lanczos' filter: float32 [size, size]."""
    numbers = rng.laplace(size=(4, 4)).astype(np.float32)
    return cv2.resize(numbers, (size, size), interpolation=cv2.INTER_LANCZOS4)


def _to_bytes(rng: np.random.Generator, image: np.ndarray) -> np.ndarray:
    """The image [h, w, 3] with random means and deviations of its channels, cut off at 0 and 255: uint8."""
    normal = rng.standard_normal((3, 2))
    result = np.empty(image.shape, np.uint8)
    for channel, (mean, mean_spread, deviation, deviation_spread) in enumerate(_COLOURS):
        plane = image[..., channel]
        scaled = (plane - plane.mean()) * (
            (deviation + deviation_spread * normal[channel, 1]) / max(plane.std(), 1e-12)
        )
        result[..., channel] = np.clip(scaled + mean + mean_spread * normal[channel, 0], 0, 1) * 255
    return result


MODELS: Mapping[str, Callable[[int | None], ImageModel]] = {
    f"stylegan-{name}": partial(RandomStyleGan, f"stylegan-{name}", initialisation=initialisation)
    for name, initialisation in {
        "random": Initialisation(wavelets=None, noise=None, biases=False, channels=32),
        "high-freq": Initialisation(wavelets="signs", noise="pink", biases=False, channels=64),
        "sparse": Initialisation(wavelets="subset", noise="envelope", biases=True, channels=64),
        "oriented": Initialisation(wavelets="subset", noise="shared", biases=True, channels=64),
    }.items()
}
