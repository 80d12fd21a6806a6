# What it does: asks a lighter Claude model while the wanted one is short of capacity.
# Not when: only the large model is good enough, or you are at your own limit (429).
# Needs: bash 4, curl 7.76, jq; ANTHROPIC_API_KEY is set. Run: bash lighter-model.sh PROMPT

# Capacity is kept for each model, so another one may answer when yours says 529. Take out
# temperature, top_p and top_k: the newer models answer 400 to them. In Claude Code:
# claude --fallback-model claude-sonnet-5-5,claude-haiku-5-5

# shellcheck shell=bash
set -u

MODELS=(claude-opus-5-5 claude-sonnet-5-5 claude-haiku-5-5)
answer=$(mktemp) || exit
trap 'rm -f "$answer"' EXIT

for model in "${MODELS[@]}"; do
  # The key goes by a pipe: what stands on the command line can be seen by others.
  status=$(jq -n --arg model "$model" --arg asked "${1:-Say hello.}" \
    '{model: $model, max_tokens: 1024, messages: [{role: "user", content: $asked}]}' |
    curl -sS "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/messages" \
      -H @<(printf 'x-api-key: %s\n' "$ANTHROPIC_API_KEY") \
      -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' \
      --connect-timeout 10 --max-time 600 -d @- -o "$answer" -w '%{http_code}')
  case $status in
    200)
      jq -r '"\(.model): \([.content[] | .text // empty] | join(""))"' "$answer"
      exit 0
      ;;
    5??) echo "$model: HTTP $status, going on" >&2 ;;
    *) break ;;
  esac
done
echo "HTTP $status" >&2
cat "$answer" >&2
exit 1
