"""The decorator with which an encoder becomes known to every trainer and to evaluation."""

from __future__ import annotations

from collections.abc import Callable

import torchvision
from torch import nn

ENCODERS: dict[str, Callable[..., nn.Module]] = {}


def torchvision_names() -> list[str]:
    """Names of torchvision's classification models."""
    return torchvision.models.list_models(torchvision.models)


def register_encoder(build: Callable[..., nn.Module]) -> Callable[..., nn.Module]:
    """Make `build(num_classes=...)` known under its function's name. Raises ValueError for a name in use."""
    name = build.__name__
    if name in ENCODERS or name in torchvision_names():
        raise ValueError(f"an encoder named {name} is registered already")
    ENCODERS[name] = build
    return build
