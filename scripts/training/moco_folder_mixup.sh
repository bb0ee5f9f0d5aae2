#!/usr/bin/env bash
# MoCo v2 on mixtures of six samples (the paper's best data from folders): renders the folder where it is missing
# or unfinished, then trains on it.
#   bash scripts/training/moco_folder_mixup.sh SHADERS IMAGES OUTPUT [more flags of moco/main_train.py]
#   N=100000 RESOLUTION=256 bash scripts/training/moco_folder_mixup.sh bundled outputs/mixed outputs/moco_mixed
# Hours: not measured by us. Score: not measured by us; the paper has its own (arXiv 2211.16412).
# Hardware: as moco_folder.sh, and 60 GB of disk for 1.3 million images of 256x256.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 3 "$@"
shaders=$1 images=$(realpath -m "$2") output=$(realpath -m "$3"); shift 3
[ ! -e "$shaders" ] || shaders=$(realpath "$shaders")
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
"$python" image_generation/shaders/generate_dataset.py --shaders "$shaders" --output "$images" \
    --n-samples "${N:-1300000}" --resolution "${RESOLUTION:-256}" --mixing-type convex --n-samples-mix 6
train moco/main_train.py "$images" --dataset-type image_folder "${moco_v2[@]}" --output "$output" "$@"
