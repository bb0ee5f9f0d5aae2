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
