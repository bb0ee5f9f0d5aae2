"""What all tests share: where the repository is, and running its commands as a user does."""

import contextlib
import importlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings

from image_generation.common import cli

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("OMP_NUM_THREADS", "1")
# Programs draw few and small pictures here: the driver compiles them in half the time, to the same pictures (what
# tests/image_generation/shaders/test_renderer.py shows). Without this, it would depend on which file came first.
os.environ.setdefault("GALLIVM_PERF", "nopt")
# Hundreds of processes are started: each would compile all of our modules anew, which takes longer than what they do.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", settings(settings.default, deadline=None))
settings.load_profile("untimed")
# A shell that starts the suite in the background makes it deaf to Ctrl-C, and with it the commands that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


def _as_process(line, environment, timeout):
    raw = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, timeout=timeout, check=False)
    # Read as bytes: as text, Python would take carriage returns for ends of lines.
    return subprocess.CompletedProcess(line, raw.returncode, raw.stdout.decode(), raw.stderr.decode())


def _within(script, line):
    """The same within this process, to its exit code; what run_main leaves changed in the interpreter stays as it was."""
    main = importlib.import_module(str(script).removesuffix(".py").replace("/", ".")).main
    out, err, here, handler = io.StringIO(), io.StringIO(), os.getcwd(), signal.getsignal(signal.SIGTERM)
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", line[1:]),
        mock.patch.multiple(cli, quiet_interrupts=mock.DEFAULT, last_interrupt=mock.DEFAULT),
        pytest.raises(SystemExit) as ended,
    ):
        os.chdir(ROOT)
        try:
            cli.run_main(main)
        finally:
            os.chdir(here)
            signal.signal(signal.SIGTERM, handler)
    return subprocess.CompletedProcess(line, ended.value.code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def command():
    """command(script, *arguments, env=None, code=0) -> CompletedProcess, checked for its exit code.

    An error a user can cause is one line without a traceback: checked wherever code is 1 or 2. What no terminal shows
    has no carriage returns: checked always. Arguments that are to be refused (code 2) are refused within this process,
    unless an env is given: importing everything in another would be all that takes long.
    """

    def run(script, *arguments, env=None, code=0, timeout=240):
        line = [sys.executable, str(ROOT / script), *map(str, arguments)]
        if code == 2 and env is None:
            done = _within(script, line)
        else:
            done = _as_process(line, {**os.environ, **(env or {})}, timeout)
        assert "\r" not in done.stdout + done.stderr, f"{script} draws a bar in a log"
        assert done.returncode == code, f"exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}"
        if code in (1, 2):
            assert "Traceback" not in done.stderr
            errors = [line for line in done.stderr.splitlines() if ".py: error: " in line]
            assert len(errors) == 1, done.stderr
        return done

    return run
