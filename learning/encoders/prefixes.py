"""What the training codes of others put around an encoder's weights and before their names, as one table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import torch

Weights = dict[str, torch.Tensor]

# Where a file keeps a model's weights, in the order in which they are tried; () is the file's own top.
CONTAINERS: tuple[tuple[str, ...], ...] = (
    ("state_dict",),  # MoCo, MoCo v3, SimSiam, SwAV, lightly, solo-learn, OpenMMLab, ours
    ("model",),  # SupContrast, MAE, Barlow Twins
    ("model_state_dict",),
    ("classy_state_dict", "base_model", "model", "trunk"),  # VISSL
    ("base_model", "model", "trunk"),
    ("teacher",),  # DINO: its features are the teacher's
    ("student",),
    ("online_network_state_dict",),  # BYOL
    ("online_network",),
    ("target_network_state_dict",),
    ("network",),
    ("encoder",),
    ("backbone",),
    (),
)

# Before an encoder's names, in the order in which they are tried; those that are trained by gradients come before
# their moving averages. `module.` and `_orig_mod.` (wrappers of torch) are dropped everywhere first.
PREFIXES: tuple[tuple[str, str], ...] = (
    ("encoder_q.", "MoCo, PCL"),
    ("base_encoder.", "MoCo v3"),
    ("encoder.", "SupContrast, SimSiam, solo-learn before 1.0"),
    ("backbone.", "DINO, solo-learn, lightly, OpenMMLab"),
    ("teacher.backbone.", "DINO, lightly"),
    ("student.backbone.", "DINO, lightly"),
    ("model.backbone.", "Lightning around one of these"),
    ("model.encoder.", "Lightning around one of these"),
    ("base_model.model.trunk._feature_blocks.", "VISSL"),
    ("base_model.model.trunk.", "VISSL"),
    ("base_model._feature_blocks.", "VISSL"),
    ("base_model.", "VISSL"),
    ("trunk._feature_blocks.", "VISSL"),
    ("_feature_blocks.", "VISSL"),
    ("trunk.", "VISSL"),
    ("online_network.encoder.", "BYOL"),
    ("online_network.", "BYOL"),
    ("online_encoder.net.", "BYOL"),
    ("online_encoder.encoder.", "BYOL"),
    ("online_encoder.", "BYOL"),
    ("net.", "BYOL"),
    ("network.", "BYOL"),
    ("feature_extractor.", "OBoW, CLIP-like wrappers"),
    ("model.", "Lightning"),
    ("f.", "SimCLR"),
    ("resnet.", "wrappers around a ResNet"),
    ("momentum_encoder.", "MoCo v3's average"),
    ("encoder_k.", "MoCo's average"),
    ("target_encoder.", "BYOL's average"),
    ("target_network.", "BYOL's average"),
    ("momentum_backbone.", "solo-learn's average"),
    ("backbone_momentum.", "lightly's average"),
    ("", "none"),
)

# A ResNet's parts with weights, in the order in which nn.Sequential(*children) numbers them (lightly).
_RESNET_PARTS = ("conv1", "bn1", "layer1", "layer2", "layer3", "layer4")
_WRAPPERS = ("module", "_orig_mod")


def plain_name(name: str) -> str:
    """A tensor's name without what DataParallel, DistributedDataParallel and torch.compile put into it."""
    return ".".join(part for part in name.split(".") if part not in _WRAPPERS)


def drop_wrappers(module: torch.nn.Module, state: dict[str, Any], prefix: str, *_: Any) -> None:
    """A load_state_dict pre-hook: names are taken with the wrappers of torch anywhere in them.

    model.register_load_state_dict_pre_hook(drop_wrappers)
    """
    own = module.state_dict(prefix=prefix).keys()
    for name in list(state):
        plain = prefix + plain_name(name[len(prefix) :]) if name.startswith(prefix) else name
        if plain != name and name not in own:  # an encoder may have a part of that name
            state[plain] = state.pop(name)


def tables(state: Any) -> Iterator[Weights]:
    """The tables of tensors in a checkpoint, with plain names, in the order of CONTAINERS."""
    for path in CONTAINERS:
        inner = state
        for key in path:
            inner = inner.get(key) if isinstance(inner, Mapping) else None
        if not isinstance(inner, Mapping):
            continue
        found = {
            plain_name(name): value
            for name, value in inner.items()
            if isinstance(name, str) and isinstance(value, torch.Tensor)
        }
        if found:
            yield found


def candidates(state: Any) -> Iterator[Weights]:
    """What may be an encoder's weights: each table of a checkpoint under each prefix that occurs in it."""
    for table in tables(state):
        for prefix, _ in PREFIXES:
            inner = {name[len(prefix) :]: value for name, value in table.items() if name.startswith(prefix)}
            if inner:
                yield inner
                numbered = _resnet_of_sequence(inner)
                if numbered:
                    yield numbered


def _resnet_of_sequence(weights: Weights) -> Weights:
    """Numbered parts (0.weight, 1.running_mean, 4.0.conv1.weight) by a ResNet's names; {} for other numbers."""
    split = {name: re.fullmatch(r"(\d{1,3})\.(.+)", name) for name in weights}
    numbers = sorted({int(match[1]) for match in split.values() if match})
    # The first six parts with weights: a head may follow.
    names = dict(zip(numbers, _RESNET_PARTS))
    if len(names) < len(_RESNET_PARTS):
        return {}
    return {
        f"{names[int(match[1])]}.{match[2]}": weights[name]
        for name, match in split.items()
        if match and int(match[1]) in names
    }


def prefixes_found(state: Any, most: int = 8) -> str:
    """The first parts of the names of a checkpoint's tensors, for a message: 'base_encoder. (161), predictor. (7)'."""
    lines = []
    for table in tables(state):
        lines += _first_parts(table)
        if len(lines) >= most:
            break
    more = ", ..." if len(lines) > most else ""
    return ", ".join(lines[:most]) + more


def _first_parts(names: Iterable[str]) -> list[str]:
    counts: dict[str, int] = {}
    for name in names:
        first = name.split(".", 1)[0][:60]
        counts[first] = counts.get(first, 0) + 1
    return [f"{first}. ({count})" for first, count in sorted(counts.items(), key=lambda item: -item[1])]
