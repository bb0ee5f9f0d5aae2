"""DINO's loss: cross-entropy of a student's outputs with a teacher's, centred and sharpened, over pairs of views."""

from __future__ import annotations

import torch
from torch import distributed, nn
from torch.nn.functional import log_softmax, softmax

from learning.distributed import rank_and_world


class DINOLoss(nn.Module):
    """Self-distillation with no labels (Caron et al. 2021, arXiv 2104.14294, eq. 1 to 4 and algorithm 1).

        loss = DINOLoss(65536)
        loss(student, teacher, teacher_temp=0.04)      # float [10, n, 65536], float [2, n, 65536]

    out_dim          outputs of the heads
    student_temp     temperature of the student's softmax
    center_momentum  share of the old centre that stays when a batch's mean is added

    Buffer: center float [1, out_dim], subtracted from the teacher's outputs before their softmax; forward moves it
    towards their mean over views and the joint batch of all processes, which must all call it with equally many images.
    """

    center: torch.Tensor

    def __init__(self, out_dim: int, student_temp: float = 0.1, center_momentum: float = 0.9):
        super().__init__()
        self.student_temp, self.center_momentum = student_temp, center_momentum
        self.register_buffer("center", torch.zeros(1, out_dim))

    def forward(
        self, student: torch.Tensor, teacher: torch.Tensor, teacher_temp: float
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Scalar loss and the mean entropy of the teacher's outputs (in nats), both float32 (or float64).

        student float [views, n, out_dim], teacher float [global views, n, out_dim] of the first of the same views.
        Raises ValueError where the teacher has more views than the student, or there are no two views to compare.
        """
        views, globals_ = len(student), len(teacher)
        if globals_ > views or views < 2 or not globals_:
            raise ValueError(f"{globals_} views of the teacher and {views} of the student: nothing to compare")
        with torch.autocast(student.device.type, enabled=False):
            kind = torch.promote_types(student.dtype, torch.float32)
            student, teacher = student.to(kind), teacher.detach().to(kind)
            targets = softmax((teacher - self.center) / teacher_temp, dim=-1)
            logs = log_softmax(student / self.student_temp, dim=-1)
            # All pairs of views at once, then those of a view with itself are taken out again.
            total = -(targets.sum(0) * logs.sum(0)).sum(-1)
            same = -(targets * logs[:globals_]).sum(-1).sum(0)
            loss = (total - same).mean() / (globals_ * (views - 1))
            entropy = -torch.xlogy(targets, targets).sum(-1).mean()
        self.update_center(teacher)
        return loss, entropy

    @torch.no_grad()
    def update_center(self, teacher: torch.Tensor) -> None:
        """Move the centre towards the mean of the teacher's outputs float [views, n, out_dim] (eq. 4)."""
        mean = teacher.flatten(0, -2).mean(0, keepdim=True)
        world = rank_and_world()[1]
        if world > 1:
            distributed.all_reduce(mean)
            mean = mean / world
        self.center.lerp_(mean.to(self.center.dtype), 1.0 - self.center_momentum)
