#!/usr/bin/env bash
# Check and measure a machine with an NVIDIA driver, offline: what it draws against the CPU's pictures, and how fast.
#   bash scripts/gpu_check.sh [FOLDER_OF_WHEELS] [gpu_check.py's flags]
#   PYTHON=/opt/venv/bin/python bash scripts/gpu_check.sh wheels --quick --seconds 150
# Needs a Python with torch and torchvision; other packages that it lacks are taken from the folder of wheels. Installs
# nothing outside a temporary folder. Without .venv, the folder's wheels are for that Python's version.
set -euo pipefail
wheels=
case "${1:-}" in
    -* | '') ;;
    *) [ -d "$1" ] || { echo "gpu_check.sh: error: $1: no such folder" >&2; exit 2; }; wheels=$(cd "$1" && pwd); shift ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${PYTHON:-$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)}

missing=()
for pair in moderngl:moderngl glcontext:glcontext cv2:opencv-python-headless tqdm:tqdm yaml:PyYAML numpy:numpy PIL:pillow \
    kornia:kornia kornia_rs:kornia_rs webdataset:webdataset braceexpand:braceexpand sklearn:scikit-learn \
    safetensors:safetensors tensorboard:tensorboard matplotlib:matplotlib cuda.bindings:cuda-bindings; do
    "$python" -c "import importlib.util as u, sys; sys.exit(u.find_spec('${pair%%:*}') is None)" 2>/dev/null \
        || missing+=("${pair#*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    [ -n "$wheels" ] || { echo "gpu_check.sh: error: $python lacks ${missing[*]}; give a folder with their wheels" >&2; exit 2; }
    site=$(mktemp -d); trap 'rm -rf "$site"' EXIT
    # One by one: what only a later section needs may be missing.
    for package in "${missing[@]}"; do
        "$python" -m pip install --quiet --no-index --no-deps --find-links "$wheels" --target "$site" "$package" \
            || echo "gpu_check.sh: no wheel of $package fits $python; what needs it will fail" >&2
    done
    export PYTHONPATH="$site${PYTHONPATH:+:$PYTHONPATH}"
fi
export PYTHONPATH="$PWD${PYTHONPATH:+:$PYTHONPATH}"
"$python" benchmarks/gpu_check.py "$@"
