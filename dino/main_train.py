"""Train an encoder by DINO (self-distillation) from image folders, shards, or shaders rendered meanwhile.

    .venv/bin/python dino/main_train.py bundled --dataset-type shaders --epoch-size 20000 --epochs 10 \\
        --arch vit_nano --patch-size 8 --image-size 64 --out-dim 4096 --momentum-teacher 0.99 --output outputs/dino

On several GPUs: torchrun --standalone --nproc-per-node 4 dino/main_train.py ... (docs/dino.md). The flags are the
official implementation's (main_dino.py), with dashes or underscores, and those that all trainers share. The training is
in dino/pretrain.py.
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
    learning_rate,
    non_negative_float,
    non_negative_int,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
    step_factor,
)
from learning import options
from learning.threads import settle_threads


def momentum(text: str) -> float:
    """argparse type: a number from 0 to 1."""
    value = non_negative_float(text)
    if value > 1.0:
        raise argparse.ArgumentTypeError(f"must be from 0 to 1, not {text}")
    return value


def add_method_options(parser: argparse.ArgumentParser) -> None:
    """The student, the teacher and their temperatures."""
    group = parser.add_argument_group("DINO")
    flag = group.add_argument
    flag(
        "-a",
        "--arch",
        default="vit_small",
        help="vit_nano, vit_tiny, vit_small, vit_base (with --patch-size), or any encoder by name (default: vit_small)",
    )
    flag("--patch-size", type=positive_int, default=16, metavar="P", help="of a vit_*, in pixels (default: 16)")
    flag("--out-dim", type=positive_int, default=65536, metavar="K", help="outputs of the head (default: 65536)")
    flag(
        "--norm-last-layer",
        type=options.switch,
        default=True,
        metavar="BOOL",
        help="keep the rows of the head's last layer at unit length (default: true)",
    )
    flag(
        "--use-bn-in-head",
        type=options.switch,
        default=False,
        metavar="BOOL",
        help="batch normalisation in the head (default: false)",
    )
    flag(
        "--momentum-teacher",
        type=momentum,
        default=0.996,
        metavar="M",
        help="of the teacher's weights, rising to 1 by a cosine; higher for small batches (default: 0.996)",
    )
    flag(
        "--warmup-teacher-temp",
        type=positive_float,
        default=0.04,
        metavar="T",
        help="the teacher's temperature at first (default: 0.04)",
    )
    flag(
        "--teacher-temp",
        type=positive_float,
        default=0.04,
        metavar="T",
        help="the teacher's temperature after its warm-up (default: 0.04)",
    )
    flag(
        "--warmup-teacher-temp-epochs",
        type=non_negative_int,
        default=0,
        metavar="N",
        help="epochs between the two (default: 0)",
    )
    flag(
        "--drop-path-rate",
        type=momentum,
        default=0.1,
        metavar="P",
        help="stochastic depth of the student, a vit_* (default: 0.1)",
    )


def add_training_options(parser: argparse.ArgumentParser) -> None:
    """Optimizer and schedules."""
    group = parser.add_argument_group("optimization")
    flag = group.add_argument
    flag("--epochs", type=positive_int, default=100, metavar="N", help="passes over the data (default: 100)")
    flag(
        "--batch-size-per-gpu",
        type=positive_int,
        default=64,
        metavar="N",
        help="images a step and process; --batch-size wins (default: 64)",
    )
    flag(
        "--optimizer",
        choices=("adamw", "sgd", "lars"),
        default="adamw",
        help="how weights are updated (default: adamw)",
    )
    flag(
        "--lr",
        type=learning_rate,
        default=0.0005,
        help="learning rate at the end of the warm-up, for 256 images a step; scaled with the batch (default: 0.0005)",
    )
    flag("--min-lr", type=step_factor, default=1e-6, help="learning rate at the end of the cosine (default: 1e-6)")
    flag(
        "--warmup-epochs",
        type=non_negative_int,
        default=None,
        metavar="N",
        help="epochs in which the learning rate rises (default: 10, at most half of --epochs)",
    )
    flag(
        "--wd",
        "--weight-decay",
        dest="weight_decay",
        type=step_factor,
        default=0.04,
        help="weight decay at the start (default: 0.04)",
    )
    flag(
        "--weight-decay-end",
        type=step_factor,
        default=0.4,
        help="weight decay at the end of its cosine (default: 0.4)",
    )
    flag(
        "--clip-grad",
        type=non_negative_float,
        default=3.0,
        metavar="NORM",
        help="most that each parameter's gradient measures; 0: any (default: 3)",
    )
    flag(
        "--freeze-last-layer",
        type=non_negative_int,
        default=1,
        metavar="N",
        help="epochs for which the head's last layer stays as it is (default: 1)",
    )
    flag(
        "--use-fp16",
        dest="amp",
        type=options.switch,
        default=argparse.SUPPRESS,
        metavar="BOOL",
        help="same as --amp (bfloat16); default: on GPUs",
    )


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The official flags and defaults (main_dino.py), and those that all trainers share."""
    parser = OneLineParser(description=__doc__)
    options.add_data_options(parser, image_size=224, batch_size=None)
    add_method_options(parser)
    options.add_crop_options(parser, 8, [0.4, 1.0], [0.05, 0.4], (96, 224))
    add_training_options(parser)
    options.add_run_options(parser, output="outputs/dino", milestone_every=20, amp=None)
    group = parser.add_argument_group("the official code's names for flags above")
    for flag, official, kind in (
        ("--output", "--output-dir", str),
        ("--workers", "--num-workers", non_negative_int),
        ("--milestone-every", "--saveckp-freq", non_negative_int),
    ):
        group.add_argument(
            official,
            dest=flag[2:].replace("-", "_"),
            type=kind,
            default=argparse.SUPPRESS,
            metavar="X",
            help=f"same as {flag}",
        )
    group.add_argument(
        "--data-path", dest=argparse.SUPPRESS, default=argparse.SUPPRESS, metavar="DIR", help="same as DATA"
    )
    words = [options.dashed(word) for word in (sys.argv[1:] if argv is None else argv)]
    return parse_args_with_config(parser, options.data_first(words, "--data-path"))


def main(argv: list[str] | None = None) -> None:
    """Train; returns when the last epoch is done."""
    args = parse_args(argv)
    settle_threads(args.threads)
    # Not imported above: every render process imports this file and has no use for torch.
    from dino.pretrain import pretrain

    pretrain(args)


if __name__ == "__main__":
    run_main(main)
