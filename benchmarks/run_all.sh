#!/usr/bin/env bash
# Measure everything on this machine and write the table into docs/benchmarks.md: about 8 minutes on two quiet cores.
#   bash benchmarks/run_all.sh [run_all.py's flags]
#   bash benchmarks/run_all.sh --seconds 300 --only parts front_end
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${PYTHON:-$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)}
export PYTHONPATH="$PWD${PYTHONPATH:+:$PYTHONPATH}" OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
exec "$python" benchmarks/run_all.py "$@"
