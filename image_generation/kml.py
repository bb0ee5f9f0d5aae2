"""K-means leaves (KML): the two colours of one picture say where a second picture shows and where a third.

Rodriguez-Munoz et al. 2025 ("Separating Knowledge and Perception with Procedural Data", arXiv 2508.11697) and its
published code (adriarm/separating_knowledge, data_generation/fast2leaves.py). All is integer arithmetic, so that a
mixture is the same to the byte on every machine:

    parts, whole = leaf_mask(first, 256, 256)            # int [256, 256], int: the second's share is parts / whole
    image = kml(first, second, third)                    # uint8 [h, w, 3]
"""

from __future__ import annotations

import functools
import math

import cv2
import numpy as np

SIDE = 256  # pixels of the picture that is divided by colour
ITERATIONS = 3
_PARTS = 1 << 12  # of a weight of the resampling along an axis
_FRACTION = 6  # bits of a resampled colour behind the point


@functools.lru_cache(maxsize=16)
def smaller_taps(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Antialiased bilinear resampling of `length` pixels to SIDE: int [SIDE, taps] pixels, and parts of _PARTS."""
    support = max(2 * SIDE, 2 * length)  # in units of 1 / (2 * SIDE) pixels, as are the centres
    pixels, weights = [], []
    for place in range(SIDE):
        centre = (2 * place + 1) * length - SIDE
        first = max(0, (centre - support) // (2 * SIDE) + 1)
        last = min(length - 1, (centre + support - 1) // (2 * SIDE))
        here = list(range(first, last + 1))
        raw = [max(0, support - abs(2 * SIDE * pixel - centre)) for pixel in here]
        total = sum(raw)
        parts = [_PARTS * part // total for part in raw]
        order = sorted(range(len(raw)), key=lambda k: (-(_PARTS * raw[k] % total), k))  # largest remainders first
        for k in order[: _PARTS - sum(parts)]:
            parts[k] += 1
        pixels.append(here)
        weights.append(parts)
    taps = max(map(len, pixels))
    filled = [
        (row + [row[-1]] * (taps - len(row)), part + [0] * (taps - len(part))) for row, part in zip(pixels, weights)
    ]
    return np.array([row for row, _ in filled]), np.array([part for _, part in filled], np.uint32)


def _resampled(image: np.ndarray, length: int) -> np.ndarray:
    """uint [length, n, 3] resampled along its first axis: uint32 [SIDE, n, 3], _PARTS times as large."""
    pixels, parts = smaller_taps(length)
    image = np.ascontiguousarray(image, np.uint32)
    result = image[pixels[:, 0]] * parts[:, 0, None, None]
    for k in range(1, pixels.shape[1]):
        more = image[pixels[:, k]]
        more *= parts[:, k, None, None]
        result += more
    return result


def _colours(image: np.ndarray) -> np.ndarray:
    """The picture at SIDE x SIDE: int64 [3, SIDE * SIDE], in 64ths of a level where it was resampled."""
    height, width = image.shape[:2]
    if (height, width) == (SIDE, SIDE):
        return np.ascontiguousarray(image.reshape(-1, 3).T, np.int64)
    both = _resampled(_resampled(image, height).transpose(1, 0, 2), width).transpose(1, 0, 2)
    shift = 24 - _FRACTION
    exact = (both + np.uint32(1 << (shift - 1))) >> np.uint32(shift)
    return np.ascontiguousarray(exact.reshape(-1, 3).T, np.int64)


def two_means(image: np.ndarray) -> np.ndarray:
    """Which pixels of a picture uint8 [h, w, 3], seen at 256x256, have its first colour: bool [256, 256].

    Lloyd's algorithm on RGB, three rounds, begun at the smallest and the largest colour (by red, then green, then
    blue). Pixels that are as far from one mean as from the other, and pictures of one colour, belong to the first.
    """
    x = _colours(image)
    exact = x.astype(np.float64)  # sums of so few such numbers are exact in it
    codes = (x[0] << 28) | (x[1] << 14) | x[2]
    sums = [[int(v) for v in x[:, codes.argmin()]], [int(v) for v in x[:, codes.argmax()]]]
    counts = [1, 1]
    near = np.ones(x.shape[1], bool)
    total = [int(v) for v in exact.sum(1)]
    for _ in range(ITERATIONS):
        # |x - s0/n0|^2 <= |x - s1/n1|^2, times n0 n1, without what both sides have: 2 x.w >= bound.
        w = [a * counts[1] - b * counts[0] for a, b in zip(*sums)]
        squares = [sum(v * v for v in some) for some in sums]
        scale = counts[0] * counts[1]
        bound = -((squares[1] * counts[0] ** 2 - squares[0] * counts[1] ** 2) // scale)
        near = 2 * (x[0] * w[0] + x[1] * w[1] + x[2] * w[2]) >= bound
        first = int(near.sum())
        if first == len(near):
            break
        inside = [int(v) for v in exact @ near.astype(np.float64)]
        sums = [inside, [a - b for a, b in zip(total, inside)]]
        counts = [first, len(near) - first]
    return near.reshape(SIDE, SIDE)


def _box(values: np.ndarray) -> np.ndarray:
    """Sums over 3x3 neighbours, mirrored at the border without repeating it (as cv2.blur does)."""
    padded = np.pad(values, 1, mode="reflect") if min(values.shape) > 1 else np.pad(values, 1, mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]


@functools.lru_cache(maxsize=16)
def larger_taps(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Bilinear resampling of SIDE pixels to `length`: the left pixel, the right one's parts of stretching(length)."""
    places = ((2 * np.arange(length) + 1) * SIDE - length) // math.gcd(SIDE, length)
    left, weight = np.divmod(places, stretching(length))
    outside = (left < 0) | (left >= SIDE - 1)
    return np.clip(left, 0, SIDE - 1), np.where(outside, 0, weight)


