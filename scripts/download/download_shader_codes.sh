#!/usr/bin/env bash
# Shader codes that you saved in a browser (the paper's archive as it is), or by identifier from Shadertoy, into shader_codes/.
#   bash scripts/download/download_shader_codes.sh --import ~/Downloads/all_codes.zip
#   SHADERTOY_KEY=... bash scripts/download/download_shader_codes.sh shader_ids/shadertoy
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/python.sh"
run shader_codes.py "$@"
