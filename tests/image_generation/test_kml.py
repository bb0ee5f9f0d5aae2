"""KML against the published procedure written out in floating point, and exactness where that rounds."""

from fractions import Fraction

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchvision.transforms.v2 import functional as tv

from image_generation.kml import SIDE, kml, leaf_mask, two_means
from image_generation.mixing import LEAST_PROGRAMS, ONE, Mixer, MixtureSettings, label_weights


def picture(seed: int, side: int = SIDE, colours: int = 0) -> np.ndarray:
    """Smooth blobs, or with `colours` so many flat ones: uint8 [side, side, 3]."""
    generator = np.random.default_rng(seed)
    if colours:
        palette = generator.integers(0, 256, (colours, 3), dtype=np.uint8)
        return palette[generator.integers(0, colours, (side, side))]
    coarse = generator.integers(40, 216, (9, 7, 3), dtype=np.uint8)
    return cv2.resize(coarse, (side, side), interpolation=cv2.INTER_LINEAR)


def lloyd(x: np.ndarray) -> np.ndarray:
    """Three rounds of 2-means of points [n, 3], begun at the first and the last in order: which mean is nearest."""
    unique = np.unique(x, axis=0)
    means = np.array([unique[0], unique[-1]])
    for _ in range(3):
        own = ((x[:, None] - means[None]) ** 2).sum(-1).argmin(1)
        means = np.array([x[own == k].mean(0) for k in range(2)])
    return own


def published(first, second, third):
    """The steps of the published code on 256x256 pictures, in double precision."""
    own = lloyd(first.reshape(-1, 3) / 255.0)
    mask = cv2.blur(cv2.blur((own == 0).astype(np.float64).reshape(SIDE, SIDE), (3, 3)), (3, 3))[:, :, None]
    return np.floor(mask * second + (1 - mask) * third + 0.5), own.reshape(SIDE, SIDE) == 0


@pytest.mark.parametrize("seed", range(8))
def test_it_is_the_published_procedure(seed):
    first, second, third = (picture(3 * seed + k) for k in range(3))
    expected, mask = published(first, second, third)
    assert (two_means(first) == mask).mean() > 0.9999  # pixels as far from one mean as from the other
    if (two_means(first) == mask).all():
        assert (kml(first, second, third) == expected).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_ties_and_boundaries_are_exact(seed, colours):
    """Few colours that repeat: all pixels of a colour go where exact fractions say."""
    image = picture(seed, colours=colours)
    pixels = [tuple(int(v) for v in pixel) for pixel in image.reshape(-1, 3)]
    palette, counts = np.unique(image.reshape(-1, 3), axis=0, return_counts=True)
    if len(palette) == 1:
        assert two_means(image).all()
        return
    weighted = weighted_two_means([tuple(int(v) for v in colour) for colour in palette], counts.tolist())
    found = two_means(image).ravel()
    assert all(found[k] == weighted[pixels[k]] for k in range(0, len(pixels), 7))


def weighted_two_means(palette, counts) -> dict:
    means = [[Fraction(v) for v in min(palette)], [Fraction(v) for v in max(palette)]]
    near: dict = {}
    for _ in range(3):
        for colour in palette:
            away = [sum((v - m) ** 2 for v, m in zip(colour, mean)) for mean in means]
            near[colour] = away[0] <= away[1]
        for k, want in enumerate((True, False)):
            group = [(c, n) for c, n in zip(palette, counts) if near[c] == want]
            total = sum(n for _, n in group)
            if total:
                means[k] = [Fraction(sum(c[d] * n for c, n in group), total) for d in range(3)]
    return near


@pytest.mark.parametrize("side", [16, 64, 96, 224, 300, 512])
def test_other_sizes_are_resampled_as_published(side):
    """Within what floating point and 64ths of a level leave open: nearly all pixels, nearly alike."""
    first, second, third = (picture(k, side) for k in range(3))
    smaller = tv.resize(torch.from_numpy(first.transpose(2, 0, 1).copy()).double(), [SIDE, SIDE], antialias=True)
    x = smaller.numpy().reshape(3, -1).T
    own = two_means(first).ravel()
    assert ((lloyd(x) == 0) == own).mean() > 0.999
    mask = cv2.blur(own.astype(np.float64).reshape(SIDE, SIDE), (3, 3))
    mask = cv2.blur(cv2.resize(mask, (side, side), interpolation=cv2.INTER_LINEAR), (3, 3))
    parts, whole = leaf_mask(first, side, side)
    assert np.abs(parts / whole - mask).max() < 1e-6
    exact = mask[:, :, None] * second + (1 - mask[:, :, None]) * third
    assert np.abs(kml(first, second, third) - exact).max() <= 0.5 + 1e-3


def test_a_picture_need_not_be_square():
    image = kml(picture(0)[:100], picture(1)[:100], picture(2)[:100])
    assert image.shape == (100, 256, 3)


def test_one_colour_shows_the_second_alone():
    flat = np.full((64, 64, 3), 9, np.uint8)
    assert (kml(flat, picture(1, 64), picture(2, 64)) == picture(1, 64)).all()
    white = np.full((64, 64, 3), 255, np.uint8)
    assert (kml(picture(0, 64), white, white) == 255).all()


# ------------------------------------------------------------------ as a mixing type


def mix(kind, pictures, order):
    mixer = Mixer(MixtureSettings(kind=kind).draw(np.random.default_rng(0)), *pictures[0].shape[1::-1])
    for k in order:
        mixer.add(k, pictures[k])
    return mixer.image(), mixer.mixed


def test_types_have_their_number_of_samples_and_draw_nothing():
    assert MixtureSettings(kind="kml").n_samples == 3 and MixtureSettings(kind="kml_mixup", n_samples=2).n_samples == 6
    generator = np.random.default_rng(0)
    MixtureSettings(kind="kml").draw(generator)
    assert generator.random() == np.random.default_rng(0).random()
    assert LEAST_PROGRAMS == {"kml": 3, "kml_mixup": 3}


def test_mixers_take_samples_in_any_order():
    pictures = [picture(k, 48) for k in range(6)]
    image, mixed = mix("kml", pictures[:3], (2, 0, 1))
    assert (image == kml(*pictures[:3])).all()
    parts, whole = leaf_mask(pictures[0], 48, 48)
    shares = label_weights(mixed, 48, 48)
    assert np.allclose(shares, [0, parts.mean() / whole, 1 - parts.mean() / whole], atol=1 / ONE)
    both, mixed = mix("kml_mixup", pictures, (5, 3, 1, 0, 2, 4))
    one, other = kml(*pictures[:3]).astype(int), kml(*pictures[3:]).astype(int)
    assert (both == np.floor((one + other) / 2 + 0.5)).all()
    second = label_weights(mixed, 48, 48)
    assert np.allclose(second[:3], shares / 2, atol=1 / ONE) and sum(mixed.weights) == ONE
    with pytest.raises(ValueError, match="when it is mixed"):
        label_weights(MixtureSettings(kind="kml").draw(np.random.default_rng(0)), 8, 8)


def test_mixers_keep_no_buffer_that_the_renderer_uses_again():
    buffer, pictures = np.empty((48, 48, 3), np.uint8), [picture(k, 48) for k in range(3)]
    mixer = Mixer(MixtureSettings(kind="kml").draw(np.random.default_rng(0)), 48, 48)
    for k in range(3):
        buffer[:] = pictures[k]
        mixer.add(k, buffer)
    assert (mixer.image() == kml(*pictures)).all()
