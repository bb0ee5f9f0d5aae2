"""Measure how diverse programs are: frame statistics beside those of photos, and how far apart programs lie.

    .venv/bin/python benchmarks/diversity.py --shaders bundled --shaders composed:256 --shaders bundled composed:256 \\
        --photos PHOTOS --output outputs/diversity

Each --shaders is a set, one row of the table, NAME=SHADERS for a name of its own. Per frame: the slope of the power
spectrum (photos: near -2), the kurtosis of luminance gradients (photos: heavy tails), the entropy of the colour
histogram. Per set: the distance between frames of different programs and of one program at different times, in the
features of a random convolutional network; with --encoder also RankMe and the effective number of distinct images in
its features.
benchmarks/predictors.py tells which of these predicts a score. OUTPUT/diversity.csv is the table, diversity.png the
plot.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import contextlib
import csv
import re
from collections.abc import Sequence
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import torch

from benchmarks.meters import distinct_images, encoder_features, open_encoder, rankme
from image_generation.common import cli
from image_generation.common.errors import UserError, printable
from image_generation.common.files import atomic_write
from image_generation.common.progress import add_quiet, progress, say
from image_generation.image_files import BadImage, find_images, read_image
from image_generation.pictures import centre
from image_generation.shaders.painters import Brush, open_painter
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sampler, SamplerSettings
from image_generation.shaders.sources import SHADERS_HELP, Source, resolve
from learning.encoders.load import Encoder

matplotlib.use("Agg")
import matplotlib.pyplot as plt

COLUMNS = (
    "set",
    "programs",
    "frames",
    "failed",
    "spectrum_slope",
    "spectrum_slope_sd",
    "gradient_kurtosis",
    "colour_entropy",
    "set_colour_entropy",
    "between",
    "within",
    "ratio",
)
ENCODER_COLUMNS = ("rankme", "distinct_images")
_LUMINANCE = np.array([0.299, 0.587, 0.114])


def luminance(frames: np.ndarray) -> np.ndarray:
    """uint8 [n, h, w, 3] -> float64 [n, h, w] in [0, 1]."""
    return frames @ _LUMINANCE / 255.0


def power_spectrum(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean power at whole radial frequencies below Nyquist of [n, s, s]: (frequencies [f], power [n, f])."""
    side = grey.shape[-1]
    window = np.hanning(side)[:, None] * np.hanning(side)
    centred = (grey - grey.mean((1, 2), keepdims=True)) * window
    power = np.abs(np.fft.fft2(centred)) ** 2
    lines = np.fft.fftfreq(side, 1.0 / side)
    radius = np.rint(np.hypot(lines[:, None], lines)).astype(int).ravel()
    frequencies = np.arange(2, side // 2)
    counts = np.bincount(radius)[frequencies]
    rings = np.stack([np.bincount(radius, weights=p.ravel())[frequencies] for p in power])
    return frequencies, rings / counts


def spectrum_slopes(grey: np.ndarray) -> np.ndarray:
    """Least-squares slope of log power over log frequency of each frame, [n]; natural images lie near -2."""
    frequencies, power = power_spectrum(grey)
    x = np.log(frequencies) - np.log(frequencies).mean()
    return np.log(power + 1e-9) @ x / (x @ x)


def gradient_kurtosis(grey: np.ndarray) -> np.ndarray:
    """Kurtosis (3 for a Gaussian) of the horizontal and vertical differences of log luminance of each frame, [n]."""
    logs = np.log(grey + 0.02)
    steps = [np.diff(logs, axis=1).reshape(len(grey), -1), np.diff(logs, axis=2).reshape(len(grey), -1)]
    d = np.concatenate(steps, 1)
    d -= d.mean(1, keepdims=True)
    return (d**4).mean(1) / np.maximum((d**2).mean(1), 1e-9) ** 2


def colour_histograms(frames: np.ndarray) -> np.ndarray:
    """Share of pixels in each of 8 x 8 x 8 colour bins, [n, 512]."""
    bins = (frames >> 5).astype(int)
    keys = (bins[..., 0] * 64 + bins[..., 1] * 8 + bins[..., 2]).reshape(len(frames), -1)
    return np.stack([np.bincount(k, minlength=512) / k.size for k in keys])


def entropy(histograms: np.ndarray) -> np.ndarray:
    """Shannon entropy in bits along the last axis."""
    logs = np.log2(histograms, out=np.zeros_like(histograms), where=histograms > 0)
    return -(histograms * logs).sum(-1)


@torch.no_grad()
def random_features(frames: np.ndarray, seed: int = 0) -> np.ndarray:
    """Means and spreads of the channels of an untrained three-layer network, float32 [n, 288].

    The filters are fixed by the seed.
    """
    generator = torch.Generator().manual_seed(seed)
    filters = []
    for before, after in ((3, 32), (32, 48), (48, 64)):
        weight = torch.randn(after, before, 5, 5, generator=generator)
        weight -= weight.mean((1, 2, 3), keepdim=True)
        filters.append(weight / weight.flatten(1).norm(dim=1).view(-1, 1, 1, 1))
    features = []
    for start in range(0, len(frames), 256):
        x = torch.from_numpy(frames[start : start + 256]).permute(0, 3, 1, 2).float() / 255.0
        pooled = []
        for weight in filters:
            x = torch.relu(torch.nn.functional.conv2d(x, weight, stride=2, padding=2))
            pooled += [x.mean((2, 3)), x.std((2, 3))]
        features.append(torch.cat(pooled, 1))
    return torch.cat(features).sqrt().numpy()


def distances(features: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Mean Euclidean distance of frames of different programs and of one program (nan where no program has two)."""
    points = torch.from_numpy(features)
    apart = torch.cdist(points, points).numpy()
    same = labels[:, None] == labels[None, :]
    others = ~np.eye(len(labels), dtype=bool)
    between = apart[~same].mean() if (~same).any() else np.nan
    within = apart[same & others].mean() if (same & others).any() else np.nan
    return float(between), float(within)


def paint(source: Source, indices: np.ndarray, resolution: int, seed: int) -> np.ndarray:
    """Pictures of an image model or a folder, uint8 [n, r, r, 3]; raises ProgramError."""
    painter = open_painter(source.path)
    brushes = (Brush(seed=seed, index=int(index), slot=0, resolution=resolution) for index in indices)
    return np.stack([painter.paint(brush) for brush in brushes])


def split_name(specs: Sequence[str]) -> tuple[str, list[str]]:
    """(name, SHADERS) of one --shaders: NAME=SHADERS where the first says so."""
    named = re.fullmatch(r"([\w .+-]+)=(.+)", specs[0])
    return (named[1], [named[2], *specs[1:]]) if named else (" + ".join(specs), list(specs))


def draw(sources: Sequence[Source], frames: int, resolution: int, seed: int, device: str):
    """Each program at `frames` random times: (uint8 [n, r, r, 3], program of each [n], how many failed)."""
    sampler = Sampler(SamplerSettings(seed=seed), len(sources))
    order = np.argsort(sampler.programs(np.arange(frames * len(sources)))[:, 0], kind="stable")
    pictures, labels, failed = [], [], 0
    shaders = any(not source.painted for source in sources)
    with Renderer(device, resolution, cache_size=1) if shaders else contextlib.nullcontext() as renderer:
        for number, indices in enumerate(progress(order.reshape(len(sources), frames), unit="program")):
            try:
                if sources[number].painted:
                    pictures.append(paint(sources[number], indices, resolution, seed))
                    labels += [number] * frames
                    continue
                assert renderer is not None
                program = sources[number].load()
                samples = [sampler.image(int(index)).samples[0] for index in indices]
                pictures.append(renderer.render(program, samples))
            except ProgramError:
                failed += 1
                continue
            labels += [number] * frames
    if not pictures:
        raise UserError("none of the programs can be drawn; check_shaders.py says why")
    return np.concatenate(pictures), np.array(labels), failed


def read_photos(folder: Path, resolution: int, most: int) -> np.ndarray:
    """Up to `most` photos below a folder, evenly spread over it, centre squares, uint8 [n, r, r, 3]."""
    if not folder.is_dir():
        raise UserError(f"--photos {folder}: no such folder", 2)
    paths = find_images(folder).files
    photos = []
    for path in paths[:: max(1, len(paths) // most)][:most]:
        try:
            image = read_image(path)
        except BadImage as error:
            say(f"skipped an image that cannot be read: {printable(str(error))}")
            continue
        if min(image.shape[:2]) < resolution:
            continue
        square = centre(image)
        photos.append(cv2.resize(square, (resolution, resolution), interpolation=cv2.INTER_AREA))
    if not photos:
        raise UserError(f"--photos {folder}: no readable photo of {resolution} pixels or more (see --resolution)", 2)
    return np.stack(photos)


def row(
    name: str, frames: np.ndarray, labels: np.ndarray, failed: int, encoder: Encoder | None = None
) -> dict[str, str | int]:
    """One line of the table."""
    grey = luminance(frames)
    slopes, histograms = spectrum_slopes(grey), colour_histograms(frames)
    between, within = distances(random_features(frames), labels)
    values = {
        "spectrum_slope": slopes.mean(),
        "spectrum_slope_sd": slopes.std(),
        "gradient_kurtosis": np.median(gradient_kurtosis(grey)),
        "colour_entropy": entropy(histograms).mean(),
        "set_colour_entropy": entropy(histograms.mean(0)),
        "between": between,
        "within": within,
        "ratio": between / within,
    }
    if encoder is not None:
        features = encoder_features(encoder, frames)
        values |= {"rankme": rankme(features), "distinct_images": distinct_images(features)}
    counts: dict[str, str | int] = {
        "set": name,
        "programs": len(np.unique(labels)),
        "frames": len(frames),
        "failed": failed,
    }
    return counts | {key: f"{value:.3f}" for key, value in values.items()}


def plot(sets: dict[str, np.ndarray], path: Path) -> None:
    """Power spectra, and the spread of the three frame statistics, of each set."""
    figure, axes = plt.subplots(1, 4, figsize=(18, 4.2))
    for name, frames in sets.items():
        grey = luminance(frames)
        frequencies, power = power_spectrum(grey)
        axes[0].loglog(frequencies, np.exp(np.log(power + 1e-9).mean(0)), label=name)
        statistics = (
            spectrum_slopes(grey),
            np.log2(gradient_kurtosis(grey)),
            entropy(colour_histograms(frames)),
        )
        for axis, values in zip(axes[1:], statistics):
            axis.hist(values, bins=40, density=True, histtype="step", linewidth=1.5)
    titles = ("power spectrum", "slope of the spectrum", "log2 of gradient kurtosis", "colour entropy (bits)")
    for axis, title in zip(axes, titles):
        axis.set_title(title)
    axes[0].set_xlabel("cycles per image")
    axes[0].legend()
    figure.tight_layout()
    with atomic_write(path, "wb") as file:
        figure.savefig(file, format="png", dpi=90)
    plt.close(figure)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", action="append", required=True, metavar="S", help=SHADERS_HELP)
    group.add_argument("--photos", type=Path, help="folder of photos for the natural figures (default: none)")
    group.add_argument("--output", type=Path, required=True, help="folder of the table and the plot")
    group.add_argument(
        "--encoder", metavar="C", help="a checkpoint, or random:ARCH, in whose features to measure too (default: none)"
    )
    group.add_argument("--frames", type=cli.positive_int, default=4, help="times of each program (default: 4)")
    group.add_argument(
        "--images",
        type=cli.positive_int,
        default=None,
        metavar="N",
        help="as many times of each program that a set has N images in all (default: --frames)",
    )
    group.add_argument("--resolution", type=cli.image_resolution, default=64, help="side in pixels (default: 64)")
    group.add_argument("--seed", type=cli.seed_number, default=0, metavar="N", help="of the times drawn")
    group.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="what draws")
    add_quiet(parser)
    arguments = parser.parse_args(argv)
    if arguments.resolution < 16:
        parser.error("--resolution: must be 16 or more for a spectrum")
    return arguments


def main(argv: Sequence[str] | None = None) -> None:
    arguments = parse_args(argv)
    sets, rows = {}, []
    encoder = open_encoder(arguments.encoder) if arguments.encoder else None
    columns = (*COLUMNS, *(ENCODER_COLUMNS if encoder else ()))
    for specs in arguments.shaders:
        name, shaders = split_name(specs)
        sources = resolve(shaders)
        each = arguments.frames
        if arguments.images:
            # Every set alike, whatever its number of programs: meters of a set grow with its size.
            sources = sources[:: max(1, len(sources) // arguments.images)][: arguments.images]
            each = -(-arguments.images // len(sources))
        frames, labels, failed = draw(sources, each, arguments.resolution, arguments.seed, arguments.device)
        if arguments.images:
            # Evenly over the programs, which lie one after the other.
            kept = np.linspace(0, len(frames) - 1, min(arguments.images, len(frames))).round().astype(int)
            frames, labels = frames[kept], labels[kept]
        sets[name] = frames
        rows.append(row(name, frames, labels, failed, encoder))
    if arguments.photos:
        photos = read_photos(arguments.photos, arguments.resolution, 4000)
        sets["photos"] = photos
        rows.append(row("photos", photos, np.arange(len(photos)), 0, encoder))
    arguments.output.mkdir(parents=True, exist_ok=True)
    with atomic_write(arguments.output / "diversity.csv") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    plot(sets, arguments.output / "diversity.png")
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for line in rows:
        print("| " + " | ".join(str(line[column]) for column in columns) + " |")


if __name__ == "__main__":
    cli.run_main(main)
