"""What several commands do with a picture: its middle, its size, its file."""

from __future__ import annotations

import cv2
import numpy as np


def centre(image: np.ndarray) -> np.ndarray:
    """The largest square in the middle of an image [height, width, 3]."""
    height, width = image.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    return image[top : top + edge, left : left + edge]


def resized(image: np.ndarray, side: int) -> np.ndarray:
    """The image [height, width, 3] at [side, side, 3]."""
    smaller = side < min(image.shape[:2])
    return cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
