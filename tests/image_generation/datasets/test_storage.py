"""Storages: files that appear whole, on a disk, in memory and on an S3 server that fails."""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from image_generation.common.errors import UserError
from image_generation.datasets.storage import RUN, Storage, is_url
from tests.conftest import ROOT
from tests.s3_server import flaky, make_bucket, require_credentials, s3_server


@pytest.fixture(scope="module")
def s3():
    with s3_server() as port:
        make_bucket(port, "bucket")
        yield port


def _fresh(url, **options):
    """A storage with connections of its own: fsspec keeps those to the address that the environment named before."""
    type(Storage(url).fs).clear_instance_cache()
    return Storage(url, **options)


@pytest.fixture(params=["folder", "memory", "s3"])
def url(request, tmp_path):
    if request.param == "s3":
        request.getfixturevalue("s3")
    name = uuid.uuid4().hex
    return {"folder": str(tmp_path / "a" / "b"), "memory": f"memory://{name}/b", "s3": f"s3://bucket/{name}"}[
        request.param
    ]


def test_the_same_name_is_written_by_many_threads_at_once(tmp_path):
    """Each write ends well and each reading finds one writer's bytes whole, whoever renames what when."""
    storage = Storage(tmp_path / "a")
    storage.prepare()
    wholes = {bytes([65 + writer]) * 50_000 for writer in range(8)}
    stop = threading.Event()
    torn = []

    def read():
        while not stop.is_set():
            with contextlib.suppress(FileNotFoundError):
                if storage.read("x") not in wholes:
                    torn.append("torn")

    def write(data):
        for _ in range(60):
            storage.write("x", data)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with ThreadPoolExecutor(8) as writers:
            list(writers.map(write, wholes))
    finally:
        stop.set()
        reader.join()
    assert not torn and storage.read("x") in wholes
    assert storage.names(RUN) == []


def test_what_is_written_is_read(url):
    storage = _fresh(url)
    assert storage.names() == [] and storage.sizes() == {}
    storage.prepare()
    storage.write("small.json", b"{}")
    with tempfile.TemporaryFile() as file:
        file.write(bytes(range(256)) * 4096)
        storage.upload(file, "large.tar")
    storage.write("small.json", b"[1]")
    again = Storage(url)
    assert [name for name in again.names() if name != RUN] == ["large.tar", "small.json"]
    assert again.sizes() == {"large.tar": 1 << 20, "small.json": 3}
    assert again.read("small.json") == b"[1]"
    assert b"".join(again.pieces("large.tar", 1 << 20)) == bytes(range(256)) * 4096
    assert dict(again.read_all(["small.json", "gone"])) == {"small.json": b"[1]"}
    with pytest.raises(FileNotFoundError):
        again.read("gone")
    again.remove(["small.json", "gone"])
    assert storage.sizes() == {"large.tar": 1 << 20}
    if not is_url(url):
        assert os.listdir(f"{url}/{RUN}") == []


def test_a_file_is_created_once(url):
    storage = Storage(url)
    storage.prepare()
    assert storage.create(f"{RUN}/lock", b"one")
    assert storage.create(f"{RUN}/lock", b"one")
    assert not storage.create(f"{RUN}/lock", b"two")
    assert not Storage(url).create(f"{RUN}/lock", b"three")
    assert storage.read(f"{RUN}/lock") == b"one"
    storage.remove_folder(RUN)
    assert storage.names() == []


def test_one_of_many_creators_wins(url):
    storage = Storage(url)
    storage.prepare()
    won = []
    threads = [
        threading.Thread(target=lambda k=k: won.append(k) if Storage(url).create(f"{RUN}/l", b"%d" % k) else None)
        for k in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert storage.read(f"{RUN}/l") in {b"%d" % k for k in won}
    assert len(won) == 1


def test_a_failing_server_is_asked_again(s3):
    with flaky(s3, every=10) as proxy:
        storage = _fresh(f"s3://bucket/{uuid.uuid4().hex}")
        for k in range(40):
            storage.write(f"{k}.json", b"%d" % k)
        assert [storage.read(f"{k}.json") for k in range(40)] == [b"%d" % k for k in range(40)]
        assert proxy.failed >= 8


@pytest.mark.slow
def test_an_outage_of_twenty_seconds_is_waited_for(s3):
    with flaky(s3) as proxy:
        storage = _fresh(f"s3://bucket/{uuid.uuid4().hex}")
        storage.write("before", b"1")
        proxy.down_until = time.monotonic() + 20
        storage.write("after", b"2")
        assert time.monotonic() >= proxy.down_until
        assert storage.read("after") == b"2"


def test_an_outage_that_lasts_ends_in_one_line(s3):
    with flaky(s3) as proxy:
        storage = _fresh(f"s3://bucket/{uuid.uuid4().hex}", patience=0.5)
        proxy.down_until = time.monotonic() + 60
        with pytest.raises(UserError, match=r"--output s3://bucket/.*cannot be written .*tried for"):
            storage.write("x", b"1")


def test_a_bucket_that_is_not_there(s3):
    with pytest.raises(UserError, match="no bucket 'absent' is there"):
        _fresh("s3://absent/a").prepare()
    with pytest.raises(UserError, match="no bucket 'absent' is there"):
        _fresh("s3://absent").prepare()
    with pytest.raises(UserError, match="cannot be written"):
        _fresh("s3://absent/a").write("x", b"1")


def test_wrong_credentials(s3):
    require_credentials(s3, True)
    try:
        with pytest.raises(UserError, match="credentials"):
            _fresh("s3://bucket/a").names()
    finally:
        require_credentials(s3, False)


def test_no_credentials(s3, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(UserError, match="credentials"):
        _fresh("s3://bucket/a").write("x", b"1")


def test_unknown_protocols_and_missing_libraries():
    with pytest.raises(UserError, match=r"--output zzz://a: no such protocol.*zzz") as error:
        Storage("zzz://a")
    assert error.value.code == 2
    code = (
        "import sys; sys.modules['s3fs'] = None\n"
        "from image_generation.datasets.storage import Storage\n"
        "from image_generation.common.errors import UserError\n"
        "try: Storage('s3://a/b')\nexcept UserError as e: print(e, e.code)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "requirements-s3.txt" in done.stdout and done.stdout.rstrip().endswith("2")


def test_a_disk_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"--output .*file.* cannot be written"):
        Storage(tmp_path / "file" / "sub").prepare()
