#!/usr/bin/env bash
# MoCo v2 on images that are rendered while it trains, four samples mixed in each: no image is ever seen twice.
#   bash scripts/training/moco_live.sh SHADERS OUTPUT [more flags of moco/main_train.py]
#   bash scripts/training/moco_live.sh composed:21000 outputs/moco_live
# Hours: not measured by us. Score: not measured by us; the paper has its own (arXiv 2211.16412).
# Hardware: NVIDIA GPUs that also render (4 of 12 GB and 32 cores for the batch of 256). Give --rendering-gpus to
# render elsewhere than on the GPU that trains; on a CPU, rendering takes most of the time.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 2 "$@"
shaders=$1 output=$(realpath -m "$2"); shift 2
[ ! -e "$shaders" ] || shaders=$(realpath "$shaders")
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
train moco/main_train.py "$shaders" --dataset-type shaders "${moco_v2[@]}" --epoch-size 1300000 \
    --mixing-type convex --n-samples-mix 4 --output "$output" "$@"
