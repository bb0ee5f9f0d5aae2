"""Tables of which a byte is damaged: the rows that are whole are read, whatever the first line says."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.common.errors import UserError
from image_generation.common.tables import read_rows, same_digest

COLUMNS, OTHER = ("index", "file", "bytes"), ("index", "seed", "class", "bytes")
ROWS = [{"index": str(k), "file": f"a, {k}.jpg", "bytes": str(100 + k)} for k in range(5)]
TEXT = ("index,file,bytes\n" + "".join(f'{r["index"]},"{r["file"]}",{r["bytes"]}\n' for r in ROWS)).encode()


def rows(path, data, layouts=(COLUMNS, OTHER)):
    path.write_bytes(data)
    return list(read_rows(path, layouts))


def test_a_whole_table(tmp_path):
    assert rows(tmp_path / "t.csv", TEXT) == rows(tmp_path / "t.csv", TEXT, ()) == ROWS
    assert list(read_rows(tmp_path / "none.csv")) == []


@given(place=st.integers(0, len(TEXT) - 1), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_a_flipped_bit_costs_two_rows_at_most(tmp_path_factory, place, bit):
    data = bytearray(TEXT)
    data[place] ^= 1 << bit
    found = rows(tmp_path_factory.getbasetemp() / "flipped.csv", bytes(data))
    assert sum(row in found for row in ROWS) >= 3
    if place < len("index,file,bytes"):
        assert found == ROWS


@given(end=st.integers(0, len(TEXT)))
@settings(max_examples=50, deadline=None)
def test_what_is_before_a_cut_is_read(tmp_path_factory, end):
    found = rows(tmp_path_factory.getbasetemp() / "cut.csv", TEXT[:end])
    whole = TEXT[:end].count(b"\n") - 1
    assert found[: max(whole, 0)] == ROWS[: max(whole, 0)]


def test_a_table_of_another_version_keeps_its_columns(tmp_path):
    assert rows(tmp_path / "t.csv", b"index,bytes\n1,2\n") == [{"index": "1", "bytes": "2"}]
    assert rows(tmp_path / "t.csv", b"a,b,c,d,e\n1,2,3,4,5\n") == [dict(zip("abcde", "12345"))]


@pytest.mark.parametrize("data", [b"", b"\0" * 1000, b"\n" * 10, b'"' * 5000, b"a" * 300_000 + b"\n1,2,3\n"])
def test_junk_is_no_error(tmp_path, data):
    assert len(rows(tmp_path / "t.csv", data)) <= 1


def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(UserError, match="no regular file"):
        list(read_rows(tmp_path / "t.csv"))


def test_digests_with_a_flipped_digit_are_of_one_text():
    digest = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"
    assert same_digest(digest, digest) and same_digest(digest, digest.replace("2fd4", "2fe4"))
    assert not same_digest(digest, "de9f2c7fd25e1b3afad3e85a0bd17d9b100db4b3") and not same_digest(digest, digest[:-1])
