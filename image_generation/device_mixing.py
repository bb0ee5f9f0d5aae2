"""Mixtures of pictures that lie on a device: many images at once, equal to mixing.py's to the byte.

    images, weights = mixed(mixtures, pictures)   # pictures uint8 [n, k, h, w, 3] -> uint8 [n, h, w, 3], int64 [n, k]

All is whole numbers in torch's int64 (paper, section 3.2; KML: image_generation/kml.py), and nothing waits for the
device: KML's colours, counts and areas never leave it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from image_generation.kml import ITERATIONS, SIDE, larger_taps, smaller_taps, stretching
from image_generation.mixing import FIXED_SAMPLES, ONE, Mixture, pixel_box

CHUNK_BYTES = 1 << 28  # of the widest intermediate
_DIGIT = 24  # bits of a digit of the long numbers below


def mixed(mixtures: Sequence[Mixture], pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The images of n mixtures of one kind and number of samples, each of its k pictures.

    Returns uint8 [n, h, w, 3] and weights, int64 [n, k] on the pictures' device: shares of an image, parts of ONE, of
    kml and kml_mixup as its pictures decided; of the others label_weights says them without the pictures, and they
    are zeros. Raises ValueError where the mixtures differ in kind.
    """
    kind = mixtures[0].kind
    if any(mixture.kind != kind for mixture in mixtures):
        raise ValueError("mixtures of one kind only")
    n, k, height, width, _ = pictures.shape
    side = max(height, width, SIDE if kind in FIXED_SAMPLES else 0)
    step = max(1, CHUNK_BYTES // (side * side * 3 * 8))
    images = torch.empty_like(pictures[:, 0])
    weights = torch.zeros((n, k), dtype=torch.int64, device=pictures.device)
    for start in range(0, n, step):
        here = slice(start, min(start + step, n))
        if kind in FIXED_SAMPLES:
            images[here], weights[here] = _leaves(pictures[here])
        elif kind == "cutmix":
            images[here] = _pasted(mixtures[here], pictures[here])
        else:
            images[here] = _convex(mixtures[here], pictures[here])
    return images, weights


# ---------------------------------------------------------------- convex, cutmix


def _boxes(mixtures: Sequence[Mixture], height: int, width: int, k: int, device: torch.device) -> torch.Tensor:
    """Whether a pixel is inside a sample's box: bool [n, height, width]."""
    edges = []
    for mixture in mixtures:
        rows, columns = pixel_box(mixture.boxes[k], width, height)
        edges.append((rows.start, rows.stop, columns.start, columns.stop))
    top, bottom, left, right = _sent(np.array(edges), device)[:, :, None, None].unbind(1)
    y = torch.arange(height, device=device)[None, :, None]
    x = torch.arange(width, device=device)[None, None, :]
    return (y >= top) & (y < bottom) & (x >= left) & (x < right)


def _convex(mixtures: Sequence[Mixture], pictures: torch.Tensor) -> torch.Tensor:
    n, k, height, width, _ = pictures.shape
    weights = _sent(np.array([mixture.weights for mixture in mixtures]), pictures.device).to(torch.int32)
    total = torch.full((n, height, width, 3), ONE // 2, dtype=torch.int32, device=pictures.device)
    for sample in range(k):
        part = pictures[:, sample].to(torch.int32) * weights[:, sample, None, None, None]
        if mixtures[0].boxes and sample:
            part *= _boxes(mixtures, height, width, sample, pictures.device)[..., None]
        total += part
    return (total >> 16).to(torch.uint8)


def _pasted(mixtures: Sequence[Mixture], pictures: torch.Tensor) -> torch.Tensor:
    image = pictures[:, 0].clone()
    for sample in range(1, pictures.shape[1]):
        inside = _boxes(mixtures, image.shape[1], image.shape[2], sample, pictures.device)
        image = torch.where(inside[..., None], pictures[:, sample], image)
    return image


def _sent(values: np.ndarray, device: torch.device) -> torch.Tensor:
    """int64 numbers on the device, without waiting for it."""
    tensor = torch.from_numpy(np.ascontiguousarray(values, np.int64))
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor.to(device)


# ---------------------------------------------------------------- KML


def _leaves(pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """KML of each three of the pictures [n, 3 or 6, h, w, 3], their mean, and the weights."""
    k, height, width = pictures.shape[1:4]
    images, shares = [], []
    whole = 0
    for first in range(0, k, 3):
        parts, whole = leaf_masks(pictures[:, first], height, width)
        second, third = pictures[:, first + 1].to(torch.int64), pictures[:, first + 2].to(torch.int64)
        blend = (second - third) * (2 * parts[..., None]) + third * (2 * whole) + whole
        images.append(torch.div(blend, 2 * whole, rounding_mode="floor"))
        shares.append(parts.sum((1, 2)))
    image = images[0] if len(images) == 1 else (images[0] + images[1] + 1) >> 1
    return image.to(torch.uint8), _fixed_point(shares, whole * height * width)


def _fixed_point(seconds: list[torch.Tensor], whole: int) -> torch.Tensor:
    """Weights of (0, second, whole - second) of each leaf, as mixing.fixed_point rounds them: int64 [n, 3 * leaves].

    In float64, operation by operation as there, so that the last bit is the same.
    """
    shares = []
    for second in seconds:
        share = second.to(torch.float64) / whole
        shares += [torch.zeros_like(share), share, 1.0 - share]
    exact = torch.stack(shares, 1) / len(seconds) * ONE
    parts = exact.floor()
    missing = ONE - parts.sum(1, keepdim=True)
    order = torch.argsort(parts - exact, dim=1, stable=True)
    rank = torch.argsort(order, dim=1)
    return (parts + (rank < missing)).to(torch.int64)


def leaf_masks(first: torch.Tensor, height: int, width: int) -> tuple[torch.Tensor, int]:
    """kml.leaf_mask of n pictures uint8 [n, h, w, 3]: parts int64 [n, height, width], and the whole."""
    parts, rows = _stretched(_box(two_means(first).to(torch.int64)), 1, height)
    parts, columns = _stretched(parts, 2, width)
    return _box(parts), 81 * rows * columns


def two_means(images: torch.Tensor) -> torch.Tensor:
    """kml.two_means of n pictures uint8 [n, h, w, 3]: bool [n, 256, 256]."""
    x = _colours(images)  # [n, 3, pixels]
    n, _, pixels = x.shape
    codes = (x[:, 0] << 28) | (x[:, 1] << 14) | x[:, 2]
    pick = torch.stack([codes.argmin(1), codes.argmax(1)], 1)  # [n, 2]
    sums = x.gather(2, pick[:, None].expand(n, 3, 2))  # [n, 3, 2]
    counts = torch.ones((n, 2), dtype=torch.int64, device=x.device)
    near = torch.ones((n, pixels), dtype=torch.bool, device=x.device)
    total = x.sum(2)
    done = torch.zeros(n, dtype=torch.bool, device=x.device)
    for _ in range(ITERATIONS):
        # A mean of sums[..., 0] / counts[:, 0] and so on: 2 x.w >= bound, as kml.two_means has it.
        one, two = sums[..., 0] * counts[:, None, 1], sums[..., 1] * counts[:, None, 0]
        w = one - two
        bound = _quotient(w, one + two, counts[:, 0] * counts[:, 1])
        new = 2 * (x * w[:, :, None]).sum(1) >= bound[:, None]
        near = torch.where(done[:, None], near, new)
        inside = near.sum(1)
        done = done | (inside == pixels)
        mine = (x * near[:, None]).sum(2)
        sums = torch.stack([mine, total - mine], 2)
        counts = torch.stack([inside, pixels - inside], 1)
    return near.reshape(n, SIDE, SIDE)


def _quotient(p: torch.Tensor, q: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """-floor(-sum(p * q) / scale), exactly: p, q int64 [n, 3] of up to 48 bits, scale int64 [n] of up to 32 bits.

    The sum has 98 bits, so it is kept in three digits of 24 bits and divided by hand. scale 0 counts as 1.
    """
    mask = (1 << _DIGIT) - 1
    p_high, p_low, q_high, q_low = p >> _DIGIT, p & mask, q >> _DIGIT, q & mask
    high = -(p_high * q_high).sum(1)
    middle = -(p_high * q_low + p_low * q_high).sum(1)
    low = -(p_low * q_low).sum(1)
    middle = middle + (low >> _DIGIT)
    high = high + (middle >> _DIGIT)
    result = torch.zeros_like(scale)
    rest = torch.zeros_like(scale)
    scale = scale.clamp_min(1)
    for digit in (high, middle & mask, low & mask):
        dividend = (rest << _DIGIT) + digit
        part = torch.div(dividend, scale, rounding_mode="floor")
        rest = dividend - part * scale
        result = (result << _DIGIT) + part
    return -result


def _colours(images: torch.Tensor) -> torch.Tensor:
    """kml's picture at 256x256: int64 [n, 3, 65536]."""
    n, height, width, _ = images.shape
    x = images.to(torch.int64)
    if (height, width) != (SIDE, SIDE):
        x = _resampled(_resampled(x, 1, height), 2, width)
        x = (x + (1 << 17)) >> 18
    return x.reshape(n, SIDE * SIDE, 3).transpose(1, 2).contiguous()


def _resampled(x: torch.Tensor, axis: int, length: int) -> torch.Tensor:
    pixels, parts = (_sent(taps, x.device) for taps in smaller_taps(length))
    shape = [1, 1, 1, 1]
    shape[axis] = SIDE
    result = x.index_select(axis, pixels[:, 0]) * parts[:, 0].reshape(shape)
    for k in range(1, pixels.shape[1]):
        result += x.index_select(axis, pixels[:, k]) * parts[:, k].reshape(shape)
    return result


def _stretched(values: torch.Tensor, axis: int, length: int) -> tuple[torch.Tensor, int]:
    """values int64 [n, rows, columns] resampled along an axis, times the number that is returned with it."""
    if length == SIDE:
        return values, 1
    left, weight = (_sent(taps, values.device) for taps in larger_taps(length))
    whole = stretching(length)
    shape = [1, 1, 1]
    shape[axis] = length
    weight = weight.reshape(shape)
    below = values.index_select(axis, left)
    above = values.index_select(axis, (left + 1).clamp_max(SIDE - 1))
    return below * (whole - weight) + above * weight, whole


def _box(values: torch.Tensor) -> torch.Tensor:
    """Sums over 3x3 neighbours, mirrored at the border without repeating it; of one row or column it is repeated."""

    def around(length: int) -> torch.Tensor:
        places = np.arange(-1, length + 1)
        if min(values.shape[1:]) > 1:
            places = np.abs(places)
            places = np.where(places >= length, 2 * length - 2 - places, places)
        return _sent(np.clip(places, 0, length - 1), values.device)

    padded = values.index_select(1, around(values.shape[1])).index_select(2, around(values.shape[2]))
    rows = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    return rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]
