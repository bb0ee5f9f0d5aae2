"""The discriminator of StyleGAN2 with ADA's options (see stylegan2/networks.py, which has the generator)."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

from stylegan2 import filters
from stylegan2.filters import Taps
from stylegan2.layers import Conv, Dense
from stylegan2.networks import (
    MappingNetwork,
    Precision,
    channels_at,
    check_architecture,
    check_resolution,
    first_half_resolution,
)


class DiscriminatorBlock(Precision):
    """One resolution of the discriminator: (x, image) -> both at half the resolution."""

    def __init__(
        self,
        in_channels: int,
        tmp_channels: int,
        out_channels: int,
        resolution: int,
        img_channels: int,
        first_layer: int,
        architecture: str = "resnet",
        activation: str = "lrelu",
        resample_filter: Taps = (1, 3, 3, 1),
        conv_clamp: float | None = None,
        use_fp16: bool = False,
        fp16_channels_last: Any = None,  # as in SynthesisBlock
        freeze_layers: int = 0,
    ) -> None:
        super().__init__()
        check_architecture(architecture)
        self.architecture, self.use_fp16 = architecture, use_fp16
        self.register_buffer("resample_filter", filters.low_pass(resample_filter), persistent=False)
        self.num_layers = 0

        def conv(inputs: int, outputs: int, side: int, **options: Any) -> Conv:
            frozen = first_layer + self.num_layers < freeze_layers
            self.num_layers += 1
            return Conv(inputs, outputs, side, resample_filter=resample_filter, frozen=frozen, **options)

        act: dict[str, Any] = {"activation": activation, "conv_clamp": conv_clamp}
        if in_channels == 0 or architecture == "skip":
            self.fromrgb = conv(img_channels, tmp_channels, 1, **act)
        self.conv0 = conv(tmp_channels, tmp_channels, 3, **act)
        self.conv1 = conv(tmp_channels, out_channels, 3, down=True, **act)
        if architecture == "resnet":
            self.skip = conv(tmp_channels, out_channels, 1, bias=False, down=True)

    def forward(
        self, x: torch.Tensor | None, image: torch.Tensor | None, force_fp32: bool = False
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        if x is not None:
            x = self.enter(x, force_fp32)
        if image is not None and (x is None or self.architecture == "skip"):
            colours = self.fromrgb(self.enter(image, force_fp32))
            x = colours if x is None else x + colours
            image = filters.downsample(image, self.resample_filter) if self.architecture == "skip" else None
        if self.architecture == "resnet":
            residual = self.skip(x, gain=math.sqrt(0.5))
            return self.conv1(self.conv0(x), gain=math.sqrt(0.5)) + residual, image
        return self.conv1(self.conv0(x)), image


def append_minibatch_deviation(x: torch.Tensor, group_size: int | None, num_channels: int = 1) -> torch.Tensor:
    """Append channels that tell how much samples differ within their group (arXiv 1710.10196, section 3).

    x: [n, c, h, w], float32; groups take every (n / group_size)-th sample. Raises ValueError if n does not divide.
    """
    n, c, h, w = x.shape
    group_size = n if group_size is None else min(group_size, n)
    if n % group_size:
        raise ValueError(f"a batch of {n} does not split into groups of {group_size} (mbstd_group_size)")
    groups = x.view(group_size, n // group_size, num_channels, c // num_channels, h, w)
    deviation = ((groups - groups.mean(dim=0)).square().mean(dim=0) + 1e-8).sqrt()
    deviation = deviation.mean(dim=(2, 3, 4)).view(-1, num_channels, 1, 1)
    return torch.cat([x, deviation.repeat(group_size, 1, h, w)], dim=1)


class DiscriminatorEpilogue(nn.Module):
    """The last block, at 4x4: minibatch deviation, convolution, two dense layers, and projection onto the label."""

    def __init__(
        self,
        in_channels: int,
        cmap_dim: int,
        resolution: int,
        img_channels: int,
        architecture: str = "resnet",
        mbstd_group_size: int | None = 4,
        mbstd_num_channels: int = 1,
        activation: str = "lrelu",
        conv_clamp: float | None = None,
    ) -> None:
        super().__init__()
        check_architecture(architecture)
        self.cmap_dim, self.mbstd_group_size, self.mbstd_num_channels = (
            cmap_dim,
            mbstd_group_size,
            mbstd_num_channels,
        )
        if architecture == "skip":
            self.fromrgb = Conv(img_channels, in_channels, 1, activation=activation)
        act: dict[str, Any] = {"activation": activation, "conv_clamp": conv_clamp}
        self.conv = Conv(in_channels + mbstd_num_channels, in_channels, 3, **act)
        self.fc = Dense(in_channels * resolution**2, in_channels, activation)
        self.out = Dense(in_channels, cmap_dim or 1)

    def forward(self, x: torch.Tensor, image: torch.Tensor | None, cmap: torch.Tensor | None) -> torch.Tensor:
        x = x.to(torch.float32, memory_format=torch.contiguous_format)
        if image is not None and hasattr(self, "fromrgb"):
            x = x + self.fromrgb(image.float())
        if self.mbstd_num_channels > 0:
            x = append_minibatch_deviation(x.contiguous(), self.mbstd_group_size, self.mbstd_num_channels)
        x = self.out(self.fc(self.conv(x).flatten(1)))
        if cmap is not None and self.cmap_dim > 0:  # arXiv 1802.05637
            x = (x * cmap).sum(dim=1, keepdim=True) / math.sqrt(self.cmap_dim)
        return x


class Discriminator(nn.Module):
    """images [n, img_channels, r, r], labels c [n, c_dim] or None -> logits [n, 1], float32.

    The batch must divide into minibatch-deviation groups (epilogue_kwargs mbstd_group_size, 4).
    """

    def __init__(
        self,
        c_dim: int,
        img_resolution: int,
        img_channels: int,
        architecture: str = "resnet",
        channel_base: int = 32768,
        channel_max: int = 512,
        num_fp16_res: int = 0,
        conv_clamp: float | None = None,
        cmap_dim: int | None = None,
        block_kwargs: dict[str, Any] | None = None,
        mapping_kwargs: dict[str, Any] | None = None,
        epilogue_kwargs: dict[str, Any] | None = None,
    ) -> None:
        self.config = {name: value for name, value in locals().items() if name not in ("self", "__class__")}
        super().__init__()
        check_resolution(img_resolution, smallest=8)
        self.c_dim, self.img_resolution, self.img_channels = c_dim, img_resolution, img_channels
        self.block_resolutions = [2**i for i in range(int(math.log2(img_resolution)), 2, -1)]
        half_from = first_half_resolution(img_resolution, num_fp16_res)
        channels = {r: channels_at(r, channel_base, channel_max) for r in [*self.block_resolutions, 4]}
        cmap_dim = 0 if c_dim == 0 else channels[4] if cmap_dim is None else cmap_dim
        common: dict[str, Any] = {"img_channels": img_channels, "architecture": architecture, "conv_clamp": conv_clamp}
        first_layer = 0
        for r in self.block_resolutions:
            in_channels = 0 if r == img_resolution else channels[r]
            block = DiscriminatorBlock(
                in_channels,
                channels[r],
                channels[r // 2],
                r,
                first_layer=first_layer,
                use_fp16=r >= half_from,
                **common,
                **(block_kwargs or {}),
            )
            setattr(self, f"b{r}", block)
            first_layer += block.num_layers
        if c_dim > 0:
            self.mapping = MappingNetwork(0, c_dim, cmap_dim, num_ws=None, w_avg_beta=None, **(mapping_kwargs or {}))
        self.b4 = DiscriminatorEpilogue(channels[4], cmap_dim, 4, **common, **(epilogue_kwargs or {}))

    def forward(self, image: torch.Tensor, c: torch.Tensor | None = None, force_fp32: bool = False) -> torch.Tensor:
        size = [self.img_channels, self.img_resolution, self.img_resolution]
        if list(image.shape[1:]) != size:
            raise ValueError(f"images must be [n, {', '.join(map(str, size))}], not {list(image.shape)}")
        x = None
        for r in self.block_resolutions:
            x, image = getattr(self, f"b{r}")(x, image, force_fp32)
        cmap = self.mapping(None, c) if self.c_dim > 0 else None
        return self.b4(x, image, cmap)
