"""Live rendering as a source of images: LiveDataset with what the trainers' flags say."""

from __future__ import annotations

import argparse
import contextlib
import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from image_generation.common.errors import UserError
from image_generation.common.memory import Memory
from image_generation.datasets.exclusions import with_exclusions
from image_generation.datasets.layout import EXCLUDED, OLD_EXCLUDED
from image_generation.processes.pool import available_cores
from image_generation.shaders.flags import (
    channel_sources,
    check_programs,
    count_gpus,
    kept_programs,
    note_unused,
    note_unvaried,
    process_count,
    quick_compile,
    refuse_beyond,
    sampler_settings,
)
from image_generation.shaders.live import resident
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.live.resident import ResidentImages
from image_generation.shaders.painters import check_resolution
from image_generation.shaders.rendering import cuda_sharing
from image_generation.shaders.rendering.backends import COMPUTE, FRAGMENT, choose_backend
from image_generation.shaders.rendering.cuda_sharing import Sharing
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device
from image_generation.shaders.sources import Source, is_list, resolve
from learning.data.loader import Batch
from learning.distributed import Processes
from learning.logs import say

# Whether `--transfer auto` keeps images on the GPU where that can be: not as long as it is unknown why, on the one GPU
# where it was tried (an H200), a picture drawn again beside training came out differently (docs/benchmarks.md).
AUTO_ON_GPU = False
MOST_NAMED = 20  # excluded programs that get a line each


class ResidentBatches:
    """Iterator of (Batch, seconds waited) from step `start` to `stop`, of images that stay on the GPU."""

    def __init__(self, resident: ResidentImages, start: int, stop: int):
        self.resident, self.start, self.stop = resident, start, stop

    def __iter__(self) -> Iterator[tuple[Batch, float]]:
        blocks = self.resident.blocks(self.start, self.stop)
        for _ in range(self.start, self.stop):
            began = time.perf_counter()
            block = next(blocks)
            images = block.images.movedim(-1, -3)
            yield Batch(images, block.labels, block.weights, []), time.perf_counter() - began

    def close(self) -> None:
        """Nothing runs beside the trainer."""


