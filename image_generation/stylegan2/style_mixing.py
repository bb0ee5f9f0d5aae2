"""Draw a grid of style mixing: every column's image gives some layers of its w to every row's image.

    .venv/bin/python image_generation/stylegan2/style_mixing.py --network network-snapshot-025000.pkl \\
        --rows 85 100 75 --columns 55 821 1789 --layers 0-6 --output outputs/style_mixing.png
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import re
from pathlib import Path

from learning.threads import add_threads, settle_threads

if __name__ == "__main__":
    # Before torch is loaded, which reads the settings of its threads once.
    settle_threads(None)

import numpy as np
import torch

from image_generation.common import cli
from image_generation.common.errors import UserError
from learning.distributed import pick_device
from stylegan2.images import save_grid, to_uint8
from stylegan2.malloc import keep_freed_memory
from stylegan2.network_files import load_networks
from stylegan2.sampling import labels_for, latents

AT_ONCE = 16


def layer_range(text: str) -> range:
    """argparse type: 'A-B' or 'A', layers of w from A to B inclusive."""
    found = re.fullmatch(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", text)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no range of layers like 0-6")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("sheet")
    group.add_argument("--network", required=True, metavar="FILE", help=".safetensors or published .pkl")
    group.add_argument(
        "--rows",
        type=cli.latent_seed,
        nargs="+",
        required=True,
        metavar="SEED",
        help="seeds of the images along the left edge",
    )
    group.add_argument(
        "--columns",
        type=cli.latent_seed,
        nargs="+",
        required=True,
        metavar="SEED",
        help="seeds of those along the top, whose styles are mixed in",
    )
    group.add_argument(
        "--layers",
        type=layer_range,
        help="A-B, layers whose styles the columns give (default: 0-6, in small networks the first half)",
    )
    group.add_argument(
        "--class",
        dest="label",
        type=cli.non_negative_int,
        metavar="C",
        help="class, of a conditional network (default: none)",
    )
    group.add_argument(
        "--truncation-psi",
        type=cli.finite_float,
        default=1.0,
        metavar="PSI",
        help="truncation towards the mean latent; 1: none",
    )
    group.add_argument("--noise-mode", choices=("const", "none"), default="const", help="the layers' noise")
    group.add_argument(
        "--output", type=cli.file_ending_in(".png"), required=True, metavar="FILE.png", help="the sheet to write"
    )
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    add_threads(group)
    return cli.parse_args_with_config(parser, argv)


@torch.no_grad()
def style_mixing(network, rows, columns, layers, label, psi, noise_mode, device) -> np.ndarray:
    """uint8 [(1 + rows) * (1 + columns), r, r, 3]: the seeds' own images along the edges, a black corner."""
    seeds = list(dict.fromkeys([*rows, *columns]))
    labels = labels_for(network, None if label is None else [label] * len(seeds), len(seeds)).to(device)
    layers = layers or range(min(7, network.num_ws // 2))
    ws = dict(zip(seeds, network.mapping(latents(network, seeds).to(device), labels, psi)))
    if layers.stop > network.num_ws:
        raise UserError(f"--layers {layers[0]}-{layers[-1]}: the network has layers 0 to {network.num_ws - 1}", 2)
    cells = [ws[columns[0]], *(ws[seed] for seed in columns)]
    for row in rows:
        cells.append(ws[row])
        for column in columns:
            mixed = ws[row].clone()
            mixed[layers] = ws[column][layers]
            cells.append(mixed)
    parts = torch.stack(cells).split(AT_ONCE)
    images = np.concatenate([to_uint8(network.synthesis(part, noise_mode=noise_mode)) for part in parts])
    images[0] = 0
    return images


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    args = parse_args(argv)
    settle_threads(args.threads)
    device = pick_device(args.device)
    keep_freed_memory()
    network = load_networks(args.network)["G_ema"].to(device)
    images = style_mixing(
        network,
        args.rows,
        args.columns,
        args.layers,
        args.label,
        args.truncation_psi,
        args.noise_mode,
        device,
    )
    Path(args.output).parent.mkdir(parents=True, exist_ok=True)
    save_grid(args.output, images, len(args.columns) + 1)
    print(f"{args.output}: {len(args.rows)} rows by {len(args.columns)} columns")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
