#!/usr/bin/env bash
# Sets up, builds the index where it is missing or out of date, and serves the app.
# Flags go to `kb serve`, e.g. bash start.sh --port 8080
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. scripts/setup.sh

set_up models
exec "$VENV/bin/kb" serve "$@"
