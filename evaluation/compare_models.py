"""Compare sources of images at one budget: render, train, probe, for several seeds; table and plot.

    .venv/bin/python evaluation/compare_models.py --sources bundled model:perlin photos=folder:PHOTOS \\
        --dataset digits --output outputs/compare
    .venv/bin/python evaluation/compare_models.py --smoke --output outputs/compare_smoke        (minutes)

A cell is a source and a seed (of images and weights): one folder of images, one training, every probe. Random weights
stand beside. Each cell is done once: called again, an interrupted comparison resumes, and cells that failed are tried
again. OUTPUT/results.csv, OUTPUT/table.md and OUTPUT/compare.png are whole after every cell.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import re
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from evaluation.grids import add_results, check_settings, command, interrupt, last_score, made_once, read_results
from evaluation.results import wilson
from image_generation.common.cli import (
    OneLineParser,
    add_config,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
    seed_number,
)
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.common.locks import FolderLock
from image_generation.common.progress import progress
from image_generation.shaders.programs import safe_name
from image_generation.shaders.sources import resolve
from learning.hub.addresses import split_addresses

RANDOM = "random weights"
PROBES = ("knn", "linear")
METHODS = ("SimCLR", "MoCo")
COLUMNS = ("source", "seed", "probe", "dataset", "top1", "low", "high", "n")
SOURCES = (
    "bundled",
    "composed:1000",
    "model:dead_leaves-squares",
    "model:dead_leaves-shapes",
    "model:dead_leaves-textures",
    "model:spectrum_color_wmm",
    "model:fractaldb:1000",
    "model:fractals:1000",
    "model:visualatom:1000",
    "model:perturbed-fractal:1000",
    "model:perlin",
    "model:stylegan-oriented",
    "model:noise",
)
SMOKE = {
    "sources": ["composed:64", "model:dead_leaves-shapes", "model:noise"],
    "seeds": [0, 1],
    "n_samples": 2048,
    "resolution": 48,
    "size": 32,
    "epochs": 4,
    "few": 10,
    "draws": 10,
}
# Baradad et al. 2021 (arXiv 2106.05963) and 2022 (arXiv 2211.16412, section 4): small AlexNet, 105,000 images.
PAPER = {
    "n_samples": 105_000,
    "resolution": 128,
    "size": 64,
    "model": "small_alexnet",
    "epochs": 200,
    "learning_rate": 0.015,
    "temp": 0.07,
    "minimum_crop_area": 0.02,
    "augment_on": "cpu",
    "layer": "5",
}
# The 2022 paper's section 5: ResNet-50, MoCo v2 at 224 pixels, 200 epochs of 1.3 million images.
LARGE = {
    "method": "MoCo",
    "n_samples": 1_300_000,
    "resolution": 256,
    "size": 224,
    "model": "resnet50",
    "epochs": 200,
    "learning_rate": 0.015,
    "temp": 0.2,
    "augment_on": "device",
    "seeds": [0],
}


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("comparison")
    group.add_argument(
        "--sources",
        nargs="+",
        default=list(SOURCES),
        metavar="S",
        help="a SHADERS argument each, or NAME=SHADERS[,SHADERS] (default: models)",
    )
    group.add_argument(
        "--output", default="outputs/compare", metavar="DIR", help="folder of the table (default: outputs/compare)"
    )
    size = group.add_mutually_exclusive_group()
    size.add_argument("--smoke", action="store_true", help="a size that ends in ten minutes on two cores")
    size.add_argument("--paper", action="store_true", help="the papers' small scale: AlexNet, 105,000 images")
    size.add_argument("--large", action="store_true", help="ResNet-50, MoCo v2, 1.3 million images")
    group.add_argument(
        "--seeds",
        nargs="+",
        type=seed_number,
        default=[0, 1, 2],
        metavar="N",
        help="of images and weights, a training each (default: 0 1 2)",
    )
    group = parser.add_argument_group("images and training")
    group.add_argument("--n-samples", type=positive_int, default=20_000, metavar="N", help="images (default: 20000)")
    group.add_argument(
        "--resolution", type=positive_int, default=64, metavar="R", help="of images (default: 64 pixels)"
    )
    group.add_argument("--size", type=positive_int, default=32, metavar="R", help="of views (default: 32 pixels)")
    group.add_argument("--method", choices=METHODS, default="SimCLR", help="how encoders are trained (default: SimCLR)")
    group.add_argument("--model", default="quick_resnet10", help="encoder (default: quick_resnet10)")
    group.add_argument(
        "--epochs", type=positive_int, default=10, metavar="N", help="passes over the images (default: 10)"
    )
    group.add_argument("--batch-size", type=positive_int, default=256, metavar="N", help="images a step (default: 256)")
    group.add_argument("--learning-rate", type=positive_float, default=0.3, help="its peak (default: 0.3)")
    group.add_argument("--temp", type=positive_float, default=0.2, help="temperature (default: 0.2)")
    group.add_argument(
        "--moco-k",
        type=positive_int,
        default=65536,
        metavar="N",
        help="MoCo's queue, at most the images of an epoch (default: 65536)",
    )
    group.add_argument(
        "--minimum-crop-area",
        type=positive_float,
        default=0.1,
        metavar="SHARE",
        help="of the image, SimCLR's smallest crop (default: 0.1)",
    )
    group.add_argument(
        "--augment-on", choices=("cpu", "device"), default="device", help="where views are made (default: device)"
    )
    group.add_argument("--device", default="auto", help="what computes: auto, cpu, cuda or cuda:N (default: auto)")
    group.add_argument(
        "--workers", type=int, default=None, metavar="N", help="data-loading processes (default: its own)"
    )
    group = parser.add_argument_group("evaluation")
    group.add_argument(
        "--probes", nargs="+", choices=PROBES, default=list(PROBES), help="how encoders are scored (default: both)"
    )
    group.add_argument("--dataset", default="digits", help="as evaluation/main_linear.py's (default: digits)")
    group.add_argument(
        "--data-root", default="data", metavar="DIR", help="where torchvision's data lie (default: data)"
    )
    group.add_argument("--layer", default=None, help="probed layer (default: what the head is given)")
    group.add_argument(
        "--few", type=positive_int, default=None, metavar="N", help="training images a class (default: all)"
    )
    group.add_argument(
        "--draws", type=positive_int, default=1, metavar="D", help="times that --few are drawn, averaged (default: 1)"
    )
    add_config(parser)
    given = sys.argv[1:] if argv is None else argv
    for flag, settings in (("--smoke", SMOKE), ("--paper", PAPER), ("--large", LARGE)):
        if flag in given:
            parser.set_defaults(**settings)
    return parse_args_with_config(parser, argv)


def split_source(text: str) -> tuple[str, list[str]]:
    """(name, SHADERS) of one of --sources."""
    named = re.fullmatch(r"([\w .+-]+)=(.+)", text)
    return (named[1], named[2].split(",")) if named else (text, [text])


def open_sources(texts: Sequence[str]) -> dict[str, list[str]]:
    """Name -> SHADERS with paths that hold from the repository's root. Raises UserError for what does not exist."""
    sources: dict[str, list[str]] = {}
    for name, shaders in map(split_source, texts):
        if name in sources or name == RANDOM:
            raise UserError(f"--sources: two are called {name}: write NAME=SHADERS", 2)
        try:
            resolve(shaders)
        except UserError as error:
            raise UserError(f"--sources {name}: {str(error).removeprefix('--shaders ')}", 2) from None
        sources[name] = [_absolute(shader) for shader in shaders]
    return sources


