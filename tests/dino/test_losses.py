"""DINO's loss, head, schedules and clipping against the paper's formulas written out in numpy."""

import numpy as np
import pytest
import torch
from torch import nn

from dino.losses import DINOLoss
from dino.models import DINO, LARS, DINOHead, clip_each, parameter_groups
from dino.pretrain import teacher_temperature
from learning.schedules import cosine_by_step


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@pytest.mark.parametrize("views, globals_", [(2, 2), (5, 2), (3, 1), (4, 3)])
def test_loss_is_the_cross_entropy_of_all_pairs_of_different_views(views, globals_):
    generator = np.random.default_rng(views)
    student, teacher = generator.normal(size=(views, 4, 6)), generator.normal(size=(globals_, 4, 6))
    center = generator.normal(size=(1, 6))
    loss = DINOLoss(6, student_temp=0.2, center_momentum=0.7).double()
    loss.center.copy_(torch.from_numpy(center))
    found, entropy = loss(torch.from_numpy(student), torch.from_numpy(teacher), 0.05)
    terms = []
    for g in range(globals_):
        q = softmax((teacher[g] - center) / 0.05)
        for v in range(views):
            if v != g:
                terms.append(-(q * np.log(softmax(student[v] / 0.2))).sum(-1).mean())
    assert found.item() == pytest.approx(np.mean(terms), rel=1e-10)
    q = softmax((teacher - center) / 0.05)
    assert entropy.item() == pytest.approx(-(q * np.log(q + 1e-300)).sum(-1).mean(), rel=1e-9)
    expected = 0.7 * center + 0.3 * teacher.mean((0, 1))
    assert np.allclose(loss.center.numpy(), expected)


def test_the_teacher_gets_no_gradient_and_nothing_to_compare_is_refused():
    loss = DINOLoss(3)
    student, teacher = torch.randn(2, 4, 3, requires_grad=True), torch.randn(2, 4, 3, requires_grad=True)
    loss(student, teacher, 0.04)[0].backward()
    assert student.grad is not None and teacher.grad is None
    with pytest.raises(ValueError, match="nothing to compare"):
        loss(student[:1], teacher[:1], 0.04)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_head_is_an_mlp_a_unit_vector_and_unit_rows(layers):
    torch.manual_seed(0)
    head = DINOHead(5, 7, layers=layers, hidden_dim=8, bottleneck_dim=4).double()
    x = np.random.default_rng(0).normal(size=(3, 5))
    linears = [m for m in head.mlp.modules() if isinstance(m, nn.Linear)]
    assert len(linears) == layers
    y = x
    for number, linear in enumerate(linears):
        y = y @ linear.weight.detach().numpy().T + linear.bias.detach().numpy()
        if number < layers - 1:
            y = np.array([[0.5 * v * (1 + float(torch.erf(torch.tensor(v / 2**0.5)))) for v in row] for row in y])
    y = y / np.linalg.norm(y, axis=1, keepdims=True)
    rows = head.last_layer.weight_v.detach().numpy()
    expected = y @ (rows / np.linalg.norm(rows, axis=1, keepdims=True)).T
    assert np.allclose(head(torch.from_numpy(x)).detach().numpy(), expected, atol=1e-6)


def test_head_has_the_official_names():
    names = {"mlp.0.weight", "mlp.0.bias", "mlp.2.weight", "mlp.2.bias", "mlp.4.weight", "mlp.4.bias",
             "last_layer.weight_g", "last_layer.weight_v"}  # fmt: skip
    head = DINOHead(384, 1000)
    assert set(head.state_dict()) == names
    shapes = {name: tuple(value.shape) for name, value in head.state_dict().items()}
    assert shapes["mlp.0.weight"] == (2048, 384) and shapes["mlp.4.weight"] == (256, 2048)
    assert shapes["last_layer.weight_g"] == (1000, 1) and shapes["last_layer.weight_v"] == (1000, 256)
    assert not head.last_layer.weight_g.requires_grad
    assert DINOHead(4, 8, norm_last_layer=False).last_layer.weight_g.requires_grad
    assert "mlp.1.running_mean" in DINOHead(4, 8, use_bn=True).state_dict()


def official_schedule(base, final, epochs, per_epoch, warmup_epochs=0):
    """An array with a number for each step, as the official code writes it down."""
    warm = np.linspace(0, base, warmup_epochs * per_epoch) if warmup_epochs else np.array([])
    steps = np.arange(epochs * per_epoch - len(warm))
    return np.concatenate([warm, final + 0.5 * (base - final) * (1 + np.cos(np.pi * steps / len(steps)))])


