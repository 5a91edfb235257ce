#!/usr/bin/env bash
# Chromium for the browser tests: installed where we may, else the command is named and those tests are skipped.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
install="apt-get install -y --no-install-recommends chromium"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests"
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null; then exit 0; fi
fi
echo "NO CHROMIUM: the browser tests will be skipped. To run them: sudo $install" >&2
