"""The paper's scaling experiment: accuracy over the number of programs, for SimCLR, SupCon and cross-entropy.

    .venv/bin/python evaluation/scaling.py --shaders bundled --dataset cifar10 --output outputs/scaling
    .venv/bin/python evaluation/scaling.py --smoke --output outputs/scaling_smoke        (minutes)

For each number of programs it renders a folder of images, trains an encoder with each method and probes it; every
cell of the grid is done once: called again, an interrupted grid resumes. OUTPUT/results.csv and OUTPUT/scaling.png;
printed last: top-1 over log2 of the number of programs, fitted, for each method. --shaders model:fractaldb:1000 works.
The defaults are the small-scale setting of arXiv 2211.16412 (section 4): small AlexNet, 100,000 images of 64x64,
200 epochs.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from evaluation.compare_cells import run_flags
from evaluation.grids import add_results, check_settings, command, interrupt, last_score, made_once, read_results
from image_generation.common.cli import (
    OneLineParser,
    add_config,
    learning_rate,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
    seed_number,
)
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.common.progress import progress
from image_generation.shaders.sources import Source, resolve
from learning.hub.addresses import split_addresses
from learning.threads import add_threads, settle_threads

METHODS = ("SimCLR", "SupCon", "CE")
COLUMNS = ("method", "programs", "dataset", "top1", "low", "high", "n")
# Settings that may change between calls for one folder.
FREE = ("output", "config", "methods", "counts", "device", "data_root", "smoke", "threads")
COLOURS = {"SimCLR": "tab:blue", "SupCon": "tab:orange", "CE": "tab:green"}
# Minutes on two cores. The rate, temperature and crops suit 192 steps; the paper's setting takes 78,000.
SMOKE = {
    "shaders": ["composed:256"],
    "counts": [1, 2, 16, 256],
    "n_samples": 8192,
    "resolution": 48,
    "size": 32,
    "model": "quick_resnet10",
    "epochs": 6,
    "batch_size": 256,
    "learning_rate": 0.3,
    "temp": 0.2,
    "minimum_crop_area": 0.1,
    "augment_on": "device",
    "samples_per_class": 4,
    "layer": None,
    "few": 10,
    "draws": 10,
}


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("experiment")
    group.add_argument(
        "--shaders",
        nargs="+",
        default=["bundled"],
        metavar="S",
        help="programs to count, as of generate_dataset.py (default: bundled)",
    )
    group.add_argument("--output", default="outputs/scaling", metavar="DIR", help="folder of the table and plot")
    group.add_argument("--smoke", action="store_true", help="a size that ends in minutes on two cores")
    group = parser.add_argument_group("grid")
    group.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS), help="trainings to compare")
    group.add_argument(
        "--counts",
        nargs="+",
        type=positive_int,
        default=None,
        metavar="N",
        help="numbers of programs (default: 1, 2, 4 ... all)",
    )
    group.add_argument("--seed", type=seed_number, default=0, help="of programs, images and weights")
    group = parser.add_argument_group("images and training")
    group.add_argument("--n-samples", type=positive_int, default=100_000, metavar="N", help="images to render")
    group.add_argument(
        "--resolution", type=positive_int, default=64, metavar="R", help="side of the images in pixels (default: 64)"
    )
    group.add_argument(
        "--size", type=positive_int, default=None, metavar="R", help="side of their views in pixels (default: the same)"
    )
    group.add_argument("--model", default="small_alexnet", help="encoder")
    group.add_argument("--epochs", type=positive_int, default=200, help="passes over the images")
    group.add_argument("--batch-size", type=positive_int, default=256, help="images a step")
    group.add_argument("--learning-rate", type=learning_rate, default=0.015, help="its peak")
    group.add_argument("--temp", type=positive_float, default=0.07, help="temperature of the losses")
    group.add_argument(
        "--minimum-crop-area", type=positive_float, default=0.02, metavar="SHARE", help="smallest crop, of the image"
    )
    group.add_argument("--augment-on", choices=("cpu", "device"), default="cpu", help="where views are made")
    group.add_argument(
        "--samples-per-class",
        type=positive_int,
        default=1,
        metavar="M",
        help="images of a class in SupCon's batches, at most",
    )
    group.add_argument("--device", default="auto", help="what computes: auto, cpu, cuda or cuda:N")
    add_threads(group)
    group = parser.add_argument_group("evaluation")
    group.add_argument("--dataset", default="digits", help="as evaluation/main_linear.py's (default: digits)")
    group.add_argument("--data-root", default="data", metavar="DIR", help="where torchvision's data lie")
    group.add_argument("--layer", default="5", help="probed layer (default: 5, small_alexnet's fc6)")
    group.add_argument(
        "--few", type=positive_int, default=None, metavar="N", help="training images a class (default: all)"
    )
    group.add_argument(
        "--draws", type=positive_int, default=1, metavar="D", help="times that --few are drawn, averaged (default: 1)"
    )
    add_config(parser)
    if "--smoke" in (sys.argv[1:] if argv is None else argv):
        parser.set_defaults(**SMOKE)
    return parse_args_with_config(parser, argv)


def cells(methods: list[str], counts: list[int]) -> list[tuple[str, int]]:
    """(method, number of programs) of the grid; a single program gives no labels to learn from."""
    return [(method, n) for n in counts for method in methods if n > 1 or method == "SimCLR"]


def powers_of_two(total: int) -> list[int]:
    """1, 2, 4 ... and `total` itself."""
    return sorted({2**k for k in range(total.bit_length()) if 2**k <= total} | {total})


def write_list(folder: Path, sources: list[Source], n: int, seed: int) -> Path:
    """A list file of n programs; a larger number holds all programs of a smaller one."""
    chosen = np.random.default_rng(seed).permutation(len(sources))[:n]
    lines = []
    for k in sorted(chosen):
        if sources[k].painted:
            lines.append(sources[k].path)
            continue
        path = Path(sources[k].path)
        if sources[k].composed:
            path = folder / "programs" / f"{sources[k].name}.glsl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(sources[k].read())
        lines.append(str(path.resolve()))
    target = folder / f"programs_{n}.txt"
    with atomic_write(target) as file:
        file.write("\n".join(lines) + "\n")
    return target


def render(args: argparse.Namespace, sources: list[Source], n: int) -> Path:
    """The folder of images of n programs, a sub-folder each; made where it is not complete."""
    output = Path(args.output).resolve()
    images = output / "images" / str(n)
    device = args.device if args.device in ("auto", "cpu") else "cuda"
    flags = ("--n-samples", args.n_samples, "--resolution", args.resolution, "--layout", "class")
    more = ("--seed", args.seed, "--device", device)
    script = "image_generation/shaders/generate_dataset.py"
    return made_once(
        images,
        lambda: command(
            script, *("--shaders", write_list(output, sources, n, args.seed), "--output", images, *flags, *more)
        ),
    )


def view_size(args: argparse.Namespace) -> int:
    """Side in pixels of what the encoder is given."""
    return args.size or args.resolution


def group_size(args: argparse.Namespace, method: str, n: int) -> int:
    """--samples-per-class of a cell: SupCon's, no more than an epoch holds of a program."""
    return args.samples_per_class if method == "SupCon" and args.n_samples // n >= args.samples_per_class else 1


