"""Distances against definitions, and the cache of reference features."""

import numpy as np
import pytest
import scipy.linalg
import torch

from image_generation.common.errors import UserError
from stylegan2 import distances, metrics
from stylegan2.dataset import GanImages
from stylegan2.network_files import save_networks
from tests.stylegan2.tiny import generator, write_images


def test_frechet_distance_is_its_formula():
    rng = np.random.default_rng(0)
    one, other = (
        rng.standard_normal((300, 6)) @ rng.standard_normal((6, 6)),
        rng.standard_normal((200, 6)) + 1,
    )
    covariances = np.cov(one.T), np.cov(other.T)
    root = scipy.linalg.sqrtm(covariances[0] @ covariances[1]).real
    expected = np.square(one.mean(0) - other.mean(0)).sum() + np.trace(covariances[0] + covariances[1] - 2 * root)
    assert distances.frechet_distance(one, other) == pytest.approx(expected, rel=1e-6)
    assert distances.frechet_distance(one, one) == pytest.approx(0, abs=1e-6)
    assert distances.frechet_distance(one, one + 2) == pytest.approx(24)
    few = rng.standard_normal((4, 50))  # fewer images than features: singular covariances
    assert np.isfinite(distances.frechet_distance(few, few + 1))


def test_kernel_distance_is_the_unbiased_estimate(monkeypatch):
    monkeypatch.setattr(distances, "KID_SUBSETS", 5)
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((5, 3)), rng.standard_normal((5, 3)) + 0.5
    k = lambda a, b: (a @ b / 3 + 1) ** 3  # noqa: E731
    pairs = [(i, j) for i in range(5) for j in range(5)]
    within = sum(k(x[i], x[j]) + k(y[i], y[j]) for i, j in pairs if i != j) / 20
    across = sum(k(x[i], y[j]) for i, j in pairs) / 25
    assert distances.kernel_distance(x, y) == pytest.approx(within - 2 * across)
    same = rng.standard_normal((2, 3000, 8))
    assert abs(distances.kernel_distance(*same)) < 0.01 < distances.kernel_distance(same[0], same[1] + 0.5)
    with pytest.raises(UserError, match="two images"):
        distances.kernel_distance(x[:1], y)


def test_the_command_names_what_it_measured_and_keeps_the_reference(tmp_path, capsys, monkeypatch):
    save_networks(tmp_path / "n.safetensors", {"G_ema": generator(16)})
    data = write_images(tmp_path / "images", 8)
    flags = [
        "--network",
        tmp_path / "n.safetensors",
        "--data",
        data,
        "--feature-extractor",
        "random:narrow_resnet10",
    ]
    flags = [*map(str, flags), "--metric-images", "6", "--cache", str(tmp_path / "cache"), "--device", "cpu"]
    metrics.main(flags)
    first = capsys.readouterr().out
    assert '"fid_encoder"' in first and '"kid_encoder"' in first and '"fid"' not in first
    monkeypatch.setattr(GanImages, "sample", lambda *_: pytest.fail("the reference was not kept"))
    metrics.main(flags)
    assert capsys.readouterr().out == first
    metrics.main([*flags, "--seed", "100"])
    assert capsys.readouterr().out != first  # other latents
    monkeypatch.undo()
    (cached,) = (tmp_path / "cache").iterdir()
    cached.write_bytes(b"damaged")
    metrics.main(flags)
    assert capsys.readouterr().out == first
    (data / "000.png").write_bytes((data / "001.png").read_bytes())
    metrics.main(flags)
    assert len(list((tmp_path / "cache").iterdir())) == 2  # other images, other reference


def test_generated_images_are_of_the_classes_of_real_ones(tmp_path, monkeypatch):
    """Drawn at random, as in the release: not the first classes of a sorted list; each image with noise of its own."""
    for number in range(4):
        write_images(tmp_path / "data" / f"class{number}", 10, 16)
    network = generator(16, c_dim=4)
    source, asked = GanImages(str(tmp_path / "data"), 16, labels=True), []

    def record(z, c, **how):
        asked.append((c.argmax(1).tolist(), how["noise_mode"], [g.initial_seed() for g in how["generators"]]))
        return torch.zeros(len(z), 3, 16, 16)

    monkeypatch.setattr(network, "forward", record)
    extractor = distances.Extractor("x", "_x", lambda images: images.reshape(len(images), -1)[:, :4].astype(np.float32))
    options = {"names": ["fid"], "count": 60, "cache": tmp_path / "cache", "device": torch.device("cpu")}
    distances.distances(network, source, extractor, **options)
    classes = [label for labels, _, _ in asked for label in labels]
    assert len(classes) == 60 and min(np.bincount(classes, minlength=4)) > 5 and classes != sorted(classes)
    assert {how for _, how, _ in asked} == {"random"} and len({s for _, _, seeds in asked for s in seeds}) == 60


def test_inception_without_its_package_says_what_to_do():
    try:
        import torch_fidelity  # noqa: F401
    except ImportError:
        with pytest.raises(UserError, match="torch-fidelity is not installed"):
            distances.open_extractor("inception", torch.device("cpu"))
    else:
        pytest.skip("torch-fidelity is installed")
