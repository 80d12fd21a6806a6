"""The command `storm`: its screen, its document, its page, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run


def test_it_says_what_the_numbers_mean(run: Run) -> None:
    """Immediate retries keep the service down; without retries it is back."""
    done = run("storm", "--policy", "none", "--policy", "immediate")
    assert (0, "") == (done.returncode, done.stderr)
    said = " ".join(done.stdout.split())
    assert "immediate: the service stays down after the spike: 0 of 38 requests" in said
    assert "none: the service is back" in said


def test_the_document_the_page_and_own_numbers(run: Run, tmp_path: Path) -> None:
    """The same seed gives the same document; one's own policy is played as it was given."""
    arguments = ("storm", "--json", "--retries", "0", "--seed", "3")
    page = tmp_path / "storm.html"
    done = run(*arguments, "--html", str(page))
    document = json.loads(done.stdout)
    assert (1, 3) == (document["schema_version"], document["seed"])
    (own,) = document["policies"]
    assert ("own", 1.0) == (own["policy"], own["amplification"])
    assert done.stdout == run(*arguments).stdout
    assert own["says"] in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "wrong", [("--policy", "nonsense"), ("--jitter", "nonsense"), ("--spike-seconds", "900")]
)
def test_what_it_refuses(run: Run, wrong: tuple[str, str]) -> None:
    """A usage error, exit code 2."""
    assert 2 == run("storm", *wrong).returncode
