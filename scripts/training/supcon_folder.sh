#!/usr/bin/env bash
# SupCon, SimCLR or CE on a folder of images with a sub-folder for each program (generate_dataset.py --layout class).
#   bash scripts/training/supcon_folder.sh SupCon|SimCLR|CE IMAGES OUTPUT [more flags of supcon/main_train.py]
# The small-scale setting: small AlexNet, 64x64 images, 200 epochs, batch 256 (arXiv 2211.16412, section 4).
# Hours: not measured by us. Score: not measured at this size by us (a smaller one: docs/supcon.md).
# Hardware: one GPU with 8 GB and 8 cores. Interrupted, the same line resumes where it stopped.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 3 "$@"
method=$1 images=$(realpath -m "$2") output=$(realpath -m "$3")
shift 3
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
train supcon/main_train.py "$images" --dataset-type image_folder --method "$method" --model small_alexnet --size 64 \
    --epochs 200 --batch-size 256 --cosine --resume auto --output "$output" "$@"
