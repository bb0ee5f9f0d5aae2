"""Encoders of the timm library, by the name timm:NAME (timm:vit_small_patch16_224, timm:convnext_tiny).

timm is an extra (requirements-timm.txt); nothing here needs it before such a name is used.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable
from typing import Any

from torch import nn

from image_generation.common.errors import UserError
from learning.encoders.registry import made_for

PREFIX = "timm:"


def _timm(name: str, flag: str) -> Any:
    try:
        # Not at the top: timm is an extra, and loading it takes seconds.
        import timm
    except ImportError:
        raise UserError(
            f"{flag} {name}: timm is not installed: .venv/bin/python -m pip install -r requirements-timm.txt", 2
        ) from None
    return timm


@functools.cache
def timm_factory(name: str, flag: str = "--arch") -> Callable[..., nn.Module]:
    """The function build(num_classes=...) of timm:NAME, with random weights; nothing is downloaded.

    Raises UserError where timm is missing, the name is unknown, or the network has no single Linear head.
    """
    timm = _timm(name, flag)
    short = name.removeprefix(PREFIX)
    if "." in short or not timm.is_model(short):
        base = short.partition(".")[0]
        close = difflib.get_close_matches(base, timm.list_models(), 3)
        near = f"close names: {', '.join(PREFIX + other for other in close)}" if close else "see timm.list_models()"
        raise UserError(f"{flag} {name}: timm {timm.__version__} has no such model; {near}", 2)

    def build(num_classes: int = 1000) -> nn.Module:
        return _create(timm, short, num_classes, name, flag)

    build.__name__ = name
    config = timm.get_pretrained_cfg(short)
    return made_for(config.input_size[-1] if config is not None else 224)(build)


def _create(timm: Any, short: str, num_classes: int, name: str, flag: str) -> nn.Module:
    try:
        # Transformers that can, take images of other sizes than their own (local crops, small images).
        encoder = timm.create_model(short, pretrained=False, num_classes=num_classes, dynamic_img_size=True)
    except TypeError:
        encoder = timm.create_model(short, pretrained=False, num_classes=num_classes)
    path = encoder.pretrained_cfg.get("classifier")
    head = encoder.get_classifier() if hasattr(encoder, "get_classifier") else None
    if not isinstance(path, str) or not isinstance(head, nn.Linear):
        raise UserError(f"{flag} {name}: has no single Linear layer at its end: choose another model", 2)
    encoder.head_path = path
    return encoder
