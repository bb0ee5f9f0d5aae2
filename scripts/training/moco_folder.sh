#!/usr/bin/env bash
# MoCo v2 as in the paper, on a folder of rendered images (1.3 million at 256x256 for the large-scale runs).
#   bash scripts/training/moco_folder.sh IMAGES OUTPUT [more flags of moco/main_train.py]
# Hours: not measured by us. Score: not measured by us; the paper has its own (arXiv 2211.16412).
# Hardware: 4 GPUs with 12 GB each and 32 cores in the paper's setting; one GPU with 24 GB takes the same batch.
# Interrupted, the same line resumes where it stopped.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 2 "$@"
images=$(realpath -m "$1") output=$(realpath -m "$2"); shift 2
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
train moco/main_train.py "$images" --dataset-type image_folder "${moco_v2[@]}" --output "$output" "$@"
