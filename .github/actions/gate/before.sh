#!/usr/bin/env bash
# Before the job: output `run`, and the exit code of a fault that is your own.
#
# | the check says | run | this step |
# |---|---|---|
# | healthy, degraded, unknown (exit 0, 14) | true | passes |
# | Anthropic's outage | false | passes, with a notice |
# | a side of fail-on (exit 11, 12, 13) | false | fails with that code |
# | nothing: no install, a usage error, a bug | true | passes, with a warning |
set -u

go_on() {
  echo "run=true" >>"$GITHUB_OUTPUT"
  exit 0
}

[[ -n $GATE_DOCTOR ]] || go_on # install.sh has told why

outputs=$(mktemp) || go_on
GITHUB_OUTPUT=$outputs "$GATE_DOCTOR" check --format github \
  --fail-on "$GATE_FAIL_ON" --timeout "$GATE_TIMEOUT"
code=$?
# The value on the line after `name<<word`.
value() { awk -v head="$1<<" 'index($0, head) == 1 { getline; print; exit }' "$outputs"; }
side=$(value side)
severity=$(value severity)
cat "$outputs" >>"$GITHUB_OUTPUT"
rm -f "$outputs"

if [[ -z $side ]]; then
  echo "::warning title=Claude gate::The check itself failed (exit code $code); the job runs unchecked."
  go_on
fi
if ((code != 0)); then
  echo "run=false" >>"$GITHUB_OUTPUT"
  exit "$code"
fi
if [[ $side == server && $severity == down ]]; then
  echo "::notice title=Claude gate::Skipped: Anthropic is down, and a run would fail. It is not this change."
  echo "run=false" >>"$GITHUB_OUTPUT"
  exit 0
fi
go_on
