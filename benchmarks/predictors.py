"""Tell which meter of benchmarks/diversity.py predicts a probe's score: rank correlations over sources.

    .venv/bin/python benchmarks/predictors.py --diversity outputs/diversity/diversity.csv \\
        --results outputs/compare/results.csv --probe linear

Sources are matched by name: the sets of diversity.csv and the sources of evaluation/compare_models.py's results.csv.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.meters import Correlation, rank_correlation
from image_generation.common import cli
from image_generation.common.errors import UserError

NO_METERS = ("set", "programs", "frames", "failed")


def read_table(path: Path, flag: str, needed: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a CSV file with the columns `needed`. Raises UserError."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{flag} {path}: cannot be read ({error})", 2) from None
    if not rows or any(column not in rows[0] for column in needed):
        raise UserError(f"{flag} {path}: is no table with the columns {', '.join(needed)}", 2)
    return rows


def number(text: str | None) -> float:
    """The value of a cell, nan for what is none."""
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")


def correlations(sets: Sequence[dict[str, str]], scores: dict[str, float]) -> dict[str, Correlation]:
    """Meter -> its rank correlation with the scores (source -> percent), the strongest first."""
    known = [row for row in sets if row["set"] in scores]
    truth = np.array([scores[row["set"]] for row in known])
    names = [name for name in sets[0] if name not in NO_METERS]
    found = {name: rank_correlation(np.array([number(row[name]) for row in known]), truth) for name in names}
    return dict(sorted(found.items(), key=lambda item: -abs(np.nan_to_num(item[1].rho))))


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to compare")
    group.add_argument("--diversity", type=Path, required=True, metavar="FILE", help="of benchmarks/diversity.py")
    group.add_argument("--results", type=Path, required=True, metavar="FILE", help="of evaluation/compare_models.py")
    group.add_argument(
        "--probe", choices=("knn", "linear"), default="linear", help="whose scores to predict (default: linear)"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    sets = read_table(args.diversity, "--diversity", ["set"])
    rows = read_table(args.results, "--results", ["source", "probe", "top1"])
    values: dict[str, list[float]] = {}
    for row in rows:
        if row["probe"] == args.probe:
            values.setdefault(row["source"], []).append(number(row["top1"]))
    scores = {source: float(np.mean(found)) for source, found in values.items()}
    shared = [row["set"] for row in sets if row["set"] in scores]
    if len(shared) < 3:
        raise UserError(f"--diversity and --results share {len(shared)} sources by name: a rank needs 3 or more", 2)
    alone = sorted({*scores, *(row["set"] for row in sets)} - {*shared})
    if alone:
        print(f"in one of the tables only: {', '.join(alone)}", file=sys.stderr)
    print(f"| meter | Spearman's rho with {args.probe} | 95% interval | sources |\n|---|---|---|---|")
    for name, found in correlations(sets, scores).items():
        interval = f"{found.low:.2f} to {found.high:.2f}" if np.isfinite(found.low) else "none"
        print(f"| {name} | {found.rho:.2f} | {interval} | {found.n} |")


if __name__ == "__main__":
    cli.run_main(main)
