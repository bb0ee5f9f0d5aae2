"""Batches by step number: what step s of a run trains on depends on (seed, s) alone.

Every process takes its share of the joint batch, every data-loading process whole batches in turn, and every image's
augmentation is seeded by its index in the run: neither the number of processes nor a resume changes what is learned.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from image_generation.common.errors import UserError
from image_generation.partition import Share
from learning import seeding
from learning.data.sources import BadImage

MAX_DEATHS = 3  # losses of data-loading processes without a step between that end the run
MAX_BAD_IN_A_ROW = 100  # a data set where so many neighbours are broken is broken itself


class Order(Protocol):
    """An epoch's order: an array, or what is indexed by positions as one."""

    def __getitem__(self, positions: Any, /) -> Any: ...


@dataclass(frozen=True)
class Plan:
    """Which images each step takes.

    length      images an epoch
    batch       images of this process's share of a step
    rank, world this process's number and how many there are
    order       epoch -> numbers of the epoch's images, int64 [length]; None: the source is endless and numbers each
                process's images by itself, from 0 on
    """

    length: int
    batch: int
    rank: int
    world: int
    order: Callable[[int], Order] | None = None

    def __post_init__(self):
        if self.steps_per_epoch < 1:
            raise UserError(
                f"an epoch of {self.length} images holds no batch of {self.batch * self.world}: "
                "give more images or a smaller --batch-size",
                2,
            )

    @property
    def steps_per_epoch(self) -> int:
        """Whole batches in an epoch; what is left over is dropped."""
        return self.share.blocks_per_epoch

    @property
    def share(self) -> Share:
        """This process's images: a block a step."""
        return Share(length=self.length, block=self.batch, rank=self.rank, world=self.world)


def shuffled(length: int, seed: int) -> Callable[[int], np.ndarray]:
    """Order of a finite source: a permutation for each epoch."""

    def order(epoch: int) -> np.ndarray:
        return np.random.default_rng(seeding.derive(seed, seeding.ORDER, epoch)).permutation(length)

    return order


class StepSampler(Sampler):
    """Lists of (index in the run, number of the image in its source), one list a step, from step `start` to `stop`."""

    def __init__(self, plan: Plan, start: int, stop: int):
        self.plan, self.start, self.stop = plan, start, stop

    def __len__(self) -> int:
        return self.stop - self.start

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        plan, share = self.plan, self.plan.share
        current, order = -1, None
        for step in range(self.start, self.stop):
            own = np.arange(step * plan.batch, (step + 1) * plan.batch)
            indices = share.number(own)
            epoch = step // plan.steps_per_epoch
            if plan.order is None:
                numbers = own
            else:
                if order is None or epoch != current:
                    current, order = epoch, plan.order(epoch)
                numbers = order[indices - epoch * plan.length]
            yield list(zip(indices.tolist(), numbers.tolist()))


def for_each(
    change: Callable[[torch.Tensor], torch.Tensor], images: torch.Tensor | tuple[torch.Tensor, ...]
) -> torch.Tensor | tuple[torch.Tensor, ...]:
    """A change made to images, or to those of each size."""
    return tuple(map(change, images)) if isinstance(images, tuple) else change(images)


@dataclass
class Item:
    """One image on its way into a batch; `skipped` names files that could not be read in its stead."""

    images: torch.Tensor | tuple[torch.Tensor, ...]
    label: torch.Tensor
    weights: torch.Tensor | None = None
    skipped: list[str] = field(default_factory=list)


@dataclass
class Batch:
    """images uint8 [n, 3, h, w] or [n, views, 3, h, w], with multi-crop a tuple of such, one a size; labels int64 [n],
    with mixing [n, k] and weights float32 [n, k]."""

    images: torch.Tensor | tuple[torch.Tensor, ...]
    labels: torch.Tensor
    weights: torch.Tensor | None
    skipped: list[str]

    def pin_memory(self) -> Batch:
        """Called by DataLoader(pin_memory=True)."""
        return Batch(
            for_each(torch.Tensor.pin_memory, self.images),
            self.labels.pin_memory(),
            None if self.weights is None else self.weights.pin_memory(),
            self.skipped,
        )


class SourceDataset(Dataset):
    """Reads, augments and replaces: (index, number) -> Item, or an error's text (main raises it as one line)."""

    def __init__(
        self, source, transform: Callable[[torch.Tensor], torch.Tensor | tuple[torch.Tensor, ...]] | None, seed: int
    ):
        self.source, self.transform, self.seed = source, transform, seed

    def __getitem__(self, key: tuple[int, int]) -> Item | str:
        index, number = key
        skipped: list[str] = []
        while True:
            try:
                image, *labels = self.source.read(number)
                break
            except BadImage as error:
                skipped.append(str(error))
                if len(skipped) >= min(MAX_BAD_IN_A_ROW, len(self.source)):
                    return f"{len(skipped)} images in a row cannot be read, the last: {error}"
                number = self._replacement(number)
            except UserError as error:
                return str(error)
        tensor: torch.Tensor | tuple[torch.Tensor, ...]
        tensor = pixels = torch.from_numpy(np.ascontiguousarray(np.moveaxis(image, -1, -3)))
        if self.transform is not None:
            torch.manual_seed(seeding.derive(self.seed, seeding.VIEWS, index))
            try:
                tensor = self.transform(pixels)
            except UserError as error:
                return str(error)
        label = torch.as_tensor(labels[0], dtype=torch.int64)
        weights = torch.as_tensor(labels[1], dtype=torch.float32) if len(labels) > 1 else None
        return Item(tensor, label, weights, skipped)

    def _replacement(self, number: int) -> int:
        """Another image for one that cannot be read: the source's choice, else the next."""
        choose = getattr(self.source, "replacement", None)
        return choose(number) if choose is not None else (number + 1) % len(self.source)


