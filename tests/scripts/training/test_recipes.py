"""Recipes in scripts/training/: the commands that they start are ones that the trainers take."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from dino import main_train as dino
from evaluation import scaling
from image_generation.shaders import generate_dataset
from lejepa import main_train as lejepa
from moco import main_train as moco
from supcon import main_train as supcon
from tests.conftest import ROOT

FOLDER = ROOT / "scripts" / "training"
PARSERS = {
    "moco/main_train.py": moco,
    "supcon/main_train.py": supcon,
    "dino/main_train.py": dino,
    "lejepa/main_train.py": lejepa,
    "image_generation/shaders/generate_dataset.py": generate_dataset,
    "evaluation/scaling.py": scaling,
}
RECIPES = {
    "moco_folder.sh": ["images", "out", "--epochs", "3"],
    "moco_folder_mixup.sh": ["composed:8", "images", "out", "--epochs", "3"],
    "moco_live.sh": ["composed:8", "out", "--epochs", "3"],
    "dino_live.sh": ["composed:8", "out", "--epochs", "3"],
    "lejepa_live.sh": ["composed:8", "out", "--epochs", "3"],
    "supcon_folder.sh": ["SupCon", "images", "out", "--epochs", "3"],
    "supcon_live.sh": ["CE", "out", "composed:8", "--epochs", "3"],
    "scaling.sh": ["out", "composed:8", "--epochs", "3"],
}


def started(tmp_path: Path, recipe: str, **environment: str) -> list[list[str]]:
    """The commands that a recipe runs, told by an interpreter that notes its arguments."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n(for word in "$@"; do printf \'%s\\037\' "$word"; done; echo) >> {tmp_path}/lines\n')
    python.chmod(0o755)
    (tmp_path / "images").mkdir(exist_ok=True)
    line = ["bash", str(FOLDER / recipe), *RECIPES[recipe]]
    subprocess.run(line, cwd=tmp_path, env=os.environ | {"PYTHON": str(python)} | environment, check=True)
    return [text.split("\037")[:-1] for text in (tmp_path / "lines").read_text().splitlines()]


def test_every_recipe_is_tested():
    assert {path.name for path in FOLDER.glob("*.sh")} - {"common.sh"} == set(RECIPES)


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_starts_what_the_trainers_take(recipe, tmp_path):
    commands = started(tmp_path, recipe, GPUS="0")
    assert len(commands) == (2 if recipe == "moco_folder_mixup.sh" else 1)
    for script, *arguments in commands:
        args = PARSERS[script].parse_args(arguments)
        # Paths are the caller's, although the recipe goes to the repository's root.
        assert Path(args.output).parent == tmp_path.resolve()
    assert args.epochs == 3  # flags behind the recipe's own win
    if script.endswith("main_train.py"):
        assert args.resume == "auto"
        assert args.batch_size == 256 or (args.batch_size, args.batch_size_per_gpu) == (None, 64)  # DINO counts a GPU's


def test_without_nvidia_smi_there_is_one_process(tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "sh", "dirname", "realpath", "wc"):
        (tools / name).symlink_to(shutil.which(name))
    (words,) = started(tmp_path, "supcon_folder.sh", PATH=str(tools), GPUS="")
    assert words[0] == "supcon/main_train.py"


def test_several_gpus_are_a_process_each(tmp_path):
    (words,) = started(tmp_path, "supcon_folder.sh", GPUS="4")
    assert words[:6] == [
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node",
        "4",
        "supcon/main_train.py",
    ]


SCRIPTS = [
    path
    for folder in (FOLDER, FOLDER.parent / "experiments")
    for path in sorted(folder.glob("*.sh"))
    if path.name != "common.sh"
]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_missing_arguments_end_a_recipe_before_it_does_anything(path, tmp_path):
    """With none of them it trained on whatever lay below the repository; with flags in their place into a folder so named."""
    for words in ([], ["--device", "cpu"], ["", ""]):
        done = subprocess.run(["bash", str(path), *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2 and done.stdout == "" and not list(tmp_path.iterdir())
        assert (
            done.stderr.startswith(f"{path.name}: error: arguments are missing\n")
            and f"bash scripts/{path.parent.name}/{path.name} " in done.stderr
        )


@pytest.mark.parametrize(
    "path",
    [*SCRIPTS, *(FOLDER.parent / name for name in ("quickstart.sh", "setup.sh", "test.sh"))],
    ids=lambda path: path.name,
)
def test_help_is_the_comment_at_the_head(path):
    done = subprocess.run(["bash", str(path), "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == "" and f"bash {path.relative_to(ROOT)}" in done.stdout
    lines = path.read_text().splitlines()
    assert done.stdout.splitlines()[0] == lines[1].removeprefix("# ")


def test_arguments_that_a_script_does_not_take():
    for name in ("quickstart.sh", "setup.sh"):
        done = subprocess.run(["bash", str(FOLDER.parent / name), "wrong"], capture_output=True, text=True, check=False)
        assert done.returncode == 2 and f"{name}: error: " in done.stderr and "wrong" in done.stderr
