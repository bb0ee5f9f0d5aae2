"""The decorator with which an encoder becomes known to every trainer and to evaluation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torchvision
from torch import nn

Build = TypeVar("Build", bound=Callable[..., nn.Module])
ENCODERS: dict[str, Callable[..., nn.Module]] = {}


def torchvision_names() -> list[str]:
    """Names of torchvision's classification models."""
    return torchvision.models.list_models(torchvision.models)


def register_encoder(build: Build) -> Build:
    """Make `build(num_classes=...)` known under its function's name. Raises ValueError for a name in use."""
    name = build.__name__
    if name in ENCODERS or name in torchvision_names():
        raise ValueError(f"an encoder named {name} is registered already")
    ENCODERS[name] = build
    return build


def made_for(image_size: int) -> Callable[[Build], Build]:
    """A decorator: the side in pixels of the images that an encoder is made for (usual_image_size in load.py)."""

    def mark(build: Build) -> Build:
        build.__dict__["image_size"] = image_size
        return build

    return mark
