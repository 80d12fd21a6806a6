"""Aider: one message, without a repository; what it prints while it tries again is its answer."""

import io
import os
import re
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it asks the internet at import

from _fork import serve
from aider import models
from aider.coders import base_coder
from aider.main import main

QUICK = (
    "--no-git", "--yes-always", "--no-check-update", "--no-show-release-notes", "--no-gitignore",
    "--no-show-model-warnings", "--no-pretty", "--no-fancy-input", "--analytics-disable",
    "--no-suggest-shell-commands", "--no-auto-commits", "--map-tokens", "0",
)  # fmt: skip


def call(task):
    models.RETRY_TIMEOUT = base_coder.RETRY_TIMEOUT = 1  # it would wait for a minute in all
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    os.environ["HOME"] = folder
    os.environ["ANTHROPIC_API_BASE"] = os.environ["ANTHROPIC_BASE_URL"]
    said = io.StringIO()
    model = "anthropic/" + os.environ["CLIENT_MODEL"]
    # The newest models refuse the temperature that it sends to those that it does not know.
    cold = f"- name: {model}\n  use_temperature: false\n"
    (Path(folder) / ".aider.model.settings.yml").write_text(cold, encoding="utf-8")
    asked = ["--model", model, "--message", "Say pong", "--timeout", str(task["timeout_s"])]
    sys.stdin = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), suppress(SystemExit):
        main([*asked, *QUICK])
    text = said.getvalue()
    failed = re.findall(r"litellm\.(\w+)", text)
    if failed:
        return failed[0], text
    if re.search(r"(?m)^pong", text):
        return "ok"
    return "nothing", text


serve(call)
