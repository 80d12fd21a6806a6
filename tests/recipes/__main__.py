"""`python -m tests.recipes` measures each recipe in every language that is here, writes the
README's table anew, and says where two languages do not agree."""

from __future__ import annotations

import re
import sys

from claude_doctor.fixes import recipe
from tests.readme import README
from tests.recipes.measure import TRIALS, Count, Trial, languages, measured

_TABLE = re.compile(r"(<!-- recipes -->\n)(?:\|.*\n)*")
_HEAD = "| recipe | in | when the API | without it | with it |\n|---|---|---|---|---|\n"


def row(trial: Trial, without: Count, using: Count) -> str:
    """A line of the table."""
    there = ", ".join(r.language for r in recipe.of(trial.recipe) if trial.runs_in(r.language))
    first, second = (f"{c.answered} of {trial.calls} answered, {c.requests} requests"
                     for c in (without, using))  # fmt: skip
    cells = (f"`{trial.recipe}`", there, trial.api, f"{trial.without}: {first}", second)
    return f"| {' | '.join(cells)} |\n"


def _measure(trial: Trial) -> tuple[Count, Count]:
    counts = {}
    for language in languages():
        if trial.runs_in(language):
            counts[language] = tuple(
                measured(trial, language, using=using)[0] for using in (False, True)
            )
            print(trial.recipe, language, *counts[language], file=sys.stderr)
    if len(set(counts.values())) != 1:
        raise SystemExit(f"{trial.recipe}: no language is here, or two do not agree")
    without, using = next(iter(counts.values()))
    return without, using


if __name__ == "__main__":
    rows = "".join(row(trial, *_measure(trial)) for trial in TRIALS)
    text = README.read_text(encoding="utf-8")
    README.write_text(_TABLE.sub(lambda m: m[1] + _HEAD + rows, text), encoding="utf-8")
    print(_HEAD + rows, end="")
