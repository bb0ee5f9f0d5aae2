#!/usr/bin/env bash
# Trained encoders into encoders/NAME.
#   bash scripts/download/download_encoders.sh shaders21k       (no name: lists them)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/python.sh"
run published.py encoders "$@"