def _absolute(shader: str) -> str:
    if shader.startswith("folder:"):
        return f"folder:{Path(shader.removeprefix('folder:')).resolve()}"
    return str(Path(shader).resolve()) if shader != "bundled" and Path(shader).exists() else shader


def render(args: argparse.Namespace, name: str, shaders: list[str], seed: int) -> Path:
    """The folder of images of a cell."""
    folder = Path(args.output).resolve() / "images" / f"{safe_name(name)}_{seed}"
    device = args.device if args.device in ("auto", "cpu") else "cuda"
    flags = ("--n-samples", args.n_samples, "--resolution", args.resolution, "--seed", seed, "--device", device)
    script = "image_generation/shaders/generate_dataset.py"
    line = ("--shaders", *shaders, "--output", folder, *flags)
    return made_once(folder, lambda: command(script, *line))


def train(args: argparse.Namespace, images: Path, name: str, seed: int) -> Path:
    """The checkpoint of a cell, trained to its end or from where it was left."""
    run = Path(args.output).resolve() / "cells" / f"{safe_name(name)}_{seed}"
    flags: list[object] = [
        "--epochs",
        args.epochs,
        "--batch-size",
        args.batch_size,
        "--seed",
        seed,
        "--augment-on",
        args.augment_on,
        "--device",
        args.device,
        "--keep-last",
        1,
        "--milestone-every",
        0,
        "--output",
        run,
        "--resume",
        "auto",
    ]
    if args.method == "MoCo":
        queue = min(args.moco_k, args.n_samples) // args.batch_size * args.batch_size
        flags += [
            "-a",
            args.model,
            "--image-size",
            args.size,
            "--lr",
            args.learning_rate,
            "--moco-t",
            args.temp,
            "--moco-k",
            queue,
            "--mlp",
            "--aug-plus",
            "--cos",
        ]
        flags += [] if args.workers is None else ["-j", args.workers]
        command("moco/main_train.py", images, *flags)
    else:
        flags += [
            "--method",
            "SimCLR",
            "--model",
            args.model,
            "--size",
            args.size,
            "--cosine",
            "--learning-rate",
            args.learning_rate,
            "--temp",
            args.temp,
            "--minimum-crop-area",
            args.minimum_crop_area,
        ]
        flags += [] if args.workers is None else ["--num-workers", args.workers]
        command("supcon/main_train.py", images, *flags)
    return sorted(run.glob("checkpoint_*.pth.tar"))[-1]


