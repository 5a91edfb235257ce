#!/usr/bin/env bash
# Runs all tests on two workers: the browser's tests keep one of them busy nearly to the end, a third only slows both.
# With arguments it is pytest itself.
set -euo pipefail
cd "$(dirname "$0")/.."
# hundreds of processes start in a run: where the environment says so, each would compile everything it imports anew
unset PYTHONDONTWRITEBYTECODE
if [ $# -gt 0 ]; then exec .venv/bin/python -m pytest "$@"; fi
# the end-to-end tests are the longest group: they start first
exec .venv/bin/python -m pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder tests/e2e tests/integration tests/unit
