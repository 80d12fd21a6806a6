#!/usr/bin/env bash
# After a failure: whose fault it was, by what the files say. Always passes: the job has failed
# already, and its own error must stay the last word.
set -u

nothing() {
  echo "::warning title=Claude gate::$1"
  printf 'side=unknown\nretryable=\nshould-retry=false\n' >>"$GITHUB_OUTPUT"
  exit 0
}

[[ -n $GATE_DOCTOR && -n $GATE_PYTHON ]] || nothing "claude-doctor is not there; nothing was read."

files=()
while IFS= read -r line; do
  [[ -n ${line// /} ]] || continue
  [[ -f $line && -s $line ]] && files+=("$line")
done <<<"$GATE_FILE"
((${#files[@]})) || nothing "No file to read: the input \`file\` names none that exists and holds something."

# A path, so that a name is not taken for an option or a code.
for i in "${!files[@]}"; do
  [[ ${files[i]} == /* ]] || files[i]=./${files[i]}
done
"$GATE_DOCTOR" explain --json "${files[@]}" | "$GATE_PYTHON" "$GATE_HERE/after.py" ||
  nothing "The log could not be read by claude-doctor."
exit 0
