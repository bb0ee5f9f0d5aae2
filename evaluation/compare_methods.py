"""Compare methods at one budget: each trains on the same programs, plain, mixed or with positives of its own.

    .venv/bin/python evaluation/compare_methods.py --photos PHOTOS --dataset image_folder:TRAIN:TEST --search \\
        --output outputs/methods
    .venv/bin/python evaluation/compare_methods.py --smoke --output outputs/methods_smoke        (minutes)

A cell is a method, a kind of images and a seed (of images and weights): one training, every probe. Random weights stand
beside. Each cell is done once: called again, an interrupted comparison resumes, and cells that failed are tried again.
OUTPUT/results.csv has the scores, table.md and methods.png their means over seeds with intervals, and differences
paired by seed. --search first tries three learning rates a method, scored on a fifth of the labelled training images.
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
    last_checkpoint,
    render,
    report,
    run_flags,
    side_by_side,
)
from evaluation.compare_tables import RANDOM, plot, summarise, write_tables
from evaluation.grids import check_settings, interrupt, read_results
from evaluation.methods import LIVE, MIXED, Cell, all_cells, cell_of, method_named
from evaluation.rates import Rates
from evaluation.tasks import Task
from image_generation.common.cli import (
    OneLineParser,
    add_config,
    non_negative_float,
    parse_args_with_config,
    positive_int,
    run_main,
)
from image_generation.common.errors import UserError
from image_generation.common.locks import FolderLock

UNTRAINED = Cell(RANDOM, "none")
COLUMNS = ("method", "images", "seed", "probe", "rate", "dataset", "top1", "low", "high", "n")
COLOURS = {"photos": "tab:orange", **dict.fromkeys(MIXED, "tab:green"), **dict.fromkeys(LIVE, "tab:purple")}
SMOKE = {
    "shaders": ["composed:32"],
    "cells": [cell_of(text) for text in ("SimCLR/plain", "LeJEPA/plain", "SimCLR/kml")],
    "seeds": [0],
    "n_samples": 1024,
    "resolution": 48,
    "epochs": 2,
    "few": 10,
    "draws": 5,
}


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("comparison")
    flag = group.add_argument
    flag("--shaders", nargs="+", default=["composed:256"], metavar="S", help="programs (default: composed:256)")
    flag("--photos", default=None, metavar="DIR", help="folder of photos for the cells METHOD/photos (default: none)")
    flag(
        "--cells",
        nargs="+",
        type=cell_of,
        default=None,
        metavar="METHOD/IMAGES",
        help=f"what to train, in this order: SimCLR, MoCo, SupCon, DINO or LeJEPA; {', '.join(['plain', *MIXED])}, "
        f"photos, {', '.join(LIVE)} (default: all that make sense)",
    )
    flag("--smoke", action="store_true", help="a size that ends in minutes on two cores")
    add_run_flags(parser, group, "outputs/methods")
    group = parser.add_argument_group("images and training")
    flag = group.add_argument
    flag("--n-samples", type=positive_int, default=20_000, metavar="N", help="images an epoch (default: 20000)")
    flag("--resolution", type=positive_int, default=64, metavar="R", help="of images (default: 64 pixels)")
    flag("--size", type=positive_int, default=32, metavar="R", help="of views; local ones half (default: 32 pixels)")
    flag("--model", default="quick_resnet10", help="encoder (default: quick_resnet10)")
    flag("--epochs", type=positive_int, default=10, metavar="N", help="passes over the images (default: 10)")
    flag("--batch-size", type=positive_int, default=256, metavar="N", help="images a step (default: 256)")
    flag("--augment-on", choices=("cpu", "device"), default="device", help="where views are made (default: device)")
    flag(
        "--positive-time",
        type=non_negative_float,
        default=0.5,
        metavar="SECONDS",
        help="seconds apart, at most, of live+time's views (default: 0.5)",
    )
    flag(
        "--positive-jitter",
        type=non_negative_float,
        default=0.2,
        metavar="SIGMA",
        help="deviation of live+jitter (default: 0.2)",
    )
    flag(
        "--search",
        action="store_true",
        help="choose each method's learning rate among three, by trainings of half the epochs on plain images that are "
        "scored on every fifth labelled training image of a class (needs --dataset image_folder:TRAIN:TEST)",
    )
    add_probe_flags(parser)
    add_config(parser)
    if "--smoke" in (sys.argv[1:] if argv is None else argv):
        parser.set_defaults(**SMOKE)
    return parse_args_with_config(parser, argv)


# ------------------------------------------------------------------ trainings


def images_of(args: argparse.Namespace, kind: str, seed: int) -> Path:
    """The folder of images that cells of a kind train on, made where it is not complete."""
    if kind == "photos":
        return render(args, "photos", [f"folder:{Path(args.photos).resolve()}"], seed)
    # A class a program, for SupCon's sake; mixtures have none.
    more = ["--mixing-type", kind] if kind in MIXED else ["--layout", "class"]
    return render(args, kind, args.shaders, seed, more)


def live_flags(args: argparse.Namespace, kind: str) -> list[object]:
    """A trainer's flags for images that are rendered meanwhile, as many an epoch as a folder has."""
    flags = ["--dataset-type", "shaders", "--epoch-size", args.n_samples, "--backend", args.backend]
    flags += ["--generation-resolution-multiplier", f"{args.resolution / args.size:.6g}"]
    if kind == "live+time":
        flags += ["--positive-time", args.positive_time]
    if kind == "live+jitter":
        flags += ["--positive-jitter", args.positive_jitter]
    return [*flags, "--render-workers", 1] if side_by_side(args) else flags


