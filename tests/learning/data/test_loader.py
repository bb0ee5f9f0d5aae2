"""Steps and their images: shares of processes, resumed positions, unreadable files, dying processes."""

import itertools
import os
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.common.errors import UserError
from learning.data import loader
from learning.data.loader import Batches, Plan, SourceDataset, StepSampler, merge_skipped, shuffled
from learning.data.sources import BadImage


def steps(length, batch, world, epochs, order):
    """Image numbers of each step, all processes' shares joined."""
    plans = [Plan(length, batch, rank, world, order) for rank in range(world)]
    stop = epochs * plans[0].steps_per_epoch
    return [list(itertools.chain(*parts)) for parts in zip(*(list(StepSampler(plan, 0, stop)) for plan in plans))]


@settings(max_examples=50, deadline=None)
@given(st.integers(6, 40), st.integers(1, 3), st.integers(1, 2), st.integers(0, 5))
def test_no_image_twice_in_an_epoch_however_it_is_shared(length, batch, world, seed):
    joint = batch * world
    order = shuffled(length, seed)
    shared = steps(length, batch, world, 3, order)
    assert shared == steps(length, joint, 1, 3, order)
    per_epoch = length // joint
    for epoch in range(3):
        numbers = [n for step in shared[epoch * per_epoch : (epoch + 1) * per_epoch] for _, n in step]
        assert len(set(numbers)) == len(numbers) == per_epoch * joint
        assert set(numbers) <= set(range(length))


def test_endless_sources_are_read_by_each_process_s_own_numbers():
    """Indices in the run are those of any other order; the numbers go up from 0 in every process."""
    found = steps(10, 2, 2, 3, None)
    assert [index for step in found for index, _ in step] == [
        0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 25, 26, 27
    ]  # fmt: skip
    assert [[number for _, number in step] for step in found] == [[2 * s, 2 * s + 1] * 2 for s in range(6)]


def test_epochs_are_shuffled_differently():
    one, two = (shuffled(50, 0)(epoch) for epoch in (0, 1))
    assert sorted(one) == sorted(two) == list(range(50)) and list(one) != list(two)
    assert list(shuffled(50, 1)(0)) != list(one)


def test_a_resumed_sampler_goes_on():
    plan = Plan(20, 3, 0, 1, shuffled(20, 0))
    assert list(StepSampler(plan, 0, 14))[5:] == list(StepSampler(plan, 5, 14))


def test_fewer_images_than_a_batch_are_refused():
    with pytest.raises(UserError, match="5 images holds no batch of 6"):
        Plan(5, 3, 0, 2, shuffled(5, 0))


class Numbers:
    """A source whose image k is filled with k."""

    classes = ()

    def __init__(self, n=12, bad=(), die=None):
        self.n, self.bad, self.die = n, bad, die

    def __len__(self):
        return self.n

    def read(self, k):
        if k in self.bad:
            raise BadImage(f"image {k}: broken")
        if self.die is not None and not self.die.exists():
            self.die.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return np.full((4, 4, 3), k, np.uint8), k % 3


def noisy(image):
    return image.float() + torch.rand(1)


def load(source, workers=0, start=0, transform=noisy, **options):
    plan = Plan(len(source), 3, 0, 1, shuffled(len(source), 0))
    return [b for b, _ in Batches(SourceDataset(source, transform, 7), plan, start, 8, workers, False, **options)]


def test_processes_and_resumes_change_nothing():
    alone, two = load(Numbers()), load(Numbers(), workers=2)
    for one, other in zip(alone, two):
        assert torch.equal(one.images, other.images) and torch.equal(one.labels, other.labels)
    for one, other in zip(alone[5:], load(Numbers(), workers=1, start=5)):
        assert torch.equal(one.images, other.images)
    assert not torch.equal(alone[0].images, alone[4].images)


def test_unreadable_images_are_named_and_replaced():
    lines, seen = [], set()
    counts = [merge_skipped(seen, batch, lines.append) for batch in load(Numbers(bad=(3, 4)))]
    assert sorted(lines) == [f"skipped an image that cannot be read: image {k}: broken" for k in (3, 4)]
    assert sum(counts) == 2
    shown = torch.cat([batch.images.flatten(1)[:, 0] for batch in load(Numbers(bad=(3, 4)), transform=None)])
    assert not {3, 4} & set(shown.tolist()) and 5 in shown.tolist()


def test_a_source_without_any_readable_image_ends_the_run():
    with pytest.raises(UserError, match="12 images in a row cannot be read"):
        load(Numbers(bad=range(12)))


def test_a_killed_loading_process_is_replaced_without_loss(tmp_path):
    whole = load(Numbers())
    again = load(Numbers(die=tmp_path / "died"), workers=2)
    assert (tmp_path / "died").exists() and len(again) == len(whole)
    assert all(torch.equal(one.images, other.images) for one, other in zip(whole, again))


class Never(type(Path())):
    """A path that never exists: every process that reads kills itself."""

    def exists(self, **_):
        return False

    def touch(self, **_):
        pass


def test_processes_that_die_again_and_again_end_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(loader, "MAX_DEATHS", 1)
    with pytest.raises(UserError, match="died 1 times"):
        load(Numbers(die=Never(tmp_path)), workers=1)


def test_sizes_that_differ_need_views_on_the_cpu():
    source = Numbers()
    source.read = lambda k: (np.zeros((4, 4 + k % 2, 3), np.uint8), 0)
    with pytest.raises(UserError, match="--augment-on cpu"):
        load(source, transform=None)