def stretching(length: int) -> int:
    """The whole of which weights are parts, where SIDE pixels are resampled to `length`."""
    return 1 if length == SIDE else 2 * length // math.gcd(SIDE, length)


def _stretched(values: np.ndarray, axis: int, length: int) -> tuple[np.ndarray, int]:
    """values [SIDE x ...] resampled along an axis, times the number that is returned with it."""
    if length == SIDE:
        return values, 1
    left, weight = larger_taps(length)
    whole = stretching(length)
    weight = np.expand_dims(weight, 1 - axis).astype(values.dtype)
    below = np.take(values, left, axis)
    above = np.take(values, np.minimum(left + 1, SIDE - 1), axis)
    return below * (whole - weight) + above * weight, whole


def leaf_mask(first: np.ndarray, height: int, width: int) -> tuple[np.ndarray, int]:
    """Where the second picture shows: parts int [height, width] of a whole, which is returned with them.

    The pixels of the first colour at 256x256, blurred over 3x3, resampled bilinearly, blurred again.
    """
    small = 81 * stretching(height) * stretching(width) * 511 < 2**31
    counts = cv2.boxFilter(
        two_means(first).astype(np.uint8), -1, (3, 3), normalize=False, borderType=cv2.BORDER_REFLECT_101
    )
    parts, rows = _stretched(counts.astype(np.int32 if small else np.int64), 0, height)
    parts, columns = _stretched(parts, 1, width)
    return _box(parts), 81 * rows * columns


def kml(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> np.ndarray:
    """The second picture where the first has its first colour, the third elsewhere: uint8 [h, w, 3].

    second and third: uint8 [h, w, 3]; first of any size. Rounded to the nearest level.
    """
    return blended(*leaf_mask(first, *second.shape[:2]), second, third)


def blended(parts: np.ndarray, whole: int, second: np.ndarray, third: np.ndarray) -> np.ndarray:
    """(parts * second + (whole - parts) * third) / whole, rounded: parts int [h, w], uint8 [h, w, 3] -> uint8."""
    kind = parts.dtype
    result = second.astype(kind) - third
    result *= 2 * parts[:, :, None]
    result += third.astype(kind) * kind.type(2 * whole) + kind.type(whole)
    result //= kind.type(2 * whole)
    return result.astype(np.uint8)
