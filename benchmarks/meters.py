"""Meters of a set of images in the features of an encoder, and how well a meter predicts a score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy import stats

from learning.encoders.load import Encoder, load_encoder, random_encoder
from learning.views import normalize

RANDOM = "random:"


def open_encoder(text: str) -> Encoder:
    """The encoder of a checkpoint's path or `random:ARCH`. Raises UserError."""
    return random_encoder(text.removeprefix(RANDOM)) if text.startswith(RANDOM) else load_encoder(text)


def encoder_features(encoder: Encoder, frames: np.ndarray, batch: int = 64) -> np.ndarray:
    """Features float32 [n, width] of frames uint8 [n, r, r, 3], resized to the encoder's own size."""
    features = []
    for start in range(0, len(frames), batch):
        x = torch.from_numpy(np.ascontiguousarray(frames[start : start + batch])).permute(0, 3, 1, 2)
        if x.shape[-1] != encoder.image_size:
            x = torch.nn.functional.interpolate(
                x.float(), (encoder.image_size, encoder.image_size), mode="bilinear", antialias=True
            )
            x = x.round().clamp(0, 255).to(torch.uint8)
        features.append(encoder.features(normalize(x)).float())
    return torch.cat(features).numpy()


def rankme(features: np.ndarray) -> float:
    """RankMe ("RankMe: Assessing the Downstream Performance of Pretrained Self-Supervised Representations by Their
    Rank", Garrido et al. 2023, arXiv 2210.02885, section 3): exp of the entropy of the singular values' shares.

    1 where all features are multiples of one; at most min(n, d). features: float [n, d].
    """
    values = np.linalg.svd(features.astype(np.float64), compute_uv=False)
    return _effective(values / max(values.sum(), 1e-12))


def distinct_images(features: np.ndarray) -> float:
    """The effective number of distinct images: the Vendi score with the cosine kernel ("The Vendi Score", Friedman and
    Dieng 2023, arXiv 2210.02410, definition 3.1): exp of the entropy of the eigenvalues of K / n.

    1 where all images are alike, n where all are orthogonal; features are centred first, for those behind a ReLU all
    point one way. features: float [n, d].
    """
    centred = features.astype(np.float64) - features.mean(0, dtype=np.float64)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    if lengths.max() <= 1e-9 * max(1.0, float(np.abs(features).max())):
        return 1.0
    # The eigenvalues of the kernel are the squares of the features' singular values.
    values = np.linalg.svd(centred / np.maximum(lengths, 1e-12), compute_uv=False) ** 2
    return _effective(values / values.sum())


def _effective(shares: np.ndarray) -> float:
    shares = shares[shares > 1e-12]
    return float(np.exp(-(shares * np.log(shares)).sum())) if len(shares) else 1.0


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation over n sources, with its 95% interval (nan with fewer than four)."""

    rho: float
    low: float
    high: float
    n: int


def rank_correlation(meter: np.ndarray, score: np.ndarray) -> Correlation:
    """How a meter ranks the sources as their scores do; float [n] each, nan left out.

    The interval is Fisher's z with the variance 1.06 / (n - 3) (Fieller, Hartley and Pearson 1957).
    """
    there = np.isfinite(meter) & np.isfinite(score)
    meter, score = meter[there], score[there]
    n = len(meter)
    if n < 3 or len(np.unique(meter)) < 2 or len(np.unique(score)) < 2:
        return Correlation(float("nan"), float("nan"), float("nan"), n)
    rho = float(stats.spearmanr(meter, score).statistic)
    if n < 4:
        return Correlation(rho, float("nan"), float("nan"), n)
    z, half = np.arctanh(np.clip(rho, -0.999999, 0.999999)), 1.959964 * (1.06 / (n - 3)) ** 0.5
    return Correlation(rho, float(np.tanh(z - half)), float(np.tanh(z + half)), n)
