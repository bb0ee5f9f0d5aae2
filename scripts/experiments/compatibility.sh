#!/usr/bin/env bash
# How many files of public shader collections draw, by dialect, with reasons for the rest: docs/compatibility.md.
#   bash scripts/experiments/compatibility.sh --page docs/compatibility.md OWNER/NAME=FOLDER@REVISION ...
#       [flags of benchmarks/compatibility.py, such as --sample 300, --timeout 20, --time-limit 900, --output DIR]
# Each FOLDER is a clone that you made; nothing of it is kept but counts. Interrupted, the same line resumes.
source "$(dirname "${BASH_SOURCE[0]}")/../usage.sh"
usage 1 "$@"
here=$PWD
source "$(dirname "${BASH_SOURCE[0]}")/../training/common.sh"
root=$PWD
case $python in /*) ;; */*) python=$root/$python ;; esac
cd "$here" || exit 1
PYTHONPATH=$root${PYTHONPATH:+:$PYTHONPATH} exec nice "$python" "$root/benchmarks/compatibility.py" "$@"
