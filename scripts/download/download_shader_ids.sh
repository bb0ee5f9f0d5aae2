#!/usr/bin/env bash
# Lists of the programs' identifiers into shader_ids/, from the published list of videos.
#   bash scripts/download/download_shader_ids.sh                bash scripts/download/download_shader_ids.sh --from FILE
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/python.sh"
run id_lists.py "$@"
