"""Vision transformers (Dosovitskiy et al. 2021, arXiv 2010.11929) with the official DINO's names and initialisation.

encoder = vit("small", patch=16)(num_classes=0)                  # float [n, 3, 224, 224] -> float [n, 384]
encoder.patches(images)                                          # float [n, 384, 14, 14]

Names: vit_SIZE_patchP (for 224x224 pixels) and vit_SIZE_patchP_S (for SxS), with SIZE nano, tiny, small or base. State
dicts exchange with the official DINO's (arXiv 2104.14294) and with timm's vit_SIZE_patchP_S. Images of other sizes are
taken as well: the positional embedding is interpolated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

import torch
from torch import nn
from torch.nn.functional import interpolate, scaled_dot_product_attention

from image_generation.common.errors import UserError
from learning.distributed import rank_and_world
from learning.encoders.registry import ENCODERS, made_for

# Width, depth, heads; tiny and small are those of Touvron et al. 2021 (DeiT, arXiv 2012.12877), nano is for CPUs.
SIZES = {"nano": (96, 6, 3), "tiny": (192, 12, 3), "small": (384, 12, 6), "base": (768, 12, 12)}
USUAL_SIDE = 224  # pixels
NAME = re.compile(r"vit_(nano|tiny|small|base)_patch(\d{1,3})(?:_(\d{1,4}))?")


class PatchEmbed(nn.Module):
    """float [n, 3, h, w] -> float [n, width, h / patch, w / patch]."""

    def __init__(self, patch: int, width: int):
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, patch)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.proj(x)


class Attention(nn.Module):
    """Multi-head self-attention: float [n, tokens, width] -> the same."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, tokens, width = x.shape
        q, k, v = self.qkv(x).view(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        return self.proj(scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, tokens, width))


class Mlp(nn.Module):
    """Linear, GELU, Linear, four times as wide between."""

    def __init__(self, width: int):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.act = nn.GELU()
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc2(self.act(self.fc1(x)))


