#!/usr/bin/env bash
# Builds every overlay and checks it against the Kubernetes schemas. Works on a copy, so that no secret is drawn here.
set -euo pipefail
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r deploy/k8s "$copy/k8s"
for overlay in "$copy"/k8s/overlays/*/; do
  name=$(basename "$overlay")
  rm -rf "${overlay}secrets"
  [ ! -x "${overlay}make-secrets.sh" ] || "${overlay}make-secrets.sh" >/dev/null
  .venv/bin/kubectl kustomize "$overlay" >"$copy/$name.yaml"
  # The database operator's own kinds have no schema there: they are warned of, everything else must pass.
  .venv/bin/kubernetes-validate --strict --no-warn --quiet "$copy/$name.yaml"
  echo "deploy/k8s/overlays/$name: $(grep -c '^kind:' "$copy/$name.yaml") resources are valid"
done
