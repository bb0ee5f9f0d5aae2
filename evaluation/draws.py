"""Few labels, drawn again and again, so that a score says little about which images happened to be labelled.

drawn = label_draws(data.train, few=5, draws=20, seed=0)         # 20 lists of rows, five of each class in each
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from evaluation.results import Score, wilson
from image_generation.common.errors import UserError
from learning.data.labelled_datasets import Indexed, Labelled, Subset, draw_per_class
from learning.encoders.load import Encoder
from learning.features import extract
from learning.knn import correct


def label_draws(part: Subset, few: int | None, draws: int, seed: int) -> list[np.ndarray]:
    """`draws` times `few` images of each class (all where None), as rows of the part.

    Raises UserError where all images are used and there is nothing to draw.
    """
    if few is None:
        if draws > 1:
            raise UserError(f"--draws {draws}: needs --few N, the images a class that each draw takes", 2)
        return [np.arange(len(part))]
    labels, generator = part.labels(), np.random.default_rng(seed)
    return [draw_per_class(labels, few, generator) for _ in range(draws)]


@dataclass
class Cached:
    """An encoder's features float32 [n, d] and labels int64 [n] of each draw's training images, and of the test
    images."""

    train: list[tuple[torch.Tensor, torch.Tensor]]
    test: torch.Tensor
    truth: torch.Tensor


def cache(
    encoder: Encoder,
    data: Labelled,
    drawn: Sequence[np.ndarray],
    device: torch.device,
    args: argparse.Namespace,
) -> Cached:
    """Compute each image's features once, however many draws it is in. Raises UserError where none can be read."""
    options = (encoder.image_size, device, args.batch_size, args.workers)
    used = np.unique(np.concatenate(drawn))
    part = Indexed(data.train.rows(used))
    features, read = extract(encoder.features, part, *options, title=f"{encoder.label}: training images")
    labels = torch.from_numpy(data.train.rows(used[read.numpy()]).labels())
    place = np.full(len(data.train), -1)
    place[used[read.numpy()]] = np.arange(len(read))
    train = []
    for rows in drawn:
        here = torch.from_numpy(place[rows][place[rows] >= 0])
        train.append((features[here], labels[here]))
    test, truth = extract(encoder.features, data.test, *options, title=f"{encoder.label}: test images")
    return Cached(train, test, truth)


def score(
    method: str,
    encoder: Encoder,
    outputs: Sequence[torch.Tensor],
    truth: torch.Tensor,
    settings: str,
    args: argparse.Namespace,
) -> Score:
    """The mean accuracy of the classifiers of all draws, whose scores of the test images are [n, classes] each."""
    first, five = (np.stack([correct(some, truth, best).cpu().numpy() for some in outputs]) for best in (1, 5))
    few = f", {args.few} a class" if args.few else ""
    draws = f", mean of {len(outputs)} draws" if len(outputs) > 1 else ""
    return Score(
        method=method,
        label=encoder.label,
        arch=encoder.arch,
        source=encoder.source,
        dataset=args.dataset,
        n=len(truth),
        top1=100.0 * float(first.mean()),
        top5=100.0 * float(five.mean()),
        settings=f"{settings}, {encoder.image_size} px{few}{draws}",
        half_width=100.0 * half_width(first) if len(outputs) > 1 else None,
    )


def half_width(hits: np.ndarray) -> float:
    """Half of the 95% interval of the mean of hits bool [draws, n].

    Both the draws and the test images are samples: their variances add up (crossed random effects, Owen 2007, "The
    pigeonhole bootstrap", section 2), the draws' with Student's factor for as few as there are. The images' part is the
    further end of Wilson's interval with the variance that they show, so that it is none too short where all are right.
    """
    # here: scipy.stats takes a second to import
    from scipy.stats import t

    draws, n = hits.shape
    low, high = wilson(100.0 * float(hits.mean()), n, variance=float(hits.mean(0).var(ddof=1)) if n > 1 else None)
    of_images = max(hits.mean() - low / 100.0, high / 100.0 - hits.mean())
    of_draws = hits.mean(1).std(ddof=1) / math.sqrt(draws) * t.ppf(0.975, draws - 1)
    return math.hypot(of_images, of_draws)
