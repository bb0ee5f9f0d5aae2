#!/usr/bin/env bash
#SBATCH --job-name=images
#SBATCH --cpus-per-task=8
#SBATCH --time=24:00:00
#SBATCH --requeue
# Draw a dataset of shards with a SLURM array: one part a task, then a job that checks all of them and writes index.json.
#   bash scripts/generation/slurm_array.sh 16 --shaders composed:20000 --output s3://bucket/images \
#       --n-samples 100000000 --resolution 256                     submits 16 parts and the finishing job
#   SBATCH_FLAGS="--gpus-per-task=1 --partition=a100" bash scripts/generation/slurm_array.sh 16 ...
# Called again it submits the same parts: shards that are there are kept. PYTHON=FILE for another interpreter.
set -euo pipefail

if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then # a task of the array
    cd "${IMAGES_ROOT:?}"
    exec "${PYTHON:-.venv/bin/python}" image_generation/shaders/generate_dataset.py --format webdataset \
        --part "$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN))/$SLURM_ARRAY_TASK_COUNT" "$@"
elif [ -n "${IMAGES_FINISH:-}" ]; then # the job after it
    cd "${IMAGES_ROOT:?}"
    exec "${PYTHON:-.venv/bin/python}" image_generation/shaders/generate_dataset.py --format webdataset --finish "$@"
fi

case ${1:-} in
'' | *[!0-9]* | 0) echo "slurm_array.sh: error: give the number of parts, then generate_dataset.py's flags" >&2; exit 2 ;;
esac
parts=$1; shift
command -v sbatch >/dev/null || { echo "slurm_array.sh: error: no sbatch here: run it on a SLURM login node" >&2; exit 1; }
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
script=$root/scripts/generation/slurm_array.sh
# SBATCH_FLAGS holds several words.
# shellcheck disable=SC2086
job=$(sbatch --parsable --array="0-$((parts - 1))" --export="ALL,IMAGES_ROOT=$root" ${SBATCH_FLAGS:-} "$script" "$@")
# shellcheck disable=SC2086
finish=$(sbatch --parsable --dependency="afterany:${job%%;*}" --export="ALL,IMAGES_ROOT=$root,IMAGES_FINISH=1" \
    ${SBATCH_FLAGS:-} "$script" "$@")
echo "slurm_array.sh: submitted $parts parts as job ${job%%;*}, and job ${finish%%;*} that finishes the dataset"
