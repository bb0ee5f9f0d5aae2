"""Data sets of StyleGAN2-ADA: labels of dataset.json, the same from a folder and from a zip, and what is damaged."""

import json
import zipfile

import numpy as np
import pytest
from PIL import Image

from image_generation.common.errors import UserError
from image_generation.image_files import BadImage
from learning.data.ada_dataset import AdaZip, folder_labels, is_zip
from learning.data.folders import ImageFolder
from stylegan2.dataset import GanImages

LABELS = [2, 0, 1, 0, 2]


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    names = [f"0000{k // 3}/img{k:08d}.png" for k in range(5)]
    for name in names:
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (8, 8, 3)).astype(np.uint8)).save(path)
    content = {"labels": [list(pair) for pair in zip(names, LABELS)][::-1]}
    (tmp_path / "set" / "dataset.json").write_text(json.dumps(content))
    return tmp_path / "set"


def packed(folder, name="set.zip"):
    path = folder.parent / name
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, file.relative_to(folder))
    return path


def test_a_folder_and_its_zip_are_the_same_set(folder):
    sources = [GanImages(path, labels=True) for path in (folder, packed(folder))]
    assert is_zip(packed(folder)) and not is_zip(folder)
    for source in sources:
        assert source.classes == ["0", "1", "2"]  # not the folders 00000 and 00001
        assert source.files.labels.tolist() == LABELS
    for number in range(5):
        (one, label), (other, same) = (source.read(number) for source in sources)
        assert np.array_equal(one, other) and label == same == LABELS[number]


def test_a_zip_without_labels_has_the_classes_of_its_folder(tmp_path):
    for name in ("cat/a.png", "cat/deep/b.png", "dog/c.png"):
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8)).save(path)
    for beside, classes in ((None, ["cat", "dog"]), ("alone.png", [])):
        if beside:
            Image.new("RGB", (8, 8)).save(tmp_path / "set" / beside)
        one, other = ImageFolder([tmp_path / "set"]), AdaZip(packed(tmp_path / "set"))
        assert one.classes == other.classes == classes and one.labels.tolist() == other.labels.tolist()


def test_null_labels_are_none(folder):
    (folder / "dataset.json").write_text('{"labels": null}')
    assert folder_labels(folder, [str(folder / "00000/img00000000.png")]) is None
    assert AdaZip(packed(folder)).classes == []
    with pytest.raises(UserError, match="--cond: .*no classes"):
        GanImages(packed(folder, "other.zip"), labels=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "no JSON"),
        ('{"labels": 3}', "no list"),
        ('{"labels": [[1, 2, 3]]}', "no list"),
        ('{"labels": []}', "no label of 00000/img00000000.png"),
        ('{"labels": [["00000/img00000000.png", -1]]}', "has '-1' as the label"),
        ('{"labels": [["00000/img00000000.png", [0, 1]]]}', "as the label"),
    ],
)
def test_labels_that_are_damaged_are_one_line(folder, text, message):
    (folder / "dataset.json").write_text(text)
    for path in (folder, packed(folder)):
        with pytest.raises(UserError, match=message) as caught:
            GanImages(path, labels=True)
        assert "dataset.json" in str(caught.value) and caught.value.code == 2


def test_a_zip_whose_labels_are_cut_is_one_line(folder):
    path = packed(folder)
    data = path.read_bytes()
    path.write_bytes(data.replace(b'{"labels"', b'["labels"', 1))  # its CRC says so
    with pytest.raises(UserError, match="set.zip/dataset.json: Bad CRC"):
        AdaZip(path)


def test_zips_that_are_damaged(folder, tmp_path):
    (tmp_path / "n.zip").write_text("no zip")
    with pytest.raises(UserError, match="is no folder and no zip"):
        GanImages(tmp_path / "n.zip")
    path = packed(folder)
    data = bytearray(path.read_bytes())
    data[60] ^= 255  # within the first image
    path.write_bytes(bytes(data))
    with pytest.raises(BadImage, match=r"set.zip/00000/img00000000.png"):
        AdaZip(path).read(0)
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("a.txt", "")
    with pytest.raises(UserError, match="holds no images"):
        AdaZip(tmp_path / "empty.zip")
