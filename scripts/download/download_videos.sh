#!/usr/bin/env bash
# Videos of the programs into videos/X/ID.mp4.
#   bash scripts/download/download_videos.sh MsdGRN             bash scripts/download/download_videos.sh --all
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/python.sh"
run published.py videos "$@"
