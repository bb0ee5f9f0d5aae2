"""Logistic regression on features, its strength chosen on held-out ones, and kNN: probes of features in memory."""

from __future__ import annotations

import argparse
import warnings

import numpy as np
import torch
from torch import nn

from evaluation.draws import Cached
from image_generation.common.errors import UserError
from learning.data.labelled_datasets import Labelled
from learning.knn import knn_scores, without_voteless

STRENGTHS = tuple(10.0**power for power in range(-4, 5))  # inverse regularisation that lbfgs chooses from
FEW = 1000  # items up to which each fifth is held out in turn


def fit_lbfgs(
    features: np.ndarray, labels: np.ndarray, classes: int, c: float | None, seed: int
) -> tuple[nn.Module, float]:
    """Logistic regression on standardised features float [n, d] -> (module features -> scores [n, classes], its C).

    Without c, the best of STRENGTHS on held-out items: every fifth training item of each class (in an order that
    `seed` draws), and where there are FEW, each fifth in turn. Of equally good ones, the middle.
    Raises UserError where all items are of one class.
    """
    if len(np.unique(labels)) < 2:
        raise UserError("--dataset: all readable training images are of one class: there is nothing to tell apart")
    mean, std = features.mean(0), features.std(0)
    scaled = (features - mean) / np.where(std > 1e-6, std, 1.0)
    if c is None:
        c = _choose_strength(scaled, labels, seed)
    model = _regression(scaled, labels, c)
    weight, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2 and len(weight) == 1:
        weight, bias = np.concatenate([-weight, weight]) / 2, np.concatenate([-bias, bias]) / 2
    scale = np.where(std > 1e-6, std, 1.0)
    linear = nn.Linear(features.shape[1], classes)
    with torch.no_grad():
        linear.weight.zero_()
        linear.bias.fill_(-1e9)  # classes without a training image are never named
        rows = torch.from_numpy(model.classes_.astype(np.int64))
        linear.weight[rows] = torch.from_numpy(weight / scale).float()
        linear.bias[rows] = torch.from_numpy(bias - (weight * (mean / scale)).sum(1)).float()
    return linear, c


def _choose_strength(features: np.ndarray, labels: np.ndarray, seed: int) -> float:
    order = np.random.default_rng(seed).permutation(len(labels))
    turn = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        here = order[labels[order] == label]
        turn[here] = np.arange(len(here))
    if turn.max() < 4:
        return 1.0
    right = np.zeros(len(STRENGTHS))
    for fifth in range(5) if len(labels) <= FEW else [4]:
        held = turn % 5 == fifth
        if len(np.unique(labels[~held])) < 2:
            return 1.0
        for k, c in enumerate(STRENGTHS):
            model = _regression(features[~held], labels[~held], c)
            right[k] += (model.predict(features[held]) == labels[held]).sum()
    best = np.flatnonzero(right == right.max())
    return STRENGTHS[int(best[len(best) // 2])]


def _regression(features: np.ndarray, labels: np.ndarray, c: float):
    # here: scikit-learn takes a second to import, and --solver sgd does without
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return LogisticRegression(C=c, max_iter=500).fit(features, labels)


def outputs_lbfgs(cached: Cached, data: Labelled, args: argparse.Namespace) -> tuple[list[torch.Tensor], str]:
    """(scores [n, classes] of each draw's classifier, settings) of the test images; args: c, seed."""
    outputs, strengths = [], set()
    with torch.no_grad():
        for number, (features, labels) in enumerate(cached.train):
            linear, c = fit_lbfgs(features.double().numpy(), labels.numpy(), data.classes, args.c, args.seed + number)
            outputs.append(linear(cached.test))
            strengths.add(c)
    low, high = min(strengths), max(strengths)
    return outputs, f"C {low:g}" if low == high else f"C {low:g} to {high:g}"


def outputs_knn(
    cached: Cached, data: Labelled, device: torch.device, args: argparse.Namespace
) -> tuple[list[torch.Tensor], str]:
    """(votes [n, classes] of each draw, settings) of the test images; args: neighbours, temperature."""
    queries = cached.test.to(device)
    votes = [
        without_voteless(
            knn_scores(queries, references, labels, data.classes, k=args.neighbours, temperature=args.temperature)
        )
        for references, labels in cached.train
    ]
    return votes, f"k {args.neighbours}, temperature {args.temperature:g}"
