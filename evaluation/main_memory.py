"""Visual memory: recognise by the nearest of labelled images, and add or remove these without any training.

    .venv/bin/python evaluation/main_memory.py build --memory outputs/m.safetensors --checkpoint C --dataset cifar10
    .venv/bin/python evaluation/main_memory.py add --memory outputs/m.safetensors --checkpoint C --images a.jpg \\
        --class cat
    .venv/bin/python evaluation/main_memory.py remove --memory outputs/m.safetensors --classes ship truck
    .venv/bin/python evaluation/main_memory.py query --memory outputs/m.safetensors --checkpoint C --dataset cifar10

Each has --help of its own (docs/memory.md).
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import sys

from image_generation.common.cli import (
    OneLineParser,
    add_config,
    file_ending_in,
    non_negative_int,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
    seed_number,
)
from image_generation.common.errors import UserError
from learning.threads import add_threads, settle_threads

COMMANDS = {
    "build": "write a memory of a data set's images",
    "add": "add a data set's images, or single ones",
    "remove": "remove classes or single images",
    "query": "classify a data set's images, or single ones, by their nearest in the memory",
    "triplets": "how often features agree with people on which of two images is nearer to a third",
    "pca": "draw the first three components of the patches' features",
    "masks": "R2 of linear regression from patches' features to segmentation masks",
}


PERCEPTION = ("triplets", "pca", "masks")


def add_encoder_flags(parser: argparse.ArgumentParser) -> None:
    """Which encoder, and how it is run."""
    group = parser.add_argument_group("encoder")
    which = group.add_mutually_exclusive_group(required=True)
    which.add_argument("--checkpoint", metavar="C", help="encoder of this checkpoint, also hf:USER/NAME")
    which.add_argument("--random-init", metavar="ARCH", help="encoder with random weights (of --seed)")
    group.add_argument(
        "--arch", default=None, help="architecture of a checkpoint that does not tell (default: its own)"
    )
    group.add_argument("--layer", default=None, help="use this layer's features (default: what the head is given)")
    group.add_argument(
        "--image-size", type=positive_int, default=None, metavar="R", help="side in pixels (default: the encoder's own)"
    )
    group.add_argument("--seed", type=seed_number, default=0, help="of random weights and --few (default: 0)")
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N (default: auto)")
    group.add_argument("--batch-size", type=positive_int, default=256, metavar="N", help="images (default: 256)")
    group.add_argument(
        "-j", "--workers", type=non_negative_int, default=0, metavar="N", help="data-loading processes (default: 0)"
    )
    add_threads(group)


def add_data_flags(parser: argparse.ArgumentParser, part: str, required: bool) -> None:
    """Which labelled images."""
    group = parser.add_argument_group("data")
    group.add_argument(
        "--dataset",
        required=required,
        default=None,
        metavar="D",
        help="digits, image_folder:TRAIN:TEST, imagenet:DIR, cub200:DIR, medmnist:NAME or torchvision's"
        + ("" if required else " (default: --images alone)"),
    )
    group.add_argument("--data-root", default="data", metavar="DIR", help="of torchvision's sets (default: data)")
    group.add_argument("--part", choices=("train", "test"), default=part, help=f"of the data set (default: {part})")
    group.add_argument("--classes", nargs="+", default=None, metavar="NAME", help="these classes alone (default: all)")
    group.add_argument(
        "--few", type=positive_int, default=None, metavar="N", help="so many images a class (default: all)"
    )


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace; `command` is one of COMMANDS."""
    words = sys.argv[1:] if argv is None else list(argv)
    command = words[0] if words else ""
    if command not in COMMANDS:
        parser = OneLineParser(description=__doc__)
        parser.add_argument("command", choices=list(COMMANDS), help="main_memory.py COMMAND --help says more")
        parser.parse_args(words[:1])
    parser = OneLineParser(prog=f"main_memory.py {command}", description=COMMANDS[command])
    if command in PERCEPTION:
        return _perception_args(command, parser, words[1:])
    group = parser.add_argument_group("memory")
    group.add_argument("--memory", required=True, metavar="FILE.safetensors", help="the memory")
    if command == "remove":
        group.add_argument(
            "--classes", nargs="+", default=None, metavar="NAME", help="classes to remove (default: none)"
        )
        group.add_argument(
            "--images",
            nargs="+",
            default=None,
            metavar="NAME",
            help="images to remove, by file or name (default: none)",
        )
    else:
        add_encoder_flags(parser)
        add_data_flags(parser, "test" if command == "query" else "train", command == "build")
    if command == "build":
        group.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    if command in ("add", "query"):
        group.add_argument("--images", nargs="+", default=None, metavar="FILE", help="single images (default: none)")
    if command == "add":
        group.add_argument(
            "--class", dest="class_name", default=None, metavar="NAME", help="class of --images (default: none)"
        )
    if command == "query":
        group = parser.add_argument_group("query")
        group.add_argument(
            "-k", "--neighbours", type=positive_int, default=20, metavar="K", help="images that vote (default: 20)"
        )
        group.add_argument(
            "--vote",
            choices=("weighted", "majority"),
            default="weighted",
            help="by exp(cosine / temperature), or one vote each (default: weighted)",
        )
        group.add_argument(
            "--temperature", type=positive_float, default=0.07, help="temperature of --vote weighted (default: 0.07)"
        )
        group.add_argument(
            "--search",
            choices=("chunks", "faiss"),
            default="chunks",
            help="exact either way; faiss holds all features in memory (default: chunks)",
        )
        group.add_argument(
            "--confusion", default=None, metavar="FILE.csv", help="write how classes are confused (default: no)"
        )
        group.add_argument(
            "--picture",
            type=file_ending_in(".png"),
            default=None,
            metavar="FILE.png",
            help="draw images and their nearest (default: no)",
        )
        group.add_argument("--rows", type=positive_int, default=8, metavar="N", help="rows of the picture (default: 8)")
        group.add_argument("--results", default="outputs/results.csv", metavar="FILE", help="a row is appended here")
    add_config(parser)
    args = parse_args_with_config(parser, words[1:])
    args.command = command
    return args


