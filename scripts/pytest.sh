#!/usr/bin/env bash
# Runs all tests; those without I/O beside the others, which mostly wait. With arguments it is pytest itself.
set -uo pipefail
cd "$(dirname "$0")/.."
pytest=(.venv/bin/python -m pytest)
if [ $# -gt 0 ]; then exec "${pytest[@]}" "$@"; fi
unit=$(mktemp)
trap 'rm -f "$unit"' EXIT
"${pytest[@]}" tests/unit >"$unit" 2>&1 &
"${pytest[@]}" tests/e2e tests/integration
others=$?
wait $!
alone=$?
cat "$unit"
[ "$others" = 0 ] && [ "$alone" = 0 ]
