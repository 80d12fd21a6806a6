#!/usr/bin/env bash
# Find or install claude-doctor: outputs `doctor` and `python`, empty where that failed.
# A gate that cannot be installed must not break the job: this always ends with 0.
set -u

told() {
  printf 'doctor=%s\npython=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
  exit 0
}

python=$(command -v python3 || command -v python || true)
if [[ -z $GATE_INSTALL ]] && found=$(command -v claude-doctor); then
  told "$found" "$python"
fi

if [[ -z $python ]] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "::warning title=Claude gate::It needs Python 3.11 or newer (actions/setup-python); nothing was checked."
  told "" "$python"
fi

place=$(mktemp -d "${RUNNER_TEMP:-/tmp}/claude-gate.XXXXXX")
if "$python" -m venv "$place" >&2; then
  bin=$place/bin
  [[ -d $place/Scripts ]] && bin=$place/Scripts # on Windows
  if "$bin/python" -m pip install --quiet --disable-pip-version-check \
    "${GATE_INSTALL:-$GATE_HERE/../../..}" >&2; then
    told "$bin/claude-doctor" "$bin/python"
  fi
fi
echo "::warning title=Claude gate::claude-doctor could not be installed; nothing was checked."
told "" "$python"
