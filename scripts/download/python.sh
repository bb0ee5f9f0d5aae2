# Sourced by the scripts beside it: `run MODULE.py ARGUMENT...` with the repository's Python, or else the system's.
run() {
    local here root python
    here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
    root=$(cd "$here/../.." && pwd)
    python=$root/.venv/bin/python
    if [ ! -x "$python" ] && ! python=$(command -v python3); then
        echo "$(basename "$0"): error: neither .venv nor python3 is there; run: bash scripts/setup.sh" >&2
        exit 1
    fi
    PYTHONPATH=$root${PYTHONPATH:+:$PYTHONPATH} exec "$python" "$root/downloads/$1" "${@:2}"
}
