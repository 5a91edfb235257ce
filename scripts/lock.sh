#!/usr/bin/env bash
# Writes requirements/*.txt: exact versions with hashes, for Python 3.11 on Linux. Versions that are there stay, unless
# UPGRADE=1; every process gets the versions of dev.txt, so that what is tested is what runs.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.boot/bin/uv
upgrade=()
[ "${UPGRADE:-}" != 1 ] || upgrade=(--upgrade)

compile() { # compile OUTPUT INPUT OPTION…
  local output=requirements/$1.txt
  shift
  "$uv" pip compile --quiet --python-version 3.11 --python-platform linux --generate-hashes --no-header --no-annotate \
    --output-file "$output" "${upgrade[@]}" "$@"
  echo "$output: $(grep -c == "$output") packages"
}

# The address of an index is each machine's own business, never a lock's.
refuse_addresses() {
  if grep -nE '^-|https?://|file:' requirements/*.txt; then
    echo "requirements/ must name no registry" >&2
    exit 1
  fi
}

compile dev pyproject.toml --extra local --group dev
compile boot requirements/boot.in
compile node requirements/node.in
.venv/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], "editables", sep="\n")' |
  compile build -
upgrade=() # what follows takes dev.txt's versions
for process in identity recognition attendance gateway local; do
  compile "$process" pyproject.toml --extra "$process" --constraints requirements/dev.txt
done
compile camera pyproject.toml --extra camera --extra cli --constraints requirements/dev.txt
refuse_addresses
