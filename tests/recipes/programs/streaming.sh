# shellcheck shell=bash
# shellcheck source-path=SCRIPTDIR source=_calls.sh
source "${BASH_SOURCE[0]%/*}/_calls.sh"
recipe=$1 way=$2 calls=$3

body='{"model": "claude-sonnet-5-5", "max_tokens": 1024, "stream": true,
  "messages": [{"role": "user", "content": "Say much."}]}'
whole() { plain "$body" | grep -q '^event: message_stop'; }
kept() { bash "$recipe" "Say much." "$1.txt"; }
case $way in
  recipe) counted "$calls" 1 kept ;;
  *) counted "$calls" 1 whole ;;
esac
