"""Render processes without OpenGL for tests of engines: programs that this machine can draw, and some that it cannot."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from image_generation.datasets.shards import ShardPlan, table_bytes
from image_generation.datasets.writer import encode
from image_generation.engines.job import ShardJob
from image_generation.engines.local import LocalEngine
from image_generation.engines.parts import Outcome, make_shards
from image_generation.shaders.dataset.shard_tables import sample_label, sample_table
from image_generation.shaders.dataset.shard_worker import Encoded, Encoding, ImagesEncoded
from image_generation.shaders.image_maker import MakerSettings, ProgramFailed, Task
from image_generation.shaders.sampler import Sampler, SamplerSettings
from image_generation.shaders.sources import Source

HANG_SECONDS = 1.0


def toy_job(url, *, bad: str = "", n_images: int = 90, shard_size: int = 20, n_programs: int = 12, **more) -> ShardJob:
    """A job of toy programs; bad: 'fail:3 crash:5 hang:7', what cannot be drawn on this machine, and how that shows."""
    sampler = more.pop("sampler", SamplerSettings())
    sources = tuple(Source(f"p{k:02d}", f"composed:0/{k}") for k in range(n_programs))
    maker = MakerSettings(sources=sources, sampler=sampler, resolution=8, devices=(), textures=bad)
    return ShardJob(
        url=os.fspath(url),
        settings={"format": "webdataset", "seed": sampler.seed, "n_samples": n_images, "shard_size": shard_size},
        programs=tuple((k, source.name, source.path, "") for k, source in enumerate(sources)),
        plan=ShardPlan(n_images=n_images, shard_size=shard_size),
        maker=maker,
        encoding=Encoding(image_format="png"),
        workers=1,
        timeout=HANG_SECONDS,
        **more,
    )


def make(job: ShardJob, **options: Any) -> Outcome:
    """make_shards on this machine with toy processes."""
    return make_shards(job, lambda folder: LocalEngine(job, folder, handler=make_handler), **options)


def picture(index: int, programs: tuple[int, ...]) -> np.ndarray:
    """What the toy programs draw."""
    image = np.zeros((8, 8, 3), np.uint8)
    image[..., 0], image[..., 1], image[..., 2] = index % 251, programs[0] * 7, len(programs)
    return image


def make_handler(number: int, maker: MakerSettings, encoding: Encoding) -> Callable:
    """Entry point of a toy process."""
    bad = {int(program): how for how, program in (word.split(":") for word in (maker.textures or "").split())}
    sampler = Sampler(maker.sampler, len(maker.sources))
    names = [source.name for source in maker.sources]

    def handle(task: Task, send: Callable[[Any], None], status) -> None:
        done, failed = [], set()
        for index, programs in task.images:
            for program in programs:
                status.begin(program, index)
                how = bad.get(program)
                if how == "crash":
                    os.kill(os.getpid(), signal.SIGSEGV)
                if how == "hang":
                    time.sleep(3600)
                if how == "fail" and program not in failed:
                    failed.add(program)
                    send(ProgramFailed(program, "does not compile"))
            if failed.isdisjoint(programs):
                spec = sampler.image(index, programs)
                image = encode(picture(index, spec.programs), "png", 0)
                about = table_bytes(sample_table(spec, names, 8))
                done.append(Encoded(index, programs, image, sample_label(spec, 8), about))
        send(ImagesEncoded(tuple(done)))

    return handle
