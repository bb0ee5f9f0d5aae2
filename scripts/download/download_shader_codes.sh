#!/usr/bin/env bash
# Shader codes by identifier from Shadertoy, or from files saved in a browser, into shader_codes/.
#   SHADERTOY_KEY=... bash scripts/download/download_shader_codes.sh shader_ids/shadertoy
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/python.sh"
run shader_codes.py "$@"
