"""Adaptive discriminator augmentation: draws what transforms.py does, and how often (arXiv 2006.06676).

Both what the discriminator sees of real images and of generated ones passes through here. Every transform happens
with the same probability p, which rises while the discriminator overfits (section 3 and appendix B).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import nn

from stylegan2 import transforms

BLIT = ("xflip", "rotate90", "xint")
GEOMETRY = ("scale", "rotate", "aniso", "xfrac")
COLOUR = ("brightness", "contrast", "lumaflip", "hue", "saturation")
PIPES = {
    "blit": BLIT,
    "geom": GEOMETRY,
    "color": COLOUR,
    "filter": ("imgfilter",),
    "noise": ("noise",),
    "cutout": ("cutout",),
    "bg": BLIT + GEOMETRY,
    "bgc": BLIT + GEOMETRY + COLOUR,
    "bgcf": (*BLIT, *GEOMETRY, *COLOUR, "imgfilter"),
    "bgcfn": (*BLIT, *GEOMETRY, *COLOUR, "imgfilter", "noise"),
    "bgcfnc": (*BLIT, *GEOMETRY, *COLOUR, "imgfilter", "noise", "cutout"),
}

# Strengths of appendix B: standard deviations are of the base-2 logarithm where something is multiplied.
XINT_MAX = 0.125  # of the side
SCALE_STD, ANISO_STD, XFRAC_STD = 0.2, 0.2, 0.125
BRIGHTNESS_STD, CONTRAST_STD, SATURATION_STD = 0.2, 0.5, 1.0
BAND_STD = 1.0
BAND_POWER = (10 / 13, 1 / 13, 1 / 13, 1 / 13)  # of natural images, coarse to fine
NOISE_STD, CUTOUT_SIZE = 0.1, 0.5


class AugmentPipe(nn.Module):
    """Images [n, 1 or 3, h, w] about -1..1 -> the same, augmented with probability p each.

    pipe: a name of PIPES or names of single transforms. Draws from torch's global generator of the images' device.

    Example: AugmentPipe("bgc", p=0.2)(torch.rand(8, 3, 32, 32) * 2 - 1)
    """

    p: torch.Tensor
    bank: torch.Tensor

    def __init__(self, pipe: str | Sequence[str] = "bgc", p: float = 1.0) -> None:
        super().__init__()
        self.active = PIPES[pipe] if isinstance(pipe, str) else tuple(pipe)
        unknown = set(self.active) - set(PIPES["bgcfnc"])
        if unknown:
            raise ValueError(f"unknown augmentation {', '.join(sorted(unknown))}")
        self.register_buffer("p", torch.tensor(float(p)))
        self.register_buffer("bank", transforms.filter_bank(), persistent=False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        inverse = self.draw_geometry(images)
        if inverse is not None:
            images = transforms.warp(images, inverse)
        matrix = self.draw_colour(images)
        if matrix is not None:
            images = transforms.recolour(images, matrix)
        if "imgfilter" in self.active:
            images = transforms.amplify_bands(images, self.draw_band_gains(images), self.bank)
        n, device = len(images), images.device
        if "noise" in self.active:
            sigma = self.sometimes(torch.randn(n, device=device).abs() * NOISE_STD, 0.0)
            images = images + torch.randn_like(images) * sigma.view(-1, 1, 1, 1)
        if "cutout" in self.active:
            size = self.sometimes(torch.full((n,), CUTOUT_SIZE, device=device), 0.0)
            images = transforms.cut_out(images, torch.rand(n, 2, device=device), size)
        return images

    def sometimes(self, values: torch.Tensor, otherwise: float, p: torch.Tensor | float | None = None) -> torch.Tensor:
        """Each row of `values` with probability p, else `otherwise`, which changes nothing."""
        happens = torch.rand(len(values), device=values.device) < (self.p if p is None else p)
        return values.where(happens.view(-1, *[1] * (values.ndim - 1)), torch.full_like(values, otherwise))

    def draw_geometry(self, images: torch.Tensor) -> torch.Tensor | None:
        """Matrices [n, 3, 3] from output to input positions, or None where no transform moves pixels.

        What comes first here acts on the image first: blitting, then the general transforms.
        """
        n, _, height, width = images.shape
        active, device = self.active, images.device
        inverses = []
        if "xflip" in active:
            flip = self.sometimes(_choice(n, 2, device), 0.0)
            inverses.append(transforms.scaling(1 - 2 * flip, torch.ones_like(flip)))
        if "rotate90" in active:
            inverses.append(transforms.rotation(math.pi / 2 * self.sometimes(_choice(n, 4, device), 0.0)))
        if "xint" in active:
            shift = self.sometimes(_symmetric(n, 2, device=device) * XINT_MAX, 0.0)
            inverses.append(transforms.translation(-(shift[:, 0] * width).round(), -(shift[:, 1] * height).round()))
        if "scale" in active:
            factor = self.sometimes(torch.exp2(torch.randn(n, device=device) * SCALE_STD), 1.0)
            inverses.append(transforms.scaling(1 / factor, 1 / factor))
        # Turning before and after the anisotropic scaling: either happens with probability p.
        p_turn = 1 - (1 - self.p).clamp(0, 1).sqrt()
        if "rotate" in active:
            inverses.append(transforms.rotation(self.sometimes(_symmetric(n, device=device) * math.pi, 0.0, p_turn)))
        if "aniso" in active:
            factor = self.sometimes(torch.exp2(torch.randn(n, device=device) * ANISO_STD), 1.0)
            inverses.append(transforms.scaling(1 / factor, factor))
        if "rotate" in active:
            inverses.append(transforms.rotation(self.sometimes(_symmetric(n, device=device) * math.pi, 0.0, p_turn)))
        if "xfrac" in active:
            shift = self.sometimes(torch.randn(n, 2, device=device) * XFRAC_STD, 0.0)
            inverses.append(transforms.translation(-shift[:, 0] * width, -shift[:, 1] * height))
        return _product(inverses)

    def draw_colour(self, images: torch.Tensor) -> torch.Tensor | None:
        """Colour matrices [n, 4, 4], or None where no transform changes colours."""
        n, channels = images.shape[:2]
        active, device = self.active, images.device
        steps = []
        if "brightness" in active:
            steps.append(transforms.brightness(self.sometimes(torch.randn(n, device=device) * BRIGHTNESS_STD, 0.0)))
        if "contrast" in active:
            factor = torch.exp2(torch.randn(n, device=device) * CONTRAST_STD)
            steps.append(transforms.contrast(self.sometimes(factor, 1.0)))
        if "lumaflip" in active:
            steps.append(transforms.luma_flip(self.sometimes(_choice(n, 2, device), 0.0)))
        if "hue" in active and channels > 1:
            steps.append(transforms.hue_rotation(self.sometimes(_symmetric(n, device=device) * math.pi, 0.0)))
        if "saturation" in active and channels > 1:
            factor = torch.exp2(torch.randn(n, device=device) * SATURATION_STD)
            steps.append(transforms.saturation(self.sometimes(factor, 1.0)))
        return _product(steps[::-1])

    def draw_band_gains(self, images: torch.Tensor) -> torch.Tensor:
        """Gains [n, 4] of the frequency bands that leave the expected power of a natural image as it is."""
        power = torch.tensor(BAND_POWER, device=images.device)
        gains = torch.ones(len(images), transforms.BANDS, device=images.device)
        for band in range(transforms.BANDS):
            one = torch.ones_like(gains)
            factor = torch.exp2(torch.randn(len(images), device=images.device) * BAND_STD)
            one[:, band] = self.sometimes(factor, 1.0)
            gains = gains * one / (power * one.square()).sum(dim=1, keepdim=True).sqrt()
        return gains


def _choice(n: int, options: int, device: torch.device) -> torch.Tensor:
    return (torch.rand(n, device=device) * options).floor()


def _symmetric(*size: int, device: torch.device) -> torch.Tensor:
    return torch.rand(*size, device=device) * 2 - 1


def _product(steps: list[torch.Tensor]) -> torch.Tensor | None:
    """The matrix product of steps, or None of none."""
    total = None
    for step in steps:
        total = step if total is None else total @ step
    return total


def adapted_p(p: float, mean_sign: float, target: float, images: int, kimg: float = 500) -> float:
    """The probability after `images` more: towards the target of E[sign(D(real))] by a fixed speed, never below 0.

    Section 3: p can cross 0 to 1 within `kimg` thousand images. mean_sign is that of the discriminator's
    outputs for real images since the last change: 1 means overfitting, 0 none.
    """
    direction = (mean_sign > target) - (mean_sign < target)
    return max(p + direction * images / (kimg * 1000), 0.0)
