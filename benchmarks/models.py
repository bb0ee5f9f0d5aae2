"""Images a second of every image model, in one core's processor time.

    OMP_NUM_THREADS=1 .venv/bin/python benchmarks/models.py --resolution 64
    OMP_NUM_THREADS=1 .venv/bin/python benchmarks/models.py --picture docs/images/models.jpg

Set-up (the first image of each category, textures, networks) is timed apart. With --picture nothing is timed: a row of
images of each model is drawn instead.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from image_generation.common.cli import OneLineParser
from image_generation.models.model import ImageModel
from image_generation.models.registry import MODEL_NAMES, open_model


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument(
        "--models", nargs="+", default=MODEL_NAMES, metavar="NAME", help="image models (default: all of them)"
    )
    group.add_argument("--resolution", type=int, default=64, help="side in pixels (default: %(default)s)")
    group.add_argument("--categories", type=int, default=40, help="categories that take turns (default: %(default)s)")
    group.add_argument("--seconds", type=float, default=2.0, help="seconds for each model (default: %(default)s)")
    group.add_argument("--picture", type=Path, help="write a contact sheet here instead (default: measure)")
    group.add_argument("--columns", type=int, default=6, help="images a row of the sheet (default: %(default)s)")
    return parser.parse_args(argv)


def main() -> None:
    args = parse_args()
    cv2.setNumThreads(1)
    if args.picture:
        write_sheet(args.picture, args.models, args.columns)
        return
    print(f"{'model':24} {'images/s':>9} {'set-up, s':>10}   at {args.resolution} pixels, one core")
    for name in args.models:
        rate, first = measure(open_model(name), args.resolution, args.categories, args.seconds)
        print(f"{name:24} {rate:9.0f} {first:10.2f}", flush=True)


def measure(model: ImageModel, resolution: int, categories: int, seconds: float) -> tuple[float, float]:
    """Images a second once set up, and the seconds that setting up `categories` categories took.

    Processor time counts, and the fastest of five stretches, as others may be using the machine.
    """
    categories = min(categories, model.n_categories)
    start = time.process_time()
    for category in range(categories):
        model.draw(0, category, category, resolution)
    first = time.process_time() - start
    rates, index = [], 0
    for _ in range(5):
        start, drawn = time.process_time(), 0
        while time.process_time() - start < seconds / 5 or drawn < 20:
            model.draw(1, index, index % categories, resolution)
            index, drawn = index + 1, drawn + 1
        rates.append(drawn / (time.process_time() - start))
    return max(rates), max(0.0, first - categories / max(rates))


def write_sheet(path: Path, names: list[str], columns: int, tile: int = 128, gap: int = 4) -> None:
    """A row of images a model: the first half of different categories, the rest of one."""
    rows = []
    for name in names:
        model = open_model(name)
        row = []
        for column in range(columns):
            category = (column * 7 if column < columns // 2 else 3) % model.n_categories
            image = model.draw(0, column, category, tile)
            row.append(cv2.copyMakeBorder(image, 0, gap, 0, gap, cv2.BORDER_CONSTANT, value=(255, 255, 255)))
        label = np.full((tile + gap, 190, 3), 255, np.uint8)
        cv2.putText(label, name, (4, tile // 2), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
        rows.append(np.concatenate([label, *row], axis=1))
    sheet = np.concatenate(rows)
    cv2.imwrite(str(path), sheet[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 62])


if __name__ == "__main__":
    main()
