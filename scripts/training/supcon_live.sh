#!/usr/bin/env bash
# SupCon, SimCLR or CE on programs that are rendered while it trains; four images of each drawn program in a batch.
#   bash scripts/training/supcon_live.sh SupCon|SimCLR|CE OUTPUT SHADERS [more flags of supcon/main_train.py]
# Hours: not measured by us. Score: not measured at this size by us (a smaller one: docs/supcon.md).
# Hardware: one GPU with 24 GB that renders and trains, or several (GPUS=N). Interrupted, the same line resumes.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 3 "$@"
method=$1 output=$(realpath -m "$2") shaders=$3
if [ -e "$shaders" ]; then shaders=$(realpath "$shaders"); fi
shift 3
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
train supcon/main_train.py "$shaders" --dataset-type shaders --method "$method" --samples-per-class 4 \
    --epoch-size 1300000 --epochs 200 --batch-size 256 --cosine --syncBN --amp --resume auto --output "$output" "$@"
