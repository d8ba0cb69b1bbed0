#!/usr/bin/env bash
# Runs citecheck and tells what came out; fails only if that cannot be told. See run.py for what it needs.
set -euo pipefail

# Isolated (-I): neither the folder of the documents nor the environment may bring modules along.
exec "${PYTHON:-python3}" -I "$GITHUB_ACTION_PATH/action/run.py"
