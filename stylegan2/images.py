"""Generated images as pixels: uint8, and grids of them."""

from __future__ import annotations

import os

import cv2
import numpy as np
import torch

from image_generation.common.files import atomic_write


def save_grid(path: str | os.PathLike, images: np.ndarray, columns: int) -> None:
    """uint8 images [n, h, w, 3] as one PNG with so many columns; what is missing in the last row is black."""
    n, height, width, _ = images.shape
    rows = -(-n // columns)
    grid = np.zeros((rows * columns, height, width, 3), np.uint8)
    grid[:n] = images
    grid = grid.reshape(rows, columns, height, width, 3).swapaxes(1, 2).reshape(rows * height, columns * width, 3)
    _, data = cv2.imencode(".png", cv2.cvtColor(grid, cv2.COLOR_RGB2BGR))
    with atomic_write(path, "wb") as file:
        file.write(data.tobytes())


def to_uint8(images: torch.Tensor) -> np.ndarray:
    """float [n, 3 or 1, h, w] in -1..1 -> uint8 numpy [n, h, w, 3], as the release rounds: 127.5 x + 128, cut off."""
    images = images.expand(-1, 3, -1, -1)
    levels = (images.permute(0, 2, 3, 1) * 127.5 + 128).clamp(0, 255)
    return levels.to(torch.uint8).cpu().numpy()
