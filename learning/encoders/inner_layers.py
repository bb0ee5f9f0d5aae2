"""Features of an encoder's inner layers, for probes below the head (--layer)."""

from __future__ import annotations

import torch
from torch import nn

from image_generation.common.errors import UserError


def layer_path(encoder: nn.Module, layer: str) -> str:
    """Name of a layer in the encoder: the name itself (layer3), or a number among its `blocks` (5 is fc6 in
    small_alexnet). Raises UserError for a layer that is not there."""
    path = f"blocks.{layer}" if layer.isdigit() else layer
    names = [name for name, _ in encoder.named_modules() if name]
    if path in names:
        return path
    top = [name for name in names if "." not in name or name.removeprefix("blocks.").isdigit()]
    raise UserError(f"--layer {layer}: no such layer; there are {', '.join(top)}", 2)


class LayerFeatures(nn.Module):
    """An encoder that returns one inner layer's output, averaged over space: float [n, 3, h, w] -> float [n, width]."""

    def __init__(self, encoder: nn.Module, layer: str):
        super().__init__()
        self.encoder = encoder
        self.path = layer_path(encoder, layer)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        found: list[torch.Tensor] = []
        # The values then: a ReLU that works in place would change them later.
        hook = self.encoder.get_submodule(self.path).register_forward_hook(
            lambda _module, _inputs, output: found.append(output.clone()) if isinstance(output, torch.Tensor) else None
        )
        try:
            self.encoder.forward(images)  # not __call__: a compiled encoder runs no hooks
        finally:
            hook.remove()
        if not found:
            raise UserError(f"--layer {self.path}: gives no features of its own", 2)
        features = found[0]
        if features.ndim == 4:
            return features.mean((2, 3))
        return features.mean(1) if features.ndim == 3 else features  # 3: the tokens of a transformer

    @torch.no_grad()
    def width(self, size: int) -> int:
        """Features of an image of size x size pixels."""
        return self(torch.zeros(2, 3, size, size)).shape[1]
