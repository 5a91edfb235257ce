#!/usr/bin/env bash
# From nothing but Python 3.11 to .boot (uv) and .venv (everything, as requirements/dev.txt says). Quick when it is done.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "$1" >&2
  exit 1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3.11 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  fail "Presence needs Python 3.11 (on Debian 12: apt-get install python3); PYTHON=/path/to/python3.11 names one elsewhere."
}

# Debian keeps venv and ensurepip in a package of their own.
have_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
ensure_venv() {
  have_venv "$1" && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  fi
  have_venv "$1" || fail "Python's venv module is missing: sudo apt-get install python3-venv"
}

python=$(find_python)
if ! cmp -s requirements/boot.txt .boot/boot.txt; then
  ensure_venv "$python"
  echo "Installing uv into .boot"
  "$python" -m venv --clear .boot
  .boot/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/boot.txt
  cp requirements/boot.txt .boot/boot.txt
fi

wanted=$(cat requirements/dev.txt requirements/build.txt pyproject.toml | sha256sum)
if [ "$(cat .venv/wanted 2>/dev/null)" != "$wanted" ]; then
  [ -x .venv/bin/python ] || .boot/bin/uv venv --quiet --python "$python" .venv
  export VIRTUAL_ENV="$PWD/.venv"
  echo "Installing Python packages into .venv"
  .boot/bin/uv pip sync --quiet --require-hashes requirements/dev.txt
  .boot/bin/uv pip install --quiet --no-deps --build-constraints requirements/build.txt --editable .
  echo "$wanted" >.venv/wanted
fi