def probe(args: argparse.Namespace, kind: str, encoder: Sequence[object], scores: Path) -> dict[str, str]:
    """The row that a probe writes for an encoder."""
    layer = ["--layer", args.layer] if args.layer else []
    few = ["--few", args.few, "--draws", args.draws] if args.few else []
    scores.parent.mkdir(parents=True, exist_ok=True)
    script = f"evaluation/main_{kind}.py"
    flags = ("--dataset", args.dataset, "--data-root", Path(args.data_root).resolve(), *layer, *few)
    run = ("--device", args.device, "--image-size", args.size, "--results", scores)
    command(script, *encoder, *flags, *run)
    return last_score(scores)


# ------------------------------------------------------------------ what is said of it


@dataclass(frozen=True)
class Summary:
    """A source's scores by one probe, in percent: mean, standard deviation and 95% interval over seeds.

    With one seed the spread is nan and the interval is the probe's own, over test images.
    """

    source: str
    probe: str
    seeds: int
    mean: float
    spread: float
    low: float
    high: float


def summarise(rows: Sequence[dict[str, str]]) -> list[Summary]:
    """A Summary for each source and probe; Student's t over the seeds where there are two or more."""
    cells: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        cells.setdefault((row["source"], row["probe"]), []).append(row)
    found = []
    for (source, kind), group in cells.items():
        scores = np.array([float(row["top1"]) for row in group])
        n = len(scores)
        if n > 1:
            spread = float(scores.std(ddof=1))
            half = float(stats.t.ppf(0.975, n - 1)) * spread / n**0.5
            low, high = max(0.0, scores.mean() - half), min(100.0, scores.mean() + half)
        else:
            spread = float("nan")
            low, high = (
                float(group[0][end]) if group[0][end] else wilson(scores[0], int(group[0]["n"]))[k]
                for k, end in enumerate(("low", "high"))
            )
        found.append(
            Summary(
                source=source,
                probe=kind,
                seeds=n,
                mean=float(scores.mean()),
                spread=spread,
                low=float(low),
                high=float(high),
            )
        )
    return found


def ordered(summaries: Sequence[Summary], probes: Sequence[str]) -> list[str]:
    """Sources, the best by the last probe first."""
    best = {s.source: s.mean for probe in probes for s in summaries if s.probe == probe}
    return sorted(best, key=lambda source: -best[source])


def table(summaries: Sequence[Summary], probes: Sequence[str]) -> str:
    """The comparison as a Markdown table, and for each probe the sources whose intervals overlap with the best's."""
    by = {(s.source, s.probe): s for s in summaries}
    lines = ["| source | seeds | " + " | ".join(f"{p}: mean ± sd | 95% interval" for p in probes) + " |"]
    lines.append("|---|---|" + "---|" * (2 * len(probes)))
    for source in ordered(summaries, probes):
        own = [by.get((source, probe)) for probe in probes]
        texts = [
            "| "
            if s is None
            else (f"{s.mean:.2f}" + (f" ± {s.spread:.2f}" if s.seeds > 1 else "") + f" | {s.low:.2f} to {s.high:.2f}")
            for s in own
        ]
        seeds = max(s.seeds for s in own if s is not None)
        lines.append(f"| {source.replace('|', '/')} | {seeds} | " + " | ".join(texts) + " |")
    for kind in probes:
        ranked = sorted((s for s in summaries if s.probe == kind), key=lambda s: -s.mean)
        if ranked:
            rivals = [s.source for s in ranked[1:] if s.high >= ranked[0].low]
            said = f"overlaps with {', '.join(rivals)}" if rivals else "overlaps with no other"
            lines += ["", f"{kind}: best is {ranked[0].source}; its interval {said}."]
    return "\n".join(lines) + "\n"


