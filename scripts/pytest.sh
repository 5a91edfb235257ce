#!/usr/bin/env bash
# Runs all tests on two workers, for most of them mostly wait; a third was no faster and held up what is timed.
# With arguments it is pytest itself.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -gt 0 ]; then exec .venv/bin/python -m pytest "$@"; fi
# the end-to-end tests are the longest group: they start first
exec .venv/bin/python -m pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder tests/e2e tests/integration tests/unit
