"""Batches of several images a class, in folders and live."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.shaders.sampler import Sampler, SamplerSettings
from learning.data.grouping import grouped


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=12),
    st.integers(1, 4),
    st.integers(1, 6),
    st.integers(0, 1000),
)
def test_batches_hold_whole_groups_of_different_classes(sizes, per_class, groups, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    batch = per_class * groups
    numbers = grouped(labels, per_class, batch, seed)(3)
    assert len(numbers) == len(labels) // batch * batch
    for start in range(0, len(numbers), batch):
        here = labels[numbers[start : start + batch]].reshape(groups, per_class)
        assert (here == here[:, :1]).all()
        assert len(set(here[:, 0])) == min(groups, len(sizes))
    for start in range(0, len(numbers), per_class):
        one = numbers[start : start + per_class]
        assert len(set(one)) == min(per_class, sizes[labels[one[0]]])


def test_classes_and_images_take_turns():
    labels = np.repeat(np.arange(10), 12)
    numbers = grouped(labels, 3, 12, 0)(0)
    assert set(np.bincount(labels[numbers], minlength=10)) <= {9, 12, 15}
    assert np.bincount(numbers).max() <= 2
    assert not np.array_equal(numbers, grouped(labels, 3, 12, 0)(1))
    assert np.array_equal(numbers, grouped(labels, 3, 12, 0)(0))


def test_live_images_in_a_row_are_of_one_program():
    plain, repeated = Sampler(SamplerSettings(seed=4), 7), Sampler(SamplerSettings(seed=4, repeat=3), 7)
    assert np.array_equal(repeated.programs(np.arange(63)), plain.programs(np.arange(63) // 3))
    specs = [repeated.image(i) for i in range(6)]
    assert [spec.programs for spec in specs[:3]] == [specs[0].programs] * 3
    assert len({spec.samples[0].time for spec in specs}) == 6


def test_replacements_of_a_excluded_program_stay_together():
    sampler = Sampler(SamplerSettings(seed=1, repeat=4), 5, excluded=(2,))
    programs = sampler.programs(np.arange(80))[:, 0].reshape(20, 4)
    assert (programs == programs[:, :1]).all() and 2 not in programs


def test_continuous_times_move_on_within_a_group():
    settings_ = SamplerSettings(seed=1, repeat=4, temporal_sampling="continuous", time_range=(0.0, 1e6), fps=1.0)
    sampler = Sampler(settings_, 3)
    times: dict[int, list[int]] = {}
    for i in range(48):
        spec = sampler.image(i)
        times.setdefault(spec.programs[0], []).append(int(spec.samples[0].time))
    assert all(found == list(range(16)) for found in times.values())
