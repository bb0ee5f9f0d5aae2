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
import signal
import sys
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from evaluation.compare_cells import (
    FREE,
    Grid,
    add_probe_flags,
    add_run_flags,
    checked,
    data_flags,
    dataset_title,
    do_cell,
    keep_sources,
    last_checkpoint,
    render,
    report,
    run_flags,
    split_source,
)
from evaluation.compare_tables import RANDOM, ordered, plot, summarise, write_tables
from evaluation.grids import check_settings, interrupt, read_results
from evaluation.tasks import Task
from image_generation.common.cli import (
    OneLineParser,
    add_config,
    learning_rate,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
)
from image_generation.common.errors import UserError
from image_generation.common.locks import FolderLock
from image_generation.shaders.programs import safe_name

METHODS = ("SimCLR", "MoCo", "AlignUniform")
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
# Baradad et al. 2021 (arXiv 2106.05963): the small scale of the published code (align_uniform/main.py: alignment and
# uniformity, 0.12 for 256 images a step, steps at 155, 170 and 185). Their colour jitter is always on, with hue 0.4;
# ours, that of the 2022 paper (arXiv 2211.16412), in four images of five, with hue 0.1, after ten epochs of warm-up.
PAPER = {
    "n_samples": 105_000,
    "resolution": 128,
    "size": 64,
    "method": "AlignUniform",
    "model": "small_alexnet",
    "epochs": 200,
    "batch_size": 768,
    "learning_rate": 0.36,
    "schedule": [155, 170, 185],
    "minimum_crop_area": 0.08,
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
        "--order",
        choices=("seeds", "sources"),
        default="seeds",
        help="all sources with one seed after the other, or a source with all seeds (default: seeds)",
    )
    group.add_argument(
        "--sources",
        nargs="+",
        default=list(SOURCES),
        metavar="S",
        help="a SHADERS argument each, or NAME=SHADERS[,SHADERS] (default: models)",
    )
    group.add_argument(
        "--against",
        nargs="+",
        default=[RANDOM],
        metavar="NAME",
        help=f"table.md has each source's differences to these, paired by seed (default: {RANDOM})",
    )
    add_run_flags(parser, group, "outputs/compare")
    size = group.add_mutually_exclusive_group()
    size.add_argument("--smoke", action="store_true", help="a size that ends in ten minutes on two cores")
    size.add_argument("--paper", action="store_true", help="the papers' small scale: AlexNet, 105,000 images")
    size.add_argument("--large", action="store_true", help="ResNet-50, MoCo v2, 1.3 million images")
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
    group.add_argument("--learning-rate", type=learning_rate, default=0.3, help="its peak (default: 0.3)")
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
        "--schedule",
        type=positive_int,
        nargs="+",
        default=None,
        metavar="EPOCH",
        help="epochs at which SimCLR's and AlignUniform's rate drops to a tenth (default: a cosine instead)",
    )
    group.add_argument(
        "--augment-on", choices=("cpu", "device"), default="device", help="where views are made (default: device)"
    )
    add_probe_flags(parser)
    add_config(parser)
    given = sys.argv[1:] if argv is None else argv
    for flag, settings in (("--smoke", SMOKE), ("--paper", PAPER), ("--large", LARGE)):
        if flag in given:
            parser.set_defaults(**settings)
    return parse_args_with_config(parser, argv)


def open_sources(texts: Sequence[str]) -> dict[str, list[str]]:
    """Name -> SHADERS with paths that hold from the repository's root. Raises UserError for what does not exist."""
    sources: dict[str, list[str]] = {}
    for name, shaders in map(split_source, texts):
        if name in sources or name == RANDOM:
            raise UserError(f"--sources: two are called {name}: write NAME=SHADERS", 2)
        sources[name] = checked(shaders, f"--sources {name}")
    return sources


def trainer(args: argparse.Namespace, images: Path, run: Path, seed: int) -> list[object]:
    """The command line that trains on a folder of images, to its end or from where it was left."""
    if args.method == "MoCo":
        queue = min(args.moco_k, args.n_samples) // args.batch_size * args.batch_size
        flags: list[object] = ["-a", args.model, "--image-size", args.size, "--lr", args.learning_rate]
        flags += ["--moco-t", args.temp, "--moco-k", queue, "--mlp", "--aug-plus", "--cos"]
        return ["moco/main_train.py", images, *flags, *data_flags(args), *run_flags(args, run, seed)]
    flags = ["--method", args.method, "--model", args.model, "--size", args.size, "--temp", args.temp]
    flags += ["--learning-rate", args.learning_rate, "--minimum-crop-area", args.minimum_crop_area]
    flags += ["--schedule", *args.schedule] if args.schedule else ["--cosine"]
    return ["supcon/main_train.py", images, *flags, *data_flags(args), *run_flags(args, run, seed)]


