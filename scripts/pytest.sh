#!/usr/bin/env bash
# Runs all tests on three workers: most of them wait now and then, and a third has the processors meanwhile.
# With arguments it is pytest itself.
set -euo pipefail
cd "$(dirname "$0")/.."
# hundreds of processes start in a run: where the environment says so, each would compile everything it imports anew
unset PYTHONDONTWRITEBYTECODE
if [ $# -gt 0 ]; then exec .venv/bin/python -m pytest "$@"; fi
# the end-to-end tests are the longest group: they start first
exec .venv/bin/python -m pytest --numprocesses 3 --dist loadscope --no-loadscope-reorder tests/e2e tests/integration tests/unit
