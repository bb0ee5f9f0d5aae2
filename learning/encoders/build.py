"""One registry of encoders for every trainer and for evaluation.

Every torchvision classification model is known by its torchvision name, timm's as timm:NAME. A user adds an encoder
with one decorated function that takes the size of its output and returns a module whose last layer is a Linear named fc
or classifier (or whatever the module's attribute head_path says):

    @register_encoder
    def my_encoder(num_classes: int = 1000) -> nn.Module: ...

    encoder = build_encoder("my_encoder", 128)
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

import torch
import torchvision
from torch import nn

from image_generation.common.errors import UserError
from learning.encoders import alexnet_small, resnet_cifar  # noqa: F401  (they register their encoders)
from learning.encoders.registry import ENCODERS, register_encoder, torchvision_names
from learning.encoders.timm_models import PREFIX, timm_factory
from learning.encoders.vit import vit_factory, vit_name

__all__ = [
    "ENCODERS",
    "add_mlp_head",
    "backbone",
    "build_encoder",
    "check_image_size",
    "encoder_factory",
    "encoder_names",
    "full_name",
    "get_features",
    "get_head",
    "head_name",
    "is_encoder_name",
    "register_encoder",
    "set_head",
]


def encoder_names() -> list[str]:
    """Names that build_encoder takes: this repository's first, then torchvision's."""
    return [*sorted(ENCODERS), *torchvision_names()]


def is_encoder_name(name: str) -> bool:
    """Whether encoder_factory may know a name: timm's are not looked up, for timm is an extra."""
    if name in ENCODERS or name in torchvision_names() or name.startswith(PREFIX):
        return True
    try:
        return vit_factory(name) is not None
    except UserError:  # a patch that does not tile
        return False


def encoder_factory(name: str, flag: str = "--arch") -> Callable[..., nn.Module]:
    """The function `build(num_classes=...)` of an encoder. Raises UserError with the closest known names."""
    if name in ENCODERS:
        return ENCODERS[name]
    if name in torchvision_names():
        return _torchvision_factory(name)
    if name.startswith(PREFIX):
        return timm_factory(name, flag)
    transformer = vit_factory(name)
    if transformer is not None:
        return transformer
    close = difflib.get_close_matches(name.replace("-", "_"), encoder_names(), 3)
    near = f"close names: {', '.join(close)} (all: " if close else "choose one of ("
    raise UserError(
        f"{flag} {name}: unknown encoder; {near}this repository's "
        f"{', '.join(sorted(ENCODERS))}, vision transformers of other patches and sizes as in vit_nano_patch4_32, "
        f"every classification model of torchvision {torchvision.__version__}, and timm's as in timm:convnext_tiny)",
        2,
    )


def build_encoder(name: str, num_classes: int = 1000) -> nn.Module:
    """A fresh encoder whose head has num_classes outputs: float [n, 3, h, w] -> float [n, num_classes]."""
    return encoder_factory(name)(num_classes=num_classes)


def _torchvision_factory(name: str) -> Callable[..., nn.Module]:
    def build(num_classes: int = 1000) -> nn.Module:
        options = {"num_classes": num_classes, "weights": None}
        # Inception and GoogLeNet return several outputs while training unless told not to.
        if name in ("googlenet", "inception_v3"):
            options |= {"aux_logits": False, "init_weights": True}
        return torchvision.models.get_model(name, **options)

    build.__name__ = name
    return build


# ------------------------------------------------------------------ heads


def _head_place(encoder: nn.Module, mlp: bool = False) -> tuple[nn.Module, str]:
    """The module that holds an encoder's last Linear layer (or, with mlp, the MLP that add_mlp_head put there), and
    the layer's name in it."""
    path = getattr(encoder, "head_path", None)
    if path is not None:
        holder, _, name = path.rpartition(".")
        return encoder.get_submodule(holder), name
    for name in ("fc", "classifier", "heads", "head"):
        head = getattr(encoder, name, None)
        if isinstance(head, nn.Linear) or (mlp and isinstance(head, MlpHead)):
            return encoder, name
        if isinstance(head, nn.Sequential) and not isinstance(head, MlpHead):
            last = list(dict(head.named_children()))[-1]
            if isinstance(head[-1], nn.Linear) or (mlp and isinstance(head[-1], MlpHead)):
                return head, last
    raise UserError(f"{type(encoder).__name__} has no Linear head named fc or classifier: choose another --arch", 2)


class MlpHead(nn.Sequential):
    """Linear, ReLU, Linear with the features' own width between (Chen et al. 2020, MoCo v2)."""

    def __init__(self, head: nn.Linear):
        super().__init__(nn.Linear(head.in_features, head.in_features), nn.ReLU(), head)


def get_head(encoder: nn.Module) -> nn.Linear:
    """The encoder's last Linear layer. Raises UserError where the encoder has none."""
    holder, name = _head_place(encoder)
    return getattr(holder, name)


def set_head(encoder: nn.Module, head: nn.Module) -> None:
    """Put another module in the place of the encoder's last Linear layer."""
    holder, name = _head_place(encoder)
    setattr(holder, name, head)


def add_mlp_head(encoder: nn.Module) -> None:
    """Replace the encoder's Linear head by an MlpHead that ends in it."""
    set_head(encoder, MlpHead(get_head(encoder)))


def get_features(encoder: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """What an encoder's head is given: float [n, 3, h, w] -> float [n, width]; the encoder stays as it is."""
    holder, name = _head_place(encoder, mlp=True)
    head = getattr(holder, name)
    setattr(holder, name, nn.Identity())
    try:
        return encoder(images)
    finally:
        setattr(holder, name, head)


def head_name(encoder: nn.Module) -> str:
    """Name of the encoder's head in its state dict: fc, classifier.6 ..."""
    holder, name = _head_place(encoder, mlp=True)
    return next(f"{path}.{name}".lstrip(".") for path, module in encoder.named_modules() if module is holder)


def full_name(arch: str, patch: int, image_size: int) -> str:
    """The name of --arch in the registry: vit_small and --patch-size 8 are vit_small_patch8. Raises UserError."""
    match = re.fullmatch(r"(?:vit|deit)_(nano|tiny|small|base)", arch)
    if match is None:
        encoder_factory(arch)
        return arch
    name = vit_name(match[1], patch, image_size)
    try:
        vit_factory(name)
    except UserError as error:
        raise UserError(f"--patch-size {patch}, --image-size {image_size}: {error}", 2) from None
    return name


def check_image_size(encoder: nn.Module, arch: str, size: int, flag: str = "--image-size") -> None:
    """Raises UserError (naming the flag) where the encoder does not take size x size images."""
    training = encoder.training
    encoder.eval()
    try:
        with torch.no_grad():
            encoder(torch.zeros(1, 3, size, size))
    except UserError as error:
        raise UserError(f"{flag} {size}: {error}", 2) from None
    except (RuntimeError, AssertionError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(
            f"{flag} {size}: {arch} does not take images of {size}x{size} pixels ({reason[:120]})", 2
        ) from None
    finally:
        encoder.train(training)


def backbone(name: str) -> tuple[nn.Module, int]:
    """An encoder without its head, and the width of its features: float [n, 3, h, w] -> float [n, width]."""
    encoder = build_encoder(name, 1)
    width = get_head(encoder).in_features
    set_head(encoder, nn.Identity())
    return encoder, width
