"""Live rendering as a source of images: LiveDataset with what the trainers' flags say."""

from __future__ import annotations

import argparse
import contextlib
import csv
from dataclasses import replace
from pathlib import Path

import numpy as np

from image_generation.common.errors import UserError
from image_generation.datasets.layout import EXCLUDED, OLD_EXCLUDED
from image_generation.processes.pool import available_cores
from image_generation.shaders.flags import check_programs, count_gpus, process_count, sampler_settings
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device
from image_generation.shaders.sources import is_list, resolve
from learning.distributed import Processes
from learning.logs import say


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
        sources = resolve(args.data)
        sampler = replace(
            sampler_settings(args),
            repeat=samples_per_class,
            positive_time=args.positive_time,
            positive_jitter=args.positive_jitter,
        )
        self.views = sampler.views
        check_programs(sampler.mixture, len(sources), str(args.data[0]))
        devices, workers = _devices(args, processes)
        super().__init__(
            sources,
            round(args.image_size * args.generation_resolution_multiplier),
            args.epoch_size * self.views,
            sampler=sampler,
            devices=devices,
            workers=workers,
            timeout=args.render_timeout,
            rank=processes.rank,
            world=processes.world,
            block=args.batch_size // processes.local_world * self.views,
            ring_images=args.ring_images,
            check_every=args.check_every,
            excluded=_recorded(self.record.parent) if args.resume else (),
            on_excluded=self._record,
        )

    @property
    def length(self) -> int:
        """Images of an epoch, of all processes together; one with its positive counts once."""
        return self.share.length // self.views

    def read(self, own: int) -> tuple:
        """This process's own-th image as LiveDataset.read gives it; with positives both, uint8 [2, h, w, 3]."""
        if self.views == 1:
            return super().read(own)
        (image, labels, *weights), (other, _, *more) = super().read(2 * own), super().read(2 * own + 1)
        # Masks of kml lie elsewhere in the two.
        return (np.stack([image, other]), labels, *((one + two) / 2 for one, two in zip(weights, more)))

    def _record(self, name: str, reason: str) -> None:
        say(f"excluded: {name}: {reason}")
        with open(self.record, "a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow((name, reason))


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


def _devices(args: argparse.Namespace, processes: Processes) -> tuple[tuple[EglDevice, ...], int]:
    """EGL devices and number of render processes of this training process."""
    if args.rendering_gpus:
        devices = tuple(choose_device("cuda", gpu) for gpu in args.rendering_gpus)
    elif processes.device.type == "cuda":
        devices = (choose_device("cuda", processes.device.index),)
    else:
        devices = (choose_device("cpu"),)
    cores = max(1, available_cores() // processes.local_world)
    return devices, process_count(args.render_workers, count_gpus(devices), cores)
