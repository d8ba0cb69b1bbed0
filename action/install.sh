#!/usr/bin/env bash
# Installs citecheck into an environment of its own, and tells where the program is.
# From the runner: GITHUB_ACTION_PATH, GITHUB_OUTPUT, RUNNER_TEMP. From the action: INPUT_VERSION, PYTHON.
set -euo pipefail

what=${INPUT_VERSION:-$GITHUB_ACTION_PATH}
case $what in
  -*)
    echo '::error title=citecheck::version: begins with "-": give a version such as 1.2.0, or what pip can install'
    exit 2
    ;;
esac
if [[ $what =~ ^[0-9]+(\.[0-9a-z]+)*$ ]]; then
  what="citecheck-footnotes==$what"
fi

venv=$RUNNER_TEMP/citecheck/venv
"${PYTHON:-python3}" -I -m venv --clear "$venv"
bin=$venv/bin
if [ -d "$venv/Scripts" ]; then
  bin=$venv/Scripts # Windows
fi
# Isolated (-I): the folder of the documents may bring no modules along.
"$bin/python" -I -m pip install --quiet --disable-pip-version-check -- "$what"
"$bin/citecheck" --version
echo "program=$bin/citecheck" >> "$GITHUB_OUTPUT"