def train(args: argparse.Namespace, images: Path, method: str, n: int) -> Path:
    """The checkpoint of a cell, trained to its end or from where it was left."""
    run = Path(args.output).resolve() / "cells" / f"{method}_{n}"
    command(
        "supcon/main_train.py",
        *(
            images,
            "--method",
            method,
            "--model",
            args.model,
            "--size",
            view_size(args),
            "--cosine",
            "--learning-rate",
            args.learning_rate,
            "--temp",
            args.temp,
            "--minimum-crop-area",
            args.minimum_crop_area,
            "--samples-per-class",
            group_size(args, method, n),
            *run_flags(args, run, args.seed),
        ),
    )
    return run / f"checkpoint_{args.epochs - 1:04d}.pth.tar"


def probe(args: argparse.Namespace, encoder: list[object], scores: Path) -> dict[str, str]:
    """The last row that evaluation/main_linear.py writes for an encoder."""
    layer = ["--layer", args.layer] if args.layer else []
    few = ["--few", args.few, "--draws", args.draws] if args.few else []
    scores.parent.mkdir(parents=True, exist_ok=True)
    command(
        "evaluation/main_linear.py",
        *(
            *encoder,
            "--dataset",
            args.dataset,
            "--data-root",
            args.data_root,
            *layer,
            *few,
            "--device",
            args.device,
            "--image-size",
            view_size(args),
            "--results",
            scores,
        ),
    )
    return last_score(scores)


@dataclass(frozen=True)
class Fit:
    """The least-squares line of top-1 (percent), over log2 of the number of programs where `fit` made it.

    slope      points that one more on that axis gives, there a doubling of the programs; low, high: its 95% interval
               (Student's t over n - 2), nan for two points, which leave nothing to estimate it from
    """

    slope: float
    intercept: float
    low: float
    high: float
    n: int


def fit_points(x: np.ndarray, y: np.ndarray) -> Fit | None:
    """The Fit of scores y over x, both float [n]; None with fewer than two different x."""
    if len(np.unique(x)) < 2:
        return None
    line = stats.linregress(x, y)
    half = float(stats.t.ppf(0.975, len(x) - 2) * line.stderr) if len(x) > 2 else float("nan")
    slope = float(line.slope)
    return Fit(slope, float(line.intercept), slope - half, slope + half, len(x))


