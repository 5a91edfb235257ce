#!/usr/bin/env bash
# Draws every secret of a local cluster into ./secrets (ignored by git). Keeps what is there: run it as often as you like.
set -euo pipefail
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
draw() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '='; }
key() { head -c 32 /dev/urandom | base64; }
hash() { printf %s "$1" | sha256sum | cut -d' ' -f1; }

keys=""
for name in attendance recognition gateway; do
  [ -f secrets/$name.env ] || echo "service-key=$(draw)" >secrets/$name.env
  grep -q encryption-key secrets/$name.env || [ $name != recognition ] || echo "encryption-key=$(key)" >>secrets/$name.env
  grep -q encryption-keys secrets/$name.env || [ $name != attendance ] || echo "encryption-keys=$(key)" >>secrets/$name.env
  keys="$keys${keys:+,}\"$name\":\"$(hash "$(sed -n 's/^service-key=//p' secrets/$name.env)")\""
done
if [ ! -f secrets/identity.env ]; then
  { echo "encryption-key=$(key)"; echo "bootstrap-secret=$(draw)"; echo "service-keys={$keys}"; } >secrets/identity.env
fi
for name in identity attendance recognition; do
  [ -f secrets/$name-db.env ] && continue
  password=$(draw)
  {
    echo "username=presence_$name"
    echo "password=$password"
    echo "uri=postgresql://presence_$name:$password@presence-db-rw:5432/presence_$name"
  } >secrets/$name-db.env
done
echo "secrets are in $(pwd)/secrets"
