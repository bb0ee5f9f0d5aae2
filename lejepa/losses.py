"""LeJEPA's loss: views of an image predict each other, and all embeddings together look like a standard Gaussian."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from learning.distributed import joint_mean, rank_and_world


def directions(dim: int, slices: int, seed: int) -> torch.Tensor:
    """Random unit vectors, float32 [dim, slices], that the seed alone determines (on the CPU).

    The numbers are those of the published code on the CPU, which seeds them with the step.
    """
    drawn = torch.randn(dim, slices, generator=torch.Generator().manual_seed(seed))
    return drawn / drawn.norm(dim=0)


class _CharacteristicFunction(torch.autograd.Function):
    """float [..., n, slices], step h -> means over n of cos(k h x), sin(k h x): [2, ..., slices, knots], k = 0, 1 ...

    Every k turns the pair of the one before by the same angle, and the gradient turns them again: no more than the
    projections is kept, where autograd would keep cosines and sines of all knots, and computes two of them instead of
    two a knot.
    """

    @staticmethod
    def forward(ctx, x: torch.Tensor, step: float, knots: int) -> torch.Tensor:
        ctx.save_for_backward(x)
        ctx.step = step
        means = x.new_empty(2, *x.shape[:-2], x.shape[-1], knots)
        for k, (cosine, sine) in enumerate(_turned(x, step, knots)):
            means[0, ..., k] = cosine.mean(-2)
            means[1, ..., k] = sine.mean(-2)
        return means

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        (x,) = ctx.saved_tensors
        result = torch.zeros_like(x)
        for k, (cosine, sine) in enumerate(_turned(x, ctx.step, grad.shape[-1])):
            rate = k * ctx.step / x.shape[-2]
            result.addcmul_(cosine, grad[1, ..., k].unsqueeze(-2), value=rate)
            result.addcmul_(sine, grad[0, ..., k].unsqueeze(-2), value=-rate)
        return result, None, None


def _turned(x: torch.Tensor, step: float, knots: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """cos(k step x) and sin(k step x) for each k below knots."""
    angle = x * step
    turn_cosine, turn_sine = angle.cos(), angle.sin()
    cosine, sine = torch.ones_like(x), torch.zeros_like(x)
    for k in range(knots):
        if k:
            turned = (cosine * turn_cosine).addcmul_(sine, turn_sine, value=-1)
            sine = (sine * turn_cosine).addcmul_(cosine, turn_sine)
            cosine = turned
        yield cosine, sine


class SIGReg(nn.Module):
    """Sketched isotropic Gaussian regularization (Balestriero and LeCun 2025, arXiv 2511.08544, section 4).

        sigreg = SIGReg()
        sigreg(embeddings, seed=step)          # float [n, d], or [views, n, d]: the mean over views

    Embeddings are projected on random directions; of each projection, the statistic of Epps and Pulley (1983) compares
    its empirical characteristic function phi with that of N(0, 1): n * integral of |phi(t) - exp(-t^2/2)|^2 exp(-t^2/2)
    over t from -t_max to t_max. The trapezoidal rule has `knots` points on [0, t_max]; the integrand is even. Defaults
    are those of the published code (lejepa.univariate.EppsPulley, lejepa.multivariate.SlicingUnivariateTest).

    slices  directions drawn for each call
    In several processes the embeddings are those of all: they must all call with equally many and the same seed.
    Raises ValueError for embeddings of fewer than two axes and for fewer than two knots.
    """

    def __init__(self, slices: int = 1024, knots: int = 17, t_max: float = 3.0):
        super().__init__()
        if knots < 2:
            raise ValueError(f"{knots} knots: two or more are needed")
        self.slices, self.knots, self.step = slices, knots, t_max / (knots - 1)
        t = torch.linspace(0, t_max, knots, dtype=torch.float64)
        weights = torch.full_like(t, 2 * t_max / (knots - 1))
        weights[[0, -1]] /= 2
        window = torch.exp(-t.square() / 2)
        # Not part of checkpoints: settings say what they are.
        self.register_buffer("gaussian", window.float(), persistent=False)
        self.register_buffer("weights", (weights * window).float(), persistent=False)

    def forward(self, embeddings: torch.Tensor, seed: int) -> torch.Tensor:
        """Mean statistic over directions and views: a scalar (float32, or float64 for float64 embeddings)."""
        if embeddings.ndim < 2:
            raise ValueError(f"embeddings must be [..., n, d], not {list(embeddings.shape)}")
        with torch.autocast(embeddings.device.type, enabled=False):
            x = embeddings.to(torch.promote_types(embeddings.dtype, torch.float32))
            slices = directions(x.shape[-1], self.slices, seed).to(x.device, x.dtype, non_blocking=True)
            cosines, sines = joint_mean(_CharacteristicFunction.apply(x @ slices, self.step, self.knots))
            error = (cosines - self.gaussian.to(x.dtype)).square() + sines.square()
            statistic = error @ self.weights.to(x.dtype) * (x.shape[-2] * rank_and_world()[1])
            return statistic.mean()


class LeJEPALoss(nn.Module):
    """(1 - lamb) * prediction + lamb * SIGReg (arXiv 2511.08544, algorithm 2).

        loss = LeJEPALoss(lamb=0.05)
        loss(outputs, n_global=2, seed=step)   # float [views, n, d], the global views first

    prediction: squared distance, averaged over everything, of all views from the mean of an image's global views.
    SIGReg is taken of each view's embeddings and averaged. Nothing is detached.
    """

    def __init__(self, lamb: float = 0.05, slices: int = 1024, knots: int = 17, t_max: float = 3.0):
        super().__init__()
        if not 0.0 <= lamb <= 1.0:
            raise ValueError(f"lamb must be from 0 to 1, not {lamb}")
        self.lamb = lamb
        self.sigreg = SIGReg(slices, knots, t_max)

    def forward(
        self, outputs: torch.Tensor, n_global: int, seed: int
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(loss, prediction, SIGReg), scalars."""
        outputs = outputs.to(torch.promote_types(outputs.dtype, torch.float32))
        prediction = (outputs[:n_global].mean(0) - outputs).square().mean()
        gaussian = self.sigreg(outputs, seed)
        return (1.0 - self.lamb) * prediction + self.lamb * gaussian, prediction, gaussian
