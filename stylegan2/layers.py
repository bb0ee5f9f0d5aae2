"""The layers of StyleGAN2: equalised dense and convolutional layers, style-modulated convolution, to-RGB.

Parameters keep unit variance and are scaled when they are used (arXiv 1710.10196, section 4.1). Attribute names
are those of the published networks, so that a state dict of theirs is a state dict of these.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from stylegan2 import filters
from stylegan2.filters import Taps

# name -> function and the gain that keeps the variance of a unit normal input
ACTIVATIONS = {
    "linear": (lambda x: x, 1.0),
    "relu": (F.relu, math.sqrt(2)),
    "lrelu": (lambda x: F.leaky_relu(x, 0.2), math.sqrt(2)),
    "tanh": (torch.tanh, 1.0),
    "sigmoid": (torch.sigmoid, 1.0),
    "elu": (F.elu, 1.0),
    "selu": (F.selu, 1.0),
    "softplus": (F.softplus, 1.0),
    "swish": (F.silu, math.sqrt(2)),
}
# f(g x) = g f(x) for g > 0: the gain may be applied to whichever side is smaller
HOMOGENEOUS = ("linear", "relu", "lrelu")


def activate(x: torch.Tensor, activation: str, gain: float = 1.0, clamp: float | None = None) -> torch.Tensor:
    """activation(x) times its own gain times `gain`, then limited to +-clamp. Any shape, same shape out."""
    function, own_gain = ACTIVATIONS[activation]
    x = function(x)
    if own_gain * gain != 1:
        x = x * (own_gain * gain)
    return x if clamp is None else x.clamp(-clamp, clamp)


def unit_second_moment(x: torch.Tensor) -> torch.Tensor:
    """Rows of [n, d] scaled to mean square one (the pixel norm of arXiv 1710.10196, section 4.2)."""
    return x * (x.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()


class Dense(nn.Module):
    """Equalised fully connected layer, [n, in_features] -> [n, out_features].

    `lr_multiplier` slows the layer's learning: parameters are stored divided by it and used multiplied by it.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        activation: str = "linear",
        lr_multiplier: float = 1.0,
        bias_init: float = 0.0,
    ) -> None:
        super().__init__()
        self.activation = activation
        self.weight = nn.Parameter(torch.randn(out_features, in_features) / lr_multiplier)
        self.bias = nn.Parameter(torch.full((out_features,), float(bias_init)))
        self.weight_gain = lr_multiplier / math.sqrt(in_features)
        self.bias_gain = lr_multiplier

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        bias = self.bias if self.bias_gain == 1 else self.bias * self.bias_gain
        x = F.linear(x, (self.weight * self.weight_gain).to(x.dtype), bias.to(x.dtype))
        return activate(x, self.activation)


class Conv(nn.Module):
    """Equalised convolution with optional low-pass resampling by two, [n, in, h, w] -> [n, out, h', w'].

    A frozen layer keeps its weights as buffers: no optimiser sees them (Freeze-D, arXiv 2002.10964).
    """

    weight: torch.Tensor
    bias: torch.Tensor | None
    resample_filter: torch.Tensor

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        bias: bool = True,
        activation: str = "linear",
        up: bool = False,
        down: bool = False,
        resample_filter: Taps = (1, 3, 3, 1),
        conv_clamp: float | None = None,
        frozen: bool = False,
    ) -> None:
        super().__init__()
        self.activation, self.up, self.down, self.conv_clamp = activation, up, down, conv_clamp
        self.kernel_size = kernel_size
        self.weight_gain = 1 / math.sqrt(in_channels * kernel_size**2)
        self.register_buffer("resample_filter", filters.low_pass(resample_filter), persistent=False)
        keep = self.register_buffer if frozen else self.register_parameter
        wrap = (lambda tensor: tensor) if frozen else nn.Parameter
        keep("weight", wrap(torch.randn(out_channels, in_channels, kernel_size, kernel_size)))
        keep("bias", wrap(torch.zeros(out_channels)) if bias else None)

    def forward(self, x: torch.Tensor, gain: float = 1.0) -> torch.Tensor:
        weight = (self.weight * self.weight_gain).to(x.dtype)
        bias = None if self.bias is None else self.bias.to(x.dtype)
        x = resampled_conv(x, weight, self.resample_filter, up=self.up, down=self.down, bias=bias)
        clamp = None if self.conv_clamp is None else self.conv_clamp * gain
        return activate(x, self.activation, gain, clamp)