def _perception_args(command: str, parser: argparse.ArgumentParser, words: list[str]) -> argparse.Namespace:
    """The flags of the commands that need no memory."""
    add_encoder_flags(parser)
    group = parser.add_argument_group("images")
    if command == "triplets":
        group.add_argument(
            "--triplets",
            required=True,
            metavar="CSV|DIR",
            help="reference, left, right, nearer: a table, NIGHTS' folder, or folders",
        )
        group.add_argument("--split", default=None, help="of NIGHTS' table: train, val or test (default: all)")
    else:
        several = {"nargs": "+"} if command == "pca" else {}
        group.add_argument("--images", required=True, metavar="DIR", help="images", **several)
    if command == "pca":
        group.add_argument(
            "--output", type=file_ending_in(".png"), required=True, metavar="FILE.png", help="the picture"
        )
        group.add_argument("--rows", type=positive_int, default=8, metavar="N", help="images (default: 8)")
    if command == "masks":
        group.add_argument(
            "--masks",
            required=True,
            metavar="DIR",
            help="masks with the images' paths but for their suffix; values are classes, 255 is none",
        )
        group.add_argument("--ridge", type=positive_float, default=1e-3, help="strength of the ridge (default: 0.001)")
    if command != "pca":
        group.add_argument("--results", default="outputs/results.csv", metavar="FILE", help="a row is appended here")
    add_config(parser)
    args = parse_args_with_config(parser, words)
    args.command = command
    return args


def main(argv: list[str] | None = None) -> None:
    """Run a command."""
    args = parse_args(argv)
    if args.command == "query" and args.confusion and args.images:
        raise UserError("--confusion needs --dataset: single images have no labels", 2)
    settle_threads(getattr(args, "threads", None))  # remove needs no encoder
    # Not imported above: --help needs no torch.
    from evaluation import memory_commands, perception

    getattr(perception if args.command in PERCEPTION else memory_commands, args.command)(args)


if __name__ == "__main__":
    run_main(main)
