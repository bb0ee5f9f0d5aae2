"""What all tests share: where the repository is, and running its commands as a user does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("OMP_NUM_THREADS", "1")
# Hundreds of processes are started: each would compile all of our modules anew, which takes longer than what they do.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# A shell that starts the suite in the background makes it deaf to Ctrl-C, and with it the commands that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def command():
    """command(script, *arguments, env=None, code=0) -> CompletedProcess, checked for its exit code.

    An error a user can cause is one line without a traceback: checked wherever code is 1 or 2. What no terminal shows
    has no carriage returns: checked always.
    """

    def run(script, *arguments, env=None, code=0, timeout=240):
        line = [sys.executable, str(ROOT / script), *map(str, arguments)]
        environment = {**os.environ, **(env or {})}
        raw = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, timeout=timeout, check=False)
        # Read as bytes: as text, Python would take carriage returns for ends of lines.
        done = subprocess.CompletedProcess(line, raw.returncode, raw.stdout.decode(), raw.stderr.decode())
        assert "\r" not in done.stdout + done.stderr, f"{script} draws a bar in a log"
        assert done.returncode == code, f"exit {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}"
        if code in (1, 2):
            assert "Traceback" not in done.stderr
            errors = [line for line in done.stderr.splitlines() if ".py: error: " in line]
            assert len(errors) == 1, done.stderr
        return done

    return run
