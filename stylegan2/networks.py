"""The generator of StyleGAN2 with ADA's options, and what the discriminator shares with it.

Written from arXiv 1912.04958 (StyleGAN2) and arXiv 2006.06676 (ADA). Constructor arguments, attribute and
parameter names are those of NVIDIA's published networks, so that their configuration and weights load as they are
(stylegan2/pickles.py), and equal weights give equal images.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from stylegan2 import filters
from stylegan2.filters import Taps
from stylegan2.layers import Conv, Dense, StyledConv, ToRGB, unit_second_moment

ARCHITECTURES = ("skip", "resnet", "orig")


def check_resolution(resolution: int, smallest: int = 4) -> None:
    """Raises ValueError unless `resolution` is a power of two and at least `smallest`."""
    if not isinstance(resolution, int) or resolution < smallest or resolution & (resolution - 1):
        raise ValueError(f"the resolution must be a power of two of at least {smallest}, not {resolution}")


def check_architecture(architecture: str) -> None:
    if architecture not in ARCHITECTURES:
        raise ValueError(f"architecture must be one of {', '.join(ARCHITECTURES)}, not {architecture!r}")


def channels_at(resolution: int, channel_base: int, channel_max: int) -> int:
    """Feature maps at one resolution: channel_base / resolution, at most channel_max."""
    return min(channel_base // resolution, channel_max)


def first_half_resolution(img_resolution: int, num_fp16_res: int) -> int:
    """The lowest resolution that computes in half precision: the `num_fp16_res` highest do, 4x4 never does."""
    return max(2 ** (int(math.log2(img_resolution)) + 1 - num_fp16_res), 8)


def one_at_a_time(module: nn.Module, x: torch.Tensor) -> bool:
    """Whether `module` should take the samples of x singly: when it evaluates on CPU without gradients.

    Large activations then stay in memory that malloc reuses, instead of being mapped and faulted in for every
    layer (benchmarks/stylegan2.py), and a sample's result does not depend, to the bit, on the rest of its batch.
    """
    return len(x) > 1 and x.device.type == "cpu" and not module.training and not torch.is_grad_enabled()


class Precision(nn.Module):
    """What both kinds of block share: where a block computes, in which precision and memory order.

    Half precision is float16 on a GPU unless `half_dtype` says otherwise (torch.bfloat16, or None for none).
    On CPU everything stays float32 (set `half_dtype` to force it), in channels-last order, which is the faster
    one there: the transposed convolution by up to four times (benchmarks/stylegan2.py).
    """

    use_fp16 = False
    half_dtype: str | torch.dtype | None = "auto"
    resample_filter: torch.Tensor

    def enter(self, x: torch.Tensor, force_fp32: bool) -> torch.Tensor:
        half = self.half_dtype
        if half == "auto":
            half = torch.float16 if x.device.type == "cuda" else None
        use_half = self.use_fp16 and isinstance(half, torch.dtype) and not force_fp32
        dtype = half if use_half and isinstance(half, torch.dtype) else torch.float32
        fast = x.device.type == "cpu" or dtype != torch.float32
        return x.to(dtype=dtype, memory_format=torch.channels_last if fast else torch.contiguous_format)


class MappingNetwork(nn.Module):
    """z [n, z_dim] (and labels c [n, c_dim]) to w [n, num_ws, w_dim], or [n, w_dim] when num_ws is None.

    arXiv 1812.04948, section 2; conditioning as in arXiv 2006.06676, appendix C.2. Keeps the moving average of w
    for the truncation trick (arXiv 1812.04948, appendix B).
    """

    w_avg: torch.Tensor

    def __init__(
        self,
        z_dim: int,
        c_dim: int,
        w_dim: int,
        num_ws: int | None,
        num_layers: int = 8,
        embed_features: int | None = None,
        layer_features: int | None = None,
        activation: str = "lrelu",
        lr_multiplier: float = 0.01,
        w_avg_beta: float | None = 0.995,
    ) -> None:
        super().__init__()
        self.z_dim, self.c_dim, self.w_dim, self.num_ws = z_dim, c_dim, w_dim, num_ws
        self.num_layers, self.w_avg_beta = num_layers, w_avg_beta
        embed_features = 0 if c_dim == 0 else w_dim if embed_features is None else embed_features
        widths = [z_dim + embed_features, *[layer_features or w_dim] * (num_layers - 1), w_dim]
        if c_dim > 0:
            self.embed = Dense(c_dim, embed_features)
        for i in range(num_layers):
            setattr(self, f"fc{i}", Dense(widths[i], widths[i + 1], activation, lr_multiplier))
        if num_ws is not None and w_avg_beta is not None:
            self.register_buffer("w_avg", torch.zeros(w_dim))

    def forward(
        self,
        z: torch.Tensor | None,
        c: torch.Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
        skip_w_avg_update: bool = False,
    ) -> torch.Tensor:
        """Truncation pulls the first `truncation_cutoff` layers (all: None) towards the average: psi 1 is off.

        Raises ValueError when a class-conditional network gets no labels, or labels of a wrong width.
        """
        if z is not None and self.z_dim > 0 and one_at_a_time(self, z):
            labels = [None] * len(z) if c is None else c.split(1)
            return torch.cat([self(*zc, truncation_psi, truncation_cutoff) for zc in zip(z.split(1), labels)])
        inputs = [] if z is None or self.z_dim == 0 else [unit_second_moment(z.float())]
        if self.c_dim > 0:
            if c is None or c.shape[1] != self.c_dim:
                got = "none" if c is None else f"width {c.shape[1]}"
                raise ValueError(f"a network of {self.c_dim} classes needs labels [n, {self.c_dim}], got {got}")
            inputs.append(unit_second_moment(self.embed(c.float())))
        w = torch.cat(inputs, dim=1)
        for i in range(self.num_layers):
            w = getattr(self, f"fc{i}")(w)
        tracks = hasattr(self, "w_avg")
        if tracks and self.w_avg_beta is not None and self.training and not skip_w_avg_update:
            self.w_avg.copy_(w.detach().mean(dim=0).lerp(self.w_avg, self.w_avg_beta))
        if self.num_ws is None:
            return w
        w = w.unsqueeze(1).repeat(1, self.num_ws, 1)
        if truncation_psi == 1:
            return w
        if not tracks:
            raise ValueError("truncation needs a network that kept its average w (w_avg_beta)")
        layers = slice(0, truncation_cutoff)
        return torch.cat([self.w_avg.lerp(w[:, layers], truncation_psi), w[:, layers.stop or self.num_ws :]], dim=1)


class SynthesisBlock(Precision):
    """One resolution of the generator: (x, image so far) at half the resolution -> both at this one.

    Architectures skip, resnet and orig are those of arXiv 1912.04958, figure 7.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        w_dim: int,
        resolution: int,
        img_channels: int,
        is_last: bool,
        architecture: str = "skip",
        resample_filter: Taps = (1, 3, 3, 1),
        conv_clamp: float | None = None,
        use_fp16: bool = False,
        fp16_channels_last: Any = None,  # published configurations have it; the memory order is chosen here
        **more: Any,
    ) -> None:
        super().__init__()
        check_architecture(architecture)
        self.architecture, self.use_fp16 = architecture, use_fp16
        self.register_buffer("resample_filter", filters.low_pass(resample_filter), persistent=False)
        layer_kwargs: dict[str, Any] = dict(more, w_dim=w_dim, resolution=resolution, conv_clamp=conv_clamp)
        if in_channels == 0:
            self.const = nn.Parameter(torch.randn(out_channels, resolution, resolution))
        else:
            up: dict[str, Any] = {"up": True, "resample_filter": resample_filter}
            self.conv0 = StyledConv(in_channels, out_channels, **up, **layer_kwargs)
        self.conv1 = StyledConv(out_channels, out_channels, **layer_kwargs)
        if is_last or architecture == "skip":
            self.torgb = ToRGB(out_channels, img_channels, w_dim, conv_clamp)
        if in_channels > 0 and architecture == "resnet":
            self.skip = Conv(in_channels, out_channels, 1, bias=False, **up)
        self.num_conv = 1 if in_channels == 0 else 2
        self.num_torgb = int(hasattr(self, "torgb"))

    def forward(
        self,
        x: torch.Tensor | None,
        image: torch.Tensor | None,
        ws: torch.Tensor,
        noise_mode: str = "random",
        force_fp32: bool = False,
        generators: Sequence[torch.Generator] | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """ws: [n, num_conv + num_torgb, w_dim]. The image stays float32."""
        layer: dict[str, Any] = {"noise_mode": noise_mode, "generators": generators}
        w = iter(ws.unbind(dim=1))
        if x is None:
            x = self.enter(self.const.unsqueeze(0).expand(len(ws), -1, -1, -1), force_fp32)
            x = self.conv1(x, next(w), **layer)
        elif self.architecture == "resnet":
            x = self.enter(x, force_fp32)
            residual = self.skip(x, gain=math.sqrt(0.5))
            x = self.conv0(x, next(w), **layer)
            x = self.conv1(x, next(w), gain=math.sqrt(0.5), **layer) + residual
        else:
            x = self.enter(x, force_fp32)
            x = self.conv1(self.conv0(x, next(w), **layer), next(w), **layer)
        if image is not None:
            image = filters.upsample(image, self.resample_filter)
        if self.num_torgb:
            colours = self.torgb(x, next(w)).float()
            image = colours if image is None else image + colours
        return x, image


class SynthesisNetwork(nn.Module):
    """w [n, num_ws, w_dim] -> images [n, img_channels, img_resolution, img_resolution], about -1 to 1, float32."""

    def __init__(
        self,
        w_dim: int,
        img_resolution: int,
        img_channels: int,
        channel_base: int = 32768,
        channel_max: int = 512,
        num_fp16_res: int = 0,
        **block_kwargs: Any,
    ) -> None:
        super().__init__()
        check_resolution(img_resolution)
        self.w_dim, self.img_resolution, self.img_channels = w_dim, img_resolution, img_channels
        self.block_resolutions = [2**i for i in range(2, int(math.log2(img_resolution)) + 1)]
        half_from = first_half_resolution(img_resolution, num_fp16_res)
        in_channels = 0
        self.num_ws = 0
        for resolution in self.block_resolutions:
            channels = channels_at(resolution, channel_base, channel_max)
            is_last = resolution == img_resolution
            block_kwargs["use_fp16"] = resolution >= half_from
            block = SynthesisBlock(
                in_channels, channels, w_dim, resolution, img_channels, is_last=is_last, **block_kwargs
            )
            setattr(self, f"b{resolution}", block)
            self.num_ws += block.num_conv + (block.num_torgb if is_last else 0)
            in_channels = channels

    def forward(
        self,
        ws: torch.Tensor,
        noise_mode: str = "random",
        force_fp32: bool = False,
        generators: Sequence[torch.Generator] | None = None,
    ) -> torch.Tensor:
        """noise_mode: const, random (new noise each call, or from one torch.Generator a sample) or none."""
        if ws.ndim != 3 or ws.shape[1:] != (self.num_ws, self.w_dim):
            raise ValueError(f"ws must be [n, {self.num_ws}, {self.w_dim}], not {list(ws.shape)}")
        if one_at_a_time(self, ws):
            own = [None] * len(ws) if generators is None else [[g] for g in generators]
            return torch.cat([self(w, noise_mode, force_fp32, g) for w, g in zip(ws.split(1), own)])
        x: torch.Tensor | None = None
        image: Any = None
        first = 0
        for resolution in self.block_resolutions:
            block = getattr(self, f"b{resolution}")
            block_ws = ws[:, first : first + block.num_conv + block.num_torgb].float()
            x, image = block(x, image, block_ws, noise_mode, force_fp32, generators)
            first += block.num_conv  # a to-RGB layer shares its w with the next resolution's first convolution
        return image.contiguous()


class Generator(nn.Module):
    """z [n, z_dim], labels c [n, c_dim] or None -> images [n, img_channels, r, r], about -1 to 1, float32.

    Example: Generator(512, 0, 512, 256, 3, synthesis_kwargs={"channel_base": 16384})(torch.randn(2, 512))
    """

    def __init__(
        self,
        z_dim: int,
        c_dim: int,
        w_dim: int,
        img_resolution: int,
        img_channels: int,
        mapping_kwargs: dict[str, Any] | None = None,
        synthesis_kwargs: dict[str, Any] | None = None,
    ) -> None:
        self.config = {name: value for name, value in locals().items() if name not in ("self", "__class__")}
        super().__init__()
        self.z_dim, self.c_dim, self.w_dim = z_dim, c_dim, w_dim
        self.img_resolution, self.img_channels = img_resolution, img_channels
        self.synthesis = SynthesisNetwork(w_dim, img_resolution, img_channels, **(synthesis_kwargs or {}))
        self.num_ws = self.synthesis.num_ws
        self.mapping = MappingNetwork(z_dim, c_dim, w_dim, self.num_ws, **(mapping_kwargs or {}))

    def forward(
        self,
        z: torch.Tensor,
        c: torch.Tensor | None = None,
        truncation_psi: float = 1.0,
        truncation_cutoff: int | None = None,
        **synthesis_kwargs: Any,
    ) -> torch.Tensor:
        ws = self.mapping(z, c, truncation_psi, truncation_cutoff)
        return self.synthesis(ws, **synthesis_kwargs)
