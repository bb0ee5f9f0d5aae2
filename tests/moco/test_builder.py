"""MoCo: against the algorithm written out with numpy, the official names, and several processes against one."""

import os

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from learning.encoders.build import encoder_factory
from moco.builder import MoCo
from tests.warm_processes import call_twice, free_port

DIM, KEYS = 6, 24


class Smooth(nn.Module):
    """Without batch normalisation, so that a batch's share can be compared with the whole batch."""

    def __init__(self, num_classes: int):
        super().__init__()
        self.body = nn.Linear(48, 10)
        self.fc = nn.Linear(10, num_classes)

    def forward(self, x):
        return self.fc(torch.tanh(self.body(x.flatten(1))))


def build(**options) -> MoCo:
    torch.manual_seed(0)
    return MoCo(Smooth, DIM, KEYS, m=0.9, T=0.3, **options)


def batch(step: int, n: int = 4) -> torch.Tensor:
    return torch.randn(2, n, 3, 4, 4, generator=torch.Generator().manual_seed(step))


def test_steps_are_those_of_the_paper():
    """Algorithm 1 of He et al. 2020 in numpy, beside six steps with the optimizer."""
    model = build()
    optimizer = torch.optim.SGD(model.parameters(), 0.5, momentum=0.9)
    queue, pointer = model.queue.double().numpy().copy(), 0
    keys = {name: value.double().numpy().copy() for name, value in model.encoder_k.named_parameters()}

    def encode(weights, x):
        x = np.tanh(x @ weights["body.weight"].T + weights["body.bias"]) @ weights["fc.weight"].T + weights["fc.bias"]
        return x / np.linalg.norm(x, axis=1, keepdims=True)

    for step in range(8):
        one, two = batch(step)
        query_weights = {n: v.detach().double().numpy().copy() for n, v in model.encoder_q.named_parameters()}
        keys = {name: 0.9 * key + 0.1 * query_weights[name] for name, key in keys.items()}
        q, k = (encode(w, x.flatten(1).double().numpy()) for w, x in ((query_weights, one), (keys, two)))
        expected = np.concatenate([(q * k).sum(1, keepdims=True), q @ queue], 1) / 0.3
        queue[:, pointer : pointer + 4] = k.T
        pointer = (pointer + 4) % KEYS

        logits, labels = model(one, two)
        assert np.allclose(logits.detach().numpy(), expected, atol=1e-4)
        assert labels.tolist() == [0] * 4
        assert np.allclose(model.queue.numpy(), queue, atol=1e-5)
        assert int(model.queue_ptr) == pointer
        for name, value in model.encoder_k.named_parameters():
            assert np.allclose(value.numpy(), keys[name], atol=1e-5)
        optimizer.zero_grad()
        cross_entropy(logits, labels).backward()
        assert all(parameter.grad is None for parameter in model.encoder_k.parameters())
        optimizer.step()


def test_momentum_moves_parameters_and_not_statistics():
    torch.manual_seed(0)
    model = MoCo(encoder_factory("tiny_resnet"), 4, 8, m=0.5)
    with torch.no_grad():
        for parameter in model.encoder_q.parameters():
            parameter += 1.0
        model.encoder_q.bn1.running_mean += 5.0
    before = model.encoder_k.conv1.weight.clone()
    model.update_key_encoder()
    assert torch.allclose(model.encoder_k.conv1.weight, before + 0.5)
    assert (model.encoder_k.bn1.running_mean == 0).all()


def test_names_are_the_official_ones():
    model = MoCo(encoder_factory("resnet18"), 4, 8, mlp=True)
    names = list(model.state_dict())
    resnet = [n for n in encoder_factory("resnet18")(num_classes=4).state_dict() if not n.startswith("fc.")]
    head = ["fc.0.weight", "fc.0.bias", "fc.2.weight", "fc.2.bias"]
    assert names == ["queue", "queue_ptr"] + [f"encoder_{e}.{n}" for e in "qk" for n in resnet + head]
    assert model.queue.shape == (4, 8) and model.queue_ptr.dtype == torch.long
    assert torch.allclose(model.queue.norm(dim=0), torch.ones(8))