def fit(rows: Sequence[dict[str, str]], method: str) -> Fit | None:
    """The Fit of a method's cells over log2 of the number of programs; None with fewer than two numbers."""
    points = [(np.log2(int(row["programs"])), float(row["top1"])) for row in rows if row["method"] == method]
    return fit_points(*np.array(points, float).reshape(-1, 2).T)


def fit_line(rows: Sequence[dict[str, str]], method: str) -> str:
    """What is said of a method's fit, one line; '' where there is none."""
    found = fit(rows, method)
    if found is None:
        return ""
    interval = "no interval from 2 points" if found.n == 2 else f"95% interval {found.low:+.2f} to {found.high:+.2f}"
    return (
        f"{method}: top-1 = {found.intercept:.2f} {found.slope:+.2f} log2(programs), {interval} of the slope, "
        f"{found.n} points"
    )


def plot(rows: list[dict[str, str]], path: Path, title: str) -> None:
    """Draw top-1 over the number of programs: a line a method with 95% intervals, random weights dashed."""
    ticks = sorted({int(row["programs"]) for row in rows if row["method"] != "random"})
    if not ticks:
        return
    # here: a grid takes hours before its plot
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axis = pyplot.subplots(figsize=(6.4, 4), dpi=120)
    for number, method in enumerate(METHODS):
        points = sorted(
            (int(row["programs"]), *(float(row[name]) for name in ("top1", "low", "high")))
            for row in rows
            if row["method"] == method
        )
        if points:
            count, top1, low, high = np.array(points).T
            axis.errorbar(
                count * 2 ** (0.06 * (number - 1)),  # side by side, so that intervals can be read
                top1,
                [top1 - low, high - top1],
                marker="o",
                capsize=3,
                label=method,
                color=COLOURS[method],
            )
    for row in rows:
        if row["method"] == "random":
            axis.axhline(float(row["top1"]), color="tab:gray", linestyle="--", label="random weights")
    axis.set_xscale("log", base=2)
    axis.set_xticks(ticks, [str(tick) for tick in ticks], rotation=45 if len(ticks) > 8 else 0)
    axis.set_xlabel("programs")
    axis.set_ylabel("top-1 accuracy (%)")
    axis.set_title(title, fontsize=10)
    axis.grid(alpha=0.3)
    axis.legend()
    figure.tight_layout()
    with atomic_write(path, "wb") as file:
        figure.savefig(file, format="png")
    pyplot.close(figure)


def draw(args: argparse.Namespace, results: Path) -> None:
    """Draw what is done so far beside the results."""
    kind, *folders = split_addresses(args.dataset)
    dataset = " ".join([kind, *(Path(folder).name for folder in folders)])
    plot(
        read_results(results, COLUMNS),
        results.with_name("scaling.png"),
        f"{args.model}, {args.n_samples} images, {dataset}",
    )


def main(argv: list[str] | None = None) -> None:
    """Do what is missing of the grid, then draw it."""
    args = parse_args(argv)
    settle_threads(args.threads)  # its commands take it over
    output = Path(args.output)
    sources = resolve(args.shaders)
    counts = sorted(set(args.counts or powers_of_two(len(sources))))
    if counts[-1] > len(sources):
        raise UserError(f"--counts {counts[-1]}: --shaders names {len(sources)} programs only", 2)
    output.mkdir(parents=True, exist_ok=True)
    check_settings(args, output / "config.yaml", FREE)
    results = output / "results.csv"
    finished = {(row["method"], int(row["programs"])) for row in read_results(results, COLUMNS)}
    todo = [cell for cell in [("random", 0), *cells(args.methods, counts)] if cell not in finished]
    for method, n in (bar := progress(todo, unit="cell")):
        bar.set_description(f"{method}, {n} programs" if n else "random weights")
        if method == "random":
            encoder = ["--random-init", args.model, "--seed", args.seed]
        else:
            encoder = ["--checkpoint", train(args, render(args, sources, n), method, n)]
        score = probe(args, encoder, output.resolve() / "scores" / f"{method}_{n}.csv")
        add_results(results, [{**score, "method": method, "programs": n}], COLUMNS)
        draw(args, results)
    draw(args, results)
    rows = read_results(results, COLUMNS)
    for line in filter(None, (fit_line(rows, method) for method in METHODS)):
        print(line)
    best = max(rows, key=lambda row: float(row["top1"]))
    print(
        f"{len(rows)} cells in {results}, drawn in {output / 'scaling.png'}; "
        f"best: {best['method']} with {best['programs']} programs, {float(best['top1']):.1f}%"
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    run_main(main)
