# What it does: sends a call by the next route where one is overloaded, down or at a limit.
# Not when: the request or the key is at fault (it fails at once), or the data may not go there.
# Needs: bash 4, curl 7.76, jq; what the routes need, in the environment. Run: bash FILE PROMPT

# The routes: Claude, another Claude model, Bedrock (AWS_REGION and AWS_BEARER_TOKEN_BEDROCK),
# Ollama (OLLAMA_HOST). Each gets its own credential and no other one's. Test each route before
# you need it.

# shellcheck shell=bash
set -u

prompt=${1:-Say hello.}
answer=$(mktemp) || exit
trap 'rm -f "$answer"' EXIT

# post URL HEADER: the question from standard input; the HTTP status. The header goes by a pipe:
# what stands on the command line can be seen by others.
post() {
  curl -sS -X POST "$1" -H @<(printf '%s\n' "$2") -H 'anthropic-version: 2023-06-01' \
    -H 'content-type: application/json' --connect-timeout 10 --max-time 600 -d @- \
    -o "$answer" -w '%{http_code}'
}

question() { # question MODEL
  jq -n --arg model "$1" --arg asked "$prompt" \
    '{model: $model, max_tokens: 1024, messages: [{role: "user", content: $asked}]}'
}

claude() { # claude MODEL
  question "$1" | post "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/messages" \
    "x-api-key: ${ANTHROPIC_API_KEY:-}"
}

bedrock() {
  [[ ${AWS_REGION:-} && ${AWS_BEARER_TOKEN_BEDROCK:-} ]] || return
  local base=${ANTHROPIC_BEDROCK_BASE_URL:-https://bedrock-runtime.$AWS_REGION.amazonaws.com}
  question "" | jq 'del(.model) + {anthropic_version: "bedrock-2023-05-31"}' |
    post "$base/model/global.anthropic.claude-sonnet-5-5/invoke" \
      "authorization: Bearer $AWS_BEARER_TOKEN_BEDROCK"
}

ollama() { # it speaks the Messages API
  [[ ${OLLAMA_HOST:-} ]] || return
  question "${OLLAMA_MODEL:-qwen3-coder}" | post "$OLLAMA_HOST/v1/messages" "x-api-key: ollama"
}

send() { # send ROUTE
  case $1 in
    claude-*) claude "$1" ;;
    bedrock) bedrock ;;
    ollama) ollama ;;
  esac
}

first=
for route in claude-sonnet-5-5 claude-haiku-5-5 bedrock ollama; do
  status=$(send "$route")
  [[ $status ]] || continue # not set up here
  if [[ $status == 200 ]]; then
    jq -r '"\(.model): \([.content[] | .text // empty] | join(""))"' "$answer"
    exit 0
  fi
  echo "$route: HTTP $status" >&2
  if [[ ! $first ]]; then
    first=$(<"$answer")
    case $status in
      000 | 408 | 409 | 429 | 5??) ;; # limits and capacity are each route's own
      *) break ;;
    esac
  fi
done
printf '%s\n' "$first" >&2
exit 1