def resampled_conv(
    x: torch.Tensor,
    weight: torch.Tensor,
    kernel: torch.Tensor,
    up: bool = False,
    down: bool = False,
    bias: torch.Tensor | None = None,
) -> torch.Tensor:
    """Convolve [n, i, h, w] with [o, i, k, k] at half, same or double size, low-passed on the finer grid.

    Output size is exactly h/2, h or 2h. Doubling mirrors the weight, as published networks have it.
    `bias` [o] is added at the last step that can take it for free.
    """
    k, taps = weight.shape[-1], kernel.shape[-1]
    pad = k // 2
    if up and k == 1:
        x = filters.upsample(F.conv2d(x, weight), kernel)
        return x if bias is None else x + bias.view(1, -1, 1, 1)
    if up:
        # Filtering after the strided transposed convolution equals filtering before a full-size convolution.
        x = F.conv_transpose2d(x, weight.transpose(0, 1), stride=2)
        before, after = pad + (taps + 1) // 2 - (k - 1), pad + (taps - 2) // 2 - (k - 2)
        return filters.fir(x, kernel, before=before, after=after, gain=4, bias=bias)
    if down:
        before, after = pad + (taps - 1) // 2, pad + (taps - 2) // 2
        if k == 1:
            return F.conv2d(filters.fir(x, kernel, stride=2, before=before, after=after), weight, bias)
        return F.conv2d(filters.fir(x, kernel, before=before, after=after), weight, bias, stride=2)
    return F.conv2d(x, weight, bias, padding=pad)


