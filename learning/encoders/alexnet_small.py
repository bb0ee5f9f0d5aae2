"""The small AlexNet of the small-scale runs (Baradad et al. 2021, "Learning to See by Looking at Noise", and 2022).

Five convolution blocks, fc6, fc7, fc8 for images of 64x64 pixels. Parameter names are those of the published
encoders: blocks.0 to blocks.4 are the convolutions, blocks.5 fc6, blocks.6 fc7, blocks.7 fc8.
"""

from __future__ import annotations

import torch
from torch import nn

from image_generation.common.errors import UserError
from learning.encoders.registry import made_for, register_encoder

CONVOLUTIONS = (
    (96, True),
    (192, True),
    (384, False),
    (384, False),
    (192, True),
)  # channels, halved afterwards
FINAL_SIDE = 7


class SmallAlexNet(nn.Module):
    """float [n, 3, 64, 64] -> float [n, num_classes]; fc6 and fc7 have `width` units (4096 in the published ones)."""

    head_path = "blocks.7.0"
    projected = True  # contrastive projection heads stand on fc8, not in its place

    def __init__(self, num_classes: int = 128, width: int = 4096):
        super().__init__()
        blocks, channels = [], 3
        for out, halved in CONVOLUTIONS:
            layers = [nn.Conv2d(channels, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(True)]
            blocks.append(nn.Sequential(*layers, *([nn.MaxPool2d(3, 2)] if halved else [])))
            channels = out
        flat = channels * FINAL_SIDE * FINAL_SIDE
        fc6 = (nn.Flatten(), nn.Linear(flat, width, bias=False), nn.BatchNorm1d(width), nn.ReLU(True))
        fc7 = (nn.Linear(width, width, bias=False), nn.BatchNorm1d(width), nn.ReLU(True))
        blocks += [nn.Sequential(*fc6), nn.Sequential(*fc7), nn.Sequential(nn.Linear(width, num_classes))]
        self.blocks = nn.ModuleList(blocks)
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Conv2d)):
                nn.init.normal_(module.weight, 0.0, 0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Raises UserError for images of another size."""
        side = tuple(x.shape[-2:])
        for number, block in enumerate(self.blocks):
            if number == len(CONVOLUTIONS) and tuple(x.shape[-2:]) != (FINAL_SIDE, FINAL_SIDE):
                raise UserError(f"small_alexnet takes images of 64x64 pixels, not {side[1]}x{side[0]}", 2)
            x = block(x)
        return x


@register_encoder
@made_for(64)
def small_alexnet(num_classes: int = 128) -> nn.Module:
    """fc6 and fc7 of 4096 units, 57 million parameters."""
    return SmallAlexNet(num_classes)