def trainer(
    args: argparse.Namespace, cell: Cell, rate: float, run: Path, seed: int, *, images_seed: int | None = None
) -> list[object]:
    """The command line of a cell's training, its images (of images_seed, else of seed) made where they are missing."""
    method = method_named(cell.method)
    data: list[object]
    if cell.images in LIVE:
        data = [*args.shaders, *live_flags(args, cell.images)]
    else:
        data = [images_of(args, cell.images, seed if images_seed is None else images_seed)]
    flags = method.flags(args)
    return [method.script, *data, *flags, "--lr", rate, *data_flags(args), *run_flags(args, run, seed)]


def tasks_of(args: argparse.Namespace, grid: Grid, rates: Rates) -> list[Task]:
    """What is missing of the comparison: a cell's seeds together, so that a time limit leaves whole rows."""
    known = grid.known()
    output = Path(args.output).resolve()
    tasks: dict[str, Task] = {}

    def missing(cell: Cell, seed: int) -> list[str]:
        return [kind for kind in args.probes if (cell.method, cell.images, str(seed), kind) not in known]

    def add_images(kind: str, seed: int) -> tuple[str, ...]:
        if kind in LIVE:
            return ()
        name = f"{kind} images, seed {seed}"

        def run() -> None:
            images_of(args, kind, seed)

        tasks.setdefault(name, Task(name=name, run=run))
        return (name,)

    def score(cell: Cell, seed: int) -> None:
        name = f"{cell.method}_{cell.images}_{seed}"
        run, rate = output / "cells" / name, rates.of(cell.method)
        training = trainer(args, cell, rate, run, seed)
        encoder = ["--checkpoint", last_checkpoint(args, run)]
        keep(cell, seed, f"{rate:g}", do_cell(args, name, encoder, training=training, probes=missing(cell, seed)))

    def score_random(seed: int) -> None:
        rows = do_cell(
            args, f"random_{seed}", ["--random-init", args.model, "--seed", seed], probes=missing(UNTRAINED, seed)
        )
        keep(UNTRAINED, seed, "", rows)

    def keep(cell: Cell, seed: int, rate: str, rows: list[dict[str, str]]) -> None:
        about = {"method": cell.method, "images": cell.images, "seed": seed, "rate": rate}
        grid.add([{**row, **about} for row in rows])

    for seed in args.seeds:
        if missing(UNTRAINED, seed):
            name = f"{RANDOM}, seed {seed}"
            tasks[name] = Task(name=name, run=partial(score_random, seed))
    for cell in args.cells:
        for seed in args.seeds:
            if not missing(cell, seed):
                continue
            needs = add_images(cell.images, seed)
            first = add_images("plain", args.seeds[0]) if args.search else ()
            for trial in rates.tasks(cell.method, first):
                tasks.setdefault(trial.name, trial)
                needs += (trial.name,)
            name = f"{cell.method}, {cell.images}, seed {seed}"
            tasks[name] = Task(name=name, run=partial(score, cell, seed), needs=needs)
    return list(tasks.values())


# ------------------------------------------------------------------ what is said of it


def label(method: str, images: str) -> str:
    """A row's name in table and plot."""
    return method if method == RANDOM else f"{method}, {images}"


def show(args: argparse.Namespace, results: Path) -> str:
    """Write table and plot of what is done so far; the table."""
    rows = [{**row, "source": label(row["method"], row["images"])} for row in read_results(results, COLUMNS)]
    if not rows:
        return ""
    pairs = [
        (label(*cell), label(cell.method, "live" if cell.images in LIVE else "plain"))
        for cell in args.cells
        if cell.images not in ("plain", "live")
    ]
    text = write_tables(results.with_name("table.md"), rows, pairs, args.probes)
    what = f"{' '.join(args.shaders)}, {dataset_title(args.dataset)}"
    title = f"{args.model}, {args.n_samples} images, {args.epochs} epochs, {what}"
    colours = {label(*cell): COLOURS[cell.images] for cell in args.cells if cell.images in COLOURS}
    plot(summarise(rows), args.probes, results.with_name("methods.png"), title, colours)
    return text


def main(argv: list[str] | None = None) -> int:
    """Do what is missing of the comparison, then print it."""
    args = parse_args(argv)
    output = Path(args.output)
    args.shaders = checked(args.shaders, "--shaders")
    if args.cells is None:
        args.cells = all_cells(photos=args.photos is not None)
    if args.photos is None and any(cell.images == "photos" for cell in args.cells):
        raise UserError("--cells .../photos: give --photos DIR", 2)
    if args.photos is not None:
        checked([f"folder:{args.photos}"], "--photos")
    rates = Rates(args, trainer)
    output.mkdir(parents=True, exist_ok=True)
    results = output / "results.csv"
    places = {cell: place for place, cell in enumerate([*args.cells, UNTRAINED])}

    def order(row: dict[str, str]) -> tuple[int, int, str]:
        return places.get(Cell(row["method"], row["images"]), len(places)), int(row["seed"]), row["probe"]

    with FolderLock(output / ".lock", output, "comparison"):
        saved = argparse.Namespace(**(vars(args) | {"cells": list(map(str, args.cells))}))
        check_settings(saved, output / "config.yaml", (*FREE, "cells", "smoke"))
        grid = Grid(
            args=args,
            columns=COLUMNS,
            keys=("method", "images", "seed", "probe"),
            order=order,
            show=lambda: show(args, results),
            lock=threading.Lock(),
        )
        outcome = grid.run(tasks_of(args, grid, rates))
        print(show(args, results), end="")
    return report(outcome, args, results, "methods.png")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    run_main(main)