class Block(nn.Module):
    """A transformer's layer, normalised first; keep: factors [2, n] of its two branches (stochastic depth), or None."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = Mlp(width)

    def forward(self, x: torch.Tensor, keep: torch.Tensor | None = None) -> torch.Tensor:
        branch = self.attn(self.norm1(x))
        x = x + (branch if keep is None else branch * keep[0, :, None, None])
        branch = self.mlp(self.norm2(x))
        return x + (branch if keep is None else branch * keep[1, :, None, None])


class VisionTransformer(nn.Module):
    """float [n, 3, h, w] -> float [n, num_classes], or with num_classes 0 the class token's features [n, width].

    patch            side of a patch in pixels
    image_size       side of the images for which the positional embedding has its own numbers
    drop_path_rate   chance with which the last block's branches are left out while training (Huang et al. 2016, arXiv
                     1603.09382), rising linearly from none in the first
    generator        draws what is left out, for the joint batch of all processes, in the order of their ranks; where it
                     is None, torch's global one draws each process's own
    forward raises UserError for images that patches do not tile.
    """

    def __init__(self, width: int, depth: int, heads: int, patch: int, num_classes: int = 0, image_size: int = 224):
        super().__init__()
        self.patch, self.image_size = patch, image_size
        self.drop_path_rate = 0.0
        self.generator: torch.Generator | None = None
        side = self._side(image_size, image_size)[0]
        self.patch_embed = PatchEmbed(patch, width)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + side * side, width))
        self.blocks = nn.ModuleList([Block(width, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, num_classes) if num_classes else nn.Identity()
        nn.init.trunc_normal_(self.pos_embed, std=0.02)
        nn.init.trunc_normal_(self.cls_token, std=0.02)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                nn.init.zeros_(module.bias)

    def _side(self, height: int, width: int) -> tuple[int, int]:
        """Rows and columns of patches."""
        if height % self.patch or width % self.patch or not height or not width:
            raise UserError(f"patches of {self.patch} pixels do not tile images of {width}x{height}", 2)
        return height // self.patch, width // self.patch

    def positions(self, rows: int, columns: int) -> torch.Tensor:
        """Positional embedding float [1, 1 + rows * columns, width], interpolated as the official code does it."""
        known = self.pos_embed.shape[1] - 1
        side = round(known**0.5)
        if rows == columns == side:
            return self.pos_embed
        grid = self.pos_embed[:, 1:].reshape(1, side, side, -1).permute(0, 3, 1, 2)
        # The tenth is the official code's: it keeps rounding from losing a row, and moves the sampling points a little.
        factors = ((rows + 0.1) / side, (columns + 0.1) / side)
        grid = interpolate(grid, scale_factor=factors, mode="bicubic")
        return torch.cat([self.pos_embed[:, :1], grid.permute(0, 2, 3, 1).flatten(1, 2)], 1)

    def _keep(self, n: int, device: torch.device) -> torch.Tensor | None:
        """Factors float [depth, 2, n] of the branches: 0 where one is left out, else 1 over the chance of staying."""
        if not self.training or not self.drop_path_rate:
            return None
        depth = len(self.blocks)
        stay = 1.0 - torch.linspace(0, self.drop_path_rate, depth)[:, None, None]
        if self.generator is None:
            drawn = torch.rand(depth, 2, n)
        else:
            rank, world = rank_and_world()
            drawn = torch.rand(depth, 2, n * world, generator=self.generator)[:, :, rank * n : rank * n + n]
        return ((drawn < stay) / stay).to(device, non_blocking=True)

    def tokens(self, images: torch.Tensor) -> torch.Tensor:
        """Normalised tokens of the last block: float [n, 1 + patches, width], the class token first."""
        rows, columns = self._side(*images.shape[-2:])
        x = self.patch_embed(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.positions(rows, columns)
        keep = self._keep(len(x), x.device)
        for number, block in enumerate(self.blocks):
            x = block(x, None if keep is None else keep[number])
        return self.norm(x)

    def patches(self, images: torch.Tensor) -> torch.Tensor:
        """Features of the patches: float [n, width, h / patch, w / patch]."""
        rows, columns = self._side(*images.shape[-2:])
        return self.tokens(images)[:, 1:].transpose(1, 2).unflatten(2, (rows, columns))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.head(self.tokens(images)[:, 0])


def vit(size: str, patch: int, image_size: int = USUAL_SIDE) -> Callable[..., nn.Module]:
    """The function build(num_classes=...) of a vision transformer. Raises UserError for a patch that does not tile."""

    def build(num_classes: int = 1000) -> nn.Module:
        return VisionTransformer(*SIZES[size], patch, num_classes, image_size)

    if patch < 1 or image_size < 1 or image_size % patch:
        raise UserError(f"patches of {patch} pixels do not tile images of {image_size}x{image_size}", 2)
    build.__name__ = vit_name(size, patch, image_size)
    return made_for(image_size)(build)


def vit_name(size: str, patch: int, image_size: int = USUAL_SIDE) -> str:
    """vit_small_patch16 ..., with the size of images where it is not the usual."""
    return f"vit_{size}_patch{patch}" + (f"_{image_size}" if image_size != USUAL_SIDE else "")


def vit_factory(name: str) -> Callable[..., nn.Module] | None:
    """The vision transformer of that name, None where it is no such name.

    Raises UserError for a patch that does not tile.
    """
    match = NAME.fullmatch(name)
    return vit(match[1], int(match[2]), int(match[3] or USUAL_SIDE)) if match else None


def name_of_vit(weights: Mapping[str, torch.Tensor]) -> str | None:
    """The name of the vision transformer that weights are of, told by their shapes; None where they are of none."""
    projection, positions = weights.get("patch_embed.proj.weight"), weights.get("pos_embed")
    if projection is None or positions is None or projection.ndim != 4 or positions.ndim != 3:
        return None
    width, patch, side = len(projection), projection.shape[-1], math.isqrt(max(positions.shape[1] - 1, 0))
    depth = sum(name.startswith("blocks.") and name.endswith(".norm1.weight") for name in weights)
    size = next((size for size, (w, d, _) in SIZES.items() if (w, d) == (width, depth)), None)
    if size is None or not 0 < patch < 1000 or not 0 < side * patch < 10000:
        return None
    return vit_name(size, patch, side * patch)


for _size in ("tiny", "small", "base"):
    for _patch in (16, 8):
        ENCODERS[vit_name(_size, _patch)] = vit(_size, _patch)
