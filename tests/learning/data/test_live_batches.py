"""Batches that a thread gathers from live images: those of the data-loading processes, and what goes wrong is told."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch

from image_generation.common.errors import UserError
from learning.data.live_batches import AHEAD, LiveBatches
from learning.data.loader import Batches, Plan, SourceDataset
from learning.waiting import Wait, Waits


class Source:
    """Images by their number; `kind`: plain, mixed (three labels and weights) or pairs."""

    def __init__(self, kind="plain", broken_from=10**9):
        self.kind, self.broken_from, self.said, self.closed = kind, broken_from, [], threading.Event()

    def prepare(self, block=0):
        self.said.append(("prepare", block))

    def start(self, stop=None):
        self.said.append(("start", stop))

    def close(self):
        self.closed.set()

    def read(self, own):
        if own >= self.broken_from:
            raise UserError("no program is left")
        random = np.random.default_rng(own)
        shape = (2, 5, 7, 3) if self.kind == "pairs" else (5, 7, 3)
        image = random.integers(0, 256, shape, np.uint8)
        if self.kind == "mixed":
            return image, random.integers(0, 9, 3), random.random(3, np.float32)
        return image, int(own % 9)


def batches(source, start=2, stop=7):
    return LiveBatches(source, Plan(40, 4, 0, 1), start, stop, pin=False)


@pytest.mark.parametrize("kind", ["plain", "mixed", "pairs"])
def test_the_batches_of_data_loading_processes(kind):
    source = Source(kind)
    got = [batch for batch, _ in batches(source)]
    expected = [b for b, _ in Batches(SourceDataset(Source(kind), None, 0), Plan(40, 4, 0, 1), 2, 7, 0, pin=False)]
    assert len(got) == len(expected) == 5
    for one, other in zip(got, expected, strict=True):
        assert torch.equal(one.images, other.images) and one.images.is_contiguous()
        assert torch.equal(one.labels, other.labels) and one.labels.dtype == other.labels.dtype
        assert (one.weights is None) == (other.weights is None) == (kind != "mixed")
        if one.weights is not None:
            assert torch.equal(one.weights, other.weights)
    assert source.said == [("prepare", 2), ("start", 7)] and source.closed.is_set()


def test_an_error_comes_after_the_batches_before_it():
    seen = []
    with pytest.raises(UserError, match="no program is left"):
        for batch, _ in batches(Source(broken_from=17)):
            seen.append(batch)
    assert len(seen) == 2


def test_leaving_early_ends_the_thread():
    source = Source()
    made = batches(source, 0, 10)
    for _batch, _ in made:
        break
    made.close()
    assert source.closed.is_set() and not made._thread.is_alive()
    assert made._ready.qsize() <= AHEAD


def test_a_loop_that_waits_is_not_a_device_that_stands_still():
    class Event:
        def __init__(self, time):
            self.time = time

        def elapsed_time(self, other):
            return other.time - self.time

    assert Wait(0.5).measured() == 0.5
    assert Wait(0.5, Event(1000.0), Event(1001.0)).measured() == pytest.approx(0.001)
    # a device that stood still for longer than the loop waited did so for something else: a checkpoint, say
    assert Wait(0.5, Event(1000.0), Event(9000.0)).measured() == 0.5
    waits = Waits(torch.device("cpu"))
    waits.ends()
    assert waits.begins(0.25).measured() == 0.25
