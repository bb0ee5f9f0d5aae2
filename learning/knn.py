"""Features of an encoder, and the weighted k-nearest-neighbour classifier that scores them."""

from __future__ import annotations

import torch
from torch.nn.functional import normalize as unit


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
    """Votes float32 [n, classes] of the k nearest references of each query (Wu et al. 2018, arXiv 1805.01978, section 3.4).

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
            cosines, places = (some @ part.T).topk(min(k, len(part)), dim=1)
            best = torch.cat([best, cosines], 1)
            owners = torch.cat([owners, labels[start : start + chunk].to(some.device)[places]], 1)
            best, kept = best.topk(min(k, best.shape[1]), dim=1)
            owners = owners.gather(1, kept)
        weights = torch.exp((best - best[:, :1]) / temperature)
        votes[begin : begin + len(some)].scatter_add_(1, owners, weights)
    return votes


def accuracies(scores: torch.Tensor, labels: torch.Tensor) -> tuple[float, float]:
    """Top-1 and top-5 (all classes where there are fewer) in percent, of scores [n, classes] and labels [n]."""
    top1, top5 = (100.0 * correct(scores, labels, best).float().mean().item() for best in (1, 5))
    return top1, top5


def correct(scores: torch.Tensor, labels: torch.Tensor, best: int) -> torch.Tensor:
    """bool [n]: whether the label is among the `best` highest of scores [n, classes]."""
    ranked = scores.topk(min(best, scores.shape[1]), dim=1).indices
    return (ranked == labels.to(scores.device)[:, None]).any(1)
