"""Weighted kNN against a plain loop; chunks; unreadable images."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from image_generation.common.errors import UserError
from learning.data.labelled_datasets import Subset
from learning.data.sources import BadImage
from learning.features import Evaluating, extract
from learning.knn import accuracies, knn_scores, without_voteless


def by_hand(queries, references, labels, classes, k, temperature):
    """Wu et al. 2018, section 3.4, one query at a time in double precision."""
    votes = np.zeros((len(queries), classes))
    references = references / np.linalg.norm(references, axis=1, keepdims=True)
    for row, query in enumerate(queries):
        cosine = references @ (query / np.linalg.norm(query))
        for n in np.argsort(-cosine)[:k]:
            votes[row, labels[n]] += np.exp(cosine[n] / temperature)
    return votes


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(1, 80), st.integers(1, 70), st.integers(1, 40))
def test_votes_are_those_of_a_plain_loop(n, references, k, chunk):
    generator = np.random.default_rng(n * 100 + references)
    q, r = generator.normal(size=(n, 6)), generator.normal(size=(references, 6)) * 5
    labels = generator.integers(0, 4, references)
    expected = by_hand(q, r, labels, 4, k, 0.1)
    got = knn_scores(torch.tensor(q), torch.tensor(r), torch.tensor(labels), 4, k, 0.1, chunk, 7).double().numpy()
    expected /= expected.sum(1, keepdims=True)
    assert np.allclose(got / got.sum(1, keepdims=True), expected, atol=1e-4)


def test_low_temperatures_do_not_overflow():
    scores = knn_scores(torch.eye(3), torch.eye(3), torch.arange(3), 3, 2, 0.001)
    assert torch.isfinite(scores).all() and scores.argmax(1).tolist() == [0, 1, 2]


def test_accuracies():
    scores = torch.tensor([[0.9, 0.1, 0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.6, 0.5, 0.4, 0.3, 0.2, 0.1]])
    assert accuracies(scores, torch.tensor([0, 0, 1])) == pytest.approx((100 / 3, 200 / 3))
    assert accuracies(scores[:, :2], torch.tensor([1, 1, 1])) == pytest.approx((100 / 3, 100.0))


def test_top_5_of_few_neighbours_is_of_classes_that_they_have():
    """As DINO's eval_knn.py, whose best are min(5, k): with one neighbour top-5 is top-1."""
    generator = torch.Generator().manual_seed(0)
    queries, references = torch.randn(200, 4, generator=generator), torch.randn(100, 4, generator=generator)
    labels, truth = torch.arange(100) % 7, torch.arange(200) % 7
    for k in (1, 3):
        scores = without_voteless(knn_scores(queries, references, labels, 7, k))
        near = (torch.nn.functional.normalize(queries) @ torch.nn.functional.normalize(references).T).topk(k).indices
        expected = 100.0 * (labels[near] == truth[:, None]).any(1).double().mean().item()
        assert accuracies(scores, truth)[1] == pytest.approx(expected)
    assert accuracies(scores, truth)[0] <= expected


def test_far_neighbours_have_votes_at_any_temperature():
    scores = without_voteless(knn_scores(torch.tensor([[1.0, 0.0]]), torch.eye(2), torch.arange(2), 3, 2, 0.0005))
    assert accuracies(scores, torch.tensor([1])) == (0.0, 100.0) and accuracies(scores, torch.tensor([2])) == (0.0, 0.0)


def test_unreadable_images_are_left_out(capsys):
    def read(k):
        if k == 2:
            raise BadImage("x.png: broken")
        return Image.new("RGB", (20, 30), (k * 20, 0, 0)), k

    part = Subset(read, lambda k: k, range(5))
    features, labels = extract(lambda images: images.mean((2, 3)), part, 16, torch.device("cpu"), batch=2)
    assert labels.tolist() == [0, 1, 3, 4] and features.shape == (4, 3)
    assert features[2, 0] == pytest.approx((60 / 255 - 0.485) / 0.229, abs=1e-4)
    assert "x.png: broken" in capsys.readouterr().err
    with pytest.raises(UserError, match="none of the images"):
        extract(lambda images: images, Subset(read, lambda k: k, [2]), 16, torch.device("cpu"))


def test_evaluating_restores_every_module():
    module = torch.nn.Sequential(torch.nn.BatchNorm1d(2), torch.nn.Dropout())
    module[1].eval()
    with Evaluating(module):
        assert not module[0].training
    assert module.training and module[0].training and not module[1].training
