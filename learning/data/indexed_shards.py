"""Images of finished shard folders (index.json), on a disk or a server, in an order that is shuffled shard by shard."""

from __future__ import annotations

import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from image_generation.common.errors import UserError
from image_generation.datasets.shards import INDEX, ShardEntry, ShardLayout, read_index, read_layout
from image_generation.datasets.storage import PATIENCE, Storage, is_url
from image_generation.image_files import MAX_PIXELS, BadImage, decode
from learning import seeding
from learning.data.shard_cache import CACHE_GB, ReadAhead, ShardCache, UnreadableShard

BUFFER = 50_000  # images that are shuffled together
OPEN_SHARDS = 64  # files that a process keeps open
RETRY_SECONDS = 600.0  # after which a shard that could not be read is tried again


class BufferedOrder:
    """The images of one epoch: shards in a random order, and the images of neighbouring ones shuffled together.

    counts   images of each shard, int64 [n]
    buffer   shards are taken together until they have so many images
    entered  called with the shards of a group when the order comes to it, and with those of the next group
    Indexed by positions in the epoch (int64 [m]) it gives numbers of images, int64 [m]; what it holds does not grow
    with the dataset. The order follows from (seed, epoch) alone.
    """

    def __init__(
        self,
        counts: np.ndarray,
        *,
        buffer: int,
        seed: int,
        epoch: int,
        entered: Callable[[np.ndarray], None] = lambda shards: None,
    ):
        self.counts, self.seed, self.epoch, self.entered = counts, seed, epoch, entered
        self.starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        generator = np.random.default_rng(seeding.derive(seed, seeding.ORDER, epoch))
        self.shards = generator.permutation(len(counts))
        bounds, held = [0], 0
        ends: list[int] = []
        for position, count in enumerate(counts[self.shards].tolist()):
            held += count
            if held >= buffer or position == len(counts) - 1:
                bounds.append(position + 1)
                ends.append(held + (ends[-1] if ends else 0))
                held = 0
        self.bounds, self.ends = bounds, np.array(ends, np.int64)
        self._groups: OrderedDict[int, np.ndarray] = OrderedDict()

    def __len__(self) -> int:
        return int(self.ends[-1])

    def __getitem__(self, positions: np.ndarray) -> np.ndarray:
        positions = np.asarray(positions, np.int64)
        groups = np.searchsorted(self.ends, positions, side="right")
        numbers = np.empty_like(positions)
        for group in np.unique(groups).tolist():
            here = groups == group
            first = int(self.ends[group - 1]) if group else 0
            numbers[here] = self._group(group)[positions[here] - first]
        return numbers

    def _group(self, group: int) -> np.ndarray:
        """Numbers of a group's images, in their order."""
        if group in self._groups:
            return self._groups[group]
        for near in (group, group + 1):
            self.entered(
                self.shards[slice(*self.bounds[near : near + 2])] if near < len(self.ends) else self.shards[:0]
            )
        shards = self.shards[self.bounds[group] : self.bounds[group + 1]]
        numbers = np.concatenate([np.arange(self.starts[k], self.starts[k] + self.counts[k]) for k in shards])
        generator = np.random.default_rng(seeding.derive(self.seed, seeding.ORDER, self.epoch, group + 1))
        self._groups[group] = numbers[generator.permutation(len(numbers))]
        while len(self._groups) > 2:
            self._groups.popitem(last=False)
        return self._groups[group]


