"""StyleGAN2-ADA's dataset.json and zips: their labels, and what is wrong with them."""

import io
import json
import pickle
import zipfile

import numpy as np
import pytest
from PIL import Image

from image_generation.common.errors import UserError
from learning.data.archives import ImageArchive
from learning.data.folders import ImageFolder
from learning.data.labelled_datasets import open_labelled

LABELS = [10, 2, 0, 2, 10, 1]


def name(k):
    return f"{k // 3:05d}/img{k:08d}.png"


@pytest.fixture
def folder(tmp_path):
    for k in range(6):
        path = tmp_path / "set" / name(k)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), (k, 0, 0)).save(path)
    return tmp_path / "set"


def table(folder, value):
    (folder / "dataset.json").write_text(json.dumps(value))


def zipped(folder, prefix=""):
    path = folder.parent / f"{prefix.strip('/') or 'set'}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, f"{prefix}{file.relative_to(folder)}")
    return path


def test_the_labels_of_dataset_json(folder):
    table(folder, {"labels": [[name(k), label] for k, label in enumerate(LABELS)]})
    for source in (ImageFolder([folder]), ImageArchive(zipped(folder)), ImageArchive(zipped(folder, "packed/"))):
        assert source.labels.tolist() == LABELS and source.classes == [str(k) for k in range(11)]
        for k in range(6):
            image, label = source.read(k)
            assert image[0, 0].tolist() == [k, 0, 0] and label == LABELS[k]


def test_a_zip_is_read_in_another_process(folder):
    copy = pickle.loads(pickle.dumps(ImageArchive(zipped(folder))))
    assert np.array_equal(copy.read(3)[0], ImageArchive(folder.parent / "set.zip").read(3)[0])


@pytest.mark.parametrize("value", [None, {"labels": None}, {"other": 1}, ["x"]])
def test_chunks_are_no_classes(folder, value):
    if value is not None:
        table(folder, value)
    for source in (ImageFolder([folder]), ImageArchive(zipped(folder))):
        assert source.classes == [] and set(source.labels) == {-1}


@pytest.mark.parametrize(
    "labels", [[[name(0), 1]], [[name(k), -1] for k in range(6)], [[name(k), "a"] for k in range(6)], "x", [[[], 1]]]
)
def test_wrong_labels_are_refused(folder, labels):
    table(folder, {"labels": labels})
    for build in (lambda: ImageFolder([folder]), lambda: ImageArchive(zipped(folder))):
        with pytest.raises(UserError, match=r"dataset\.json"):
            build()


def test_zips_to_evaluate_on(folder):
    table(folder, {"labels": [[name(k), k % 2] for k in range(6)]})
    path = zipped(folder)
    parts = open_labelled(f"image_folder:{path}:{folder}")
    assert parts.classes == 2 and parts.train.labels().tolist() == [0, 1] * 3
    assert parts.train[5][0].getpixel((0, 0)) == (5, 0, 0)


def test_damaged_zips_are_one_line(tmp_path):
    (tmp_path / "text.zip").write_bytes(b"no zip at all")
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("x.txt", "x")
    for file, said in (("text.zip", "no readable zip"), ("none.zip", "holds no images")):
        with pytest.raises(UserError, match=said):
            ImageArchive(tmp_path / file)
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    with zipfile.ZipFile(tmp_path / "flipped.zip", "w") as archive:
        archive.writestr("a.png", file.getvalue())
    data = bytearray((tmp_path / "flipped.zip").read_bytes())
    data[60] ^= 1
    (tmp_path / "flipped.zip").write_bytes(data)
    with pytest.raises(Exception, match=r"a\.png: Bad CRC"):
        ImageArchive(tmp_path / "flipped.zip").read(0)
