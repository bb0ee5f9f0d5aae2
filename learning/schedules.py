"""Learning rates as functions of the epoch."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch


def step_decay(lr: float, epoch: float, milestones: Sequence[int], factor: float = 0.1) -> float:
    """lr times `factor` for every milestone that the epoch has reached (He et al. 2020, MoCo, section 3.3)."""
    return lr * factor ** sum(epoch >= milestone for milestone in milestones)


def cosine(lr: float, epoch: float, epochs: int, final: float = 0.0) -> float:
    """Half a cosine from lr at epoch 0 to `final` at `epochs` (Loshchilov and Hutter 2017, eq. 5)."""
    return final + (lr - final) * 0.5 * (1.0 + math.cos(math.pi * epoch / epochs))


def warmup(lr: float, start: float, progress: float) -> float:
    """Linear from `start` to lr while `progress` goes from 0 to 1, then lr (Goyal et al. 2017, section 2.2)."""
    return start + (lr - start) * min(max(progress, 0.0), 1.0)


def set_lr(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """Give every parameter group the learning rate lr."""
    for group in optimizer.param_groups:
        group["lr"] = lr


def set_weight_decay(optimizer: torch.optim.Optimizer, weight_decay: float) -> None:
    """Give the first parameter group, the one that is regularized, the weight decay."""
    optimizer.param_groups[0]["weight_decay"] = weight_decay


def cosine_by_step(
    first: float, final: float, step: int, steps: int, warmup_steps: int = 0, warmup_start: float = 0.0
) -> float:
    """Half a cosine from `first` to `final` over the steps that a linear warm-up leaves (Caron et al. 2021, DINO).

    The warm-up's last step has `first`; the last step of all is one short of `final`.
    """
    if step < warmup_steps:
        return warmup_start + (first - warmup_start) * step / max(warmup_steps - 1, 1)
    share = (step - warmup_steps) / (steps - warmup_steps)
    return final + 0.5 * (first - final) * (1.0 + math.cos(math.pi * share))
