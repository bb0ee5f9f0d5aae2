"""Render a video of a walk through a generator's latents: from seed to seed and back to the first, without a jump.

    .venv/bin/python image_generation/stylegan2/generate_video.py --network network-snapshot-025000.pkl \\
        --seeds 0 1 2 3 --output-path outputs/latents.mp4
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from learning.threads import add_threads, settle_threads

if __name__ == "__main__":
    # Before torch is loaded, which reads the settings of its threads once.
    settle_threads(None)

import numpy as np
import torch

from image_generation.common import cli
from image_generation.common.progress import progress
from image_generation.video import MAX_FRAMES, FfmpegEncoder, OpenCvEncoder, has_h264
from learning.distributed import pick_device
from stylegan2.images import to_uint8
from stylegan2.malloc import keep_freed_memory
from stylegan2.network_files import load_networks
from stylegan2.sampling import labels_for, latents


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("video")
    group.add_argument("--network", required=True, metavar="FILE", help=".safetensors or published .pkl")
    group.add_argument(
        "--seeds", type=cli.latent_seed, nargs="+", required=True, metavar="SEED", help="latents to visit, two or more"
    )
    group.add_argument(
        "--seconds", type=cli.positive_float, default=2.0, metavar="S", help="seconds from one seed to the next"
    )
    group.add_argument("--fps", type=cli.positive_float, default=24.0, metavar="F", help="frames a second")
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
    group.add_argument("--output-path", required=True, metavar="V.mp4", help="the video to write")
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    add_threads(group)
    args = cli.parse_args_with_config(parser, argv)
    if len(args.seeds) < 2:
        parser.error("--seeds: give two at least")
    if args.seconds * args.fps * len(args.seeds) > MAX_FRAMES:
        parser.error(f"--seconds {args.seconds:g} --fps {args.fps:g}: more than {MAX_FRAMES} frames")
    if not args.output_path.endswith(".mp4"):
        parser.error(f"--output-path {args.output_path}: must end in .mp4")
    return args


def closed_curve(points: np.ndarray, steps: int) -> Iterator[np.ndarray]:
    """Points on the closed Catmull-Rom spline through points [k, ...], `steps` from each to the next."""
    for k in range(len(points)):
        before, here, there, after = (points[(k + offset) % len(points)] for offset in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve = 2 * here + (there - before) * t + (2 * before - 5 * here + 4 * there - after) * t**2
            yield (curve + (3 * (here - there) + after - before) * t**3) / 2


@torch.no_grad()
def frames(network, seeds, label, psi, steps, device) -> Iterator[np.ndarray]:
    """uint8 [r, r, 3], frame after frame; the path is a spline in w, where equal steps look equal."""
    labels = labels_for(network, None if label is None else [label] * len(seeds), len(seeds))
    ws = network.mapping(latents(network, seeds).to(device), labels.to(device), psi).cpu().numpy()
    for point in closed_curve(ws, steps):
        w = torch.from_numpy(point[None]).float().to(device)
        yield to_uint8(network.synthesis(w, noise_mode="const"))[0]


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    args = parse_args(argv)
    settle_threads(args.threads)
    device = pick_device(args.device)
    keep_freed_memory()
    network = load_networks(args.network)["G_ema"].to(device)
    steps = max(round(args.seconds * args.fps), 1)
    total, side = steps * len(args.seeds), network.img_resolution
    walk = frames(network, args.seeds, args.label, args.truncation_psi, steps, device)
    first = next(walk)
    output = Path(args.output_path)
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        part = os.path.join(folder, "video.mp4")
        encoder = (FfmpegEncoder if has_h264() else OpenCvEncoder)(part, args.fps, side, side)
        encoder.write(first)
        for frame in progress(walk, total=total, initial=1, unit="frame"):
            encoder.write(frame)
        encoder.close()
        os.replace(part, output)
    print(f"{output}: {total} frames of {side}x{side} at {args.fps:g} a second")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
