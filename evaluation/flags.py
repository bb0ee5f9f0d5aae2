"""Encoders to evaluate: from our checkpoints, MoCo's, SupContrast's, plain state dicts, or random weights.

encoder = load_encoder("outputs/moco/checkpoint_0199.pth.tar")
features = encoder.features(images)                              # float [n, 3, h, w] -> float [n, encoder.width]
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import torch

from evaluation.results import PLOTS
from image_generation.common.cli import add_config, file_ending_in, non_negative_int, positive_int, seed_number
from image_generation.common.errors import UserError
from image_generation.image_files import MAX_PIXELS
from learning.data.labelled_datasets import Labelled, open_labelled
from learning.distributed import pick_device
from learning.encoders.build import encoder_factory
from learning.encoders.inner_layers import LayerFeatures
from learning.encoders.load import Encoder, load_encoder, random_encoder
from learning.threads import add_threads

# ------------------------------------------------------------------ flags that both evaluations share


def add_encoders(group: argparse._ArgumentGroup) -> None:
    """Which encoders: checkpoints, random weights, and their names in the table."""
    group.add_argument(
        "--checkpoint",
        nargs="+",
        default=[],
        metavar="C",
        help="checkpoints to compare, also hf:USER/NAME (default: none)",
    )
    group.add_argument(
        "--random-init", nargs="+", default=[], metavar="ARCH", help="encoders with random weights (default: none)"
    )
    group.add_argument("--arch", default=None, help="architecture of checkpoints that do not tell (default: theirs)")
    group.add_argument(
        "--labels",
        nargs="+",
        default=None,
        metavar="NAME",
        help="names for the table, checkpoints first (default: file names)",
    )


def add_encoder_options(parser: argparse.ArgumentParser) -> None:
    """Which encoders, on which data."""
    group = parser.add_argument_group("encoders")
    add_encoders(group)
    group.add_argument(
        "--layer",
        default=None,
        help="probe this layer, averaged over space: a module's name (layer3), or a number among "
        "small_alexnet's blocks (5: fc6, 6: fc7); default: what the head is given",
    )
    group = parser.add_argument_group("data")
    group.add_argument(
        "--dataset",
        required=True,
        metavar="D",
        help="digits, image_folder:TRAIN:TEST (folders, also hf:USER/NAME/PATH), or a data set of torchvision by name",
    )
    group.add_argument(
        "--data-root", default="data", metavar="DIR", help="where torchvision's data lie (default: data)"
    )
    group.add_argument(
        "--few",
        "--labels-per-class",
        dest="few",
        type=positive_int,
        default=None,
        metavar="N",
        help="use N training images a class (default: all)",
    )
    group.add_argument(
        "--train-images",
        type=positive_int,
        default=None,
        metavar="N",
        help="use N training images, drawn from all classes together (default: all)",
    )
    group.add_argument(
        "--draws",
        type=positive_int,
        default=1,
        metavar="D",
        help="with --few: draw them D times and average the scores (default: 1)",
    )
    group.add_argument(
        "--image-size", type=positive_int, default=None, metavar="R", help="side in pixels (default: the encoder's)"
    )
    group.add_argument(
        "--max-pixels",
        type=positive_int,
        default=MAX_PIXELS,
        metavar="N",
        help=f"images of image_folder with more pixels are skipped and named (default: {MAX_PIXELS})",
    )
    group.add_argument("--seed", type=seed_number, default=0, help="of random weights and of --draws (default: 0)")
    group = parser.add_argument_group("run")
    group.add_argument("--device", default="auto", help="what computes: auto, cpu, cuda or cuda:N")
    add_threads(group)
    group.add_argument("--batch-size", type=positive_int, default=256, metavar="N", help="images at once")
    group.add_argument(
        "-j", "--workers", type=non_negative_int, default=0, metavar="N", help="data-loading processes (default: 0)"
    )
    group.add_argument("--results", default="outputs/results.csv", metavar="FILE", help="rows are appended here")
    group.add_argument(
        "--plot",
        type=file_ending_in(*PLOTS),
        default=None,
        metavar="FILE.png",
        help=f"draw the comparison as bars, {', '.join(PLOTS)} (default: no)",
    )
    add_config(parser)


def probe(encoder: Encoder, layer: str) -> None:
    """Turn the encoder's features into those of an inner layer. Raises UserError for one that is not there."""
    module = LayerFeatures(encoder.module, layer).eval()
    encoder.module, encoder.width = module, module.width(encoder.image_size)
    encoder.label += f" {module.path}"


def open_encoders(args: argparse.Namespace) -> tuple[list[Encoder], Labelled, torch.device]:
    """The encoders, data (all of it) and device that the flags name. Raises UserError."""
    if not args.checkpoint and not args.random_init:
        raise UserError("give --checkpoint or --random-init (or both, to compare)", 2)
    for arch in args.random_init:
        encoder_factory(arch)
    device = pick_device(args.device)
    encoders = [load_encoder(path, args.arch) for path in args.checkpoint]
    encoders += [random_encoder(arch, args.seed) for arch in args.random_init]
    if args.labels is not None:
        if len(args.labels) != len(encoders):
            raise UserError(f"--labels: {len(args.labels)} names for {len(encoders)} encoders", 2)
        for encoder, label in zip(encoders, args.labels):
            encoder.label = label
    for encoder in encoders:
        encoder.image_size = args.image_size or encoder.image_size
        if args.layer is not None:
            probe(encoder, args.layer)
        encoder.module.to(device)
    data = open_labelled(args.dataset, args.data_root, max_pixels=args.max_pixels)
    return encoders, some_of(data, args.train_images, args.seed), device


def some_of(data: Labelled, n: int | None, seed: int) -> Labelled:
    """The data with n training images, drawn with `seed` (all where None). Raises UserError where there are fewer."""
    if n is None:
        return data
    if n > len(data.train):
        raise UserError(f"--train-images {n}: the data set has {len(data.train)}", 2)
    drawn = np.sort(np.random.default_rng(seed).permutation(len(data.train))[:n])
    return replace(data, train=data.train.rows(drawn))
