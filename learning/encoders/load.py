"""Encoders from checkpoints: ours, MoCo's, SupContrast's, plain state dicts, or random weights."""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from image_generation.common.errors import UserError, printable
from learning import seeding
from learning.checkpoints import read_checkpoint
from learning.encoders.build import ENCODERS, backbone, build_encoder, encoder_factory, head_name, is_encoder_name
from learning.encoders.prefixes import candidates, prefixes_found, tables
from learning.encoders.vit import name_of_vit
from learning.features import Evaluating
from learning.hub.addresses import is_hub, parse
from learning.hub.local import checkpoint_file

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

LARGEST_IMAGE = 512  # pixels a side that a checkpoint may ask for


@dataclass
class Encoder:
    """A headless network in evaluation mode.

    label       what tables and plots call it
    arch        its name in learning/encoders/build.py
    source      path of the checkpoint, its address on the Hub with the commit, or 'random'
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
    return Encoder(
        label=f"random {arch}",
        arch=arch,
        source="random",
        module=module.eval(),
        width=width,
        image_size=usual_image_size(arch),
    )


def load_encoder(path: str, arch: str | None = None) -> Encoder:
    """The encoder in a checkpoint, whoever trained it (learning/encoders/prefixes.py); of MoCo's two the query encoder.

    path    of a torch or a safetensors file, or hf:USER/NAME[/FILE][@REVISION]
    arch    needed for a state dict whose architecture neither it nor its shapes tell
    Raises UserError for files that are no checkpoint, hold other objects than weights, or do not fit `arch`.
    """
    file, source = checkpoint_file(path) if is_hub(path) else (Path(path), str(path))
    state = read_checkpoint(file)
    arch, weights = find_encoder(state, arch, path)
    module, width = backbone(arch)
    module.load_state_dict({name: weights[name] for name in module.state_dict() if name in weights}, strict=False)
    near = f"{file.resolve().parent.name}/{file.name.split('.')[0]}"
    label = printable(parse(path).repo if is_hub(path) else near)
    size = _image_size(state, path) or usual_image_size(arch)
    return Encoder(label=label, arch=arch, source=source, module=module.eval(), width=width, image_size=size)


def load_initial(encoders: Sequence[nn.Module], state: Any, path: str | os.PathLike, flag: str) -> None:
    """Give encoders the weights in a checkpoint: everything below the head, and the head where it has the same shapes.

    state   what read_checkpoint gave for `path`
    Raises UserError where the weights do not fit.
    """
    for encoder in encoders:
        own = {name: value.shape for name, value in encoder.state_dict().items()}
        try:
            head = head_name(encoder) + "."
        except (UserError, StopIteration):  # it has none: a projection head is put on top of it
            head = ""
        wanted = {name: shape for name, shape in own.items() if not head or not name.startswith(head)}
        weights = _fitting(state, wanted, f"{flag} {path}", "the encoder")
        check_finite(weights, f"{flag} {path}")
        taken = {name: weights[name] for name in own if name in weights and weights[name].shape == own[name]}
        if any(name not in taken for name in own if name not in wanted):
            taken = {name: value for name, value in taken.items() if name in wanted}
        encoder.load_state_dict(taken, strict=False)


def check_finite(weights: Mapping[str, torch.Tensor], where: str | os.PathLike) -> None:
    """Raises UserError for weights that are not all finite numbers."""
    for name, value in weights.items():
        if value.is_complex() or (value.is_floating_point() and not bool(torch.isfinite(value).all())):
            raise UserError(f"{where}: {name} holds NaN or infinite numbers: such weights are of no use")


def _named_arch(state: Any) -> str | None:
    arch = state.get("arch") if isinstance(state, dict) else None
    return arch if isinstance(arch, str) and is_encoder_name(arch) else None


def _image_size(state: Any, path: str) -> int | None:
    """Side of the training images, where our checkpoint or SupContrast's options tell. Raises UserError where that is
    more than LARGEST_IMAGE, which a batch may have no memory for."""
    if not isinstance(state, dict):
        return None
    settings = state.get("args", state.get("opt"))
    settings = vars(settings) if isinstance(settings, argparse.Namespace) else settings
    if not isinstance(settings, dict):
        return None
    size = settings.get("image_size", settings.get("size"))
    if type(size) is not int or size <= 0:
        return None
    if size > LARGEST_IMAGE:
        raise UserError(f"{path}: says that its images have {str(size)[:12]} pixels a side: give --image-size", 2)
    return size


@contextlib.contextmanager
def _parameters_without_memory() -> Iterator[None]:
    """Modules that are made inside the block keep shapes in the place of parameters."""
    register = nn.Module.register_parameter

    def shapes_only(module: nn.Module, name: str, parameter: nn.Parameter | None) -> None:
        register(module, name, None if parameter is None else nn.Parameter(parameter.to("meta")))

    nn.Module.register_parameter = shapes_only  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        nn.Module.register_parameter = register  # type: ignore[method-assign, assignment]


def _shapes(arch: str) -> dict[str, torch.Size]:
    """Names and shapes below the head, without taking memory for them."""
    try:
        with torch.device("meta"):
            encoder = build_encoder(arch, 1)
    except RuntimeError:  # RegNets compute their widths with tensors, some of timm their depths
        with _parameters_without_memory():
            encoder = build_encoder(arch, 1)
    head = head_name(encoder)
    return {name: value.shape for name, value in encoder.state_dict().items() if not name.startswith(f"{head}.")}


def find_encoder(state: Any, arch: str | None, path: str) -> tuple[str, dict[str, torch.Tensor]]:
    """(architecture, weights by its names) of what read_checkpoint gave for `path`. Raises UserError."""
    if not any(True for _ in tables(state)):
        raise UserError(f"{path}: holds no network weights")
    known = arch or _named_arch(state)
    if known is not None:
        encoder_factory(known)
        shapes = _shapes(known)
        return known, _finite(_fitting(state, shapes, path, known), shapes, path)
    shapes_of = functools.cache(_shapes)  # for this file alone: users add encoders to the registry
    for weights in candidates(state):
        transformer = name_of_vit(weights)
        for name in (*CANDIDATES, *sorted(ENCODERS), *([transformer] if transformer else [])):
            if _fits(weights, shapes_of(name)):
                return name, _finite(weights, shapes_of(name), path)
    raise UserError(
        f"{path}: the architecture cannot be told from the weights: give --arch; prefixes found: "
        f"{prefixes_found(state)}",
        2,
    )


def _finite(weights: dict[str, torch.Tensor], wanted: Mapping[str, torch.Size], path: str) -> dict[str, torch.Tensor]:
    check_finite({name: weights[name] for name in wanted if name in weights}, path)
    return weights


def _misfits(weights: Mapping[str, torch.Tensor], wanted: Mapping[str, torch.Size]) -> Iterator[str]:
    """What of an encoder is missing or has another shape: wrong shapes first."""
    needed = [name for name in wanted if not name.endswith("num_batches_tracked")]
    for name in needed:
        if name in weights and weights[name].shape != wanted[name]:
            yield f"{name} has shape {list(weights[name].shape)}"
    for name in needed:
        if name not in weights:
            yield f"{name} is missing"


def _fits(weights: Mapping[str, torch.Tensor], wanted: Mapping[str, torch.Size]) -> bool:
    needed = (name for name in wanted if not name.endswith("num_batches_tracked"))
    return bool(wanted) and all(name in weights and weights[name].shape == wanted[name] for name in needed)


def _fitting(state: Any, wanted: Mapping[str, torch.Size], where: str, what: str) -> dict[str, torch.Tensor]:
    """The first candidate of a checkpoint that has all that an encoder wants. Raises UserError with the best's first
    misfit, and the prefixes found."""
    best: dict[str, torch.Tensor] = {}
    most = -1
    for weights in candidates(state):
        if _fits(weights, wanted):
            return weights
        shared = len(wanted.keys() & weights.keys())
        if shared > most:
            best, most = weights, shared
    misfit = next(_misfits(best, wanted), "it holds no network weights")
    raise UserError(
        f"{where}: is no {what} ({misfit}): give the --arch that it was trained with; prefixes found: "
        f"{prefixes_found(state) or 'none'}"
    )