class IndexedShards:
    """Images of shard folders by number: the shards of each address in the order of its index.

    addresses   folders or fsspec addresses that hold an index.json, or single shards of them
    cache       where shards of a server are kept (folder, gigabytes); patience: seconds that its errors are retried
    buffer      images that are shuffled together; max_pixels: larger images are unreadable
    `classes` are the index's, empty where several addresses have different ones. Raises UserError for addresses without
    an index, and for an index that is damaged.
    """

    def __init__(
        self,
        addresses: Sequence[str | os.PathLike],
        *,
        cache: str | os.PathLike | None = None,
        cache_gb: float = CACHE_GB,
        patience: float = PATIENCE,
        buffer: int = BUFFER,
        max_pixels: int | None = None,
    ):
        self.max_pixels = MAX_PIXELS if max_pixels is None else max_pixels
        self.buffer, self.patience = buffer, patience
        self.shards: list[tuple[str, ShardEntry]] = []
        classes: list[list[str]] = []
        for address in addresses:
            found, names = _indexed(os.fspath(address), patience)
            self.shards += found
            classes.append(names)
        self.classes = classes[0] if all(names == classes[0] for names in classes) else []
        self.counts = np.array([entry.count for _, entry in self.shards], np.int64)
        self.starts = np.concatenate([[0], np.cumsum(self.counts)[:-1]])
        self.remote = any(is_url(url) for url, _ in self.shards)
        self.cache = ShardCache(cache, most=cache_gb * 1e9, patience=patience) if self.remote else None
        self._storages: dict[str, Storage] = {}
        self._open: OrderedDict[int, tuple[BinaryIO, ShardLayout]] = OrderedDict()
        self._failed: dict[int, tuple[float, str]] = {}
        self._ahead: ReadAhead | None = None
        self._process = os.getpid()

    def __len__(self) -> int:
        return int(self.counts.sum())

    def order(self, seed: int) -> Callable[[int], BufferedOrder]:
        """Epoch -> its order; where shards lie on a server, those that come next are downloaded meanwhile."""
        return lambda epoch: BufferedOrder(
            self.counts, buffer=self.buffer, seed=seed, epoch=epoch, entered=self._read_ahead
        )

    def _read_ahead(self, shards: np.ndarray) -> None:
        if self.cache is None:
            return
        if self._ahead is None:
            self._ahead = ReadAhead(self.cache)
        self._ahead.want([self.shards[k] for k in shards if is_url(self.shards[k][0])])

    @property
    def labels(self) -> np.ndarray:
        """Not there: raises UserError, for classes stand in the shards alone."""
        raise UserError("--samples-per-class needs all labels beforehand: give a folder of shards on this machine", 2)

    def label_of(self, number: int) -> int:
        """Class of an image, from its shard; -1 where there is none."""
        shard, position = self._place(number)
        return int(self._shard(shard)[1].labels[position]) if self.classes else -1

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] and the class. Raises BadImage for an unreadable image and for all of an unreadable shard."""
        shard, position = self._place(number)
        name = self._name(shard)
        try:
            file, layout = self._shard(shard)
            offset, size = layout.images[position].tolist()
            data = os.pread(file.fileno(), size, offset)
        except UnreadableShard as error:
            # Behind the tab: which image. The trainer names the shard once and counts all (loader.merge_skipped).
            raise BadImage(f"{name}: {error}\t{number}") from None
        except OSError as error:
            raise BadImage(f"{name}: {error.strerror}\t{number}") from None
        label = int(layout.labels[position]) if self.classes else -1
        return decode(data, f"{name}, image {position}", self.max_pixels), label

    def replacement(self, number: int) -> int:
        """Another image, of another shard, for one that cannot be read."""
        shard, position = self._place(number)
        return int((self.starts[shard] + self.counts[shard] + position) % len(self))

    # ------------------------------------------------------------------ shards

    def _place(self, number: int) -> tuple[int, int]:
        shard = int(np.searchsorted(self.starts, number, side="right")) - 1
        return shard, int(number - self.starts[shard])

    def _name(self, shard: int) -> str:
        url, entry = self.shards[shard]
        return f"{url}/{entry.name}"

    def _shard(self, shard: int) -> tuple[BinaryIO, ShardLayout]:
        """An open shard and its layout. Raises UnreadableShard, at once where that has been tried lately."""
        if os.getpid() != self._process:  # forked: connections are this process's own
            self._process = os.getpid()
            self._storages.clear()
        if shard in self._open:
            self._open.move_to_end(shard)
            return self._open[shard]
        when, reason = self._failed.get(shard, (-np.inf, ""))
        if time.monotonic() - when < RETRY_SECONDS:
            raise UnreadableShard(reason)
        try:
            opened = self._opened(shard)
        except UnreadableShard as error:
            self._failed[shard] = (time.monotonic(), str(error))
            raise
        self._open[shard] = opened
        while len(self._open) > OPEN_SHARDS:
            self._open.popitem(last=False)[1][0].close()
        return opened

    def _opened(self, shard: int) -> tuple[BinaryIO, ShardLayout]:
        url, entry = self.shards[shard]
        if self.cache is not None and is_url(url):
            if url not in self._storages:
                self._storages[url] = Storage(url, flag="", patience=self.patience)
            path = self.cache.fetch(self._storages[url], entry)
        else:
            path = Path(url) / entry.name
        try:
            file = open(path or "", "rb")  # noqa: SIM115
        except OSError as error:
            raise UnreadableShard(f"cannot be read ({error.strerror})") from None
        try:
            layout = read_layout(file)
        except (ValueError, OSError) as error:
            file.close()
            raise UnreadableShard(f"cannot be read ({error})") from None
        if len(layout.images) != entry.count:
            file.close()
            raise UnreadableShard(f"cannot be read (holds {len(layout.images)} images, not {entry.count})")
        return file, layout

    def close(self) -> None:
        """End reading ahead, and close the files."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None
        for file, _ in self._open.values():
            file.close()
        self._open.clear()


def has_index(address: str | os.PathLike) -> bool:
    """Whether an address should be opened by its index: one of a server, or a folder of this machine that has one."""
    return is_url(address) or (Path(address) / INDEX).is_file()


def _indexed(address: str, patience: float) -> tuple[list[tuple[str, ShardEntry]], list[str]]:
    """(address, entry) of the shards that an address names, and the names of their classes. Raises UserError."""
    folder, slash, name = address.rstrip("/").rpartition("/")
    single = bool(slash) and name.endswith(".tar")
    url = folder if single else address.rstrip("/")
    storage = Storage(url, flag="", patience=patience)
    try:
        index = read_index(storage.read(INDEX))
    except FileNotFoundError:
        raise UserError(
            f"{address}: no {INDEX} there: is it a folder of finished shards (generate_dataset.py --finish)?", 2
        ) from None
    except ValueError as error:
        raise UserError(f"{url}/{INDEX}: {error}", 2) from None
    entries = [entry for entry in index["shards"] if not single or re.fullmatch(re.escape(name), entry.name)]
    if not entries:
        raise UserError(f"{address}: {INDEX} names no such shard", 2)
    return [(url, entry) for entry in entries], index["classes"]
