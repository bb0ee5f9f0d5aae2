"""Which images a render process gets at once, and what becomes of them when it dies: no process is started here."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from image_generation.mixing import MixtureSettings
from image_generation.processes.failures import FAILURES, NEIGHBOURS
from image_generation.processes.pool import Died, Finished, Message
from image_generation.shaders.dataset.generation import Generation
from image_generation.shaders.dataset.worker import FileSettings, ImagesDone
from image_generation.shaders.image_maker import MakerSettings, ProgramFailed
from image_generation.shaders.sampler import SamplerSettings
from image_generation.shaders.sources import Source
from image_generation.shaders.tasks import MIXED_IMAGES, MIXED_REUSE, MIXING_BYTES, TASK_IMAGES, split


def generation(programs, images, mix=6, resolution=64, workers=2):
    """A Generation with all images in its queue."""
    excluded = {}
    journal = SimpleNamespace(excluded=excluded, images={}, add_excluded=excluded.__setitem__)
    folder = SimpleNamespace(journal=journal, root="nowhere")
    mixture = MixtureSettings(kind="convex", n_samples=mix) if mix > 1 else None
    maker = MakerSettings(
        sources=tuple(Source(f"p{k:05d}", f"p{k:05d}.frag") for k in range(programs)),
        sampler=SamplerSettings(mixture=mixture),
        resolution=resolution,
        devices=(),
    )
    made = Generation(folder, maker, FileSettings(root="nowhere"), images, workers=workers, timeout=1.0)
    made.enqueue(np.arange(images))
    return made


def tasks_of(made):
    """All tasks that come, as they come."""
    return list(iter(made.next_task, None))


def sizes(made):
    tasks = tasks_of(made)
    seen = Counter(index for task in tasks for index, _ in task.images)
    assert set(seen.values()) == {1} and len(seen) == made.n_images
    return [len(task.images) for task in tasks]


def finish(made, task, images):
    """Report images of a task as written."""
    made.handle(Message(task, ImagesDone(tuple((index, row, 1, 2, ()) for index, row in images))))


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


def test_the_last_tasks_are_small_so_that_processes_end_together():
    indices = np.arange(3000)
    parts = list(split(indices, (indices % 300)[:, None], 300, 256, 2))
    assert sorted(np.concatenate(parts)) == list(indices)
    assert len(parts[0]) == 40 and [len(part) for part in parts[-8:]] == [10] * 8
    assert all(len(part) % 10 == 0 for part in parts)  # no program in two tasks


def test_a_death_makes_only_the_images_of_the_suspect_go_one_by_one():
    made = generation(2000, 20_000)
    task = made.next_task()
    suspect = task.images[10][1][2]
    made.handle(died(task, suspect))
    programs = sorted({program for _, row in task.images for program in row})
    index = programs.index(suspect)
    near = set(programs[index - NEIGHBOURS : index + NEIGHBOURS + 1])
    suspected = {number for number, row in task.images if near & set(row)}
    alone = [made.next_task() for _ in suspected]  # they come first
    assert all(one.isolated and len(one.images) == 1 for one in alone)
    assert {one.images[0][0] for one in alone} == suspected
    rest = made.next_task()
    assert not rest.isolated and len(rest.images) + len(alone) == len(task.images)


def test_with_nothing_to_blame_all_go_one_by_one():
    made = generation(300, 500)
    task = made.next_task()
    made.handle(died(task, None))
    alone = [made.next_task() for _ in task.images]
    assert all(one.isolated for one in alone)
    assert [image for one in alone for image in one.images] == list(task.images)


def test_tasks_that_a_dead_process_had_not_begun_are_not_suspected():
    made = generation(40, 4000, mix=1)
    first, second = made.next_task(), made.next_task()
    made.handle(Died((first, second), "timeout", "hangs", first.images[0][1][0], first.images[0][0]))
    left = tasks_of(made)
    assert not {index for task in left if task.isolated for index, _ in task.images} & dict(second.images).keys()
    assert second in left


def test_images_of_a_program_that_fails_are_made_anew_with_others():
    made = generation(5, 50, mix=1)
    first, *others = tasks_of(made)
    culprit = first.images[0][1][0]
    finish(made, first, first.images)
    made.handle(Finished(first))
    assert made.done == len(first.images) and made.next_task() is None
    made.handle(Message(others[0], ProgramFailed(culprit, "compile_error: no")))
    assert made.folder.journal.excluded == {f"p{culprit:05d}": "compile_error: no"}
    again = tasks_of(made)
    used = {index for index, row in first.images if row == (culprit,)}
    assert made.done == len(first.images) - len(used)
    assert {index for task in again for index, _ in task.images} == used
    assert culprit not in {program for task in again for _, (program,) in task.images}


def test_what_a_finished_task_left_out_is_requeued():
    made = generation(5, 40, mix=1)
    task = made.next_task()
    finish(made, task, task.images[1:])
    made.handle(Finished(task))
    assert made.next_task().images == task.images[:1]


def run(made, culprits):
    """Work through everything like one process that dies at the first culprit in drawing order: its deaths."""
    deaths = 0
    while (task := made.next_task()) is not None:
        hit = sorted({program for _, row in task.images for program in row} & culprits)
        # Finished when its last program is drawn.
        finish(made, task, [(index, row) for index, row in task.images if not hit or max(row) < hit[0]])
        if hit:
            deaths += 1
            made.handle(died(task, hit[0]))
        assert deaths < 200
    return deaths


@pytest.mark.parametrize("mix", [1, 6])
def test_culprits_are_excluded_after_few_deaths_and_no_image_is_lost(mix):
    made = generation(600, 3000, mix=mix)
    culprits = {5, 300, 599}
    deaths = run(made, culprits)
    assert made.excluded == culprits and made.done == made.n_images
    assert not {program for _, _, row in made.folder.journal.images.values() for program in row} & culprits
    assert deaths <= len(culprits) * (FAILURES + 1)
