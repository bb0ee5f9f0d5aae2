"""Processes forked from one that has imported torch: they begin at once, and otherwise are processes as any other.

A trainer's process takes six seconds of a processor to import what it needs, and one to train what a test asks for.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path

from image_generation.common import cli
from tests.conftest import ROOT

_PRELOADED = (
    "torch.utils.tensorboard",
    "matplotlib.pyplot",
    "torchvision.transforms.v2",
    "kornia",
    "learning.training",
)
_CONTEXT = multiprocessing.get_context("forkserver")
_LONGEST = 240.0  # seconds


def context():
    """multiprocessing's context for such processes, for queues as well."""
    _CONTEXT.set_forkserver_preload([*_PRELOADED])
    here = os.getcwd()
    os.chdir(ROOT)  # where what is preloaded is looked for
    try:
        forkserver.ensure_running()
    finally:
        os.chdir(here)
    return _CONTEXT


class Command:
    """A command in such a process, with the exit code that it would have alone; poll, wait and signals as Popen's.

    script      as `command` takes it; its arguments follow
    said        the file that gets what it says, on both streams
    """

    def __init__(self, script: str, *arguments: object, said: Path, **environment: str):
        self._said = said
        line = [str(ROOT / script), *map(str, arguments)]
        self._process = context().Process(target=_command, args=(script, line, str(said), os.environ | environment))
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float = _LONGEST) -> int | None:
        """Its exit code; None where it still runs after so many seconds, and is killed then."""
        self._process.join(seconds)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            self._process.join()
        return code

    def send_signal(self, number: int) -> None:
        """As os.kill."""
        os.kill(self.pid, number)

    def said(self) -> str:
        """All that it has said."""
        return self._said.read_text() if self._said.exists() else ""


def _command(script: str, line: list[str], said: str, environment: dict[str, str]) -> None:
    os.chdir(ROOT)
    os.environ.clear()  # the server's, which is older than what a fixture has set since
    os.environ.update(environment)
    file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(file, 1), os.dup2(file, 2)
    sys.argv = line
    cli.run_main(importlib.import_module(script.removesuffix(".py").replace("/", ".")).main)


def free_port() -> str:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def meeting() -> dict[str, str]:
    """What torchrun would put into the environment of two processes, but for each one's rank."""
    return {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": free_port(), "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2"}


def two_ranks(script: str, *arguments: object, folder: Path) -> None:
    """A trainer in two processes, with the environment that torchrun gives them; both must end with code 0."""
    line, place, both = [str(ROOT / script), *map(str, arguments)], meeting(), []
    for rank in range(2):
        environment = {**os.environ, **place, "RANK": str(rank), "LOCAL_RANK": str(rank)}
        both.append(context().Process(target=_command, args=(script, line, str(folder / f"rank{rank}"), environment)))
    codes = _codes(both)
    assert codes == [0, 0], [path.read_text() for path in sorted(folder.glob("rank?"))]


def call_twice(function: Callable[..., None], *arguments: object) -> None:
    """function(rank, *arguments) in two processes, which meet as it says; both must end well."""
    assert _codes([context().Process(target=function, args=(rank, *arguments)) for rank in range(2)]) == [0, 0]


def _codes(processes: Sequence[BaseProcess]) -> list[int | None]:
    """Run them; their exit codes. Where one fails, or it takes too long, the others are killed: they wait for it."""
    for process in processes:
        process.start()
    until = time.monotonic() + _LONGEST
    while any(process.exitcode is None for process in processes):
        running = [process for process in processes if process.exitcode is None]
        ended = connection.wait([process.sentinel for process in running], max(0.0, until - time.monotonic()))
        for process in running:
            process.join(0)
        if not ended or any(process.exitcode for process in processes):
            for process in processes:
                process.kill()
                process.join()
    return [process.exitcode for process in processes]
