#!/usr/bin/env bash
# Random faults for half an hour over every command: bash scripts/soak.sh [--seconds 1800] [--seed 0] (docs/reliability.md)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec nice -n 15 .venv/bin/python -m tests.soak "$@"
