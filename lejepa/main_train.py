"""Train an encoder by LeJEPA from image folders, shards, or shaders rendered meanwhile.

    .venv/bin/python lejepa/main_train.py bundled --dataset-type shaders --epoch-size 20000 --epochs 10 \\
        --arch narrow_resnet10 --image-size 64 -b 128 --output outputs/lejepa

It has one trade-off, --lamb, and neither teacher nor queue. On several GPUs: torchrun --standalone --nproc-per-node 4
lejepa/main_train.py ... (docs/lejepa.md). Flags may be written with dashes or underscores. The training is in
lejepa/pretrain.py.
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
    parse_args_with_config,
    positive_float,
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


def knot_count(text: str) -> int:
    """argparse type: a whole number from 2 on."""
    value = positive_int(text)
    if value < 2:
        raise argparse.ArgumentTypeError(f"must be 2 or more, not {text}")
    return value


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The published parameters, and the flags that all trainers share."""
    parser = OneLineParser(description=__doc__)
    options.add_data_options(parser, image_size=224)
    group = parser.add_argument_group("LeJEPA")
    flag = group.add_argument
    flag(
        "-a",
        "--arch",
        default="vit_small",
        help="vit_nano, vit_tiny, vit_small, vit_base (with --patch-size), or any encoder by name (default: vit_small)",
    )
    flag("--patch-size", type=positive_int, default=16, metavar="P", help="of a vit_*, in pixels (default: 16)")
    flag(
        "--lamb",
        "--lambda",
        dest="lamb",
        type=share,
        default=0.05,
        metavar="L",
        help="weight of SIGReg, 0 to 1; the prediction has the rest (default: 0.05)",
    )
    flag("--proj-dim", type=positive_int, default=128, metavar="D", help="outputs of the projector (default: 128)")
    flag("--proj-hidden", type=positive_int, default=2048, metavar="D", help="its hidden units (default: 2048)")
    flag("--slices", type=positive_int, default=1024, metavar="N", help="random directions a step (default: 1024)")
    flag("--knots", type=knot_count, default=17, metavar="N", help="points of the integral on [0, T] (default: 17)")
    flag("--t-max", type=positive_float, default=3.0, metavar="T", help="where the integral ends (default: 3)")
    flag("--drop-path-rate", type=share, default=0.1, metavar="P", help="stochastic depth of a vit_* (default: 0.1)")
    options.add_crop_options(parser, 6, [0.3, 1.0], [0.05, 0.3], (98, 224))
    group.add_argument(
        "--global-crops-number", type=positive_int, default=2, metavar="N", help="global crops of an image (default: 2)"
    )
    group = parser.add_argument_group("optimization (AdamW)")
    flag = group.add_argument
    flag("--epochs", type=positive_int, default=100, metavar="N", help="passes over the data (default: 100)")
    flag(
        "--lr",
        "--learning-rate",
        dest="lr",
        type=learning_rate,
        default=5e-4,
        help="learning rate after the warm-up; a cosine takes it to a thousandth (default: 0.0005)",
    )
    flag(
        "--wd",
        "--weight-decay",
        dest="weight_decay",
        type=step_factor,
        default=None,
        help="weight decay (default: 0.05 for transformers, 0.0005 for convolution networks)",
    )
    flag(
        "--warmup-epochs",
        type=non_negative_float,
        default=None,
        metavar="N",
        help="epochs in which the learning rate rises (default: 1, at most half of one run)",
    )
    options.add_run_options(parser, output="outputs/lejepa", amp=None)
    return parse_args_with_config(parser, [options.dashed(w) for w in (sys.argv[1:] if argv is None else argv)])


def main(argv: list[str] | None = None) -> None:
    """Train; returns when the last epoch is done."""
    args = parse_args(argv)
    settle_threads(args.threads)
    # Not imported above: every render process imports this file and has no use for torch.
    from lejepa.pretrain import pretrain

    pretrain(args)


if __name__ == "__main__":
    run_main(main)
