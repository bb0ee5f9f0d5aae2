"""Folders and shards: what is found, what is skipped, what is refused."""

import io
import json
import tarfile
import zipfile

import numpy as np
import pytest
from PIL import Image

from image_generation.common.errors import UserError
from learning.data.sources import BadImage, ImageFolder, Shards, is_archive


def jpeg(color, size=(12, 10), suffix="JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, suffix)
    return file.getvalue()


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_class_folders_give_labels(tmp_path):
    for name, color in (("b/2.png", (0, 0, 255)), ("a/x/1.jpg", (255, 0, 0)), ("b/1.JPG", (0, 0, 250))):
        write(tmp_path / name, jpeg(color, suffix="PNG"))
    folder = ImageFolder([tmp_path])
    assert folder.classes == ["a", "b"] and list(folder.labels) == [0, 1, 1]
    image, label = folder.read(0)
    assert image.shape == (10, 12, 3) and image.dtype == np.uint8 and label == 0
    assert tuple(image[0, 0]) == (255, 0, 0)


@pytest.mark.parametrize(
    "names", [["1.jpg", "2.jpg"], ["0000000000/000000.jpg", "0000001000/001000.jpg"], ["a/1.jpg", "2.jpg"]]
)
def test_flat_folders_have_no_labels(tmp_path, names):
    for name in names:
        write(tmp_path / name, jpeg((1, 2, 3)))
    folder = ImageFolder([tmp_path])
    assert folder.classes == [] and folder.label_of(0) == -1 and len(folder) == 2


def test_the_training_part_is_read_where_there_is_one(tmp_path):
    write(tmp_path / "train/a/1.jpg", jpeg((1, 2, 3)))
    write(tmp_path / "val/a/2.jpg", jpeg((1, 2, 3)))
    assert len(ImageFolder([tmp_path])) == 1
    assert ImageFolder([tmp_path], training_part=False).classes == ["train", "val"]


def test_several_folders_join(tmp_path):
    write(tmp_path / "one/a/1.jpg", jpeg((1, 2, 3)))
    write(tmp_path / "two/b/2.jpg", jpeg((1, 2, 3)))
    assert list(ImageFolder([tmp_path / "one", tmp_path / "two"]).labels) == [0, 1]


def test_folders_that_do_not_fit_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.glsl").write_text("void main() {}")
    for path, said in (("empty", "no images"), ("file.glsl", "is a file"), ("none", "no such folder")):
        with pytest.raises(UserError, match=said) as error:
            ImageFolder([tmp_path / path])
        assert error.value.code == 2 and path in str(error.value)


@pytest.mark.parametrize(
    "data", [b"", b"not an image", jpeg((1, 2, 3), (64, 64))[:300], jpeg((9, 9, 9), (40, 40), "PNG")[:-30]]
)
def test_broken_files_are_named(tmp_path, data):
    write(tmp_path / "bad.jpg", data)
    with pytest.raises(BadImage, match=r"bad\.jpg"):
        ImageFolder([tmp_path]).read(0)


def test_huge_images_are_refused_unless_a_flag_lets_them_in(tmp_path):
    write(tmp_path / "bomb.png", jpeg((0, 0, 0), (50, 50), "PNG"))
    with pytest.raises(BadImage, match=r"bomb.*2 500 pixels.*--max-pixels"):
        ImageFolder([tmp_path], max_pixels=1000).read(0)
    assert ImageFolder([tmp_path], max_pixels=2500).read(0)[0].shape == (50, 50, 3)


def make_shard(path, members):
    with tarfile.open(path, "w") as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def test_shards_are_read_by_number(tmp_path):
    make_shard(tmp_path / "a.tar", [("k1.jpg", jpeg((255, 0, 0))), ("k1.cls", b"2"), ("k1.json", b"{}")])
    make_shard(tmp_path / "b.tar", [("x/k1.png", jpeg((0, 255, 0), suffix="PNG")), ("x/k1.cls", b"0")])
    shards = Shards([tmp_path])
    assert len(shards) == 2 and list(shards.labels) == [2, 0] and shards.classes == ["0", "1", "2"]
    assert shards.read(1)[0][0, 0].tolist() == [0, 255, 0]
    assert abs(int(shards.read(0)[0][0, 0, 0]) - 255) < 5


def test_webdataset_reads_the_same_shards(tmp_path):
    """The library that shards are named after sees the same images and labels."""
    webdataset = pytest.importorskip("webdataset")
    make_shard(
        tmp_path / "a.tar",
        [
            (f"{k}.{s}", d)
            for k in range(3)
            for s, d in (("png", jpeg((k, 0, 0), suffix="PNG")), ("cls", str(k).encode()))
        ],
    )
    theirs = list(
        webdataset.WebDataset(str(tmp_path / "a.tar"), shardshuffle=False).decode("rgb8").to_tuple("png", "cls")
    )
    ours = Shards([tmp_path / "a.tar"])
    assert len(theirs) == len(ours) == 3
    for k, (image, label) in enumerate(theirs):
        assert np.array_equal(image, ours.read(k)[0]) and label == ours.label_of(k)


def test_shards_without_all_labels_have_none(tmp_path):
    make_shard(tmp_path / "a.tar", [("1.jpg", jpeg((1, 1, 1))), ("2.jpg", jpeg((1, 1, 1))), ("2.cls", b"1")])
    assert Shards([tmp_path / "a.tar"]).classes == []


def test_broken_shards_are_refused(tmp_path):
    make_shard(tmp_path / "a.tar", [("1.jpg", jpeg((1, 1, 1), (200, 200)))])
    data = (tmp_path / "a.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(data[:900])
    (tmp_path / "text.tar").write_text("hello" * 300)
    make_shard(tmp_path / "none.tar", [("1.txt", b"x")])
    for name, said in (
        ("cut.tar", "readable"),
        ("text.tar", "readable"),
        ("none.tar", "no images"),
        ("gone.tar", "no .tar"),
    ):
        with pytest.raises(UserError, match=said):
            Shards([tmp_path / name])


@pytest.mark.parametrize("labels", [[5, 0, 2, 0], None])
def test_a_folder_with_dataset_json_has_its_labels_and_chunks_are_no_classes(tmp_path, labels):
    names = [f"{k // 2:05d}/img{k:08d}.png" for k in range(4)]
    for k, name in enumerate(names):
        write(tmp_path / name, jpeg((k, 0, 0), suffix="PNG"))
    pairs = labels and [list(pair) for pair in zip(names, labels)]
    (tmp_path / "dataset.json").write_text(json.dumps({"labels": pairs}))
    folder = ImageFolder([tmp_path])
    assert folder.labels.tolist() == (labels or [-1] * 4)
    assert folder.classes == ([str(k) for k in range(6)] if labels else [])


def test_a_zip_is_given_alone(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.png", jpeg((1, 0, 0), suffix="PNG"))
    assert is_archive([tmp_path / "a.zip"]) and not is_archive([tmp_path])
    with pytest.raises(UserError, match="alone"):
        is_archive([tmp_path / "a.zip", tmp_path])
