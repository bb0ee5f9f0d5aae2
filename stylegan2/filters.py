"""FIR filtering of image batches: the anti-aliased resampling that StyleGAN2 does inside its networks.

Every function is built from differentiable convolutions, so gradients of any order pass through
(arXiv 1912.04958, appendix B; the default kernel [1, 3, 3, 1] is that of section 4).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F

Taps = Sequence[float] | None  # of a low-pass filter; None is the identity

SEPARABLE_FROM_TAPS = 8  # two one-dimensional passes beat one square pass from about this length on


def low_pass(taps: Sequence[float] | None) -> torch.Tensor:
    """Normalised float32 kernel from its one-dimensional taps.

    Returns the square kernel [k, k], or the taps themselves [k] when the kernel is long enough that filtering
    rows and columns apart is cheaper. Sums to one. None is the identity.
    """
    row = torch.as_tensor([1.0] if taps is None else taps, dtype=torch.float32)
    if row.ndim != 1 or row.numel() == 0:
        raise ValueError(f"a resampling filter is a list of taps, not a tensor of shape {tuple(row.shape)}")
    row = row / row.sum()
    return row if len(row) >= SEPARABLE_FROM_TAPS else torch.outer(row, row)


def pad_or_crop(x: torch.Tensor, left: int, right: int, top: int, bottom: int) -> torch.Tensor:
    """Zero-pad [n, c, h, w] by these many pixels; negative numbers crop. No copy where nothing changes."""
    return F.pad(x, [left, right, top, bottom]) if any((left, right, top, bottom)) else x


def fir(
    x: torch.Tensor,
    kernel: torch.Tensor,
    stride: int = 1,
    before: int = 0,
    after: int = 0,
    gain: float = 1.0,
    bias: torch.Tensor | None = None,
    correlate: bool = False,
) -> torch.Tensor:
    """Filter [n, c, h, w] channel by channel and keep every `stride`-th pixel.

    `before` and `after` are the zero rows/columns added on the top/left and bottom/right (negative: cropped).
    The kernel (of low_pass) is applied as a convolution, mirrored when `correlate`. `bias` [c] is added.
    """
    channels = x.shape[1]
    kernel = kernel if correlate else kernel.flip(tuple(range(kernel.ndim)))
    if before == after and before >= 0:
        padding = before
    else:
        x = pad_or_crop(x, before, after, before, after)
        padding = 0
    if kernel.ndim == 2:
        weight = (kernel * gain).to(x.dtype).expand(channels, 1, *kernel.shape)
        return F.conv2d(x, weight, bias, stride=stride, padding=padding, groups=channels)
    taps = (kernel * gain**0.5).to(x.dtype)
    rows = taps.view(1, 1, 1, -1).expand(channels, 1, 1, len(taps))
    columns = taps.view(1, 1, -1, 1).expand(channels, 1, len(taps), 1)
    x = F.conv2d(x, rows, None, stride=(1, stride), padding=(0, padding), groups=channels)
    return F.conv2d(x, columns, bias, stride=(stride, 1), padding=(padding, 0), groups=channels)


def upsample(x: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """Double the size of [n, c, h, w]: zeros between the pixels, then the low-pass kernel at fourfold gain."""
    k = kernel.shape[-1]
    channels = x.shape[1]
    # The transposed convolution returns everything that a pixel touches; cut to twice the input size.
    left = k - 1 - (k + 1) // 2
    right = k - 2 - (k - 2) // 2
    if kernel.ndim == 2:
        weight = (kernel * 4).to(x.dtype).expand(channels, 1, k, k)
        x = F.conv_transpose2d(x, weight, stride=2, groups=channels)
    else:
        taps = (kernel * 2).to(x.dtype)
        x = F.conv_transpose2d(x, taps.view(1, 1, 1, k).expand(channels, 1, 1, k), stride=(1, 2), groups=channels)
        x = F.conv_transpose2d(x, taps.view(1, 1, k, 1).expand(channels, 1, k, 1), stride=(2, 1), groups=channels)
    return pad_or_crop(x, -left, -right, -left, -right)


def downsample(x: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """Halve the size of [n, c, h, w]: the low-pass kernel, then every second pixel."""
    k = kernel.shape[-1]
    return fir(x, kernel, stride=2, before=(k - 1) // 2, after=(k - 2) // 2)
