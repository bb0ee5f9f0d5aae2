"""A record of lines survives what a killed run, or somebody, did to its file."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from image_generation.common.errors import UserError
from image_generation.common.journals import LineJournal

LINES = st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=20), max_size=8)


def written(path):
    """The lines that are there, without the empty ones by which a run begins."""
    return [line for line in LineJournal(path, write=False).lines if line]


@given(LINES, st.integers(0, 200))
def test_whole_lines_outlive_a_cut_anywhere(tmp_path_factory, lines, cut):
    path = tmp_path_factory.mktemp("journal") / "rows"
    journal = LineJournal(path)
    for line in lines:
        journal.append(line)
    journal.close()
    data = path.read_bytes()[:cut]
    path.write_bytes(data)
    whole = [line for line in data[: data.rfind(b"\n") + 1].decode().split("\n") if line]
    assert written(path) == whole
    journal = LineJournal(path)
    journal.append("more")
    journal.close()
    found = written(path)  # a truncated line may stand between
    assert found[: len(whole)] == whole and found[-1] == "more" and len(found) <= len(whole) + 2


def test_restarting_forgets(tmp_path):
    journal = LineJournal(tmp_path / "rows")
    journal.append("old")
    journal.restart()
    journal.append("new")
    journal.close()
    assert written(tmp_path / "rows") == ["new"]


def test_bytes_that_are_no_text_cost_only_their_line(tmp_path):
    (tmp_path / "rows").write_bytes(b"one\n\xff\xfe\ntwo\n")
    assert written(tmp_path / "rows")[::2] == ["one", "two"]


def test_a_pipe_in_its_stead_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "rows")
    with pytest.raises(UserError, match="no regular file"):
        LineJournal(tmp_path / "rows")
