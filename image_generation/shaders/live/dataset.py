"""Images rendered while they are used: an endless torch dataset over shader programs.

    with LiveDataset(["bundled"], resolution=64, epoch_size=10000) as dataset:
        for epoch in range(10):
            dataset.set_epoch(epoch)
            for images, labels in torch.utils.data.DataLoader(dataset, batch_size=32, num_workers=2):
                ...                                                  # uint8 [32, 64, 64, 3], int64 [32]

Image i is image i of generate_dataset.py with the same programs, seed and settings; epoch e consists of the images
e * epoch_size and on. Render processes fill a ring in shared memory (ring.py); no picture passes through a queue.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from torch.utils.data import IterableDataset, get_worker_info

from image_generation.common.errors import UserError
from image_generation.common.memory import Memory
from image_generation.partition import Share
from image_generation.processes.pool import available_cores
from image_generation.processes.ring import Ring, RingClosed
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.live.feeder import Feeder, mixtures_together
from image_generation.shaders.live.plan import USES, ring_for
from image_generation.shaders.rendering.backends import FRAGMENT, BackendChoice
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device
from image_generation.shaders.sampler import SamplerSettings
from image_generation.shaders.sources import Source, resolve

RING_BYTES = 256 << 20
RING_IMAGES = 8192
MOST_RING_BYTES = 32 << 30  # of all processes together, where no flag says


def default_capacity(resolution: int, share: Share, useful: int = 0) -> int:
    """Images in the ring: about 256 MB, or as many as are useful while a quarter of the free memory (for all processes
    of `share` together, up to 32 GB) allows it; at least four blocks."""
    fitting = min(RING_IMAGES, RING_BYTES // (resolution * resolution * 3))
    room = min(Memory.read().free // 4, MOST_RING_BYTES) // share.world // (resolution * resolution * 3)
    return max(fitting, min(useful, room), 4 * share.block, 16)


def useful_images(maker: MakerSettings, workers: int) -> int:
    """Images in the ring that let loads be shared: USES of each program, or enough mixtures for long tasks."""
    if maker.sampler.mixture is None:
        return USES * len(maker.sources)
    return ring_for(mixtures_together(maker, MOST_RING_BYTES, workers), workers)


class LiveDataset(IterableDataset):
    """See the module's docstring. Yields (image uint8 [resolution, resolution, 3], label), with mixing (image, labels
    int64 [k], weights float32 [k]); a label is the number of a program in the sorted list.

    shaders         SHADERS arguments, or Sources
    epoch_size      images in an epoch, of all processes together
    sampler         seed, times and mixing, as in generate_dataset.py
    devices         EGL devices that the `workers` render processes draw on, in turn (default: choose_device('auto'))
    timeout         seconds that one drawing may take before its program is held to hang
    rank, world, block   this process's share (see Share); a block is what its readers take at once (a batch)
    ring_images     size of the ring (default_capacity); how often programs are loaded depends on it, no image does
    check_every     images between two consistency checks of each render process (0: none)
    excluded        names of programs to leave out from the start, as an earlier part of the run found
    on_excluded     called with (name, reason) for each program that is left out from then on
    dialect, textures, quick_compile, backend, kept_programs, channels   as MakerSettings has them

    DataLoader processes must be forked or spawned after `start` (entering the context calls it). Iterating raises
    UserError when rendering cannot go on.
    """

    def __init__(
        self,
        shaders: Sequence[str] | Sequence[Source],
        resolution: int,
        epoch_size: int,
        *,
        sampler: SamplerSettings | None = None,
        devices: Sequence[EglDevice] = (),
        workers: int | None = None,
        timeout: float = 60.0,
        rank: int = 0,
        world: int = 1,
        block: int = 1,
        ring_images: int | None = None,
        check_every: int = 10000,
        excluded: Iterable[str] = (),
        on_excluded: Callable[[str, str], None] = lambda name, reason: None,
        dialect: str | None = None,
        textures: str | None = None,
        quick_compile: bool = False,
        backend: BackendChoice = FRAGMENT,
        kept_programs: int = 128,
        channels: Sequence[Source] = (),
    ):
        sources = [shader for shader in shaders if isinstance(shader, Source)]
        sources = sources or resolve([shader for shader in shaders if isinstance(shader, str)])
        self.classes = [source.name for source in sources]
        self.share = Share(length=epoch_size, block=block, rank=rank, world=world)
        if not self.share.per_epoch:
            raise UserError(f"an epoch of {epoch_size} images is smaller than one batch of {block * world}", 2)
        self.sampler = replace(sampler or SamplerSettings(), channel_programs=len(channels))
        self.parts = self.sampler.mixture.n_samples if self.sampler.mixture else 1
        self._workers, self._timeout, self._check_every = workers or available_cores(), timeout, check_every
        self.maker = MakerSettings(
            sources=tuple(sources),
            sampler=self.sampler,
            resolution=resolution,
            devices=tuple(devices),
            dialect=dialect,
            textures=textures,
            quick_compile=quick_compile,
            backend=backend,
            kept_programs=kept_programs,
            # The stream comes back to a program after all others have had their turn.
            once=self.sampler.mixture is None and len(sources) > 2 * kept_programs * self._workers,
            channels=tuple(channels),
        )
        useful = useful_images(self.maker, self._workers)
        self.ring = Ring(ring_images or default_capacity(resolution, self.share, useful), resolution, self.parts)
        left_out = set(excluded)
        self._excluded = {k for k, name in enumerate(self.classes) if name in left_out}
        self._on_excluded = on_excluded
        self._feeder: Feeder | None = None

    def __getstate__(self):
        return {**self.__dict__, "_feeder": None, "_on_excluded": None}

    def __len__(self) -> int:
        return self.share.per_epoch

    # ------------------------------------------------------------------ in the process that owns it

    def prepare(self, block: int = 0) -> None:
        """Stop rendering and empty the ring; this process's block number `block` comes first then."""
        self.close()
        self.ring.reset(block * self.share.block)

    def start(self, stop: int | None = None) -> None:
        """Start rendering, up to but without this process's block number `stop` (None: without end)."""
        if not self.maker.devices and any(not source.painted for source in self.maker.sources):
            self.maker = replace(self.maker, devices=(choose_device("auto"),))
        begun = self.ring.begun
        self._feeder = Feeder(
            self.ring,
            self.maker,
            lambda slots: self.share.number(slots + begun),
            stop=None if stop is None else stop * self.share.block - begun,
            workers=self._workers,
            timeout=self._timeout,
            check_every=self._check_every,
            excluded=self._excluded,
            on_excluded=self._note_excluded,
        )
        self._feeder.start()

    def _note_excluded(self, name: str, reason: str) -> None:
        self._excluded.add(self.classes.index(name))
        self._on_excluded(name, reason)

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch that iterating yields next; out of turn, or after one left early, rendering begins anew."""
        if not self.follows(epoch):
            self.prepare(epoch * self.share.blocks_per_epoch)
            self.start()
        self.ring.epoch = epoch

    def follows(self, epoch: int) -> bool:
        """Whether this is the next epoch, and all images before it have been taken."""
        if epoch != self.ring.epoch + 1:
            return False
        slot = epoch * self.share.per_epoch - self.ring.begun
        earlier = np.arange(max(0, slot - self.ring.capacity), max(0, slot))
        return slot >= 0 and self._feeder is not None and self.ring.taken(earlier)

    def close(self) -> None:
        """End the render processes; whoever waits for an image gets an error."""
        if self._feeder is not None:
            self._feeder.close()
            self._feeder = None

    def __enter__(self) -> LiveDataset:
        self.prepare()
        self.ring.epoch = 0
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.close()

    # ------------------------------------------------------------------ in any process

    def read(self, own: int) -> tuple:
        """Wait for this process's own-th image and take it (each image once).

        Returns (image, label), with mixing (image, labels, weights). Raises UserError when rendering cannot go on.
        """
        try:
            image, labels, weights = self.ring.take(own - self.ring.begun)
        except RingClosed as closed:
            raise UserError(str(closed) or "rendering was ended") from None
        return (image, labels, weights) if self.sampler.mixture else (image, int(labels[0]))

    def __iter__(self) -> Iterator[tuple]:
        """This epoch's images, of them every n-th block where n DataLoader processes share the work."""
        if self._feeder is None and os.getpid() == self.ring.owner:
            raise UserError("LiveDataset: call start(), or enter it as a context, before iterating")
        worker = get_worker_info()
        turn, turns = (worker.id, worker.num_workers) if worker else (0, 1)
        first = self.ring.epoch * self.share.per_epoch
        for start in range(turn * self.share.block, self.share.per_epoch, turns * self.share.block):
            for k in range(self.share.block):
                yield self.read(first + start + k)
