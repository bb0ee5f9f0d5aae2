#!/usr/bin/env bash
# The paper's scaling experiment: SimCLR, SupCon and CE with 1, 2, 4 ... all of the programs, 100,000 images of 64x64.
#   bash scripts/training/scaling.sh OUTPUT SHADERS [more flags of evaluation/scaling.py, such as --dataset cifar10]
# Hours: not measured by us. Score: not measured at this size by us (a smaller one: docs/supcon.md).
# Hardware: one GPU with 8 GB and 16 cores; about 43 trainings for 21,000 programs. Interrupted, the same line resumes.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 2 "$@"
output=$(realpath -m "$1") shaders=$2
if [ -e "$shaders" ]; then shaders=$(realpath "$shaders"); fi
shift 2
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
"$python" evaluation/scaling.py --shaders "$shaders" --output "$output" "$@"
