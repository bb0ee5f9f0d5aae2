"""Features of an encoder's patches: of vision transformers the tokens, of convolution networks the last map."""

from __future__ import annotations

import torch
from torch import nn

from image_generation.common.errors import UserError
from learning.encoders.vit import VisionTransformer
from learning.features import Evaluating


@torch.no_grad()
def patch_features(encoder: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Normalised images float [n, 3, h, w] -> float [n, width, rows, columns].

    Of an encoder of this repository's vision transformers its own `patches`; of any other the output of the last module
    that gives either a map of two rows and columns or more, or a square of tokens (with class tokens before it).
    Raises UserError where there is none.
    """
    with Evaluating(encoder):
        return patch_maps(encoder, images)


def patch_maps(encoder: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """As patch_features, with gradients, of an encoder in the mode in which it is."""
    return encoder.patches(images) if isinstance(encoder, VisionTransformer) else _last_map(encoder, images)


def _last_map(encoder: nn.Module, images: torch.Tensor) -> torch.Tensor:
    found: list[torch.Tensor] = []

    def note(_module: nn.Module, _inputs: object, output: object) -> None:
        if isinstance(output, torch.Tensor) and len(output) == len(images):
            grid = _as_map(output)
            if grid is not None:
                found[:] = [grid]

    hooks = [module.register_forward_hook(note) for module in encoder.modules() if module is not encoder]
    try:
        encoder.forward(images)  # not __call__: a compiled encoder runs no hooks
    finally:
        for hook in hooks:
            hook.remove()
    if not found:
        raise UserError(f"{type(encoder).__name__} has no map of features: choose another encoder", 2)
    return found[0]


def _as_map(output: torch.Tensor) -> torch.Tensor | None:
    """A module's output as a map [n, width, rows, columns]; None where it is none."""
    if output.ndim == 4:
        # A copy: what works in place would change it later.
        return output.clone() if min(output.shape[2:]) > 1 else None
    if output.ndim != 3:
        return None
    tokens = output.shape[1]
    for extra in (1, 0, 2, 5):  # class and register tokens
        side = round(max(tokens - extra, 0) ** 0.5)
        if side > 1 and side * side == tokens - extra:
            return output[:, extra:].transpose(1, 2).unflatten(2, (side, side)).clone()
    return None
