"""Two augmented views of an image: on the CPU image by image, or batched on the training device.

Both draw the same distribution (tests/learning/test_views.py compares them); choose by where time is left over:

    transform = cpu_views("moco_v2", 224)         # in data-loading processes: uint8 [3, h, w] -> uint8 [2, 3, 224, 224]
    views = DeviceViews("moco_v2", 224)                # on the device: uint8 [n, 3, h, w] -> float [2, n, 3, 224, 224]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import torch
from kornia.enhance import (
    adjust_brightness_accumulative,
    adjust_contrast_with_mean_subtraction,
    adjust_hue,
    adjust_saturation_with_gray_subtraction,
)
from kornia.filters import gaussian_blur2d
from torchvision.transforms import v2

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
LUMA = (0.299, 0.587, 0.114)
SOLARIZE_FROM = 128  # of 0..255
JOINED_PIXELS = 1 << 24  # of images that are made into views together; where they are small, asking a GPU takes longest


@dataclass(frozen=True)
class Recipe:
    """The parameters of one augmentation: crop, then colour (jitter, grey), blur and flip.

    crop_area     smallest and largest area of the crop, as shares of the image (its shape is 3/4 to 4/3)
    jitter        strengths of brightness, contrast, saturation and hue, each drawn anew, in random order
    grey_first    grey comes before the jitter
    blur_kernel   side of the Gaussian's window: pixels, or below 1 a share of the view's side
    solarize_chance   values from 128 on are inverted, last of all
    interpolation     of the crop's resampling, antialiased: 'bilinear' or 'bicubic'
    """

    crop_area: tuple[float, float]
    jitter: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    jitter_chance: float = 1.0
    grey_chance: float = 0.0
    grey_first: bool = False
    blur_chance: float = 0.0
    blur_sigma: tuple[float, float] = (0.1, 2.0)
    blur_kernel: float = 13
    flip_chance: float = 0.5
    solarize_chance: float = 0.0
    interpolation: str = "bilinear"


RECIPES = {
    # He et al. 2020 (MoCo, arXiv 1911.05722), section 3.3 "Technical details": the augmentation of Wu et al. 2018.
    "moco_v1": Recipe((0.2, 1.0), jitter=(0.4, 0.4, 0.4, 0.4), grey_chance=0.2, grey_first=True),
    # Chen et al. 2020 (MoCo v2, arXiv 2003.04297): --aug-plus of the official implementation.
    "moco_v2": Recipe((0.2, 1.0), jitter=(0.4, 0.4, 0.4, 0.1), jitter_chance=0.8, grey_chance=0.2, blur_chance=0.5),
    # Chen et al. 2020 (SimCLR, arXiv 2002.05709), appendix A, with strength 1.
    "simclr": Recipe(
        (0.08, 1.0),
        jitter=(0.8, 0.8, 0.8, 0.2),
        jitter_chance=0.8,
        grey_chance=0.2,
        blur_chance=0.5,
        blur_kernel=0.1,
    ),
    # Khosla et al. 2020 (SupCon, arXiv 2004.11362), the small-image augmentation of the published code.
    "supcon": Recipe((0.2, 1.0), jitter=(0.4, 0.4, 0.4, 0.1), jitter_chance=0.8, grey_chance=0.2),
    # Crop and flip only: the linear protocol of MoCo.
    "crop_flip": Recipe((0.08, 1.0)),
}


def recipe(name: str, minimum_crop_area: float | None = None) -> Recipe:
    """A recipe by name, with another smallest crop where one is given. Raises KeyError for an unknown name."""
    chosen = RECIPES[name]
    if minimum_crop_area is None:
        return chosen
    return replace(chosen, crop_area=(minimum_crop_area, chosen.crop_area[1]))


@lru_cache(maxsize=64)
def _per_channel(values: tuple[float, float, float], dtype: torch.dtype, device: torch.device) -> torch.Tensor:
    """Three numbers as [3, 1, 1]; kept, for copying them to a GPU anew would wait for it."""
    with torch.inference_mode(False):
        return torch.tensor(values, dtype=dtype, device=device).view(3, 1, 1)


def to_device(values: torch.Tensor, device: torch.device) -> torch.Tensor:
    """A CPU tensor on a device, copied while the device still works on what was asked before."""
    if device.type == "cuda":
        values = values.pin_memory()
    return values.to(device, non_blocking=True)


def normalize(images: torch.Tensor) -> torch.Tensor:
    """uint8 0..255 or float 0..1, [..., 3, h, w], to float with ImageNet's mean and deviation taken out."""
    if images.dtype == torch.uint8:
        images = images.float() / 255.0
    mean = _per_channel(IMAGENET_MEAN, images.dtype, images.device)
    std = _per_channel(IMAGENET_STD, images.dtype, images.device)
    return (images - mean) / std


