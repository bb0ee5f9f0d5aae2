"""Train a small network to predict normals from images, and score it on the images of programs that it never saw.

.venv/bin/python evaluation/main_dense.py outputs/labelled --epochs 12

What a dataset with ground truth (docs/labels.md) is good for, in one file. The baseline answers every pixel with the
mean normal of the training set. Angles in degrees over all pixels that have a surface, as in Fouhey, Gupta and
Hebert (ICCV 2013): mean, median, and the shares below 11.25, 22.5 and 30 degrees.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from learning.threads import add_threads, settle_threads

if __name__ == "__main__":
    # Before torch is loaded, which reads the settings of its threads once.
    settle_threads(None)

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from image_generation.datasets.labelled_rows import labelled_rows
from image_generation.datasets.layout import labels_name
from image_generation.image_files import BadImage, read_image
from image_generation.labels import read_labels
from learning.seeding import WEIGHTS, derive, seed_everything

SHARES = (11.25, 22.5, 30.0)  # degrees
STRAIGHT = 20.0  # degrees from which a normal does not look straight at the camera


@dataclass(frozen=True)
class Scenes:
    """Images, uint8 [n, 3, h, w]; normals, float16 [n, 3, h, w] (zeros: no surface); name of each one's program."""

    images: Tensor
    normals: Tensor
    programs: tuple[str, ...]


def load(folders: list[str], relief: float) -> Scenes:
    """Those images of datasets of which at least a share `relief` of the pixels is turned away from the camera.

    Raises UserError (code 2) for what is no finished dataset with normals, or where nothing is left.
    """
    images, normals, programs = [], [], []
    for folder in map(Path, folders):
        for row in progress(labelled_rows(folder, str(folder)), desc=f"reading {folder}", unit="img", leave=False):
            path = folder / row["file"]
            normal = read_labels(path.with_name(Path(labels_name(path.name)).name), ["normal"])["normal"]
            turned = normal.any(axis=2) & (normal[..., 2] < np.cos(np.radians(STRAIGHT)))
            if turned.mean() < relief:
                continue
            try:
                images.append(read_image(path).transpose(2, 0, 1).copy())
            except BadImage as error:
                raise UserError(str(error)) from None
            normals.append(normal.transpose(2, 0, 1))
            programs.append(row["programs"])
    if not images:
        raise UserError(f"{' '.join(folders)}: no image has --least-relief {relief:g}; give less, or more programs", 2)
    if len({image.shape for image in images}) > 1:
        raise UserError(f"{' '.join(folders)}: images of several sizes", 2)
    return Scenes(torch.from_numpy(np.stack(images)), torch.from_numpy(np.stack(normals)), tuple(programs))


def split(programs: tuple[str, ...], held_out: float, seed: int) -> tuple[Tensor, Tensor]:
    """Indices (train, test), so that no program is in both; raises UserError (code 2) where there are too few."""
    names = sorted(set(programs))
    count = round(held_out * len(names))
    if not 0 < count < len(names):
        raise UserError(f"--held-out {held_out:g}: leaves nothing of {len(names)} programs to train or to test on", 2)
    order = np.random.default_rng(derive(seed, 1)).permutation(len(names))
    tested = {names[k] for k in order[:count]}
    test = np.array([program in tested for program in programs])
    return torch.from_numpy(np.flatnonzero(~test)), torch.from_numpy(np.flatnonzero(test))