def show(args: argparse.Namespace, results: Path) -> str:
    """Write table and plot of what is done so far; the table."""
    rows = read_results(results, COLUMNS)
    summaries = summarise(rows)
    if not summaries:
        return ""
    names = ordered(summaries, args.probes)
    pairs = [(name, other) for other in args.against for name in names if name != other]
    text = write_tables(results.with_name("table.md"), rows, pairs, args.probes)
    dataset = dataset_title(args.dataset)
    seeds = f"{len(args.seeds)} seeds" if len(args.seeds) > 1 else "1 seed"
    title = f"{args.method}, {args.model}, {args.n_samples} images, {args.epochs} epochs, {dataset}, {seeds}"
    plot(summaries, args.probes, results.with_name("compare.png"), title)
    return text


def tasks_of(args: argparse.Namespace, sources: dict[str, list[str]], grid: Grid) -> list[Task]:
    """What is missing of the comparison, in --order: seed by seed, or so that a time limit leaves whole rows."""
    known = grid.known()
    tasks: list[Task] = []

    def missing(name: str, seed: int) -> list[str]:
        return [kind for kind in args.probes if (name, str(seed), kind) not in known]

    def draw(name: str, seed: int) -> None:
        render(args, name, sources[name], seed)

    def score(name: str, seed: int) -> None:
        label = f"{safe_name(name)}_{seed}"
        run = Path(args.output).resolve() / "cells" / label
        if name == RANDOM:
            rows = do_cell(args, label, ["--random-init", args.model, "--seed", seed], probes=missing(name, seed))
        else:
            training = trainer(args, render(args, name, sources[name], seed), run, seed)
            encoder = ["--checkpoint", last_checkpoint(args, run)]
            rows = do_cell(args, label, encoder, training=training, probes=missing(name, seed))
        grid.add([{**row, "source": name, "seed": seed} for row in rows])

    names = [RANDOM, *sources]  # what is done in no time comes first
    cells = [(name, seed) for seed in args.seeds for name in names]
    if args.order == "sources":
        cells = [(name, seed) for name in names for seed in args.seeds]
    for name, seed in cells:
        if not missing(name, seed):
            continue
        needs: tuple[str, ...] = ()
        if name != RANDOM:
            needs = (f"images of {name}, seed {seed}",)
            tasks.append(Task(name=needs[0], run=partial(draw, name, seed)))
        tasks.append(Task(name=f"{name}, seed {seed}", run=partial(score, name, seed), needs=needs))
    return tasks


def main(argv: list[str] | None = None) -> int:
    """Do what is missing of the comparison, then print it."""
    args = parse_args(argv)
    output = Path(args.output)
    sources = open_sources(args.sources)
    unknown = [name for name in args.against if name != RANDOM and name not in sources]
    if unknown:
        raise UserError(f"--against {unknown[0]}: is none of --sources ({', '.join(sources)}) nor {RANDOM}", 2)
    output.mkdir(parents=True, exist_ok=True)
    results = output / "results.csv"
    places = {name: place for place, name in enumerate([*sources, RANDOM])}

    def order(row: dict[str, str]) -> tuple[int, int, str, str]:
        return int(row["seed"]), places.get(row["source"], len(places)), row["source"], row["probe"]

    with FolderLock(output / ".lock", output, "comparison"):
        check_settings(args, output / "config.yaml", (*FREE, "sources", "against", "order", "smoke", "paper", "large"))
        keep_sources(sources, output / "sources.json")
        grid = Grid(
            args=args,
            columns=COLUMNS,
            keys=("source", "seed", "probe"),
            order=order,
            show=lambda: show(args, results),
            lock=threading.Lock(),
        )
        outcome = grid.run(tasks_of(args, sources, grid))
        print(show(args, results), end="")
    return report(outcome, args, results, "compare.png")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    run_main(main)
