# Shared by the programs: `counted CALLS TRIES COMMAND…` prints how many calls were answered.
# shellcheck shell=bash

counted() {
  local calls=$1 tries=$2 answered=0 number try
  shift 2
  for ((number = 0; number < calls; number++)); do
    for ((try = 0; try < tries; try++)); do
      "$@" "$number" >/dev/null 2>&1 && answered=$((answered + 1)) && break
    done
  done
  echo "$answered"
}

plain() { # one request as it stands in the documentation
  curl -sS --fail -X POST "$ANTHROPIC_BASE_URL/v1/messages" -H "x-api-key: $ANTHROPIC_API_KEY" \
    -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' -d "$1"
}
