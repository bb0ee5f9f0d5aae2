"""Measure the distance between generated and real images: Frechet (FID) and kernel (KID).

    .venv/bin/python stylegan2/metrics.py --network snapshot.safetensors --data images \\
        --feature-extractor encoder.pth.tar

Numbers are called fid and kid only on torch-fidelity's Inception features (`--feature-extractor inception`). On the
features of an encoder they are fid_encoder and kid_encoder: good for comparing networks with each other, not with
numbers in papers. `random:ARCH` is an untrained encoder.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import json

from image_generation.common.cli import (
    OneLineParser,
    add_config,
    parse_args_with_config,
    positive_int,
    run_main,
    seed_number,
)
from image_generation.common.errors import UserError
from learning.threads import add_threads, settle_threads

if __name__ == "__main__":
    # Before torch is loaded, which reads the settings of its threads once.
    settle_threads(None)

from learning.distributed import pick_device
from learning.hub.local import local_data
from stylegan2.dataset import GanImages
from stylegan2.distances import distances, open_extractor
from stylegan2.malloc import keep_freed_memory
from stylegan2.network_files import load_networks


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("distances")
    group.add_argument("--network", required=True, help=".safetensors or published .pkl")
    group.add_argument("--data", required=True, help="folder or zip of real images, also hf:USER/NAME")
    group.add_argument(
        "--feature-extractor",
        required=True,
        metavar="inception|random:ARCH|CHECKPOINT",
        help="whose features are compared",
    )
    group.add_argument(
        "--metrics", nargs="+", choices=("fid", "kid"), default=["fid", "kid"], help="distances to measure"
    )
    group.add_argument(
        "--metric-images", type=positive_int, default=10000, metavar="N", help="images of either kind (default: 10000)"
    )
    group.add_argument("--cache", default="outputs/metrics", help="folder for reference features")
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    group.add_argument(
        "--seed",
        type=seed_number,
        default=0,
        metavar="N",
        help="first seed of the generated images' latents and noise, and seed of their classes (default: 0)",
    )
    add_threads(group)
    add_config(parser)
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Run the command."""
    args = parse_args(argv)
    settle_threads(args.threads)
    device = pick_device(args.device)
    keep_freed_memory()
    generator = load_networks(args.network)["G_ema"].to(device)
    source = GanImages(local_data(args.data), generator.img_resolution, labels=generator.c_dim > 0)
    if len(source.classes) != generator.c_dim:
        raise UserError(f"--data {args.data}: {len(source.classes)} classes, the network has {generator.c_dim}", 2)
    extractor = open_extractor(args.feature_extractor, device)
    found = distances(
        generator,
        source,
        extractor,
        names=args.metrics,
        count=args.metric_images,
        cache=args.cache,
        device=device,
        seed=args.seed,
    )
    print(json.dumps(found))


if __name__ == "__main__":
    run_main(main)
