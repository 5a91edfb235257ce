#!/usr/bin/env bash
# Builds web/dist, when a source has changed since.
set -euo pipefail
cd "$(dirname "$0")/.."
sources=$(find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -name '*.tsbuildinfo' -print0 |
  LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
if [ "$(cat web/dist/.sources 2>/dev/null)" != "$sources" ]; then
  echo "Building the web client"
  scripts/node.sh run build -- --logLevel warn
  echo "$sources" >web/dist/.sources
fi
