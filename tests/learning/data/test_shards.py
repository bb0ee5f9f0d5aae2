"""Shards as people pack them: read, or an error that names the member and the rule."""

import gzip
import io
import os
import tarfile

import numpy as np
import pytest
from PIL import Image

from image_generation.common.errors import UserError
from learning.data.shards import Shards, expanded


def picture(level: int, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), (level, 0, 0)).save(file, kind)
    return file.getvalue()


def pack(path, *members):
    """members: (name, level or bytes)"""
    with tarfile.open(path, "w") as tar:
        for name, data in members:
            data = picture(data) if isinstance(data, int) else data
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return Shards([path])


def levels(shards):
    return [int(shards.read(k)[0][0, 0, 0]) for k in range(len(shards))]


def test_suffixes_in_any_case_and_paths_with_a_dot_before_them(tmp_path):
    shards = pack(tmp_path / "a.tar", ("./0000.PNG", 10), ("0000.CLS", b"1\n"), ("./d/1.png", 20), ("d/1.cls", b"0"))
    assert levels(shards) == [10, 20] and shards.labels.tolist() == [1, 0]


def test_labels_may_come_before_their_images_or_after_all_of_them(tmp_path):
    members = [("b.cls", b"1"), ("a.png", 10), ("b.png", 20), ("a.cls", b"0")]
    shards = pack(tmp_path / "a.tar", *members)
    assert levels(shards) == [10, 20] and shards.labels.tolist() == [0, 1]


def test_a_key_that_comes_twice_has_two_images(tmp_path):
    twice = [("0.png", 1), ("0.cls", b"3"), ("1.png", 2), ("1.cls", b"4"), ("0.png", 5), ("0.cls", b"6")]
    shards = pack(tmp_path / "a.tar", *twice)
    assert levels(shards) == [1, 2, 5] and shards.labels.tolist() == [3, 4, 6]
    with pytest.raises(UserError, match=r"0\.png.*key 0 has 2 images and 1 labels"):
        pack(tmp_path / "b.tar", *twice[:5])


def test_the_image_of_compound_names(tmp_path):
    shards = pack(tmp_path / "a.tar", ("7.png", 1), ("7.seg.png", 9), ("7.cls", b"2"))
    assert levels(shards) == [1] and shards.labels.tolist() == [2]
    jpeg = picture(200, "JPEG")
    shards = pack(tmp_path / "b.tar", ("7.input.jpg", jpeg), ("7.target.png", 9), ("7.label.cls", b"2"))
    assert len(shards) == 1 and abs(levels(shards)[0] - 200) < 5 and shards.labels.tolist() == [2]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("img.0001.png", 1), ("img.0002.png", 2)], r"img\.0001\.png and img\.0002\.png.*first dot"),
        ([("1.png", 1), ("1.jpg", picture(1, "JPEG"))], r"1\.png and 1\.jpg.*two images of the one key"),
        ([("1.png", 1), ("2.seg.png", 1)], r"2\.seg\.png.*no image named 2\.jpg"),
        ([("1.png", 1), ("1.cls", b"dog")], r"1\.cls.*whole number"),
        ([("1.png", 1), ("1.cls", b"-1")], r"1\.cls.*whole number"),
        ([("1.png", 1), ("1.cls", b"9" * 18)], r"1\.cls.*whole number"),
        ([("1.png", 1), ("1.cls", b" " * 1000 + b"1")], r"1\.cls.*whole number"),
    ],
)
def test_what_no_rule_covers_is_named(tmp_path, members, said):
    with pytest.raises(UserError, match=said) as error:
        pack(tmp_path / "a.tar", *members)
    assert error.value.code == 2 and "a.tar" in str(error.value)


def test_links_holes_and_cut_members_are_named(tmp_path):
    with tarfile.open(tmp_path / "link.tar", "w") as tar:
        info = tarfile.TarInfo("1.png")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(UserError, match=r"1\.png: is a link"):
        Shards([tmp_path / "link.tar"])
    pack(tmp_path / "whole.tar", ("1.png", np.random.default_rng(0).bytes(4000)))
    (tmp_path / "cut.tar").write_bytes((tmp_path / "whole.tar").read_bytes()[:2000])
    with pytest.raises(UserError, match="readable"):
        Shards([tmp_path / "cut.tar"])
    os.mkfifo(tmp_path / "pipe.tar")
    with pytest.raises(UserError, match="no regular file"):
        Shards([tmp_path / "pipe.tar"])


def test_compressed_shards_are_refused_by_name(tmp_path):
    pack(tmp_path / "a.tar", ("1.png", 1))
    (tmp_path / "z").mkdir()
    for name in ("z/a.tar.gz", "named.tar"):
        (tmp_path / name).write_bytes(gzip.compress((tmp_path / "a.tar").read_bytes()))
    for path in ("z", "z/a.tar.gz", "named.tar"):
        with pytest.raises(UserError, match="compressed"):
            Shards([tmp_path / path])


def test_addresses_with_braces(tmp_path):
    assert expanded("x-{008..011}.tar") == ["x-008.tar", "x-009.tar", "x-010.tar", "x-011.tar"]
    assert expanded("{a,b}{1..2}") == ["a1", "a2", "b1", "b2"]
    for k in range(3):
        pack(tmp_path / f"s-{k:03d}.tar", ("1.png", k))
    assert levels(Shards([f"{tmp_path}/s-{{000..002}}.tar"])) == [0, 1, 2]
    with pytest.raises(UserError, match=r"s-003\.tar"):
        Shards([f"{tmp_path}/s-{{000..003}}.tar"])
    with pytest.raises(UserError, match="names more than"):
        Shards(["{0..9999}{0..9999}"])
