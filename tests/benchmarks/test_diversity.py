"""The diversity benchmark's statistics on images whose figures are known, and the command end to end."""

import csv

import cv2
import numpy as np
import pytest

from benchmarks import diversity


def power_law_noise(count, side, slope, seed=0):
    """Gaussian fields whose power falls with frequency^slope, in [0, 1]."""
    rng = np.random.default_rng(seed)
    f = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.fftfreq(side)[None])
    f[0, 0] = 1.0
    fields = np.fft.ifft2(np.fft.fft2(rng.normal(size=(count, side, side))) * f ** (slope / 2)).real
    fields -= fields.mean((1, 2), keepdims=True)
    return 0.5 + 0.1 * fields / fields.std((1, 2), keepdims=True)


@pytest.mark.parametrize("slope", [0.0, -1.0, -2.0])
def test_slope_of_noise_made_with_that_slope(slope):
    assert diversity.spectrum_slopes(power_law_noise(40, 64, slope)).mean() == pytest.approx(slope, abs=0.2)


def test_kurtosis_of_gaussian_steps_and_of_edges():
    flat = power_law_noise(20, 64, 0.0) * 0.1 + 0.5
    assert np.median(diversity.gradient_kurtosis(flat)) == pytest.approx(3.0, abs=0.2)
    disc = np.hypot(*np.mgrid[-32:32, -32:32]) < 20
    assert diversity.gradient_kurtosis(0.2 + 0.6 * disc[None])[0] > 8


def test_entropy_counts_colours():
    grey = np.full((1, 16, 16, 3), 100, np.uint8)
    assert diversity.entropy(diversity.colour_histograms(grey))[0] == 0.0
    four = grey.copy()
    four[0, :8, :, 0], four[0, :, :8, 2] = 250, 10
    assert diversity.entropy(diversity.colour_histograms(four))[0] == pytest.approx(2.0)


def test_distances_by_hand():
    features = np.array([[0.0, 0.0], [0.0, 2.0], [5.0, 0.0], [5.0, 4.0]], np.float32)
    between, within = diversity.distances(features, np.array([0, 0, 1, 1]))
    assert within == pytest.approx(3.0)
    assert between == pytest.approx((5 + np.hypot(5, 4) + np.hypot(5, 2) + np.hypot(5, 2)) / 4)
    assert np.isnan(diversity.distances(features, np.arange(4))[1])


def test_features_know_texture_from_texture():
    smooth, rough = (
        (255 * np.clip(power_law_noise(6, 64, s), 0, 1)).astype(np.uint8)[..., None].repeat(3, -1) for s in (-3.0, 0.0)
    )
    features = diversity.random_features(np.concatenate([smooth, rough]))
    between, within = diversity.distances(features, np.repeat([0, 1], 6))
    assert features.shape == (12, 288) and between > 2 * within


def test_command(command, tmp_path):
    for k in range(3):
        picture = np.random.default_rng(k).integers(0, 255, (40, 50, 3), np.uint8)
        cv2.imwrite(str(tmp_path / f"photo{k}.png"), picture)
    shader = tmp_path / "bad.frag"
    shader.write_text("void mainImage(out vec4 c, in vec2 p) { c = nothing; }")
    done = command(
        "benchmarks/diversity.py",
        "--shaders",
        "composed:2",
        str(shader),
        "--photos",
        tmp_path,
        "--output",
        tmp_path / "out",
        "--frames",
        "2",
        "--resolution",
        "32",
        "--device",
        "cpu",
    )
    with open(tmp_path / "out" / "diversity.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["frames"] for row in rows] == ["4", "3"] and rows[0]["failed"] == "1"
    assert "spectrum_slope" in done.stdout and (tmp_path / "out" / "diversity.png").stat().st_size > 10_000
    command("benchmarks/diversity.py", "--shaders", shader, "--output", tmp_path / "o", "--device", "cpu", code=1)
    command("benchmarks/diversity.py", "--shaders", "composed:x", "--output", tmp_path / "o", code=2)
    command(
        "benchmarks/diversity.py",
        "--shaders",
        "composed:1",
        "--photos",
        tmp_path / "no",
        "--output",
        tmp_path / "o",
        "--device",
        "cpu",
        code=2,
    )


def test_sets_of_equal_size(command, tmp_path):
    sets = ["--shaders", "noise=model:noise", "--shaders", "model:fractaldb:20", "--shaders", "model:fractaldb:5"]
    line = ["--images", "7", "--resolution", "16", "--output", str(tmp_path)]
    command("benchmarks/diversity.py", *sets, *line)
    with open(tmp_path / "diversity.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["set"], row["programs"], row["frames"]) for row in rows] == [
        ("noise", "1", "7"),
        ("model:fractaldb:20", "7", "7"),
        ("model:fractaldb:5", "5", "7"),
    ]
