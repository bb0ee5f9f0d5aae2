"""Ctrl-C while a command starts; what importing our modules leaves alone."""

import os
import signal
import subprocess
import sys

import pytest

from image_generation.shaders.sources import resolve
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


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_commands_work_whatever_their_caller_has_closed(tmp_path, closed):
    """Nothing that is printed goes into a file that has the number of what was closed; the code is 0."""
    script = ROOT / "image_generation/shaders/generate_dataset.py"
    call = f"{sys.executable} {script} --shaders composed:2 --n-samples 3 --resolution 16 --workers 1 --output {tmp_path}/d {closed}"
    done = subprocess.run(["sh", "-c", call], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert len(list(tmp_path.rglob("*.jpg"))) == 3 and (tmp_path / "d" / "samples.csv").exists()


def test_tables_hold_names_that_are_no_text(tmp_path):
    """check_shaders.py ended with a traceback behind all its work, mix_folder.py left its journal."""
    shaders = tmp_path / "shaders"
    shaders.mkdir()
    name = os.fsdecode(b"bad\xff.glsl")
    (shaders / name).write_text("void mainImage(out vec4 c, in vec2 f) { c = vec4(fract(iTime + f.x / 64.0)); }")
    for script, more in (
        ("check_shaders.py", ["--keep-list", tmp_path / "keep.txt"]),
        ("generate_dataset.py", ["--n-samples", 3, "--workers", 1]),
    ):
        line = [script, "--shaders", shaders, "--output", tmp_path / script, "--resolution", 16, "--quiet", *more]
        line = [sys.executable, ROOT / "image_generation/shaders" / script, *map(str, line[1:])]
        done = subprocess.run(line, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    for table in (tmp_path / "check_shaders.py/report.csv", tmp_path / "keep.txt"):
        assert b"bad\xff.glsl" in table.read_bytes()
    assert [source.path for source in resolve([str(tmp_path / "keep.txt")])] == [str(shaders / name)]