class LiveSource(LiveDataset):
    """Images of programs, rendered as they are asked for; read like the sources of learning/data/sources.py, by this
    process's own numbers. A block is this process's part of a batch, so that block s belongs to step s.

    Programs that are excluded are named on stderr and in OUTPUT/excluded.csv, so that a resumed run leaves them
    out as well. samples_per_class images in a row are of one program. Raises UserError for SHADERS that name no
    programs, and where no device renders.
    """

    def __init__(self, args: argparse.Namespace, processes: Processes, samples_per_class: int = 1):
        if args.dataset_type == "shader_list":
            for path in args.data:
                if not is_list(path):
                    raise UserError(
                        f"{path}: is no list of shaders: use --dataset-type shaders, or name a list file", 2
                    )
        self.record = Path(args.output) / EXCLUDED
        self.resident: ResidentImages | None = None
        self._named = 0  # programs that were excluded, named on stderr as long as they are few
        sources = resolve(args.data)
        sampler = replace(
            sampler_settings(args),
            repeat=samples_per_class,
            positive_time=args.positive_time,
            positive_jitter=args.positive_jitter,
        )
        self.views = sampler.views
        check_programs(sampler.mixture, len(sources), str(args.data[0]))
        resolution = round(args.image_size * args.generation_resolution_multiplier)
        check_resolution((source.path for source in sources), resolution, "--image-size")
        if processes.main:
            note_unvaried(sources, args.parameter_jitter)
            note_unused(args)
        channels = channel_sources(args)
        check_resolution((source.path for source in channels), resolution, "--image-size")
        if channels and args.transfer == "gpu":
            raise UserError("--channel-programs with --transfer gpu: use --transfer host", 2)
        devices, workers = _devices(args, processes, sources)
        self.wanted_backend = args.backend
        backend = choose_backend(args.backend, devices, resolution)
        args.backend = str(backend)  # checkpoints say so
        if processes.main and backend != FRAGMENT:
            say(f"rendering by compute shaders: {backend}")
        super().__init__(
            sources,
            resolution,
            args.epoch_size * self.views,
            sampler=sampler,
            devices=devices,
            workers=workers,
            timeout=args.render_timeout,
            rank=processes.rank,
            world=processes.world,
            block=args.batch_size // processes.local_world * self.views,
            ring_images=_ring_images(args, resolution, processes),
            check_every=args.check_every,
            excluded=_recorded(self.record.parent) if args.resume else (),
            on_excluded=self._record,
            quick_compile=quick_compile(args.epoch_size * args.epochs * self.views, sampler, resolution, len(sources)),
            backend=backend,
            kept_programs=kept_programs(args.program_cache_gb, workers * processes.local_world),
            channels=channels,
        )

    def stay_on_gpu(self, sharing: Sharing) -> ResidentImages:
        """The same images, kept on the device that this process trains on."""
        names = [self.classes[k] for k in self._excluded]
        # What a measurement says is about pictures that are read back; these are not.
        self.resident = ResidentImages(
            replace(self.maker, backend=COMPUTE),
            self.share,
            sharing,
            check_every=self._check_every,
            excluded=names,
            on_excluded=self._note_excluded,
        )
        return self.resident

    def close(self) -> None:
        """End rendering."""
        super().close()
        if self.resident is not None:
            self.resident.close()
            self.resident = None

    @property
    def trusted(self) -> bool:
        """Whether all programs are this repository's: others may hang, and a render process can be killed."""
        return all(s.origin.startswith("bundled/") or s.composed for s in self.maker.sources)

    @property
    def length(self) -> int:
        """Images of an epoch, of all processes together; one with its positive counts once."""
        return self.share.length // self.views

    def read(self, own: int) -> tuple:
        """This process's own-th image as LiveDataset.read gives it; with positives both, uint8 [2, h, w, 3]."""
        try:
            return self._read(own)
        except UserError as error:  # perhaps in a data-loading process: the file knows what the trainer's excluded
            raise with_exclusions(error, len(set(_recorded(self.record.parent))), self.record) from None

    def _read(self, own: int) -> tuple:
        if self.views == 1:
            return super().read(own)
        (image, labels, *weights), (other, _, *more) = super().read(2 * own), super().read(2 * own + 1)
        # Masks of kml lie elsewhere in the two.
        return (np.stack([image, other]), labels, *((one + two) / 2 for one, two in zip(weights, more)))

    def _record(self, name: str, reason: str) -> None:
        self._named += 1
        if self._named <= MOST_NAMED:
            say(f"excluded: {name}: {reason}")
        elif self._named == MOST_NAMED + 1:
            say(f"excluded: more programs are in {self.record}")
        with open(self.record, "a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow((name, reason))


def chosen_transfer(args: argparse.Namespace, source: LiveSource, device: torch.device) -> str:
    """'gpu' or 'host' for --transfer; raises UserError (code 2) where 'gpu' cannot be."""
    if args.transfer == "host":
        return "host"
    reason = _why_not_on_gpu(args, source, device)
    if args.transfer == "auto":
        return "gpu" if AUTO_ON_GPU and reason is None and source.trusted else "host"
    if reason:
        raise UserError(f"--transfer gpu: {reason}; use --transfer host or auto", 2)
    return "gpu"


def _ring_images(args: argparse.Namespace, resolution: int, processes: Processes) -> int | None:
    """Size of the ring as the flags say it; None: the default. Raises UserError (code 2)."""
    if args.ring_gb is None or args.ring_images is not None:
        if args.ring_gb is not None:
            raise UserError("--ring-gb and --ring-images: give one of the two", 2)
        return args.ring_images
    refuse_beyond(Memory.read(), "--ring-gb", args.ring_gb)
    images = int(args.ring_gb * 2**30 / processes.local_world) // (resolution * resolution * 3)
    block = args.batch_size // processes.local_world
    if images < 2 * block:
        raise UserError(f"--ring-gb {args.ring_gb:g}: holds {images} images, not two batches of {block}: give more", 2)
    return images


def _why_not_on_gpu(args: argparse.Namespace, source: LiveSource, device: torch.device) -> str | None:
    """Why images cannot stay on the GPU that trains, in one line; None where they can."""
    maker = source.maker
    if reason := resident.why_not(maker) or cuda_sharing.why_not(device, maker.devices[0]):
        return reason
    if args.augment_on != "device":
        return "views are made on the CPU (--augment-on device goes)"
    if source.wanted_backend == "fragment":
        return "fragment shaders draw on the host's way (--backend auto or compute goes)"
    return None


def _recorded(output: Path) -> list[str]:
    """Names of the programs that an earlier part of a run excluded."""
    names = []
    for file_name in (EXCLUDED, OLD_EXCLUDED):
        with (
            contextlib.suppress(FileNotFoundError),
            open(output / file_name, newline="", encoding="utf-8") as file,
        ):
            names += [row[0] for row in csv.reader(file) if row]
    return names


def _devices(
    args: argparse.Namespace, processes: Processes, sources: Sequence[Source]
) -> tuple[tuple[EglDevice, ...], int]:
    """EGL devices and number of render processes of this training process."""
    devices: tuple[EglDevice, ...]
    if all(source.painted for source in sources):
        devices = ()
    elif args.rendering_gpus:
        devices = tuple(choose_device("cuda", gpu) for gpu in args.rendering_gpus)
    elif processes.device.type == "cuda":
        devices = (choose_device("cuda", processes.device.index),)
    else:
        devices = (choose_device("cpu"),)
    cores = max(1, available_cores() // processes.local_world)
    return devices, process_count(args.render_workers, count_gpus(devices), cores)
