"""What ADA does to images, one transform after the other, given its parameters (arXiv 2006.06676, appendix B).

Everything is batched, works on images [n, c, h, w] with a row of parameters a sample, and is differentiable twice
with respect to the images (R1 differentiates through it). Nothing here draws random numbers: augment.py does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from stylegan2 import filters

# Daubechies' least asymmetric wavelets, low-pass taps (Daubechies 1992, table 6.3): sym6 limits aliasing of geometric
# transforms, sym2 builds the filter bank (appendix B.2 and B.4).
SYM6 = (
    0.015404109327027373,
    0.0034907120842174702,
    -0.11799011114819057,
    -0.048311742585633,
    0.4910559419267466,
    0.787641141030194,
    0.3379294217276218,
    -0.07263752278646252,
    -0.021060292512300564,
    0.04472490177066578,
    0.0017677118642428036,
    -0.007800708325034148,
)
SYM2 = (-0.12940952255092145, 0.22414386804185735, 0.836516303737469, 0.48296291314469025)
RADIUS = len(SYM6) // 4  # of the wavelet, in pixels of the image


# ------------------------------------------------------------------ geometry: 3x3 matrices on pixel positions


def matrices(rows: Sequence[Sequence[float | torch.Tensor]]) -> torch.Tensor:
    """Stack rows of numbers and tensors [n] to matrices [n, rows, columns]."""
    reference = next(entry for row in rows for entry in row if isinstance(entry, torch.Tensor))
    entries = [torch.as_tensor(entry, device=reference.device) for row in rows for entry in row]
    stacked = torch.stack([entry.to(reference.dtype).expand_as(reference) for entry in entries], dim=-1)
    return stacked.unflatten(-1, (len(rows), len(rows[0])))


def translation(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Move by (x, y) pixels; x and y are tensors [n]."""
    return matrices([[1, 0, x], [0, 1, y], [0, 0, 1]])


