"""Batch normalisation over the joint batch of all processes (--syncBN), on CPUs as well.

torch.nn.SyncBatchNorm refuses tensors on the CPU, so that what two processes learn could not be compared with one
process without GPUs; on GPUs it is what `synchronize` uses.
"""

from __future__ import annotations

import torch
from torch import nn

from learning.distributed import joint_mean, rank_and_world


class CpuSyncBatchNorm(nn.modules.batchnorm._BatchNorm):
    """float [n, channels, ...] -> the same; all processes must give equally many images while training."""

    def _check_input_dim(self, x: torch.Tensor) -> None:
        if x.ndim < 2:
            raise ValueError(f"expected [n, channels, ...], not {list(x.shape)}")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        world = rank_and_world()[1]
        if not self.training or world == 1:
            return super().forward(x)
        self._check_input_dim(x)
        axes = [axis for axis in range(x.ndim) if axis != 1]
        shape = [-1 if axis == 1 else 1 for axis in range(x.ndim)]
        exact = x.to(torch.promote_types(x.dtype, torch.float32))  # under autocast x may be bfloat16
        mean = joint_mean(exact.mean(axes))
        centred = exact - mean.view(shape)
        variance = joint_mean(centred.pow(2).mean(axes))
        self._remember(mean.detach(), variance.detach(), x.numel() // x.shape[1] * world)
        result = centred * torch.rsqrt(variance + self.eps).view(shape)
        if self.affine:
            result = result * self.weight.view(shape) + self.bias.view(shape)
        return result.to(x.dtype)

    @torch.no_grad()
    def _remember(self, mean: torch.Tensor, variance: torch.Tensor, count: int) -> None:
        tracked, means, variances = self.num_batches_tracked, self.running_mean, self.running_var
        if tracked is not None and means is not None and variances is not None:
            tracked += 1
            weight = 1.0 / float(tracked) if self.momentum is None else self.momentum
            means.lerp_(mean, weight)
            variances.lerp_(variance * (count / (count - 1)), weight)


def synchronize(module: nn.Module, device: torch.device) -> nn.Module:
    """The module with every batch normalisation taken over all processes; names and weights stay."""
    if device.type == "cuda":
        return nn.SyncBatchNorm.convert_sync_batchnorm(module)
    for child in module.modules():
        if isinstance(child, nn.modules.batchnorm._BatchNorm):
            # In place, so that parameters stay the objects that an optimizer may know.
            child.__class__ = CpuSyncBatchNorm
    return module
