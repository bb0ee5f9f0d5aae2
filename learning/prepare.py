"""What the shared flags are turned into: data, plan, output folder, model on its device."""

from __future__ import annotations

import argparse
import contextlib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from image_generation.common.cli import read_config, save_config
from image_generation.common.errors import UserError
from image_generation.datasets.layout import EXCLUDED, OLD_EXCLUDED
from image_generation.datasets.storage import is_url
from image_generation.processes.pool import available_cores
from image_generation.shaders.rendering.cuda_sharing import open_sharing
from learning import seeding
from learning.checkpoints import list_checkpoints, put_aside
from learning.data.folders import name_problems
from learning.data.grouping import grouped
from learning.data.indexed_shards import IndexedShards, has_index
from learning.data.kept import KeptImages
from learning.data.live import LiveSource, ResidentBatches, chosen_transfer
from learning.data.live_batches import LiveBatches
from learning.data.loader import Batches, Order, Plan, SourceDataset, shuffled
from learning.data.sources import AdaZip, BadImage, ImageFolder, Shards, is_archive
from learning.distributed import Processes
from learning.hub.addresses import is_hub
from learning.hub.local import check_unchanged, local_data, pinned
from learning.logs import say
from learning.multicrop import CpuCrops, Crops, DeviceCrops, check_sizes
from learning.options import LARGE_SCALE
from learning.progress import check_output, replaced
from learning.views import CpuViews, DeviceViews, Recipe


def settle(args: argparse.Namespace, processes: Processes, *, pins_data: bool = True) -> None:
    """Replace defaults that depend on the machine; the joint batch must split evenly. Raises UserError.

    pins_data   put commits of the Hub in the place of DATA and --init; False where a command opens, and pins, its own
    """
    local = processes.local_world
    if args.batch_size % local:
        raise UserError(f"--batch-size {args.batch_size} does not split over {local} processes: choose a multiple", 2)
    if args.workers is None:
        args.workers = min(32, available_cores())
    if args.channels_last is None:
        args.channels_last = processes.device.type == "cuda"
    if pins_data:
        _pin(args, processes)
    if args.seed is None:
        seeds = torch.tensor([seeding.fresh_seed()], device=processes.device)
        if processes.world > 1:
            torch.distributed.broadcast(seeds, 0)
        args.seed = int(seeds)


def _pin(args: argparse.Namespace, processes: Processes) -> None:
    """Put the commits of the Hub that DATA and --init mean now in their place: config.yaml repeats the run with them.

    Raises UserError where a run that is resumed was begun with another commit.
    """
    if not any(map(is_hub, [*args.data, args.init])):
        return
    meant: list[Any] = (
        [[pinned(text, "dataset") for text in args.data], pinned(args.init, "model")] if processes.main else []
    )
    if processes.world > 1:
        meant = meant or [None, None]
        torch.distributed.broadcast_object_list(meant, 0, device=processes.device)
    args.data, args.init = meant
    config = Path(args.output) / "config.yaml"
    if args.resume and config.is_file() and not args.overwrite:
        before = read_config(config).get("data")
        check_unchanged(args.data, [str(text) for text in before] if isinstance(before, list) else [], args.output)


def prepare_output(args: argparse.Namespace, processes: Processes) -> None:
    """Make the output folder with config.yaml. Raises UserError where it holds a run that nobody asked to touch."""
    output = Path(args.output)
    check_output(args)
    if not processes.main:
        return
    try:
        output.mkdir(parents=True, exist_ok=True)
        if args.overwrite:
            for path in replaced(args):
                put_aside(path) if path.is_dir() else path.unlink()
        if args.overwrite and not args.resume:
            for path in (output / "tensorboard").glob("events.out.tfevents.*"):
                path.unlink()
            for name in (EXCLUDED, OLD_EXCLUDED, "metrics.csv", "curve.png"):
                (output / name).unlink(missing_ok=True)
        save_config(args, output / "config.yaml", drop=("resume", "overwrite"))
    except OSError as error:
        raise UserError(f"--output {output}: cannot be written ({error.strerror})", 2) from None


def saved_seed(args: argparse.Namespace) -> int | None:
    """The seed of the run that --resume auto resumes, where no --seed is given."""
    config = Path(args.output) / "config.yaml"
    if args.resume != "auto" or not list_checkpoints(args.output) or not config.is_file():
        return None
    seed = read_config(config).get("seed")
    if seed is not None and (type(seed) is not int or not 0 <= seed < 1 << 63):
        raise UserError(f"{config}: is damaged (its seed is no number from 0 to 2^63 - 1): give --seed", 2)
    return seed


def open_source(args: argparse.Namespace, processes: Processes, samples_per_class: int = 1) -> Any:
    """The source that DATA and --dataset-type name (learning/data/{sources,live}.py). Raises UserError."""
    if (args.positive_time or args.positive_jitter) and args.dataset_type not in ("shaders", "shader_list"):
        flag = "--positive-time" if args.positive_time else "--positive-jitter"
        raise UserError(f"{flag}: images on disk have no other moment: use --dataset-type shaders, or leave it out", 2)
    files = args.dataset_type in ("image_folder", "webdataset")
    if files and processes.main:
        _name_unused(args)
    data = [local_data(text) for text in args.data] if files else args.data
    if args.dataset_type == "image_folder":
        source: AdaZip | ImageFolder
        if is_archive(data):
            source = AdaZip(data[0], max_pixels=args.max_pixels)
        else:
            source = ImageFolder(data, max_pixels=args.max_pixels)
            if processes.main:
                name_problems(source.problems, say)
        return KeptImages(source, args.keep_images) if args.keep_images else source
    if args.dataset_type == "webdataset":
        return _open_shards(args, data, samples_per_class)
    return LiveSource(args, processes, samples_per_class)


