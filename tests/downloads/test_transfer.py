"""transfer.py against a server that drops, lies, changes its mind and dawdles."""

import os
import random
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from downloads import transfer, web
from image_generation.common.errors import UserError

DATA = random.Random(1).randbytes(300_000)
OTHER = random.Random(2).randbytes(300_000)
QUICK = web.RetryPolicy(retries=4, first_delay=0.001, longest_delay=0.002, stall=20.0)
IMPATIENT = web.RetryPolicy(retries=4, first_delay=0.001, longest_delay=0.002, stall=0.6)


class Bar(SimpleNamespace):
    n = total = initial = 0

    def update(self, n):
        self.n += n

    def refresh(self):
        pass


def download_file(server, path, name="/f", policy=QUICK, limits=transfer.Limits(), **how):  # noqa: B008
    bar = Bar()
    part = transfer.download_file(
        server.url + name, path, bar=bar, policy=policy, limits=limits, disk=transfer.DiskReservation(), **how
    )
    assert bar.n == part.stat().st_size
    transfer.put_in_place(part, path)
    return path.read_bytes()


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def ranges(server):
    return [headers.get("Range") for _, headers in server.requests]


def test_a_whole_file(server, tmp_path):
    server.put("/f", DATA)
    assert download_file(server, tmp_path / "f") == DATA
    assert left(tmp_path) == ["f"]


def test_dropped_connections_are_resumed_without_fetching_twice(server, tmp_path):
    server.put("/f", DATA, troubles=[("drop", 100_000), ("drop", 50_000), ("close",), ("half headers",)])
    assert download_file(server, tmp_path / "f") == DATA
    assert ranges(server)[0] is None and all(ranges(server)[1:])
    assert server.sent["/f"] <= len(DATA) + 5 * transfer.OVERLAP


def test_a_later_run_resumes(server, tmp_path):
    server.put("/f", DATA, always=("drop", 120_000))
    with pytest.raises(UserError, match=r"ended \(at .* of 300\.0 kB\)"):
        download_file(server, tmp_path / "f", policy=web.RetryPolicy(retries=0))
    assert left(tmp_path) == ["f.part", "f.part.json"]
    server.pages["/f"].always = None
    assert download_file(server, tmp_path / "f") == DATA
    assert ranges(server) == [None, f"bytes={120_000 - transfer.OVERLAP}-"]
    assert server.requests[1][1]["If-Range"] == '"1"'


@pytest.mark.parametrize(
    "validators",
    [{"etag": '"1"'}, {"etag": None, "modified": "Mon, 01 Jan 2024 00:00:00 GMT"}, {"etag": 'W/"1"'}, {"etag": None}],
)
@pytest.mark.parametrize("ignore", [False, True])
def test_a_file_that_changes_in_between_is_begun_anew(server, tmp_path, validators, ignore):
    """Also where the server has no validators or does not heed If-Range: never a mixture of two versions."""
    server.put("/f", DATA, troubles=[("drop", 100_000)], **validators)
    with pytest.raises(UserError):
        download_file(server, tmp_path / "f", policy=web.RetryPolicy(retries=0))
    new = {key: value and value.replace("1", "2") for key, value in validators.items()}
    server.put("/f", OTHER, ignore_if_range=ignore, **new)
    assert download_file(server, tmp_path / "f") == OTHER
    assert left(tmp_path) == ["f"]


@pytest.mark.parametrize("etag", [None, 'W/"1"'])
@pytest.mark.parametrize("waits", [False, True])
def test_without_a_validator_nothing_is_continued(server, tmp_path, etag, waits):
    """Two versions of one length that are alike where the part ends: nothing but the server could tell them apart."""
    old, new = (first + DATA[1000:] for first in (bytes(1000), OTHER[:1000]))
    server.put("/f", old, etag=etag, troubles=[("drop", 100_000)])
    with pytest.raises(UserError):
        download_file(server, tmp_path / "f", policy=web.RetryPolicy(retries=0))
    server.put("/f", new, etag=etag, troubles=[("drop", 100_000)] * waits)
    assert download_file(server, tmp_path / "f") == new
    assert ranges(server) == [None] * (2 + waits)


