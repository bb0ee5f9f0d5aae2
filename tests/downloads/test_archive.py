"""archive.py: archives that mean harm, that are damaged, and unpacking that was interrupted."""

import io
import os
import random
import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from downloads import archive, progress
from image_generation.common.errors import UserError


class Bar(SimpleNamespace):
    n = total = 0

    def update(self, n):
        self.n += n


def make(path, entries, method=zipfile.ZIP_DEFLATED):
    """Write an archive; entries: (name or ZipInfo, bytes)."""
    with zipfile.ZipFile(path, "w", method) as out:
        for name, data in entries:
            out.writestr(name, data)
    return path


def special(name, mode):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unpack(path, folder, **how):
    bar = Bar()
    held = archive.unpack(path, folder, bar, **how)
    assert bar.n == bar.total == held.bytes
    return held


NAMES = st.text("abcdXYZ09-_. é", min_size=1, max_size=8).filter(lambda name: name.strip(".") and name == name.strip())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.lists(NAMES, min_size=1, max_size=3).map(tuple), st.binary(max_size=200), max_size=8),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]),
)
def test_harmless_archives_unpack_as_the_standard_library_does(tmp_path_factory, files, method):
    files = {
        key: data for key, data in files.items() if not any(key == other[: len(key)] for other in files if other != key)
    }
    place = tmp_path_factory.mktemp("zip")
    path = make(place / "a.zip", [("/".join(key), data) for key, data in files.items()], method)
    held = unpack(path, place / "ours")
    with zipfile.ZipFile(path) as theirs:
        theirs.extractall(place / "theirs")
    (place / "theirs").mkdir(exist_ok=True)
    assert tree(place / "ours") == tree(place / "theirs")
    assert held == archive.Unpacked(len(files), sum(map(len, files.values())))


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "a/../../evil",
        "a/..",
        "/etc/evil",
        "//evil",
        "C:/evil",
        "c:evil",
        "..\\evil",
        "a\\..\\..\\evil",
        "\\\\host\\evil",
        "a/\x07bell",
        "line\nbreak",
        "x" * 241,
        "/".join("abc" * 200),
        "",
    ],
)
def test_names_that_lead_astray_are_refused(tmp_path, name):
    path = make(tmp_path / "a.zip", [("good", b"good"), (special(name, 0o100644), b"evil")])
    with pytest.raises(UserError, match="refused"):
        unpack(path, tmp_path / "out")
    assert sorted(os.listdir(tmp_path)) == ["a.zip"] or tree(tmp_path / "out") == {}
    assert not list(tmp_path.rglob("evil")) and not (tmp_path.parent / "evil").exists()


def test_a_zero_byte_in_a_name_is_refused(tmp_path):
    path = make(tmp_path / "a.zip", [("aXb", b"evil")])
    path.write_bytes(path.read_bytes().replace(b"aXb", b"a\0b"))
    with pytest.raises(UserError):
        unpack(path, tmp_path / "out")


@pytest.mark.parametrize(
    ("mode", "trouble"),
    [
        (stat.S_IFLNK | 0o777, "is a link"),
        (stat.S_IFCHR | 0o666, "device"),
        (stat.S_IFBLK | 0o666, "device"),
        (stat.S_IFIFO | 0o666, "pipe"),
        (stat.S_IFSOCK | 0o666, "pipe"),
    ],
)
def test_links_and_devices_are_refused(tmp_path, mode, trouble):
    path = make(tmp_path / "a.zip", [(special("x", mode), b"/etc/passwd")])
    with pytest.raises(UserError, match=trouble):
        unpack(path, tmp_path / "out")


def test_modes_of_files_are_not_taken_over(tmp_path):
    unpack(make(tmp_path / "a.zip", [(special("x", stat.S_IFREG | 0o6777), b"#!")]), tmp_path / "out")
    assert (tmp_path / "out" / "x").stat().st_mode & 0o6111 == 0


