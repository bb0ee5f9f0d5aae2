"""Images kept in memory are those of the files, which are read once as far as there is room."""

import multiprocessing
import os

import numpy as np
import pytest
from PIL import Image

from image_generation.image_files import BadImage
from learning.checkpoints import read_checkpoint
from learning.data.folders import ImageFolder
from learning.data.kept import KeptImages
from supcon.main_train import main as train


@pytest.fixture
def folder(tmp_path):
    generator = np.random.default_rng(0)
    for k in range(6):
        (tmp_path / f"class_{k % 2}").mkdir(exist_ok=True)
        side = 9 if k == 5 else 8
        Image.fromarray(generator.integers(0, 256, (8, side, 3), dtype=np.uint8)).save(
            tmp_path / f"class_{k % 2}" / f"{k}.png"
        )
    return tmp_path


def test_files_are_read_once_as_far_as_there_is_room(folder):
    plain = ImageFolder([folder])
    truth = [plain.read(k) for k in range(len(plain))]
    odd = next(k for k, (image, _) in enumerate(truth) if image.shape != (8, 8, 3))
    kept = KeptImages(plain, (5 * 8 * 8 * 3 + 1) / 1e9)  # room for five
    assert len(kept) == 6 and kept.classes == plain.classes and kept.room == 5
    for _ in range(2):
        for k, (image, label) in enumerate(truth):
            assert np.array_equal(kept.read(k)[0], image) and kept.read(k)[1] == label
    for file in plain.files:
        os.unlink(file)
    for k, (image, label) in enumerate(truth):
        if k < 5 and k != odd:
            assert np.array_equal(kept.read(k)[0], image) and kept.read(k)[1] == label
        else:
            with pytest.raises(BadImage):
                kept.read(k)


def test_forked_processes_share_what_they_read(folder):
    kept = KeptImages(ImageFolder([folder]), 1.0)
    truth = ImageFolder([folder]).read(2)[0]
    child = multiprocessing.get_context("fork").Process(target=kept.read, args=(2,))
    child.start()
    child.join()
    assert child.exitcode == 0
    os.unlink(kept.files[2])
    assert np.array_equal(kept.read(2)[0], truth)


def test_a_training_is_the_same_with_kept_images(folder, tmp_path_factory):
    os.unlink(folder / "class_1" / "5.png")
    states = []
    for more in (["--keep-images", "1"], []):
        out = tmp_path_factory.mktemp("run")
        flags = ["--method", "SimCLR", "--model", "tiny_resnet", "--size", "8", "--epochs", "2", "--batch-size", "4"]
        run = ["--workers", "0", "--device", "cpu", "--seed", "3", "--threads", "1", "--output", str(out)]
        train([str(folder), *flags, *run, *more])
        states.append(read_checkpoint(out / "checkpoint_0001.pth.tar")["state_dict"])
    assert all(bool((states[0][name] == value).all()) for name, value in states[1].items())
