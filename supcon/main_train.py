"""Train an encoder by SupCon, SimCLR, cross-entropy or align/uniform, with the program that drew an image as its class.

    .venv/bin/python supcon/main_train.py bundled --dataset-type shaders --method SupCon --epoch-size 20000 \\
        --epochs 10 --model narrow_resnet10 --size 64 --samples-per-class 4 --cosine --output outputs/supcon

The flags are here, training is in pretrain.py. On several GPUs: torchrun --standalone --nproc-per-node 4
supcon/main_train.py ... (docs/supcon.md). Flags may be written with dashes or underscores.
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
    non_negative_float,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
)
from learning import options
from learning.threads import settle_threads
from supcon.published_flags import add_published_flags, data_first

METHODS = ("SupCon", "SimCLR", "CE", "AlignUniform")


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The published flags and defaults (shaders21k's sup_contrast), and those that all trainers share."""
    parser = OneLineParser(description=__doc__)
    options.add_data_options(parser, image_size=128, multiplier=1.5)
    group = parser.add_argument_group("method")
    group.add_argument("--method", choices=METHODS, default="SupCon", help="loss to train with (default: SupCon)")
    group.add_argument(
        "--model",
        "-a",
        "--arch",
        dest="arch",
        default="cifar_resnet50",
        help="encoder (default: cifar_resnet50, the published code's resnet50)",
    )
    group.add_argument(
        "--head",
        choices=("mlp", "linear", "none"),
        default="mlp",
        help="projection head (default: mlp; none: the encoder's own last layer)",
    )
    group.add_argument(
        "--feat-dim", type=positive_int, default=128, metavar="D", help="features that the head gives (default: 128)"
    )
    group.add_argument("--temp", type=positive_float, default=0.07, help="temperature (default: 0.07)")
    group.add_argument("--base-temp", type=positive_float, default=0.07, help="base temperature (default: 0.07)")
    group.add_argument(
        "--contrast-mode",
        choices=("all", "one"),
        default="all",
        help="anchors: all views, or the first of each image (default: all)",
    )
    group.add_argument("--align-alpha", type=positive_float, default=2.0, help="AlignUniform's alpha (default: 2)")
    group.add_argument("--uniform-t", type=positive_float, default=2.0, help="AlignUniform's t (default: 2)")
    group.add_argument(
        "--align-weight", type=non_negative_float, default=1.0, help="of AlignUniform's alignment (default: 1)"
    )
    group.add_argument("--uniform-weight", type=non_negative_float, default=1.0, help="of its uniformity (default: 1)")
    group.add_argument(
        "--samples-per-class",
        type=positive_int,
        default=1,
        metavar="M",
        help="images of each class that a batch draws (default: 1: images in any order)",
    )
    group.add_argument(
        "--minimum-crop-area",
        type=options.image_share,
        default=0.02,
        metavar="SHARE",
        help="smallest crop as a share of the image (default: 0.02)",
    )
    group.add_argument("--sync-bn", "--syncBN", action="store_true", help="batch normalisation over all processes")
    group.add_argument(
        "--layer",
        default=None,
        help="layer that --monitor looks at: a module's name, or a number among small_alexnet's "
        "blocks (5: fc6, 6: fc7); default: what the head is given",
    )
    options.add_optimizer_options(parser, lr=0.015, epochs=200, schedule=[120, 160])
    group = parser.add_argument_group("learning rate")
    group.add_argument(
        "--lr-decay-rate", type=positive_float, default=0.1, help="factor of a step of --schedule (default: 0.1)"
    )
    group.add_argument("--warm", action="store_true", help="warm up for ten epochs (always above 256 images a step)")
    options.add_run_options(parser, output="outputs/supcon")
    add_published_flags(parser)
    words = [options.dashed(word) for word in (sys.argv[1:] if argv is None else argv)]
    return parse_args_with_config(parser, data_first(words))


def main(argv: list[str] | None = None) -> None:
    """Train; returns when the last epoch is done."""
    args = parse_args(argv)
    settle_threads(args.threads)
    # Not imported above: every render process imports this file and has no use for torch.
    from supcon.pretrain import pretrain

    pretrain(args)


if __name__ == "__main__":
    run_main(main)
