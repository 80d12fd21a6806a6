"""No secret, nor six characters of one, comes out anywhere, whatever peers say back and whatever
breaks. All of it, with every scenario and every way to answer: `python -m tests.taint`."""

from __future__ import annotations

from pathlib import Path

import pytest

from claude_doctor.border import credentials
from claude_doctor.border.redact import plain
from tests.taint import bugs, place, runs
from tests.taint.echo import FORMS

_SHORT = ("check json", "check text", "fallbacks json", "hook", "history json")
_FULL = (("healthy", "free"), ("gateway-healthy", "refuse"))
_MORE = (
    ("healthy", "headers"), ("healthy", "second"), ("gateway-healthy", "page"),
    ("bedrock-healthy", "free"), ("vertex-healthy", "forbid"), ("foundry-healthy", "moved"),
)  # fmt: skip


def test_every_form_of_every_secret_is_masked(tmp_path: Path) -> None:
    """As it is, by its ends, in Base64, folded, cut: no form of a secret that this machine holds
    comes through, and the words around it do."""
    with place.placed("bedrock-healthy", "none", tmp_path) as here:
        known = credentials.values(here.env)
        for secret in here.known:
            for name, form in FORMS.items():
                line = plain(f"the gateway refused {form(secret)} with status 401", known)
                assert [] == here.search.found(line, name), (name, secret)
                assert line.startswith("the gateway refused ")
                assert line.endswith("with status 401")


def test_every_command_is_looked_at(tmp_path: Path) -> None:
    """A command that is added is run here, too."""
    with place.placed("healthy", "none", tmp_path) as here:
        asked = {words[0] for words, _ in runs.lines(here, 0).values()}
    assert set() == runs.every_command() - asked


@pytest.mark.parametrize(("scenario", "mode"), _FULL)
def test_nothing_comes_out(scenario: str, mode: str, tmp_path: Path) -> None:
    """Every command and format: stdout, stderr, files, cache, history, the arguments of children,
    the temporary folder, and what each peer is sent but its own."""
    with place.placed(scenario, mode, tmp_path) as here:
        assert [] == list(runs.leaks(here))
        assert [] == here.running.faults


@pytest.mark.parametrize(("scenario", "mode"), _MORE)
def test_nothing_comes_out_of_another_answer(scenario: str, mode: str, tmp_path: Path) -> None:
    """Other routes, and other ways to say a secret back."""
    with place.placed(scenario, mode, tmp_path) as here:
        assert [] == list(runs.leaks(here, _SHORT, at=len(mode)))
        assert [] == here.running.faults


@pytest.mark.parametrize("turn", range(3))
def test_a_key_in_the_wrong_variable(turn: int, tmp_path: Path) -> None:
    """A key where a model, a region or a profile belongs is a key."""
    with place.placed("healthy", "free", tmp_path, wrong=place.WRONG[turn::3]) as here:
        assert [] == list(runs.leaks(here, ("check json", "check text", "fallbacks json"), at=turn))


def test_a_bug_tells_no_secret(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A function of each layer raises with every secret in its message: what is printed and kept
    has none, and no traceback is printed. A usual run takes every third of them."""
    step = 1 if request.config.getoption("everything") else 3
    with place.placed("healthy", "none", tmp_path) as here:
        found = [
            (path, command, one)
            for at, (path, command) in list(enumerate(bugs.BUGS))[::step]
            for one in bugs.leaks(here, path, command, at)
        ]
    assert [] == found
