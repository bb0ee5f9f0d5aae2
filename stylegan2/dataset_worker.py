"""What a process of generate_dataset.py does: sample images from the generator, mix, encode, write, report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch

from image_generation.common.errors import UserError
from image_generation.common.random_streams import stream
from image_generation.datasets.layout import class_name, flat_name
from image_generation.datasets.writer import ImageWriter, encode
from image_generation.mixing import Mixer, Mixture, MixtureSettings
from image_generation.processes.pool import Status
from image_generation.shaders.dataset.worker import REPORT_SECONDS
from stylegan2.images import to_uint8
from stylegan2.malloc import keep_freed_memory
from stylegan2.network_files import load_networks
from stylegan2.sampling import labels_for, latents, noise_generators

MIXING_STRIDE = 1_300_000  # seeds of image i's samples are i, i + 1.3M, i + 2.6M ... (the paper's data set size)


@dataclass(frozen=True, kw_only=True)
class GanSettings:
    """What the images are of, and how they are written.

    classes   class numbers, taken in turn by image number; None for an unconditional network
    mixup     samples in an image, 1: no mixing; seed: of the mixing weights
    devices   of the processes in turn, 'cpu' or 'cuda:N'; batch: samples computed at once
    """

    network: str
    root: str
    classes: tuple[int, ...] | None
    mixup: int
    seed: int
    truncation_psi: float
    noise_mode: str
    devices: tuple[str, ...]
    batch: int
    layout: str
    image_format: str
    quality: int

    def class_of(self, index: int) -> int | None:
        """Class of image `index`."""
        return None if self.classes is None else self.classes[index % len(self.classes)]

    def seeds(self, index: int) -> list[int]:
        """Seeds of the samples in image `index`; the first is the index itself."""
        return [index + k * MIXING_STRIDE for k in range(self.mixup)]

    def mixture(self, index: int) -> Mixture:
        """How image `index` is mixed: convex, weights uniform on the simplex, drawn from (seed, index)."""
        settings = MixtureSettings(kind="convex", n_samples=self.mixup, combination="uniform")
        return settings.draw(stream(self.seed, index))

    def name(self, index: int) -> str:
        """Path of image `index` below the root."""
        if self.layout == "flat":
            return flat_name(index, self.image_format)
        return class_name(index, f"{self.class_of(index):05d}", self.image_format)


# Message to the parent: (index, bytes, crc32) of images that lie whole in the folder.
@dataclass(frozen=True)
class ImagesDone:
    images: tuple[tuple[int, int, int], ...]


def make_handler(number: int, settings: GanSettings) -> Callable:
    """Entry point of a worker process (see image_generation/processes/pool.py)."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    return GanWorker(number, settings)


class GanWorker:
    """Samples the images of its tasks (tuples of indices)."""

    def __init__(self, number: int, settings: GanSettings):
        self.settings = settings
        self.device = torch.device(settings.devices[number % len(settings.devices)])
        if self.device.type == "cpu":
            keep_freed_memory()
        self.generator = load_networks(settings.network)["G_ema"].to(self.device)
        self.writer = ImageWriter(settings.root, number)

    def __call__(self, task: tuple[int, ...], send: Callable[[Any], None], status: Status) -> None:
        """Make, write and report the images of a task."""
        done, reported = [], time.monotonic()
        at_once = max(self.settings.batch // self.settings.mixup, 1)
        for first in range(0, len(task), at_once):
            indices = task[first : first + at_once]
            for index, image in zip(indices, self.images(indices)):
                done.append((index, *self.write(index, image)))
            if time.monotonic() - reported > REPORT_SECONDS:
                send(ImagesDone(tuple(done)))
                done, reported = [], time.monotonic()
        if done:
            send(ImagesDone(tuple(done)))

    def images(self, indices: tuple[int, ...]) -> list[np.ndarray]:
        """uint8 [r, r, 3] of each index, mixed where that is asked for."""
        settings = self.settings
        seeds = [seed for index in indices for seed in settings.seeds(index)]
        classes = None
        if settings.classes is not None:
            chosen = settings.classes
            classes = [chosen[index % len(chosen)] for index in indices for _ in range(settings.mixup)]
        samples = np.concatenate(
            [
                self.samples(seeds[k : k + settings.batch], classes and classes[k : k + settings.batch])
                for k in range(0, len(seeds), settings.batch)
            ]
        )
        if settings.mixup == 1:
            return list(samples)
        mixed = []
        for number, index in enumerate(indices):
            side = samples.shape[1]
            mixer = Mixer(settings.mixture(index), side, side)
            for k in range(settings.mixup):
                mixer.add(k, samples[number * settings.mixup + k])
            mixed.append(mixer.image())
        return mixed

    @torch.inference_mode()
    def samples(self, seeds: list[int], classes: list[int] | None) -> np.ndarray:
        """uint8 [n, r, r, 3] of these seeds.

        A GPU's kernels may differ with the size of the batch, in the last bit: there every batch is filled up to
        the same size, so that an image does not depend on which others were still missing.
        """
        settings, n = self.settings, len(seeds)
        if self.device.type == "cuda":
            fill = settings.batch - n
            seeds, classes = seeds + [0] * fill, None if classes is None else classes + classes[:1] * fill
        z = latents(self.generator, seeds).to(self.device)
        labels = labels_for(self.generator, classes, len(seeds)).to(self.device)
        generators = noise_generators(seeds) if settings.noise_mode == "random" else None
        images = self.generator(
            z, labels, settings.truncation_psi, noise_mode=settings.noise_mode, generators=generators
        )
        return to_uint8(images[:n])

    def write(self, index: int, image: np.ndarray) -> tuple[int, int]:
        """Encode and write a finished image: (bytes, crc32)."""
        settings = self.settings
        data = encode(image, settings.image_format, settings.quality)
        try:
            return self.writer.write(index, (0,), settings.name(index), data)
        except OSError as error:
            raise UserError(f"--output {settings.root}: cannot write images ({error.strerror})") from None
