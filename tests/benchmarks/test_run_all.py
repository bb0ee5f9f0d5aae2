"""run_all.py: the table between the markers, rows of any shape, and what fails is told in its place."""

from __future__ import annotations

import json

import pytest

from benchmarks import run_all
from benchmarks.rows import Row, write_rows
from image_generation.common.errors import UserError


def test_ratios_are_one_at_the_limit_of_rates_and_of_times(tmp_path):
    rows = [
        Row(name="rate", value=90.0, unit="images/s", limit=100.0, of="plain loops"),
        Row(name="time", value=2.0, unit="s an image", limit=1.0, of="less"),
        Row(name="alone", value=0.5, unit="s"),
    ]
    write_rows(tmp_path / "rows.json", rows)
    found = run_all.read_rows(tmp_path / "rows.json")
    assert [row["ratio"] for row in found] == [0.9, 0.5, None]
    table = run_all.table(found, "two cores", 0.02)
    assert "| rate | 90 images/s | 100: plain loops | 0.90 |" in table
    assert "| alone | 0.5 s |  |  |" in table
    assert "two cores, 20" in table and "2%" in table and "trusted" not in table


def test_added_columns_and_broken_files_are_taken_as_they_are(tmp_path):
    path = tmp_path / "rows.json"
    assert run_all.read_rows(path) == []
    for text in ("", "[]", '{"rows": 3}', '{"rows": [1, {"value": 2}]}'):
        path.write_text(text)
        assert run_all.read_rows(path) == []
    path.write_text(json.dumps({"rows": [{"name": "a | b", "value": 1.0, "unit": "s", "more": [1]}], "else": 1}))
    assert "| a / b | 1 s |" in run_all.table(run_all.read_rows(path), "m", 0.5)


def test_only_what_is_between_the_markers_changes():
    page = f"before\n{run_all.BEGIN}\nold\n{run_all.END}\nafter\n"
    once = run_all.put_into(page, "new")
    assert once == f"before\n{run_all.BEGIN}\n\nnew\n\n{run_all.END}\nafter\n"
    assert run_all.put_into(once, "new") == once
    with pytest.raises(UserError, match="for the table"):
        run_all.put_into("a page without", "new")


def test_the_page_of_this_repository_has_the_markers():
    run_all.put_into(run_all.PAGE.read_text(encoding="utf-8"), "")


def test_a_benchmark_that_fails_or_takes_too_long_is_a_row(tmp_path, monkeypatch):
    monkeypatch.setattr(run_all, "writes_rows", lambda script: True)
    script = tmp_path / "script.py"
    script.write_text("import sys; sys.exit(3)")
    (row,) = run_all.run(run_all.Job("one", (str(script),), 5), 30.0)
    assert "failed: exit code 3" in row["name"]
    script.write_text(
        "import json, sys, time\n"
        "open(sys.argv[2], 'w').write(json.dumps({'rows': [{'name': 'first', 'value': 1.0, 'unit': 's'}]}))\n"
        "time.sleep(60)\n"
    )
    first, ended = run_all.run(run_all.Job("one", (str(script),), 5), 1.0)
    assert first["name"] == "first" and "ended after 1 s" in ended["name"]
    assert "| first | 1 s |" in run_all.table([first, ended], "m", 0.0)


def test_what_is_printed_is_read_where_there_are_no_rows():
    text = """
raw limit (draw, read back, encode)          289.6 images/s   1.00
generate_dataset.py, whole command           237.1 images/s   0.82
first image after 1.2 s

| | images/s | of the limit | CPU ms an image | of the limit |
|---|---|---|---|---|
| plain loops, cold | 20.0 | 1.00 | 90.0 | 1.00 |
| generate_dataset.py, cold | 18.0 | 0.90 | 95.0 | 0.95 |
| a table | of something else |
|---|---|
"""
    ours, cold, cpu = run_all.printed_rows(text, "x")
    assert (ours["value"], ours["limit"], ours["of"][:9], ours["ratio"]) == (237.1, 289.6, "raw limit", 0.82)
    assert (cold["name"], cold["unit"], cpu["unit"]) == ("x: generate_dataset.py, cold", "images/s", "CPU ms an image")
    assert (cold["value"], cold["limit"], cold["of"], cold["ratio"]) == (18.0, 20.0, "plain loops, cold", 0.9)
    assert (cpu["value"], cpu["limit"], cpu["ratio"]) == (95.0, 90.0, 0.95)
    assert run_all.printed_rows("nothing here\n| a | b |\n|---|---|\n| 1 | 2 |", "x") == []


def test_which_benchmarks_write_rows():
    assert run_all.writes_rows("benchmarks/front_end.py")
    assert not run_all.writes_rows("benchmarks/compilation.py")
