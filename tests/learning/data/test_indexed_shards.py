"""Training from shards by their index: every image once an epoch, on any number of processes, from disks and servers."""

import io
import itertools
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from image_generation.common.errors import UserError
from image_generation.datasets.shards import ShardEntry, ShardPlan, ShardWriter, index_bytes, shard_name, table_bytes
from image_generation.datasets.storage import Storage
from learning.data.indexed_shards import BufferedOrder, IndexedShards, has_index
from learning.data.loader import Batches, Plan, SourceDataset, StepSampler, merge_skipped
from learning.data.sources import BadImage
from tests.s3_server import flaky, make_bucket, s3_server

N, SIZE = 60, 9  # seven shards, the last of six


def picture(k):
    return np.full((4, 4, 3), k, np.uint8)


def write_shards(url, n=N, size=SIZE):
    """A finished folder of shards: image k is of the colour k, its class k % 5."""
    storage = Storage(url)
    storage.prepare()
    plan, entries = ShardPlan(n_images=n, shard_size=size), []
    for number in range(plan.n_shards):
        file = io.BytesIO()
        writer = ShardWriter(file)
        for k in plan.images(number):
            image = io.BytesIO()
            Image.fromarray(picture(k)).save(image, "png")
            writer.add(k, image.getvalue(), "png", k % 5, table_bytes({"index": k}))
        writer.finish()
        storage.write(shard_name(number), file.getvalue())
        entries.append(ShardEntry(name=shard_name(number), count=writer.count, bytes=writer.size, sha256=writer.sha256))
    classes = [f"c{k}" for k in range(5)]
    storage.write("index.json", index_bytes(plan=plan, settings={}, classes=classes, excluded={}, shards=entries))
    return url


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_shards(str(tmp_path_factory.mktemp("shards") / "d"))


@pytest.fixture(scope="module")
def s3():
    with s3_server() as port:
        make_bucket(port, "bucket")
        write_shards("s3://bucket/d")
        yield port


@pytest.fixture
def source(request, folder, s3, tmp_path):
    type(Storage("s3://bucket").fs).clear_instance_cache()
    made = IndexedShards([{"disk": folder, "s3": "s3://bucket/d"}[request.param]], cache=tmp_path / "cache", buffer=20)
    yield made
    made.close()


def joined(lists):
    """One list of several."""
    return list(itertools.chain(*lists))


both = pytest.mark.parametrize("source", ["disk", "s3"], indirect=True)


@both
def test_images_and_labels_by_number(source):
    assert len(source) == N and source.classes == [f"c{k}" for k in range(5)]
    for k in (59, 0, 8, 9, 33):
        image, label = source.read(k)
        np.testing.assert_array_equal(image, picture(k))
        assert label == k % 5 == source.label_of(k)


def epoch_of(source, rank, world, workers, *, batch=2, start=0, epochs=1, seed=3):
    """Colours of the images of each step of one rank."""
    plan = Plan(len(source), batch, rank, world, source.order(seed))
    batches = Batches(
        SourceDataset(source, None, seed), plan, start, epochs * plan.steps_per_epoch, workers=workers, pin=False
    )
    return [batch.images[:, 0, 0, 0].tolist() for batch, _ in batches]


@both
@pytest.mark.parametrize("world", [1, 2, 3])
@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_image_once_an_epoch(source, world, workers):
    ranks = [epoch_of(source, rank, world, workers) for rank in range(world)]
    assert sorted(color for rank in ranks for step in rank for color in step) == list(range(N))
    joint = [joined(rank[step] for rank in ranks) for step in range(len(ranks[0]))]
    alone = epoch_of(source, 0, 1, 0, batch=2 * world)
    assert joint == alone  # what is learned does not depend on the processes


