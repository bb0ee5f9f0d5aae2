"""generate_dataset.py of StyleGAN2: seed i is image i, whatever the batch, the interruption and the processes."""

import csv
import multiprocessing
import os
import signal
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from image_generation.common.errors import UserError
from image_generation.stylegan2 import generate_dataset
from stylegan2 import dataset_worker
from stylegan2.dataset_worker import GanSettings, GanWorker
from stylegan2.network_files import save_networks
from tests.stylegan2.tiny import generator, release_pickle


class InProcess:
    """A stand-in for processes.pool.Pool that works in this process: starting real ones takes seconds."""

    def __init__(self, make_handler, arguments, workers, timeout):
        self.handler, self.events = make_handler(0, *arguments), []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def wants_task(self):
        return not self.events

    busy = property(lambda self: bool(self.events))

    def submit(self, task):
        self.handler(task, lambda message: self.events.append(generate_dataset.Message(task, message)), None)
        self.events.append(generate_dataset.Finished(task))

    def wait(self):
        events, self.events = self.events, []
        return events


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(generate_dataset, "Pool", InProcess)


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    path = tmp_path_factory.mktemp("network") / "n.safetensors"
    save_networks(path, {"G_ema": generator(16)})
    return path


@pytest.fixture(scope="module")
def conditional(tmp_path_factory):
    path = tmp_path_factory.mktemp("network") / "c.pkl"
    return release_pickle(path, {"G_ema": generator(8, c_dim=3)}, path.with_name("canary"))


def run(network, output, n, *more):
    required = [
        "--network",
        network,
        "--output",
        output,
        "--n-samples",
        n,
        "--device",
        "cpu",
        "--image-format",
        "png",
    ]
    return generate_dataset.main([str(flag) for flag in (*required, *more)])


def files(root):
    return {
        str(p.relative_to(root)): p.read_bytes() for p in sorted(Path(root).rglob("*")) if p.suffix in (".png", ".csv")
    }


def pixels(path):
    return cv2.imread(str(path))[..., ::-1]


def drawn(network_seed_images, z, **options):
    """What the release does with one latent."""
    with torch.no_grad():
        image = network_seed_images(torch.from_numpy(z).float(), None, noise_mode="const", **options)
    return (image.permute(0, 2, 3, 1) * 127.5 + 128).clamp(0, 255).to(torch.uint8)[0].numpy()


def test_image_i_is_that_of_seed_i(quick, network, tmp_path):
    run(network, tmp_path / "d", 5, "--truncation-psi", "0.5")
    G = generator(16)
    for i in range(5):
        expected = drawn(G, np.random.RandomState(i).randn(1, 8), truncation_psi=0.5)
        assert np.array_equal(pixels(tmp_path / "d" / "0000000000" / f"{i:06d}.png"), expected)


@pytest.mark.parametrize("more", [(), ("--noise-mode", "random"), ("--mixup", "3")])
def test_neither_batch_nor_number_of_images_changes_an_image(quick, network, tmp_path, more):
    run(network, tmp_path / "a", 7, *more)
    run(network, tmp_path / "b", 4, "--batch", "2", *more)
    a, b = files(tmp_path / "a"), files(tmp_path / "b")
    assert len(b) == 4 + 2
    assert all(a[name] == data for name, data in b.items() if name.endswith(".png"))


def test_mixup_is_convex_with_weights_on_the_simplex(quick, network, tmp_path):
    run(network, tmp_path / "d", 40, "--mixup", "3")
    G = generator(16)
    with open(tmp_path / "d" / "samples.csv") as file:
        rows = list(csv.DictReader(file))
    weights = np.array([[float(w) for w in row["weights"].split(";")] for row in rows])
    assert np.allclose(weights.sum(1), 1)
    assert np.abs(weights.mean(0) - 1 / 3).max() < 0.12 and weights.max() > 0.7
    for row in rows[:3]:
        seeds = [int(seed) for seed in row["seeds"].split(";")]
        assert seeds == [int(row["index"]) + k * 1_300_000 for k in range(3)]
        samples = [drawn(G, np.random.RandomState(seed).randn(1, 8)) for seed in seeds]
        expected = sum(w * s.astype(float) for w, s in zip(weights[int(row["index"])], samples))
        assert np.abs(pixels(tmp_path / "d" / row["file"]) - expected).max() <= 0.51


