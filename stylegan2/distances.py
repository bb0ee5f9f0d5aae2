"""Distances between generated and real images: Frechet (FID) and kernel (KID), on features of a network of choice.

Numbers are called fid and kid only on torch-fidelity's Inception features (`inception`). On the features of an encoder
they are fid_encoder and kid_encoder: good for comparing networks with each other, not with numbers in papers.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.common.progress import progress
from learning.encoders.load import load_encoder, random_encoder
from learning.views import normalize
from stylegan2.dataset import GanImages
from stylegan2.images import to_uint8
from stylegan2.networks import Generator
from stylegan2.sampling import labels_for, latents, noise_generators

# Images computed at once.
BATCH = 32
# arXiv 1801.01401, section 4
KID_SUBSETS, KID_SUBSET_SIZE = 100, 1000


@dataclass
class Extractor:
    """Turns uint8 images [n, h, w, 3] into float features [n, d]; `suffix` goes behind the metrics' names."""

    identity: str
    suffix: str
    features: Callable[[np.ndarray], np.ndarray]


def open_extractor(name: str, device: torch.device) -> Extractor:
    """An Extractor for 'inception', 'random:ARCH' or the path of an encoder's checkpoint. Raises UserError."""
    if name == "inception":
        return _inception(device)
    if name.startswith("random:"):
        encoder, identity = random_encoder(name.removeprefix("random:")), name
    else:
        encoder = load_encoder(name)
        identity = hashlib.sha1(Path(name).read_bytes()).hexdigest()
    encoder.module.to(device)

    def features(images: np.ndarray) -> np.ndarray:
        x = torch.from_numpy(images).permute(0, 3, 1, 2).to(device)
        size = encoder.image_size
        if x.shape[-1] != size:
            x = F.interpolate(x.float(), size=(size, size), mode="bilinear", antialias=True).round().clamp(0, 255)
        return encoder.features(normalize(x.to(torch.uint8))).float().cpu().numpy()

    return Extractor(identity, "_encoder", features)


def _inception(device: torch.device) -> Extractor:
    advice = "install torch-fidelity and let it fetch its weights, or name an encoder's checkpoint"
    try:
        # here: an optional package
        from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

        network = FeatureExtractorInceptionV3("inception-v3-compat", ["2048"]).to(device).eval()
    except ImportError:
        raise UserError(f"--feature-extractor inception: torch-fidelity is not installed; {advice}", 2) from None
    except Exception as error:
        raise UserError(f"--feature-extractor inception: no weights ({str(error)[:100]}); {advice}", 2) from None

    @torch.no_grad()
    def features(images: np.ndarray) -> np.ndarray:
        (values,) = network(torch.from_numpy(images).permute(0, 3, 1, 2).to(device))
        return values.float().cpu().numpy()

    return Extractor("torch-fidelity inception-v3-compat 2048", "", features)


def frechet_distance(one: np.ndarray, other: np.ndarray) -> float:
    """|m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) of features [n, d] and [m, d] (arXiv 1706.08500, equation 6)."""
    (mean1, cov1), (mean2, cov2) = ((x.mean(axis=0), _covariance(x)) for x in (one, other))
    values, vectors = np.linalg.eigh(cov1)
    root = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    cross = np.sqrt(np.linalg.eigvalsh(root @ cov2 @ root).clip(min=0)).sum()
    return float(np.square(mean1 - mean2).sum() + np.trace(cov1) + np.trace(cov2) - 2 * cross)


def _covariance(x: np.ndarray) -> np.ndarray:
    centred = x.astype(np.float64) - x.mean(axis=0, dtype=np.float64)
    return centred.T @ centred / max(len(x) - 1, 1)


def kernel_distance(one: np.ndarray, other: np.ndarray, seed: int = 0) -> float:
    """Unbiased squared MMD under the kernel (x.y / d + 1)^3, mean over subsets (arXiv 1801.01401, section 4)."""
    one, other = one.astype(np.float64), other.astype(np.float64)
    size = min(KID_SUBSET_SIZE, len(one), len(other))
    if size < 2:
        raise UserError("a kernel distance needs at least two images of either kind", 2)
    rng = np.random.default_rng(seed)

    def kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return (a @ b.T / one.shape[1] + 1) ** 3

    total = 0.0
    for _ in range(KID_SUBSETS):
        x = one[rng.choice(len(one), size, replace=False)]
        y = other[rng.choice(len(other), size, replace=False)]
        within = kernel(x, x), kernel(y, y)
        same = sum((k.sum() - np.trace(k)) / (size * (size - 1)) for k in within)
        total += same - 2 * kernel(x, y).mean()
    return float(total / KID_SUBSETS)


def reference_features(source: GanImages, extractor: Extractor, count: int, cache: str | os.PathLike) -> np.ndarray:
    """Features [min(count, images), d] of real images, kept in the folder `cache` under what they depend on."""
    count = min(count, len(source.files))
    key = json.dumps([extractor.identity, source.resolution, count, source.stamp()])
    path = Path(cache) / f"reference-{hashlib.sha1(key.encode()).hexdigest()[:16]}.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            return file["features"]
    except Exception as error:
        if not isinstance(error, FileNotFoundError) and path.exists():
            path.unlink()  # damaged: make it anew
    images = (image for image, _ in progress(source.sample(count), desc="reference", total=count, leave=False))
    parts = iter(lambda: list(itertools.islice(images, BATCH)), [])
    features = np.concatenate([extractor.features(np.stack(part)) for part in parts])
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path, "wb") as file:
        np.savez(file, features=features)
    return features


def generated_features(
    generator: Generator,
    extractor: Extractor,
    count: int,
    device: torch.device,
    classes: np.ndarray | None = None,
    seed: int = 0,
) -> np.ndarray:
    """Features [count, d] of images from seeds `seed` to `seed + count - 1`, each with noise of its own, as in the
    release; classes: int [count], of a conditional network."""
    found = []
    for first in progress(range(0, count, BATCH), desc="generated", leave=False):
        places = range(first, min(first + BATCH, count))
        seeds = [(seed + place) % 2**32 for place in places]
        some = None if classes is None else classes[places.start : places.stop].tolist()
        labels = labels_for(generator, some, len(places))
        with torch.no_grad():
            z, noise = latents(generator, seeds).to(device), noise_generators(seeds)
            images = generator(z, labels.to(device), noise_mode="random", generators=noise)
        found.append(extractor.features(to_uint8(images)))
    return np.concatenate(found)


def distances(
    generator: Generator,
    source: GanImages,
    extractor: Extractor,
    *,
    names: list[str],
    count: int,
    cache: str | os.PathLike,
    device: torch.device,
    seed: int = 0,
) -> dict[str, float]:
    """{'fid' + suffix: number, ...} for names out of fid and kid, of `count` images of either kind.

    Images of conditional networks are of the classes of real ones that are drawn at random; seed: the first one of the
    latents, the noise and that draw.
    """
    real = reference_features(source, extractor, count, cache)
    drawn = np.random.default_rng(seed).integers(len(source.files), size=count)
    classes = source.files.labels[drawn] if generator.c_dim else None
    fake = generated_features(generator, extractor, count, device, classes, seed)
    measure = {"fid": frechet_distance, "kid": kernel_distance}
    return {f"{name}{extractor.suffix}": measure[name](real, fake) for name in names}
