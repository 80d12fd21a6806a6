# What it does: retries a call by curl with full jitter, after retry-after, within a budget.
# Not when: it is your request, key or spend limit (it fails at once), or in a stream.
# Needs: bash 4, curl 7.76; ANTHROPIC_API_KEY is set. Run: bash backoff.sh "Say hello."

# curl --retry 5 is the first thing to try, but it does not know 529, and takes no random
# part. Do not use --retry-all-errors: it sends a refused key again, too.

# shellcheck shell=bash
set -u

MODEL=claude-sonnet-5-5
TRIES=6       # the first one included
BASE_MS=1000  # waits at most 1, 2, 4, 8, 16 s, each a random part of that
CAP_MS=30000
LONGEST_S=120 # a retry-after beyond this is a failure now
# Retries may be a tenth of the successes, and ten in advance. In tenths of a retry, and in a
# file, so that all scripts of this user share it.
MOST=100
BUDGET=${XDG_STATE_HOME:-$HOME/.local/state}/claude-retry-budget

budget() { # budget +1 | budget -10: fails where there is not so much left
  local left
  mkdir -p "${BUDGET%/*}"
  left=$(cat "$BUDGET" 2>/dev/null)
  [[ $left =~ ^[0-9]{1,4}$ ]] || left=$MOST
  left=$((10#$left + $1))
  ((left >= 0)) || return 1
  echo "$((left > MOST ? MOST : left))" >"$BUDGET"
}

worth_it() { # worth_it STATUS HEADERS BODY: whether the same request may work later
  grep -qE 'spend_limit|usage limits' "$3" && return 1 # it lasts until the date in the message
  grep -qi '^x-should-retry: *true' "$2" && return 0
  grep -qi '^x-should-retry: *false' "$2" && return 1
  case $1 in
    000 | 408 | 409 | 429 | 5??) return 0 ;; # 000: no answer
    *) return 1 ;;
  esac
}

# ask JSON: the answer on standard output; where it fails, the last answer on standard error
ask() {
  local tried status after most ms place
  place=$(mktemp -d) || return
  for ((tried = 1; ; tried++)); do
    : >"$place/headers" && : >"$place/body"
    # The key goes by a pipe: what stands on the command line can be seen by others.
    status=$(curl -sS -X POST "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/messages" \
      -H @<(printf 'x-api-key: %s\n' "$ANTHROPIC_API_KEY") \
      -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' \
      --connect-timeout 10 --max-time 600 -d @- -D "$place/headers" -o "$place/body" \
      -w '%{http_code}' <<<"$1")
    if [[ $status == 200 ]]; then
      budget +1
      cat "$place/body"
      rm -rf "$place"
      return 0
    fi
    after=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9]\{1,6\}\).*/\1/p' "$place/headers" | head -n 1)
    after=$((10#${after:-0}))
    if ((tried >= TRIES || after > LONGEST_S)) ||
      ! worth_it "$status" "$place/headers" "$place/body" || ! budget -10; then
      printf 'HTTP %s\n' "$status" >&2
      cat "$place/body" >&2
      rm -rf "$place"
      return 1
    fi
    most=$((BASE_MS << (tried - 1)))
    ((most > CAP_MS)) && most=$CAP_MS
    # What was asked for, and then a random part: not all who were told 5 s at once.
    ms=$((after * 1000 + RANDOM * most / 32768))
    sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
  done
}

# Quotes and backslashes of the prompt must be JSON's: jq -n --arg does that where it is there.
prompt=${1:-Say hello.}
prompt=${prompt//\\/\\\\}
prompt=${prompt//\"/\\\"}
prompt=${prompt//$'\n'/\\n}
prompt=${prompt//$'\r'/\\r}
prompt=${prompt//$'\t'/\\t}
ask '{"model": "'"$MODEL"'", "max_tokens": 1024,
  "messages": [{"role": "user", "content": "'"$prompt"'"}]}'
