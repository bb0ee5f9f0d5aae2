#!/usr/bin/env bash
# DINO, ViT-S/16, on KML mixtures of programs that are rendered while it trains: no image is ever seen twice.
#   bash scripts/training/dino_live.sh SHADERS OUTPUT [more flags of dino/main_train.py]
#   bash scripts/training/dino_live.sh composed:21000 outputs/dino_live
# The setting of arXiv 2508.11697: the official defaults, 100 epochs of 1.3 million images, here with live images.
# Hardware: 8 NVIDIA GPUs of 16 GB that also render, or fewer (GPUS=N) with 64 images each; 8 cores a GPU.
# Hours: not measured by us. Score: not measured by us (the paper's are of its own images and programs).
# Interrupted, the same line resumes.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 2 "$@"
shaders=$1 output=$(realpath -m "$2"); shift 2
[ ! -e "$shaders" ] || shaders=$(realpath "$shaders")
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
train dino/main_train.py "$shaders" --dataset-type shaders --epoch-size 1300000 --mixing-type kml \
    --generation-resolution-multiplier 1.142858 --arch vit_small --patch-size 16 --epochs 100 \
    --batch-size-per-gpu 64 --augment-on device --resume auto --output "$output" "$@"
