"""Lay images of a dataset out on one sheet, to see at a glance what it holds.

.venv/bin/python image_generation/shaders/contact_sheet.py --dataset outputs/images --output outputs/sheet.jpg
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import contextlib
import csv
import sys
from pathlib import Path

import cv2
import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError, printable
from image_generation.common.files import atomic_write
from image_generation.datasets.layout import SAMPLES
from image_generation.image_files import BadImage, find_images, read_image
from image_generation.pictures import centre, resized

GAP = 4  # pixels between tiles
MAX_PIXELS = 1 << 28
PAPER = 24  # grey level of what lies between


def dataset_images(root: Path) -> list[tuple[Path, str]]:
    """(file, programs) of each image below root in order; programs as samples.csv has them, '' without one."""
    known: dict[str, str] = {}
    table = root / SAMPLES
    with (
        contextlib.suppress(OSError, KeyError, ValueError, csv.Error),  # any other table: look for files
        open(table, newline="", encoding="utf-8") as file,
    ):
        known = {row["file"]: row["programs"] for row in csv.DictReader(file)}
    if known:
        return [(root / name, programs) for name, programs in known.items()]
    return [(Path(file), "") for file in find_images(root).files]


def choose(images: list[tuple[Path, str]], count: int) -> list[Path]:
    """`count` images of as many different programs as there are, in the dataset's order."""
    seen: dict[str, int] = {}
    ranked = []
    for index, (path, programs) in enumerate(images):
        seen[programs] = seen.get(programs, 0) + 1
        ranked.append((seen[programs], index, path))
    chosen = sorted(ranked)[:count]
    if all(programs == "" for _, programs in images):  # nothing known of programs: spread over the dataset
        chosen = [ranked[i] for i in np.unique(np.linspace(0, len(ranked) - 1, min(count, len(ranked))).astype(int))]
    return [path for _, _, path in chosen]


def square(path: Path, side: int) -> np.ndarray | None:
    """The image's centre square, uint8 BGR [side, side, 3]; None where it cannot be read (it is named then)."""
    try:
        image = read_image(path)
    except BadImage as error:
        print(f"skipped an image that cannot be read: {printable(str(error))}", file=sys.stderr)
        return None
    return resized(centre(image[:, :, ::-1]), side)


def make_sheet(tiles: list[np.ndarray], columns: int, side: int) -> np.ndarray:
    """Tiles [side, side, 3] in rows of `columns`: uint8 BGR."""
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    step = side + GAP
    sheet = np.full((rows * step + GAP, columns * step + GAP, 3), PAPER, np.uint8)
    for k, tile in enumerate(tiles):
        y, x = GAP + k // columns * step, GAP + k % columns * step
        sheet[y : y + side, x : x + side] = tile
    return sheet


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("sheet")
    group.add_argument("--dataset", required=True, metavar="DIR", help="a folder of images")
    group.add_argument("--output", required=True, metavar="FILE", help="sheet to write, .jpg or .png")
    group.add_argument("--count", type=cli.positive_int, default=96, metavar="N", help="images on the sheet, at most")
    group.add_argument("--columns", type=cli.positive_int, default=12, metavar="N", help="images a row")
    group.add_argument("--tile", type=cli.image_resolution, default=128, metavar="R", help="side of a tile in pixels")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    root, output = Path(args.dataset), Path(args.output)
    if not root.is_dir():
        raise UserError(f"--dataset {root}: no such folder", 2)
    if output.suffix.lower() not in (".jpg", ".png"):
        raise UserError(f"--output {output}: must end in .jpg or .png", 2)
    if min(args.count, MAX_PIXELS) * args.tile**2 > MAX_PIXELS:
        raise UserError(f"--count {args.count} --tile {args.tile}: the sheet would have over {MAX_PIXELS} pixels", 2)
    images = dataset_images(root)
    if not images:
        raise UserError(f"--dataset {root}: holds no images")
    chosen = choose(images, args.count)
    tiles = [tile for tile in (square(path, args.tile) for path in chosen) if tile is not None]
    if not tiles:
        raise UserError("--dataset: no image there can be read")
    sheet = make_sheet(tiles, args.columns, args.tile)
    output.parent.mkdir(parents=True, exist_ok=True)
    written, data = cv2.imencode(output.suffix.lower(), sheet)
    if not written:
        raise UserError(f"--output {output}: cannot be written")
    with atomic_write(output, "wb") as file:
        file.write(data)
    skipped = f", {len(chosen) - len(tiles)} skipped that cannot be read" if len(tiles) < len(chosen) else ""
    print(f"{output}: {len(tiles)} of {len(images)} images{skipped}")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
