#!/usr/bin/env bash
# Make .venv with everything that this repository needs, and check that OpenGL answers.
#   bash scripts/setup.sh                                   (again: seconds)
#   PYTHON=python3.12 bash scripts/setup.sh
#   bash scripts/setup.sh -r requirements-hub.txt           with the packages of an extra as well
source "$(dirname "${BASH_SOURCE[0]}")/usage.sh"
[ "${1:-}" != --help ] || usage 0 "$@"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 022

fail() { echo "setup.sh: error: $*" >&2; exit 1; }

# tell WHAT COMMAND...: run it, and say every few seconds that it runs still, and what it said last; its output is
# shown where it fails.
tell() {
    local what=$1 log started=$SECONDS job code=0 said=$SECONDS last; shift
    log=$(mktemp)
    echo "setup.sh: $what" >&2
    "$@" >"$log" 2>&1 &
    job=$!
    while kill -0 "$job" 2>/dev/null; do
        sleep 0.2
        if [ $((SECONDS - said)) -ge 8 ]; then
            said=$SECONDS
            last=$(tr '\r' '\n' <"$log" | tail -n 1 | cut -c 1-100)
            echo "setup.sh: $what: $((SECONDS - started)) s${last:+ ($last)}" >&2
        fi
    done
    wait "$job" || code=$?
    [ "$code" = 0 ] || tail -n 30 "$log" >&2
    rm -f "$log"
    return "$code"
}

# As root or with passwordless sudo, Debian and Ubuntu packages are installed; elsewhere they are named.
install_packages() {
    local why=$1; shift
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null && root=(sudo -n) \
            || fail "$why. Install: sudo apt-get install $*"
    fi
    command -v apt-get >/dev/null || fail "$why. Install your distribution's equivalents of: $*"
    tell "$why; asking for the list of packages" "${root[@]}" apt-get update -qq || true
    tell "installing $*" "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@" || fail "$why, and apt-get could not install: $*"
}

# For scripts/test.sh: install these packages and nothing else.
if [ "${1:-}" = --packages ]; then shift; install_packages "$@"; exit; fi

extras=()
while [ $# -gt 0 ]; do
    [ "$1" = -r ] && [ $# -ge 2 ] || { echo "setup.sh: error: $1: not understood; the flags are -r FILE and --packages NAME..." >&2; exit 2; }
    [ -f "$2" ] || fail "-r $2: no such file"
    extras+=("$2"); shift 2
done

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

# macOS has shasum in place of sha256sum, and no flock.
digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d' ' -f1; }

# One set-up at a time; what .venv holds is known by a stamp of the files that decide it.
exec 9>".setup.lock"
if command -v flock >/dev/null; then
    flock -n 9 || tell "waiting for another set-up of this folder" flock 9
fi
pip=(.venv/bin/python -m pip install --disable-pip-version-check --progress-bar off)
stamp=$({ cat requirements.txt; pwd; "$python" --version; } | digest)
if [ "$(cat .venv/.stamp 2>/dev/null)" != "$stamp" ] || ! .venv/bin/python -c '' 2>/dev/null; then
    .venv/bin/python -c 'import pip' 2>/dev/null || tell "making .venv" "$python" -m venv --clear .venv
    rm -f .venv/.stamp
    tell "installing requirements.txt into .venv (once; some minutes)" "${pip[@]}" -r requirements.txt \
        || fail "pip could not install requirements.txt"
    # The rooms are no packages of .venv: they are found where they stand. (An earlier set-up installed them.)
    .venv/bin/python -m pip uninstall --quiet --yes procedural-image-programs 2>/dev/null || true
    pwd >"$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/repository.pth"
    echo "$stamp" >.venv/.stamp
fi
for extra in ${extras[@]+"${extras[@]}"}; do
    mark=.venv/.stamp-$(basename "$extra") sum=$(cat .venv/.stamp "$extra" requirements-*.txt | digest)
    [ "$(cat "$mark" 2>/dev/null)" != "$sum" ] || continue
    tell "installing $extra into .venv" "${pip[@]}" -r "$extra" || fail "pip could not install $extra"
    echo "$sum" >"$mark"
done
exec 9>&-

egl() { .venv/bin/python -m image_generation.shaders.rendering.egl_devices --check; }
if ! egl >/dev/null 2>&1; then
    install_packages "no OpenGL (EGL) device answers" libegl1 libgl1 libgl1-mesa-dri
    egl || fail "still no EGL device answers; README.md, 'What each error means', says what to look at"
fi
echo "setup.sh: ready"
