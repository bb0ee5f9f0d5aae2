"""What drawing a dataset of shards is, whoever draws them: settings that travel to other processes and machines."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from image_generation.datasets.shard_folder import Record, ShardFolder, digest_of
from image_generation.datasets.shards import ShardPlan
from image_generation.datasets.storage import PATIENCE, Storage
from image_generation.shaders.dataset.shard_worker import Encoding
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sampler import Sampler
from image_generation.shaders.sources import Source


@dataclass(frozen=True, kw_only=True)
class ShardJob:
    """A dataset of shards.

    url        where it goes; patience: seconds for which a server's errors are retried
    settings   what determines the images, as config.yaml stores it
    programs   (number, name, origin, SHA-1 of the text or '') of each
    maker      its devices are those of the machine that draws: an engine fills them in
    workers, timeout   render processes of a machine or a task, and seconds that one drawing may take
    """

    url: str
    settings: dict[str, Any]
    programs: tuple[tuple[int, str, str, str], ...]
    plan: ShardPlan
    maker: MakerSettings
    encoding: Encoding
    workers: int
    timeout: float
    patience: float = PATIENCE

    def folder(self) -> ShardFolder:
        """The dataset, through a connection of this process's own."""
        storage = Storage(self.url, patience=self.patience)
        return ShardFolder(storage, plan=self.plan, settings=self.settings, programs=list(self.programs))


@dataclass(frozen=True)
class ShardDone:
    """A shard lies in the storage, whole."""

    number: int
    record: Record


def program_rows(sources: Collection[Source]) -> tuple[tuple[int, str, str, str], ...]:
    """Rows of programs.csv; texts that are computed, not read from a file, have no SHA-1."""
    rows = []
    for number, source in enumerate(sources):
        digest = ""
        if os.path.isfile(source.path):
            try:
                digest = hashlib.sha1(source.read()).hexdigest()
            except ProgramError:
                digest = ""
        rows.append((number, source.name, source.origin, digest))
    return tuple(rows)


def stale_shards(
    job: ShardJob, folder: ShardFolder, records: dict[int, Record], excluded: Collection[int]
) -> list[int]:
    """Shards that would be drawn otherwise now: an image of theirs is of a program that has been excluded since.

    The rule of replacement: an image's candidates are a sequence that follows from (seed, index) alone, first the
    program that it was assigned; it shows the first of them that can be drawn. Machines that know different parts of
    what cannot be drawn so differ in those images only whose program another machine has found undrawable; with the
    union of what all have found, all draw the same.
    """
    now, n_programs = digest_of(excluded), len(job.programs)
    if all(record.excluded == now for record in records.values()):
        return []
    sampler = Sampler(job.maker.sampler, n_programs, excluded)
    samplers: dict[str, Sampler | None] = {}
    stale = []
    for number, record in records.items():
        if record.excluded == now:
            continue
        if record.excluded not in samplers:
            known = folder.excluded_set(record.excluded)
            samplers[record.excluded] = None if known is None else Sampler(job.maker.sampler, n_programs, known)
        before = samplers[record.excluded]
        images = job.plan.images(number)
        indices = np.arange(images.start, images.stop)
        assigned = sampler.assigned(indices)
        if before is None or (before.programs(indices, assigned) != sampler.programs(indices, assigned)).any():
            stale.append(number)
    return stale
