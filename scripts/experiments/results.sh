#!/usr/bin/env bash
# Two comparisons at one small budget: sources of images by one method, and methods on programs, side by side.
#   bash scripts/experiments/results.sh TRAIN TEST OUTPUT [flags of both commands, such as --jobs 11 --seconds 480]
# TRAIN and TEST are folders of labelled photos, a sub-folder a class; TRAIN, without its labels, is a source too.
# Hours: not measured at this size. On two cores of an EPYC (Zen 3), smaller ones: sources, 27 trainings of 4 epochs, an hour; methods, 33
# trainings of 3 epochs at 48 pixels, an hour and a quarter. Scores of those: docs/results.md.
# Interrupted, the same line resumes. OUTPUT/sources and OUTPUT/methods hold results.csv, table.md and a plot each.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 3 "$@"
train=$(realpath -m "$1") test=$(realpath -m "$2") output=$(realpath -m "$3")
shift 3
source "$(dirname "${BASH_SOURCE[0]}")/../training/common.sh"
export PYTHONPATH=$PWD${PYTHONPATH:+:$PYTHONPATH}
shared=(--dataset "image_folder:$train:$test" --epochs 8 --seeds 0 1 2 --device auto "$@")

"$python" evaluation/compare_models.py --output "$output/sources" --order sources --sources \
    "photos=folder:$train" composed:256 bundled model:dead_leaves-squares model:dead_leaves-shapes model:fractaldb:1000 \
    model:visualatom:1000 model:fractals:1000 model:perlin model:noise model:perturbed-fractal:1000 \
    model:stylegan-oriented model:dead_leaves-textures model:spectrum model:spectrum_color \
    "${shared[@]}" &
sources=$!
trap 'kill $sources 2>/dev/null || true' INT TERM
code=0
"$python" evaluation/compare_methods.py --output "$output/methods" --shaders composed:256 --photos "$train" --search \
    "${shared[@]}" || code=$?
wait $sources || code=$?
exit $code
