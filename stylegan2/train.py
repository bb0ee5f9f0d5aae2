"""Train StyleGAN2 with adaptive discriminator augmentation on a folder of images.

    .venv/bin/python stylegan2/train.py --data outputs/images --output outputs/gan --resolution 256 --gamma 100 \\
        --augpipe bgcfnc --kimg 25000

On several GPUs: torchrun --standalone --nproc-per-node 4 stylegan2/train.py ... An interrupted run is resumed with
--resume auto; --resume FILE starts from a published network-snapshot-*.pkl or one of our .safetensors.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse

from image_generation.common.cli import (
    OneLineParser,
    add_config,
    learning_rate,
    non_negative_float,
    non_negative_int,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
    seed_number,
)
from image_generation.image_files import MAX_PIXELS
from learning.threads import add_threads, settle_threads

if __name__ == "__main__":
    # Before torch is loaded, which reads the settings of its threads once.
    settle_threads(None)

from learning.distributed import processes
from stylegan2 import presets
from stylegan2.augment import PIPES
from stylegan2.malloc import keep_freed_memory
from stylegan2.prepare import make_run
from stylegan2.training import train


def unit_interval(text: str) -> float:
    """argparse type: a number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"must be from 0 to 1, not {text}")
    return value


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line, with the release's flags where it has them."""
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("data")
    group.add_argument(
        "--data",
        required=True,
        metavar="DIR|ZIP",
        help="folder (sub-folders included) or zip of square images, also hf:USER/NAME",
    )
    group.add_argument(
        "--resolution", type=positive_int, metavar="R", help="side in pixels, a power of two (default: the images')"
    )
    group.add_argument("--mirror", action="store_true", help="show mirrored images too")
    group.add_argument(
        "--cond", action="store_true", help="condition on the classes of --data: of its dataset.json, else its folders"
    )
    group.add_argument(
        "--max-pixels",
        type=positive_int,
        default=MAX_PIXELS,
        metavar="N",
        help=f"images of more pixels are skipped and named (default: {MAX_PIXELS})",
    )
    group.add_argument("--workers", type=non_negative_int, default=2, help="data-loading processes (default: 2)")
    group = parser.add_argument_group("base configuration")
    group.add_argument(
        "--cfg", choices=presets.NAMES, default="auto", help="a published configuration; the flags below change it"
    )
    group.add_argument("--kimg", type=positive_float, help="thousands of real images to train on (default: --cfg's)")
    group.add_argument("--batch", type=positive_int, help="images a step, of all processes together (default: --cfg's)")
    group.add_argument("--batch-gpu", type=positive_int, help="images computed at once (default: all of a process)")
    group.add_argument("--gamma", type=non_negative_float, help="weight of R1 (default: --cfg's)")
    group.add_argument("--lr", type=learning_rate, help="learning rate (default: --cfg's)")
    group.add_argument(
        "--ema-kimg",
        type=positive_float,
        help="half-life of the generator's average in thousands of images (default: --cfg's)",
    )
    group.add_argument("--mbstd-group", type=positive_int, help="images a minibatch-deviation group (default: --cfg's)")
    group.add_argument("--channel-base", type=positive_int, help="feature maps times resolution (default: --cfg's)")
    group.add_argument("--channel-max", type=positive_int, default=512, help="feature maps of a layer, at most")
    group.add_argument("--z-dim", type=positive_int, default=512, help="numbers in a latent z")
    group.add_argument("--w-dim", type=positive_int, default=512, help="numbers in a latent w")
    group.add_argument(
        "--precision",
        choices=("fp16", "bf16", "fp32"),
        default="fp16",
        help="of the four highest resolutions on a GPU; CPUs compute in fp32",
    )
    group = parser.add_argument_group("augmentation")
    group.add_argument(
        "--aug", choices=("ada", "noaug", "fixed"), default="ada", help="adaptive, none, or of probability --p"
    )
    group.add_argument("--p", type=unit_interval, help="probability of --aug fixed, 0 to 1 (default: none)")
    group.add_argument(
        "--target",
        type=unit_interval,
        help="mean sign of the discriminator on real images that --aug ada aims at, 0 to 1 (default: 0.6)",
    )
    group.add_argument("--augpipe", choices=tuple(PIPES), default="bgc", help="which augmentations")
    group = parser.add_argument_group("transfer")
    group.add_argument(
        "--resume",
        metavar="auto|FILE",
        help="resume this run, or start from a training-state or a network (default: random weights)",
    )
    group.add_argument("--freezed", type=non_negative_int, default=0, help="layers of the discriminator to freeze")
    group = parser.add_argument_group("run")
    group.add_argument("--output", required=True, metavar="DIR", help="folder of snapshots and logs")
    group.add_argument("--overwrite", action="store_true", help="start over in a folder that holds a run")
    group.add_argument(
        "--tick", type=positive_float, default=4, help="thousands of images between rows of the log and states"
    )
    group.add_argument("--snap", type=positive_int, default=50, help="ticks between snapshots (default: 50)")
    group.add_argument("--grid", type=positive_int, default=64, help="images in a grid (default: 64)")
    group.add_argument("--seed", type=seed_number, default=0, help="of weights, order and latents")
    group.add_argument("--device", default="auto", help="what trains: auto, cpu, cuda or cuda:N")
    add_threads(group)
    group.add_argument(
        "--metrics",
        nargs="*",
        choices=("fid", "kid"),
        default=[],
        help="distances measured at snapshots (default: none)",
    )
    group.add_argument(
        "--feature-extractor",
        default="inception",
        metavar="inception|random:ARCH|CHECKPOINT",
        help="whose features --metrics compare",
    )
    group.add_argument(
        "--metric-images", type=positive_int, default=10000, help="images of either kind that --metrics compare"
    )
    add_config(parser)
    args = parse_args_with_config(parser, argv)
    if (args.aug == "fixed") != (args.p is not None):
        parser.error("--aug fixed and --p belong together")
    if args.target is not None and args.aug != "ada":
        parser.error("--target needs --aug ada")
    if args.overwrite and args.resume == "auto":
        parser.error("--overwrite starts over, --resume auto resumes: give one of them")
    return args


def main(argv: list[str] | None = None) -> None:
    """Train; returns when --kimg are done."""
    args = parse_args(argv)
    settle_threads(args.threads)
    with processes(args.device) as here:
        if here.device.type == "cpu":
            keep_freed_memory()
        train(make_run(args, here))


if __name__ == "__main__":
    run_main(main)