def test_classes(quick, conditional, tmp_path):
    with pytest.raises(UserError, match="class-conditional: give --class 0 to 2, or --class all"):
        run(conditional, tmp_path / "d", 4)
    with pytest.raises(UserError, match="classes 0 to 2"):
        run(conditional, tmp_path / "d", 4, "--class", "3")
    with pytest.raises(UserError, match="--class 1x: give --class 0 to 2, or --class all"):
        run(conditional, tmp_path / "d", 4, "--class", "1x")
    with pytest.raises(UserError, match="--class 9{40}: give --class 0 to 2"):
        run(conditional, tmp_path / "d", 4, "--class", "9" * 5000)
    assert not (tmp_path / "d").exists()
    run(conditional, tmp_path / "d", 7, "--class", "all", "--layout", "class")
    assert [p.name for p in sorted((tmp_path / "d" / "00001").iterdir())] == ["000001.png", "000004.png"]
    run(conditional, tmp_path / "one", 3, "--class", "1")
    same = pixels(tmp_path / "one" / "0000000000" / "000001.png")
    assert np.array_equal(pixels(tmp_path / "d" / "00001" / "000001.png"), same)
    assert not (conditional.parent / "canary").exists()


def test_a_run_mends_what_is_missing_or_damaged(quick, network, tmp_path, capsys):
    run(network, tmp_path / "d", 6)
    before = files(tmp_path / "d")
    folder = tmp_path / "d" / "0000000000"
    (folder / "000002.png").unlink()
    (folder / "000004.png").write_bytes(b"damaged")
    run(network, tmp_path / "d", 6)
    assert "2 sampled" in capsys.readouterr().out.splitlines()[-1]
    assert files(tmp_path / "d") == before


def test_config_repeats_and_other_settings_are_refused(quick, network, tmp_path):
    run(network, tmp_path / "d", 3, "--mixup", "2")
    generate_dataset.main(
        ["--config", str(tmp_path / "d" / "config.yaml"), "--output", str(tmp_path / "e"), "--device", "cpu"]
    )
    assert files(tmp_path / "e") == files(tmp_path / "d")
    with pytest.raises(UserError, match="mixup: 2 there, 3 now"):
        run(network, tmp_path / "d", 3, "--mixup", "3")
    other = tmp_path / "other.safetensors"
    save_networks(other, {"G_ema": generator(16, seed=9)})
    with pytest.raises(UserError, match="network"):
        run(other, tmp_path / "d", 3, "--mixup", "2")


def test_what_is_no_network(quick, network, tmp_path):
    for name, data in (
        ("n.pkl", b"cos\nsystem\n(S'touch x'\ntR."),
        ("n.safetensors", network.read_bytes()[:500]),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UserError, match=name.replace(".", r"\.")):
            run(tmp_path / name, tmp_path / "d", 3)
    with pytest.raises(UserError, match="not class-conditional"):
        run(network, tmp_path / "d", 3, "--class", "0")
    with pytest.raises(UserError, match="torch sees"):
        run(network, tmp_path / "d", 3, "--device", "auto", "--gpus", "63")
    assert not (tmp_path / "d").exists()


def test_a_gpus_batches_are_filled_up(network, tmp_path, monkeypatch):
    """On a GPU every batch has the same size; what is added to fill it does not come out."""
    settings = GanSettings(
        network=str(network),
        root=str(tmp_path),
        classes=None,
        mixup=1,
        seed=0,
        truncation_psi=1.0,
        noise_mode="const",
        devices=("cpu",),
        batch=8,
        layout="flat",
        image_format="png",
        quality=95,
    )
    monkeypatch.setattr(dataset_worker, "ImageWriter", lambda *_: None)
    worker = GanWorker(0, settings)
    expected = worker.samples([4, 5, 6], None)

    class PretendGpu:
        type = "cuda"

    worker.device = PretendGpu()
    sizes = []
    move = torch.Tensor.to
    stay = lambda self, *a, **k: self if a and isinstance(a[0], PretendGpu) else move(self, *a, **k)  # noqa: E731
    monkeypatch.setattr(torch.Tensor, "to", stay)
    whole = worker.generator.mapping.forward
    monkeypatch.setattr(worker.generator.mapping, "forward", lambda z, *a: sizes.append(len(z)) or whole(z, *a))
    assert np.array_equal(worker.samples([4, 5, 6], None), expected)
    assert sizes[0] == 8


def test_killed_in_between_by_the_real_processes(network, tmp_path):
    output, n = tmp_path / "d", 200
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=run, args=(network, output, n, "--workers", "1", "--batch", "4"))
    child.start()
    deadline = time.monotonic() + 120
    while child.is_alive() and time.monotonic() < deadline and not list(output.glob("*/*.png")):
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    partly = len(list(output.glob("*/*.png")))
    assert 0 < partly <= n
    assert all(pixels(path).shape == (16, 16, 3) for path in output.glob("*/*.png"))
    generate_dataset_in_process(network, output, n)
    generate_dataset_in_process(network, tmp_path / "whole", n)
    assert files(output) == files(tmp_path / "whole")


def generate_dataset_in_process(network, output, n):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate_dataset, "Pool", InProcess)
        deadline = time.monotonic() + 20
        while True:
            try:
                return run(network, output, n)
            except UserError as error:  # the killed run's worker may hold the folder for a moment
                if "another run" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
