"""A command under watch: every process of its tree, the memory that they take, how it ends and what it leaves."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

GRACE = 20.0  # seconds that processes may take to notice that the command is gone
_MARK = "SOAK_RUN"
_POLL = 0.05
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\[[0-9;]*[AKm])")


@dataclass
class Ending:
    """How a command ended. left: the command lines of processes that outlived it by more than GRACE."""

    words: Sequence[str]
    code: int
    seconds: float
    peak_bytes: int
    out: str
    err: str
    left: list[str] = field(default_factory=list)
    overdue: bool = False

    def faults(self, codes: set[int]) -> list[str]:
        """What this ending breaks of the promises that hold for every ending."""
        found = []
        if self.overdue:
            found.append(f"did not end in {self.seconds:.0f} s")
        elif self.code not in codes:
            found.append(f"exit code {self.code}, not one of {sorted(codes)}")
        if "Traceback (most recent call last)" in self.err:
            found.append("a traceback")
        if self.code in (1, 2) and len(re.findall(r"^\S+: error: ", self.err.replace("\r", "\n"), re.M)) != 1:
            found.append("not one line of error")
        if _CONTROL.search(self.err + self.out):
            found.append("control characters in what it says")
        if self.left:
            found.append(f"{len(self.left)} processes left: {self.left[0][:100]}")
        return found


class Watched:
    """A command that has been started.

    words  a Python file of the repository and its arguments, or a program and its arguments
    """

    def __init__(self, words: Sequence[str], scratch: Path, environment: dict[str, str] | None = None):
        self.words = words
        self.peak_bytes = 0
        self._began = time.monotonic()
        self._mark = f"{_MARK}={uuid.uuid4().hex}".encode()
        self._texts = [scratch / "stdout", scratch / "stderr"]
        python = [sys.executable] if words[0].endswith(".py") else []
        first = str(ROOT / words[0]) if "/" in words[0] else words[0]
        name, value = self._mark.decode().split("=")
        with open(self._texts[0], "wb") as out, open(self._texts[1], "wb") as err:
            self.main = subprocess.Popen(
                [*python, first, *words[1:]],
                cwd=ROOT,
                env={**os.environ, "TMPDIR": str(scratch), **(environment or {}), name: value},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def seconds(self) -> float:
        """Since it was started."""
        return time.monotonic() - self._began

    def processes(self) -> list[int]:
        """The command's process and all that came of it, however they were started, oldest first."""
        found = []
        for name in os.listdir("/proc"):
            if name.isdecimal():
                try:
                    with open(f"/proc/{name}/environ", "rb") as file:
                        if self._mark in file.read().split(b"\0"):
                            found.append(int(name))
                except OSError:
                    pass
        return sorted(found)

    def _measure(self, processes: Sequence[int]) -> None:
        total = 0
        for process in processes:
            try:
                with open(f"/proc/{process}/smaps_rollup") as file:
                    total += sum(int(line.split()[1]) << 10 for line in file if line.startswith("Pss:"))
            except (OSError, ValueError, IndexError):
                pass
        self.peak_bytes = max(self.peak_bytes, total)

    def wait(self, most: float, disturb: Callable[[Watched], None] | None = None, at: float = 0.0) -> Ending:
        """Until it ends, or `most` seconds are over; disturb() is called once, `at` seconds after the start."""
        rounds = 0
        while self.main.poll() is None and self.seconds < most:
            if disturb is not None and self.seconds >= at:
                disturb(self)
                disturb = None
            if rounds % 4 == 0:
                self._measure(self.processes())
            rounds += 1
            time.sleep(_POLL)
        overdue = self.main.poll() is None
        seconds = self.seconds
        if overdue:
            self.kill()
        self.main.wait()
        left = self._left()
        self.kill()
        out, err = (path.read_text(errors="replace") for path in self._texts)
        return Ending(self.words, self.main.returncode, seconds, self.peak_bytes, out, err, left, overdue)

    def _left(self) -> list[str]:
        until = time.monotonic() + GRACE
        while (alive := self.processes()) and time.monotonic() < until:
            time.sleep(_POLL)
        return [line for process in alive if (line := command_line(process))]

    def kill(self) -> None:
        """End every process of the command."""
        for process in self.processes():
            send(process, signal.SIGKILL)


def send(process: int, number: signal.Signals) -> None:
    """A signal for a process that may be gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def command_line(process: int) -> str:
    """Its words, or nothing where it is gone."""
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""
