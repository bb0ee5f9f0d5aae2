#!/usr/bin/env bash
# Set everything up, check the style, run the test suite; arguments go to pytest.
#   bash scripts/test.sh            bash scripts/test.sh tests/moco -k queue
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh
if ! command -v chromium chromium-browser google-chrome-stable google-chrome >/dev/null; then
    bash scripts/setup.sh --packages "no Chromium for the tests of the gallery" chromium \
        || echo "test.sh: tests that need a browser are skipped" >&2
fi
.venv/bin/ruff check --quiet .
.venv/bin/ruff format --check --quiet . || { echo "test.sh: files above need: .venv/bin/ruff format ." >&2; exit 1; }
# Two files at a time: most tests wait for processes of their own.
.venv/bin/python -m pytest -n 2 --dist loadfile "$@"
