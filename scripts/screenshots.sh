#!/usr/bin/env bash
# Makes the pictures in docs/screenshots anew from the running app: bash scripts/screenshots.sh
# The browser tests take many; those that docs/screenshots has already are replaced.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

taken=$(mktemp -d)
trap 'rm -r "$taken"' EXIT
KB_SCREENSHOTS=$taken "${PYTHON:-.venv/bin/python}" -m pytest tests/test_browser.py
for kept in docs/screenshots/*.png; do
  cp "$taken/${kept##*/}" "$kept"
done
