#!/usr/bin/env bash
# LeJEPA, ViT-S/16, on KML mixtures of programs that are rendered while it trains: no image is ever seen twice.
#   bash scripts/training/lejepa_live.sh SHADERS OUTPUT [more flags of lejepa/main_train.py]
#   bash scripts/training/lejepa_live.sh composed:21000 outputs/lejepa_live
# The published parameters of arXiv 2511.08544 (2 global and 6 local views, lambda 0.05, AdamW 5e-4), 100 epochs.
# Hardware: one NVIDIA GPU of 40 GB that also renders, or several (GPUS=N) that share the batch; 8 cores a GPU.
# Hours: not measured by us. Score: not measured by us, and not published on procedural images.
# Interrupted, the same line resumes.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 2 "$@"
shaders=$1 output=$(realpath -m "$2"); shift 2
[ ! -e "$shaders" ] || shaders=$(realpath "$shaders")
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
train lejepa/main_train.py "$shaders" --dataset-type shaders --epoch-size 1300000 --mixing-type kml \
    --generation-resolution-multiplier 1.142858 --arch vit_small --patch-size 16 --epochs 100 \
    --batch-size 256 --augment-on device --resume auto --output "$output" "$@"
