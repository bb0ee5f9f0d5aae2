"""The published code's flags on this trainer: names with underscores, other names, and what is answered to the rest.

They are those of SupContrast's and shaders21k's main_supcon.py and main_ce.py and of align_uniform's main.py. Light to
import: render processes import the trainer's main file and need no torch.
"""

from __future__ import annotations

import argparse
import ast

from image_generation.common.cli import non_negative_float, non_negative_int, positive_float, positive_int, seed_number
from image_generation.common.errors import UserError

# Flags that say where the images come from, and the --dataset-type that each stands for.
DATA_FLAGS = {
    "--data-folder": "image_folder",
    "--fragment-file": "shaders",
    "--fragment-list-file": "shader_list",
}
# Flags that are not offered, and what to give instead.
ELSEWHERE = {
    "--dataset": "name the images as DATA, here and on evaluation's command lines --dataset",
    "--exp-name": "name the output folder with --output",
    "--trial": "name the output folder with --output",
    "--gpus": "choose GPUs with CUDA_VISIBLE_DEVICES, a process for each with torchrun --nproc-per-node N, and "
    "those that render with --rendering-gpus",
}


def epoch_list(text: str) -> list[int]:
    """argparse type: epochs with commas between, as in '120,160'."""
    return [non_negative_int(part) for part in text.split(",") if part.strip()]


def seed_or_none(text: str) -> int | None:
    """argparse type: a seed, or -1 for one that is drawn at random."""
    return None if text.strip() == "-1" else seed_number(text)


class _Elsewhere(argparse.Action):
    """A flag that is answered by what to give instead."""

    def __call__(self, parser, namespace, values, option_string=None):
        parser.error(f"{option_string} is not offered here: {ELSEWHERE[self.option_strings[0]]}")


class _Nothing(argparse.Action):
    """A flag for what is so without it."""

    def __call__(self, parser, namespace, values, option_string=None):
        pass


class _SameStatistics(argparse.Action):
    """--mean and --std: accepted where they are ImageNet's, which evaluation takes out as well."""

    def __call__(self, parser, namespace, values, option_string=None):
        # here: --help answers without torch
        from learning.views import IMAGENET_MEAN, IMAGENET_STD

        expected = IMAGENET_MEAN if option_string == "--mean" else IMAGENET_STD
        try:
            found = tuple(map(float, ast.literal_eval(values)))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            parser.error(f"{option_string} {values}: must be three numbers, as in {str(expected)!r}")
        if found != expected:
            parser.error(
                f"{option_string} {values}: images are normalised with ImageNet's {expected} here, as evaluation "
                "does; others are not offered"
            )


def add_published_flags(parser: argparse.ArgumentParser) -> None:
    """Second names of flags that all trainers share, and the published flags that have no other name."""
    group = parser.add_argument_group("the published code's names for flags above")

    def same_as(flag: str, *names: str, **options) -> None:
        dest = flag.lstrip("-").replace("-", "_")
        group.add_argument(*names, dest=dest, default=argparse.SUPPRESS, help=f"same as {flag}", **options)

    same_as("--image-size", "--size", type=positive_int, metavar="R")
    same_as("--workers", "--num-workers", type=non_negative_int, metavar="N")
    same_as("--schedule", "--lr-decay-epochs", type=epoch_list, metavar="120,160")
    same_as("--cos", "--cosine", action="store_true")
    same_as("--milestone-every", "--save-freq", type=non_negative_int, metavar="N")
    same_as("--epoch-size", "--n-samples", type=positive_int, metavar="N")
    same_as("--seed", "--random-seed", type=seed_or_none, metavar="SEED")
    same_as("--align-weight", "--align-w", type=non_negative_float, metavar="W")
    same_as("--uniform-weight", "--unif-w", type=non_negative_float, metavar="W")
    same_as("--uniform-t", "--unif-t", type=positive_float, metavar="T")
    for flag, kind in DATA_FLAGS.items():  # data_first has taken them off the line
        group.add_argument(
            flag,
            dest=argparse.SUPPRESS,
            default=argparse.SUPPRESS,
            metavar="DATA",
            help=f"same as DATA --dataset-type {kind}",
        )
    group.add_argument(
        "--infinite-samples",
        action=_Nothing,
        nargs=0,
        dest=argparse.SUPPRESS,
        default=argparse.SUPPRESS,
        help="live images never repeat, with it and without",
    )
    for flag in ("--mean", "--std"):
        group.add_argument(
            flag,
            action=_SameStatistics,
            dest=argparse.SUPPRESS,
            default=argparse.SUPPRESS,
            metavar="'(R, G, B)'",
            help="ImageNet's only",
        )
    for flag in ELSEWHERE:
        group.add_argument(
            flag, action=_Elsewhere, dest=argparse.SUPPRESS, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )


def data_first(words: list[str]) -> list[str]:
    """The line with `--data-folder X` and its like written as `X --dataset-type KIND` in front.

    Raises UserError where two of them are given.
    """
    front: list[str] = []
    rest: list[str] = []
    k = 0
    while k < len(words):
        flag, equals, value = words[k].partition("=")
        k += 1
        if flag not in DATA_FLAGS or not (equals or k < len(words)):
            rest.append(words[k - 1])
            continue
        if not equals:
            value, k = words[k], k + 1
        if front:
            raise UserError(f"give one of {', '.join(DATA_FLAGS)}, not several", 2)
        front = [value, "--dataset-type", DATA_FLAGS[flag]]
    return front + rest
