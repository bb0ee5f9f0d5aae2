"""Histograms, and images given the histogram of something else.

Histogram.of(palette_plane, 256).imposed_on(plane)
"""

from __future__ import annotations

import cv2
import numpy as np


class Histogram:
    """A histogram with bins of equal width.

    edges        bounds of the bins, ascending: float64 [bins + 1]
    cumulative   share of what lies below each edge, from 0 to 1 and strictly ascending: float64 [bins + 1]
    """

    def __init__(self, edges: np.ndarray, counts: np.ndarray):
        # Empty bins would leave the inverse of the cumulative histogram undefined.
        counts = counts + counts.mean() * 1e-8
        self.edges = edges
        self.cumulative = np.concatenate([[0.0], np.cumsum(counts)])
        self.cumulative /= self.cumulative[-1]

    @classmethod
    def of(cls, values: np.ndarray, bins: int) -> Histogram:
        """The histogram of float values of any shape, from their least to their greatest."""
        low, step, _, place = _binned(values, bins)
        return cls(low + step * np.arange(bins + 1), np.bincount(place.ravel(), minlength=bins))

    def imposed_on(self, plane: np.ndarray) -> np.ndarray:
        """The plane, its values changed by one increasing function so that it gets this histogram: float32, same shape.

        The function is linear within each bin of the plane's own histogram, which has as many bins. So values that are
        nearly equal stay so: a plane that is flat but for a few peaks stays flat, which sorting all values into ranks
        would blow up into noise.
        """
        bins = len(self.edges) - 1
        _, _, position, place = _binned(plane, bins)
        cumulative = np.concatenate([[0], np.cumsum(np.bincount(place.ravel(), minlength=bins))]) / plane.size
        target = np.interp(cumulative, self.cumulative, self.edges).astype(np.float32)
        position -= place
        position *= np.take(np.diff(target), place)
        position += np.take(target, place)
        return position


def _binned(values: np.ndarray, bins: int) -> tuple[float, float, np.ndarray, np.ndarray]:
    """The least value, the bins' width, and positions and numbers of bins of all values: float32 and int32."""
    low, high = float(values.min()), float(values.max())
    step = max((high - low) / bins, 1e-12)
    position = (values - np.float32(low)) * np.float32(1 / step)
    place = np.minimum(position.astype(np.int32), bins - 1)
    return low, step, position, place


def moments(plane: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation of a plane [h, w]; OpenCV's are several times faster than numpy's."""
    mean, deviation = cv2.meanStdDev(plane)
    return mean.item(), deviation.item()
