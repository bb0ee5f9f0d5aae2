"""Write an encoder's weights under torchvision's or timm's names as safetensors, or a checkpoint from such weights.

    .venv/bin/python evaluation/export.py --checkpoint outputs/dino/checkpoint_0099.pth.tar --format timm \\
        --output outputs/dino/encoder.safetensors
    .venv/bin/python evaluation/export.py --import outputs/dino/encoder.safetensors --output outputs/again.pth.tar

The encoder alone is written, without heads: give other libraries' load_state_dict strict=False.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
from pathlib import Path

import torch

from image_generation.common.cli import OneLineParser, add_config, parse_args_with_config, run_main
from image_generation.common.errors import UserError
from learning.checkpoints import save_checkpoint
from learning.encoders.build import backbone
from learning.encoders.exchange import FORMATS, from_names
from learning.encoders.load import load_encoder, usual_image_size
from learning.encoders.safetensors_files import KIND, image_side, tensors_of, write


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("encoder")
    which = group.add_mutually_exclusive_group(required=True)
    which.add_argument("--checkpoint", metavar="C", help="export the encoder of this checkpoint, also hf:USER/NAME")
    which.add_argument(
        "--import",
        dest="source",
        metavar="FILE.safetensors",
        help="import: write a checkpoint from weights under any of these names",
    )
    group.add_argument(
        "--arch",
        default=None,
        metavar="NAME",
        help="the encoder's name here, where the file does not tell (default: what it tells)",
    )
    group.add_argument(
        "--format",
        choices=FORMATS,
        default="own",
        help="whose names the weights get (default: own, those of this repository)",
    )
    group.add_argument("--output", required=True, metavar="FILE", help=".safetensors, or with --import .pth.tar")
    add_config(parser)
    return parse_args_with_config(parser, argv)


def read(path: str, arch: str | None) -> tuple[str, int, dict[str, torch.Tensor]]:
    """(arch, image size, weights under the names here) of a safetensors file. Raises UserError."""
    if not Path(path).is_file():
        raise UserError(f"--import {path}: no such file", 2)
    about, weights = tensors_of(path, "--import")
    arch = arch or (about.get("arch") if about.get("made_by") == KIND else None)
    if arch is None:
        raise UserError(f"--import {path}: does not say which encoder it is: give --arch", 2)
    return arch, image_side(about) or usual_image_size(arch), from_names(arch, weights)


def fitting(arch: str, weights: dict[str, torch.Tensor], path: str) -> dict[str, torch.Tensor]:
    """The weights that an encoder has; others (a head's) are left out. Raises UserError where some are missing."""
    with torch.device("meta"):
        wanted = backbone(arch)[0].state_dict()
    for name, value in wanted.items():
        if name not in weights or weights[name].shape != value.shape:
            what = f"{name} has shape {list(weights[name].shape)}" if name in weights else f"{name} is missing"
            raise UserError(f"--import {path}: is no {arch} ({what}): give another --arch", 2)
    return {name: weights[name] for name in wanted}


def main(argv: list[str] | None = None) -> None:
    """Run the command."""
    args = parse_args(argv)
    if args.checkpoint:
        encoder = load_encoder(args.checkpoint, args.arch)
        name = write(encoder, args.format, args.output)
        print(f"{encoder.arch} of {args.checkpoint} as {args.format}'s {name}: {args.output}")
        return
    arch, size, weights = read(args.source, args.arch)
    weights = {f"backbone.{name}": value for name, value in fitting(arch, weights, args.source).items()}
    Path(args.output).parent.mkdir(parents=True, exist_ok=True)
    save_checkpoint(Path(args.output), {"arch": arch, "state_dict": weights, "args": {"image_size": size}})
    print(f"{arch} of {args.source}: {args.output}")


if __name__ == "__main__":
    run_main(main)