class StyledConv(nn.Module):
    """Convolution whose weights are modulated by a style and demodulated, plus noise, bias and activation.

    arXiv 1912.04958, section 2.2, equations 1 to 3. Input [n, in, h, w] and style source w [n, w_dim].
    """

    noise_const: torch.Tensor
    noise_strength: torch.Tensor
    resample_filter: torch.Tensor

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        w_dim: int,
        resolution: int,
        kernel_size: int = 3,
        up: bool = False,
        use_noise: bool = True,
        activation: str = "lrelu",
        resample_filter: Taps = (1, 3, 3, 1),
        conv_clamp: float | None = None,
    ) -> None:
        super().__init__()
        self.resolution, self.up, self.use_noise = resolution, up, use_noise
        self.activation, self.conv_clamp = activation, conv_clamp
        self.register_buffer("resample_filter", filters.low_pass(resample_filter), persistent=False)
        self.affine = Dense(w_dim, in_channels, bias_init=1)
        self.weight = nn.Parameter(torch.randn(out_channels, in_channels, kernel_size, kernel_size))
        if use_noise:
            self.register_buffer("noise_const", torch.randn(resolution, resolution))
            self.noise_strength = nn.Parameter(torch.zeros([]))
        self.bias = nn.Parameter(torch.zeros(out_channels))
        self._power: tuple[Any, torch.Tensor | None] = (None, None)

    def forward(
        self,
        x: torch.Tensor,
        w: torch.Tensor,
        noise_mode: str = "random",
        gain: float = 1.0,
        generators: Sequence[torch.Generator] | None = None,
    ) -> torch.Tensor:
        styles = self.affine(w)
        noise = self.noise(len(x), noise_mode, x.device, generators)
        clamp = None if self.conv_clamp is None else self.conv_clamp * gain
        if noise is not None:
            noise = noise.to(x.dtype)
        # With one sample and more activations than weights it is cheaper to scale the weights.
        if len(x) == 1 and not torch.is_grad_enabled() and x.dtype == torch.float32 and self.activation in HOMOGENEOUS:
            return self.forward_one(x, styles, noise, gain, clamp)

        weight: torch.Tensor = self.weight
        if x.dtype == torch.float16:  # keep the products inside float16's range; demodulation takes it out again
            weight = weight / (weight.abs().amax((1, 2, 3), keepdim=True) * math.sqrt(weight[0].numel()))
            styles = styles / styles.abs().amax(1, keepdim=True)
            power = weight.square().sum((2, 3))
        else:
            power = self.weight_power()
        demodulation = (styles.square() @ power.t() + 1e-8).rsqrt()
        x = x * styles.to(x.dtype)[:, :, None, None]
        x = resampled_conv(x, weight.to(x.dtype), self.resample_filter, up=self.up)
        x = x * demodulation.to(x.dtype)[:, :, None, None]
        if noise is not None:
            x = x + noise
        return activate(x + self.bias.to(x.dtype).view(1, -1, 1, 1), self.activation, gain, clamp)

    def forward_one(
        self, x: torch.Tensor, styles: torch.Tensor, noise: torch.Tensor | None, gain: float, clamp: float | None
    ) -> torch.Tensor:
        """The same for one sample without gradients: fewest passes over the large activations, in place."""
        function_gain = ACTIVATIONS[self.activation][1] * gain
        demodulation = (styles.square() @ self.weight_power().t() + 1e-8).rsqrt() * function_gain
        bias = self.bias * function_gain
        if x.shape[2] * x.shape[3] > 9 * self.weight.shape[0]:
            modulated = self.weight * styles.view(1, -1, 1, 1) * demodulation.view(-1, 1, 1, 1)
            x = resampled_conv(x, modulated, self.resample_filter, up=self.up, bias=bias)
        else:
            x = resampled_conv(x * styles[:, :, None, None], self.weight, self.resample_filter, up=self.up)
            x.mul_(demodulation[:, :, None, None]).add_(bias.view(1, -1, 1, 1))
        if noise is not None:
            x.add_(noise, alpha=function_gain)
        if self.activation == "lrelu":
            F.leaky_relu_(x, 0.2)
        elif self.activation == "relu":
            x.relu_()
        return x if clamp is None else x.clamp_(-clamp, clamp)

    def weight_power(self) -> torch.Tensor:
        """Sum of squares of the weight over its window, [out, in]: all that demodulation needs to know of it.

        Kept between calls without gradients, for as long as the weight is the same.
        """
        if torch.is_grad_enabled():
            return self.weight.square().sum((2, 3))
        key = (self.weight.data_ptr(), self.weight._version, self.weight.device)
        kept = self._power[1]
        if kept is None or self._power[0] != key:
            kept = self.weight.square().sum((2, 3))
            self._power = (key, kept)
        return kept

    def noise(
        self, n: int, noise_mode: str, device: torch.device, generators: Sequence[torch.Generator] | None = None
    ) -> torch.Tensor | None:
        """The noise input [n or 1, 1, resolution, resolution], float32, or None.

        With `generators` (one torch.Generator a sample) random noise does not depend on the batch.
        """
        if not self.use_noise or noise_mode == "none":
            return None
        if noise_mode == "const":
            return (self.noise_const * self.noise_strength)[None, None]
        if noise_mode != "random":
            raise ValueError(f"noise_mode is const, random or none, not {noise_mode!r}")
        shape = (1, self.resolution, self.resolution)
        if generators is None:
            noise = torch.randn(n, *shape, device=device)
        else:
            noise = torch.stack([torch.randn(shape, generator=g, device=g.device) for g in generators]).to(device)
        return noise * self.noise_strength


class ToRGB(nn.Module):
    """1x1 modulated convolution to colours, without demodulation: [n, in, h, w] -> [n, img_channels, h, w]."""

    def __init__(self, in_channels: int, img_channels: int, w_dim: int, conv_clamp: float | None = None) -> None:
        super().__init__()
        self.conv_clamp = conv_clamp
        self.affine = Dense(w_dim, in_channels, bias_init=1)
        self.weight = nn.Parameter(torch.randn(img_channels, in_channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(img_channels))
        self.weight_gain = 1 / math.sqrt(in_channels)

    def forward(self, x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        styles = self.affine(w) * self.weight_gain
        if len(x) == 1:
            weight = self.weight * styles.view(1, -1, 1, 1)
            x = F.conv2d(x, weight.to(x.dtype), self.bias.to(x.dtype))
        else:
            x = F.conv2d(x * styles.to(x.dtype)[:, :, None, None], self.weight.to(x.dtype), self.bias.to(x.dtype))
        return x if self.conv_clamp is None else x.clamp(-self.conv_clamp, self.conv_clamp)