def _name_unused(args: argparse.Namespace) -> None:
    """Say which flags of live rendering were given for images that are finished."""
    usual = {"mixing_type": "none", "epoch_size": LARGE_SCALE, "parameter_jitter": 0.0, "channel_programs": []}
    given = [f"--{name.replace('_', '-')}" for name, value in usual.items() if getattr(args, name, value) != value]
    if given:
        say(f"{', '.join(given)}: of live rendering; without effect on --dataset-type {args.dataset_type}")


def _open_shards(args: argparse.Namespace, data: list[str], samples_per_class: int) -> Any:
    """Shards by their index where there is one, else by reading all their headers now. Raises UserError."""
    indexed = [has_index(address) for address in data]
    if not all(indexed) or (samples_per_class > 1 and not any(map(is_url, data))):
        if any(map(is_url, data)):
            raise UserError("--dataset-type webdataset: give addresses of servers, or of this machine, not both", 2)
        return Shards([*data], max_pixels=args.max_pixels)
    return IndexedShards(
        data,
        cache=args.shard_cache,
        cache_gb=args.shard_cache_gb,
        patience=args.storage_patience,
        buffer=args.shuffle_buffer,
        max_pixels=args.max_pixels,
    )


def make_plan(args: argparse.Namespace, source: Any, processes: Processes, samples_per_class: int = 1) -> Plan:
    """Which images each step takes: samples_per_class of each drawn class (1: images in any order)."""
    batch = args.batch_size // processes.local_world
    order: Callable[[int], Order]
    if isinstance(source, LiveSource):
        return Plan(source.length, batch, processes.rank, processes.world)
    if samples_per_class > 1:
        order = grouped(source.labels, samples_per_class, batch * processes.world, args.seed)
    elif isinstance(source, IndexedShards):
        order = source.order(args.seed)
    else:
        order = shuffled(len(source), args.seed)
    return Plan(len(source), batch, processes.rank, processes.world, order)


class Data(NamedTuple):
    """What a run trains on.

    batches   (start, stop) -> Batches of these steps
    views     device views, or None where the data come augmented
    """

    source: Any
    plan: Plan
    batches: Callable[[int, int], Batches | LiveBatches | ResidentBatches]
    views: DeviceViews | DeviceCrops | None


def _check_first_image(args: argparse.Namespace, source: Any, crops: tuple[Crops, ...]) -> None:
    """Raises UserError where local views are larger than rendered images, or than the first of a folder's."""
    if isinstance(source, LiveSource):
        side = round(args.image_size * args.generation_resolution_multiplier)
        return check_sizes(crops, side, side, "--generation-resolution-multiplier")
    with contextlib.suppress(BadImage):
        height, width = source.read(0)[0].shape[:2]
        check_sizes(crops, height, width, str(args.data[0]))


@contextlib.contextmanager
def opened_data(
    args: argparse.Namespace,
    processes: Processes,
    recipe: Recipe | tuple[Crops, ...],
    samples_per_class: int = 1,
) -> Iterator[Data]:
    """The data that the flags name; render processes end with the block. Raises UserError.

    recipe    of the two views, or the crops of multi-crop
    """
    source = open_source(args, processes, samples_per_class)
    plan = make_plan(args, source, processes, samples_per_class)
    on_cpu = args.augment_on == "cpu"
    on_host: CpuViews | CpuCrops
    on_device: DeviceViews | DeviceCrops
    if isinstance(recipe, tuple):
        _check_first_image(args, source, recipe)
        on_host, on_device = CpuCrops(recipe), DeviceCrops(recipe)
    else:
        on_host, on_device = CpuViews(recipe, args.image_size), DeviceViews(recipe, args.image_size)
    dataset = SourceDataset(source, on_host if on_cpu else None, args.seed)
    workers = -(-args.workers // processes.local_world) if args.workers else 0
    live = isinstance(source, LiveSource)
    transfer = "host"
    if live:
        transfer = chosen_transfer(args, source, processes.device)
    elif args.transfer == "gpu":
        raise UserError("--transfer gpu is for live rendering (--dataset-type shaders)", 2)

    def batches(start: int, stop: int) -> Batches | LiveBatches | ResidentBatches:
        if transfer == "gpu":
            if processes.main:
                say("images stay on the GPU (--transfer gpu)")
            sharing = open_sharing(processes.device, source.maker.devices[0])
            return ResidentBatches(source.stay_on_gpu(sharing), start, stop)
        pin = processes.device.type == "cuda"
        if live and not on_cpu:
            return LiveBatches(source, plan, start, stop, pin=pin)
        return Batches(dataset, plan, start, stop, workers=workers, pin=pin, live=source if live else None)

    try:
        yield Data(source, plan, batches, None if on_cpu else on_device)
    finally:
        if live or isinstance(source, IndexedShards):
            source.close()


def on_device(model: nn.Module, args: argparse.Namespace, processes: Processes) -> nn.Module:
    """Move the model; the module to call: itself, or wrapped so that processes share gradients."""
    model.to(processes.device)
    if args.channels_last:
        model.to(memory_format=torch.channels_last)
    if processes.world == 1:
        return model
    ids = [processes.device.index] if processes.device.type == "cuda" else None
    # Buffers need no exchange: statistics of batches are each process's own, and a queue is equal everywhere.
    # (The flag that replaces this one is new in torch 2.14.)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`broadcast_buffers`", FutureWarning)
        return DistributedDataParallel(model, device_ids=ids, broadcast_buffers=False)
