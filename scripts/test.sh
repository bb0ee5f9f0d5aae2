#!/usr/bin/env bash
# Set everything up, check style and types, run the test suite; arguments go to pytest.
#   bash scripts/test.sh            bash scripts/test.sh tests/moco -k queue
source "$(dirname "${BASH_SOURCE[0]}")/usage.sh"
usage 0 "$@"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh
# Servers and readers that only tests need; once, like setup.sh's own packages.
bash scripts/setup.sh -r requirements-test.txt \
    || echo "test.sh: requirements-test.txt cannot be installed: tests of S3, Ray, timm and faiss are skipped" >&2
if ! command -v chromium chromium-browser google-chrome-stable google-chrome >/dev/null; then
    bash scripts/setup.sh --packages "no Chromium for the tests of the gallery" chromium \
        || echo "test.sh: tests that need a browser are skipped" >&2
fi
.venv/bin/ruff check --quiet .
.venv/bin/ruff format --check --quiet . || { echo "test.sh: files above need: .venv/bin/ruff format ." >&2; exit 1; }
.venv/bin/mypy || { echo "test.sh: the lines above are types that do not fit" >&2; exit 1; }
# Two files at a time: most tests wait for processes of their own.
.venv/bin/python -m pytest -n 2 --dist loadfile "$@"
