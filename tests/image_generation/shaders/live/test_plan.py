"""A plan gives out every slot once, where there is room for it, and lets one load serve as many as the ring holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.mixing import MixtureSettings
from image_generation.shaders.live.plan import FIRST_REACH, Plan, most_together
from image_generation.shaders.sampler import Sampler, SamplerSettings
from image_generation.shaders.tasks import TASK_IMAGES, shared_mixtures


def plan_of(capacity: int, n_programs: int, workers: int = 2, samples: int = 1, together: int = 0) -> Plan:
    sampler = Sampler(SamplerSettings(seed=3), n_programs)

    def programs(slots: np.ndarray) -> np.ndarray:
        return np.repeat(sampler.programs(slots), samples, axis=1)

    return Plan(capacity, programs, n_programs=n_programs, workers=workers, together=together)


@settings(max_examples=60, deadline=None)
@given(
    capacity=st.integers(1, 120),
    n_programs=st.integers(1, 60),
    workers=st.integers(1, 5),
    samples=st.integers(1, 2),
    together=st.integers(0, 30),
    size=st.integers(1, 70),
    stop=st.none() | st.integers(0, 300),
    seed=st.integers(0, 99),
)
def test_every_slot_is_given_once_and_none_stays_out(
    capacity: int, n_programs: int, workers: int, samples: int, together: int, size: int, stop: int | None, seed: int
) -> None:
    together = min(together, most_together(capacity, workers)) if samples > 1 else 0
    plan, random = plan_of(capacity, n_programs, workers, samples, together), np.random.default_rng(seed)
    given_out: set[int] = set()
    read = 0
    last = 300 if stop is None else stop
    while read < last:
        slots = plan.next(read + capacity, size, stop)
        if slots is None or random.random() < 0.3:
            if read not in given_out:  # a reader that waits for a slot always gets it
                assert slots is not None
            else:
                read += 1
        if slots is not None:
            new = slots.tolist()
            assert len(new) == len(set(new)) and given_out.isdisjoint(new)
            assert max(new) < read + capacity and (stop is None or max(new) < stop)
            given_out.update(new)
        if random.random() < 0.1:
            plan.again()
    assert given_out >= set(range(last))


def loads(capacity: int, n_programs: int, images: int, ahead: bool) -> float:
    """Loads an image after the start, for readers that wait for images, or are slower than what makes them."""
    plan, made, read, count, begun = plan_of(capacity, n_programs), np.zeros(0, bool), 0, 0, 0
    made = np.zeros(images + capacity, bool)
    while read < images:
        slots = plan.next(read + capacity, 64)
        if slots is not None:
            made[slots] = True
            if read > images // 2:
                count += len(set(plan.programs(slots)[:, 0].tolist()))
        if slots is None or not ahead:
            read += 1 if ahead else int(np.argmin(made[read:]))
        begun = begun or (read if read > images // 2 else 0)
    return count / (read - begun)


@pytest.mark.parametrize("ahead", [False, True])
def test_a_large_ring_lets_a_load_serve_many_images(ahead: bool) -> None:
    assert loads(16 * 200, 200, 12000, ahead) < 1 / 10
    assert loads(4 * 200, 200, 6000, ahead) < 1 / 2.4


def test_the_first_images_come_first() -> None:
    plan = plan_of(8192, 20)
    first = plan.next(8192, 64)
    assert first is not None
    assert first.max() < FIRST_REACH
    assert len(first) <= FIRST_REACH


def mixed_loads(together: int, *, kept: int = 2) -> float:
    """Loads an image of 3,000 mixtures of four of 300 programs, after the first 600, by two processes in turn that keep
    so many programs; readers are slower than they."""
    capacity, workers, sampler = (
        8192,
        2,
        Sampler(SamplerSettings(mixture=MixtureSettings(kind="convex", n_samples=4)), 300),
    )
    plan = Plan(capacity, sampler.programs, n_programs=300, workers=workers, together=together)
    caches: list[dict[int, None]] = [{} for _ in range(workers)]
    count = read = task = 0
    while plan.first < 3600:
        slots = plan.next(read + capacity, TASK_IMAGES)
        if slots is None:
            read += 1
            continue
        cache, task = caches[task % workers], task + 1
        for program in np.unique(sampler.programs(slots))[:: 1 if task // workers % 2 else -1].tolist():
            count += program not in cache and slots[0] >= 600
            cache.pop(program, None)
            cache[program] = None
            while len(cache) > kept:
                del cache[next(iter(cache))]
    return count / (plan.first - 600)


def test_long_tasks_let_mixtures_share_loads() -> None:
    together = shared_mixtures(300, 4, 64, most_together(8192, 2))
    assert together == 300
    assert mixed_loads(0) > 2.5
    assert mixed_loads(together) < 1.1


def test_a_task_of_mixtures_waits_until_there_is_room_for_all_of_it() -> None:
    plan, capacity = plan_of(800, 50, samples=2, together=100), 800
    while (slots := plan.next(capacity, 64)) is not None:
        last = slots
    assert len(last) == 100
    begun = plan.first
    assert capacity - begun < 100
    assert plan.next(begun + 99, 64) is None
    task = plan.next(begun + 100, 64)
    assert task is not None and task.tolist() == list(range(begun, begun + 100))


@pytest.mark.parametrize("samples", [1, 3])
def test_the_first_image_waits_for_no_other(samples: int) -> None:
    plan = plan_of(8192, 21000, workers=2, samples=samples)
    tasks = [plan.next(8192, 64) for _ in range(6)]
    assert [task.tolist() for task in tasks[:3] if task is not None] == [[0], [1], [2, 3]]
    sizes = [len(task) for task in tasks if task is not None]
    assert sizes == sorted(sizes) and sizes[-1] > 3


def test_programs_are_asked_anew_when_one_is_excluded() -> None:
    excluded: set[int] = set()

    def programs(slots: np.ndarray) -> np.ndarray:
        return Sampler(SamplerSettings(), 8, excluded).programs(slots)

    plan = Plan(64, programs, n_programs=8, workers=1)
    assert plan.next(64, 8) is not None
    excluded.add(3)
    plan.again()
    slots = plan.next(64, 64)
    assert slots is not None
    assert all(3 not in programs(np.array(some)) for some in plan.waiting.values() if some)
    assert 3 not in plan.waiting