def plot(summaries: Sequence[Summary], probes: Sequence[str], path: Path, title: str) -> None:
    """Bars of the means with their intervals, a panel a probe."""
    # here: a grid takes hours before its plot
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    sources = ordered(summaries, probes)[::-1]
    figure, axes = pyplot.subplots(
        1, len(probes), figsize=(2.2 + 4 * len(probes), 1.1 + 0.36 * len(sources)), dpi=120, sharey=True, squeeze=False
    )
    for axis, kind in zip(axes[0], probes):
        for s in (s for s in summaries if s.probe == kind):
            place = sources.index(s.source)
            axis.barh(place, s.mean, height=0.6, color="tab:gray" if s.source == RANDOM else "tab:blue")
            axis.errorbar(s.mean, place, xerr=[[s.mean - s.low], [s.high - s.mean]], color="black", capsize=3)
        axis.set_yticks(range(len(sources)), sources)
        axis.set_xlabel("top-1 accuracy (%)")
        axis.set_xlim(left=0)
        axis.set_title(kind, fontsize=10)
        axis.spines[["top", "right"]].set_visible(False)
    figure.suptitle(title, fontsize=10)
    figure.tight_layout()
    with atomic_write(path, "wb") as file:
        figure.savefig(file, format="png")
    pyplot.close(figure)


def show(args: argparse.Namespace, results: Path) -> str:
    """Write table and plot of what is done so far; the table."""
    summaries = summarise(read_results(results, COLUMNS))
    if not summaries:
        return ""
    text = table(summaries, args.probes)
    with atomic_write(results.with_name("table.md")) as file:
        file.write(text)
    kind, *folders = split_addresses(args.dataset)
    dataset = " ".join([kind, *(Path(folder).name for folder in folders)])
    seeds = f"{len(args.seeds)} seeds" if len(args.seeds) > 1 else "1 seed"
    title = f"{args.method}, {args.model}, {args.n_samples} images, {dataset}, {seeds}"
    plot(summaries, args.probes, results.with_name("compare.png"), title)
    return text


def do_cell(
    args: argparse.Namespace, name: str, shaders: list[str], seed: int, probes: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows of a cell's probes. Raises UserError where one of its commands fails."""
    if name == RANDOM:
        encoder: list[object] = ["--random-init", args.model, "--seed", seed]
    else:
        encoder = ["--checkpoint", train(args, render(args, name, shaders, seed), name, seed)]
    scores = Path(args.output).resolve() / "scores"
    return [
        {
            **probe(args, kind, encoder, scores / f"{safe_name(name)}_{seed}_{kind}.csv"),
            "source": name,
            "seed": seed,
            "probe": kind,
        }
        for kind in probes
    ]


def main(argv: list[str] | None = None) -> int:
    """Do what is missing of the comparison, then print it."""
    args = parse_args(argv)
    output = Path(args.output)
    sources = {**open_sources(args.sources), RANDOM: []}
    output.mkdir(parents=True, exist_ok=True)
    failures: dict[str, str] = {}
    with FolderLock(output / ".lock", output, "comparison"):
        free = (
            "output",
            "config",
            "sources",
            "seeds",
            "probes",
            "device",
            "workers",
            "data_root",
            "smoke",
            "paper",
            "large",
        )
        check_settings(args, output / "config.yaml", free)
        results = output / "results.csv"
        # Seed by seed, so that the first complete table comes soon.
        cells = [(name, seed) for seed in args.seeds for name in sources]
        for name, seed in (bar := progress(cells, unit="cell")):
            bar.set_description_str(f"{name}, seed {seed}")
            known = {
                row["probe"]
                for row in read_results(results, COLUMNS)
                if (row["source"], row["seed"]) == (name, str(seed))
            }
            missing = [kind for kind in args.probes if kind not in known]
            if not missing:
                continue
            try:
                add_results(results, do_cell(args, name, sources[name], seed, missing), COLUMNS)
            except UserError as error:
                failures[f"{name}, seed {seed}"] = str(error)
                continue
            show(args, results)
        text = show(args, results)
    print(text, end="")
    for cell, reason in failures.items():
        print(f"failed: {cell}: {reason}", file=sys.stderr)
    done = len({(row["source"], row["seed"]) for row in read_results(results, COLUMNS)})
    print(f"{done} cells in {results}, {len(failures)} failed; table.md and compare.png stand beside")
    return 1 if failures else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    run_main(main)
