"""Flags that every trainer has. Light to import: render processes import the trainer's main file and need no torch."""

from __future__ import annotations

import argparse

from image_generation.common.cli import (
    add_config,
    jitter,
    learning_rate,
    non_negative_float,
    non_negative_int,
    positive_float,
    positive_int,
    seed_number,
    step_factor,
)
from image_generation.image_files import MAX_PIXELS
from image_generation.shaders.flags import (
    add_backend_flag,
    add_channel_flag,
    add_program_cache_flag,
    add_sampling_flags,
)
from image_generation.shaders.rendering.cuda_sharing import TRANSFERS
from learning.threads import add_threads

DATASET_TYPES = ("image_folder", "shaders", "shader_list", "webdataset")
# Defaults of shards: those of data/indexed_shards.py and datasets/storage.py, which render processes need not import.
SHUFFLE_BUFFER, SHARD_CACHE_GB, STORAGE_PATIENCE = 50_000, 20.0, 300.0
LARGE_SCALE = 1_300_000  # images an epoch of the paper's live runs


def add_data_options(
    parser: argparse.ArgumentParser, image_size: int, multiplier: float = 1.0, batch_size: int | None = 256
) -> None:
    """DATA and how it becomes batches; multiplier: the default of --generation-resolution-multiplier."""
    usual = batch_size or "--batch-size-per-gpu for each"
    group = parser.add_argument_group("data")
    group.add_argument(
        "data", nargs="+", metavar="DATA", help="folders of images or webdataset shards (also hf:USER/NAME), or SHADERS"
    )
    group.add_argument("--dataset-type", choices=DATASET_TYPES, default="image_folder", help="what DATA is")
    group.add_argument(
        "-b",
        "--batch-size",
        type=positive_int,
        default=batch_size,
        metavar="N",
        help=f"images a step, of all processes of a machine together (default: {usual})",
    )
    group.add_argument(
        "-j",
        "--workers",
        type=non_negative_int,
        default=None,
        metavar="N",
        help="data-loading processes of a machine (default: one a core, at most 32)",
    )
    group.add_argument(
        "--image-size",
        type=positive_int,
        default=image_size,
        metavar="R",
        help=f"side of a view in pixels (default: {image_size})",
    )
    group.add_argument(
        "--augment-on",
        choices=("cpu", "device"),
        default="cpu",
        help="make views image by image in the data-loading processes, or batched on the training device",
    )
    group.add_argument(
        "--keep-images",
        type=non_negative_float,
        default=0.0,
        metavar="GB",
        help="memory for decoded images of folders and zips, so that files are read once (default: 0, read each time)",
    )
    group.add_argument(
        "--max-pixels",
        type=positive_int,
        default=MAX_PIXELS,
        metavar="N",
        help=f"images of more pixels are skipped and named (default: {MAX_PIXELS})",
    )
    add_shard_options(parser)
    add_live_options(parser, multiplier)


def add_shard_options(parser: argparse.ArgumentParser) -> None:
    """Reading shards, from this machine or a server."""
    group = parser.add_argument_group("shards (--dataset-type webdataset, docs/scale.md)")
    group.add_argument(
        "--shuffle-buffer",
        type=positive_int,
        default=SHUFFLE_BUFFER,
        metavar="N",
        help=f"images of neighbouring shards that are shuffled together (default: {SHUFFLE_BUFFER})",
    )
    group.add_argument(
        "--shard-cache",
        default=None,
        metavar="DIR",
        help="where shards of a server are kept while they are used (default: a folder in TMPDIR)",
    )
    group.add_argument(
        "--shard-cache-gb",
        type=positive_float,
        default=SHARD_CACHE_GB,
        metavar="GB",
        help=f"what that folder may hold, GB (default: {SHARD_CACHE_GB:g})",
    )
    group.add_argument(
        "--storage-patience",
        type=non_negative_float,
        default=STORAGE_PATIENCE,
        metavar="S",
        help=f"seconds for which a server's errors are retried (default: {STORAGE_PATIENCE:g})",
    )


