"""Several samples in one image: convex, cutmix and convex_cutmix (paper, section 3.2 and its reference code), and kml.

Mixing is integer arithmetic on weights of 1/65536, so that a mixture is the same to the byte in whatever order
and on whatever machine its samples are drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from image_generation.kml import blended, leaf_mask

ONE = 65536  # weights are whole multiples of 1 / ONE and add up to it

MIXING_TYPES = ("none", "convex", "cutmix", "convex_cutmix", "kml", "kml_mixup")
FIXED_SAMPLES = {"kml": 3, "kml_mixup": 6}  # samples in an image of these types
LEAST_PROGRAMS = {"kml": 3, "kml_mixup": 3}  # of which these types make images
COMBINATION_TYPES = ("uniform", "non-uniform", "dirichlet")


@dataclass(frozen=True)
class Mixture:
    """How the samples of one image are put together.

    kind     'convex': sum of weights[k] / ONE * sample k
             'cutmix': sample 0 below, then boxes[k] of each later sample k pasted over it in turn
             'convex_cutmix': as convex, with each later sample black outside boxes[k]
             'kml': sample 1 where sample 0 has its first colour, sample 2 elsewhere (image_generation/kml.py)
             'kml_mixup': the mean of two such, of samples 0 to 2 and 3 to 5
    weights  whole numbers, parts of ONE (for cutmix: unused, empty; for kml and kml_mixup: shares of the area, which
             the pictures decide: Mixer.mixed says them)
    boxes    (x0, y0, x1, y1) in 0..1, top left origin, one a sample; the first is the whole image
    """

    kind: str
    weights: tuple[int, ...] = ()
    boxes: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class MixtureSettings:
    """Which mixtures are drawn; the defaults are the paper's best: convex, 6 samples, uniform on the simplex.

    n_samples        is 3 for kml and 6 for kml_mixup, whatever is given
    combination      'uniform': uniform on the simplex; 'dirichlet': Dirichlet(dirichlet_alpha);
                     'non-uniform': uniform numbers divided by their sum
    cut_alpha        boxes cover 1 - Beta(cut_alpha, cut_alpha) of the image (Yun et al. 2019, arXiv 1905.04899)
    Raises ValueError for settings that make no mixture.
    """

    kind: str = "convex"
    n_samples: int = 6
    combination: str = "uniform"
    dirichlet_alpha: float = 1.0
    cut_alpha: float = 1.0

    def __post_init__(self):
        if self.kind not in MIXING_TYPES[1:]:
            raise ValueError(f"unknown mixing type {self.kind!r}")
        if self.combination not in COMBINATION_TYPES:
            raise ValueError(f"unknown convex combination type {self.combination!r}")
        object.__setattr__(self, "n_samples", FIXED_SAMPLES.get(self.kind, self.n_samples))
        if self.n_samples < 2:
            raise ValueError("a mixture needs at least two samples")
        if not (self.dirichlet_alpha > 0 and self.cut_alpha > 0):
            raise ValueError("alpha must be above 0")

    def draw(self, generator: np.random.Generator) -> Mixture:
        """Draw one mixture; consumes the generator's numbers in a fixed order."""
        weights: tuple[int, ...] = ()
        boxes: tuple[tuple[float, float, float, float], ...] = ()
        if self.kind in FIXED_SAMPLES:
            return Mixture(self.kind)
        if self.kind != "cutmix":
            weights = fixed_point(self._shares(generator))
        if self.kind != "convex":
            boxes = ((0.0, 0.0, 1.0, 1.0), *(self._box(generator) for _ in range(self.n_samples - 1)))
        return Mixture(self.kind, weights, boxes)

    def _shares(self, generator: np.random.Generator) -> np.ndarray:
        n = self.n_samples
        if self.combination == "non-uniform":
            raw = generator.random(n)
        elif self.combination == "uniform":  # exponentials, normalised, are Dirichlet(1, ..., 1)
            raw = -np.log1p(-generator.random(n))
        else:
            raw = generator.standard_gamma(self.dirichlet_alpha, n)
        total = raw.sum()
        return raw / total if total > 0 else np.full(n, 1.0 / n)

    def _box(self, generator: np.random.Generator) -> tuple[float, float, float, float]:
        if self.cut_alpha == 1.0:
            kept = generator.random()
        else:
            kept = generator.beta(self.cut_alpha, self.cut_alpha)
        side = math.sqrt(1.0 - kept)
        x, y = generator.random(2)
        return (
            float(max(x - side / 2, 0.0)),
            float(max(y - side / 2, 0.0)),
            float(min(x + side / 2, 1.0)),
            float(min(y + side / 2, 1.0)),
        )