def _kernel_side(chosen: Recipe, size: int) -> int:
    """Odd side in pixels of the blur's window, small enough to reflect at the border of a size x size view."""
    side = chosen.blur_kernel if chosen.blur_kernel >= 1 else max(3, size * chosen.blur_kernel)
    return min(int(side) | 1, 2 * size - 1)


# ------------------------------------------------------------------ on the CPU, image by image


def cpu_view(chosen: Recipe, size: int) -> Callable[[torch.Tensor], torch.Tensor]:
    """uint8 [3, h, w] -> uint8 [3, size, size], drawn from torch's global generator."""
    brightness, contrast, saturation, hue = chosen.jitter
    jitter = v2.RandomApply([v2.ColorJitter(brightness, contrast, saturation, hue)], p=chosen.jitter_chance)
    grey = v2.RandomGrayscale(chosen.grey_chance)
    blur = v2.RandomApply([v2.GaussianBlur(_kernel_side(chosen, size), chosen.blur_sigma)], p=chosen.blur_chance)
    kind = v2.InterpolationMode(chosen.interpolation)
    steps = [
        v2.RandomResizedCrop(size, scale=chosen.crop_area, interpolation=kind, antialias=True),
        *([grey, jitter] if chosen.grey_first else [jitter, grey]),
        blur,
        v2.RandomHorizontalFlip(chosen.flip_chance),
    ]
    if chosen.solarize_chance:
        steps.append(v2.RandomSolarize(SOLARIZE_FROM, chosen.solarize_chance))
    return v2.Compose(steps)


def picture_of(images: torch.Tensor, view: int, axes: int) -> torch.Tensor:
    """What a view is of: images as they are; of images and their positives [..., 2, 3, h, w] (more than `axes` axes)
    the image for even views, the positive for odd ones."""
    return images if images.ndim == axes else images.select(-4, view % 2)


class CpuViews:
    """uint8 [3, h, w] (or an image and its positive: [2, 3, h, w]) -> uint8 [views, 3, size, size]; picklable, for
    data-loading processes."""

    def __init__(self, chosen: Recipe | str, size: int, views: int = 2):
        self.view = cpu_view(RECIPES[chosen] if isinstance(chosen, str) else chosen, size)
        self.views = views

    def __call__(self, image: torch.Tensor) -> torch.Tensor:
        return torch.stack([self.view(picture_of(image, k, 3)) for k in range(self.views)])


# ------------------------------------------------------------------ batched, on any device


@dataclass
class AugmentationParameters:
    """What n views are made with; every tensor is on the CPU and has n rows.

    box      top, left, height, width of the crop in pixels
    factors  brightness, contrast, saturation (factors) and hue (shift in turns, -0.5..0.5)
    order    order of these four
    """

    box: torch.Tensor
    factors: torch.Tensor
    order: torch.Tensor
    jitter: torch.Tensor
    grey: torch.Tensor
    blur: torch.Tensor
    sigma: torch.Tensor
    flip: torch.Tensor
    solarize: torch.Tensor | None = None

    def rows(self, start: int, stop: int) -> AugmentationParameters:
        """The parameters of views start..stop alone."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        values: dict[str, Any] = {k: None if value is None else value[start:stop] for k, value in given.items()}
        return AugmentationParameters(**values)


def joined(several: Sequence[AugmentationParameters]) -> AugmentationParameters:
    """The parameters of views of one recipe one after the other."""
    columns = {field.name: [getattr(each, field.name) for each in several] for field in fields(AugmentationParameters)}
    values: dict[str, Any] = {k: None if found[0] is None else torch.cat(found) for k, found in columns.items()}
    return AugmentationParameters(**values)


def draw(
    chosen: Recipe, n: int, height: int, width: int, generator: torch.Generator | None = None
) -> AugmentationParameters:
    """Independent parameters for n views of height x width images, as torchvision's transforms draw them."""

    def uniform(low, high, *shape):
        return torch.empty(n, *shape).uniform_(0, 1, generator=generator) * (high - low) + low

    low = torch.tensor([max(0.0, 1.0 - s) for s in chosen.jitter[:3]] + [-chosen.jitter[3]])
    high = torch.tensor([1.0 + s for s in chosen.jitter[:3]] + [chosen.jitter[3]])
    return AugmentationParameters(
        box=_draw_boxes(chosen.crop_area, height, width, uniform),
        factors=uniform(low, high, 4),
        order=uniform(0, 1, 4).argsort(1),
        jitter=uniform(0, 1) < chosen.jitter_chance,
        grey=uniform(0, 1) < chosen.grey_chance,
        blur=uniform(0, 1) < chosen.blur_chance,
        sigma=uniform(*chosen.blur_sigma),
        flip=uniform(0, 1) < chosen.flip_chance,
        # Drawn only where it is wanted: the numbers of recipes without it stay what they were.
        solarize=uniform(0, 1) < chosen.solarize_chance if chosen.solarize_chance else None,
    )