@both
@pytest.mark.parametrize("workers", [0, 2])
def test_a_run_resumes_in_the_middle_of_an_epoch(source, workers):
    whole = epoch_of(source, 0, 1, workers, batch=4, epochs=2)
    assert len(whole) == 30 and epoch_of(source, 0, 1, workers, batch=4, epochs=2, start=7) == whole[7:]
    assert sorted(joined(whole[:15])) == sorted(joined(whole[15:])) and whole[:15] != whole[15:]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 40), st.integers(0, 3), st.integers(0, 3))
def test_orders_are_permutations_within_groups_of_shards(counts, buffer, seed, epoch):
    counts, entered = np.array(counts), []
    order = BufferedOrder(counts, buffer=buffer, seed=seed, epoch=epoch, entered=entered.extend)
    n = int(counts.sum())
    numbers = order[np.arange(n)]
    assert sorted(numbers.tolist()) == list(range(n)) and len(order) == n
    assert set(entered) == set(range(len(counts)))
    again = BufferedOrder(counts, buffer=buffer, seed=seed, epoch=epoch)
    backwards = np.array([again[np.array([k])][0] for k in reversed(range(n))])[::-1]
    np.testing.assert_array_equal(backwards, numbers)
    owner = np.repeat(np.arange(len(counts)), counts)[numbers]
    for first, last in zip([0, *order.ends[:-1]], order.ends):
        shards = set(owner[first:last].tolist())
        assert sum(counts[k] for k in shards) == last - first  # whole shards
        smallest = max(0, len(shards) - 1)
        assert smallest == 0 or sum(sorted(counts[k] for k in shards)[:smallest]) < max(buffer, last - first)


def test_shards_and_images_are_shuffled():
    counts = np.full(50, 100)
    one, two = (BufferedOrder(counts, buffer=1000, seed=0, epoch=epoch)[np.arange(5000)] for epoch in (0, 1))
    assert (one != two).mean() > 0.99
    owners = one[:1000] // 100
    assert len(set(owners.tolist())) == 10 and (np.diff(owners) == 0).mean() < 0.3


def test_the_order_of_a_hundred_million_images_is_small():
    order = BufferedOrder(np.full(10_000, 10_000), buffer=50_000, seed=0, epoch=0)
    numbers = order[np.arange(99_999_000, 100_000_000)]
    assert len(set(numbers.tolist())) == 1000
    assert sum(group.nbytes for group in order._groups.values()) <= 2 * 8 * 60_000


