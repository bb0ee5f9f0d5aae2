"""Mixtures on a device equal those of mixing.py to the byte."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.device_mixing import _quotient, mixed, two_means
from image_generation.kml import two_means as two_means_alone
from image_generation.mixing import FIXED_SAMPLES, MIXING_TYPES, Mixer, MixtureSettings


def pictures(generator, n, k, height, width) -> np.ndarray:
    """Noise, gradients, pictures of few and of one colour."""
    stack = generator.integers(0, 256, (n, k, height, width, 3))
    stack[0] = stack[0] // 64 * 64
    stack[-1, :, :, :, :] = stack[-1, :, :1, :1, :]
    stack[n // 2] = np.linspace(0, 255, width)[None, None, :, None]
    return stack.astype(np.uint8)


@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from(MIXING_TYPES[1:]), size=st.sampled_from([(1, 1), (5, 3), (48, 48), (64, 40), (256, 256)]),
    combination=st.sampled_from(["uniform", "dirichlet"]), seed=st.integers(0, 1 << 32),
)  # fmt: skip
def test_equals_one_by_one(kind, size, combination, seed):
    generator = np.random.default_rng(seed)
    drawn = MixtureSettings(kind=kind, n_samples=4, combination=combination)
    n, k = 3, FIXED_SAMPLES.get(kind, 4)
    mixtures = [drawn.draw(generator) for _ in range(n)]
    stack = pictures(generator, n, k, *size)
    images, weights = mixed(mixtures, torch.from_numpy(stack))
    for i, mixture in enumerate(mixtures):
        mixer = Mixer(mixture, size[1], size[0])
        for sample in range(k):
            mixer.add(sample, stack[i, sample])
        assert np.array_equal(images[i].numpy(), mixer.image())
        if kind in FIXED_SAMPLES:
            assert tuple(weights[i].tolist()) == mixer.mixed.weights
        else:
            assert not weights.any()


@pytest.mark.parametrize("size", [(256, 256), (300, 17), (20, 20)])
def test_colours_of_many_pictures(size):
    stack = pictures(np.random.default_rng(0), 4, 1, *size)[:, 0]
    expected = np.stack([two_means_alone(image) for image in stack])
    assert np.array_equal(two_means(torch.from_numpy(stack)).numpy(), expected)


@given(
    st.lists(st.tuples(*[st.integers(-(2**46), 2**46)] * 3, *[st.integers(-(2**47), 2**47)] * 3), min_size=1, max_size=5),
    st.integers(2**30, 2**32),
)  # fmt: skip
def test_long_division(rows, scale):
    p, q = torch.tensor([row[:3] for row in rows]), torch.tensor([row[3:] for row in rows])
    expected = [-(-sum(a * b for a, b in zip(row[:3], row[3:])) // scale) for row in rows]
    if all(abs(value) < 2**63 for value in expected):
        assert _quotient(p, q, torch.full((len(rows),), scale)).tolist() == expected


def test_mixtures_of_two_kinds_are_refused():
    generator = np.random.default_rng(0)
    two = [MixtureSettings(kind=kind, n_samples=2).draw(generator) for kind in ("convex", "cutmix")]
    with pytest.raises(ValueError, match="one kind"):
        mixed(two, torch.zeros((2, 2, 4, 4, 3), dtype=torch.uint8))
