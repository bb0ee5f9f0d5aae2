"""An encoder with what SupCon, SimCLR or cross-entropy put on top of it.

State dicts have the names of the SupContrast release (encoder.*, head.*; fc.* for cross-entropy), with or without
DataParallel's `module.` anywhere in them.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import normalize

from learning.encoders.build import backbone, build_encoder, get_head, set_head
from learning.encoders.prefixes import drop_wrappers
from supcon.losses import at_least_float32

HEADS = ("mlp", "linear", "none")
EMBEDDING = 128  # outputs of an encoder whose own last layer stays under the projection head


def projection_head(kind: str, width: int, dim: int) -> nn.Module:
    """float [n, width] -> float [n, dim]: one Linear, or with ReLU between two (Khosla et al. 2020, section 3.1).

    none: what it is given stays as it is (its width must be dim).
    """
    if kind == "none" and width == dim:
        return nn.Identity()
    if kind == "linear":
        return nn.Linear(width, dim)
    if kind == "mlp":
        return nn.Sequential(nn.Linear(width, width), nn.ReLU(inplace=True), nn.Linear(width, dim))
    raise ValueError(f"a projection head is one of {', '.join(HEADS)}, not {kind!r}")


class ContrastiveModel(nn.Module):
    """Encoder and projection head: images float [n, 3, h, w] -> unit features float [n, dim].

    With head 'none' the features are those of the encoder's own last layer (Wang and Isola 2020, and the small
    AlexNets of Baradad et al. 2021).
    """

    def __init__(self, arch: str, head: str = "mlp", dim: int = 128):
        super().__init__()
        if head == "none":
            self.encoder, width = build_encoder(arch, dim), dim
        else:
            self.encoder, width = _contrastive_encoder(arch)
        self.head = projection_head(head, width, dim)
        self.register_load_state_dict_pre_hook(drop_wrappers)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        # Unit length to the precision of float32, also under autocast.
        return normalize(at_least_float32(self.head(self.encoder(images))), dim=1)


class Classifier(nn.Module):
    """Encoder and linear classifier: images float [n, 3, h, w] -> logits float [n, classes]."""

    def __init__(self, arch: str, classes: int):
        super().__init__()
        self.encoder, width = backbone(arch)
        self.fc = nn.Linear(width, classes)
        self.register_load_state_dict_pre_hook(drop_wrappers)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.fc(self.encoder(images))


def _contrastive_encoder(arch: str) -> tuple[nn.Module, int]:
    """The encoder under a projection head and the width that it hands over."""
    encoder = build_encoder(arch, EMBEDDING)
    if getattr(encoder, "projected", False):
        return encoder, EMBEDDING
    width = get_head(encoder).in_features
    set_head(encoder, nn.Identity())
    return encoder, width