def add_run_options(
    parser: argparse.ArgumentParser, output: str, milestone_every: int = 50, amp: bool | None = False
) -> None:
    """How a run is carried out, logged and resumed; amp: the default of --amp, None for on GPUs alone."""
    usual = "on GPUs" if amp is None else "no"
    group = parser.add_argument_group("run")
    group.add_argument(
        "--output", default=output, metavar="DIR", help=f"folder of checkpoints and logs (default: {output})"
    )
    group.add_argument(
        "--seed",
        type=seed_number,
        default=None,
        metavar="N",
        help="of weights, order and views (default: drawn at random and saved)",
    )
    group.add_argument("--device", default="auto", help="what trains: auto, cpu, cuda or cuda:N (default: auto)")
    add_threads(group)
    group.add_argument(
        "--amp",
        action=argparse.BooleanOptionalAction,
        default=amp,
        help=f"compute in bfloat16 where that is safe (default: {usual})",
    )
    group.add_argument("--compile", action="store_true", help="torch.compile the encoders")
    group.add_argument(
        "--channels-last", action=argparse.BooleanOptionalAction, default=None, help="memory format (default: on GPUs)"
    )
    group.add_argument(
        "--resume",
        default="",
        metavar="auto|PATH",
        help="resume from the last or from this checkpoint (default: from the start)",
    )
    group.add_argument(
        "--init",
        default="",
        metavar="FILE",
        help="start from the weights in this checkpoint, whoever trained it; also hf:USER/NAME (default: random ones)",
    )
    group.add_argument("--overwrite", action="store_true", help="start over in a folder that holds a run")
    group.add_argument(
        "--start-epoch", type=non_negative_int, default=0, metavar="N", help="epoch to count from, as in MoCo's code"
    )
    group.add_argument("-p", "--print-freq", type=positive_int, default=10, metavar="N", help="steps a row of the log")
    group.add_argument("--keep-last", type=positive_int, default=2, metavar="N", help="checkpoints kept (default: 2)")
    group.add_argument(
        "--milestone-every",
        type=non_negative_int,
        default=milestone_every,
        metavar="N",
        help=f"epochs between checkpoints that are kept for good (default: {milestone_every}; 0: none)",
    )
    group.add_argument(
        "--monitor",
        default=None,
        metavar="DATASET",
        help="watch kNN accuracy on this set (see evaluation/main_knn.py --dataset; default: none)",
    )
    group.add_argument(
        "--monitor-every", type=positive_int, default=1, metavar="K", help="epochs between two looks (default: 1)"
    )
    group.add_argument("--wandb", default=None, metavar="PROJECT", help="log to Weights & Biases as well (default: no)")
    add_config(parser)


def add_optimizer_options(parser: argparse.ArgumentParser, lr: float, epochs: int, schedule: list[int]) -> None:
    """SGD and its schedule, with MoCo's flag names."""
    group = parser.add_argument_group("optimization")
    group.add_argument(
        "--epochs", type=positive_int, default=epochs, metavar="N", help=f"passes over the data (default: {epochs})"
    )
    group.add_argument(
        "--lr", "--learning-rate", dest="lr", type=learning_rate, default=lr, help=f"learning rate (default: {lr})"
    )
    group.add_argument(
        "--schedule",
        type=int,
        nargs="*",
        default=schedule,
        metavar="EPOCH",
        help=f"epochs at which the rate drops to a tenth (default: {schedule})",
    )
    group.add_argument("--cos", action="store_true", help="cosine schedule in place of --schedule")
    group.add_argument("--momentum", type=step_factor, default=0.9, help="of SGD, 0 to 1")
    group.add_argument(
        "--wd", "--weight-decay", dest="weight_decay", type=step_factor, default=1e-4, help="weight decay"
    )


def add_crop_options(
    parser: argparse.ArgumentParser,
    n_local: int,
    global_area: list[float],
    local_area: list[float],
    published: tuple[int, int],
) -> None:
    """Multi-crop, with the official DINO's flag names; published: sides of local and global views in the paper."""
    group = parser.add_argument_group("multi-crop")
    group.add_argument(
        "--global-crops-scale",
        type=image_share,
        nargs=2,
        default=global_area,
        metavar=("A", "B"),
        help=f"shares of the image that global crops show (default: {global_area[0]} {global_area[1]})",
    )
    group.add_argument(
        "--local-crops-number",
        type=non_negative_int,
        default=n_local,
        metavar="N",
        help=f"local crops of an image (default: {n_local}; 0: none)",
    )
    group.add_argument(
        "--local-crops-scale",
        type=image_share,
        nargs=2,
        default=local_area,
        metavar=("A", "B"),
        help=f"shares of the image that local crops show (default: {local_area[0]} {local_area[1]})",
    )
    group.add_argument(
        "--local-crops-size",
        type=positive_int,
        default=None,
        metavar="R",
        help="side of local crops in pixels (default: "
        f"{published[0]} for global ones of {published[1]}, and in proportion)",
    )


