#!/usr/bin/env bash
# Check rendering on a machine with an NVIDIA driver, offline: does each CUDA GPU draw what the CPU draws, how fast?
#   bash scripts/gpu_check.sh [FOLDER_OF_WHEELS]      PYTHON=/opt/venv/bin/python bash scripts/gpu_check.sh wheels
# Needs numpy and torch's or any Python; moderngl, glcontext, opencv-python-headless, tqdm, PyYAML and pillow are
# taken from the folder of wheels where the Python lacks them. Installs nothing outside a temporary folder.
set -euo pipefail
[ -z "${1:-}" ] || [ -d "$1" ] || { echo "gpu_check.sh: error: $1: no such folder" >&2; exit 2; }
wheels=${1:+$(cd "$1" && pwd)}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${PYTHON:-$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)}

missing=()
for pair in moderngl:moderngl glcontext:glcontext cv2:opencv-python-headless tqdm:tqdm yaml:PyYAML numpy:numpy; do
    "$python" -c "import ${pair%%:*}" 2>/dev/null || missing+=("${pair#*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    [ -n "$wheels" ] || { echo "gpu_check.sh: error: $python lacks ${missing[*]}; give a folder with their wheels" >&2; exit 2; }
    site=$(mktemp -d); trap 'rm -rf "$site"' EXIT
    "$python" -m pip install --quiet --no-index --no-deps --find-links "$wheels" --target "$site" "${missing[@]}"
    export PYTHONPATH="$site${PYTHONPATH:+:$PYTHONPATH}"
fi
export PYTHONPATH="$PWD${PYTHONPATH:+:$PYTHONPATH}"
"$python" benchmarks/gpu_check.py
