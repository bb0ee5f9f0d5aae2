"""Lay out images of a dataset beside their ground truth, a row each: image, depth, normal, surface, object, albedo.

.venv/bin/python image_generation/shaders/label_sheet.py --dataset outputs/labelled --output outputs/labels.png
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
from pathlib import Path

import cv2
import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.datasets.labelled_rows import labelled_rows
from image_generation.datasets.layout import labels_name
from image_generation.image_files import BadImage, read_image
from image_generation.labels import LABELS, read_labels
from image_generation.pictures import centre, resized

GAP, PAPER = 4, 255
_MIX = np.uint32(2654435761)  # Knuth's multiplicative hash: numbers that are close get colours that are not


def pictured(name: str, array: np.ndarray) -> np.ndarray:
    """A label as colours, uint8 [h, w, 3]: near is light, normals as usual, numbers by a hash, none is black."""
    if name == "depth":
        there = np.isfinite(array)
        if not there.any():
            return np.zeros((*array.shape, 3), np.uint8)
        logs = np.log(np.where(there, array, 1.0))
        low, high = np.percentile(logs[there], [1.0, 99.0])
        grey = np.where(there, 245.0 - 205.0 * np.clip((logs - low) / max(high - low, 1e-3), 0.0, 1.0), 0.0)
        return np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)
    if name in ("normal", "ray"):
        vectors = array.astype(np.float32)
        return np.where(vectors.any(axis=2, keepdims=True), 127.5 + 127.5 * vectors, 0.0).astype(np.uint8)
    if name == "albedo":
        return (255.0 * np.sqrt(np.clip(array.astype(np.float32), 0.0, 1.0))).astype(np.uint8)
    hashed = (array.astype(np.uint32) * _MIX)[..., None] >> np.array([8, 16, 24], np.uint32) & np.uint32(255)
    return np.where(array[..., None] > 0, 40 + hashed * 215 // 255, 0).astype(np.uint8)


def rows_of(root: Path) -> dict[int, Path]:
    """The files of the images that have labels, by index; raises UserError where there are none."""
    rows = {int(row["index"]): root / row["file"] for row in labelled_rows(root, f"--dataset {root}")}
    if not rows:
        raise UserError(f"--dataset {root}: none of its images has labels")
    return rows


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("sheet")
    group.add_argument("--dataset", required=True, metavar="DIR", help="a folder made with --labels")
    group.add_argument("--output", required=True, metavar="FILE", help="sheet to write, .jpg or .png")
    group.add_argument(
        "--indices",
        type=cli.non_negative_int,
        nargs="+",
        metavar="I",
        help="images to show, by index (default: the first 8 that have labels)",
    )
    group.add_argument(
        "--tile", type=cli.image_resolution, default=128, metavar="N", help="pixels of a tile's side (default: 128)"
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    root, output = Path(args.dataset), Path(args.output)
    if output.suffix.lower() not in (".jpg", ".png"):
        raise UserError(f"--output {output}: must end in .jpg or .png", 2)
    known = rows_of(root)
    wanted = args.indices or sorted(known)[:8]
    missing = [index for index in wanted if index not in known]
    if missing:
        raise UserError(f"--indices {' '.join(map(str, missing[:5]))}: no image with labels has that index", 2)
    lines = []
    for index in wanted:
        try:
            tiles = [resized(centre(read_image(known[index])), args.tile)]
        except BadImage as error:
            raise UserError(str(error)) from None
        labels = read_labels(known[index].with_name(Path(labels_name(known[index].name)).name))
        for name in LABELS[:5]:
            if name in labels:
                side = (args.tile, args.tile)
                tiles.append(cv2.resize(pictured(name, labels[name]), side, interpolation=cv2.INTER_NEAREST))
        framed = [np.pad(tile, ((GAP, 0), (GAP, 0), (0, 0)), constant_values=PAPER) for tile in tiles]
        lines.append(np.concatenate(framed, axis=1))
    sheet = np.pad(np.concatenate(lines), ((0, GAP), (0, GAP), (0, 0)), constant_values=PAPER)
    output.parent.mkdir(parents=True, exist_ok=True)
    written, data = cv2.imencode(output.suffix.lower(), sheet[:, :, ::-1])
    if not written:
        raise UserError(f"--output {output}: cannot be written")
    with atomic_write(output, "wb") as file:
        file.write(data)
    print(f"{output}: {len(wanted)} of {len(known)} images with labels")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
