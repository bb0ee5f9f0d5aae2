"""Ctrl-C while a command starts; what importing our modules leaves alone."""

import os
import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT

# Found by Python before the script's first line: an interrupt, as soon as a module is asked for.
INTERRUPTING = """
import os, signal, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["INTERRUPTED_AT"]:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
"""


def test_importing_installs_no_hook():
    code = (
        "import sys; before = sys.excepthook\n"
        "import image_generation.common.cli, image_generation.common.interrupts, image_generation.shaders.flags\n"
        "assert sys.excepthook is before"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    "script", ["image_generation/shaders/generate_dataset.py", "evaluation/main_knn.py", "stylegan2/train.py"]
)
@pytest.mark.parametrize("module", ["argparse", "numpy"])
def test_ctrl_c_while_a_command_imports_shows_no_traceback(tmp_path, script, module):
    """At the first module behind the script's first line, and at one that takes long."""
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING)
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, ROOT / script, "--help"], cwd=ROOT, env=os.environ | {"PYTHONPATH": path, "INTERRUPTED_AT": module},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