def test_state_dicts_of_distributed_models_load():
    one, two = build(), MoCo(Smooth, DIM, KEYS)
    two.load_state_dict({f"module.{name}": value for name, value in one.state_dict().items()})
    assert all(torch.equal(one.state_dict()[name], value) for name, value in two.state_dict().items())
    nn.ModuleDict({"module": two}).load_state_dict({f"module.{n}": v for n, v in one.state_dict().items()})


def test_both_encoders_begin_equal():
    model = build(mlp=True)
    for one, other in zip(model.encoder_q.parameters(), model.encoder_k.parameters()):
        assert torch.equal(one, other) and one.requires_grad and not other.requires_grad


def test_a_queue_that_batches_do_not_divide_is_refused():
    with pytest.raises(ValueError, match="K = 24"):
        build()(*batch(0, 5))


def test_autocast_keeps_logits_in_float32():
    model = build()
    with torch.autocast("cpu", torch.bfloat16):
        logits, _ = model(*batch(0))
    assert logits.dtype == torch.float32
    assert torch.allclose(logits, build()(*batch(0))[0], atol=0.1)


@pytest.mark.parametrize("arch", ["alexnet", "densenet121", "mobilenet_v3_small"])
def test_other_architectures_take_an_mlp(arch):
    with torch.device("meta"):
        model = MoCo(encoder_factory(arch), 4, 8, mlp=True)
    assert any(name.endswith(".2.weight") for name in model.state_dict())


# ------------------------------------------------------------------ several processes


def train(model, rank=0, world=1, steps=5, n=4):
    """Losses and the model's state after some steps on this process's share of the batches."""
    called = nn.parallel.DistributedDataParallel(model) if world > 1 else model
    optimizer = torch.optim.SGD(model.parameters(), 0.5, momentum=0.9)
    share = slice(rank * n // world, (rank + 1) * n // world)
    for step in range(steps):
        logits, labels = called(*batch(step, n)[:, share])
        optimizer.zero_grad()
        cross_entropy(logits, labels).backward()
        optimizer.step()
    return model.state_dict()


def one_of_two(rank, port, out):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=port)
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", rank=rank, world_size=2)
    torch.save(train(build(mlp=True), rank, 2), f"{out}/{rank}.pth")
    # ShuffleBN: the keys come back in order, and each was encoded among images of both processes.
    model = build()
    seen = []
    model.encoder_k.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].clone()))
    torch.manual_seed(rank)
    images = batch(0, 16)[1]
    keys = model.encode_keys(images[rank * 8 : rank * 8 + 8])
    torch.save({"keys": keys, "seen": seen[0]}, f"{out}/keys{rank}.pth")
    torch.distributed.destroy_process_group()


def test_two_processes_learn_what_one_learns(tmp_path):
    call_twice(one_of_two, free_port(), str(tmp_path))
    alone = train(build(mlp=True))
    for rank in range(2):
        state = torch.load(tmp_path / f"{rank}.pth", weights_only=True)
        for name, value in alone.items():
            assert torch.allclose(state[name].float(), value.float(), atol=1e-5), name
    model = build()
    images = batch(0, 16)[1]
    expected = model.encode_keys(images)
    parts = [torch.load(tmp_path / f"keys{rank}.pth", weights_only=True) for rank in range(2)]
    assert torch.allclose(torch.cat([part["keys"] for part in parts]), expected, atol=1e-6)
    order = [next(k for k in range(16) if torch.equal(image, images[k])) for part in parts for image in part["seen"]]
    assert sorted(order) == list(range(16)) and order != list(range(16))
    assert {k // 8 for k in order[:8]} == {0, 1}