@pytest.mark.parametrize("how", [{"etag": None}, {"ranges": False}])
def test_what_is_begun_anew_each_time_ends_after_the_retries(server, tmp_path, how):
    server.put("/f", random.Random(4).randbytes(2 << 20), always=("drop", 1_500_000), **how)
    with pytest.raises(UserError, match="given up after"):
        download_file(server, tmp_path / "f")
    assert len(server.requests) <= QUICK.retries + 2


@pytest.mark.parametrize("size", [50_000, 99_000, 100_000, 101_000, 400_000])
def test_a_file_of_another_size_is_begun_anew(server, tmp_path, size):
    server.put("/f", DATA, troubles=[("drop", 100_000)])
    with pytest.raises(UserError):
        download_file(server, tmp_path / "f", policy=web.RetryPolicy(retries=0))
    new = random.Random(3).randbytes(size)
    server.put("/f", new, ignore_if_range=True)
    assert download_file(server, tmp_path / "f") == new


def test_servers_without_ranges_send_it_anew(server, tmp_path):
    server.put("/f", DATA, ranges=False, troubles=[("drop", 100_000), ("drop", 200_000)])
    assert download_file(server, tmp_path / "f") == DATA


def test_a_complete_part_is_not_fetched_again(server, tmp_path):
    server.put("/f", DATA)
    part = transfer.download_file(
        server.url + "/f",
        tmp_path / "f",
        bar=Bar(),
        policy=QUICK,
        limits=transfer.Limits(),
        disk=transfer.DiskReservation(),
    )
    assert part.read_bytes() == DATA
    assert download_file(server, tmp_path / "f") == DATA
    assert server.sent["/f"] == len(DATA) + transfer.OVERLAP


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b"\xff"])
def test_a_part_whose_state_is_lost_is_not_trusted(server, tmp_path, state):
    (tmp_path / "f.part").write_bytes(OTHER[:1000])
    (tmp_path / "f.part.json").write_bytes(state)
    server.put("/f", DATA)
    assert download_file(server, tmp_path / "f") == DATA


def test_a_length_that_is_never_reached_ends_the_tries(server, tmp_path):
    server.put("/f", DATA, promise=len(DATA) + 5, ranges=False)
    with pytest.raises(UserError, match="5 tries"):
        download_file(server, tmp_path / "f")
    assert not (tmp_path / "f").exists()


def test_a_length_of_thousands_of_digits_is_none(server, tmp_path):
    server.put("/f", DATA, promise="none", headers={"Content-Length": "9" * 5000, "Connection": "close"})
    assert download_file(server, tmp_path / "f") == DATA


@pytest.mark.parametrize("promise", ["none", "chunked"])
def test_files_of_unknown_length(server, tmp_path, promise):
    server.http.RequestHandlerClass.protocol_version = "HTTP/1.1" if promise == "chunked" else "HTTP/1.0"
    server.put("/f", DATA, promise=promise, headers={"Connection": "close"})
    assert download_file(server, tmp_path / "f") == DATA


def test_chunks_that_break_off_are_noticed(server, tmp_path):
    server.http.RequestHandlerClass.protocol_version = "HTTP/1.1"
    server.put(
        "/f",
        DATA,
        promise="chunked",
        ranges=False,
        headers={"Connection": "close"},
        troubles=[("drop", 90_000)],
    )
    assert download_file(server, tmp_path / "f") == DATA
    assert len(server.requests) == 2


@pytest.mark.parametrize("trouble", ["silence", "trickle"])
def test_stalled_connections_are_resumed(server, tmp_path, trouble):
    server.put("/f", DATA, troubles=[(trouble,)])
    assert download_file(server, tmp_path / "f", policy=IMPATIENT) == DATA
    assert len(server.requests) >= 2


def test_progress_renews_the_patience(server, tmp_path):
    big = random.Random(4).randbytes(9 << 20)
    server.put("/f", big, troubles=[("drop", 1_100_000)] * 7)
    assert download_file(server, tmp_path / "f", policy=web.RetryPolicy(retries=1, first_delay=0.001)) == big


def test_missing_files_end_at_once(server, tmp_path):
    with pytest.raises(UserError, match="HTTP 404"):
        download_file(server, tmp_path / "f")
    assert left(tmp_path) == [] and len(server.requests) == 1


