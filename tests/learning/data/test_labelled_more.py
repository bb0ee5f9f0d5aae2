"""Sets with an argument: imagenet:DIR, cub200:DIR, medmnist:NAME; names of classes and images."""

import sys

import numpy as np
import pytest
from PIL import Image

from image_generation.common.errors import UserError
from learning.data.labelled_datasets import open_labelled


def picture(path, colour=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (colour, 0, 0)).save(path)


def test_imagenet_folders(tmp_path):
    for part in ("train", "val"):
        for label in ("n01", "n02"):
            picture(tmp_path / part / label / "a.png")
    data = open_labelled(f"imagenet:{tmp_path}")
    assert data.names == ("n01", "n02") and len(data.train) == len(data.test) == 2
    assert data.test.name(1) == str(tmp_path / "val/n02/a.png")


@pytest.fixture
def cub(tmp_path):
    (tmp_path / "classes.txt").write_text("1 001.Albatross\n2 002.Crow\n")
    (tmp_path / "images.txt").write_text("1 001.Albatross/a.png\n2 001.Albatross/b.png\n3 002.Crow/c.png\n")
    (tmp_path / "image_class_labels.txt").write_text("1 1\n2 1\n3 2\n")
    (tmp_path / "train_test_split.txt").write_text("1 1\n2 0\n3 1\n")
    for k, name in enumerate(("001.Albatross/a", "001.Albatross/b", "002.Crow/c")):
        picture(tmp_path / f"images/{name}.png", 50 * k)
    return tmp_path


def test_cub_as_published(cub):
    data = open_labelled(f"cub200:{cub}")
    assert data.classes == 2 and data.names == ("001.Albatross", "002.Crow")
    assert data.train.labels().tolist() == [0, 1] and data.test.labels().tolist() == [0]
    image, label = data.train[1]
    assert label == 1 and np.asarray(image)[0, 0].tolist() == [100, 0, 0]
    assert data.train.rows(np.array([1])).name(3).endswith("002.Crow/c.png")


@pytest.mark.parametrize(
    "file, text, said",
    [
        ("images.txt", None, "No such file"),
        ("images.txt", "1 ../../secret.png\n", "outside of its folder"),
        ("images.txt", "9 a.png\n", "image 9 of images.txt has no part"),
        ("classes.txt", "x y\n", "a line is not"),
        ("image_class_labels.txt", "1 1\n2 0\n3 2\n", "image 2 is of class '0', where classes.txt has 1 to 2"),
        ("image_class_labels.txt", "1 1\n2 1\n3 3\n", "image 3 is of class '3'"),
        ("image_class_labels.txt", "1 1\n2 crow\n3 2\n", "image 2 is of class 'crow'"),
        ("image_class_labels.txt", "1 1\n2 \u0661\n3 2\n", "image 2 is of class"),
        ("train_test_split.txt", "1 1\n2 0\n3 yes\n", "image 3 has 'yes', not 0 or 1"),
        ("train_test_split.txt", "1 1\n2 1\n3 1\n", "has no image of part 0"),
    ],
)
def test_broken_cub_is_one_line(cub, file, text, said):
    (cub / file).unlink() if text is None else (cub / file).write_text(text)
    with pytest.raises(UserError, match=said):
        open_labelled(f"cub200:{cub}")


def test_missing_medmnist_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "medmnist", None)
    with pytest.raises(UserError, match="medmnist is not installed"):
        open_labelled("medmnist:bloodmnist")
    with pytest.raises(UserError, match="must be medmnist:NAME"):
        open_labelled("medmnist:")


def test_names_of_classes():
    assert open_labelled("digits").names == tuple("0123456789")
    assert open_labelled("digits", few=2).names == tuple("0123456789")
