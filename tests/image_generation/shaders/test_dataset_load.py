"""What is left out of a dataset depends on its programs and never on the machine's load."""

import os
import subprocess
import sys

import pytest

from tests.image_generation.shaders.dataset_helpers import ENDLESS, SCRIPT, SLOW, contents, write_shaders

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="the kernel counts no waiting")


@pytest.fixture
def busy_machine():
    """Two processes a core that never rest."""
    cores = len(os.sched_getaffinity(0))
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * cores)]
    yield
    for hog in hogs:
        hog.kill()
        hog.wait()


def test_hanging_programs_on_a_starved_machine_make_the_same_folder(command, tmp_path, request):
    shaders = write_shaders(tmp_path / "s", 4, SLOW)
    (shaders / "endless.frag").write_text(ENDLESS)
    call = ("--shaders", shaders, "--n-samples", 30, "--resolution", 64, "--timeout", 1, "--workers", 2)
    command(SCRIPT, *call, "--output", tmp_path / "quiet")
    request.getfixturevalue("busy_machine")
    done = command(SCRIPT, *call, "--output", tmp_path / "busy")
    assert "excluded: endless: " in done.stderr and done.stderr.count("excluded: ") == 1
    assert contents(tmp_path / "busy") == contents(tmp_path / "quiet")
