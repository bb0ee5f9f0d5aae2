"""SIGReg and LeJEPA's loss against the paper's formulas written out in numpy; two processes against one."""

import datetime

import numpy as np
import pytest
import torch
from scipy import integrate
from torch import distributed

from lejepa.losses import LeJEPALoss, SIGReg, directions
from tests.warm_processes import call_twice, context


def statistic(x: np.ndarray, t_max: float, knots: int | None = None) -> float:
    """Epps and Pulley's for one projection: n times the integral over t from -t_max to t_max (exact without knots)."""

    def integrand(t):
        phi = np.exp(1j * t * x).mean()
        return abs(phi - np.exp(-t * t / 2)) ** 2 * np.exp(-t * t / 2)

    if knots is None:
        return len(x) * integrate.quad(integrand, -t_max, t_max, epsabs=1e-12, limit=200)[0]
    t = np.linspace(-t_max, t_max, 2 * knots - 1)
    return len(x) * np.trapezoid([integrand(each) for each in t], t)


@pytest.mark.parametrize("t_max, knots", [(3.0, 17), (5.0, 9), (2.0, 2)])
def test_sigreg_is_the_mean_statistic_of_random_projections(t_max, knots):
    x = np.random.default_rng(0).normal(size=(3, 20, 4)) * 1.5 + 0.2
    sigreg = SIGReg(slices=6, knots=knots, t_max=t_max)
    unit = directions(4, 6, 11).double().numpy()
    assert np.allclose((unit**2).sum(0), 1, atol=1e-6)
    expected = np.mean([statistic(view @ unit[:, k], t_max, knots) for view in x for k in range(6)])
    assert sigreg(torch.from_numpy(x), 11).item() == pytest.approx(expected, rel=1e-6)
    if knots == 17:
        exact = np.mean([statistic(view @ unit[:, k], t_max) for view in x for k in range(6)])
        assert expected == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize("t_max, knots", [(3.0, 17), (2.0, 2)])
def test_gradients_are_those_of_finite_differences(t_max, knots):
    sigreg = SIGReg(slices=5, knots=knots, t_max=t_max)
    x = torch.randn(2, 6, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1), requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: sigreg(x, 4), (x,))


def test_gradients_in_single_precision_keep_it():
    x = 1.5 * torch.randn(3, 64, 16, generator=torch.Generator().manual_seed(2))
    grads = []
    for exact in (False, True):
        leaf = (x.double() if exact else x.clone()).requires_grad_()
        SIGReg(slices=32)(leaf, 0).backward()
        grads.append(leaf.grad.double())
    assert (grads[0] - grads[1]).norm() < 1e-6 * grads[1].norm()


def test_sigreg_is_small_for_gaussians_and_large_for_others():
    generator = torch.Generator().manual_seed(0)
    sigreg = SIGReg(slices=256)
    gaussian = torch.randn(2000, 8, generator=generator)
    # The expectation under N(0, I): the integral of (1 - exp(-t^2)) exp(-t^2/2) over [-3, 3].
    expected = integrate.quad(lambda t: (1 - np.exp(-t * t)) * np.exp(-t * t / 2), -3, 3)[0]
    found = np.mean([sigreg(torch.randn(2000, 8, generator=generator), k).item() for k in range(20)])
    assert found == pytest.approx(expected, rel=0.15)
    for other in (gaussian * 1.3, gaussian + 0.3, torch.zeros_like(gaussian), gaussian.sign()):
        assert sigreg(other, 0) > 3 * expected


def test_directions_depend_on_the_seed_alone():
    assert torch.equal(directions(5, 7, 3), directions(5, 7, 3))
    assert not torch.equal(directions(5, 7, 3), directions(5, 7, 4))


@pytest.mark.parametrize("n_global", [1, 2, 4])
def test_loss_is_prediction_and_sigreg(n_global):
    x = np.random.default_rng(1).normal(size=(4, 6, 3))
    loss, prediction, gaussian = LeJEPALoss(0.1, slices=5)(torch.from_numpy(x), n_global, 2)
    centre = x[:n_global].mean(0)
    assert prediction.item() == pytest.approx(np.mean([(view - centre) ** 2 for view in x]))
    assert gaussian.item() == pytest.approx(SIGReg(5)(torch.from_numpy(x), 2).item())
    assert loss.item() == pytest.approx(0.9 * prediction.item() + 0.1 * gaussian.item())


def test_minimising_it_makes_embeddings_gaussian():
    torch.manual_seed(0)
    x = (torch.rand(1, 256, 2) * 0.1).requires_grad_()
    optimizer = torch.optim.Adam([x], lr=0.05)
    sigreg = SIGReg(64)
    for step in range(200):
        optimizer.zero_grad()
        sigreg(x, step).backward()
        optimizer.step()
    assert torch.allclose(x[0].mean(0), torch.zeros(2), atol=0.1)
    assert torch.allclose(torch.cov(x[0].T), torch.eye(2), atol=0.2)


@pytest.mark.parametrize(
    "wrong", [lambda: SIGReg(knots=1), lambda: LeJEPALoss(2.0), lambda: SIGReg()(torch.zeros(3), 0)]
)
def test_wrong_values_are_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


# ------------------------------------------------------------------ several processes


def inputs() -> torch.Tensor:
    return torch.randn(3, 8, 4, generator=torch.Generator().manual_seed(0), dtype=torch.double)


def work(rank: int, store: str, results) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group(
        "gloo", f"file://{store}", rank=rank, world_size=2, timeout=datetime.timedelta(minutes=2)
    )
    part = inputs()[:, rank * 4 : rank * 4 + 4].clone().requires_grad_()
    loss = LeJEPALoss(0.3, slices=9)(part, 2, 5)[0]
    loss.backward()
    results.put((rank, loss.item(), part.grad.tolist()))
    distributed.destroy_process_group()


def test_two_processes_make_the_whole(tmp_path):
    results = context().SimpleQueue()
    call_twice(work, str(tmp_path / "store"), results)
    found = sorted(results.get() for _ in range(2))
    whole = inputs().requires_grad_()
    loss = LeJEPALoss(0.3, slices=9)(whole, 2, 5)[0]
    loss.backward()
    assert np.mean([each[1] for each in found]) == pytest.approx(loss.item(), rel=1e-6)
    # DistributedDataParallel averages what each process has for the shared weights.
    halves = torch.cat([torch.tensor(each[2], dtype=torch.double) for each in found], 1) / 2
    torch.testing.assert_close(halves, whole.grad, rtol=1e-5, atol=1e-9)
