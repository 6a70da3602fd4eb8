#!/usr/bin/env bash
# Sets up and runs every check: style, types, tests. Flags go to pytest, e.g. bash test.sh -k cli
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/setup.sh
. scripts/browser.sh

set_up models,ocr,test
set_up_browser

say "ruff"
"$VENV/bin/ruff" check .
"$VENV/bin/ruff" format --check .
say "mypy"
"$VENV/bin/mypy"
say "pytest"
exec "$VENV/bin/python" -m pytest "$@"