def scaling(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Stretch by x horizontally and y vertically."""
    return matrices([[x, 0, 0], [0, y, 0], [0, 0, 1]])


def rotation(angle: torch.Tensor) -> torch.Tensor:
    """Turn by `angle` radians, from the x axis to the y axis."""
    sine, cosine = angle.sin(), angle.cos()
    return matrices([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])


def warp(images: torch.Tensor, inverse: torch.Tensor) -> torch.Tensor:
    """Transform images [n, c, h, w] by matrices whose inverses [n, 3, 3] map output to input positions.

    Positions count from the image's centre, in pixels. The image continues by reflection, is upsampled by two,
    sampled bilinearly and downsampled, both with the sym6 wavelet (appendix B.2): even the identity is a filter.
    """
    n, channels, height, width = images.shape
    x, y = (width - 1) / 2, (height - 1) / 2
    corners = images.new_tensor([[-x, x, x, -x], [-y, -y, y, y], [1, 1, 1, 1]])
    reached = (inverse @ corners)[:, :2]
    outside = torch.cat([-reached.amin((0, 2)), reached.amax((0, 2))])
    # As much margin as any sample of the batch needs, but no more than reflection can give.
    margin = (outside + 2 * RADIUS - images.new_tensor([x, y, x, y])).clamp(min=0)
    left, top, right, bottom = margin.minimum(images.new_tensor([width - 1, height - 1] * 2)).ceil().int().tolist()
    images = F.pad(images, [left, right, top, bottom], mode="reflect")
    one = torch.ones(n, device=images.device)
    inverse = translation(one * (left - right) / 2, one * (top - bottom) / 2) @ inverse

    kernel = filters.low_pass(SYM6).to(images.device)
    images = filters.upsample(images, kernel)
    # From the coarse grid to the fine one: twice the distances, and its centre lies half a fine pixel off.
    half = translation(-0.5 * one, -0.5 * one)
    inverse = half @ scaling(2 * one, 2 * one) @ inverse @ scaling(one / 2, one / 2) @ half.inverse()

    size = [n, channels, 2 * (height + 2 * RADIUS), 2 * (width + 2 * RADIUS)]
    to_unit = scaling(one * 2 / images.shape[3], one * 2 / images.shape[2])
    from_unit = scaling(one * size[3] / 2, one * size[2] / 2)
    grid = F.affine_grid((to_unit @ inverse @ from_unit)[:, :2], size, align_corners=False)
    images = _Gather.apply(images, grid)
    crop = 2 * RADIUS - (len(SYM6) - 2) // 2
    return filters.fir(images, kernel, stride=2, before=-crop, after=-crop, correlate=True)


class _Gather(torch.autograd.Function):
    """Bilinear sampling whose gradient can be differentiated again (torch's own cannot)."""

    @staticmethod
    def forward(ctx: Any, images: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(grid)
        ctx.size = images.shape
        return F.grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=False)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple:
        return _Scatter.apply(gradient, *ctx.saved_tensors, ctx.size), None


class _Scatter(torch.autograd.Function):
    """The transpose of _Gather: adds every value back to the pixels that it came from."""

    @staticmethod
    def forward(ctx: Any, values: torch.Tensor, grid: torch.Tensor, size: torch.Size) -> torch.Tensor:
        ctx.save_for_backward(grid)
        images = values.new_zeros(1).expand(size)
        return torch.ops.aten.grid_sampler_2d_backward(values, images, grid, 0, 0, False, (True, False))[0]

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple:
        return _Gather.apply(gradient, *ctx.saved_tensors), None, None


# ------------------------------------------------------------------ colour: 4x4 matrices on (r, g, b, 1)

LUMA = torch.tensor([1.0, 1.0, 1.0, 0.0]) / math.sqrt(3)  # the axis of greys


def brightness(amount: torch.Tensor) -> torch.Tensor:
    """Add `amount` [n] to all colours."""
    return matrices([[1, 0, 0, amount], [0, 1, 0, amount], [0, 0, 1, amount], [0, 0, 0, 1]])


def contrast(factor: torch.Tensor) -> torch.Tensor:
    """Multiply all colours by `factor` [n]."""
    return matrices([[factor, 0, 0, 0], [0, factor, 0, 0], [0, 0, factor, 0], [0, 0, 0, 1]])


def luma_flip(flip: torch.Tensor) -> torch.Tensor:
    """Mirror colours at the plane through black that is orthogonal to the greys, where flip [n] is 1."""
    axis = LUMA.to(flip.device)
    return torch.eye(4, device=flip.device) - 2 * torch.outer(axis, axis) * flip[:, None, None]


def hue_rotation(angle: torch.Tensor) -> torch.Tensor:
    """Turn colours about the axis of greys by `angle` [n] radians (Rodrigues' formula)."""
    v = LUMA.to(angle.device)
    cross = torch.zeros(4, 4, device=angle.device)
    cross[0, 1], cross[0, 2], cross[1, 2] = -v[2], v[1], -v[0]
    cross = cross - cross.t()
    spatial = torch.diag(torch.tensor([1.0, 1.0, 1.0, 0.0], device=angle.device))
    sine, cosine = angle.sin()[:, None, None], angle.cos()[:, None, None]
    along = torch.outer(v, v)
    return torch.eye(4, device=angle.device) - spatial + spatial * cosine + along * (1 - cosine) + cross * sine


def saturation(factor: torch.Tensor) -> torch.Tensor:
    """Multiply every colour's distance from the greys by `factor` [n]."""
    axis = LUMA.to(factor.device)
    along = torch.outer(axis, axis)
    return along + (torch.eye(4, device=factor.device) - along) * factor[:, None, None]


def recolour(images: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """Apply colour matrices [n, 4, 4] to images of three channels, or their average to images of one."""
    if images.shape[1] == 3:
        return torch.einsum("nij,njhw->nihw", matrix[:, :3, :3], images) + matrix[:, :3, 3, None, None]
    if images.shape[1] == 1:
        row = matrix[:, :3].mean(dim=1)
        return images * row[:, :3].sum(dim=1).view(-1, 1, 1, 1) + row[:, 3].view(-1, 1, 1, 1)
    raise ValueError(f"colours change in images of 1 or 3 channels, not {images.shape[1]}")


# ------------------------------------------------------------------ frequency bands

BANDS = 4


def filter_bank() -> torch.Tensor:
    """[4, 43]: zero-phase band-pass taps, coarse to fine, that add up to the identity (appendix B.4)."""
    low = np.array(SYM2)
    high = low * (-1.0) ** np.arange(len(low))
    low, high = (np.convolve(taps, taps[::-1]) / 2 for taps in (low, high))
    bank = np.eye(BANDS, 1)
    for band in range(1, BANDS):
        finer = np.zeros((BANDS, 2 * bank.shape[1] - 1))
        finer[:, ::2] = bank
        bank = np.stack([np.convolve(row, low) for row in finer])
        start = (bank.shape[1] - len(high)) // 2
        bank[band, start : start + len(high)] += high
    return torch.as_tensor(bank, dtype=torch.float32)


def amplify_bands(images: torch.Tensor, gains: torch.Tensor, bank: torch.Tensor) -> torch.Tensor:
    """Scale the four frequency bands of images by gains [n, 4], rows and columns alike."""
    n, channels, height, width = images.shape
    taps = (gains @ bank).repeat_interleave(channels, dim=0)
    reach = bank.shape[1] // 2
    images = F.pad(images.reshape(1, n * channels, height, width), [reach] * 4, mode="reflect")
    images = F.conv2d(images, taps[:, None, None, :], groups=n * channels)
    return F.conv2d(images, taps[:, None, :, None], groups=n * channels).view(n, channels, height, width)


# ------------------------------------------------------------------ corruptions


def cut_out(images: torch.Tensor, centre: torch.Tensor, size: torch.Tensor) -> torch.Tensor:
    """Blacken (to 0, mid-grey) boxes of size [n] around centre [n, 2] (x, y), both as parts of the image's side."""
    _, _, height, width = images.shape
    x = (torch.arange(width, device=images.device) + 0.5) / width
    y = (torch.arange(height, device=images.device) + 0.5) / height
    beside = (x[None] - centre[:, :1]).abs() >= size[:, None] / 2
    above = (y[None] - centre[:, 1:]).abs() >= size[:, None] / 2
    return images * (beside[:, None, None, :] | above[:, None, :, None])
