"""Flags of datasets that are written as shards, by whom and where, and the run that they ask for."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from image_generation.common import cli
from image_generation.common.errors import UserError, printable
from image_generation.datasets.shard_folder import ShardFolder
from image_generation.datasets.shards import ShardPlan
from image_generation.datasets.storage import PATIENCE, is_url
from image_generation.engines.job import ShardJob, program_rows
from image_generation.engines.local import LocalEngine
from image_generation.engines.parts import Outcome, Part, make_shards, parse_part
from image_generation.engines.ray import Cluster, RayEngine
from image_generation.processes.pool import available_cores
from image_generation.shaders.dataset.shard_drawing import shards_together
from image_generation.shaders.dataset.shard_worker import Encoding
from image_generation.shaders.flags import PROCESSES_PER_GPU, choose_devices, quick_compile, refuse_gpus_on_cpu
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.rendering.egl_devices import cuda_uuids

SHARD_SIZE = 10_000
KEPT_PROGRAMS = 128  # the least number of programs of which a renderer (cache_size) or a store would drop some
# Flags that say who draws and how, not what the images are: not part of config.yaml.
NOT_SAVED = (
    "engine",
    "ray_address",
    "shards_per_gpu",
    "part",
    "finish",
    "verify",
    "status_page",
    "storage_patience",
)
MOST_EXCLUDED = 20  # programs that the last lines name


def _part(text: str) -> Part:
    try:
        return parse_part(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def add_shard_flags(parser: argparse.ArgumentParser) -> None:
    """--format, --shard-size, and the flags of engines."""
    group = parser.add_argument_group("shards (docs/scale.md)")
    group.add_argument(
        "--format",
        choices=("folder", "webdataset"),
        default="folder",
        help="plain image files, or tar shards that the webdataset library reads; --output may then be "
        "any fsspec address: s3://, gs:// ... (default: folder)",
    )
    group.add_argument(
        "--shard-size",
        type=cli.positive_int,
        default=SHARD_SIZE,
        metavar="N",
        help=f"images in a shard (default: {SHARD_SIZE})",
    )
    group.add_argument(
        "--part",
        type=_part,
        default=None,
        metavar="I/N",
        help="draw the shards I, I + N, I + 2N ... only; I from 0 to N - 1, or from 1 to N (default: all)",
    )
    group.add_argument(
        "--finish", action="store_true", help="after the parts: see that all shards are there, and write index.json"
    )
    group.add_argument(
        "--verify", action="store_true", help="read all shards again, and draw those anew whose bytes are damaged"
    )
    group.add_argument(
        "--storage-patience",
        type=cli.non_negative_float,
        default=PATIENCE,
        metavar="S",
        help=f"seconds for which a server's errors are retried (default: {PATIENCE:g})",
    )
    group.add_argument(
        "--status-page",
        default=None,
        metavar="FILE",
        help="keep a page with images/s, shards, failures and excluded programs up to date (default: none)",
    )
    add_engine_flags(parser)
    group.add_argument(
        "--shards-per-gpu",
        type=cli.positive_int,
        default=1,
        metavar="N",
        help="Ray tasks that share a GPU (default: 1)",
    )


def add_engine_flags(parser: argparse.ArgumentParser) -> None:
    """--engine and --ray-address."""
    group = parser.add_argument_group("engine (does not change the images)")
    group.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="who draws: this machine, or a Ray cluster (default: local)",
    )
    group.add_argument(
        "--ray-address",
        default=None,
        metavar="HOST:PORT",
        help="Ray cluster to join, or auto (default: start one on this machine)",
    )


def cluster_of(args: argparse.Namespace) -> Cluster:
    """The Ray cluster that --ray-address, --workers and --device ask for; raises UserError."""
    refuse_gpus_on_cpu(args)
    return Cluster(
        address=args.ray_address, cores=args.workers or available_cores(), gpus=_gpus(args), device=args.device
    )


def _gpus(args: argparse.Namespace) -> int:
    """GPUs of this machine that a cluster of its own offers."""
    gpus = 0 if args.device == "cpu" else len(cuda_uuids())
    if args.device == "cuda" and not gpus and args.ray_address is None:
        raise UserError("--device cuda: no CUDA device is on this machine; join a cluster with --ray-address", 2)
    return gpus


def check_shard_flags(args: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with an error where flags do not go together."""
    if args.format == "folder":
        for flag, given in (
            ("--part", args.part is not None),
            ("--finish", args.finish),
            ("--verify", args.verify),
            ("--engine ray", args.engine == "ray"),
            ("--ray-address", args.ray_address is not None),
            ("--status-page", args.status_page is not None),
            ("--shard-size", args.shard_size != SHARD_SIZE),
        ):
            if given:
                parser.error(f"{flag} needs --format webdataset")
        if args.output is not None and is_url(args.output):
            parser.error(f"--output {args.output}: plain folders lie on this machine; give --format webdataset")
        return
    if args.layout == "class":
        parser.error("--layout class is of plain folders; shards hold each image's class in KEY.cls")
    if args.finish and args.part is not None:
        parser.error("--finish is for one last call, without --part")
    if args.overwrite and (args.part is not None or args.finish):
        parser.error("--overwrite removes all shards: it does not go with --part or --finish")
    if args.ray_address is not None and args.engine != "ray":
        parser.error("--ray-address needs --engine ray")
    if args.engine == "ray" and args.gpus:
        parser.error("--gpus is of --engine local; a Ray cluster says which GPUs a task gets")