def _draw_boxes(area: tuple[float, float], height: int, width: int, uniform: Callable) -> torch.Tensor:
    """[n, 4] top, left, height, width: the first of ten tries that fits, else the largest centred crop."""
    tries = 10
    target = height * width * uniform(*area, tries)
    ratio = torch.exp(uniform(math.log(3 / 4), math.log(4 / 3), tries))
    wide = (target * ratio).sqrt().round().long()
    high = (target / ratio).sqrt().round().long()
    fits = (wide > 0) & (wide <= width) & (high > 0) & (high <= height)
    first = fits.int().argmax(1, keepdim=True)
    wide, high = wide.gather(1, first)[:, 0], high.gather(1, first)[:, 0]
    top = (uniform(0, 1) * (height - high + 1)).long().clamp(max=height)
    left = (uniform(0, 1) * (width - wide + 1)).long().clamp(max=width)
    boxes = torch.stack([top, left, high, wide], 1)
    fallback_height, fallback_width = height, width
    if width / height < 3 / 4:
        fallback_height = round(width / (3 / 4))
    elif width / height > 4 / 3:
        fallback_width = round(height * (4 / 3))
    fallback = torch.tensor(
        [(height - fallback_height) // 2, (width - fallback_width) // 2, fallback_height, fallback_width]
    )
    return torch.where(fits.any(1, keepdim=True), boxes, fallback)


def _cubic(distance: torch.Tensor) -> torch.Tensor:
    """Keys' kernel with a = -1/2, the one of Pillow's and torch's antialiased bicubic resampling."""
    near = (1.5 * distance - 2.5) * distance * distance + 1.0
    far = ((-0.5 * distance + 2.5) * distance - 4.0) * distance + 2.0
    return torch.where(distance < 1.0, near, torch.where(distance < 2.0, far, torch.zeros_like(far)))


def _resampling(
    start: torch.Tensor, length: torch.Tensor, pixels: int, size: int, interpolation: str = "bilinear"
) -> torch.Tensor:
    """[n, size, pixels]: rows that resample pixels start..start+length to `size`, antialiased."""
    scale = length.float() / size
    support = scale.clamp(min=1.0)
    centre = (torch.arange(size, device=start.device) + 0.5)[None] * scale[:, None] - 0.5
    pixel = torch.arange(pixels, device=start.device)[None] - start[:, None]
    distance = (pixel[:, None, :] - centre[:, :, None]).abs() / support[:, None, None]
    weights = _cubic(distance) if interpolation == "bicubic" else (1.0 - distance).clamp(min=0.0)
    inside = (pixel >= 0) & (pixel < length[:, None])
    weights = weights * inside[:, None, :]
    return weights / weights.sum(-1, keepdim=True)


def apply(images: torch.Tensor, drawn: AugmentationParameters, chosen: Recipe, size: int) -> torch.Tensor:
    """Make the drawn views: uint8 [n, 3, h, w] on any device -> float 0..1 [n, 3, size, size] there.

    The crop is two matrix products a view, the same antialiased filter as torchvision's: kornia's
    crops sample four neighbours and alias where a view is smaller than its crop.
    """
    device = images.device
    height, width = images.shape[-2:]
    top, left, high, wide = to_device(drawn.box, device).unbind(1)
    rows = _resampling(top, high, height, size, chosen.interpolation)
    columns = _resampling(left, wide, width, size, chosen.interpolation)
    flip = to_device(drawn.flip, device)
    columns = torch.where(flip[:, None, None], columns.flip(1), columns)
    views = rows[:, None] @ (images.float() / 255.0) @ columns.transpose(1, 2)[:, None]
    views = views.clamp(0.0, 1.0)
    if chosen.grey_first:
        views = _jitter(_grey(views, drawn), drawn, chosen)
    else:
        views = _grey(_jitter(views, drawn, chosen), drawn)
    return _solarize(_blur(views, drawn, _kernel_side(chosen, size)), drawn)


def apply_each(
    images: torch.Tensor, drawn: Sequence[AugmentationParameters], chosen: Recipe, size: int, first: int = 0
) -> torch.Tensor:
    """Views of one recipe: images uint8 [n, 3, h, w] (or with positives) -> float [len(drawn), n, 3, size, size].

    Views `first`, `first` + 1 ...; as many at a time as have JOINED_PIXELS, with the same results as one by one.
    """
    pixels = max(1, len(images) * images.shape[-1] * images.shape[-2])
    together = max(1, JOINED_PIXELS // pixels)
    made = []
    for start in range(0, len(drawn), together):
        some = drawn[start : start + together]
        pictures = [picture_of(images, first + start + k, 4) for k in range(len(some))]
        views = apply(torch.cat(pictures), joined(some), chosen, size)
        made.append(views.unflatten(0, (len(some), len(images))))
    return torch.cat(made)


def _rows(mask: torch.Tensor, device: torch.device) -> torch.Tensor:
    """The numbers of the rows where a CPU mask is true, on the device (found on the CPU, so nothing waits)."""
    return to_device(mask.nonzero()[:, 0], device)


def _grey(views: torch.Tensor, drawn: AugmentationParameters) -> torch.Tensor:
    chosen = _rows(drawn.grey, views.device)
    if len(chosen) == 0:
        return views
    luma = _per_channel(LUMA, views.dtype, views.device)
    grey = (views[chosen] * luma).sum(1, keepdim=True).expand(-1, 3, -1, -1)
    return views.index_copy(0, chosen, grey)


def _jitter(views: torch.Tensor, drawn: AugmentationParameters, chosen: Recipe) -> torch.Tensor:
    adjust = (
        adjust_brightness_accumulative,
        adjust_contrast_with_mean_subtraction,
        adjust_saturation_with_gray_subtraction,
        lambda x, f: adjust_hue(x, f * (2.0 * math.pi)),
    )
    factors = to_device(drawn.factors, views.device)
    for slot in range(4):
        for kind in range(4):
            if chosen.jitter[kind] == 0.0:
                continue
            rows = _rows(drawn.jitter & (drawn.order[:, slot] == kind), views.device)
            if len(rows):
                views = views.index_copy(0, rows, adjust[kind](views[rows], factors[rows, kind]))
    return views


def _blur(views: torch.Tensor, drawn: AugmentationParameters, kernel: int) -> torch.Tensor:
    rows = _rows(drawn.blur, views.device)
    if len(rows) == 0:
        return views
    sigma = to_device(drawn.sigma, views.device)[rows, None].expand(-1, 2)
    return views.index_copy(0, rows, gaussian_blur2d(views[rows], (kernel, kernel), sigma))


def _solarize(views: torch.Tensor, drawn: AugmentationParameters) -> torch.Tensor:
    if drawn.solarize is None:
        return views
    rows = _rows(drawn.solarize, views.device)
    if len(rows) == 0:
        return views
    some = views[rows]
    # Half a level below 128: blurred and resampled values lie between the levels.
    inverted = torch.where(some < (SOLARIZE_FROM - 0.5) / 255.0, some, 1.0 - some)
    return views.index_copy(0, rows, inverted)


class DeviceViews:
    """uint8 [n, 3, h, w] (or with positives [n, 2, 3, h, w]) -> float 0..1 [views, n, 3, size, size] on the images'
    device."""

    def __init__(self, chosen: Recipe | str, size: int, views: int = 2):
        self.recipe = RECIPES[chosen] if isinstance(chosen, str) else chosen
        self.size = size
        self.views = views

    @torch.no_grad()
    def __call__(
        self, images: torch.Tensor, generator: torch.Generator | None = None, rank: int = 0, world: int = 1
    ) -> torch.Tensor:
        """`rank` of `world` processes draws the joint batch's parameters and uses its own share of them."""
        n, height, width = len(images), *images.shape[-2:]
        drawn = []
        for _ in range(self.views):
            joint = draw(self.recipe, n * world, height, width, generator)
            drawn.append(joint.rows(rank * n, rank * n + n))
        return apply_each(images, drawn, self.recipe, self.size)
