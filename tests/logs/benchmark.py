"""Measure `logs` against `grep -cF isApiErrorMessage` over the same generated transcripts.

`python -m tests.logs.benchmark [MIB] [DENSITY]` writes MIB (1024) of transcripts into a temporary
folder, DENSITY (0.002) of whose lines are failures or retries, then runs both in turn with a
warm page cache, prints the medians, their ratio and the most memory used, and exits with 1 when
a promise is broken: at most 3 times the wall time, at most 100 MiB, the same counts.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

FACTOR = 3.0
MEMORY = 100  # MiB
RUNS = 5
FILE = 16  # MiB of one transcript

CAUSES = (
    ("API Error: 529 Overloaded. Try again in a moment.", "overloaded", 529),
    ("API Error: 500 Internal server error.", "server_error", 500),
    ("Invalid API key · Fix external API key", "authentication_failed", 401),
    ("Connection lost mid-response. The response above may be incomplete.", "unknown", None),
)


def texts(dice: random.Random) -> list[str]:
    """What conversations are made of: source code, here Python's own."""
    files = sorted(Path(os.__file__).parent.glob("*.py"))
    found = []
    for path in files:
        code = path.read_text(encoding="utf-8", errors="replace")
        at = 0
        while at < len(code):
            size = dice.choice((120, 400, 1200, 4000, 16000))
            found.append(code[at : at + size])
            at += size
    return found


def _line(dice: random.Random, at: datetime, **content: object) -> bytes:
    head = {
        "parentUuid": f"{dice.getrandbits(128):032x}",
        "isSidechain": False,
        "cwd": "/home/someone/project",
        "sessionId": f"{dice.getrandbits(32):08x}",
        "version": "2.1.278",
    }
    tail = {
        "uuid": f"{dice.getrandbits(128):032x}",
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return json.dumps(head | content | tail, separators=(",", ":")).encode() + b"\n"


def failure(dice: random.Random, at: datetime) -> bytes:
    """A final failure."""
    text, kind, status = dice.choice(CAUSES)
    more = {"apiErrorStatus": status} if status else {}
    message = {"model": "<synthetic>", "content": [{"type": "text", "text": text}], "usage": {}}
    request = f"req_011C{dice.getrandbits(80):020x}"
    return _line(
        dice, at, type="assistant", message=message, error=kind, isApiErrorMessage=True,
        requestId=request, **more,
    )  # fmt: skip


def retry(dice: random.Random, at: datetime, attempt: int) -> bytes:
    """A request that is sent again."""
    error = {"status": 529, "message": "overloaded", "isNetworkDown": False}
    return _line(
        dice, at, type="system", subtype="api_error", level="error", error=error,
        retryInMs=540 * 2**attempt, retryAttempt=attempt, maxRetries=10,
    )  # fmt: skip


def write(folder: Path, mib: int, density: float, seed: int = 1) -> dict[str, int]:
    """Transcripts of about so many MiB; how many failures and retries they hold."""
    dice = random.Random(seed)
    words = texts(dice)
    counts = {"failures": 0, "retries": 0}
    at = datetime(2026, 9, 1, tzinfo=UTC)
    kept: list[bytes] = []
    for text in words[:4000]:
        role = dice.choice(("user", "assistant"))
        content = [{"type": "tool_result" if role == "user" else "text", "text": text}]
        kept.append(_line(dice, at, type=role, message={"role": role, "content": content}))
    size = min(FILE, mib) << 20
    for number in range(max(1, mib // FILE)):
        path = folder / "projects" / f"-home-someone-{number % 7}" / f"{number:08}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            written = 0
            while written < size:
                line = dice.choice(kept)
                if dice.random() < density:
                    at += timedelta(seconds=dice.randrange(600))
                    again = dice.random() < 0.7
                    counts["retries" if again else "failures"] += 1
                    line = retry(dice, at, dice.randrange(1, 11)) if again else failure(dice, at)
                written += file.write(line)
    return counts


def _timed(command: list[str], env: dict[str, str]) -> tuple[float, int, str]:
    """Seconds, most memory in MiB, what it printed. Printed into a pipe: into /dev/null grep
    stops at the first match."""
    read, wrote = os.pipe()
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=wrote, env=env)
    os.close(wrote)
    with os.fdopen(read, encoding="utf-8") as pipe:
        out = pipe.read()
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - started, usage.ru_maxrss // 1024, out


def main(mib: int = 1024, density: float = 0.002) -> int:
    """Write, run in turn, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counts = write(folder, mib, density)
        files = sorted(map(str, (folder / "projects").rglob("*.jsonl")))
        env = {**os.environ, "CLAUDE_CONFIG_DIR": name}
        grep = ["grep", "-cF", "isApiErrorMessage", *files]
        ours = [sys.executable, "-m", "claude_doctor", "logs", "--json"]
        times: dict[str, list[float]] = {"grep": [], "logs": []}
        memory, out = 0, ""
        for turn in range(RUNS + 1):
            took, _, _ = _timed(grep, env)
            mine, used, out = _timed(ours, env)
            if turn:  # the first warms the page cache
                times["grep"].append(took)
                times["logs"].append(mine)
            memory = max(memory, used)  # of the larger of two processes
    got = json.loads(out)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    ratio = medians["logs"] / medians["grep"]
    same = {name: got[name] for name in counts} == counts
    print(f"{mib} MiB, {counts['failures']} failures, {counts['retries']} retries")
    for name, median in medians.items():
        spread = f"{min(times[name]):.2f} to {max(times[name]):.2f}"
        print(f"{name}: median {median:.2f} s of {RUNS} ({spread})")
    print(f"ratio {ratio:.2f} (at most {FACTOR:g}), 2 x {memory} MiB (at most {MEMORY}), "
          f"counts {'the same' if same else 'DIFFERENT'}")  # fmt: skip
    return 0 if ratio <= FACTOR and 2 * memory <= MEMORY and same else 1


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 1024, float(given[1]) if given[1:] else 0.002))
