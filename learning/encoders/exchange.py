"""Names of encoders' weights in other libraries: torchvision's and timm's, there and back.

target, weights = to_names("vit_base_patch16", module.state_dict(), "torchvision")   # "vit_b_16", {conv_proj ...}
weights = from_names("vit_base_patch16", weights)                                    # ours again
"""

from __future__ import annotations

import re

import torch

from image_generation.common.errors import UserError
from learning.encoders.registry import torchvision_names
from learning.encoders.timm_models import PREFIX
from learning.encoders.vit import NAME, USUAL_SIDE

FORMATS = ("own", "torchvision", "timm")
Weights = dict[str, torch.Tensor]

# Vision transformers that both libraries have; ours and timm's have the same names inside.
_TORCHVISION_VITS = {
    "vit_b_16": "vit_base_patch16_224",
    "vit_b_32": "vit_base_patch32_224",
    "vit_l_16": "vit_large_patch16_224",
    "vit_l_32": "vit_large_patch32_224",
}
# Residual networks have the same names in both.
_SAME = re.compile(r"(wide_)?resnet\d+(_2)?|resnext\d+_32x\dd")
# (torchvision's, ours and timm's) names of a vision transformer's parts.
_PARTS = (
    ("class_token", "cls_token"),
    ("conv_proj", "patch_embed.proj"),
    ("encoder.pos_embedding", "pos_embed"),
    ("encoder.ln", "norm"),
    ("ln_1", "norm1"),
    ("ln_2", "norm2"),
    ("self_attention.in_proj_", "attn.qkv."),
    ("self_attention.out_proj", "attn.proj"),
    ("mlp.0", "mlp.fc1"),
    ("mlp.3", "mlp.fc2"),
)
_LAYER = ("encoder.layers.encoder_layer_", "blocks.")


def to_names(arch: str, weights: Weights, library: str) -> tuple[str, Weights]:
    """(the network's name in a library, weights under that library's names); arch: its name here.

    Raises UserError where the library has no such network.
    """
    ours = _timm_name(arch)
    if library == "own":
        return arch, weights
    if library == "timm":
        if arch in _TORCHVISION_VITS:
            return _TORCHVISION_VITS[arch], _renamed(weights, torchvision=False)
        if ours is not None:
            return ours, weights
    elif library == "torchvision":
        if arch in torchvision_names():
            return arch, weights
        for name, other in _TORCHVISION_VITS.items():
            if other == ours:
                return name, _renamed(weights, torchvision=True)
        if ours is not None and _SAME.fullmatch(ours):
            return ours, weights
    raise UserError(
        f"--format {library}: {library} has no network like {arch}: choose another of {', '.join(FORMATS)}", 2
    )


def _timm_name(arch: str) -> str | None:
    """timm's name of an encoder whose weights have the same names there, None where there is none."""
    if arch.startswith(PREFIX):
        return arch.removeprefix(PREFIX)
    match = NAME.fullmatch(arch)
    if match and match[1] != "nano":
        return f"vit_{match[1]}_patch{match[2]}_{match[3] or USUAL_SIDE}"
    return arch if _SAME.fullmatch(arch) else None


def from_names(arch: str, weights: Weights) -> Weights:
    """Weights under torchvision's, timm's or our names, under those that `arch` has here."""
    if arch in torchvision_names():
        theirs = "cls_token" in weights  # timm's, of a network that is torchvision's here
        return _renamed(weights, torchvision=True) if theirs else weights
    return _renamed(weights, torchvision=False) if "class_token" in weights else weights


def _renamed(weights: Weights, torchvision: bool) -> Weights:
    """A vision transformer's weights under torchvision's names, or from them under ours."""
    renamed = {}
    for name, value in weights.items():
        old, new = (1, 0) if torchvision else (0, 1)
        if name.startswith(_LAYER[old]):
            name = _LAYER[new] + name.removeprefix(_LAYER[old])
        for pair in _PARTS:
            at_start = name == pair[old] or name.startswith(pair[old] + ".")
            inside = re.search(rf"(?<=\d\.){re.escape(pair[old])}(?=\.|weight$|bias$)", name)
            if at_start:
                name = pair[new] + name[len(pair[old]) :]
            elif inside:
                name = name[: inside.start()] + pair[new] + name[inside.end() :]
            else:
                continue
            break
        renamed[name] = value
    return renamed