@pytest.mark.parametrize("names", [("a", "a"), ("a", "./a"), ("a/b", "a//b"), ("a", "a/b"), ("a/b", "a")])
def test_entries_that_overwrite_each_other_are_refused(tmp_path, names):
    with pytest.warns() if names[0] == names[1] else open(os.devnull):
        path = make(tmp_path / "a.zip", [(names[0], b"1"), (names[1], b"2")])
    with pytest.raises(UserError, match=r"twice|both as"):
        unpack(path, tmp_path / "out")


def test_bombs_are_refused_and_the_factor_can_be_raised(tmp_path):
    path = make(tmp_path / "a.zip", [("zeros", bytes(10 << 20))])
    with pytest.raises(UserError, match="--max-unpack-factor"):
        unpack(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    unpack(path, tmp_path / "out", factor=2000)
    assert (tmp_path / "out" / "zeros").stat().st_size == 10 << 20


def test_sizes_that_lie_do_not_unpack_more(tmp_path):
    """A directory that states 1,000 bytes for an entry of 10 MB: found damaged, and nothing of it stays."""
    path = make(tmp_path / "a.zip", [("zeros", bytes(10 << 20))])
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 1000)
    path.write_bytes(data)
    with pytest.raises(archive.Damaged):
        unpack(path, tmp_path / "out")
    assert tree(tmp_path / "out") == {}


def test_too_many_entries_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 10)
    path = make(tmp_path / "a.zip", [(f"{i:030}", b"") for i in range(20)])
    monkeypatch.setattr(zipfile, "ZipFile", lambda *args: pytest.fail("the directory was read"))
    with pytest.raises(UserError, match="entries"):
        archive.check(path)


def test_zip64_directories_are_measured(tmp_path):
    """A zip64 end record, made by hand around an ordinary archive, is read as the ordinary one."""
    path = make(tmp_path / "a.zip", [("a", b"1"), ("b", b"2")])
    plain = path.read_bytes()
    end = plain.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HLL", plain, end + 10)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    last = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(plain[:end] + record + locator + last)
    assert archive.directory_bytes(path) == size
    unpack(path, tmp_path / "out")
    assert tree(tmp_path / "out") == {"a": b"1", "b": b"2"}


def test_encrypted_entries_are_refused(tmp_path):
    path = make(tmp_path / "a.zip", [("a", b"1")])
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    path.write_bytes(data)
    with pytest.raises(UserError, match="encrypted"):
        unpack(path, tmp_path / "out")


@pytest.mark.parametrize("cut", [0.0, 0.3, 0.9, 0.999])
def test_archives_that_are_cut_short_are_damaged(tmp_path, cut):
    path = make(tmp_path / "a.zip", [(f"{i}", os.urandom(500)) for i in range(5)])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(archive.Damaged):
        unpack(path, tmp_path / "out")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(1, 255), st.integers(1, 8))
def test_flipped_bytes_never_write_outside_or_fail_oddly(tmp_path_factory, where, flip, number):
    """Whatever is damaged: unpacked right, or one clear error; no other exception, no stray or half files."""
    place = tmp_path_factory.mktemp("zip")
    files = {f"d/{i}": random.Random(i).randbytes(50) * 3 for i in range(4)}
    path = make(place / "a.zip", files.items())
    data = bytearray(path.read_bytes())
    for k in range(number):
        data[(where * (k + 1)) % len(data)] ^= flip
    path.write_bytes(data)
    with suppress(UserError):
        unpack(path, place / "out")
    strays = [name for name in tree(place) if name != "a.zip" and not name.startswith("out/")]
    assert strays == [] and list(place.rglob("*.part")) == []


