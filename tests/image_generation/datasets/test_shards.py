"""Shards: their bytes depend on their samples alone, and other people's libraries read them."""

import hashlib
import io
import json
import os
import tarfile

import numpy as np
import pytest
import webdataset
from PIL import Image

from image_generation.datasets.shards import (
    INDEX,
    ShardEntry,
    ShardPlan,
    ShardWriter,
    index_bytes,
    read_index,
    shard_name,
    shard_number,
    table_bytes,
)

PLAN = ShardPlan(n_images=5, shard_size=3)


def picture(k):
    return np.full((4, 6, 3), k * 40, np.uint8)


def png(k):
    file = io.BytesIO()
    Image.fromarray(picture(k)).save(file, "png")
    return file.getvalue()


def table(k):
    return {
        "index": k,
        "programs": ["a", "ü"],
        "times": [0.5, 2.0],
        "weights": [0.25, 0.75],
        "boxes": [],
        "parameters": [],
    }


@pytest.fixture
def folder(tmp_path):
    tmp_path /= "shards"
    tmp_path.mkdir()
    entries = []
    for number in range(PLAN.n_shards):
        with open(tmp_path / shard_name(number), "wb") as file:
            writer = ShardWriter(file)
            for k in PLAN.images(number):
                writer.add(k, png(k), "png", k % 2, table_bytes(table(k)))
            writer.finish()
        entries.append(ShardEntry(name=shard_name(number), count=writer.count, bytes=writer.size, sha256=writer.sha256))
    data = index_bytes(plan=PLAN, settings={"seed": 0}, classes=["a", "b"], excluded={"z": "broken"}, shards=entries)
    (tmp_path / INDEX).write_bytes(data)
    return tmp_path


def test_a_shard_is_a_tar_of_fixed_headers(folder):
    with tarfile.open(folder / shard_name(0)) as tar:
        members = tar.getmembers()
        assert [member.name for member in members[:4]] == [
            "000000000.png",
            "000000000.cls",
            "000000000.json",
            "000000001.png",
        ]
        assert {(m.mtime, m.uid, m.gid, m.uname, m.gname, m.mode) for m in members} == {(0, 0, 0, "", "", 0o644)}
        assert tar.extractfile("000000001.cls").read() == b"1"
        assert json.load(tar.extractfile("000000002.json")) == table(2)
        assert tar.extractfile("000000002.png").read() == png(2)
    reference = io.BytesIO()
    with tarfile.open(fileobj=reference, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for member, data in [(f"00000000{k}.{s}", d) for k in (3, 4) for s, d in parts_of(k)]:
            about = tarfile.TarInfo(member)
            about.size = len(data)
            tar.addfile(about, io.BytesIO(data))
    assert (folder / shard_name(1)).read_bytes() == reference.getvalue()


def parts_of(k):
    about = json.dumps(table(k), ensure_ascii=False, separators=(",", ":")).encode()
    return (("png", png(k)), ("cls", str(k % 2).encode()), ("json", about))


def test_the_index_says_what_the_shards_are(folder):
    index = read_index((folder / INDEX).read_bytes())
    assert [(entry.name, entry.count) for entry in index["shards"]] == [
        ("shard-000000.tar", 3),
        ("shard-000001.tar", 2),
    ]
    for entry in index["shards"]:
        data = (folder / entry.name).read_bytes()
        assert (entry.bytes, entry.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert index["excluded"] == {"z": "broken"} and index["classes"] == ["a", "b"]
    entry = '{"name": "%s", "count": 1, "bytes": 1, "sha256": ""}'
    head = '{"format": "webdataset", "version": 1, "classes": [], "shards": '
    broken = ("[]", "{", '{"format": "webdataset", "version": 99}', head + "[1]}", head + f"[{entry % '../x'}]}}")
    for text in (*broken, head + "[{}]}"):
        with pytest.raises(ValueError):
            read_index(text.encode())


def test_names_of_shards():
    assert [shard_name(k) for k in (0, 7, 1234567)] == ["shard-000000.tar", "shard-000007.tar", "shard-1234567.tar"]
    assert shard_number("shard-000007.tar") == 7 and shard_number("shard-1234567.tar") == 1234567
    for name in ("shard-7.tar", "shard-0000007.tar", "shard-000007.tar.part", "x-000007.tar"):
        assert shard_number(name) is None


def test_the_webdataset_library_reads_the_folder(folder):
    samples = list(
        webdataset.WebDataset([str(folder / shard_name(k)) for k in range(2)], shardshuffle=False).decode("rgb8")
    )
    assert [sample["__key__"] for sample in samples] == [f"00000000{k}" for k in range(5)]
    for k, sample in enumerate(samples):
        np.testing.assert_array_equal(sample["png"], picture(k))
        assert sample["cls"] == k % 2 and sample["json"] == table(k)


def test_the_datasets_library_reads_the_folder(folder, tmp_path, monkeypatch):
    # Both libraries read the environment once, at their import, for all tests of the process: the values are set here.
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    files = {"train": os.path.join(folder, "*.tar")}
    loaded = datasets.load_dataset("webdataset", data_files=files, split="train", cache_dir=str(tmp_path / "cache"))
    whole = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    streamed = list(datasets.load_dataset("webdataset", data_files=files, split="train", streaming=True))
    for rows in (loaded, whole, streamed):
        assert len(rows) == 5
        for k, row in enumerate(rows):
            np.testing.assert_array_equal(np.asarray(row["png"]), picture(k))
            assert row["cls"] == k % 2 and row["json"] == table(k)
