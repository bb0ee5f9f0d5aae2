"""One page that shows what a run learned from and how good it is: images, loss curve, scores.

    .venv/bin/python evaluation/report_page.py --run outputs/quickstart/moco --results outputs/quickstart/results.csv \\
        --images outputs/quickstart/contact_sheet.jpg --output outputs/quickstart
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import csv
import html
import math
import os
import shutil
from pathlib import Path

from evaluation.results import Score, bar_plot, interval_text
from image_generation.common.cli import OneLineParser, add_config, parse_args_with_config, read_config, run_main
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from learning.logs import read_metrics

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; } th, td { padding: .3rem .9rem; border-bottom: 1px solid #ddd; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; }
.plots div { flex: 1 1 24rem; min-width: 0; } .plots img { width: 100%; display: block; margin: .5rem 0; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd; } th, td { border-color: #444; }
  .plots img { background: white; } a { color: #8cf; } }
"""


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("page")
    group.add_argument("--run", required=True, metavar="DIR", help="output folder of a training")
    group.add_argument("--results", required=True, metavar="FILE.csv", help="what main_knn.py and main_linear.py wrote")
    group.add_argument("--images", nargs="*", default=[], metavar="FILE", help="pictures to show first (default: none)")
    group.add_argument("--links", nargs="*", default=[], metavar="TEXT=HREF", help="links to put below the title")
    group.add_argument("--title", default="Trained on shader programs, measured on real images", help="of the page")
    group.add_argument("--output", required=True, metavar="DIR", help="index.html and its pictures go here")
    add_config(parser)
    return parse_args_with_config(parser, argv)


def read_scores(path: str) -> list[Score]:
    """Rows of a results.csv. Raises UserError where it is none."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        scores = [
            Score(
                method=row["method"],
                label=row["label"],
                arch=row["arch"],
                source=row["source"],
                dataset=row["dataset"],
                n=int(row["n"]),
                top1=float(row["top1"]),
                top5=float(row["top5"]),
                settings=row["settings"],
                half_width=float(row["half_width"]) if row["half_width"] else None,
            )
            for row in rows
        ]
    except (OSError, KeyError, ValueError, TypeError, csv.Error) as error:
        raise UserError(f"--results {path}: is no table of scores ({type(error).__name__}: {error})", 2) from None
    if not scores:
        raise UserError(f"--results {path}: holds no scores", 2)
    return scores


def score_table(scores: list[Score]) -> str:
    """The scores as an HTML table."""
    head = "".join(
        f"<th>{name}</th>" for name in ("method", "data", "encoder", "top-1 (%)", "95% interval", "settings")
    )
    rows = []
    for score in scores:
        between = interval_text(*score.interval(), digits=1)
        cells = [f"<td>{html.escape(text)}</td>" for text in (score.method, score.dataset, score.label)]
        cells += [f'<td class="number">{text}</td>' for text in (f"{score.top1:.1f}", between)]
        rows.append(f"<tr>{''.join(cells)}<td>{html.escape(score.settings)}</td></tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def run_line(run: Path) -> str:
    """What was trained, on what, for how long, in one sentence."""
    config = read_config(run / "config.yaml") if (run / "config.yaml").is_file() else {}
    rows = read_metrics(run / "metrics.csv")
    if not rows:
        raise UserError(f"--run {run}: holds no metrics.csv of a training", 2)
    last = rows[-1]
    images = last["step"] * int(config.get("batch_size", 0))
    what = f"{config.get('arch', 'encoder')} on {', '.join(map(str, config.get('data', ['?'])))}"
    speeds = [row["images_per_s"] for row in rows if not math.isnan(row["images_per_s"])]
    speed = sum(speeds) / len(speeds)
    return f"{what}: {last['epoch']:g} epochs, {images:,} images, {speed:.0f} images/s, last loss {last['loss']:.3f}."


def write_page(args: argparse.Namespace) -> Path:
    """Write index.html and the pictures it shows; the path of the page."""
    output, run = Path(args.output), Path(args.run)
    output.mkdir(parents=True, exist_ok=True)
    scores = read_scores(args.results)
    sentence = run_line(run)
    curves, bars = [], []
    if (run / "curve.png").is_file():
        shutil.copyfile(run / "curve.png", output / "curve.png")
        curves.append(("curve.png", "loss over epochs"))
    for number, (method, dataset) in enumerate(dict.fromkeys((score.method, score.dataset) for score in scores)):
        some = [score for score in scores if (score.method, score.dataset) == (method, dataset)]
        bar_plot(output / f"scores{number}.png", some, f"{method}, {dataset}")
        bars.append((f"scores{number}.png", f"{method} on {dataset}"))
    pictures = "".join(
        f'<p><img src="{_address(picture, output)}" alt="rendered images"></p>' for picture in args.images
    )
    links = f"<p>{' · '.join(_link(link) for link in args.links)}</p>" if args.links else ""
    shown = "".join(_column(plots) for plots in (curves, bars) if plots)
    page = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{html.escape(args.title)}</title><style>{STYLE}</style></head><body>
<h1>{html.escape(args.title)}</h1>
<p>{html.escape(sentence)}</p>{links}
{"<h2>What it was trained on</h2>" if pictures else ""}{pictures}
<h2>How it went and how good it is</h2><div class="plots">{shown}</div>
<h2>Scores</h2>{score_table(scores)}
<p>Top-1 is the share of test images whose class is named; bars and intervals are explained in docs/evaluation.md.</p>
</body></html>
"""
    with atomic_write(output / "index.html") as file:
        file.write(page)
    return output / "index.html"


def _column(plots: list[tuple[str, str]]) -> str:
    images = [f'<img src="{file}" alt="{html.escape(text)}">' for file, text in plots]
    return f"<div>{''.join(images)}</div>"


def _address(path: str, output: Path) -> str:
    if not Path(path).is_file():
        raise UserError(f"--images {path}: no such file", 2)
    return html.escape(os.path.relpath(path, output), quote=True)


def _link(link: str) -> str:
    text, separator, address = link.partition("=")
    if not separator:
        raise UserError(f"--links {link}: must be TEXT=HREF", 2)
    return f'<a href="{html.escape(address, quote=True)}">{html.escape(text)}</a>'


def main(argv: list[str] | None = None) -> None:
    """Write the page and say where it is."""
    print(f"page: {write_page(parse_args(argv))}")


if __name__ == "__main__":
    run_main(main)
