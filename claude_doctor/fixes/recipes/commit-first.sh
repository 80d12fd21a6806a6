# What it does: keeps your work safe before an agent edits, and shows what a broken run left.
# Not when: the folder is no git repository, or holds what must not be in its objects.
# Needs: bash 4, git 2.13. Run: bash commit-first.sh save | broken | undo | hook

# save    keep all as it is now, untracked files too, without touching branch, index or files
# broken  the files that were changed since, and those that do not parse: half-written ones
# undo    how to put a file back
# hook    the lines for Claude Code's settings that save before every prompt

# shellcheck shell=bash
set -u

REF=refs/claude-doctor/before

self=$(realpath "$0")
root=$(git rev-parse --show-toplevel) && cd "$root" || exit 2

tree() { # all that is here now, with an index of its own: yours stays as it is
  local place index
  place=$(mktemp -d) || return
  index=$(git rev-parse --git-path index)
  [[ -e $index ]] && cp "$index" "$place/index" # it knows which files did not change
  GIT_INDEX_FILE=$place/index git add -A . && GIT_INDEX_FILE=$place/index git write-tree
  rm -rf "$place"
}

save() { # a commit that no branch has
  local commit now
  now=$(tree) && [[ $now ]] || exit 1
  commit=$(git -c user.name=before -c user.email=before@localhost commit-tree "$now" \
    -m "before the agent, $(date -u +%Y-%m-%dT%H:%M:%SZ)") &&
    git update-ref --create-reflog -m save "$REF" "$commit" && # older ones: git reflog $REF
    echo "saved as ${commit:0:12}"
}

parses() { # whether a file is whole, as far as a tool here can tell
  case $1 in
    *.py) python3 -c 'import ast, sys; ast.parse(open(sys.argv[1], "rb").read())' "$1" ;;
    *.json) python3 -m json.tool "$1" ;;
    *.sh) bash -n "$1" ;;
    *.js | *.mjs | *.cjs) ! command -v node || node --check "$1" ;;
    *) true ;;
  esac >/dev/null 2>&1
}

broken() {
  local file kind now
  git rev-parse -q --verify "$REF" >/dev/null || { echo "nothing was saved" >&2 && exit 2; }
  now=$(tree) && [[ $now ]] || exit 1
  git diff-tree -r -z --no-renames --name-status "$REF" "$now" |
    while IFS= read -r -d '' kind && IFS= read -r -d '' file; do
      case $kind in
        A) kind=new ;;
        D) kind=gone ;;
        *) kind=changed ;;
      esac
      if [[ $kind != gone && ! -s $file ]]; then
        kind="$kind, empty"
      elif [[ $kind != gone ]] && ! parses "$file"; then
        kind="$kind, does not parse"
      fi
      printf '%s: %s\n' "$kind" "$file"
    done
}

case ${1:-save} in
  save) save ;;
  broken) broken ;;
  undo)
    echo "one file:   git checkout $REF -- FILE"
    echo "see first:  git diff $REF -- FILE"
    ;;
  hook)
    # Into "hooks" of .claude/settings.json; the path is this file's.
    cat <<END
{"hooks": {"UserPromptSubmit": [{"hooks": [
  {"type": "command", "command": "bash '$self' save >&2 || true"}]}]}}
END
    ;;
  *)
    echo "save, broken, undo or hook" >&2
    exit 2
    ;;
esac