@pytest.mark.parametrize(
    "page", [b"<!DOCTYPE html><p>log in", b"\n <html>", b"\xef\xbb\xbf<?xml version='1.0'?><Error/>"]
)
def test_a_web_page_is_refused_and_what_came_before_is_kept(server, tmp_path, page):
    good = b"PK\x03\x04" + DATA
    server.put("/f", good, troubles=[("drop", 100_000)])
    with pytest.raises(UserError):
        download_file(server, tmp_path / "f", policy=web.RetryPolicy(retries=0), check_start=transfer.check_zip_start)
    server.put("/f", page, type="text/html", etag=None)
    with pytest.raises(UserError, match="web page"):
        download_file(server, tmp_path / "f", check_start=transfer.check_zip_start)
    assert (tmp_path / "f.part").read_bytes() == good[:100_000]
    server.put("/f", good)
    assert download_file(server, tmp_path / "f", check_start=transfer.check_zip_start) == good


def test_what_is_no_zip_is_refused(server, tmp_path):
    for data in (b"MZ" + DATA, b"", b"P"):
        server.put("/f", data)
        with pytest.raises(UserError):
            download_file(server, tmp_path / "f", check_start=transfer.check_zip_start)
        assert left(tmp_path) == []


def test_encoded_files_are_refused(server, tmp_path):
    server.put("/f", DATA, headers={"Content-Encoding": "gzip"})
    with pytest.raises(UserError, match="encoded"):
        download_file(server, tmp_path / "f")


@pytest.mark.parametrize("promise", [None, "none"])
def test_bound_on_size(server, tmp_path, promise):
    server.put("/f", DATA, promise=promise)
    with pytest.raises(UserError, match="--max-size"):
        download_file(server, tmp_path / "f", limits=transfer.Limits(largest=100_000))
    part = tmp_path / "f.part"
    assert not part.exists() or part.stat().st_size <= 100_000 + transfer.BLOCK


def test_bound_on_time(server, tmp_path):
    server.put("/f", DATA)
    with pytest.raises(UserError, match="--max-time"):
        download_file(server, tmp_path / "f", limits=transfer.Limits(longest=-1.0))


def test_free_space_is_looked_at_first(server, tmp_path, monkeypatch):
    monkeypatch.setattr(
        transfer.shutil, "disk_usage", lambda folder: SimpleNamespace(free=transfer.DiskReservation.SPARE + 1000)
    )
    server.put("/f", DATA)
    with pytest.raises(UserError, match=r"needs 300\.0 kB .* 1\.0 kB are free"):
        download_file(server, tmp_path / "f")


def test_downloads_at_once_share_the_free_space(tmp_path, monkeypatch):
    monkeypatch.setattr(
        transfer.shutil, "disk_usage", lambda folder: SimpleNamespace(free=transfer.DiskReservation.SPARE + 1000)
    )
    disk = transfer.DiskReservation()
    with disk.claim(tmp_path, 600, "a"):
        with pytest.raises(UserError, match="b: needs"), disk.claim(tmp_path, 600, "b"):
            pass
        with disk.claim(tmp_path, 400, "c"):
            pass
    with disk.claim(tmp_path, 1000, "b"):
        pass


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40_000), st.booleans()), max_size=6), st.booleans(), st.booleans())
def test_any_sequence_of_drops_and_changes_gives_one_whole_version(server, tmp_path, story, ranged, heeded):
    """Whatever happens, the file is byte for byte the version that the server had at the end."""
    versions = [random.Random(0).randbytes(40_000), random.Random(9).randbytes(40_000)]
    now = 0
    path = tmp_path / f"{time.monotonic_ns()}"
    for drop, change in story:
        now ^= change
        page = server.put("/f", versions[now], etag=f'"{now}"', ranges=ranged, ignore_if_range=not heeded)
        page.always = ("drop", drop)
        with suppress(UserError):
            assert download_file(server, path, policy=web.RetryPolicy(retries=0)) == versions[now]
            path.unlink()
    server.put("/f", versions[now], etag=f'"{now}"', ranges=ranged, ignore_if_range=not heeded)
    assert download_file(server, path) == versions[now]
    os.unlink(path)
