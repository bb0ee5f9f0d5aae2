"""Live images for a training loop of one's own: a torch data set that renders while it is read.

from torch.utils.data import DataLoader
from image_generation import ShaderImages

for images, labels in DataLoader(ShaderImages("bundled", resolution=64, epoch_size=10000), batch_size=64):
    ...                                             # float32 [64, 3, 64, 64] from 0 to 1, int64 [64]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import context, reduction
from pathlib import Path
from socket import socket
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch.utils.data import IterableDataset, get_worker_info

from image_generation.common.errors import UserError
from image_generation.mixing import LEAST_PROGRAMS, MixtureSettings
from image_generation.partition import Share
from image_generation.processes.pool import available_cores
from image_generation.processes.ring import RingClosed
from image_generation.shaders.flags import count_gpus, kept_programs, process_count
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.live.service import ENDED, Address, Answer, Service, open_ring
from image_generation.shaders.painters import check_resolution
from image_generation.shaders.rendering.backends import BackendChoice, choose_backend
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device
from image_generation.shaders.sampler import TIME_RANGE, Sampler, SamplerSettings
from image_generation.shaders.sources import Source, resolve

SEEDS = 1 << 63


@dataclass(frozen=True, kw_only=True)
class ImageSettings:
    """All that a process needs to render a ShaderImages, but for its share."""

    sources: tuple[Source, ...]
    resolution: int
    epoch_size: int
    sampler: SamplerSettings
    devices: tuple[EglDevice, ...]
    workers: int
    timeout: float
    backend: BackendChoice
    kept_programs: int
    ring_images: int | None
    check_every: int
    dialect: str | None
    textures: str | None
    channels: tuple[Source, ...]
    rank: int | None
    world: int | None

    @property
    def group(self) -> int:
        """Numbers that stay together: an image and its positive, images of one program in a row."""
        return self.sampler.views * self.sampler.repeat


def _make_live(
    settings: ImageSettings, rank: int, world: int, excluded: frozenset[str], note: Callable[[str, str], None]
) -> LiveDataset:
    return LiveDataset(
        settings.sources,
        settings.resolution,
        settings.epoch_size * settings.sampler.views,
        sampler=settings.sampler,
        devices=settings.devices,
        workers=settings.workers,
        timeout=settings.timeout,
        rank=rank,
        world=world,
        block=settings.group,
        ring_images=settings.ring_images,
        check_every=settings.check_every,
        excluded=excluded,
        on_excluded=note,
        dialect=settings.dialect,
        textures=settings.textures,
        channels=settings.channels,
        backend=settings.backend,
        kept_programs=settings.kept_programs,
    )


def _resolved(shaders: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[Source]:
    several = [shaders] if isinstance(shaders, (str, os.PathLike)) else shaders
    return resolve([os.fspath(shader) for shader in several])


def _rank(settings: ImageSettings) -> tuple[int, int]:
    """(rank, world) as given, or torch.distributed's; where an Accelerator is at work, it shares the images out."""
    rank, world = settings.rank, settings.world
    if rank is None or world is None:
        accelerate = getattr(sys.modules.get("accelerate.state"), "AcceleratorState", None)
        if getattr(accelerate, "_shared_state", None):
            return 0, 1
        distributed = torch.distributed
        there = distributed.is_available() and distributed.is_initialized()
        return (distributed.get_rank(), distributed.get_world_size()) if there else (0, 1)
    return rank, world


def _place(settings: ImageSettings) -> tuple[int, int]:
    """(rank, world) of the process that renders; a loading process that does so counts as one of several."""
    rank, world = _rank(settings)
    worker = get_worker_info()
    return (rank * worker.num_workers + worker.id, world * worker.num_workers) if worker else (rank, world)


def _local_processes() -> int:
    """How many training processes this machine runs, as torchrun says."""
    told = os.environ.get("LOCAL_WORLD_SIZE", "1")
    return int(told) if told.isdecimal() and int(told) else 1


