"""Batches with several images of each drawn class, so that supervised contrast finds positives among many classes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from learning import seeding


class _RoundRobin:
    """Items without end: every item once a round, each round in a new order."""

    def __init__(self, items: Sequence[int] | np.ndarray, generator: np.random.Generator):
        self.items, self.generator = np.asarray(items), generator
        self.rest: deque[int] = deque()

    def take(self, n: int) -> list[int]:
        """The next n items, all different where there are n; rounds that it straddles are evened out later."""
        taken: list[int] = []
        waiting: list[int] = []
        while len(taken) < n:
            if not self.rest:
                self.rest.extend(self.generator.permutation(self.items).tolist())
            item = self.rest.popleft()
            if item in taken and len(taken) < len(self.items):
                waiting.append(item)
            else:
                taken.append(item)
        self.rest.extendleft(reversed(waiting))
        return taken


def grouped(labels: np.ndarray, per_class: int, joint_batch: int, seed: int) -> Callable[[int], np.ndarray]:
    """Order of a finite source: every joint batch is joint_batch / per_class classes, per_class images of each.

    labels int64 [n] >= 0. Classes take turns, so that small and large ones are seen equally often; within a
    class the images take turns, and a class with fewer than per_class of them repeats them (under other
    augmentations). Where there are fewer classes than a batch has groups, a class has several groups.
    """
    by_class = np.argsort(labels, kind="stable")
    values, starts = np.unique(labels[by_class], return_index=True)
    members = dict(zip(values.tolist(), np.split(by_class, starts[1:])))

    def order(epoch: int) -> np.ndarray:
        generator = np.random.default_rng(seeding.derive(seed, seeding.ORDER, epoch))
        classes = _RoundRobin(list(members), generator)
        images = {label: _RoundRobin(numbers, generator) for label, numbers in members.items()}
        numbers: list[int] = []
        for _ in range(len(labels) // joint_batch):
            for label in classes.take(joint_batch // per_class):
                numbers += images[label].take(per_class)
        return np.array(numbers, np.int64)

    return order
