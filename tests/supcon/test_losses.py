"""SupCon, soft cross-entropy and align/uniform against their formulas written out, and over processes."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy, normalize

from supcon.losses import SupConLoss, align_uniform, alignment, label_overlap, soft_cross_entropy, uniformity


def by_the_formula(features, positives, temperature, base, anchors):
    """Eq. 2 of arXiv 2004.11362 with loops; positives [n, n] are weights."""
    n, views, _ = features.shape
    items = [(i, v) for i in range(n) for v in range(views)]
    total, count = 0.0, 0
    for i, v in items:
        if v >= anchors:
            continue
        count += 1
        others = [(j, w) for j, w in items if (j, w) != (i, v)]
        scores = {(j, w): float(features[i, v] @ features[j, w]) / temperature for j, w in others}
        if not others:
            continue
        top = max(scores.values())
        log_sum = top + math.log(sum(math.exp(s - top) for s in scores.values()))
        weight = sum(positives[i, j] for j, _ in others)
        if weight > 0:
            mean = sum(positives[i, j] * (scores[j, w] - log_sum) for j, w in others) / weight
            total += -(temperature / base) * mean
    return total / count


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 7), st.integers(1, 3), st.sampled_from(("all", "one")), st.sampled_from(("labels", "mask", "none")), st.integers(0, 10**6))  # fmt: skip
def test_supcon_is_the_formula(n, views, mode, kind, seed):
    generator = np.random.default_rng(seed)
    features = generator.normal(size=(n, views, 5))
    features /= np.linalg.norm(features, axis=2, keepdims=True)
    labels = generator.integers(0, 3, n)
    given_mask = generator.random((n, n)) * (generator.random((n, n)) < 0.5)
    positives = {"labels": labels[:, None] == labels, "mask": given_mask, "none": np.eye(n)}[kind]
    options = {
        "labels": {"labels": torch.tensor(labels)},
        "mask": {"mask": torch.tensor(given_mask)},
        "none": {},
    }
    tensor = torch.tensor(features, requires_grad=True)
    loss = SupConLoss(0.2, mode, 0.1)(tensor, **options[kind])
    loss.backward()
    expected = by_the_formula(features, positives, 0.2, 0.1, 1 if mode == "one" else views)
    assert loss.item() == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert torch.isfinite(tensor.grad).all()


def test_gradients_are_those_of_finite_differences():
    features = torch.randn(4, 2, 3, dtype=torch.double, requires_grad=True)
    labels = torch.tensor([0, 1, 0, 2])
    assert torch.autograd.gradcheck(lambda x: SupConLoss(0.5)(x, labels), features)


def test_anchors_without_positives_count_as_zero():
    """Labels 0, 1, 1 with one view: the first image has no positive; the mean is still over three anchors."""
    features = normalize(torch.randn(3, 1, 4), dim=2).requires_grad_()
    loss = SupConLoss(0.1)(features, torch.tensor([0, 1, 1]))
    pair = SupConLoss(0.1, "all")(features, mask=torch.tensor([[0, 0, 0], [0, 0, 1], [0, 1, 0]]))
    assert loss.item() == pytest.approx(pair.item(), rel=1e-6)
    loss.backward()
    assert torch.isfinite(features.grad).all()
    lonely = torch.randn(1, 1, 4, requires_grad=True)
    alone = SupConLoss()(lonely, torch.tensor([3]))
    alone.backward()
    assert alone.item() == 0.0 and torch.equal(lonely.grad, torch.zeros(1, 1, 4))


def test_it_stays_float32_and_finite_under_autocast():
    features = normalize(torch.randn(8, 2, 16), dim=2)
    plain = SupConLoss(0.005)(features)
    with torch.autocast("cpu", torch.bfloat16):
        cast = SupConLoss(0.005)(features)
        half = SupConLoss(0.005)(features.bfloat16())
    assert cast.dtype == half.dtype == torch.float32
    assert torch.equal(cast, plain) and torch.isfinite(half)
    huge = (1000.0 * features).requires_grad_()
    SupConLoss(0.01)(huge).backward()
    assert torch.isfinite(huge.grad).all()


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"features": torch.randn(4, 5)}, "views"),
        ({"features": torch.randn(4, 2, 5), "labels": torch.arange(3)}, "3 labels for 4 images"),
        ({"features": torch.randn(4, 2, 5), "mask": torch.ones(4, 3)}, r"\[4, 4\]"),
        ({"features": torch.randn(2, 2, 5), "labels": torch.arange(2), "mask": torch.ones(2, 2)}, "not both"),
    ],
)
def test_wrong_shapes_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        SupConLoss()(**arguments)
    with pytest.raises(ValueError, match="contrast_mode"):
        SupConLoss(contrast_mode="some")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(1, 4), st.integers(0, 10**6))
def test_overlap_is_the_intersection_of_mixtures(n, k, seed):
    generator = np.random.default_rng(seed)
    labels, weights = generator.integers(0, 5, (n, k)), generator.dirichlet(np.ones(k), n)
    dense = np.zeros((n, 5))
    for i in range(n):
        np.add.at(dense[i], labels[i], weights[i])
    expected = np.minimum(dense[:, None], dense[None]).sum(2)
    found = label_overlap(torch.tensor(labels), torch.tensor(weights))
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_allclose(np.diag(found), 1.0, atol=1e-6)


def test_unmixed_images_overlap_as_their_labels_agree():
    labels = torch.tensor([0, 1, 0, 2])
    features = normalize(torch.randn(4, 2, 6), dim=2)
    mask = label_overlap(labels[:, None], torch.ones(4, 1))
    assert torch.equal(SupConLoss()(features, mask=mask), SupConLoss()(features, labels))


def test_soft_cross_entropy_is_torchs_with_dense_targets():
    logits = torch.randn(6, 9, dtype=torch.double)
    labels = torch.randint(0, 9, (6, 3))
    weights = torch.rand(6, 3, dtype=torch.double).softmax(1)
    dense = torch.zeros(6, 9, dtype=torch.double).scatter_add_(1, labels, weights)
    torch.testing.assert_close(soft_cross_entropy(logits, labels, weights), cross_entropy(logits, dense))


def test_align_and_uniform_are_their_formulas():
    pair = normalize(torch.randn(7, 2, 4, dtype=torch.double), dim=2)
    one, other = pair.numpy().transpose(1, 0, 2)
    align = np.mean(np.linalg.norm(one - other, axis=1) ** 3)

    def uniform(x):
        return np.log(np.mean([np.exp(-1.5 * np.sum((x[i] - x[j]) ** 2)) for i in range(7) for j in range(i)]))

    loss, *parts = align_uniform(pair, alpha=3.0, t=1.5, uniform_weight=0.5, align_weight=0.7)
    assert parts[0].item() == pytest.approx(align, rel=1e-12)
    assert parts[1].item() == pytest.approx((uniform(one) + uniform(other)) / 2, rel=1e-12)
    assert loss.item() == pytest.approx(0.7 * align + 0.25 * (uniform(one) + uniform(other)), rel=1e-12)
    with torch.autocast("cpu", torch.bfloat16):
        half = align_uniform(pair.bfloat16(), 3.0, 1.5, 0.5, 0.7)[0]
    assert half.dtype == torch.float32 and half.item() == pytest.approx(loss.item(), rel=0.05)
    assert alignment(pair[:, 0], pair[:, 0]).item() == 0.0
    with pytest.raises(ValueError, match="two images"):
        uniformity(pair[:1, 0])