def saved_settings(args: argparse.Namespace, not_saved: tuple[str, ...]) -> dict[str, Any]:
    """What config.yaml stores: a folder's has nothing of shards, as those that were made before there were shards."""
    settings = {key: value for key, value in vars(args).items() if key not in (*not_saved, *NOT_SAVED)}
    if args.format == "folder":
        del settings["format"], settings["shard_size"]
    return settings


def run_shards(args: argparse.Namespace, maker: MakerSettings, settings: dict[str, Any]) -> int:
    """Make the shards that the flags ask for; maker: without devices, which the engine knows. Raises UserError."""
    started = time.monotonic()
    refuse_gpus_on_cpu(args)
    plan = ShardPlan(n_images=args.n_samples, shard_size=args.shard_size)
    # Of more programs than a renderer keeps, each is loaded again for every group of shards: its draws there count
    together = args.shard_size * shards_together(maker, plan)
    loaded = min(args.n_samples, together) if len(maker.sources) > KEPT_PROGRAMS else args.n_samples
    quick = quick_compile(loaded, maker.sampler, args.resolution, len(maker.sources))
    job = ShardJob(
        url=args.output,
        settings=settings,
        programs=program_rows(maker.sources),
        plan=plan,
        maker=replace(maker, quick_compile=quick),
        encoding=Encoding(image_format=args.image_format, quality=args.quality),
        workers=1,
        timeout=args.timeout,
        patience=args.storage_patience,
    )

    def open_engine(folder: ShardFolder) -> AbstractContextManager[Any]:
        return _open_engine(args, job, folder)

    outcome = make_shards(
        job,
        open_engine,
        part=args.part,
        finish=args.finish,
        verify=args.verify,
        overwrite=args.overwrite,
        status_page=args.status_page,
    )
    _print(args, outcome, len(maker.sources), time.monotonic() - started)
    return 0


def _open_engine(args: argparse.Namespace, job: ShardJob, folder: ShardFolder) -> AbstractContextManager[Any]:
    if args.engine == "local":
        devices, workers = choose_devices(args)
        return LocalEngine(replace(job, maker=replace(job.maker, devices=devices), workers=workers), folder)
    gpus = _gpus(args)
    workers = max(1, PROCESSES_PER_GPU // args.shards_per_gpu) if gpus or args.device == "cuda" else 1
    return RayEngine(
        replace(job, workers=workers),
        folder,
        address=args.ray_address,
        cores=args.workers or available_cores(),
        gpus=gpus,
        device=args.device,
        per_gpu=args.shards_per_gpu,
    )


def _print(args: argparse.Namespace, outcome: Outcome, n_programs: int, seconds: float) -> None:
    lines = [f"{name}: {reason}" for name, reason in outcome.excluded.items()]
    more = len(lines) - MOST_EXCLUDED
    for line in lines[:MOST_EXCLUDED]:
        print(f"excluded: {printable(line)}", file=sys.stderr)
    if more > 0:
        print(f"excluded: and {more} more: see index.json", file=sys.stderr)
    part = "" if args.part is None else f"part {args.part}: "
    notes = f", {outcome.repaired} damaged and drawn again" if args.verify else ""
    notes += f", {outcome.failures} failures made good" if outcome.failures else ""
    notes += f", {outcome.retries} tries at the storage repeated" if outcome.retries else ""
    last = "" if outcome.finished else "; call --finish when all parts are done"
    print(
        f"{part}{outcome.shards} shards in {args.output}: {outcome.images} images drawn in {seconds:.1f} s "
        f"({outcome.images / seconds:.1f} images/s), {outcome.kept} shards kept, "
        f"{n_programs - len(outcome.excluded)} of {n_programs} programs drawable{notes}{last}"
    )