def fixed_point(shares: np.ndarray) -> tuple[int, ...]:
    """Non-negative shares that add up to 1 as whole parts of ONE that add up to ONE (largest remainders)."""
    exact = np.asarray(shares, dtype=np.float64) * ONE
    parts = np.floor(exact).astype(np.int64)
    missing = int(ONE - parts.sum())
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[:missing]] += 1
    return tuple(int(part) for part in parts)


def pixel_box(box: tuple[float, float, float, float], width: int, height: int) -> tuple[slice, slice]:
    """Rows and columns of a box on an image of that size, edges rounded to the nearest pixel."""
    x0, y0, x1, y1 = box
    return (
        slice(math.floor(y0 * height + 0.5), math.floor(y1 * height + 0.5)),
        slice(math.floor(x0 * width + 0.5), math.floor(x1 * width + 0.5)),
    )


class Mixer:
    """Puts one image together from its samples, which may come in any order.

    mixer = Mixer(mixture, width, height)
    mixer.add(k, image)            uint8 [height, width, 3], once for each k
    mixer.image()                  uint8 [height, width, 3]
    mixer.mixed                    the mixture, for kml with the weights that image() has found
    """

    def __init__(self, mixture: Mixture, width: int, height: int):
        self.mixture = self.mixed = mixture
        self.size = (width, height)
        if mixture.kind in FIXED_SAMPLES:
            self._pictures: dict[int, np.ndarray] = {}
            return
        dtype = np.uint8 if mixture.kind == "cutmix" else np.uint32
        self._sum = np.zeros((height, width, 3), dtype)
        if mixture.kind == "cutmix":
            self._owner = np.zeros((height, width), np.int32)
            for k, box in enumerate(mixture.boxes):
                self._owner[pixel_box(box, width, height)] = k

    def add(self, k: int, image: np.ndarray) -> None:
        """Add sample k."""
        mixture = self.mixture
        if mixture.kind in FIXED_SAMPLES:
            self._pictures[k] = image.copy()
            return
        if mixture.kind == "cutmix":
            area = pixel_box(mixture.boxes[k], *self.size)
            mask = (self._owner[area] == k).view(np.uint8)
            if mask.size:  # OpenCV copies by a mask twenty times as fast as numpy
                self._sum[area] = cv2.copyTo(image[area], mask, self._sum[area])
            return
        area = pixel_box(mixture.boxes[k], *self.size) if mixture.boxes else (slice(None), slice(None))
        self._sum[area] += image[area] * np.uint32(mixture.weights[k])

    def image(self) -> np.ndarray:
        """The mixture of what was added, rounded to the nearest level."""
        if self.mixture.kind in FIXED_SAMPLES:
            return self._leaves()
        if self.mixture.kind == "cutmix":
            return self._sum
        return ((self._sum + np.uint32(ONE // 2)) >> np.uint32(16)).astype(np.uint8)

    def _leaves(self) -> np.ndarray:
        """KML of each three samples, and their mean; the weights are the shares of the area."""
        width, height = self.size
        images, shares = [], []
        for k in range(0, len(self._pictures), 3):
            parts, whole = leaf_mask(self._pictures[k], height, width)
            images.append(blended(parts, whole, self._pictures[k + 1], self._pictures[k + 2]))
            second = int(parts.sum(dtype=np.int64)) / (whole * parts.size)
            shares += [0.0, second, 1.0 - second]
        self.mixed = replace(self.mixture, weights=fixed_point(np.array(shares) / len(images)))
        if len(images) == 1:
            return images[0]
        return ((images[0].astype(np.uint16) + images[1] + 1) >> 1).astype(np.uint8)


def label_weights(mixture: Mixture | None, width: int, height: int) -> np.ndarray:
    """Share of the image that each sample makes up: float64 [n], adding up to 1 (soft labels).

    convex: the weights; cutmix: shares of the area that stays visible; convex_cutmix: weights times area, normalised;
    kml and kml_mixup: the weights of Mixer.mixed, shares of the area (raises ValueError before they are known).
    """
    if mixture is None:
        return np.ones(1)
    if mixture.kind in FIXED_SAMPLES and not mixture.weights:
        raise ValueError(f"the weights of a {mixture.kind} are known when it is mixed")
    n = max(len(mixture.weights), len(mixture.boxes))
    if mixture.kind == "cutmix":
        owner = Mixer(mixture, width, height)._owner
        return np.bincount(owner.ravel(), minlength=n) / owner.size
    shares = np.array(mixture.weights) / ONE
    if mixture.boxes:
        areas = []
        for box in mixture.boxes:
            rows, columns = pixel_box(box, width, height)
            areas.append((rows.stop - rows.start) * (columns.stop - columns.start) / (width * height))
        shares = shares * np.array(areas)
    return shares / shares.sum() if shares.sum() > 0 else np.full(n, 1.0 / n)
