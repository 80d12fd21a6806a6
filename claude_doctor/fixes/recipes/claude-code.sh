# What it does: has Claude Code wait out an overload, or go on with another model.
# Not when: it is your limit, login or network: /usage and /status in Claude Code tell.
# Needs: bash 4, Claude Code. Run: eval "$(bash claude-code.sh)"; then claude as usual

# By itself it tries ten times again (CLAUDE_CODE_MAX_RETRIES, at most 15), and then gives up.
# What your version does not know yet is left out; update with: claude update
# An interrupted answer goes on when you write "continue"; with -p it does so by itself, three
# times (2.1.246). Work that must not be lost: claude-doctor fixes commit-first

# shellcheck shell=bash
set -u

MODELS=claude-sonnet-5-5,claude-haiku-5-5 # at most three
BASE_DELAY_MS=5000                        # the first wait after a 529
MAX_DELAY_MS=120000                       # the longest
MAX_WAIT_MS=3600000                       # an hour in all, then it gives up

version=$(claude --version 2>/dev/null | sed -n 's/^\([0-9]*\.[0-9]*\.[0-9]*\).*/\1/p')
if [[ ! $version ]]; then
  echo "claude --version says no version: is Claude Code installed?" >&2
  exit 1
fi

since() { # since VERSION NAME VALUE: an export, if this Claude Code knows the name
  if [[ $(printf '%s\n' "$1" "$version" | sort -V | head -n 1) == "$1" ]]; then
    printf 'export %s=%q\n' "$2" "$3"
  else
    echo "# $2 needs Claude Code $1, here is $version" >&2
  fi
}

printf 'export CLAUDE_CODE_MAX_RETRIES=15\n'
# Without the first of these the others do nothing.
since 2.1.290 CLAUDE_CODE_RETRY_WATCHDOG 1
since 2.1.292 CLAUDE_CODE_OVERLOADED_RETRY_BASE_DELAY_MS "$BASE_DELAY_MS"
since 2.1.295 CLAUDE_CODE_RETRY_WATCHDOG_MAX_WAIT_MS "$MAX_WAIT_MS"
since 2.1.296 CLAUDE_CODE_OVERLOADED_RETRY_MAX_DELAY_MS "$MAX_DELAY_MS"
printf 'alias claude=%q\n' "claude --fallback-model $MODELS"
