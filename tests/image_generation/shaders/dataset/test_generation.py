"""Which images a render process gets at once, and what becomes of them when it dies: no process is started here."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from image_generation.mixing import MixtureSettings
from image_generation.processes.pool import Died
from image_generation.shaders.dataset.generation import (
    FAILURES,
    MIXED_IMAGES,
    MIXED_REUSE,
    MIXING_BYTES,
    NEIGHBOURS,
    TASK_IMAGES,
    Generation,
)
from image_generation.shaders.dataset.worker import FileSettings
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.sampler import SamplerSettings
from image_generation.shaders.sources import Source


def generation(programs, images, mix=6, resolution=64, workers=2):
    aside = {}
    journal = SimpleNamespace(set_aside=aside, images={}, add_set_aside=aside.__setitem__)
    folder = SimpleNamespace(journal=journal, root="nowhere")
    sampler = SamplerSettings(mixture=MixtureSettings("convex", mix) if mix > 1 else None)
    sources = tuple(Source(f"p{k:05d}", f"p{k:05d}.frag") for k in range(programs))
    made = Generation(
        folder, MakerSettings(sources, sampler, resolution, ()), FileSettings("nowhere"), images, workers, 1.0
    )
    made.bar = SimpleNamespace(update=lambda n=1: None, set_postfix_str=lambda *_, **__: None)
    return made


def everything(made):
    return np.arange(made.n_images)


def sizes(made):
    tasks = list(made._tasks(everything(made)))
    seen = Counter(index for task in tasks for index, _ in task.images)
    assert set(seen.values()) == {1} and len(seen) == made.n_images
    return [len(task.images) for task in tasks]


@pytest.mark.parametrize(
    ("programs", "images", "resolution", "most"),
    [
        (5, 20_000, 64, TASK_IMAGES),  # few programs: nothing is loaded again
        (286, 20_000, 64, MIXED_REUSE * 286 // 6),
        (2000, 20_000, 64, MIXED_REUSE * 2000 // 6),
        (2000, 20_000, 256, TASK_IMAGES),  # so few images fit into memory that hardly a program comes twice
        (286, 20_000, 256, MIXING_BYTES // (12 * 256**2)),
        (21_000, 100_000, 64, TASK_IMAGES),  # the longest task would draw each once
        (2000, 100, 64, 7),  # few images: even shares
    ],
)
def test_mixtures_of_many_programs_go_in_long_tasks_where_that_spares_loading(programs, images, resolution, most):
    found = sizes(generation(programs, images, resolution=resolution))
    assert max(found) == most <= MIXED_IMAGES
    assert all(size == most for size in found[:-1])


def test_images_of_one_program_stay_together():
    assert max(sizes(generation(40, 4000, mix=1))) <= TASK_IMAGES


def died(task, program):
    return Died((task,), "timeout", "hangs", program, task.images[0][0])


def test_a_death_makes_only_the_images_of_the_suspect_go_one_by_one():
    made = generation(2000, 20_000)
    task = made._next_task(made._tasks(everything(made)))
    suspect = task.images[10][1][2]
    made._died(died(task, suspect))
    programs = sorted({program for _, row in task.images for program in row})
    place = programs.index(suspect)
    near = set(programs[place - NEIGHBOURS : place + NEIGHBOURS + 1])
    careful = [one for one in made.queue if one.careful]
    assert all(len(one.images) == 1 for one in careful)
    assert {one.images[0][0] for one in careful} == {index for index, row in task.images if near & set(row)}
    (rest,) = [one for one in made.queue if not one.careful]
    assert len(rest.images) + len(careful) == len(task.images)
    assert list(made.queue)[-1] is rest  # the suspects first


def test_with_nothing_to_blame_all_go_one_by_one():
    made = generation(300, 500)
    task = made._next_task(made._tasks(everything(made)))
    made._died(died(task, None))
    assert [len(one.images) for one in made.queue if one.careful] == [1] * len(task.images)


def run(made, culprits):
    """Work through everything like one process that dies at the first culprit in drawing order: (deaths, images drawn)."""
    fresh, deaths, drawn = made._tasks(everything(made)), 0, 0
    while (task := made._next_task(fresh)) is not None:
        hit = sorted({program for _, row in task.images for program in row} & culprits)
        for index, row in task.images:
            if not hit or max(row) < hit[0]:  # finished when its last program is drawn
                made.state[index] = 2
                drawn += 1
        if hit:
            deaths += 1
            made._died(died(task, hit[0]))
        assert deaths < 200
    return deaths, drawn


@pytest.mark.parametrize("mix", [1, 6])
def test_culprits_are_set_aside_after_few_deaths_and_no_image_is_lost(mix):
    made = generation(600, 3000, mix=mix)
    culprits = {5, 300, 599}
    deaths, _ = run(made, culprits)
    assert made.excluded == culprits and (made.state == 2).all()
    assert not set(made.rows.ravel()) & culprits
    assert deaths <= len(culprits) * (FAILURES + 1)
