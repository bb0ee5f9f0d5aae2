"""Thumbnails -> sheets of 8x8 tiles: the page loads one file for many tiles, and none decodes to a large picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from image_generation.datasets.writer import encode

SHEET_SIDE = 8  # tiles along a sheet's side
QUALITY = 85


def write_sheets(thumbnails: Sequence[Path], folder: Path, tile: int) -> list[int]:
    """Write folder/0000.jpg, 0001.jpg ... and return the slot of each thumbnail, -1 where it cannot be read.

    Slot s is tile s % 64 of sheet s // 64, row by row; the last sheet is filled up with grey.
    """
    folder.mkdir()
    slots: list[int] = []
    sheet = _Sheet(tile)
    used = 0
    for path in thumbnails:
        image = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.is_file() else None
        if image is None or image.shape != (tile, tile, 3):
            slots.append(-1)
            continue
        sheet.put(used % SHEET_SIDE**2, image)
        slots.append(used)
        used += 1
        if used % SHEET_SIDE**2 == 0:
            sheet.write(folder, used // SHEET_SIDE**2 - 1)
            sheet = _Sheet(tile)
    if used % SHEET_SIDE**2:
        sheet.write(folder, used // SHEET_SIDE**2)
    return slots


class _Sheet:
    def __init__(self, tile: int):
        self.tile = tile
        self.pixels = np.full((SHEET_SIDE * tile, SHEET_SIDE * tile, 3), 128, np.uint8)

    def put(self, slot: int, image: np.ndarray) -> None:
        y, x = (k * self.tile for k in divmod(slot, SHEET_SIDE))
        self.pixels[y : y + self.tile, x : x + self.tile] = image

    def write(self, folder: Path, number: int) -> None:
        (folder / f"{number:04d}.jpg").write_bytes(encode(self.pixels[..., ::-1], "jpg", QUALITY))
