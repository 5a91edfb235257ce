#!/usr/bin/env bash
# Generates protos/gen from protos/presence. `--check` compares instead of writing.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
out=protos/gen
[ "${1:-}" = --check ] && out=$(mktemp -d)
export PATH="$PWD/.venv/bin:$PATH" # the protoc plug-ins of mypy-protobuf
mkdir -p "$out"
find "$out" -name '*_pb2*' -delete
"$python" -m grpc_tools.protoc -I protos \
  --python_out="$out" --grpc_python_out="$out" \
  --mypy_out="quiet:$out" --mypy_grpc_out="quiet:$out" \
  $(find protos/presence -name '*.proto' | sort)
if [ "${1:-}" = --check ]; then
  diff -r -x __pycache__ -x '*.egg-info' "$out" protos/gen || { echo "protos/gen is stale: run make protos" >&2; exit 1; }
  rm -rf "$out"
fi