def image_share(text: str) -> float:
    """argparse type: a share of an image's area, above 0 and at most 1."""
    value = positive_float(text)
    if value > 1.0:
        raise argparse.ArgumentTypeError(f"must be at most 1, not {text}")
    return value


def switch(text: str) -> bool:
    """argparse type: true, on or 1; false, off or 0."""
    word = text.strip().lower()
    if word not in ("true", "on", "1", "false", "off", "0"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")
    return word in ("true", "on", "1")


def dashed(word: str) -> str:
    """An argument with dashes for underscores where it is the name of a flag."""
    flag, equals, value = word.partition("=")
    return flag.replace("_", "-") + equals + value if word.startswith("--") else word


def data_first(words: list[str], flag: str) -> list[str]:
    """The line with `FLAG X` written as `X` in front: for published commands whose data come with a flag."""
    front, rest = [], []
    waiting = iter(words)
    for word in waiting:
        name, equals, value = word.partition("=")
        if name == flag:
            front.append(value if equals else next(waiting, ""))
        else:
            rest.append(word)
    return front + rest


def add_live_options(parser: argparse.ArgumentParser, multiplier: float = 1.0) -> None:
    """Rendering while training: what is drawn (as generate_dataset.py's flags) and by which processes."""
    add_sampling_flags(parser)
    group = parser.add_argument_group("live rendering (--dataset-type shaders, shader_list)")
    group.add_argument(
        "--epoch-size",
        type=positive_int,
        default=LARGE_SCALE,
        metavar="N",
        help=f"images an epoch (default: {LARGE_SCALE})",
    )
    group.add_argument(
        "--generation-resolution-multiplier",
        type=positive_float,
        default=multiplier,
        metavar="F",
        help=f"side of the rendered images over --image-size (default: {multiplier:g})",
    )
    add_channel_flag(group)
    add_backend_flag(group)
    add_program_cache_flag(group)
    group.add_argument(
        "--transfer",
        choices=TRANSFERS,
        default="auto",
        help="how images reach the GPU that trains: host draws in processes of their own and copies; gpu "
        "(experimental) keeps them there, drawn by compute shaders in the trainer's process, up to 1024 programs, "
        "with --augment-on device; auto: host (default: auto)",
    )
    group.add_argument(
        "--positive-time",
        type=non_negative_float,
        default=0.0,
        metavar="SECONDS",
        help="the other view is the same program at a time up to so many seconds away (default: 0, the same picture)",
    )
    group.add_argument(
        "--positive-jitter",
        type=jitter,
        default=0.0,
        metavar="SIGMA",
        help="the other view has the program's numbers scaled by factors exp(SIGMA * N(0, 1)) (default: 0, none)",
    )
    group.add_argument(
        "--rendering-gpus",
        type=non_negative_int,
        nargs="+",
        default=None,
        metavar="N",
        help="CUDA ordinals to render on (default: the GPU that trains, or the CPU)",
    )
    group.add_argument(
        "--render-workers",
        type=positive_int,
        default=None,
        metavar="N",
        help="render processes of each training process (default: 4 a GPU, or one a core)",
    )
    group.add_argument(
        "--render-timeout",
        type=positive_float,
        default=60.0,
        metavar="S",
        help="seconds that one drawing may take (default: 60)",
    )
    group.add_argument(
        "--ring-images",
        type=positive_int,
        default=None,
        metavar="N",
        help="images kept ready in shared memory (default: as --ring-gb says)",
    )
    group.add_argument(
        "--ring-gb",
        type=positive_float,
        default=None,
        metavar="GB",
        help="memory for images kept ready, of all training processes of this machine together: the more of a program's"
        " next images it has room for, the fewer times it is loaded; the images stay the same (default: 256 MB, or 16 "
        "images of every program, but at most a quarter of the free memory, a container's too, and 32 GB)",
    )
    group.add_argument(
        "--check-every",
        type=non_negative_int,
        default=10000,
        metavar="K",
        help="draw a known image again every K images (default: 10000; 0: never)",
    )
