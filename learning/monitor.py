"""kNN accuracy of an encoder while it trains (--monitor DATASET)."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import torch
from torch import nn

from learning.data.labelled_datasets import open_labelled
from learning.encoders.build import get_features
from learning.features import Evaluating, extract
from learning.knn import accuracies, knn_scores


def knn_monitor(
    args: argparse.Namespace,
    encoder: nn.Module,
    device: torch.device,
    encode: Callable[[torch.Tensor], torch.Tensor] | None = None,
) -> Callable[[], float]:
    """A function that returns top-1 (%) of the encoder's features as they stand. Raises UserError for an unknown set.

    encode      images to features, where those wanted are not what the encoder's head is given
    """
    parts = open_labelled(args.monitor, max_pixels=args.max_pixels)

    def measure() -> float:
        features = encode or (lambda images: get_features(encoder, images))
        with Evaluating(encoder):
            references, labels = extract(features, parts.train, args.image_size, device, workers=0)
            queries, truth = extract(features, parts.test, args.image_size, device, workers=0)
        return accuracies(knn_scores(queries, references, labels, parts.classes), truth)[0]

    return measure
