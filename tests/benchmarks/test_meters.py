"""Meters against what theory says of known features, and the command that ranks them."""

import csv

import numpy as np
import pytest

from benchmarks import diversity, predictors
from benchmarks.meters import distinct_images, rank_correlation, rankme
from image_generation.common.errors import UserError


def test_rankme_counts_directions():
    assert rankme(np.eye(8)) == pytest.approx(8)
    assert rankme(np.outer(np.arange(1, 9), np.ones(5))) == pytest.approx(1)
    assert rankme(np.zeros((4, 3))) == 1


def test_distinct_images_counts_groups():
    """Centred, k equally large groups along axes of their own span k - 1 equal directions."""
    groups = np.repeat(np.eye(5), 6, axis=0)
    assert distinct_images(groups) == pytest.approx(4)
    assert distinct_images(np.ones((6, 4))) == 1
    rng = np.random.default_rng(0)
    assert distinct_images(rng.normal(size=(200, 64))) > distinct_images(rng.normal(size=(200, 8)) @ np.eye(8, 64))


def test_rank_correlation_knows_order_alone():
    x = np.arange(10.0)
    assert rank_correlation(x, np.exp(x)).rho == pytest.approx(1)
    assert rank_correlation(x, -(x**3)).rho == pytest.approx(-1)
    found = rank_correlation(x, np.array([1, 0, 3, 2, 5, 4, 7, 6, 9, 8.0]))
    # z = atanh(rho) -+ 1.96 sqrt(1.06 / 7), by hand
    assert found.rho == pytest.approx(0.9394, abs=1e-4)
    assert (found.low, found.high) == (pytest.approx(0.7488, abs=1e-3), pytest.approx(0.9865, abs=1e-3))
    assert np.isnan(rank_correlation(x, np.ones(10)).rho) and np.isnan(rank_correlation(x[:3], x[:3]).low)
    assert rank_correlation(np.array([1, np.nan, 2, 3, 4.0]), np.arange(5.0)).n == 4


def write(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def test_models_are_measured_and_ranked(tmp_path, capsys):
    specs = ["model:noise", "model:perlin", "model:dead_leaves-squares", "model:fractaldb:3"]
    shaders = [word for spec in specs for word in ("--shaders", spec)]
    flags = ["--resolution", "32", "--frames", "4", "--encoder", "random:quick_resnet10"]
    diversity.main([*shaders, "--output", str(tmp_path), *flags])
    with open(tmp_path / "diversity.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["set"] for row in rows] == specs and rows[3]["frames"] == "12"
    assert all(1 <= float(row["rankme"]) <= 12 and 1 <= float(row["distinct_images"]) <= 12 for row in rows)
    results = write(
        tmp_path / "results.csv",
        [
            {"source": spec, "probe": "linear", "top1": float(rows[k]["rankme"]) + seed}
            for k, spec in enumerate(specs)
            for seed in (0, 1)
        ],
    )
    capsys.readouterr()
    predictors.main(["--diversity", str(tmp_path / "diversity.csv"), "--results", results])
    assert "| rankme | 1.00 |" in capsys.readouterr().out
    with pytest.raises(UserError, match="share 0 sources"):
        predictors.main(["--diversity", str(tmp_path / "diversity.csv"), "--results", results, "--probe", "knn"])
    with pytest.raises(UserError, match="cannot be read"):
        predictors.main(["--diversity", str(tmp_path / "none.csv"), "--results", results])
