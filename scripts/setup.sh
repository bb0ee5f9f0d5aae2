#!/usr/bin/env bash
# Make .venv with everything that this repository needs, and check that OpenGL answers.
#   bash scripts/setup.sh          (again: seconds)     PYTHON=python3.12 bash scripts/setup.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 022

fail() { echo "setup.sh: error: $*" >&2; exit 1; }

# As root or with passwordless sudo, Debian and Ubuntu packages are installed; elsewhere they are named.
install_packages() {
    local why=$1; shift
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null && root=(sudo -n) \
            || fail "$why. Install: sudo apt-get install $*"
    fi
    command -v apt-get >/dev/null || fail "$why. Install your distribution's equivalents of: $*"
    echo "setup.sh: $why; installing $*" >&2
    "${root[@]}" apt-get update -qq || true
    DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
        || fail "$why, and apt-get could not install: $*"
}

# For scripts/test.sh: install these packages and nothing else.
if [ "${1:-}" = --packages ]; then shift; install_packages "$@"; exit; fi

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10 python3.14; do
        command -v "$candidate" >/dev/null || continue
        "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null || continue
        command -v "$candidate"; return
    done
    return 1
}

python=$(find_python) || { install_packages "no Python 3.10 to 3.14 found" python3 python3-venv; python=$(find_python) \
    || fail "no Python 3.10 to 3.14 found; name one with PYTHON=..."; }
"$python" -c 'import ensurepip, venv' 2>/dev/null || install_packages "$python has no venv module" \
    "python3-venv" "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"

# One set-up at a time; what .venv holds is known by a stamp of the files that decide it.
exec 9>".setup.lock"; flock 9
stamp=$({ cat requirements.txt pyproject.toml; pwd; "$python" --version; } | sha256sum | cut -d' ' -f1)
if [ "$(cat .venv/.stamp 2>/dev/null)" != "$stamp" ] || ! .venv/bin/python -c '' 2>/dev/null; then
    echo "setup.sh: installing into .venv (once; some minutes)" >&2
    .venv/bin/python -c 'import pip' 2>/dev/null || "$python" -m venv --clear .venv
    rm -f .venv/.stamp
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
    echo "$stamp" >.venv/.stamp
fi
exec 9>&-

egl() { .venv/bin/python -m image_generation.shaders.rendering.egl_devices --check; }
if ! egl >/dev/null 2>&1; then
    install_packages "no OpenGL (EGL) device answers" libegl1 libgl1 libgl1-mesa-dri
    egl || fail "still no EGL device answers; README.md, 'What each error means', says what to look at"
fi
echo "setup.sh: ready"
