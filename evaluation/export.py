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
import json
import struct
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from image_generation.common.cli import OneLineParser, add_config, parse_args_with_config, run_main
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from learning.checkpoints import save_checkpoint
from learning.encoders.build import backbone
from learning.encoders.exchange import FORMATS, from_names, to_names
from learning.encoders.load import Encoder, load_encoder, usual_image_size

KIND = "procedural-image-programs"  # what `made_by` says in the files that this command writes


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--checkpoint", metavar="C", help="export the encoder of this checkpoint")
    which.add_argument(
        "--import",
        dest="source",
        metavar="FILE.safetensors",
        help="import: write a checkpoint from weights under any of these names",
    )
    parser.add_argument(
        "--arch", default=None, metavar="NAME", help="the encoder's name here, where the file does not tell"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="own",
        help="whose names the weights get (default: own, those of this repository)",
    )
    parser.add_argument("--output", required=True, metavar="FILE", help=".safetensors, or with --import .pth.tar")
    add_config(parser)
    return parse_args_with_config(parser, argv)


def export(encoder: Encoder, library: str, path: str) -> str:
    """Write an encoder's weights as safetensors; returns its name in the library. Raises UserError."""
    name, weights = to_names(encoder.arch, encoder.module.state_dict(), library)
    about = {
        "made_by": KIND,
        "arch": encoder.arch,
        "format": library,
        "model": name,
        "image_size": str(encoder.image_size),
    }
    data = _in_order(save({key: value.contiguous() for key, value in weights.items()}, about))
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise UserError(f"--output {path}: cannot be written ({error.strerror})") from None
    return name


def _in_order(data: bytes) -> bytes:
    """A safetensors file with its metadata in the order of their names: the library's own order is random."""
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    # As long as it was, with spaces at the end: the tensors stay where they are (aligned).
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode().ljust(size)
    return struct.pack("<Q", len(text)) + text + data[8 + size :]


def read(path: str, arch: str | None) -> tuple[str, int, dict[str, torch.Tensor]]:
    """(arch, image size, weights under the names here) of a safetensors file. Raises UserError."""
    if not Path(path).is_file():
        raise UserError(f"--import {path}: no such file", 2)
    try:
        with safe_open(path, "pt") as file:
            about = file.metadata() or {}
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  (it is no dict)
    except (SafetensorError, OSError) as error:
        raise UserError(f"--import {path}: is no readable safetensors file ({str(error)[:120]})") from None
    arch = arch or (about.get("arch") if about.get("made_by") == KIND else None)
    if arch is None:
        raise UserError(f"--import {path}: does not say which encoder it is: give --arch", 2)
    size = about.get("image_size", "")
    usual = usual_image_size(arch)
    return arch, int(size) if size.isdecimal() and 0 < int(size) <= 4096 else usual, from_names(arch, weights)


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
        name = export(encoder, args.format, args.output)
        print(f"{encoder.arch} of {args.checkpoint} as {args.format}'s {name}: {args.output}")
        return
    arch, size, weights = read(args.source, args.arch)
    weights = {f"backbone.{name}": value for name, value in fitting(arch, weights, args.source).items()}
    Path(args.output).parent.mkdir(parents=True, exist_ok=True)
    save_checkpoint(Path(args.output), {"arch": arch, "state_dict": weights, "args": {"image_size": size}})
    print(f"{arch} of {args.source}: {args.output}")


if __name__ == "__main__":
    run_main(main)
