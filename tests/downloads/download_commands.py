"""Call the download scripts as a user does."""

import os
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts" / "download"


def start(script, *arguments, cwd=None, python=None, **more):
    env = {**os.environ, **more.pop("env", {})}
    command = [python, ROOT / "downloads" / "published.py"] if python else ["bash", SCRIPTS / script]
    return subprocess.Popen(
        [*map(str, command), *map(str, arguments)],
        text=True,
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(script, *arguments, **how):
    process = start(script, *arguments, **how)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err, err
    return process.returncode, out, err


def wait_for(condition):
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("never happened")
