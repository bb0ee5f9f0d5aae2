"""Multi-crop: several large and many small views of an image, on the CPU or batched on the training device.

crops = dino_crops(224, 96)              # 2 global views, 8 local ones
transform = CpuCrops(crops)              # uint8 [3, h, w] -> (uint8 [2, 3, 224, 224], uint8 [8, 3, 96, 96])
views = DeviceCrops(crops)               # uint8 [n, 3, h, w] -> (float [2, n, 3, 224, 224], float [8, n, 3, 96, 96])
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import torch
from torch import nn

from image_generation.common.errors import UserError
from learning.views import Recipe, apply_each, cpu_view, draw, picture_of


@dataclass(frozen=True, kw_only=True)
class Crops:
    """Views of one size in pixels: recipes[k] makes the k-th."""

    size: int
    recipes: tuple[Recipe, ...]


# Caron et al. 2021 (DINO, arXiv 2104.14294), section 3.2 and the published code: BYOL's augmentation.
_DINO = Recipe((0.4, 1.0), jitter=(0.4, 0.4, 0.2, 0.1), jitter_chance=0.8, grey_chance=0.2, interpolation="bicubic")
# Balestriero and LeCun 2025 (LeJEPA, arXiv 2511.08544): "GOTO hyperparameters" of the published code; the side of the
# blur is that of its minimal example.
_LEJEPA = Recipe(
    (0.3, 1.0),
    jitter=(0.4, 0.4, 0.2, 0.1),
    jitter_chance=0.8,
    grey_chance=0.2,
    blur_chance=0.5,
    blur_kernel=7,
    solarize_chance=0.2,
)


def dino_crops(
    global_size: int,
    local_size: int,
    n_local: int = 8,
    *,
    global_area: tuple[float, float] = (0.4, 1.0),
    local_area: tuple[float, float] = (0.05, 0.4),
) -> tuple[Crops, ...]:
    """DINO's two global views (the first always blurred, the second seldom, but solarized at times), and local ones."""
    base = replace(_DINO, crop_area=global_area)
    first = replace(base, blur_chance=1.0)
    second = replace(base, blur_chance=0.1, solarize_chance=0.2)
    local = replace(_DINO, crop_area=local_area, blur_chance=0.5)
    return _crops(global_size, (first, second), local_size, (local,) * n_local)


def lejepa_crops(
    global_size: int,
    local_size: int,
    n_global: int = 2,
    n_local: int = 6,
    *,
    global_area: tuple[float, float] = (0.3, 1.0),
    local_area: tuple[float, float] = (0.05, 0.3),
) -> tuple[Crops, ...]:
    """LeJEPA's views: all alike but for the share of the image that they show."""
    many = replace(_LEJEPA, crop_area=global_area)
    few = replace(_LEJEPA, crop_area=local_area)
    return _crops(global_size, (many,) * n_global, local_size, (few,) * n_local)


def _crops(
    global_size: int, globals_: tuple[Recipe, ...], local_size: int, locals_: tuple[Recipe, ...]
) -> tuple[Crops, ...]:
    large = Crops(size=global_size, recipes=globals_)
    return (large, Crops(size=local_size, recipes=locals_)) if locals_ else (large,)


def default_local_size(global_size: int, share: float, multiple: int = 1) -> int:
    """Side of local views for global ones of another size than the published: `share` of it, down to a multiple."""
    return max(int(global_size * share + 1e-9) // multiple, 1) * multiple


def settle_crops(args: argparse.Namespace, share: float) -> None:
    """The size of local crops where none is given (a share of --image-size). Raises UserError for what does not fit."""
    for flag in ("global_crops_scale", "local_crops_scale"):
        low, high = getattr(args, flag)
        if low > high:
            raise UserError(f"--{flag.replace('_', '-')} {low:g} {high:g}: the first must not be above the second", 2)
    transformer = re.search(r"_patch(\d+)", args.arch)
    if args.local_crops_size is None:
        patch = int(transformer[1]) if transformer else 1
        args.local_crops_size = default_local_size(args.image_size, share, patch)
    if args.local_crops_number and args.local_crops_size > args.image_size:
        raise UserError(f"--local-crops-size {args.local_crops_size} is larger than --image-size {args.image_size}", 2)


def check_sizes(crops: tuple[Crops, ...], height: int, width: int, what: str) -> None:
    """Raises UserError where an image of height x width pixels is smaller than a local view."""
    smallest = min(each.size for each in crops)
    if min(height, width) < smallest:
        raise UserError(
            f"{what}: an image of {width}x{height} pixels is smaller than local crops of {smallest}x{smallest}: "
            f"give --local-crops-size {min(height, width)} or less, or larger images",
            2,
        )


class CpuCrops:
    """uint8 [3, h, w] (with its positive [2, 3, h, w]: odd views are of that) -> one uint8 [views, 3, size, size] for
    each size; picklable, for data-loading processes.

    Raises UserError for an image that is smaller than a local view.
    """

    def __init__(self, crops: tuple[Crops, ...]):
        self.crops = crops
        self.views = [[cpu_view(recipe, each.size) for recipe in each.recipes] for each in crops]

    def __call__(self, image: torch.Tensor) -> tuple[torch.Tensor, ...]:
        check_sizes(self.crops, image.shape[-2], image.shape[-1], "multi-crop")
        return tuple(
            torch.stack([view(picture_of(image, k, 3)) for k, view in enumerate(views)]) for views in self.views
        )


class DeviceCrops:
    """uint8 [n, 3, h, w] -> one float 0..1 [views, n, 3, size, size] for each size, on the images' device.

    Raises UserError for images that are smaller than a local view.
    """

    def __init__(self, crops: tuple[Crops, ...]):
        self.crops = crops

    @torch.no_grad()
    def __call__(
        self, images: torch.Tensor, generator: torch.Generator | None = None, rank: int = 0, world: int = 1
    ) -> tuple[torch.Tensor, ...]:
        """`rank` of `world` processes draws the joint batch's parameters and uses its own share of them."""
        n, height, width = len(images), *images.shape[-2:]
        check_sizes(self.crops, height, width, "multi-crop")
        made = []
        for each in self.crops:
            views, first = [], 0
            # Neighbours of one recipe are made together.
            for recipe, group in groupby(each.recipes):
                drawn = []
                for _ in group:
                    joint = draw(recipe, n * world, height, width, generator)
                    drawn.append(joint.rows(rank * n, rank * n + n))
                views.append(apply_each(images, drawn, recipe, each.size, first))
                first += len(drawn)
            made.append(torch.cat(views))
        return tuple(made)


def encode_crops(encoder: nn.Module, head: nn.Module, crops: Sequence[torch.Tensor]) -> torch.Tensor:
    """float [views, n, 3, h, w] for each size -> outputs of the head float [all views, n, d].

    Views of one size pass the encoder together, the features of all views the head together.
    """
    features, shapes = [], []
    for views in crops:
        # Images outside, views inside: the order in which processes' shares make up the joint batch.
        features.append(encoder(views.transpose(0, 1).flatten(0, 1)))
        shapes.append((views.shape[0], views.shape[1]))
    outputs = head(torch.cat(features)).split([views * n for views, n in shapes])
    return torch.cat([some.unflatten(0, (n, views)).transpose(0, 1) for some, (views, n) in zip(outputs, shapes)])