@pytest.mark.parametrize("base, final, warm", [(0.0005, 1e-6, 3), (0.04, 0.4, 0), (0.996, 1.0, 0), (0.1, 0.0, 1)])
def test_schedules_are_the_official_ones(base, final, warm):
    expected = official_schedule(base, final, 8, 5, warm)
    found = [cosine_by_step(base, final, step, 40, warm * 5) for step in range(40)]
    assert np.allclose(found, expected, rtol=1e-12)


def test_teacher_temperature_rises_linearly():
    from argparse import Namespace

    args = Namespace(warmup_teacher_temp_epochs=5, warmup_teacher_temp=0.02, teacher_temp=0.06)
    expected = [*np.linspace(0.02, 0.06, 5), 0.06, 0.06]
    assert np.allclose([teacher_temperature(args, epoch) for epoch in range(7)], expected)


def test_each_gradient_is_clipped_by_itself():
    generator = np.random.default_rng(0)
    parameters, expected = [], []
    for size in (0.1, 2.0, 50.0):
        parameter = nn.Parameter(torch.zeros(4, 3))
        gradient = generator.normal(size=(4, 3)) * size
        parameter.grad = torch.from_numpy(gradient).float()
        parameters.append(parameter)
        expected.append(gradient * min(1.0, 3.0 / (np.linalg.norm(gradient) + 1e-6)))
    parameters.append(nn.Parameter(torch.zeros(2)))  # without a gradient
    clip_each(parameters, 3.0)
    for parameter, gradient in zip(parameters, expected):
        assert np.allclose(parameter.grad.numpy(), gradient, rtol=1e-5)


def test_weight_decay_leaves_biases_and_normalisations_alone():
    model = DINO("vit_nano_patch8_16", 32)
    decayed, plain = (group["params"] for group in parameter_groups(model.student))
    names = {id(p): name for name, p in model.student.named_parameters()}
    assert {names[id(p)] for p in plain} >= {
        "backbone.norm.weight",
        "head.mlp.0.bias",
        "backbone.blocks.0.attn.qkv.bias",
    }
    kept = {names[id(p)] for p in decayed}
    assert {"backbone.pos_embed", "backbone.cls_token", "head.last_layer.weight_v"} <= kept
    assert "head.last_layer.weight_g" not in {*kept, *(names[id(p)] for p in plain)}


def test_teacher_starts_as_the_student_and_follows_it():
    model = DINO("tiny_resnet", 16)
    student, teacher = model.student.state_dict(), model.teacher.state_dict()
    assert all(torch.equal(student[name], teacher[name]) for name in student)
    before = {name: p.detach().clone() for name, p in model.teacher.named_parameters()}
    with torch.no_grad():
        for parameter in model.student.parameters():
            parameter.add_(torch.randn_like(parameter))
    model.update_teacher(0.9)
    for (name, teacher), student in zip(model.teacher.named_parameters(), model.student.parameters()):
        assert np.allclose(teacher, 0.9 * before[name].numpy() + 0.1 * student.detach().numpy(), atol=1e-6)
    assert not any(p.requires_grad for p in model.teacher.parameters())


def test_lars_scales_weights_and_not_biases():
    generator = np.random.default_rng(1)
    w, b = generator.normal(size=(3, 2)), generator.normal(size=3)
    weight, bias = (nn.Parameter(torch.from_numpy(x.copy())) for x in (w, b))
    optimizer = LARS([{"params": [weight]}, {"params": [bias], "weight_decay": 0.0}], lr=0.5, weight_decay=0.1)
    mu = [np.zeros_like(w), np.zeros_like(b)]
    for _ in range(3):
        gw, gb = generator.normal(size=(3, 2)), generator.normal(size=3)
        weight.grad, bias.grad = torch.from_numpy(gw), torch.from_numpy(gb)
        optimizer.step()
        change = gw + 0.1 * w
        change = change * 0.001 * np.linalg.norm(w) / np.linalg.norm(change)
        mu = [0.9 * mu[0] + change, 0.9 * mu[1] + gb]
        w, b = w - 0.5 * mu[0], b - 0.5 * mu[1]
    assert np.allclose(weight.detach(), w) and np.allclose(bias.detach(), b)