class ShaderImages(IterableDataset):
    """An endless stream of rendered images, in epochs; yields (image, label), or with mixing (image, labels, weights).

    image      float32 [3, resolution, resolution] from 0 to 1, RGB, or what `dtype` or `transform` make of it;
               with positives a pair of them
    label      number of the program in `classes`; with mixing int64 [k], and float32 [k] weights that add up to 1

    Image i is a function of the seed, i and the programs: the image that shaders-render draws with the same settings.
    Each iteration is the next epoch: images e * epoch_size and on, in the order of their numbers; set_epoch chooses.
    The loading processes of a DataLoader share an epoch, and so do the processes of torch.distributed, in turn.
    Rendering begins with the first iteration, in processes of its own, and goes on for the next epoch at its end; one
    iteration at a time: a new one ends the one before. An epoch that was left early is not taken up again.

    shaders       'bundled', 'composed:N[:SEED]', a file, a folder, a list of files, 'model:NAME' ...; several in a list
    resolution    side of the square images in pixels
    epoch_size    images in an epoch, of all processes together
    seed          of the images
    transform     called with each image as a PIL image, as torchvision's data sets do
    target_transform   called with each label
    dtype         torch.float32 (0 to 1) or torch.uint8 (0 to 255) without a transform
    batch_size    the DataLoader's: the batches are the same then for every num_workers. Without it, loading processes
                  take images in turn, one by one
    time_range, temporal_sampling, fps, parameter_jitter, positive_time, positive_jitter, samples_per_class,
    mixing_type, n_samples_mix, convex_combination_type, dirichlet_alpha, cut_alpha
                  what the images are: as the flags of shaders-render and of the trainers
    device, gpus, workers, timeout, backend, program_cache_gb, ring_images, check_every
                  what draws: as those flags; 'auto' is an NVIDIA GPU where there is one, else the processor
    dialect, textures   how programs are read, and a folder for what they sample
    channel_programs    programs, as `shaders`, whose pictures fill the image inputs of those that are drawn
    rank, world_size    this process's share. Default: torch.distributed's, where that is initialized; everything where
                        accelerate's Accelerator was made, which shares out itself what a prepared loader gives
    Raises UserError for settings that cannot be, programs that are not there, and where no device draws.
    """

    def __init__(
        self,
        shaders: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = "bundled",
        *,
        resolution: int = 256,
        epoch_size: int = 10000,
        seed: int = 0,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        dtype: torch.dtype = torch.float32,
        batch_size: int = 1,
        time_range: tuple[float, float] = TIME_RANGE,
        temporal_sampling: str = "random",
        fps: float = 10.0,
        parameter_jitter: float = 0.0,
        positive_time: float = 0.0,
        positive_jitter: float = 0.0,
        samples_per_class: int = 1,
        mixing_type: str = "none",
        n_samples_mix: int = 6,
        convex_combination_type: str = "uniform",
        dirichlet_alpha: float = 1.0,
        cut_alpha: float = 1.0,
        device: str = "auto",
        gpus: Sequence[int] = (),
        workers: int | None = None,
        timeout: float = 60.0,
        backend: str = "auto",
        program_cache_gb: float | None = None,
        ring_images: int | None = None,
        check_every: int = 10000,
        dialect: str | None = None,
        textures: str | os.PathLike[str] | None = None,
        channel_programs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
        rank: int | None = None,
        world_size: int | None = None,
    ):
        super().__init__()
        for name, value, least in (
            ("resolution", resolution, 1),
            ("epoch_size", epoch_size, 1),
            ("batch_size", batch_size, 1),
            ("samples_per_class", samples_per_class, 1),
            ("workers", 1 if workers is None else workers, 1),
            ("ring_images", 1 if ring_images is None else ring_images, 1),
            ("check_every", check_every, 0),
            ("seed", seed, 0),
        ):
            if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not least <= value < SEEDS:
                raise UserError(f"{name}={value!r}: must be a whole number from {least}", 2)
        if dtype not in (torch.float32, torch.uint8):
            raise UserError(f"dtype={dtype}: must be torch.float32 or torch.uint8; others by transform", 2)
        if (rank is None) != (world_size is None) or (rank is not None and not 0 <= rank < (world_size or 0)):
            raise UserError(f"rank={rank}, world_size={world_size}: give both, rank from 0 to world_size - 1", 2)
        for name, number in (("timeout", timeout), ("fps", fps), ("dirichlet_alpha", dirichlet_alpha)):
            if not number > 0:
                raise UserError(f"{name}={number!r}: must be above 0", 2)
        if device not in ("auto", "cpu", "cuda") or (gpus and device == "cpu"):
            raise UserError(f"device={device!r}, gpus={list(gpus)}: must be auto, cpu (without gpus) or cuda", 2)
        mixture = None
        try:
            if mixing_type != "none":
                mixture = MixtureSettings(
                    kind=mixing_type,
                    n_samples=n_samples_mix,
                    combination=convex_combination_type,
                    dirichlet_alpha=dirichlet_alpha,
                    cut_alpha=cut_alpha,
                )
            if temporal_sampling not in ("random", "continuous"):
                raise ValueError(f"temporal_sampling={temporal_sampling!r}: must be 'random' or 'continuous'")
            low, high = (float(time) for time in time_range)
            sampler = SamplerSettings(
                seed=int(seed),
                time_range=(low, high),
                temporal_sampling=temporal_sampling,
                fps=float(fps),
                mixture=mixture,
                repeat=int(samples_per_class),
                parameter_jitter=float(parameter_jitter),
                positive_time=float(positive_time),
                positive_jitter=float(positive_jitter),
            )
            Sampler(sampler, 1)
        except (TypeError, ValueError) as error:
            raise UserError(str(error), 2) from None
        sources = _resolved(shaders)
        channels = _resolved(channel_programs) if channel_programs else []
        least = LEAST_PROGRAMS.get(mixing_type, 1)
        if len(sources) < least:
            raise UserError(f"{mixing_type} mixes {least} different programs, and there are {len(sources)}", 2)
        check_resolution((source.path for source in (*sources, *channels)), resolution, "resolution")
        devices: tuple[EglDevice, ...] = ()
        if any(not source.painted for source in sources):
            devices = tuple(choose_device("cuda", gpu) for gpu in gpus) or (choose_device(device),)
        cores = max(1, available_cores() // _local_processes())
        n_workers = int(workers or process_count(None, count_gpus(devices), cores))
        try:
            chosen = choose_backend(backend, devices, resolution)
        except ValueError as error:
            raise UserError(f"backend={backend!r}: {error}", 2) from None
        self._settings = ImageSettings(
            sources=tuple(sources),
            resolution=int(resolution),
            epoch_size=int(epoch_size),
            sampler=sampler,
            devices=devices,
            workers=n_workers,
            timeout=float(timeout),
            backend=chosen,
            kept_programs=kept_programs(program_cache_gb, n_workers),
            ring_images=ring_images,
            check_every=int(check_every),
            dialect=dialect,
            textures=None if textures is None else os.fspath(Path(textures)),
            channels=tuple(channels),
            rank=rank,
            world=world_size,
        )
        self._batch = int(batch_size)
        self.transform, self.target_transform, self.dtype = transform, target_transform, dtype
        self.classes = [source.name for source in sources]
        self._iterations = 0
        self._parent: Address | None = None
        if not len(self):
            raise UserError(f"epoch_size={epoch_size}: less than one image for each process", 2)
        self._service = self._open_service()

    def _open_service(self) -> Service:
        # Of nothing that holds this object: it is to be collected when its user lets go of it.
        return Service(partial(_make_live, self._settings), partial(_place, self._settings))

    def __len__(self) -> int:
        """Images that this process gets of an epoch."""
        settings = self._settings
        rank, world = _rank(settings)
        share = Share(length=settings.epoch_size * settings.sampler.views, block=settings.group, rank=rank, world=world)
        return share.per_epoch // settings.sampler.views

    def set_epoch(self, epoch: int) -> None:
        """Make this the epoch that the next iteration yields; to be called in the process that made the data set."""
        if epoch < 0:
            raise UserError(f"set_epoch({epoch}): must be 0 or more", 2)
        self._service.set_epoch(int(epoch))

    @property
    def excluded(self) -> dict[str, str]:
        """Programs that were left out so far, with the reason, in the process that made the data set."""
        return self._service.excluded()

    def close(self) -> None:
        """End the render processes; the next iteration starts new ones."""
        self._service.close()

    def __enter__(self) -> ShaderImages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------ in any process

    def __getstate__(self) -> dict[str, Any]:
        """For a process that multiprocessing is starting, which may ask this one; any other copy renders for itself."""
        state = {key: value for key, value in self.__dict__.items() if key not in ("_service", "_parent")}
        address = None
        if context.get_spawning_popen() is not None:
            asked = self._service.address
            address = (reduction.DupFd(asked.letters.fileno()), asked.owner, asked.since)
        return {**state, "_parent": address}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if state["_parent"] is not None:
            letters, owner, since = state["_parent"]
            self._parent = Address(socket(fileno=letters.detach()), owner, since)
        self._service = self._open_service()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        worker = get_worker_info()
        self._iterations += 1
        here = self._service.address.owner == os.getpid()
        if not here and worker is None:  # forked, to be a reader on its own
            self._service, here = self._open_service(), True
        address, turn, turns, key = self._service.address, 0, 1, f"{os.getpid()}"
        if worker is not None and not (here and self._parent is None):
            address = self._parent if here and self._parent is not None else address
            turn, turns, key = worker.id, worker.num_workers, f"{worker.seed - worker.id}"
        request = {"do": "read", "worker": turn, "workers": turns, "key": f"{key}:{self._iterations}"}
        with Answer(address, request) as answer:
            told, descriptors = answer.wait()
            ring, views = open_ring(told, descriptors), self._settings.sampler.views
            images = told["images"] // views
            first = told["epoch"] * told["images"] - ring.begun
            try:
                for start in range(turn * self._batch, images, turns * self._batch):
                    for k in range(start, min(start + self._batch, images)):
                        if answer.superseded():
                            return
                        yield self._item([ring.take(first + k * views + view) for view in range(views)])
            except RingClosed as closed:
                if not answer.superseded():
                    raise UserError(str(closed) or ENDED) from None

    def _item(self, taken: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> tuple[Any, ...]:
        pictures = [self._picture(image) for image, _, _ in taken]
        mixed = self._settings.sampler.mixture is not None
        labels = taken[0][1]
        target = torch.from_numpy(labels) if mixed else int(labels[0])
        if self.target_transform is not None:
            target = self.target_transform(target)
        weights = (torch.from_numpy(np.mean([weights for _, _, weights in taken], 0)),) if mixed else ()
        return (pictures[0] if len(pictures) == 1 else tuple(pictures), target, *weights)

    def _picture(self, image: np.ndarray) -> Any:
        if self.transform is not None:
            return self.transform(Image.fromarray(image))
        picture = torch.from_numpy(image).permute(2, 0, 1).contiguous()
        return picture if self.dtype == torch.uint8 else picture.to(torch.float32).div_(255)
