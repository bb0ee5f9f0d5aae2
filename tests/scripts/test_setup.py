"""Shell scripts: they say what they do, and name modules that are there."""

import hashlib
import importlib.util
import re
import shutil
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
    done = tell("bash -c 'echo the reason; exit 3'", every=8)
    assert done.returncode == 3 and done.stderr.decode().split("\n")[:2] == ["setup.sh: doing it", "the reason"]


def test_setup_leaves_nothing_long_untold():
    """What may take long (packages, a virtual environment, waiting for another set-up) runs under `tell`."""
    text = (ROOT / "scripts/setup.sh").read_text()
    slow = re.compile(r"apt-get (update|install)|-m venv|\bpip\[@\]|^flock|; flock 9")
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines() if not line.lstrip().startswith("#")]
    assert len([line for line in lines if slow.search(line) and "tell " in line]) >= 4
    assert not [line for line in lines if slow.search(line) and "tell " not in line and "fail " not in line]


def test_digests_without_sha256sum(tmp_path):
    """macOS has shasum; both give the same."""
    function = re.search(r"^digest\(\) .*$", (ROOT / "scripts/setup.sh").read_text(), re.M)[0]
    for name in ("cut", "shasum", "sha256sum", "perl", "env"):
        if found := shutil.which(name):
            (tmp_path / name).symlink_to(found)
    if not (tmp_path / "shasum").exists():
        pytest.skip("no shasum here")
    line = ["/bin/bash", "-c", f"{function}\nprintf abc | digest"]
    found = []
    for _ in range(2):
        done = subprocess.run(line, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True)
        found.append(done.stdout.strip())
        (tmp_path / "sha256sum").unlink(missing_ok=True)
    assert found == [hashlib.sha256(b"abc").hexdigest()] * 2


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_modules_that_scripts_name_are_there(script):
    text = script.read_text()
    named = re.findall(r"\bfrom ([a-z_]+(?:\.\w+)+) import|-m ((?:image_generation|learning)[\w.]*)", text)
    for name in filter(None, (one for pair in named for one in pair)):
        assert importlib.util.find_spec(name), f"{script}: {name}"
