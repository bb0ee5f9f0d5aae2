"""Features of an encoder, and the weighted k-nearest-neighbour classifier that scores them."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch.nn.functional import normalize as unit

LEAST = torch.finfo(torch.float32).tiny  # of a vote: however far a neighbour is, it has one


@torch.no_grad()
def knn_scores(
    queries: torch.Tensor,
    references: torch.Tensor,
    labels: torch.Tensor,
    classes: int,
    k: int = 200,
    temperature: float = 0.07,
    chunk: int = 65536,
    query_chunk: int = 1024,
) -> torch.Tensor:
    """Votes float32 [n, classes] of the k nearest references of each query (Wu et al. 2018, arXiv 1805.01978, 3.4).

    Features float [n, d] and [r, d] of any length; neighbours are ranked by cosine and vote for their labels
    int64 [r] with weight exp(cosine / temperature), here relative to the nearest one's. References are compared
    `chunk` at a time, so that a million of them need no more memory than a few thousand; k above r means r.
    """
    k = min(k, len(references))
    votes = torch.zeros(len(queries), classes, device=queries.device)
    for begin in range(0, len(queries), query_chunk):
        some = unit(queries[begin : begin + query_chunk].float(), dim=1)
        best = torch.full((len(some), 0), -2.0, device=some.device)
        owners = torch.zeros(len(some), 0, dtype=torch.long, device=some.device)
        for start in range(0, len(references), chunk):
            part = unit(references[start : start + chunk].float(), dim=1).to(some.device)
            cosines, indices = (some @ part.T).topk(min(k, len(part)), dim=1)
            best = torch.cat([best, cosines], 1)
            owners = torch.cat([owners, labels[start : start + chunk].to(some.device)[indices]], 1)
            best, kept = best.topk(min(k, best.shape[1]), dim=1)
            owners = owners.gather(1, kept)
        weights = torch.exp((best - best[:, :1]) / temperature).clamp_min(LEAST)
        votes[begin : begin + len(some)].scatter_add_(1, owners, weights)
    return votes


@torch.no_grad()
def nearest(
    queries: torch.Tensor, references: Iterable[torch.Tensor], k: int, query_chunk: int = 1024
) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines float32 [n, k] and rows int64 [n, k] of the k nearest references of each query, the nearest first.

    Exact. queries float [n, d]; references: chunks float [some, d] of any length, read once and in order, so that no
    more than one of them is in memory. Equally near ones come in the order of their rows. Raises ValueError for fewer
    than k.
    """
    queries = unit(queries.float(), dim=1)
    best = torch.full((len(queries), 0), -2.0, device=queries.device)
    rows = torch.zeros(len(queries), 0, dtype=torch.long, device=queries.device)
    start = 0
    for chunk in references:
        part = unit(chunk.to(queries.device).float(), dim=1)
        found, owners = [], []
        for begin in range(0, len(queries), query_chunk):
            cosines, here = (queries[begin : begin + query_chunk] @ part.T).topk(min(k, len(part)), dim=1)
            found.append(cosines)
            owners.append(here + start)
        best = torch.cat([best, torch.cat(found)], 1)
        rows = torch.cat([rows, torch.cat(owners)], 1)
        # By row first, so that a stable sort by cosine leaves equally near ones in the order of their rows.
        order = rows.argsort(dim=1)
        best, rows = best.gather(1, order), rows.gather(1, order)
        order = best.argsort(dim=1, descending=True, stable=True)[:, :k]
        best, rows = best.gather(1, order), rows.gather(1, order)
        start += len(part)
    if best.shape[1] < k:
        raise ValueError(f"{start} references have no {k} nearest")
    return best, rows


def votes(cosines: torch.Tensor, labels: torch.Tensor, classes: int, temperature: float | None = 0.07) -> torch.Tensor:
    """Scores float32 [n, classes] of neighbours with these cosines float [n, k] and labels int64 [n, k].

    A neighbour votes with exp(cosine / temperature), relative to the nearest one's (as knn_scores). temperature None:
    each has one vote, and of classes with equally many the one whose neighbours are nearer wins.
    """
    scores = torch.zeros(len(cosines), classes, device=cosines.device)
    if temperature is not None:
        weights = torch.exp((cosines - cosines[:, :1]) / temperature).clamp_min(LEAST)
        return scores.scatter_add_(1, labels, weights)
    nearness = (cosines + 2.0) / (8.0 * cosines.shape[1])  # all of a class together less than half a vote
    return scores.scatter_add_(1, labels, 1.0 + nearness)


def without_voteless(votes: torch.Tensor) -> torch.Tensor:
    """Votes [n, classes] as scores to rank by: classes that have none are -inf, so that they are never among the best
    (top-5 of fewer than five neighbours is top-k, as in DINO's eval_knn.py)."""
    return votes.masked_fill(votes == 0, -torch.inf)


def accuracies(scores: torch.Tensor, labels: torch.Tensor) -> tuple[float, float]:
    """Top-1 and top-5 (all classes where there are fewer) in percent, of scores [n, classes] and labels [n]."""
    top1, top5 = (100.0 * correct(scores, labels, best).float().mean().item() for best in (1, 5))
    return top1, top5


def correct(scores: torch.Tensor, labels: torch.Tensor, best: int) -> torch.Tensor:
    """bool [n]: whether the label is among the `best` highest of scores [n, classes], those of -inf left out."""
    highest, ranked = scores.topk(min(best, scores.shape[1]), dim=1)
    return ((ranked == labels.to(scores.device)[:, None]) & (highest != -torch.inf)).any(1)