class Block(nn.Sequential):
    """Two 3 x 3 convolutions, normalised by groups of 8 channels."""

    def __init__(self, inside: int, outside: int):
        layers: list[nn.Module] = []
        for channels in (inside, outside):
            layers += [nn.Conv2d(channels, outside, 3, padding=1), nn.GroupNorm(outside // 8, outside), nn.ReLU()]
        super().__init__(*layers)


class UNet(nn.Module):
    """Images, float [n, 3, h, w] in [0, 1] -> unit normals [n, 3, h, w] (Ronneberger et al. 2015), three scales.

    width   channels at the finest scale, a multiple of 8
    """

    def __init__(self, width: int = 16):
        super().__init__()
        widths = [width, 2 * width, 4 * width]
        self.down = nn.ModuleList(Block(i, o) for i, o in zip([3, *widths], widths))
        self.bottom = Block(widths[-1], widths[-1])
        self.up = nn.ModuleList(Block(2 * i, o) for i, o in zip(widths[::-1], [*widths[-2::-1], width]))
        self.last = nn.Conv2d(width, 3, 1)

    def forward(self, images: Tensor) -> Tensor:
        x, kept = images - 0.5, []
        for block in self.down:
            x = block(x)
            kept.append(x)
            x = F.avg_pool2d(x, 2, ceil_mode=True)
        x = self.bottom(x)
        for block, skip in zip(self.up, kept[::-1]):
            x = block(torch.cat([F.interpolate(x, skip.shape[2:], mode="bilinear"), skip], 1))
        return F.normalize(self.last(x), dim=1)


def train(model: UNet, scenes: Scenes, chosen: Tensor, args: argparse.Namespace, device: torch.device) -> None:
    """Minimise 1 - cosine by AdamW, one cycle of the learning rate; half of the batches are mirrored."""
    generator = torch.Generator().manual_seed(derive(args.seed, 2))
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=1e-2)
    steps = args.epochs * -(-len(chosen) // args.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, args.lr, total_steps=steps)
    with progress(total=steps, unit="step") as bar:
        for _ in range(args.epochs):
            for part in chosen[torch.randperm(len(chosen), generator=generator)].split(args.batch_size):
                images = scenes.images[part].to(device).float() / 255.0
                normals = scenes.normals[part].to(device).float()
                if torch.rand(1, generator=generator) < 0.5:
                    images, normals = images.flip(3), normals.flip(3)
                    normals[:, 0] *= -1.0
                there = (normals != 0).any(1)
                loss = (1.0 - (model(images) * normals).sum(1))[there].mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
                bar.update()


def angles(predicted: Tensor, normals: Tensor) -> Tensor:
    """Degrees between predictions and normals, [n, 3, h, w] each, of the pixels that have a surface: [pixels]."""
    there = (normals != 0).any(1)
    cosine = (predicted * F.normalize(normals.float(), dim=1)).sum(1)[there]
    return torch.rad2deg(torch.acos(cosine.clamp(-1.0, 1.0)))


def summary(name: str, degrees: Tensor) -> str:
    """A line: mean, median, shares in percent."""
    shares = "  ".join(f"{100.0 * (degrees < limit).float().mean():12.1f}" for limit in SHARES)
    return f"{name:<12}{degrees.mean():8.1f}{degrees.median():8.1f}  {shares}"


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("data")
    group.add_argument("data", nargs="+", metavar="DATA", help="folders made with --labels normal, of one resolution")
    group.add_argument(
        "--held-out",
        type=cli.positive_float,
        default=0.25,
        metavar="SHARE",
        help="share of the programs that are for testing, 0 to 1 (default: 0.25)",
    )
    group.add_argument(
        "--least-relief",
        type=cli.non_negative_float,
        default=0.1,
        metavar="SHARE",
        help=f"leave out images of which a smaller share of the pixels is turned {STRAIGHT:g} degrees or more away "
        "(default: 0.1)",
    )
    group = parser.add_argument_group("training")
    group.add_argument(
        "--epochs", type=cli.positive_int, default=12, metavar="N", help="passes over the training images (default: 12)"
    )
    group.add_argument(
        "--batch-size", type=cli.positive_int, default=32, metavar="N", help="images a step (default: 32)"
    )
    group.add_argument(
        "--lr", type=cli.learning_rate, default=3e-3, metavar="X", help="highest learning rate (default: 0.003)"
    )
    group.add_argument(
        "--width",
        type=cli.positive_int,
        default=16,
        metavar="N",
        help="feature channels (maps) at the finest scale, a multiple of 8 (default: 16)",
    )
    group.add_argument(
        "--seed", type=cli.seed_number, default=0, metavar="N", help="seed of the split and of the weights (default: 0)"
    )
    group = parser.add_argument_group("machine")
    group.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="where the network is trained (default: auto)"
    )
    add_threads(group)
    cli.add_config(parser)
    args = cli.parse_args_with_config(parser, argv)
    if args.width % 8:
        parser.error(f"--width {args.width}: must be a multiple of 8")
    if args.device == "cuda" and not torch.cuda.is_available():
        parser.error("--device cuda: there is none")
    return args


def main(argv: list[str] | None = None) -> int:
    """Print a table of angles on the held-out programs: the mean normal, and the network."""
    args = parse_args(argv)
    settle_threads(args.threads)
    wanted = "cuda" if args.device != "cpu" and torch.cuda.is_available() else "cpu"
    device = torch.device(wanted)
    scenes = load(args.data, args.least_relief)
    chosen, tested = split(scenes.programs, args.held_out, args.seed)
    seed_everything(args.seed, WEIGHTS)
    model = UNet(args.width).to(device)
    train(model, scenes, chosen, args, device)
    mean = F.normalize(scenes.normals[chosen].float().sum((0, 2, 3)), dim=0)[:, None, None]
    model.eval()
    found, baseline = [], []
    with torch.inference_mode():
        for part in tested.split(64):
            normals = scenes.normals[part]
            found.append(angles(model(scenes.images[part].to(device).float() / 255.0).cpu(), normals))
            baseline.append(angles(mean.expand(normals.shape), normals))
    below = "  ".join(f"below {limit:g}".rjust(12) for limit in SHARES)
    print(f"{'':<12}{'mean':>8}{'median':>8}  {below}")
    print(summary("mean normal", torch.cat(baseline)))
    print(summary("network", torch.cat(found)))
    names = {scenes.programs[k] for k in tested.tolist()}
    print(
        f"{len(tested)} images of {len(names)} programs, trained on {len(chosen)} images of "
        f"{len(set(scenes.programs)) - len(names)} others for {args.epochs} epochs"
    )
    return 0


if __name__ == "__main__":
    cli.run_main(main)
