"""moco/main_train.py from shards, on a disk and on an S3 server: the same weights, also when it is interrupted."""

import signal

import pytest

from image_generation.datasets.storage import Storage
from moco.main_train import main
from tests.learning.data.test_indexed_shards import write_shards
from tests.moco.test_main_train import SCRIPT, TINY, last_state, metrics, same, wait_for_rows
from tests.s3_server import make_bucket, s3_server
from tests.warm_processes import Command

MORE = ("--dataset-type", "webdataset", "--epochs", 4, "--shuffle-buffer", 20)


@pytest.fixture(scope="module")
def s3():
    with s3_server() as port:
        make_bucket(port, "bucket")
        yield port


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """(folder of shards, output of an uninterrupted run on it)."""
    base = tmp_path_factory.mktemp("whole")
    folder = write_shards(str(base / "shards"))
    main([str(word) for word in (folder, *TINY, *MORE, "--output", base / "run")])
    return folder, base / "run"


def test_a_server_s_shards_train_the_weights_of_a_folder_s_and_resume_in_an_epoch(command, whole, s3, tmp_path):
    _folder, reference = whole
    type(Storage("s3://bucket").fs).clear_instance_cache()
    call = (write_shards("s3://bucket/d"), *TINY, *MORE, "-j", 2, "--shard-cache", tmp_path / "cache")
    process = Command(SCRIPT, *call, "--output", tmp_path / "run", said=tmp_path / "said")
    wait_for_rows(tmp_path / "run", 10, process)  # seven steps an epoch
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 143, process.said()
    assert not same(last_state(reference), last_state(tmp_path / "run"))
    command(SCRIPT, *call, "--output", tmp_path / "run", "--resume", "auto")
    assert same(last_state(reference), last_state(tmp_path / "run"))
    assert metrics(reference) == metrics(tmp_path / "run")


def test_addresses_that_cannot_be_trained_from(command, whole, s3, tmp_path):
    _folder, _ = whole
    call = [*TINY, *MORE, "--output", tmp_path / "run"]
    failed = command(SCRIPT, "s3://bucket/nothing", *call, code=2)
    assert "s3://bucket/nothing: no index.json there" in failed.stderr
    failed = command(SCRIPT, "zzz://bucket/nothing", *call, code=2)
    assert "no such protocol" in failed.stderr
