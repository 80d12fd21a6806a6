# What it does: keeps a streamed answer on disk as it comes, and goes on where it broke off.
# Not when: the answer is JSON or a tool call (two halves may not fit), or short: retry it.
# Needs: bash 4, curl 7.76, jq; ANTHROPIC_API_KEY is set. Run: bash streaming.sh PROMPT FILE

# An answer is whole only with message_stop. It can end without one in three ways: the
# connection breaks, the body just ends, or an error event comes after HTTP 200.

# shellcheck shell=bash
set -u

MODEL=claude-sonnet-5-5
TRIES=6      # the first one included
BASE_MS=1000 # waits at most 1, 2, 4, 8, 16 s, each a random part of that
CAP_MS=30000
SILENCE_S=90 # pings come all the time: a stream that says nothing for so long is dead

prompt=${1:-Write ten lines about rivers.}
goal=${2:-answer.txt}
# Run again after a crash, it goes on from there; another prompt has another file.
partial=$goal.$(cksum <<<"$prompt" | cut -d ' ' -f 1).partial
events=$(mktemp) || exit
trap 'rm -f "$events"' EXIT

conversation() { # the question, or the question, what has arrived, and the request to go on
  touch "$partial"
  jq -n --arg model "$MODEL" --arg asked "$prompt" --rawfile so_far "$partial" '
    {model: $model, max_tokens: 8192, stream: true, messages: (
      [{role: "user", content: $asked}] + if ($so_far | test("\\S")) then [
        {role: "assistant", content: $so_far},
        {role: "user", content: ("Your answer was cut off there by the network. Go on exactly " +
          "where it ends, in the middle of a word if need be. Repeat nothing and say nothing " +
          "about this.")}
      ] else [] end)}'
}

once() { # the HTTP status; what arrived is added to the file, the events are kept
  # The key goes by a pipe: what stands on the command line can be seen by others.
  conversation | curl -sS -N "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/messages" \
    -H @<(printf 'x-api-key: %s\n' "$ANTHROPIC_API_KEY") \
    -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' \
    --connect-timeout 10 --speed-time "$SILENCE_S" --speed-limit 1 \
    -d @- -w '\nstatus: %{http_code}\n' | tee "$events" |
    sed -u -n 's/^data: //p' |
    jq -R -j --unbuffered 'fromjson? | select(.type == "content_block_delta") | .delta.text // ""' \
      >>"$partial"
  sed -n 's/^status: //p' "$events" | tail -n 1
}

for ((tried = 1; tried <= TRIES; tried++)); do
  status=$(once)
  if grep -q '^event: message_stop' "$events"; then
    mv "$partial" "$goal"
    exit 0
  fi
  case $status in
    000 | 200 | 5??) ;; # no answer; one that broke off; theirs
    429) grep -qE 'spend_limit|usage limits' "$events" && break ;;
    *) break ;;
  esac
  most=$((BASE_MS << (tried - 1)))
  ms=$((RANDOM * (most > CAP_MS ? CAP_MS : most) / 32768))
  ((tried < TRIES)) && sleep "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))"
done
echo "HTTP $status, not complete; what arrived is in $partial" >&2
grep -E '"error"' "$events" | head -n 1 >&2
exit 1
