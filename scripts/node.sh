#!/usr/bin/env bash
# Runs npm in web/ (or the folder that NODE_FOLDER names) with the machine's Node, or with one installed into .boot where there is none that is new enough.
set -euo pipefail
cd "$(dirname "$0")/.."
new_enough() { node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null; }

if ! { new_enough && command -v npm >/dev/null; }; then
  if ! cmp -s requirements/node.txt .boot/node.txt; then
    echo "Installing Node into .boot"
    .boot/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
    cp requirements/node.txt .boot/node.txt
  fi
  export PATH="$PWD/.boot/bin:$PATH"
fi

cd "${NODE_FOLDER:-web}"
if ! cmp -s package-lock.json node_modules/.presence-lock.json; then
  echo "Installing the packages of ${NODE_FOLDER:-web}"
  npm ci --silent --no-audit --no-fund
  cp package-lock.json node_modules/.presence-lock.json
fi
exec npm --silent "$@"
