"""What `claude-doctor explain --json` said, for a step of GitHub Actions.

In: the document, on standard input. Out: one annotation; the outputs and the step's summary where
their files are named. Standard library only: it runs with any Python 3.8 or newer.
"""

import json
import os
import sys
from pathlib import Path
from uuid import uuid4

#: Whose failures may be gone when the same job runs again.
PASSING = ("server", "network", "account")
TITLES = {
    "server": "Anthropic's side",
    "client": "your request, key or configuration",
    "account": "the account's limits",
    "network": "the network",
    "none": "not a failure of the Claude API",
}


def outputs(document):
    """By name, in one line each."""
    wait = document["retry_after_s"]
    retry = document["retryable"]
    values = {
        "side": {"either": "unknown"}.get(document["side"], document["side"]),
        "cause": document["cause"] or document["id"],
        "confidence": document["confidence"],
        "retryable": "" if retry is None else str(retry).lower(),
        "should-retry": str(retry is True and document["side"] in PASSING).lower(),
        "wait-s": "" if wait is None else f"{wait:g}",
    }
    return {name: " ".join(str(value).split()) for name, value in values.items()}


def annotation(document):
    """A notice, for the step that failed has an error of its own. Escaped as the runner unescapes
    it (docs/commands.md of actions/toolkit, read on 2026-11-29)."""
    title = "Claude: " + TITLES.get(document["side"], "whose fault it is, the log does not tell")
    said = [document["meaning"], f"Read: {document['line'][:300]}" if document["line"] else ""]
    for number, fix in enumerate(document["fixes"][:3], 1):
        said.append(f"{number}. {fix['title']}" + (f": {fix['command']}" if fix["command"] else ""))
    message = "\n".join(" ".join(words.split()) for words in said if words)
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::notice title={title.replace(':', '%3A')}::{escaped}"


def added(variable, text):
    """Add a text to the file that a variable names."""
    if os.environ.get(variable):
        with Path(os.environ[variable]).open("a", encoding="utf-8") as file:
            file.write(text)


def main():
    """Read, and tell three times."""
    document = json.load(sys.stdin)
    values, word = outputs(document), uuid4().hex
    added(
        "GITHUB_OUTPUT",
        "".join(f"{name}<<{word}\n{value}\n{word}\n" for name, value in values.items()),
    )
    rows = "\n".join(f"| {name} | {value or '-'} |" for name, value in values.items())
    shown = " ".join(document["line"].split()).replace("`", "'")[:300] if document["line"] else "-"
    added(
        "GITHUB_STEP_SUMMARY",
        f"\n### Claude gate\n\n{document['meaning']}\n\n| | |\n|---|---|\n{rows}\n\n"
        f"Read: `{shown}`\n",
    )
    print(annotation(document))


if __name__ == "__main__":
    main()
