"""A password of ordinary words: nobody learns from a mask which of our words it shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

#: Logins that are malformed, with pieces that stand in our sentences and commands, too.
LOGINS = ["joe:ho:rse77/pass", "joe:horse77?pass", "joe:settings#characters", "joe:usable@percent"]


@pytest.mark.parametrize("login", LOGINS)
def test_a_password_shares_words_with_our_sentence(run: Run, tmp_path: Path, login: str) -> None:
    """The sentence and the command are whole; the login is nowhere."""
    (tmp_path / "claude").mkdir(exist_ok=True)
    proxy = f"http://{login}@127.0.0.1:9"
    done = run("check", "-v", env={"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy})
    said = " ".join(done.stdout.split())
    assert "is not a usable address: its password holds characters that must be" in said
    assert "[redacted]" not in said
    assert login not in said and "rse77" not in said
    for command in ("HTTPS_PROXY", "HTTP_PROXY"):
        assert f'export {command}="$(python3 -c' in said
