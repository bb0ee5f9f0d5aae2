"""Shell scripts: they say what they do, and name modules that are there."""

import importlib.util
import re
import subprocess

import pytest

from tests.conftest import ROOT

SCRIPTS = sorted((ROOT / "scripts").rglob("*.sh"))


def tell(command: str, every: int = 1) -> subprocess.CompletedProcess[bytes]:
    """scripts/setup.sh's own `tell` around a command, speaking every second in place of every eight."""
    text = (ROOT / "scripts/setup.sh").read_text()
    function = re.search(r"^tell\(\) \{\n.*?^\}\n", text, re.S | re.M)[0]
    assert "-ge 8" in function
    script = f"set -euo pipefail\n{function.replace('-ge 8', f'-ge {every}')}\ntell 'doing it' {command}\n"
    return subprocess.run(["bash", "-c", script], capture_output=True, check=False)


def test_setup_says_what_it_does_while_it_does_it():
    done = tell("bash -c 'printf \"10%%\\r20%%\\r30%%\"; sleep 2.6; echo end'")
    lines = done.stderr.decode().split("\n")
    assert done.returncode == 0 and b"\r" not in done.stderr
    assert lines[0] == "setup.sh: doing it"
    assert len(lines) >= 3 and re.fullmatch(r"setup\.sh: doing it: \d s \(30%\)", lines[1])


def test_setup_shows_what_failed():
    done = tell("bash -c 'echo the reason; exit 3'")
    assert done.returncode == 3 and done.stderr.decode().split("\n")[:2] == ["setup.sh: doing it", "the reason"]


def test_setup_leaves_nothing_long_untold():
    """What may take long (packages, a virtual environment, waiting for another set-up) runs under `tell`."""
    text = (ROOT / "scripts/setup.sh").read_text()
    slow = re.compile(r"apt-get (update|install)|-m venv|\bpip\[@\]|^flock|; flock 9")
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines() if not line.lstrip().startswith("#")]
    assert len([line for line in lines if slow.search(line) and "tell " in line]) >= 4
    assert not [line for line in lines if slow.search(line) and "tell " not in line and "fail " not in line]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_modules_that_scripts_name_are_there(script):
    text = script.read_text()
    named = re.findall(r"\bfrom ([a-z_]+(?:\.\w+)+) import|-m ((?:image_generation|learning)[\w.]*)", text)
    for name in filter(None, (one for pair in named for one in pair)):
        assert importlib.util.find_spec(name), f"{script}: {name}"
