"""The parent's side of making a dataset: which images are still to be made, in which tasks, and what failed.

The folder that results is a function of the settings and of which programs are excluded; not of the number of
processes, their order, or what was interrupted: images that used a program before it was excluded are made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from image_generation.common.tables import same_digest
from image_generation.datasets.exclusions import beside, with_exclusions, write_exclusions
from image_generation.datasets.folder import DatasetFolder
from image_generation.datasets.layout import EXCLUDED
from image_generation.processes.failures import FailurePolicy
from image_generation.processes.pool import Died, Finished, Message, Pool
from image_generation.shaders.dataset.assignment import Assignment
from image_generation.shaders.dataset.tables import program_columns, program_rows, sample_columns, sample_rows
from image_generation.shaders.dataset.worker import FileSettings, ImagesDone, make_handler
from image_generation.shaders.image_maker import (
    RENDERING,
    Event,
    MakerSettings,
    ProgramFailed,
    ProgramInputs,
    ProgramParameters,
    ProgramText,
    Task,
    import_for_copies,
)
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sources import Source
from image_generation.shaders.tasks import split

_TO_DO, _SUBMITTED, _DONE = 0, 1, 2


@dataclass(frozen=True)
class Portion:
    """Images that wait to be one task; isolated: as Task has it."""

    indices: np.ndarray
    isolated: bool = False


class NoProgramLeft(UserError):
    """Every program is excluded."""


class Generation:
    """Makes the images of one dataset folder; run() returns when all are there.

    n_images    how many images there are, numbers 0 to n_images - 1
    workers     render processes; timeout: seconds that one drawing may take
    Attributes: kept (images that were there already), excluded (numbers of programs).
    """

    def __init__(
        self,
        folder: DatasetFolder,
        maker: MakerSettings,
        files: FileSettings,
        n_images: int,
        *,
        workers: int,
        timeout: float,
    ):
        self.folder, self.maker, self.files = folder, maker, files
        self.n_images, self.workers, self.timeout = n_images, workers, timeout
        self.sources = maker.sources
        self._texts: dict[int, bool] = {}
        self.state = np.full(n_images, _TO_DO, np.uint8)
        self.done = self.kept = 0
        self.queue: deque[Portion] = deque()
        numbers = {source.name: number for number, source in enumerate(self.sources)}
        for name in folder.journal.excluded.keys() - numbers.keys():  # a damaged table's, or of an earlier corpus
            del folder.journal.excluded[name]
        known = {numbers[name] for name in folder.journal.excluded}
        self.policy = FailurePolicy(known, wording=RENDERING)
        self.assignment = Assignment(maker.sampler, len(self.sources), n_images)

    @property
    def excluded(self) -> set[int]:
        """Programs that are excluded."""
        return self.policy.excluded

    def run(self) -> None:
        """Make every image that is not there; raises UserError where that cannot be done."""
        try:
            self._replace_programs(self.assignment.using(self.excluded))
            self._check_kept()
            self._make_missing()
        except UserError as error:
            raise self._with_exclusions(error) from None
        if self.files.layout == "class" and self.excluded:
            excluded = [self.sources[program].name for program in self.excluded]
            self.folder.sweep_class_folders(excluded, {self.file_of(index) for index in range(self.n_images)})
        journal = self.folder.journal
        for program in sorted(self.excluded):  # nothing else reads the texts of those of an earlier run again
            self._note_lost_text(self.sources[program])
        self.folder.finish(
            sample_rows(self.maker, self.assignment, journal, self.file_of),
            program_rows(self.maker, journal),
            sample_columns=sample_columns(self.maker),
            program_columns=program_columns(self.maker),
        )

    def _with_exclusions(self, error: UserError) -> UserError:
        """The error that ends the run, with how many programs were excluded before it and a list of them."""
        excluded = dict(self.folder.journal.excluded)
        path = Path(self.folder.root) / EXCLUDED
        if isinstance(error, NoProgramLeft) and not self.done and not self.kept:
            self.folder.abandon()
            path = Path(beside(str(self.folder.root)))
        try:
            if excluded:
                write_exclusions(path, excluded)
        except OSError:  # the disk is full, which may be what the error says
            return error
        return with_exclusions(error, len(excluded), path)

    # ------------------------------------------------------------------ which programs draw what

    def file_of(self, index: int) -> str:
        """Path of an image below the root, as its programs stand now."""
        return self.files.name(int(index), self.sources[self.assignment.rows[index, 0]].name)

    def _replace_programs(self, indices: np.ndarray) -> None:
        """Give these images other programs for the excluded ones; raises NoProgramLeft."""
        if len(self.excluded) >= len(self.sources):
            name, reason = next(iter(self.folder.journal.excluded.items()))
            others = f" (and {len(self.excluded) - 1} others)" if len(self.excluded) > 1 else ""
            raise NoProgramLeft(f"--shaders: no program is left that can be drawn: {name}{others}: {reason}")
        self.assignment.replace(indices, self.excluded)

    def exclude(self, program: int, reason: str) -> None:
        """Exclude a program from now on; images that it was part of are made anew with others."""
        if not self.policy.exclude(program):
            return
        self.folder.journal.add_excluded(self.sources[program].name, reason)
        affected = self.assignment.using((program,))
        self._replace_programs(affected)
        again = affected[self.state[affected] == _DONE]
        self.state[again] = _TO_DO
        self.done -= len(again)
        self.enqueue(again)

    def _check_kept(self) -> None:
        """Count as done what an earlier run has made of the same programs and is whole."""
        known = [
            index
            for index, (_, _, programs) in self.folder.journal.images.items()
            if 0 <= index < self.n_images and programs in self._descriptions(index) and self._known_texts(index)
        ]
        with ThreadPoolExecutor(8) as threads:
            labels = bool(self.maker.labels)
            intact = threads.map(
                lambda index: self.folder.intact(index, self.file_of(index), labels), known, chunksize=64
            )
            bar = progress(
                intact, total=len(known), desc="checking what is there", unit="img", leave=False, disable=not known
            )
            for index, good in zip(known, bar):
                if good:
                    self.state[index] = _DONE
        self.done = self.kept = int((self.state == _DONE).sum())

    def _known_texts(self, index: int) -> bool:
        """Whether the texts that an image was made of are recorded, and are still what they were.

        Raises UserError where a program has changed since.
        """
        for program in self.assignment.programs(index):
            if program not in self._texts:
                self._texts[program] = self._unchanged(program)
        return all(self._texts[program] for program in self.assignment.programs(index))

    def _unchanged(self, program: int) -> bool:
        source = self.sources[program]
        before = self.folder.journal.texts.get(source.name)
        if self.maker.channels and source.name not in self.folder.journal.inputs:
            return False
        if before is None:  # its line is damaged: its images are drawn again, with the text that is there now
            return False
        try:
            now = hashlib.sha1(source.read()).hexdigest()
        except ProgramError:
            now = ""
        if not same_digest(now, before):
            raise self._changed(source)
        if now != before:  # a damaged table
            self.folder.journal.add_text(source.name, now)
        return True

    def _note_lost_text(self, source: Source) -> None:
        if source.name not in self.folder.journal.texts:
            with contextlib.suppress(ProgramError):
                self.folder.journal.add_text(source.name, hashlib.sha1(source.read()).hexdigest())

    @staticmethod
    def _changed(source: Source) -> UserError:
        return UserError(f"{source.path}: has changed since this dataset was begun; use --overwrite", 2)

    def _descriptions(self, index: int) -> tuple[tuple[int | str, ...], ...]:
        """The programs of an image as the journal and as samples.csv have them."""
        numbers = self.assignment.programs(index)
        return numbers, tuple(self.sources[program].name for program in numbers)

    # ------------------------------------------------------------------ tasks

    def enqueue(self, indices: np.ndarray) -> None:
        """Put images at the end of the queue, split into tasks."""
        rows = self.assignment.rows[indices]
        parts = split(indices, rows, len(self.sources), self.maker.resolution, self.workers)
        self.queue.extend(map(Portion, parts))

    def next_task(self) -> Task | None:
        """The next task, of images that are still to be made, with their programs as they stand now."""
        while self.queue:
            portion = self.queue.popleft()
            indices = portion.indices[self.state[portion.indices] == _TO_DO]
            if len(indices):
                self.state[indices] = _SUBMITTED
                images = tuple((int(index), self.assignment.programs(index)) for index in indices)
                return Task(images, portion.isolated)
        return None

    def _unfinished(self, task: Task) -> np.ndarray:
        """The images of a task that were not finished; they are to do again."""
        indices = np.array([index for index, _ in task.images])
        indices = indices[self.state[indices] == _SUBMITTED]
        self.state[indices] = _TO_DO
        return indices

    def _requeue(self, indices: np.ndarray) -> None:
        """Put images at the head of the queue, as one task."""
        if len(indices):
            self.queue.appendleft(Portion(indices))

    # ------------------------------------------------------------------ running

    def _make_missing(self) -> None:
        missing = np.flatnonzero(self.state == _TO_DO)
        self.enqueue(missing)
        with progress(total=self.n_images, initial=self.kept, unit="img") as bar:
            if not len(missing):
                return
            workers = min(self.workers, len(missing))
            import_for_copies(self.maker)
            arguments = (self.maker, self.files)
            with Pool(make_handler, arguments, workers, self.timeout, RENDERING, copied=True) as pool:
                while self._submit_tasks(pool):
                    for event in pool.wait():
                        self.handle(event)
                    if self.excluded:
                        bar.set_postfix_str(f"{len(self.excluded)} programs excluded", refresh=False)
                    bar.update(self.done - bar.n)

    def _submit_tasks(self, pool: Pool) -> bool:
        """Keep the processes busy; whether there is anything to wait for."""
        while pool.wants_task():
            task = self.next_task()
            if task is None:
                break
            pool.submit(task)
        return pool.busy

    def handle(self, event: Message | Finished | Died) -> None:
        """Take in what happened in a render process. Raises UserError where the dataset cannot be made."""
        if isinstance(event, Finished):
            self._requeue(self._unfinished(event.task))
        elif isinstance(event, Died):
            self._handle_death(event)
        else:
            self._handle_message(event.payload)

    def _handle_message(self, message: ImagesDone | Event) -> None:
        journal = self.folder.journal
        if isinstance(message, ImagesDone):
            self.policy.progress()
            for position, (index, programs, size, crc, weights) in enumerate(message.images):
                if self.state[index] != _SUBMITTED or self.assignment.programs(index) != programs:
                    continue  # made of a program that was excluded meanwhile: it is requeued with its task
                self.state[index] = _DONE
                self.done += 1
                journal.images[index] = (size, crc, programs)
                if weights:
                    journal.weights[index] = weights
                if message.labels:
                    journal.labels[index] = message.labels[position]
        elif isinstance(message, ProgramFailed):
            self.exclude(message.program, message.reason)
        elif isinstance(message, ProgramInputs):
            journal.add_inputs(self.sources[message.program].name, message.count)
        elif isinstance(message, ProgramParameters):
            journal.add_parameters(self.sources[message.program].name, message.varied, message.refused)
        elif isinstance(message, ProgramText):
            self._check_text(message)

    def _check_text(self, message: ProgramText) -> None:
        """Raises UserError where a program is not what it was when the dataset was begun."""
        source, journal = self.sources[message.program], self.folder.journal
        before = journal.texts.get(source.name)
        if before is None:
            journal.add_text(source.name, message.digest)
        elif not same_digest(before, message.digest):
            raise self._changed(source)

    def _handle_death(self, event: Died) -> None:
        """A process is gone: its images are requeued, those of its first task that are suspects one by one."""
        for task in reversed(event.tasks[1:]):
            self._requeue(self._unfinished(task))
        for task in event.tasks[:1]:
            left = self._unfinished(task)
            suspects = self.policy.suspects(self.assignment.rows[left], event.unit)
            self._requeue(left[~suspects])
            self.queue.extendleft(Portion(left[k : k + 1], isolated=True) for k in np.flatnonzero(suspects)[::-1])
        reason = self.policy.judge(event, bool(event.tasks) and event.tasks[0].isolated)
        if reason is not None and event.unit is not None:
            self.exclude(event.unit, reason)

    # ------------------------------------------------------------------ what is said of it

    def without_parameters(self) -> int:
        """How many programs were drawn as they were written though parameters were to vary."""
        return sum(varied == 0 for varied, _ in self.folder.journal.parameters.values())

    def excluded_lines(self, most: int = 20) -> list[str]:
        """'NAME: reason' of the programs that are excluded, the first of them where they are many."""
        lines = [f"{name}: {reason}" for name, reason in sorted(self.folder.journal.excluded.items())]
        if len(lines) > most:
            lines[most:] = [f"and {len(lines) - most} more: see {self.folder.root / EXCLUDED}"]
        return lines
