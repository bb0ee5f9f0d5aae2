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


def test_a_missing_argument_is_named():
    done = subprocess.run(
        ["bash", str(FOLDER / "supcon_live.sh"), "CE", "out"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "SHADERS argument" in done.stderr
