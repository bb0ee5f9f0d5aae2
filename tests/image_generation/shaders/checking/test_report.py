"""The journal of a check: rows are believed as long as their line and their pictures are what was written."""

import dataclasses
import json

import pytest

from image_generation.common.journals import unseal
from image_generation.shaders.checking.report import JOURNAL, Report
from image_generation.shaders.checking.worker import Row

SETTINGS = {"times": [1.0]}


def row(path):
    filled = {field.name: "" for field in dataclasses.fields(Row) if field.default is dataclasses.MISSING}
    return Row(**(filled | {"name": "a", "path": str(path), "status": "ok"}))


@pytest.fixture
def checked(tmp_path):
    """A folder in which the file a.frag has been checked, with one picture."""
    source = tmp_path / "a.frag"
    source.write_text("void main() {}")
    with Report(tmp_path / "check", SETTINGS) as report:
        (tmp_path / "check" / "frames" / "a_0.png").write_bytes(b"a picture")
        report.add(row(source), ["a_0.png"])
    return tmp_path


def known(folder) -> bool:
    with Report(folder / "check", SETTINGS) as report:
        return report.known("a", str(folder / "a.frag"), ["a_0.png"])


def test_what_is_whole_is_known(checked):
    assert known(checked)


def test_a_damaged_picture_is_drawn_again(checked):
    picture = checked / "check" / "frames" / "a_0.png"
    picture.write_bytes(b"a pictvre")
    assert not known(checked)
    picture.unlink()
    assert not known(checked)


def test_a_flipped_bit_in_a_row_is_told(checked):
    journal = checked / "check" / JOURNAL
    assert b'"status": "ok"' in journal.read_bytes()
    journal.write_bytes(journal.read_bytes().replace(b'"status": "ok"', b'"status": "oj"'))
    assert not known(checked)


def test_rows_of_before_there_were_checksums_are_read(checked):
    journal = checked / "check" / JOURNAL
    settings, row_line = (unseal(line) for line in journal.read_text().split("\n") if line)
    journal.write_text(f"{settings}\n{json.dumps(json.loads(row_line)[:2])}\n")
    assert known(checked)
