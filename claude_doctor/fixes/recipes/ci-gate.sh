# What it does: runs a job that needs Claude only while Claude works, and tells why it failed.
# Not when: a release must not go out without it: there, let a skipped job fail the build.
# Needs: bash 4, claude-doctor; ANTHROPIC_API_KEY is set. Run: bash ci-gate.sh COMMAND...

# On GitHub: - run: bash ci-gate.sh npm test
# The service down: the job is skipped, and the build stays green. Your key, request, account
# or network: it fails, for somebody has to act. Not known: the job runs.

# shellcheck shell=bash
set -u

(($#)) || { echo "usage: bash ci-gate.sh COMMAND..." >&2 && exit 2; }

verdict=$(claude-doctor check --quiet --timeout 30)
code=$?
case $code in
  10) # Anthropic's side
    echo "skipped: $verdict"
    [[ ${GITHUB_OUTPUT:-} ]] && echo "run=false" >>"$GITHUB_OUTPUT"
    exit 0
    ;;
  11 | 12 | 13) # the key, the request, the account, the network
    echo "not run: $verdict" >&2
    exit "$code"
    ;;
esac

log=$(mktemp) || exit
trap 'rm -f "$log"' EXIT
for tried in 1 2; do
  "$@" 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  ((code == 0)) && exit 0
  echo "why it failed, as far as its output tells:" >&2
  claude-doctor explain "$log" >&2
  ((tried == 2)) && break
  # Once more, where the same command may work later and the fault is the service's.
  told=$(claude-doctor explain --json "$log")
  if ! grep -q '"side": *"server"' <<<"$told" || ! grep -q '"retryable": *true' <<<"$told" ||
    ! claude-doctor wait --timeout 900; then
    break
  fi
done
exit "$code"
