"""DINO's head, and the student and the teacher that it stands on.

State dicts have the official implementation's names: student.backbone.*, student.head.mlp.*,
student.head.last_layer.weight_g, the same for teacher, and dino_loss.center.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn.functional import linear, normalize

from dino.losses import DINOLoss
from learning.encoders.build import backbone
from learning.multicrop import encode_crops


class NormedLinear(nn.Module):
    """A Linear layer without bias whose rows are weight_g times unit vectors (Salimans and Kingma 2016, arXiv
    1602.07868).

    float [..., in_dim] -> float [..., out_dim]; weight_g float [out_dim, 1] begins as ones.
    """

    def __init__(self, in_dim: int, out_dim: int):
        super().__init__()
        self.weight_g = nn.Parameter(torch.ones(out_dim, 1))
        self.weight_v = nn.Parameter(nn.Linear(in_dim, out_dim, bias=False).weight.detach())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return linear(x, self.weight_v * (self.weight_g / self.weight_v.norm(dim=1, keepdim=True)))


class DINOHead(nn.Module):
    """MLP, unit length, then a weight-normed layer (Caron et al. 2021, appendix C): float [n, in_dim] -> [n, out_dim].

        head = DINOHead(384, 65536)

    use_bn            batch normalisation after each hidden layer
    norm_last_layer   the last layer's rows keep unit length
    layers            of the MLP; hidden_dim between them, bottleneck_dim at its end
    """

    def __init__(
        self,
        in_dim: int,
        out_dim: int,
        use_bn: bool = False,
        norm_last_layer: bool = True,
        *,
        layers: int = 3,
        hidden_dim: int = 2048,
        bottleneck_dim: int = 256,
    ):
        super().__init__()
        if layers == 1:
            self.mlp: nn.Module = nn.Linear(in_dim, bottleneck_dim)
        else:
            parts: list[nn.Module] = []
            for width in [in_dim, *[hidden_dim] * (layers - 2)]:
                norm = [nn.BatchNorm1d(hidden_dim)] if use_bn else []
                parts += [nn.Linear(width, hidden_dim), *norm, nn.GELU()]
            self.mlp = nn.Sequential(*parts, nn.Linear(hidden_dim, bottleneck_dim))
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                nn.init.zeros_(module.bias)
        self.last_layer = NormedLinear(bottleneck_dim, out_dim)
        self.last_layer.weight_g.requires_grad = not norm_last_layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # Unit length to the precision of float32, also under autocast.
        x = self.mlp(x)
        return self.last_layer(normalize(x.to(torch.promote_types(x.dtype, torch.float32)), dim=-1))


class Network(nn.Module):
    """Encoder without its head, and DINO's head: float [views, n, 3, h, w] for each size -> [all views, n, out_dim]."""

    def __init__(self, arch: str, out_dim: int, use_bn: bool = False, norm_last_layer: bool = True):
        super().__init__()
        self.backbone, width = backbone(arch)
        self.head = DINOHead(width, out_dim, use_bn, norm_last_layer)

    def forward(self, crops: Sequence[torch.Tensor]) -> torch.Tensor:
        return encode_crops(self.backbone, self.head, crops)


class DINO(nn.Module):
    """Student, teacher and loss.

        model = DINO("vit_small_patch16", 65536)
        loss, entropy = model([large, small], teacher_temp=0.04)   # float [2, n, 3, 224, 224], float [8, n, 3, 96, 96]
        model.update_teacher(0.996)                                # after the optimizer's step

    drop_path_rate  stochastic depth of the student, where its encoder has it
    """

    def __init__(
        self,
        arch: str,
        out_dim: int = 65536,
        use_bn_in_head: bool = False,
        norm_last_layer: bool = True,
        drop_path_rate: float = 0.1,
    ):
        super().__init__()
        self.student = Network(arch, out_dim, use_bn_in_head, norm_last_layer)
        self.teacher = Network(arch, out_dim, use_bn_in_head)
        self.dino_loss = DINOLoss(out_dim)
        if hasattr(self.student.backbone, "drop_path_rate"):
            setattr(self.student.backbone, "drop_path_rate", drop_path_rate)  # noqa: B010
        self.teacher.load_state_dict(self.student.state_dict())
        self.teacher.requires_grad_(False)

    def forward(self, crops: Sequence[torch.Tensor], teacher_temp: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Loss and entropy of the teacher's outputs (see DINOLoss); the teacher sees the first, large crops."""
        with torch.no_grad():
            teacher = self.teacher(crops[:1])
        return self.dino_loss(self.student(crops), teacher, teacher_temp)

    @torch.no_grad()
    def update_teacher(self, momentum: float) -> None:
        """Parameters of the teacher move towards the student's; its buffers do not."""
        teacher = [parameter.data for parameter in self.teacher.parameters()]
        student = [parameter.data for parameter in self.student.parameters()]
        torch._foreach_mul_(teacher, momentum)
        torch._foreach_add_(teacher, torch._foreach_mul(student, 1.0 - momentum))


def has_batch_norm(module: nn.Module) -> bool:
    """Whether batch statistics are part of a network."""
    return any(isinstance(child, nn.modules.batchnorm._BatchNorm) for child in module.modules())


def parameter_groups(student: nn.Module) -> list[dict]:
    """Trained parameters: those that weight decay pulls on, then biases and normalisations, which it does not."""
    trained = [(name, p) for name, p in student.named_parameters() if p.requires_grad]
    plain = [p for name, p in trained if name.endswith(".bias") or p.ndim == 1]
    decayed = [p for name, p in trained if not (name.endswith(".bias") or p.ndim == 1)]
    return [{"params": decayed}, {"params": plain, "weight_decay": 0.0}]


@torch.no_grad()
def clip_each(parameters: Sequence[nn.Parameter], most: float) -> None:
    """Shorten each parameter's gradient to a norm of `most` by itself, as the official code does."""
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
    norms = torch._foreach_norm(gradients)
    torch._foreach_mul_(gradients, [torch.clamp(most / (norm + 1e-6), max=1.0) for norm in norms])


class LARS(torch.optim.Optimizer):
    """Layer-wise adaptive rates (You et al. 2017, arXiv 1708.03888), as DINO uses it for convolution networks.

    A weight's step is scaled by eta |w| / |gradient + decay w|; biases and normalisations take plain momentum steps
    without decay.
    """

    def __init__(self, params, lr: float = 0.0, weight_decay: float = 0.0, momentum: float = 0.9, eta: float = 0.001):
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "momentum": momentum, "eta": eta})

    @torch.no_grad()
    def step(self, closure=None):
        """One step; closure is not used."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                change = parameter.grad
                if parameter.ndim != 1:
                    change = change.add(parameter, alpha=group["weight_decay"])
                    size, length = parameter.norm(), change.norm()
                    scale = torch.where((size > 0) & (length > 0), group["eta"] * size / length, 1.0)
                    change = change * scale
                state = self.state[parameter]
                if "mu" not in state:
                    state["mu"] = torch.zeros_like(parameter)
                state["mu"].mul_(group["momentum"]).add_(change)
                parameter.add_(state["mu"], alpha=-group["lr"])
