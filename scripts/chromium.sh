#!/usr/bin/env bash
# Chromium for the browser tests, and its headless shell, which takes a third less of the processor: installed where we
# may, else the command is named and those tests are skipped.
set -euo pipefail
have() { command -v "$1" >/dev/null; }
if have chromium && have chromium-headless-shell; then exit 0; fi
install="apt-get install -y --no-install-recommends chromium"
if [ "$(id -u)" = 0 ] && have apt-get; then
  echo "Installing Chromium for the browser tests"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq || true
  if $install chromium-headless-shell -qq >/dev/null || $install -qq >/dev/null; then exit 0; fi
fi
if have chromium; then exit 0; fi # without the shell the tests take longer
echo "NO CHROMIUM: the browser tests will be skipped. To run them: sudo $install" >&2
