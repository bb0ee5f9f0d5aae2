"""The parent's side of making a dataset: which images are still to be made, by whom, and what failed.

The folder that results is a function of the settings and of which programs are set aside; not of the number of
processes, their order, or what was interrupted: images that used a program before it was set aside are made anew.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from tqdm import tqdm

from image_generation.common.errors import UserError
from image_generation.datasets.folder import DatasetFolder
from image_generation.datasets.layout import PARAMETER_COLUMNS, PROGRAM_COLUMNS, SET_ASIDE
from image_generation.mixing import ONE
from image_generation.processes.pool import Died, Finished, Message, Pool
from image_generation.shaders.dataset.worker import (
    FileSettings,
    ImagesDone,
    ProgramFailed,
    ProgramParameters,
    ProgramText,
    make_handler,
)
from image_generation.shaders.image_maker import MakerSettings, Task
from image_generation.shaders.sampler import Sampler

TASK_IMAGES = 64  # the most images in a task
# Mixtures of many programs go in longer tasks, which load a program once for this many of its samples, with this many
# images at most: nothing of a task is finished before nearly all of it is.
MIXED_REUSE = 4
MIXED_IMAGES = 1500
MIXING_BYTES = 128 << 20  # sums of mixtures that a process may hold at once
FAILURES = 2  # a program that so often crashes the driver or hangs is set aside
KILLS = 4  # an image during which the process is killed so often, without progress, is taken for too large
NEIGHBOURS = 2  # drawn before or after a program, may be what a death is blamed on in its stead
IDLE_DEATHS = 12  # processes that die in a row, no image between them, with nothing to blame, end the run

_TO_DO, _GIVEN, _DONE = 0, 1, 2


def room_for_mixtures(resolution: int) -> int:
    """Mixtures that a process may have in work at once."""
    return max(1, MIXING_BYTES // (12 * resolution**2))


class Generation:
    """Makes the images of one dataset folder; run() returns when all are there.

    n_images    how many images there are, numbers 0 to n_images - 1
    """

    def __init__(
        self,
        folder: DatasetFolder,
        maker: MakerSettings,
        files: FileSettings,
        n_images: int,
        workers: int,
        timeout: float,
    ):
        self.folder, self.maker, self.files = folder, maker, files
        self.n_images, self.workers, self.timeout = n_images, workers, timeout
        self.sources = maker.sources
        self.state = np.full(n_images, _TO_DO, np.uint8)
        self.queue: deque[Task] = deque()
        self.failures: Counter[int] = Counter()
        self.kills: Counter[tuple[int, int]] = Counter()
        self.idle_deaths = 0
        self.kept = 0
        numbers = {source.name: number for number, source in enumerate(self.sources)}
        self.excluded = {numbers[name] for name in folder.journal.set_aside if name in numbers}
        self.dealt = Sampler(maker.sampler, len(self.sources)).dealt(np.arange(n_images)).astype(np.int32)
        self.rows = self.dealt.copy()
        self._choose_programs(np.flatnonzero(np.isin(self.dealt, list(self.excluded)).any(axis=1)))

    # ------------------------------------------------------------------ which program draws what

    def _sampler(self) -> Sampler:
        try:
            return Sampler(self.maker.sampler, len(self.sources), self.excluded)
        except ValueError:
            name, reason = next(iter(self.folder.journal.set_aside.items()))
            others = f" (and {len(self.excluded) - 1} others)" if len(self.excluded) > 1 else ""
            if not (self.state == _DONE).any() and not self.kept:
                self.folder.abandon()
            raise UserError(f"--shaders: no program is left that can be drawn: {name}{others}: {reason}") from None

    def _choose_programs(self, indices: np.ndarray) -> None:
        sampler = self._sampler()
        if len(indices):
            self.rows[indices] = sampler.programs(indices, self.dealt[indices])

    def set_aside(self, program: int, reason: str) -> None:
        """Leave a program out from now on; images that it was part of are made anew with others."""
        if program in self.excluded:
            return
        self.folder.journal.add_set_aside(self.sources[program].name, reason)
        self.excluded.add(program)
        self.bar.set_postfix_str(f"{len(self.excluded)} programs set aside", refresh=False)
        affected = np.flatnonzero((self.rows == program).any(axis=1))
        self._choose_programs(affected)
        again = affected[self.state[affected] == _DONE]
        self.state[again] = _TO_DO
        self.bar.update(-len(again))
        self.queue.extend(self._tasks(again))

    # ------------------------------------------------------------------ tasks

    def _file(self, index: int) -> str:
        return self.files.name(int(index), self.sources[self.rows[index, 0]].name)

    def _descriptions(self, index: int) -> tuple[tuple[int | str, ...], ...]:
        """The programs of an image as the journal and as samples.csv have them."""
        numbers = tuple(int(program) for program in self.rows[index])
        return numbers, tuple(self.sources[program].name for program in numbers)

    def _check_kept(self) -> None:
        known = [
            index
            for index, (_, _, programs) in self.folder.journal.images.items()
            if 0 <= index < self.n_images and programs in self._descriptions(index)
        ]
        if not known:
            return
        with ThreadPoolExecutor(8) as threads:
            intact = threads.map(lambda index: self.folder.intact(index, self._file(index)), known, chunksize=64)
            for index, good in zip(
                known, tqdm(intact, total=len(known), desc="checking what is there", unit="img", leave=False)
            ):
                if good:
                    self.state[index] = _DONE
        self.kept = int((self.state == _DONE).sum())

    def _tasks(self, indices: np.ndarray) -> Iterator[Task]:
        """Split images into tasks: whole programs together where each image has one, neighbours where mixed."""
        if not len(indices):
            return
        share = math.ceil(len(indices) / (self.workers * 8))
        if self.rows.shape[1] > 1:
            most = self._mixed_images(len(indices), share)
            for start in range(0, len(indices), most):
                yield self._task(indices[start : start + most])
            return
        order = indices[np.argsort(self.rows[indices, 0], kind="stable")]
        programs = self.rows[order, 0]
        starts = np.flatnonzero(np.r_[True, programs[1:] != programs[:-1]])
        enough = min(TASK_IMAGES // 2, share)
        begin = 0
        for end in [*starts[1:], len(order)]:
            while end - begin > TASK_IMAGES:
                yield self._task(order[begin : begin + TASK_IMAGES])
                begin += TASK_IMAGES
            if end - begin >= enough or end == len(order):
                yield self._task(order[begin:end])
                begin = end

    def _mixed_images(self, n_images: int, share: int) -> int:
        """Images in a task of mixtures: more than usual where that spares loading programs again and again."""
        programs, per_image = len(self.sources), self.rows.shape[1]
        room = room_for_mixtures(self.maker.resolution)
        wanted = min(MIXED_REUSE * programs // per_image, MIXED_IMAGES, room, n_images // (self.workers * 4))
        if wanted > TASK_IMAGES and 2 * wanted * per_image >= 3 * programs:
            return wanted
        return min(TASK_IMAGES, share, room)

    @staticmethod
    def _task(indices: Sequence[int] | np.ndarray, careful: bool = False) -> Task:
        return Task(tuple((int(index), ()) for index in indices), careful)

    def _next_task(self, fresh: Iterator[Task]) -> Task | None:
        """The next task, with the programs of its images as they stand now."""
        while True:
            task = self.queue.popleft() if self.queue else next(fresh, None)
            if task is None:
                return None
            images = tuple(
                (index, tuple(int(p) for p in self.rows[index]))
                for index, _ in task.images
                if self.state[index] == _TO_DO
            )
            if images:
                self.state[[index for index, _ in images]] = _GIVEN
                return Task(images, task.careful)

    def _give_back(self, task: Task, careful: bool = False, program: int | None = None) -> None:
        """Put the images of a task that were not finished at the head of the queue.

        careful   the process that had it has died: one by one those that use `program` or what is drawn just before or
                  after it (reading back lags behind drawing), or all where nothing is to blame; the others as before
        """
        left = [index for index, _ in task.images if self.state[index] == _GIVEN]
        self.state[left] = _TO_DO
        suspects = self._suspects(left, program) if careful else []
        others = [index for index in left if index not in suspects]
        if others:
            self.queue.appendleft(self._task(others))
        self.queue.extendleft(self._task([index], careful=True) for index in reversed(suspects))

    def _suspects(self, images: list[int], program: int | None) -> list[int]:
        """Those of the images with which a process may have died that was drawing `program`."""
        drawn = np.unique(self.rows[images])
        if program not in drawn:
            return images
        place = int(np.searchsorted(drawn, program))
        near = drawn[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
        return [index for index in images if np.isin(self.rows[index], near).any()]

    # ------------------------------------------------------------------ running

    def run(self) -> None:
        """Make every image that is not there; raises UserError where that cannot be done."""
        self._check_kept()
        with tqdm(total=self.n_images, initial=self.kept, unit="img", smoothing=0.1) as self.bar:
            left = np.flatnonzero(self.state == _TO_DO)
            if len(left):
                fresh = self._tasks(left)
                workers = min(self.workers, len(left))
                with Pool(make_handler, (self.maker, self.files), workers, self.timeout) as pool:
                    self._work(pool, fresh)
        if self.files.layout == "class" and self.excluded:
            aside = [self.sources[program].name for program in self.excluded]
            self.folder.sweep_class_folders(aside, {self._file(index) for index in range(self.n_images)})
        self.folder.finish(self._sample_rows(), self._program_rows(), program_columns=self._program_columns())

    def _work(self, pool: Pool, fresh: Iterator[Task]) -> None:
        while True:
            while pool.wants_task():
                task = self._next_task(fresh)
                if task is None:
                    break
                pool.give(task)
            if not pool.busy and not self.queue:
                return
            for event in pool.wait():
                if isinstance(event, Message):
                    self._heard(event.payload)
                elif isinstance(event, Finished):
                    self._give_back(event.task)
                else:
                    self._died(event)

    def _heard(self, message: ImagesDone | ProgramFailed | ProgramText | ProgramParameters) -> None:
        if isinstance(message, ImagesDone):
            self.idle_deaths = 0
            for index, programs, size, crc in message.images:
                if self.state[index] != _GIVEN or tuple(self.rows[index]) != programs:
                    continue  # made of a program that was set aside meanwhile: the task gives it back
                self.state[index] = _DONE
                self.folder.journal.images[index] = (size, crc, programs)
                self.bar.update()
        elif isinstance(message, ProgramFailed):
            self.set_aside(message.program, message.reason)
        elif isinstance(message, ProgramParameters):
            name = self.sources[message.program].name
            self.folder.journal.add_parameters(name, message.varied, message.refused)
        else:
            name = self.sources[message.program].name
            before = self.folder.journal.texts.get(name)
            if before is None:
                self.folder.journal.add_text(name, message.digest)
            elif before != message.digest:
                path = self.sources[message.program].path
                raise UserError(f"{path}: has changed since this dataset was begun; use --overwrite", 2)

    def _died(self, event: Died) -> None:
        """A process is gone: its images go back, and what it was drawing is held against the program."""
        for position, task in enumerate(reversed(event.tasks)):
            self._give_back(task, position == len(event.tasks) - 1, event.program)
        program = event.program
        if program is None:
            self.idle_deaths += 1
            if self.idle_deaths >= IDLE_DEATHS:
                raise UserError(f"render processes end again and again ({event.detail}); rendering cannot go on")
            return
        if event.how == "killed":
            self.kills[program, event.item] += 1
            if self.kills[program, event.item] >= KILLS:
                self.set_aside(program, event.detail)
            return
        self.failures[program] += 1
        if self.failures[program] >= FAILURES and event.tasks and event.tasks[0].careful:
            self.set_aside(program, f"{event.how}: {event.detail}")

    # ------------------------------------------------------------------ what the folder says of itself

    def _sample_rows(self) -> Iterator[tuple]:
        sampler = self._sampler()
        names = [source.name for source in self.sources]
        for index in range(self.n_images):
            spec = sampler.image(index, self.rows[index])
            size, crc, _ = self.folder.journal.images[index]
            mixture = spec.mixture
            weights = [f"{weight / ONE}" for weight in mixture.weights] if mixture else []
            boxes = [" ".join(f"{edge:.6f}" for edge in box) for box in mixture.boxes] if mixture else []
            yield (
                index,
                self._file(index),
                ";".join(names[program] for program in spec.programs),
                ";".join(f"{sample.time}" for sample in spec.samples),
                ";".join(weights),
                ";".join(boxes),
                size,
                f"{crc:08x}",
            )

    def _program_rows(self) -> Iterator[tuple]:
        journal, with_parameters = self.folder.journal, bool(self.maker.sampler.parameter_jitter)
        for number, source in enumerate(self.sources):
            row = (number, source.name, source.origin, journal.texts.get(source.name, ""))
            yield (*row, *journal.parameters.get(source.name, ("", ""))) if with_parameters else row

    def _program_columns(self) -> tuple[str, ...]:
        more = PARAMETER_COLUMNS if self.maker.sampler.parameter_jitter else ()
        return (*PROGRAM_COLUMNS, *more)

    def without_parameters(self) -> int:
        """How many programs were drawn as they were written though parameters were to vary."""
        return sum(varied == 0 for varied, _ in self.folder.journal.parameters.values())

    def set_aside_lines(self, most: int = 20) -> list[str]:
        """'NAME: reason' of the programs that are set aside, the first of them where they are many."""
        lines = [f"{name}: {reason}" for name, reason in sorted(self.folder.journal.set_aside.items())]
        if len(lines) > most:
            lines[most:] = [f"and {len(lines) - most} more: see {self.folder.root / SET_ASIDE}"]
        return lines