@pytest.mark.parametrize("damage", ["gone", "cut", "no tar"])
def test_an_unreadable_shard_is_named_and_counted_and_its_images_are_replaced(tmp_path, damage):
    url = write_shards(str(tmp_path / "d"))
    shard = Path(url) / shard_name(2)
    if damage == "gone":
        shard.unlink()
    else:
        data = shard.read_bytes()
        shard.write_bytes(data[: len(data) // 2] if damage == "cut" else os.urandom(len(data)))
    source = IndexedShards([url], buffer=20)
    plan = Plan(len(source), 6, 0, 1, source.order(0))
    batches = list(Batches(SourceDataset(source, None, 0), plan, 0, plan.steps_per_epoch, workers=2, pin=False))
    colors = [color for batch, _ in batches for color in batch.images[:, 0, 0, 0].tolist()]
    lost = set(range(18, 27))
    assert len(colors) == N and set(colors) == set(range(N)) - lost
    said, seen = [], set()
    counted = sum(merge_skipped(seen, batch, said.append) for batch, _ in batches)
    assert counted == len(lost) and len(said) == 1
    assert said[0].startswith(f"skipped the images of a shard that cannot be read: {shard}: cannot be read (")


def test_a_broken_image_is_replaced_alone(tmp_path):
    url = write_shards(str(tmp_path / "d"))
    path = Path(url) / shard_name(0)
    data = bytearray(path.read_bytes())
    data[520:540] = bytes(20)
    path.write_bytes(data)
    source = IndexedShards([url], buffer=20)
    with pytest.raises(BadImage, match="shard-000000.tar, image 0: "):
        source.read(0)
    np.testing.assert_array_equal(source.read(source.replacement(0))[0], picture(9))
    np.testing.assert_array_equal(source.read(1)[0], picture(1))


def test_a_server_that_fails_is_asked_again(s3, tmp_path):
    with flaky(s3, every=5) as proxy:
        type(Storage("s3://bucket").fs).clear_instance_cache()
        source = IndexedShards(["s3://bucket/d"], cache=tmp_path / "cache", buffer=20)
        try:
            steps = epoch_of(source, 0, 1, 2, batch=5)
        finally:
            source.close()
        assert sorted(joined(steps)) == list(range(N)) and proxy.failed > 0


def test_a_shard_of_a_server_with_a_flipped_byte_is_unreadable(s3, tmp_path):
    type(Storage("s3://bucket").fs).clear_instance_cache()
    storage = Storage(write_shards("s3://bucket/flipped"))
    data = bytearray(storage.read(shard_name(1)))
    data[600] ^= 1
    storage.write(shard_name(1), bytes(data))
    source = IndexedShards(["s3://bucket/flipped"], cache=tmp_path / "cache")
    with pytest.raises(BadImage, match=r"s3://bucket/flipped/shard-000001.tar: its bytes are not what index.json says"):
        source.read(9)
    np.testing.assert_array_equal(source.read(20)[0], picture(20))
    assert not list((tmp_path / "cache").glob("*.part"))


def test_the_cache_is_bounded_and_shared(s3, tmp_path):
    type(Storage("s3://bucket").fs).clear_instance_cache()
    size = 2.5 * max(Storage("s3://bucket/d").sizes().values())
    source = IndexedShards(["s3://bucket/d"], cache=tmp_path / "cache", cache_gb=size / 1e9)
    for k in range(0, N, 3):
        np.testing.assert_array_equal(source.read(k)[0], picture(k))
    kept = list((tmp_path / "cache").glob("*.tar"))
    assert 1 <= len(kept) <= 3
    before = {path: path.stat().st_ino for path in kept}
    other = IndexedShards(["s3://bucket/d"], cache=tmp_path / "cache", cache_gb=size / 1e9)
    np.testing.assert_array_equal(other.read(59)[0], picture(59))
    assert before == {path: path.stat().st_ino for path in kept if path.exists()}


def test_several_addresses_and_single_shards(folder, tmp_path):
    more = write_shards(str(tmp_path / "e"), n=10, size=4)
    source = IndexedShards([folder, more])
    assert len(source) == 70 and source.classes == [f"c{k}" for k in range(5)]
    np.testing.assert_array_equal(source.read(69)[0], picture(9))
    single = IndexedShards([f"{more}/{shard_name(1)}"])
    assert len(single) == 4
    np.testing.assert_array_equal(single.read(0)[0], picture(4))
    with pytest.raises(UserError, match="names no such shard"):
        IndexedShards([f"{more}/{shard_name(9)}"])


def test_addresses_without_an_index(tmp_path, s3):
    type(Storage("s3://bucket").fs).clear_instance_cache()
    with pytest.raises(UserError, match=r"s3://bucket/nothing: no index.json there"):
        IndexedShards(["s3://bucket/nothing"], cache=tmp_path / "c")
    assert not has_index(tmp_path) and has_index("s3://bucket/x")
    (tmp_path / "index.json").write_text("{}")
    with pytest.raises(UserError, match="index.json: is no index of shards"):
        IndexedShards([str(tmp_path)])


def test_steps_of_an_order_need_no_list_of_all_images():
    counts = np.full(100, 10)
    plan = Plan(1000, 5, 0, 1, lambda epoch: BufferedOrder(counts, buffer=50, seed=0, epoch=epoch))
    numbers = [number for step in StepSampler(plan, 0, 200) for _, number in step]
    assert sorted(numbers) == list(range(1000))