def collate(items: list[Item | str]) -> Batch | str:
    """Items to a Batch; an error's text stays what it is."""
    read = [item for item in items if isinstance(item, Item)]
    for item in items:
        if isinstance(item, str):
            return item
    shapes = {tuple(item.images.shape) for item in read if isinstance(item.images, torch.Tensor)}
    if len(shapes) > 1:
        (one, other), *_ = zip(sorted(shapes), sorted(shapes)[1:])
        return (
            f"images of different sizes ({one[-1]}x{one[-2]} and {other[-1]}x{other[-2]}) cannot be "
            "augmented together: use --augment-on cpu"
        )
    weights = [item.weights for item in read if item.weights is not None]
    several = [item.images for item in read if isinstance(item.images, tuple)]
    single = [item.images for item in read if isinstance(item.images, torch.Tensor)]
    images = tuple(torch.stack(views) for views in zip(*several)) if several else torch.stack(single)
    return Batch(
        images,
        torch.stack([item.label for item in read]),
        torch.stack(weights) if weights else None,
        [name for item in read for name in item.skipped],
    )


def _quiet_worker(_: int) -> None:
    """Signals are the trainer's business; a data-loading process ends when the trainer tells it to or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    torch.set_num_threads(1)


class Batches:
    """Iterator of (Batch, seconds waited) from step `start` to `stop`.

    A data-loading process that dies is replaced with all its kind, and the step is loaded again. Raises
    UserError when no more data can be had (also when the processes die MAX_DEATHS times without a step between).

    live    the source where it renders (a LiveDataset whose blocks are steps): its prepare(step) comes before the
            processes are forked, its start(stop) after
    """

    def __init__(self, dataset: Dataset, plan: Plan, start: int, stop: int, workers: int, pin: bool, live: Any = None):
        self.dataset, self.plan, self.step, self.stop = dataset, plan, start, stop
        self.workers, self.pin, self.live = workers, pin, live
        self.deaths = 0
        self.iterator: Iterator | None = None

    def _open(self) -> Iterator:
        if self.live is not None:
            self.live.prepare(self.step)
        loader = DataLoader(
            self.dataset,
            batch_sampler=StepSampler(self.plan, self.step, self.stop),
            num_workers=self.workers,
            collate_fn=collate,
            pin_memory=self.pin,
            worker_init_fn=_quiet_worker,
            prefetch_factor=2 if self.workers else None,
        )
        iterator = iter(loader)
        # torch would raise wherever the trainer happens to be when a worker dies, even inside an
        # optimizer step; without its handler the death shows here, when the next batch is asked for.
        if hasattr(signal, "SIGCHLD"):
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if self.live is not None:
            self.live.start(self.stop)
        return iterator

    def __iter__(self) -> Iterator[tuple[Batch, float]]:
        try:
            while self.step < self.stop:
                began = time.perf_counter()
                batch = self._next()
                if isinstance(batch, str):
                    raise UserError(batch)
                self.step += 1
                self.deaths = 0
                yield batch, time.perf_counter() - began
        finally:
            self.close()

    def _next(self) -> Batch | str:
        while True:
            try:
                if self.iterator is None:
                    self.iterator = self._open()
                return next(self.iterator)
            except RuntimeError as error:
                if "DataLoader worker" not in str(error):
                    raise
                self.deaths += 1
                self.close()
                if self.deaths >= MAX_DEATHS:
                    raise UserError(
                        f"the data-loading processes died {self.deaths} times in a row (killed? out of memory?): "
                        "try fewer --workers, then resume with --resume auto"
                    ) from None

    def close(self) -> None:
        """End the data-loading processes."""
        self.iterator = None


def merge_skipped(seen: set[str], batch: Batch, say: Callable[[str], None]) -> int:
    """Name the unreadable files of a batch that are new; how many images they are.

    A line 'SHARD: reason<tab>NUMBER' is of one image of a shard that cannot be read: the shard is named once, and every
    image of it counts.
    """
    new = [name for name in dict.fromkeys(batch.skipped) if name not in seen]
    for name in new:
        file, tab, _ = name.partition("\t")
        if tab and file not in seen:
            say(f"skipped the images of a shard that cannot be read: {file}")
            seen.add(file)
        elif not tab:
            say(f"skipped an image that cannot be read: {name}")
    seen.update(new)
    return len(new)
