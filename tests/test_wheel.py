"""The wheel: built, installed into an environment of its own, and used where the repository is not in sight."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

COMMANDS = ("shaders-check", "shaders-gallery", "shaders-render", "shaders-video")


def pip(*arguments):
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *map(str, arguments)], check=True, timeout=300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The built file. A copy is built: builds leave folders beside pyproject.toml."""
    base = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (base / "source").mkdir(exist_ok=True)
        shutil.copy(ROOT / name, base / "source" / name)
    shutil.copytree(
        ROOT / "image_generation", base / "source/image_generation", ignore=shutil.ignore_patterns("__pycache__")
    )
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", base / "dist", base / "source")
    (built,) = (base / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """run(command line, input) -> CompletedProcess in an empty folder, with the wheel and what it depends on alone."""
    base = tmp_path_factory.mktemp("environment")
    venv.create(base / "venv", with_pip=False)
    python = base / "venv/bin/python"
    pip("--python", python, "install", "--no-deps", "--no-index", "--no-compile", wheel)
    (packages,) = (base / "venv/lib").glob("python*/site-packages")
    # What is installed already stands for what would be downloaded.
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"])
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    work = base / "work"
    work.mkdir()

    def run(*line, **options):
        return subprocess.run(
            [base / "venv/bin" / line[0], *map(str, line[1:])],
            cwd=work, env=environment, capture_output=True, text=True, timeout=240, check=False, **options,
        )  # fmt: skip

    run.work, run.commands = work, base / "venv/bin"
    return run


def test_it_holds_the_library_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        about = {Path(name).name: archive.read(name).decode() for name in names if ".dist-info/" in name}
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"image_generation"}
    assert not [name for name in names if name.startswith("image_generation/stylegan2/")]
    files = [path for path in (ROOT / "image_generation").rglob("*") if path.is_file()]
    wanted = {
        str(path.relative_to(ROOT))
        for path in files
        if path.suffix in (".py", ".glsl", ".js", ".css", ".html", ".typed") and "stylegan2" not in path.parts
    }
    assert wanted == {name for name in names if ".dist-info/" not in name}
    needed = [line for line in about["METADATA"].splitlines() if line.startswith("Requires-Dist:")]
    assert needed and all("torch" not in line or line.endswith('extra == "torch"') for line in needed)
    assert all(f"{command} = image_generation." in about["entry_points.txt"] for command in COMMANDS)


def test_commands_draw(installed):
    done = installed(
        "shaders-render", "--shaders", "bundled", "--output", "images", "--n-samples", 20, "--resolution", 32
    )
    assert done.returncode == 0, done.stderr
    assert len(list((installed.work / "images").rglob("*.jpg"))) == 20
    assert all((installed.commands / command).exists() for command in COMMANDS)


THREE_LINES = """
import image_generation, torch
from image_generation import ShaderImages
dataset = ShaderImages("bundled", resolution=16, epoch_size=6)
for workers in (0, 2):
    for images, labels in torch.utils.data.DataLoader(dataset, batch_size=3, num_workers=workers):
        print(workers, tuple(images.shape), images.dtype, labels.dtype, flush=True)
print(image_generation.__file__)
raise SystemExit(3)
"""


def test_three_lines_from_standard_input(installed):
    done = installed("python", "-", input=THREE_LINES)
    *batches, file = done.stdout.splitlines()  # at whose end nobody is left who holds the pipe
    assert batches == [f"{n} (3, 3, 16, 16) torch.float32 torch.int64" for n in (0, 0, 2, 2)]
    assert (done.returncode, done.stderr) == (3, "")
    assert not Path(file).is_relative_to(ROOT)


WITHOUT = """
import ctypes.util, sys
sys.modules["torch"] = None
ctypes.util.find_library = lambda name: None
from image_generation import entry_points
sys.argv = ["shaders-render", "--shaders", "bundled", "--output", "nothing", "--n-samples", "1"]
entry_points.render()
"""


def test_without_torch_and_egl_one_line_says_what_to_install(installed):
    done = installed("python", "-", input=WITHOUT)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "libegl1 libgl1 libgl1-mesa-dri" in done.stderr and not (installed.work / "nothing").exists()
