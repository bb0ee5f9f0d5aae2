"""The recipe of the comparison: its paths hold wherever it is called, and the command takes its flags."""

import os
import subprocess

import pytest

from evaluation import compare_models
from tests.conftest import ROOT


@pytest.mark.parametrize("size", ["--smoke", "--paper", "--large"])
def test_the_recipe_starts_the_command(tmp_path, size):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n(for word in "$@"; do printf \'%s\\037\' "$word"; done) > {tmp_path}/line\n')
    python.chmod(0o755)
    line = ["bash", str(ROOT / "scripts/experiments/compare_models.sh"), "out", size, "--sources", "model:noise"]
    subprocess.run(line, cwd=tmp_path, env=os.environ | {"PYTHON": str(python)}, check=True)
    script, *flags = (tmp_path / "line").read_text().split("\037")[:-1]
    assert script == str(ROOT / "evaluation/compare_models.py")
    args = compare_models.parse_args(flags)
    assert args.output == str(tmp_path / "out") and args.sources == ["model:noise"]
    assert args.model == {"--smoke": "quick_resnet10", "--paper": "small_alexnet", "--large": "resnet50"}[size]
