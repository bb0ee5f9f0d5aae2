"""Whether an image that is drawn again came out as before."""

from __future__ import annotations

import numpy as np

TOLERANCE = 0.0  # mean over pixels and channels, of 255


def difference(again: np.ndarray, known: np.ndarray) -> float:
    """Mean difference of two pictures uint8 [h, w, 3], of 255; 0 where all bytes are equal."""
    return float(np.abs(again.astype(np.int16) - known).mean())
