"""Mixtures against their formulas in floating point, in any order of the samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.mixing import ONE, Mixer, MixtureSettings, fixed_point, label_weights, pixel_box

SIZE = (20, 16)  # width, height


def pictures(seed, n):
    return np.random.default_rng(seed).integers(0, 256, (n, SIZE[1], SIZE[0], 3), dtype=np.uint8)


def mix(mixture, images, order=None):
    mixer = Mixer(mixture, *SIZE)
    for k in order if order is not None else range(len(images)):
        mixer.add(k, images[k])
    return mixer.image()


def draw(kind, n, seed, **settings):
    return MixtureSettings(kind=kind, n_samples=n, **settings).draw(np.random.Generator(np.random.Philox(seed)))


@given(st.integers(0, 10**6), st.integers(2, 8), st.sampled_from(["uniform", "non-uniform", "dirichlet"]))
def test_convex_is_the_weighted_mean(seed, n, combination):
    mixture, images = draw("convex", n, seed, combination=combination), pictures(seed, n)
    exact = np.tensordot(np.array(mixture.weights) / ONE, images.astype(np.float64), 1)
    assert np.abs(mix(mixture, images) - exact).max() <= 0.5 + 1e-9


@given(st.integers(0, 10**6), st.integers(2, 6))
def test_cutmix_pastes_boxes_in_turn(seed, n):
    mixture, images = draw("cutmix", n, seed), pictures(seed, n)
    expected = images[0].copy()
    for (x0, y0, x1, y1), image in zip(mixture.boxes[1:], images[1:]):
        rows = slice(int(y0 * SIZE[1] + 0.5), int(y1 * SIZE[1] + 0.5))
        columns = slice(int(x0 * SIZE[0] + 0.5), int(x1 * SIZE[0] + 0.5))
        expected[rows, columns] = image[rows, columns]
    assert (mix(mixture, images) == expected).all()


@given(st.integers(0, 10**6), st.integers(2, 6))
def test_convex_cutmix_sums_what_the_boxes_leave(seed, n):
    mixture, images = draw("convex_cutmix", n, seed), pictures(seed, n)
    expected = np.zeros((SIZE[1], SIZE[0], 3))
    for weight, box, image in zip(mixture.weights, mixture.boxes, images):
        mask = np.zeros((SIZE[1], SIZE[0], 1))
        mask[pixel_box(box, *SIZE)] = 1
        expected += weight / ONE * mask * image
    assert np.abs(mix(mixture, images) - expected).max() <= 0.5 + 1e-9


@settings(max_examples=30)
@given(st.sampled_from(["convex", "cutmix", "convex_cutmix"]), st.randoms(use_true_random=False))
def test_the_order_of_samples_does_not_matter(kind, random):
    mixture, images = draw(kind, 5, 1), pictures(2, 5)
    order = list(range(5))
    random.shuffle(order)
    assert (mix(mixture, images, order) == mix(mixture, images)).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20).filter(lambda x: sum(x) > 1e-6))
def test_fixed_point_adds_up_and_is_near(raw):
    shares = np.array(raw) / sum(raw)
    parts = fixed_point(shares)
    assert sum(parts) == ONE and min(parts) >= 0
    assert np.abs(np.array(parts) / ONE - shares).max() <= 1.0 / ONE


def test_white_stays_white():
    assert (mix(draw("convex", 6, 0), np.full((6, SIZE[1], SIZE[0], 3), 255, np.uint8)) == 255).all()


def test_uniform_weights_are_uniform_on_the_simplex():
    """Mean 1/n and variance (n-1) / (n^2 (n+1)), those of Dirichlet(1, ..., 1)."""
    generator = np.random.Generator(np.random.Philox(5))
    drawn = np.array([MixtureSettings(kind="convex", n_samples=6).draw(generator).weights for _ in range(4000)]) / ONE
    assert np.allclose(drawn.mean(0), 1 / 6, atol=0.01)
    assert np.allclose(drawn.var(0), 5 / (36 * 7), rtol=0.12)


def test_cut_boxes_cover_the_share_that_beta_leaves():
    generator = np.random.Generator(np.random.Philox(6))
    boxes = np.array([MixtureSettings(kind="cutmix", n_samples=2).draw(generator).boxes[1] for _ in range(3000)])
    assert (boxes >= 0).all() and (boxes <= 1).all() and (boxes[:, 0] <= boxes[:, 2]).all()


@given(st.sampled_from(["convex", "cutmix", "convex_cutmix"]), st.integers(0, 1000))
def test_label_weights_add_up(kind, seed):
    shares = label_weights(draw(kind, 4, seed), *SIZE)
    assert shares.shape == (4,) and np.isclose(shares.sum(), 1) and (shares >= 0).all()


@pytest.mark.parametrize("wrong", [{"kind": "x"}, {"n_samples": 1}, {"combination": "x"}, {"dirichlet_alpha": 0}])
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ValueError):
        MixtureSettings(**wrong)
