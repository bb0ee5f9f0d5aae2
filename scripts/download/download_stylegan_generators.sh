#!/usr/bin/env bash
# Trained StyleGAN2 generators into generators/NAME.
#   bash scripts/download/download_stylegan_generators.sh shaders21k-256x256-gamma-5
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/python.sh"
run published.py generators "$@"
