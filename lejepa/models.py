"""LeJEPA's encoder and projector, with the published minimal example's names (backbone.*, proj.*)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn
from torchvision.ops import MLP

from learning.encoders.build import backbone
from learning.multicrop import encode_crops


class LeJEPA(nn.Module):
    """Encoder without its head, then Linear, batch normalisation, ReLU twice and a Linear.

        model = LeJEPA("vit_small_patch16", proj_dim=128)
        outputs = model([large, small])        # float [2, n, 3, 224, 224], float [6, n, 3, 96, 96] -> float [8, n, 128]

    drop_path_rate  stochastic depth, where the encoder has it
    """

    def __init__(self, arch: str, proj_dim: int = 128, hidden: int = 2048, drop_path_rate: float = 0.1):
        super().__init__()
        self.backbone, width = backbone(arch)
        if hasattr(self.backbone, "drop_path_rate"):
            self.backbone.drop_path_rate = drop_path_rate
        self.proj = MLP(width, [hidden, hidden, proj_dim], norm_layer=nn.BatchNorm1d)

    def forward(self, crops: Sequence[torch.Tensor]) -> torch.Tensor:
        """Embeddings float [all views, n, proj_dim] of views float [views, n, 3, h, w] for each size."""
        return encode_crops(self.backbone, self.proj, crops)
