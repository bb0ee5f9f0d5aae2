"""Progress: bars in a terminal, plain lines at their time in a log, nothing where --quiet was given."""

import argparse
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

from image_generation.common import progress as module
from image_generation.common.progress import PlainProgress, add_quiet, amount, duration, progress
from tests.conftest import ROOT


@pytest.fixture
def clock(monkeypatch):
    """A clock of our own: clock(seconds) lets them pass."""
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(module, "_log", module._Log())

    def wait(seconds):
        now[0] += seconds

    return wait


@pytest.fixture(autouse=True)
def loud():
    yield
    module.be_quiet(False)


def lines(capsys):
    captured = capsys.readouterr()
    assert "\r" not in captured.err and captured.out == ""
    return captured.err.splitlines()


def test_a_log_gets_a_line_every_thirty_seconds_and_one_at_the_end(clock, capsys):
    with PlainProgress(total=1000, unit="img", desc="drawing") as bar:
        for k in range(100):
            bar.update(10)
            if k == 50:
                bar.set_postfix_str("2 programs excluded", refresh=False)
            clock(1)
    said = lines(capsys)
    assert said == [
        "drawing: 310 of 1,000 img, 10.3 img/s, 1:07 min left",
        "drawing: 610 of 1,000 img, 10.2 img/s, 38 s left, 2 programs excluded",
        "drawing: 910 of 1,000 img, 10.1 img/s, 9 s left, 2 programs excluded",
        "drawing: 1,000 of 1,000 img, 10 img/s, 2 programs excluded",
    ]


def test_what_ends_soon_says_nothing(clock, capsys):
    for _ in progress(range(5), unit="img"):
        clock(1)
    assert lines(capsys) == []


def test_rate_counts_from_where_a_run_resumed(clock, capsys):
    bar = PlainProgress(total=100, initial=50, unit="img")
    clock(40)
    bar.update(20)
    assert lines(capsys) == ["70 of 100 img, 0.5 img/s, 1:00 min left"]


def test_an_unknown_total_and_bytes(clock, capsys):
    bar = PlainProgress(unit="B", desc="download")
    clock(30)
    bar.update(3_000_000)
    assert lines(capsys) == ["download: 3.0 MB, 100.0 kB/s"]


def test_quiet_shows_nothing(clock, capsys):
    parser = argparse.ArgumentParser()
    add_quiet(parser)
    assert parser.parse_args([]).quiet is False
    assert parser.parse_args(["--quiet"]).quiet is True
    for _ in progress(range(3)):
        clock(100)
    assert lines(capsys) == []


def test_bars_at_once_share_a_line(clock, capsys):
    with PlainProgress(total=4, unit="file", desc="videos") as outer:
        for _ in range(2):
            with PlainProgress(total=60, unit="B", desc="one") as inner:
                for _ in range(60):
                    clock(1)
                    inner.update(1)
            outer.update(1)
    said = lines(capsys)
    assert len(said) == 4 and said[0] == "videos: 0 of 4 file, 0 file/s; one: 30 B of 60 B, 1 B/s, 30 s left"
    assert said[-1].startswith("videos: 1 of 4 file")


def test_short_bars_one_after_the_other_are_told_too(clock, capsys):
    for _ in range(10):
        for _ in progress(range(10), unit="img", desc="features"):
            clock(1)
    assert len(lines(capsys)) == 3


def test_a_bar_of_another_library_becomes_lines(clock, capsys):
    with module.plain_bars():
        print("before", file=sys.stderr)
        for k in range(61):
            sys.stderr.write(f"\r {k}%|####")
            clock(1)
        sys.stderr.write("\r done|####\n")
        print("after", file=sys.stderr)
    assert [line.strip() for line in lines(capsys)] == ["before", "29%|####", "59%|####", "done|####", "after"]


def test_a_bar_of_another_library_is_quiet_with_quiet(clock, capsys):
    module.be_quiet()
    with module.plain_bars():
        for k in range(100):
            sys.stderr.write(f"\r {k}%|####")
            clock(1)
        print("\nan error", file=sys.stderr)
    assert lines(capsys) == ["an error"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (60, "1:00 min"), (3599, "59:59 min"), (7384, "2:03 h")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_amounts():
    assert [amount(n, "B") for n in (999, 1234, 5e15)] == ["999 B", "1.2 kB", "5000.0 TB"]
    assert amount(1234567, "img") == "1,234,567 img"


def test_a_terminal_gets_a_bar():
    """The same program, with a terminal of its own on stderr and without one."""
    code = "from image_generation.common.progress import progress\nfor _ in progress(range(3), unit='img'): pass"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert plain.stderr == b""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    subprocess.run([sys.executable, "-c", code], stderr=theirs, env=environment, check=True)
    os.close(theirs)
    assert b"3/3" in os.read(ours, 10000)


def test_nobody_else_draws_bars():
    """tqdm and carriage returns are this module's alone, so that what holds for it in a log holds for every command."""
    own = "image_generation/common/progress.py"
    rooms = [
        "image_generation",
        "learning",
        "moco",
        "supcon",
        "dino",
        "lejepa",
        "stylegan2",
        "evaluation",
        "downloads",
        "benchmarks",
        "scripts",
    ]
    for path in (path for room in rooms for path in (ROOT / room).rglob("*.py")):
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        assert name == own or not re.search(r"^\s*(import|from) tqdm|end=.\\r|print\(.*\\r", text, re.M), name
