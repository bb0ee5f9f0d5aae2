#!/usr/bin/env bash
# Image datasets of the paper (and with --earlier of the one before) into data/NAME.
#   bash scripts/download/download_datasets.sh shaders1k        (no name: lists them)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/python.sh"
run published.py datasets "$@"
