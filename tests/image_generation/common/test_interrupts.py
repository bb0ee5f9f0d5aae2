"""Ctrl-C while a command starts; what importing our modules leaves alone."""

import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT


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
@pytest.mark.parametrize("seconds", [0.15, 0.5])
def test_ctrl_c_while_a_command_imports_shows_no_traceback(script, seconds):
    process = subprocess.Popen([sys.executable, ROOT / script, "--help"], cwd=ROOT, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    # Python itself may be interrupted before it has read the first line of the script.
    assert "Traceback" not in err or "site.py" in err or "importlib" in err.split("\n")[1]
