"""Live rendering as a source of images: LiveDataset with what the trainers' flags say."""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.processes.pool import available_cores
from image_generation.shaders.flags import PROCESSES_PER_GPU, check_programs, sampler_settings
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device
from image_generation.shaders.sources import is_list, resolve
from learning.distributed import Processes
from learning.logs import say

SET_ASIDE = "set_aside.csv"


class LiveSource:
    """Images of programs, rendered as they are asked for; the same interface as the sources of learning/data/sources.py.

    Programs that are set aside are named on stderr and in OUTPUT/set_aside.csv, so that a resumed run leaves them
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
        sources = resolve(args.data)
        sampler = replace(sampler_settings(args), repeat=samples_per_class)
        check_programs(sampler.mixture, len(sources), str(args.data[0]))
        devices, workers = _devices(args, processes)
        self.batch = args.batch_size // processes.local_world
        self.record = Path(args.output) / SET_ASIDE
        self.dataset = LiveDataset(
            sources,
            round(args.image_size * args.generation_resolution_multiplier),
            args.epoch_size,
            sampler,
            devices,
            workers,
            args.render_timeout,
            processes.rank,
            processes.world,
            self.batch,
            args.ring_images,
            args.check_every,
            _recorded(self.record) if args.resume else (),
            self._note,
        )
        self.classes = self.dataset.classes

    def __len__(self) -> int:
        return self.dataset.share.length

    def read(self, number: int) -> tuple:
        """(uint8 [h, w, 3], label), with mixing (image, labels, weights). Raises UserError."""
        return self.dataset.read(number)

    def prepare(self, step: int) -> None:
        """Stop rendering; step's first image comes first when it starts again."""
        self.dataset.prepare(step * self.batch)

    def start(self, stop: int) -> None:
        """Render up to the images of step `stop`."""
        self.dataset.start(stop * self.batch)

    def close(self) -> None:
        """End the render processes."""
        self.dataset.close()

    def _note(self, name: str, reason: str) -> None:
        say(f"set aside: {name}: {reason}")
        with open(self.record, "a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow((name, reason))


def _recorded(path: Path) -> list[str]:
    if not path.is_file():
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return [row[0] for row in csv.reader(file) if row]


def _devices(args: argparse.Namespace, processes: Processes) -> tuple[tuple[EglDevice, ...], int]:
    """EGL devices and number of render processes of this training process."""
    if args.rendering_gpus:
        devices = tuple(choose_device("cuda", gpu) for gpu in args.rendering_gpus)
    elif processes.device.type == "cuda":
        devices = (choose_device("cuda", processes.device.index),)
    else:
        devices = (choose_device("cpu"),)
    if args.render_workers:
        return devices, args.render_workers
    cores = max(1, available_cores() // processes.local_world)
    if all(device.kind == "software" for device in devices):
        return devices, cores
    return devices, max(len(devices), min(PROCESSES_PER_GPU * len(devices), cores))
