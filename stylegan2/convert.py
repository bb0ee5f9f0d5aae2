"""Convert a published StyleGAN2-ADA pickle to .safetensors, without executing the code inside it.

Example: .venv/bin/python stylegan2/convert.py network-snapshot-025000.pkl shaders.safetensors
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse

from image_generation.common.cli import OneLineParser, run_main
from stylegan2.network_files import convert


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = OneLineParser(description=__doc__)
    parser.add_argument("source", help="network-snapshot-*.pkl of stylegan2-ada-pytorch")
    parser.add_argument("target", help="the .safetensors file to write")
    args = parser.parse_args(argv)
    if not args.target.endswith(".safetensors"):
        parser.error(f"{args.target}: the target's name must end in .safetensors")
    return args


def main(argv: list[str] | None = None) -> None:
    """Run the command."""
    args = parse_args(argv)
    names = convert(args.source, args.target)
    print(f"{args.target}: {', '.join(names)}, the same weights as {args.source}")


if __name__ == "__main__":
    run_main(main)