def test_interrupted_unpacking_goes_on(tmp_path, monkeypatch):
    files = {f"{i:03}.jpg": os.urandom(2000) for i in range(40)}
    path, out = make(tmp_path / "a.zip", files.items()), tmp_path / "out"
    real, done = archive._unpack_one, []

    def break_off(opened, info, target, *rest):
        if len(done) == 25:
            raise KeyboardInterrupt
        done.append(info.filename)
        real(opened, info, target, *rest)

    monkeypatch.setattr(archive, "_unpack_one", break_off)
    with pytest.raises(KeyboardInterrupt):
        unpack(path, out)
    assert len(tree(out)) == 25
    (out / "003.jpg").write_bytes(b"x" * 2000)  # same size, other bytes
    (out / "004.jpg").write_bytes(b"short")
    (out / ".030.jpg.part").write_bytes(b"half")
    before = (out / "005.jpg").stat().st_mtime_ns
    again = []
    monkeypatch.setattr(
        archive, "_unpack_one", lambda o, info, *rest: (again.append(info.filename), real(o, info, *rest))
    )
    unpack(path, out)
    assert tree(out) == files
    assert sorted(again) == sorted(["003.jpg", "004.jpg", *list(files)[25:]])
    assert (out / "005.jpg").stat().st_mtime_ns == before


@pytest.mark.parametrize("other", ["d/.b.png.part", "d/..b.png.part", "d/.b.png.part/a"])
def test_files_that_are_called_as_unfinished_ones_are_kept(tmp_path, other):
    files = {other: b"first", "d/b.png": b"two", "d/.b.png.part2": b"three"}
    path = make(tmp_path / "a.zip", files.items())
    unpack(path, tmp_path / "out")
    assert tree(tmp_path / "out") == files
    (tmp_path / "out" / other).write_bytes(b"harm")
    unpack(path, tmp_path / "out")
    assert tree(tmp_path / "out") == files


def test_links_that_lie_in_the_folder_are_not_followed(tmp_path):
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    out.mkdir()
    (outside / "kept").write_bytes(b"kept")
    (out / "d").symlink_to(outside)
    path = make(tmp_path / "a.zip", [("d/x", b"evil")])
    with pytest.raises(UserError, match="link"):
        unpack(path, out)
    (out / "d").unlink()
    (out / "f").symlink_to(outside / "kept")
    unpack(make(path, [("f", b"mine")]), out)
    assert tree(outside) == {"kept": b"kept"} and (out / "f").read_bytes() == b"mine"


def test_free_space_is_looked_at_first(tmp_path, monkeypatch):
    path = make(tmp_path / "a.zip", [("a", os.urandom(5000)), ("b", os.urandom(5000))])
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda folder: SimpleNamespace(free=archive.SPARE + 9000))
    with pytest.raises(UserError, match=r"10\.0 kB.*9\.0 kB are free"):
        unpack(path, tmp_path / "out")
    with zipfile.ZipFile(path) as opened:
        (tmp_path / "out" / "a").write_bytes(opened.read("a"))
    unpack(path, tmp_path / "out")  # what is there already needs no room


def test_a_stopped_run_stops(tmp_path):
    path = make(tmp_path / "a.zip", [("a", b"1")])
    progress.stop.set()
    with pytest.raises(UserError, match="stopped"):
        unpack(path, tmp_path / "out")


def test_overlapping_entries_are_bounded_by_the_factor(tmp_path):
    """Many directory records that share one local entry unpack to far more than the archive holds."""
    single = io.BytesIO()
    with zipfile.ZipFile(single, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("000", random.Random(0).randbytes(100) * 1000)
    data = single.getvalue()
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    record = data[start:end]
    records = b"".join(record.replace(b"000", b"%03d" % i) for i in range(500))
    tail = bytearray(data[end:])
    struct.pack_into("<HHLL", tail, 8, 500, 500, len(records), start)
    path = Path(tmp_path / "a.zip")
    path.write_bytes(data[:start] + records + tail)
    with pytest.raises(UserError, match="factor"):
        unpack(path, tmp_path / "out")
