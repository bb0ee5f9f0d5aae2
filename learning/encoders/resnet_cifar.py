"""ResNets for small images (He et al. 2016, section 4.2, in the widths of SupContrast) and narrow ones for CPUs.

The stem is one 3x3 convolution of stride 1, so that 32x32 images keep their size until the second stage. Parameter
names are those of the SupContrast release (arXiv 2004.11362), so its encoders load.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import relu

from learning.encoders.registry import made_for, register_encoder


def _convolution(width_in: int, width_out: int, kernel: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(width_in, width_out, kernel, stride, padding=kernel // 2, bias=False)


class Block(nn.Module):
    """Residual block: two 3x3 convolutions, or with expansion 4 a bottleneck of 1x1, 3x3, 1x1."""

    def __init__(self, width_in: int, width: int, stride: int, expansion: int):
        super().__init__()
        width_out = width * expansion
        kernels = (3, 3) if expansion == 1 else (1, 3, 1)
        widths = [width_in, *[width] * (len(kernels) - 1), width_out]
        self.depth = len(kernels)
        for number, kernel in enumerate(kernels, 1):
            # The stride sits on the first 3x3 convolution.
            here = stride if number == (1 if expansion == 1 else 2) else 1
            self.add_module(f"conv{number}", _convolution(widths[number - 1], widths[number], kernel, here))
            self.add_module(f"bn{number}", nn.BatchNorm2d(widths[number]))
        self.shortcut = nn.Sequential()
        if stride != 1 or width_in != width_out:
            self.shortcut = nn.Sequential(_convolution(width_in, width_out, 1, stride), nn.BatchNorm2d(width_out))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = x
        for number in range(1, self.depth + 1):
            out = getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(out))
            if number < self.depth:
                out = relu(out)
        return relu(out + self.shortcut(x))


class CifarResNet(nn.Module):
    """float [n, 3, h, w] -> float [n, num_classes], for images of 32 to 64 pixels.

    stem    side and stride of the first convolution
    """

    def __init__(
        self,
        depths: tuple[int, ...],
        expansion: int,
        num_classes: int,
        width: int = 64,
        stem: tuple[int, int] = (3, 1),
    ):
        super().__init__()
        self.conv1 = _convolution(3, width, *stem)
        self.bn1 = nn.BatchNorm2d(width)
        width_in = width
        for stage, depth in enumerate(depths):
            blocks = []
            for number in range(depth):
                stride = 2 if stage and not number else 1
                blocks.append(Block(width_in, width << stage, stride, expansion))
                width_in = (width << stage) * expansion
            self.add_module(f"layer{stage + 1}", nn.Sequential(*blocks))
        self.stages = len(depths)
        self.fc = nn.Linear(width_in, num_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = relu(self.bn1(self.conv1(x)))
        for stage in range(1, self.stages + 1):
            x = getattr(self, f"layer{stage}")(x)
        return self.fc(x.mean((2, 3)))


@register_encoder
def cifar_resnet18(num_classes: int = 1000) -> nn.Module:
    """SupContrast's resnet18: 512 features."""
    return CifarResNet((2, 2, 2, 2), 1, num_classes)


@register_encoder
def cifar_resnet34(num_classes: int = 1000) -> nn.Module:
    """SupContrast's resnet34: 512 features."""
    return CifarResNet((3, 4, 6, 3), 1, num_classes)


@register_encoder
@made_for(112)
def cifar_resnet34_input_112(num_classes: int = 1000) -> nn.Module:
    """shaders21k's resnet34_input_112, for images of 112 pixels: a 7x7 convolution of stride 2 comes first."""
    return CifarResNet((3, 4, 6, 3), 1, num_classes, stem=(7, 2))


@register_encoder
def cifar_resnet50(num_classes: int = 1000) -> nn.Module:
    """SupContrast's resnet50: 2048 features."""
    return CifarResNet((3, 4, 6, 3), 4, num_classes)


@register_encoder
def cifar_resnet101(num_classes: int = 1000) -> nn.Module:
    """SupContrast's resnet101: 2048 features."""
    return CifarResNet((3, 4, 23, 3), 4, num_classes)


@register_encoder
def narrow_resnet10(num_classes: int = 1000) -> nn.Module:
    """One block a stage, a quarter of the width (128 features): minutes of training on two CPU cores."""
    return CifarResNet((1, 1, 1, 1), 1, num_classes, width=16)


@register_encoder
def quick_resnet10(num_classes: int = 1000) -> nn.Module:
    """narrow_resnet10 whose first convolution halves the image: a fifth of its time, for many short trainings."""
    return CifarResNet((1, 1, 1, 1), 1, num_classes, width=16, stem=(3, 2))


@register_encoder
def quick_resnet8(num_classes: int = 1000) -> nn.Module:
    """quick_resnet10 without its last stage (64 features): a minute of training, what scripts/quickstart.sh trains."""
    return CifarResNet((1, 1, 1), 1, num_classes, width=16, stem=(3, 2))


@register_encoder
def tiny_resnet(num_classes: int = 1000) -> nn.Module:
    """Two stages of 8 and 16 channels (16 features): seconds of training, for trying things out."""
    return CifarResNet((1, 1), 1, num_classes, width=8)
