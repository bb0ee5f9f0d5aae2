"""Encoders to evaluate: from our checkpoints, MoCo's, SupContrast's, plain state dicts, or random weights.

encoder = load_encoder("outputs/moco/checkpoint_0199.pth.tar")
features = encoder.features(images)                              # float [n, 3, h, w] -> float [n, encoder.width]
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from image_generation.cli import UserError, add_config, positive_int, seed_number
from learning import seeding
from learning.checkpoints import read_checkpoint
from learning.distributed import pick_device
from learning.encoders import ENCODERS, backbone, build_encoder, encoder_factory, head_name
from learning.knn import Evaluating
from learning.labelled import Labelled, open_labelled
from learning.layers import LayerFeatures

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
    arch        its name in learning/encoders.py
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
    """Side of the images that an encoder is made for: 224, and 32 for those of learning/resnet_cifar.py."""
    return int(getattr(ENCODERS[arch], "image_size", 32)) if arch in ENCODERS else 224


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
    """The encoder's part of a checkpoint, without prefixes of wrappers."""
    for key in ("state_dict", "model", "model_state_dict"):
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
    return {
        name: value.shape for name, value in encoder.state_dict().items() if not name.startswith(f"{head}.")
    }


def _guess_arch(weights: dict[str, torch.Tensor], path: str) -> str:
    found = {name: value.shape for name, value in weights.items() if not name.endswith("num_batches_tracked")}
    for arch in (*CANDIDATES, *sorted(ENCODERS)):
        wanted = {
            name: shape for name, shape in _shapes(arch).items() if not name.endswith("num_batches_tracked")
        }
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


# ------------------------------------------------------------------ flags that both evaluations share


def add_encoder_options(parser: argparse.ArgumentParser) -> None:
    """Which encoders, on which data."""
    group = parser.add_argument_group("encoders")
    group.add_argument("--checkpoint", nargs="+", default=[], metavar="C", help="checkpoints to compare")
    group.add_argument(
        "--random-init", nargs="+", default=[], metavar="ARCH", help="encoders with random weights"
    )
    group.add_argument("--arch", default=None, help="architecture of checkpoints that do not tell")
    group.add_argument(
        "--labels", nargs="+", default=None, metavar="NAME", help="names for the table, checkpoints first"
    )
    group.add_argument("--layer", default=None,
                       help="probe this layer, averaged over space: a module's name (layer3), or a number among "
                       "small_alexnet's blocks (5: fc6, 6: fc7); default: what the head is given")  # fmt: skip
    group = parser.add_argument_group("data")
    group.add_argument("--dataset", required=True, metavar="D",
                       help="digits, image_folder:TRAIN:TEST, or a data set of torchvision by name")  # fmt: skip
    group.add_argument(
        "--data-root", default="data", metavar="DIR", help="where torchvision's data lie (default: data)"
    )
    group.add_argument(
        "--few", "--labels-per-class", dest="few", type=positive_int, default=None, metavar="N",
        help="use N training images a class")  # fmt: skip
    group.add_argument("--draws", type=positive_int, default=1, metavar="D",
                       help="with --few: draw them D times and average the scores (default: 1)")  # fmt: skip
    group.add_argument(
        "--image-size", type=positive_int, default=None, metavar="R", help="default: the encoder's own"
    )
    group.add_argument(
        "--seed", type=seed_number, default=0, help="of random weights and of --draws (default: 0)"
    )
    group = parser.add_argument_group("run")
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    group.add_argument("--batch-size", type=positive_int, default=256, metavar="N")
    group.add_argument(
        "-j", "--workers", type=int, default=0, metavar="N", help="data-loading processes (default: 0)"
    )
    group.add_argument(
        "--results", default="outputs/results.csv", metavar="FILE", help="rows are appended here"
    )
    group.add_argument("--plot", default=None, metavar="FILE.png", help="draw the comparison as bars")
    add_config(parser)


def probe(encoder: Encoder, layer: str) -> None:
    """Turn the encoder's features into those of an inner layer. Raises UserError for one that is not there."""
    module = LayerFeatures(encoder.module, layer).eval()
    encoder.module, encoder.width = module, module.width(encoder.image_size)
    encoder.label += f" {module.path}"


def open_encoders(args: argparse.Namespace) -> tuple[list[Encoder], Labelled, torch.device]:
    """The encoders, data (all of it) and device that the flags name. Raises UserError."""
    if not args.checkpoint and not args.random_init:
        raise UserError("give --checkpoint or --random-init (or both, to compare)", 2)
    for arch in args.random_init:
        encoder_factory(arch)
    device = pick_device(args.device)
    encoders = [load_encoder(path, args.arch) for path in args.checkpoint]
    encoders += [random_encoder(arch, args.seed) for arch in args.random_init]
    if args.labels is not None:
        if len(args.labels) != len(encoders):
            raise UserError(f"--labels: {len(args.labels)} names for {len(encoders)} encoders", 2)
        for encoder, label in zip(encoders, args.labels):
            encoder.label = label
    for encoder in encoders:
        encoder.image_size = args.image_size or encoder.image_size
        if args.layer is not None:
            probe(encoder, args.layer)
        encoder.module.to(device)
    return encoders, open_labelled(args.dataset, args.data_root), device
