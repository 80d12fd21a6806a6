# What it does: shows what is left of your limits, by one request of ten tokens.
# Not when: the answer is 529, which is their capacity and not your limit: see backoff.
# Needs: bash 4, curl 7.76; ANTHROPIC_API_KEY is set. Run: bash quota.sh [MODEL]

# Each model has limits of its own. Spend and credit are not in the headers: they show as an
# error, or at https://platform.claude.com/usage/limits

# shellcheck shell=bash
set -u

# thinking counts as output: without this line ten tokens may hold no answer
body='{"model": "'"${1:-claude-haiku-5-5}"'", "max_tokens": 10,
  "thinking": {"type": "disabled"}, "messages": [{"role": "user", "content": "Say pong"}]}'
# The key goes by a pipe: what stands on the command line can be seen by others.
answer=$(curl -sS -i "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/messages" \
  -H @<(printf 'x-api-key: %s\n' "$ANTHROPIC_API_KEY") \
  -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' \
  --connect-timeout 10 --max-time 60 -d "$body") || exit
answer=${answer//$'\r'/}
status=$(sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p' <<<"$answer")
headers=${answer%%$'\n\n'*}
of() { sed -n "s/^anthropic-ratelimit-$1: *//Ip" <<<"$headers"; }

for kind in requests tokens input-tokens output-tokens; do
  limit=$(of "$kind-limit")
  [[ $limit ]] && printf '%-14s %s of %s left, full at %s\n' "$kind" "$(of "$kind-remaining")" \
    "$limit" "$(of "$kind-reset")"
done
after=$(sed -n 's/^retry-after: *//Ip' <<<"$headers")
[[ $after ]] && echo "retry-after    $after s"
if [[ $status != 200 ]]; then
  printf 'HTTP %s\n%s\n' "$status" "${answer#*$'\n\n'}" >&2
  exit 1
fi
