"""What image i is: independent of order and company, assigned evenly, and excluded programs replaced."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.mixing import MixtureSettings
from image_generation.shaders.sampler import Sampler, SamplerSettings

kinds = st.sampled_from([None, "convex", "cutmix", "convex_cutmix"])


def sampler(seed=0, programs=7, kind=None, excluded=(), **settings):
    mixture = MixtureSettings(kind=kind, n_samples=3) if kind else None
    return Sampler(SamplerSettings(seed=seed, mixture=mixture, **settings), programs, excluded)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**63 - 1), st.integers(1, 50), kinds, st.integers(0, 10**9))
def test_an_image_is_the_same_alone_and_in_company(seed, programs, kind, index):
    alone = sampler(seed, programs, kind).image(index)
    together = sampler(seed, programs, kind)
    rows = together.programs(np.arange(index, index + 5))
    assert together.image(index, rows[0]) == alone
    assert all(0 <= program < programs for program in alone.programs)
    assert all(0.1 <= sample.time <= 10.0 for sample in alone.samples)


@given(st.integers(0, 1000), st.integers(1, 40), st.integers(1, 6))
def test_every_run_of_p_samples_shows_each_program_once(seed, programs, runs):
    rows = sampler(seed, programs).programs(np.arange(programs * runs)).reshape(runs, programs)
    assert (np.sort(rows, axis=1) == np.arange(programs)).all()


def test_seed_and_index_change_the_image():
    images = {sampler(seed, 100).image(index).samples for seed in range(5) for index in range(20)}
    assert len(images) == 100


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**63 - 1), kinds, st.integers(0, 10**9), st.floats(0.01, 4.0))
def test_parameters_change_nothing_else_and_each_sample_has_its_own(seed, kind, index, sigma):
    plain = sampler(seed, 9, kind).image(index)
    varied = sampler(seed, 9, kind, parameter_jitter=sigma).image(index)
    assert (varied.programs, varied.mixture) == (plain.programs, plain.mixture)
    assert [sample.time for sample in varied.samples] == [sample.time for sample in plain.samples]
    assert all(sample.parameters is None for sample in plain.samples)
    factors = np.stack([sample.parameters.factors(5) for sample in varied.samples])
    assert np.isfinite(factors).all() and (factors > 0).all()
    assert len(np.unique(factors)) == factors.size
    other = sampler(seed, 9, kind, parameter_jitter=sigma).image(index + 1).samples[0].parameters
    assert (other.factors(5) != factors[0]).all()
    assert np.array_equal(varied.samples[-1].parameters.factors(3), factors[-1, :3])


def test_factors_are_log_normal():
    draws = [sampler(4, 9, parameter_jitter=0.3).image(index).samples[0].parameters for index in range(400)]
    logarithms = np.log([draw.factors(25) for draw in draws])
    assert abs(logarithms.mean()) < 0.01 and abs(logarithms.std() - 0.3) < 0.01
    assert np.abs(np.corrcoef(logarithms.T) - np.eye(25)).max() < 0.25


def test_the_order_of_programs_is_drawn_anew_for_each_run():
    rows = sampler(0, 30).programs(np.arange(60)).reshape(2, 30)
    assert (rows[0] != rows[1]).any() and (rows[0] != np.arange(30)).any()


@given(st.sets(st.integers(0, 9), max_size=9), kinds)
def test_programs_that_are_excluded_are_never_drawn_and_change_only_their_images(excluded, kind):
    plain, reduced = sampler(3, 10, kind), sampler(3, 10, kind, excluded)
    indices = np.arange(40)
    before, after = plain.programs(indices), reduced.programs(indices)
    assert not np.isin(after, list(excluded)).any()
    untouched = ~np.isin(before, list(excluded))
    assert (before[untouched] == after[untouched]).all()


def test_replacements_spread_over_the_programs_that_are_left():
    counts = np.bincount(sampler(1, 10, excluded=range(5)).programs(np.arange(5000))[:, 0], minlength=10)
    assert counts[:5].sum() == 0 and counts[5:].min() > 900


def test_nothing_left_to_draw_is_an_error():
    with pytest.raises(ValueError):
        sampler(0, 2, excluded=(0, 1))


def test_random_times_are_uniform_over_the_range():
    draw = sampler(0, 3, time_range=(2.0, 4.0))
    times = np.array([draw.image(index).samples[0].time for index in range(2000)])
    assert times.min() >= 2.0 and times.max() <= 4.0
    assert np.abs(np.histogram(times, 4, (2, 4))[0] - 500).max() < 90  # four standard deviations


def test_continuous_times_advance_by_frames_and_wrap():
    draw = sampler(0, 2, time_range=(1.0, 2.0), temporal_sampling="continuous", fps=4.0)
    for index in range(16):
        frame = (index // 2) % 4
        assert 1.0 + frame / 4 <= draw.image(index).samples[0].time <= 1.0 + (frame + 1) / 4


def test_known_image_has_not_changed():
    """A golden value: datasets of earlier versions stay reproducible."""
    spec = sampler(seed=12, programs=1000, kind="convex").image(345678)
    philox = np.random.Generator(np.random.Philox(key=np.array([12, 345678], np.uint64)))
    times = 0.1 + philox.random(3) * 9.9
    raw = -np.log1p(-philox.random(3))
    assert np.allclose([s.time for s in spec.samples], times, atol=1e-6)
    assert np.allclose(np.array(spec.mixture.weights) / 65536, raw / raw.sum(), atol=2 / 65536)
    run, place = divmod(345678 * 3, 1000)
    order = np.random.Generator(np.random.Philox(key=np.array([12, (1 << 56) | run], np.uint64))).permutation(1000)
    assert spec.programs == tuple(order[place : place + 3])
