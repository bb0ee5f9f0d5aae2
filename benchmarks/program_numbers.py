"""Do more programs help? Scores over their number at one number of images: table, fit with its interval, plot.

    .venv/bin/python benchmarks/program_numbers.py --output docs/images/program_numbers.png

Reads benchmarks/results/program_numbers.csv: a row a training, its images' source, number of programs, seed, kNN and
linear top-1 in percent. The fit is over log10 of the number, so that its slope is what ten times more programs give.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
import numpy as np
from scipy import stats

from evaluation.grids import read_results
from evaluation.scaling import Fit, fit_points
from image_generation.common import cli
from image_generation.common.errors import UserError, printable
from image_generation.common.files import atomic_write

matplotlib.use("Agg")
import matplotlib.pyplot as plt

RESULTS = Path(__file__).resolve().parent / "results" / "program_numbers.csv"
COLUMNS = ("source", "programs", "seed", "knn", "linear")
PROBES = ("knn", "linear")
COLOURS = ("tab:blue", "tab:orange", "tab:green", "tab:red")
Rows = Sequence[Mapping[str, str]]


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("table and plot")
    group.add_argument(
        "--results", metavar="CSV", default=str(RESULTS), help="table of trainings (default: that of the repository)"
    )
    group.add_argument("--output", metavar="PNG", help="where the plot goes (default: none is drawn)")
    return parser.parse_args(argv)


def per_tenfold(rows: Rows, source: str, probe: str) -> Fit | None:
    """The line of a source's scores over log10 of its number of programs; None with fewer than two numbers."""
    points = [(np.log10(int(row["programs"])), float(row[probe])) for row in rows if row["source"] == source]
    return fit_points(*np.array(points, float).reshape(-1, 2).T)


def scores(rows: Rows, source: str, programs: int, probe: str) -> np.ndarray:
    """Scores of a source's trainings with so many programs: float [n]."""
    return np.array([float(row[probe]) for row in rows if row["source"] == source and int(row["programs"]) == programs])


def gain(fewer: np.ndarray, more: np.ndarray) -> tuple[float, float, float]:
    """What `more` is better by on the mean, and its 95% interval (Welch's t; nan where one has a single score)."""
    difference = float(more.mean() - fewer.mean())
    if min(len(fewer), len(more)) < 2:
        return difference, float("nan"), float("nan")
    interval = stats.ttest_ind(more, fewer, equal_var=False).confidence_interval(0.95)
    return difference, float(interval.low), float(interval.high)


def numbers(rows: Rows, source: str) -> list[int]:
    """The numbers of programs that a source has, ascending."""
    return sorted({int(row["programs"]) for row in rows if row["source"] == source})


def report(rows: Rows) -> str:
    """The table and what is said below it: a line a fit, a line a step to more programs."""
    sources = list(dict.fromkeys(row["source"] for row in rows))
    lines = ["| images of | programs | trainings | kNN | linear |", "|---|---|---|---|---|"]
    told = []
    for source in sources:
        steps = numbers(rows, source)
        for programs in steps:
            cells = [scores(rows, source, programs, probe) for probe in PROBES]
            means = " | ".join(f"{values.mean():.1f}" for values in cells)
            lines.append(f"| {source} | {programs:,} | {len(cells[0])} | {means} |")
        for probe in PROBES:
            line = per_tenfold(rows, source, probe)
            if line is not None:
                interval = f" (95% {line.low:+.2f} to {line.high:+.2f})" if line.n > 2 else ""
                told.append(f"{source}, {probe}: {line.slope:+.2f} for ten times more{interval}, {line.n} trainings")
            for fewer, more in itertools.pairwise(steps):
                step, low, high = gain(*(scores(rows, source, programs, probe) for programs in (fewer, more)))
                interval = "" if np.isnan(low) else f" (95% {low:+.2f} to {high:+.2f})"
                told.append(f"{source}, {probe}: {fewer:,} to {more:,} {step:+.2f}{interval}")
    return "\n".join([*lines, "", *told])


def plot(rows: Rows, path: Path) -> None:
    """A panel a probe: a dot a training, the fit of each source as a line."""
    sources = list(dict.fromkeys(row["source"] for row in rows))
    figure, axes = plt.subplots(1, len(PROBES), figsize=(9.6, 4), dpi=120)
    for axis, probe in zip(axes, PROBES):
        for source, colour in zip(sources, COLOURS * len(sources)):
            steps = numbers(rows, source)
            for programs in steps:
                values = scores(rows, source, programs, probe)
                axis.plot([programs] * len(values), values, "o", color=colour, markersize=4.5, alpha=0.7)
            means = [scores(rows, source, programs, probe).mean() for programs in steps]
            line = per_tenfold(rows, source, probe)
            label = source
            if line is not None:
                ends = np.array([steps[0], steps[-1]], float)
                axis.plot(ends, line.intercept + line.slope * np.log10(ends), "-", color=colour, linewidth=1.2)
                label = f"{source}: {line.slope:+.1f} for ten times more"
            axis.plot(steps, means, "_", color=colour, markersize=16, markeredgewidth=2, label=label)
        axis.set_xscale("log")
        axis.set_xlabel("programs")
        axis.set_ylabel(f"{'kNN' if probe == 'knn' else probe} top-1 accuracy (%)")
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8, loc="lower right")
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    with atomic_write(path, "wb") as file:
        figure.savefig(file, format="png")
    plt.close(figure)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table and draw it where asked for."""
    args = parse_args(argv)
    path = Path(args.results)
    rows = [row for row in read_results(path, COLUMNS) if all(row.get(column) for column in COLUMNS)]
    for row in rows:
        if not row["programs"].isdecimal() or not int(row["programs"]):
            raise UserError(
                f"--results {path}: {printable(row['programs'])} is no number of programs: a whole one, from 1", 2
            )
    if not rows:
        raise UserError(f"--results {path}: no row of {', '.join(COLUMNS)} in it", 2)
    print(report(rows))
    if args.output:
        Path(args.output).parent.mkdir(parents=True, exist_ok=True)
        plot(rows, Path(args.output))


if __name__ == "__main__":
    cli.run_main(main)
