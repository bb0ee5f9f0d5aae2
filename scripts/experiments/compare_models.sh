#!/usr/bin/env bash
# Image models, programs and photos at one budget: a training and probes for each source and seed, table and plot.
#   bash scripts/experiments/compare_models.sh OUTPUT [flags of evaluation/compare_models.py, such as --smoke, --paper,
#       --large, --sources bundled model:perlin photos=folder:PHOTOS, --dataset image_folder:TRAIN:TEST]
# Hours and scores: not measured by us at the sizes of --paper and --large. Interrupted, the same line resumes.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 1 "$@"
output=$(realpath -m "$1")
shift
here=$PWD
source "$(dirname "${BASH_SOURCE[0]}")/../training/common.sh"
root=$PWD
case $python in /*) ;; */*) python=$root/$python ;; esac
cd "$here" || exit 1
PYTHONPATH=$root${PYTHONPATH:+:$PYTHONPATH} exec "$python" "$root/evaluation/compare_models.py" --output "$output" "$@"
