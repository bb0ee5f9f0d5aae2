"""Scores averaged over draws of few labels: what is drawn, what is computed once, and how wide the interval is."""

import csv

import numpy as np
import pytest
import torch
from PIL import Image

from evaluation import classifiers, main_knn, main_linear
from evaluation.draws import cache, half_width, label_draws
from evaluation.results import wilson
from image_generation.common.errors import UserError
from learning.data.labelled_datasets import open_labelled
from learning.encoders.load import random_encoder
from learning.features import extract
from learning.knn import knn_scores

KNN = ("--random-init", "tiny_resnet", "--dataset", "digits", "--device", "cpu", "--few", "2")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """image_folder:TRAIN:TEST of two classes of noise; one training image is no image."""
    root = tmp_path_factory.mktemp("folders")
    generator = np.random.default_rng(0)
    for part, n in (("train", 6), ("test", 3)):
        for label in ("dark", "light"):
            (root / part / label).mkdir(parents=True)
            for k in range(n):
                pixels = generator.integers(0, 128, (12, 12, 3)) + 127 * (label == "light")
                Image.fromarray(pixels.astype(np.uint8)).save(root / part / label / f"{k}.png")
    (root / "train/light/3.png").write_bytes(b"no image")
    return f"image_folder:{root}/train:{root}/test"


def test_every_draw_takes_few_of_each_class_and_no_two_are_alike():
    part = open_labelled("digits").train
    drawn = label_draws(part, 3, 8, 5)
    labels = part.labels()
    assert all(np.bincount(labels[rows]).tolist() == [3] * 10 for rows in drawn)
    assert len({tuple(rows) for rows in drawn}) == 8
    again = label_draws(part, 3, 8, 5)
    assert all((one == other).all() for one, other in zip(drawn, again))
    assert part.rows(drawn[0]).chosen == part.few_per_class(3, 5).chosen
    assert label_draws(part, None, 1, 0)[0].tolist() == list(range(1198))


def test_draws_of_all_images_are_refused():
    with pytest.raises(UserError, match="--draws 5: needs --few") as error:
        main_knn.main([*KNN[:-2], "--draws", "5"])
    assert error.value.code == 2


def test_features_computed_once_are_those_of_each_draw(folders, capsys):
    data, encoder = open_labelled(folders), random_encoder("tiny_resnet")
    args = main_knn.parse_args(["--dataset", folders])
    drawn = label_draws(data.train, 4, 5, 0)
    cached = cache(encoder, data, drawn, torch.device("cpu"), args)
    assert capsys.readouterr().err.count("light/3.png") == 1
    assert {len(labels) for _, labels in cached.train} == {7, 8}
    for rows, (features, labels) in zip(drawn, cached.train):
        alone = extract(encoder.features, data.train.rows(rows), encoder.image_size, torch.device("cpu"))
        assert torch.allclose(features, alone[0], atol=1e-5) and torch.equal(labels, alone[1])


def test_the_interval_covers_new_draws_and_new_images():
    """Hits with an effect of the image, one of the draw, and noise: 95% of the intervals hold the true mean."""
    generator = np.random.default_rng(0)
    held = 0
    for _ in range(400):
        chance = 0.6 + 0.25 * generator.uniform(-1, 1, 200) + 0.1 * generator.uniform(-1, 1, (8, 1))
        hits = generator.random((8, 200)) < chance
        held += abs(hits.mean() - 0.6) <= half_width(hits)
    assert 0.93 <= held / 400 <= 0.99


def test_a_score_without_a_fault_is_not_certain():
    low, _ = wilson(100.0, 20)
    assert half_width(np.ones((10, 20), bool)) == pytest.approx(1 - low / 100)
    assert half_width(np.zeros((10, 20), bool)) == pytest.approx(1 - low / 100)
    assert half_width(np.ones((2, 1), bool)) > 0.5
    # Draws that agree on each image are one draw: its interval, but for the sample variance's n - 1.
    hits = np.tile(np.arange(400) < 300, (5, 1))
    assert half_width(hits) == pytest.approx(0.75 - wilson(75.0, 400)[0] / 100, rel=0.01)


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_scores_of_draws_are_means_with_their_own_interval(tmp_path, capsys):
    table = tmp_path / "r.csv"
    main_knn.main([*KNN, "--draws", "3", "--results", str(table)])
    main_knn.main([*KNN, "--results", str(table)])
    main_linear.main([*KNN, "--draws", "2", "--c", "1", "--results", str(table)])
    mean, one, linear = rows(table)
    assert "2 a class, mean of 3 draws" in mean["settings"] and "mean of 2 draws" in linear["settings"]
    assert float(mean["high"]) - float(mean["top1"]) == pytest.approx(float(mean["half_width"]), abs=1e-3)
    assert one["half_width"] == "" and 10 < float(mean["top1"]) < 60
    assert f"{float(mean['top1']):.2f}" in capsys.readouterr().out
    # The first draw is the one of the run without --draws.
    data, encoder = open_labelled("digits"), random_encoder("tiny_resnet")
    first = label_draws(data.train, 2, 3, 0)[:1]
    again = cache(encoder, data, first, torch.device("cpu"), main_knn.parse_args(KNN))
    votes = knn_scores(again.test, *again.train[0], data.classes)
    assert 100 * (votes.argmax(1) == again.truth).float().mean() == pytest.approx(float(one["top1"]), abs=0.01)


def test_a_table_with_other_columns_is_not_mixed_up(tmp_path):
    table = tmp_path / "r.csv"
    table.write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match="other columns"):
        main_knn.main([*KNN, "--results", str(table)])
    assert table.read_text() == "a,b\n1,2\n"


def test_one_class_is_nothing_to_tell_apart():
    with pytest.raises(UserError, match="of one class"):
        classifiers.fit_lbfgs(np.ones((4, 2)), np.zeros(4, np.int64), 2, None, 0)
