"""Encoders from checkpoints: ours, MoCo's, SupContrast's, plain state dicts, or random weights."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from image_generation.common.errors import UserError
from learning import seeding
from learning.checkpoints import read_checkpoint
from learning.encoders.build import ENCODERS, backbone, build_encoder, encoder_factory, head_name
from learning.features import Evaluating

# Tried in this order for a state dict that does not say what it is.
CANDIDATES = (
    "resnet50",
    "resnet18",
    "resnet34",
    "resnet101",
    "resnet152",
    "alexnet",
    "vgg16",
    "vit_b_16",
    "wide_resnet50_2",
    "densenet121",
    "mobilenet_v3_small",
    "mobilenet_v3_large",
)


@dataclass
class Encoder:
    """A headless network in evaluation mode.

    label       what tables and plots call it
    arch        its name in learning/encoders/build.py
    source      path of the checkpoint, or 'random'
    width       size of a feature
    image_size  side of the images that it was trained with, or usual for it
    """

    label: str
    arch: str
    source: str
    module: nn.Module
    width: int
    image_size: int

    @torch.no_grad()
    def features(self, images: torch.Tensor) -> torch.Tensor:
        """Normalised images float [n, 3, h, w] -> float [n, width]."""
        with Evaluating(self.module):
            return self.module(images)


def usual_image_size(arch: str) -> int:
    """Side of the images that an encoder is made for: 224, and 32 for those of learning/encoders/resnet_cifar.py."""
    return int(getattr(encoder_factory(arch), "image_size", 32 if arch in ENCODERS else 224))


def random_encoder(arch: str, seed: int = 0) -> Encoder:
    """An encoder as its initialisation leaves it. Raises UserError for an unknown name."""
    seeding.seed_everything(seed, seeding.WEIGHTS)
    module, width = backbone(arch)
    return Encoder(f"random {arch}", arch, "random", module.eval(), width, usual_image_size(arch))


def load_encoder(path: str, arch: str | None = None) -> Encoder:
    """The encoder in a checkpoint; of MoCo's two the query encoder.

    arch    needed for a state dict whose architecture neither it nor its shapes tell
    Raises UserError for files that are no checkpoint, hold other objects than weights, or do not fit `arch`.
    """
    state = read_checkpoint(path)
    weights = _encoder_weights(state, path)
    arch = arch or _named_arch(state) or _guess_arch(weights, path)
    module, width = backbone(arch)
    _load(module, weights, arch, path)
    parent = Path(path).resolve().parent.name
    label = f"{parent}/{Path(path).name.split('.')[0]}"
    return Encoder(label, arch, str(path), module.eval(), width, _image_size(state) or usual_image_size(arch))


def _encoder_weights(state: Any, path: str) -> dict[str, torch.Tensor]:
    """The encoder's part of a checkpoint, without prefixes of wrappers; of DINO's two the teacher's."""
    for key in ("teacher", "state_dict", "model", "model_state_dict"):
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
            break
    if not isinstance(state, dict) or not any(isinstance(value, torch.Tensor) for value in state.values()):
        raise UserError(f"{path}: holds no network weights")
    named = {
        ".".join(part for part in str(name).split(".") if part not in ("module", "_orig_mod")): value
        for name, value in state.items()
        if isinstance(value, torch.Tensor)
    }
    for prefix in ("encoder_q.", "encoder.", "backbone."):
        inner = {name.removeprefix(prefix): value for name, value in named.items() if name.startswith(prefix)}
        # torchvision's ViT has an `encoder.` of its own, beside conv_proj.
        if inner and "conv_proj.weight" not in named:
            return inner
    return named


def _named_arch(state: Any) -> str | None:
    arch = state.get("arch") if isinstance(state, dict) else None
    return arch if isinstance(arch, str) else None


def _image_size(state: Any) -> int | None:
    """Side of the training images, where our checkpoint or SupContrast's options tell."""
    if not isinstance(state, dict):
        return None
    settings = state.get("args") or state.get("opt") or {}
    settings = vars(settings) if isinstance(settings, argparse.Namespace) else settings
    if not isinstance(settings, dict):
        return None
    size = settings.get("image_size", settings.get("size"))
    return size if isinstance(size, int) and 0 < size <= 4096 else None


def _shapes(arch: str) -> dict[str, torch.Size]:
    with torch.device("meta"):
        encoder = build_encoder(arch, 1)
    head = head_name(encoder)
    return {name: value.shape for name, value in encoder.state_dict().items() if not name.startswith(f"{head}.")}


def _guess_arch(weights: dict[str, torch.Tensor], path: str) -> str:
    found = {name: value.shape for name, value in weights.items() if not name.endswith("num_batches_tracked")}
    for arch in (*CANDIDATES, *sorted(ENCODERS)):
        wanted = {name: shape for name, shape in _shapes(arch).items() if not name.endswith("num_batches_tracked")}
        if wanted and all(found.get(name) == shape for name, shape in wanted.items()):
            return arch
    raise UserError(f"{path}: the architecture cannot be told from the weights: give --arch", 2)


def _load(module: nn.Module, weights: dict[str, torch.Tensor], arch: str, path: str) -> None:
    own = module.state_dict()
    missing = [n for n in own if n not in weights and not n.endswith("num_batches_tracked")]
    wrong = [n for n in own if n in weights and weights[n].shape != own[n].shape]
    if missing or wrong:
        name = (wrong or missing)[0]
        what = f"{name} has shape {list(weights[name].shape)}" if wrong else f"{name} is missing"
        raise UserError(f"{path}: is no {arch} ({what}): give the --arch that it was trained with")
    module.load_state_dict({name: weights[name] for name in own if name in weights}, strict=False)
