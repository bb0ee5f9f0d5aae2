"""first_image.py: the time of a command's first file, of this process's children alone, and a command without one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.first_image import until_first
from benchmarks.rows import Row
from image_generation.common.errors import UserError
from tests.process_tree import alive, below


def test_a_command_is_ended_at_its_first_file(tmp_path: Path) -> None:
    there = tmp_path / "there"
    code = (
        "import subprocess, sys, time\n"
        "busy = 'import time\\nwhile time.process_time() < 0.3: pass\\nopen(%r, \"w\")\\ntime.sleep(1)'\n"
        "child = subprocess.Popen([sys.executable, '-c', busy % sys.argv[1]])\n"
        "while time.process_time() < 0.2: pass\n"
        "sys.stdin.read()\n"
    )
    words = [sys.executable, "-c", code, str(there)]
    before = set(below(os.getpid()))  # what other tests have left for each other
    first = until_first(words, dict(os.environ), lambda: there if there.exists() else None)
    assert first.path == there
    assert first.processor >= 0.4  # the child's 0.3 and what the command spends beside it
    assert first.clock >= 0.3
    assert not [pid for pid in below(os.getpid()) if pid not in before and alive(pid)]


def test_a_command_that_draws_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no image came \(exit code 3\)"):
        until_first([sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ), lambda: None)


def test_less_time_is_a_higher_share_of_the_limit() -> None:
    row = Row(name="first image", value=2.0, unit="s of the processor", limit=0.5, of="one process")
    assert row.ratio == 0.25
