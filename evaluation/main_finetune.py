"""Fine-tune an encoder, all of it, on a labelled data set, and score it on the test part.

    .venv/bin/python evaluation/main_finetune.py --checkpoint outputs/dino/checkpoint_0099.pth.tar --dataset cifar100 \\
        --image-size 224 --output outputs/finetune
    .venv/bin/python evaluation/main_finetune.py --random-init resnet50 --dataset imagenet:DIR --output outputs/scratch

An interrupted run resumes with --resume auto. On several GPUs: torchrun --standalone --nproc-per-node 4 ... The
training is in evaluation/finetune.py (docs/evaluation.md).
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse

from evaluation.recipes import RECIPES
from image_generation.common.cli import (
    OneLineParser,
    learning_rate,
    non_negative_float,
    non_negative_int,
    parse_args_with_config,
    positive_int,
    run_main,
    step_factor,
)
from learning import options
from learning.threads import settle_threads


def share(text: str) -> float:
    """argparse type: a number from 0 to 1."""
    value = non_negative_float(text)
    if value > 1.0:
        raise argparse.ArgumentTypeError(f"must be from 0 to 1, not {text}")
    return value


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace; what a recipe sets is None where it is not given."""
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("encoder")
    which = group.add_mutually_exclusive_group(required=True)
    which.add_argument("--checkpoint", metavar="C", help="encoder of this checkpoint, also hf:USER/NAME")
    which.add_argument("--random-init", metavar="ARCH", help="encoder with random weights: training from scratch")
    group.add_argument(
        "--arch", default=None, help="architecture of a checkpoint that does not tell (default: its own)"
    )
    group = parser.add_argument_group("data")
    group.add_argument("--dataset", required=True, metavar="D", help="as of main_knn.py: cifar10, imagenet:DIR ...")
    group.add_argument("--data-root", default="data", metavar="DIR", help="of torchvision's sets (default: data)")
    group.add_argument(
        "--few", type=positive_int, default=None, metavar="N", help="use N training images a class (default: all)"
    )
    group.add_argument(
        "-b",
        "--batch-size",
        type=positive_int,
        default=256,
        metavar="N",
        help="images a step, of all processes of a machine together (default: 256)",
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
        "--image-size", type=positive_int, default=None, metavar="R", help="side in pixels (default: the encoder's own)"
    )
    group = parser.add_argument_group("recipe")
    group.add_argument(
        "--recipe",
        choices=("auto", *RECIPES),
        default="auto",
        help="what the flags below are where they are not given: AdamW for transformers (vit), SGD for "
        "convolution networks (resnet); auto: by the encoder (default)",
    )
    for flag, kind, text in (
        ("--lr", learning_rate, "learning rate for 256 images a step, scaled with the batch"),
        ("--weight-decay", step_factor, "weight decay"),
        ("--layer-decay", share, "factor of the rate from each layer to the one before"),
        ("--mixup", non_negative_float, "alpha of mixup, 0: none"),
        ("--cutmix", non_negative_float, "alpha of cutmix, 0: none; with both, one is drawn for each batch"),
        ("--smoothing", share, "label smoothing, 0 to 1"),
        ("--drop-path-rate", share, "stochastic depth of a vit_*, 0 to 1"),
        ("--randaugment", non_negative_int, "magnitude of RandAugment, up to 10, 0: none"),
        ("--erasing", share, "chance that a box becomes noise"),
    ):
        name = flag[2:].replace("-", "_")
        usual = ", ".join(f"{recipe} {values[name]:g}" for recipe, values in RECIPES.items())
        group.add_argument(flag, type=kind, default=None, metavar="X", help=f"{text} (default: {usual})")
    group.add_argument(
        "--epochs", type=positive_int, default=100, metavar="N", help="passes over the data (default: 100)"
    )
    group.add_argument(
        "--warmup-epochs",
        type=non_negative_float,
        default=None,
        metavar="N",
        help="epochs in which the learning rate rises (default: 5, at most a tenth of --epochs)",
    )
    options.add_run_options(parser, output="outputs/finetune", amp=None)
    group = parser.add_argument_group("result")
    group.add_argument("--results", default="outputs/results.csv", metavar="FILE", help="a row is appended here")
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Fine-tune; prints the score when the last epoch is done."""
    args = parse_args(argv)
    settle_threads(args.threads)
    # Not imported above: --help needs no torch.
    from evaluation.finetune import finetune

    finetune(args)


if __name__ == "__main__":
    run_main(main)
