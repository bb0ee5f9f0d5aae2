"""Train an encoder by momentum contrast (MoCo v1 and v2) from image folders, shards, or shaders rendered meanwhile.

    .venv/bin/python moco/main_train.py bundled --dataset-type shaders --epoch-size 20000 --epochs 10 \\
        -a narrow_resnet10 --image-size 64 --moco-k 4096 --mlp --moco-t 0.2 --aug-plus --cos --output outputs/moco

The flags are here, training is in pretrain.py. On several GPUs: torchrun --standalone --nproc-per-node 4
moco/main_train.py ... (docs/training.md).
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse

from image_generation.common.cli import OneLineParser, parse_args_with_config, positive_float, positive_int, run_main
from learning import options
from learning.threads import settle_threads


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The official flags and defaults (main_moco.py), and those that all trainers share."""
    parser = OneLineParser(description=__doc__)
    options.add_data_options(parser, image_size=224)
    group = parser.add_argument_group("MoCo")
    group.add_argument("-a", "--arch", default="resnet50", help="encoder (default: resnet50)")
    group.add_argument("--moco-dim", type=positive_int, default=128, help="feature dimension (default: 128)")
    group.add_argument("--moco-k", type=positive_int, default=65536, help="keys in the queue (default: 65536)")
    group.add_argument("--moco-m", type=float, default=0.999, help="momentum of the key encoder (default: 0.999)")
    group.add_argument("--moco-t", type=positive_float, default=0.07, help="temperature (default: 0.07)")
    group.add_argument("--mlp", action="store_true", help="MLP head (v2)")
    group.add_argument("--aug-plus", action="store_true", help="stronger augmentation (v2)")
    options.add_optimizer_options(parser, lr=0.03, epochs=200, schedule=[120, 160])
    options.add_run_options(parser, output="outputs/moco")
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Train; returns when the last epoch is done."""
    args = parse_args(argv)
    settle_threads(args.threads)
    # Not imported above: every render process imports this file and has no use for torch.
    from moco.pretrain import pretrain

    pretrain(args)


if __name__ == "__main__":
    run_main(main)
