# shellcheck shell=bash
# shellcheck source-path=SCRIPTDIR source=_calls.sh
source "${BASH_SOURCE[0]%/*}/_calls.sh"
recipe=$1 way=$2 calls=$3

body='{"model": "claude-sonnet-5-5", "max_tokens": 1024,
  "messages": [{"role": "user", "content": "Say hello."}]}'
case $way in
  recipe) counted "$calls" 1 bash "$recipe" "Say hello." ;;
  *) counted "$calls" 1 plain "$body" ;;
esac
