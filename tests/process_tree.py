"""Processes as /proc shows them: which are below one, and whether they have ended."""

import contextlib
import time
from pathlib import Path


def alive(pid):
    """Whether a process runs; one that has ended and waits to be asked for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def below(pid):
    """Process numbers of a process's children and theirs."""
    found = []
    with contextlib.suppress(OSError):
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            children = ""
            with contextlib.suppress(OSError):  # a thread that has just ended; another one has its children now
                children = (task / "children").read_text()
            for child in children.split():
                found += [int(child), *below(child)]
    return found


def assert_ended(pids, seconds=15):
    """Wait until none of them runs."""
    end = time.monotonic() + seconds
    while any(map(alive, pids)):
        assert time.monotonic() < end
        time.sleep(0.02)
