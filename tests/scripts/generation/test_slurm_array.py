"""scripts/generation/slurm_array.sh: what it submits, run by an sbatch that starts the tasks at once."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import SCRIPT, contents, write_shaders

RECIPE = ROOT / "scripts" / "generation" / "slurm_array.sh"
# Understands the options that the recipe gives; runs the tasks of an array two at a time.
SBATCH = """#!/usr/bin/env bash
set -euo pipefail
echo "$*" >> "$SUBMITTED"
array="" script="" dependency=""
while [ $# -gt 0 ]; do
    case $1 in
    --array=*) array=${1#--array=} ;;
    --export=*) IFS=, read -ra pairs <<< "${1#--export=}"
        for pair in "${pairs[@]}"; do [ "$pair" = ALL ] || export "$pair"; done ;;
    --dependency=*) dependency=${1#--dependency=} ;;
    --*) ;;
    *) script=$1; shift; break ;;
    esac
    shift
done
if [ -n "$array" ]; then
    first=${array%-*} last=${array#*-}
    export SLURM_ARRAY_TASK_MIN=$first SLURM_ARRAY_TASK_COUNT=$((last - first + 1))
    seq "$first" "$last" | xargs -P 2 -I{} env SLURM_ARRAY_TASK_ID={} bash "$script" "$@" >&2
    echo 41
else
    [ "$dependency" = afterany:41 ]
    bash "$script" "$@" >&2
    echo "42;cluster"
fi
"""


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sbatch").write_text(SBATCH)
    (tmp_path / "bin" / "sbatch").chmod(0o755)
    return os.environ | {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "SUBMITTED": str(tmp_path / "submitted"),
        "PYTHON": sys.executable,
        "SBATCH_FLAGS": "--partition=cpu --time=1:00:00",
    }


def test_an_array_and_a_finishing_job_make_what_one_run_makes(command, environment, tmp_path):
    shaders = write_shaders(tmp_path / "s", 3)
    call = ["--shaders", str(shaders), "--n-samples", "50", "--resolution", "16", "--shard-size", "8", "--workers", "1"]
    command(SCRIPT, *call, "--format", "webdataset", "--output", tmp_path / "one")
    done = subprocess.run(
        ["bash", str(RECIPE), "3", *call, "--output", str(tmp_path / "array")],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "submitted 3 parts as job 41, and job 42" in done.stdout
    assert contents(tmp_path / "array") == contents(tmp_path / "one")
    first, second = (tmp_path / "submitted").read_text().splitlines()
    assert "--array=0-2" in first and "--partition=cpu" in first and "--array" not in second


@pytest.mark.parametrize("arguments", [[], ["0"], ["many"], ["--shaders", "x"]])
def test_wrong_arguments(environment, arguments):
    done = subprocess.run(
        ["bash", str(RECIPE), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "error: give the number of parts" in done.stderr


def test_without_slurm_one_line_says_so(tmp_path):
    done = subprocess.run(
        ["/bin/bash", str(RECIPE), "2", "--shaders", "x"],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "no sbatch here" in done.stderr
