"""Losses of the second family of encoders: SupCon and its label-free case NT-Xent, soft cross-entropy, align/uniform.

Each is what one process of several minimises on its share of the joint batch: features of the other processes are
gathered with gradients, so that the mean over processes and the gradients that DistributedDataParallel averages are
those of one process with the joint batch.
"""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn.functional import log_softmax

from learning.distributed import gather, rank_and_world


def at_least_float32(values: torch.Tensor) -> torch.Tensor:
    """float16 and bfloat16 as float32; float32 and float64 as they are."""
    return values.to(torch.promote_types(values.dtype, torch.float32))


class SupConLoss(nn.Module):
    """Supervised contrastive loss L_out (Khosla et al. 2020, arXiv 2004.11362, eq. 2); without labels NT-Xent
    (Chen et al. 2020, SimCLR, arXiv 2002.05709, eq. 1).

        loss = SupConLoss(temperature=0.1)
        loss(features, labels)              # SupCon: float [n, views, d], int [n]
        loss(features)                      # SimCLR: the other views of the same image are the only positives

    For an anchor i with positives weighted P_ij the loss is -(temperature / base_temperature) times the P-weighted
    mean over j of log softmax_j(z_i . z_j / temperature), j over all views but i itself; then the mean over anchors.
    An anchor without positives counts as zero.

    contrast_mode   'all': every view is an anchor; 'one': the first view of each image
    Raises ValueError for features, labels or masks of other shapes, and for labels and mask given together.
    """

    def __init__(self, temperature: float = 0.07, contrast_mode: str = "all", base_temperature: float = 0.07):
        super().__init__()
        if contrast_mode not in ("all", "one"):
            raise ValueError(f"contrast_mode must be 'all' or 'one', not {contrast_mode!r}")
        self.temperature, self.contrast_mode, self.base_temperature = (
            temperature,
            contrast_mode,
            base_temperature,
        )

    def forward(
        self,
        features: torch.Tensor,
        labels: torch.Tensor | None = None,
        mask: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Scalar loss (float32, or float64 for float64 features).

        features    [n, views, ...], usually unit length; what follows the views is flattened
        labels      [n] (or [n, 1]): images of equal label are positives
        mask        [n, joint] weights P_ij >= 0 of image j as a positive of image i, where joint is the images of all
                    processes in the order of ranks (n in a single one); need not be symmetric
        """
        if features.ndim < 3:
            raise ValueError(f"features must be [n, views, ...], not {list(features.shape)}")
        if labels is not None and mask is not None:
            raise ValueError("give labels or a mask, not both")
        with torch.autocast(features.device.type, enabled=False):
            return self._loss(at_least_float32(features.flatten(2)), labels, mask)

    def _loss(self, features: torch.Tensor, labels: torch.Tensor | None, mask: torch.Tensor | None) -> torch.Tensor:
        n, views = features.shape[:2]
        rank, world = rank_and_world()
        joint = gather(features)
        mask = self._image_mask(features, labels, mask)
        # Columns: the first views of all images, then the second ones; rows likewise.
        contrast = joint.transpose(0, 1).flatten(0, 1)
        anchors = 1 if self.contrast_mode == "one" else views
        anchor = features[:, :anchors].transpose(0, 1).flatten(0, 1)
        logits = anchor @ contrast.T / self.temperature
        own = torch.arange(n, device=features.device) + rank * n
        columns = torch.cat([own + view * n * world for view in range(anchors)])
        itself = torch.zeros_like(logits, dtype=torch.bool).scatter_(1, columns[:, None], True)
        mask = mask.repeat(anchors, views).masked_fill(itself, 0.0)
        # Not minus infinity: an anchor that is alone would turn its gradient into NaN.
        rest = logits.masked_fill(itself, torch.finfo(logits.dtype).min)
        log_probability = (logits - rest.logsumexp(1, keepdim=True)).masked_fill(itself, 0.0)
        weight = mask.sum(1)
        weight = torch.where(weight < 1e-6, 1.0, weight)
        mean = (mask * log_probability).sum(1) / weight
        return -(self.temperature / self.base_temperature) * mean.mean()

    def _image_mask(
        self, features: torch.Tensor, labels: torch.Tensor | None, mask: torch.Tensor | None
    ) -> torch.Tensor:
        """P [n, joint] between images."""
        n, device = len(features), features.device
        rank, world = rank_and_world()
        if labels is not None:
            if labels.numel() != n:
                raise ValueError(f"{labels.numel()} labels for {n} images")
            labels = labels.to(device).reshape(n)
            return (labels[:, None] == gather(labels)[None]).to(features.dtype)
        if mask is None:
            return torch.eye(n, n * world, device=device, dtype=features.dtype).roll(rank * n, 1)
        if mask.shape != (n, n * world):
            raise ValueError(f"the mask must be {[n, n * world]}, not {list(mask.shape)}")
        return mask.to(device, features.dtype)


def label_overlap(labels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The share of two mixed images that comes from the same programs: float [n, joint], the mask for SupConLoss.

    labels int64 [n, k], weights float [n, k] with rows that sum to 1: image i is a mixture of programs
    labels[i, :] with these weights. P_ij = sum over programs c of min(w_ic, w_jc): 1 for equal mixtures (so for the
    views of one image), 0 without a common program, and equality of labels where nothing is mixed.
    """
    labels, weights = _merged(labels, at_least_float32(weights))
    all_labels, all_weights = gather(labels), gather(weights)
    smaller = torch.minimum(weights[:, None, :, None], all_weights[None, :, None, :])
    same = labels[:, None, :, None] == all_labels[None, :, None, :]
    return (smaller * same).sum((2, 3))


def _merged(labels: torch.Tensor, weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """A program that a mixture holds twice gets both weights in its first slot, none in the other."""
    same = labels[:, :, None] == labels[:, None, :]
    repeated = same.tril(-1).any(2)
    return labels, (same * weights[:, None, :]).sum(2).masked_fill(repeated, 0.0)


def soft_cross_entropy(logits: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Cross-entropy with the mixing weights as targets: mean over images of -sum_k w_k log p(label_k).

    logits float [n, classes], labels int64 [n, k], weights float [n, k] with rows that sum to 1 -> scalar
    (float32, or float64 for float64 logits).
    """
    with torch.autocast(logits.device.type, enabled=False):
        chosen = log_softmax(at_least_float32(logits), dim=1).gather(1, labels)
        return -(weights * chosen).sum(1).mean()


def alignment(one: torch.Tensor, other: torch.Tensor, alpha: float = 2.0) -> torch.Tensor:
    """Mean distance to the power alpha of positive pairs (Wang and Isola 2020, arXiv 2005.10242, eq. 4).

    Unit features float [n, d], two views of each image -> scalar.
    """
    return (one - other).norm(dim=1).pow(alpha).mean()


def uniformity(features: torch.Tensor, t: float = 2.0) -> torch.Tensor:
    """Logarithm of the mean Gaussian potential exp(-t |z_i - z_j|^2) over pairs i < j (Wang and Isola 2020, eq. 5).

    Unit features float [n, d] -> scalar; over the joint batch of all processes. Raises ValueError for one image.
    """
    joint = gather(features)
    if len(joint) < 2:
        raise ValueError("uniformity needs two images or more")
    potentials = -t * torch.pdist(joint).pow(2)
    return potentials.logsumexp(0) - math.log(len(potentials))


def align_uniform(
    features: torch.Tensor,
    alpha: float = 2.0,
    t: float = 2.0,
    uniform_weight: float = 1.0,
    align_weight: float = 1.0,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Weighted alignment of two views plus weighted mean uniformity of each (Wang and Isola 2020, section 5).

    Unit features float [n, 2, d] -> (loss, alignment, uniformity), scalars (float32, or float64 for float64 features).
    """
    with torch.autocast(features.device.type, enabled=False):
        one, other = at_least_float32(features).unbind(1)
        align = alignment(one, other, alpha)
        uniform = (uniformity(one, t) + uniformity(other, t)) / 2
        return align_weight * align + uniform_weight * uniform, align, uniform
