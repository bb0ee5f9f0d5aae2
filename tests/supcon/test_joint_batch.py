"""Two gloo processes with half a batch each: mean losses and gradients are those of one process with all of it."""

import datetime

import pytest
import torch
from torch import distributed, nn
from torch.nn.functional import normalize

from learning.sync_batchnorm import CpuSyncBatchNorm, synchronize
from supcon.losses import SupConLoss, align_uniform, label_overlap, soft_cross_entropy
from tests.warm_processes import call_twice, context

KINDS = ("labels", "one", "simclr", "mixed", "cross", "align_uniform", "batchnorm")


def inputs():
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(6, 2, 5, generator=generator, dtype=torch.double)
    weights = torch.rand(6, 2, generator=generator).softmax(1)
    return (
        features,
        torch.tensor([0, 1, 0, 2, 1, 2]),
        torch.randint(0, 4, (6, 2), generator=generator),
        weights,
    )


def network() -> nn.Module:
    module = nn.Sequential(nn.Conv2d(1, 3, 1), nn.Sequential(nn.BatchNorm2d(3, momentum=0.3))).double()
    with torch.no_grad():
        for number, parameter in enumerate(module.parameters()):
            parameter.copy_(torch.linspace(-1, 2, parameter.numel()).view(parameter.shape) + number)
    return module


def loss_of(kind, features, labels, mixture, weights):
    """(loss, what it has left behind)."""
    if kind == "batchnorm":
        module = synchronize(network(), torch.device("cpu"))
        assert type(module[1][0]) is CpuSyncBatchNorm
        out = module(features[:, None])
        return out.pow(3).mean(), torch.cat([module[1][0].running_mean, module[1][0].running_var])
    if kind == "cross":
        return soft_cross_entropy(features[:, 0], mixture, weights), torch.zeros(1)
    unit = normalize(features, dim=2)
    nothing = torch.zeros(1)
    if kind == "align_uniform":
        return align_uniform(unit)[0], nothing
    if kind == "mixed":
        return SupConLoss(0.2)(unit, mask=label_overlap(mixture, weights)), nothing
    criterion = SupConLoss(0.2, "one" if kind == "one" else "all")
    return criterion(unit, None if kind == "simclr" else labels), nothing


def work(rank: int, store: str, results) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group(
        "gloo", f"file://{store}", rank=rank, world_size=2, timeout=datetime.timedelta(minutes=2)
    )
    found = {}
    for kind in KINDS:
        part = [tensor[rank * 3 : rank * 3 + 3].clone() for tensor in inputs()]
        part[0].requires_grad_()
        loss, left = loss_of(kind, *part)
        loss.backward()
        found[kind] = [value.detach().tolist() for value in (loss, part[0].grad, left)]
    results.put((rank, found))
    distributed.destroy_process_group()


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    results = context().SimpleQueue()
    store = str(tmp_path_factory.mktemp("store") / "file")
    call_twice(work, store, results)
    found = dict(results.get() for _ in range(2))
    return found[0], found[1]


@pytest.mark.parametrize("kind", KINDS)
def test_halves_make_the_whole(two, kind):
    whole = inputs()
    whole[0].requires_grad_()
    loss, left = loss_of(kind, *whole)
    loss.backward()
    (loss_a, gradient_a, left_a), (loss_b, gradient_b, left_b) = (half[kind] for half in two)
    tolerance = {"rtol": 1e-6, "atol": 1e-9}  # the mixtures' weights are float32
    assert (loss_a + loss_b) / 2 == pytest.approx(loss.item(), rel=1e-6)
    # DistributedDataParallel averages what each process has for the shared weights.
    halves = torch.tensor(gradient_a + gradient_b, dtype=torch.double) / 2
    torch.testing.assert_close(halves, whole[0].grad, rtol=1e-4, atol=1e-7)
    assert left_a == left_b
    torch.testing.assert_close(torch.tensor(left_a, dtype=left.dtype), left.detach(), **tolerance)
