"""Prints what the SDK's own retries do to a service: `python -m tests.chaos.demonstration`.

Forty clients with the official SDK use `claude-doctor chaos storm`; for two seconds they ask eight
times as often. With the SDK's default, without retries, and with a retry budget of a tenth.
"""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

import anthropic

from claude_doctor.chaos import DEMO_KEY

CLIENTS, EVERY_S, PATIENCE_S, LASTS_S = 40, 1.6, 1.0, 14
SPIKE, OFTEN = (3.0, 5.0), 8
SERVED = ("chaos", "storm", "--capacity", "20", "--latency", "0.3")
BUDGET, BUCKET, TRIES = 0.1, 2.0, 3


@dataclass(slots=True)
class Play:
    """What the clients do about a failure, and what they saw."""

    how: str
    began: float = field(default_factory=time.monotonic)
    wanted: int = 0
    good: list[float] = field(default_factory=list)
    tokens: float = BUCKET

    def now(self) -> float:
        return time.monotonic() - self.began

    async def live(self, sdk: anthropic.AsyncAnthropic, number: int) -> None:
        """One client."""
        draws = random.Random(number)
        while True:
            often = OFTEN if SPIKE[0] <= self.now() < SPIKE[1] else 1
            await asyncio.sleep(draws.expovariate(often / EVERY_S))
            self.wanted += 1
            for attempt in range(TRIES if self.how == "budget" else 1):
                if attempt:
                    if self.tokens < 1:
                        break
                    self.tokens -= 1
                    await asyncio.sleep(draws.random() * 0.5 * 2**attempt)
                if await self.ask(sdk, attempt):
                    break

    async def ask(self, sdk: anthropic.AsyncAnthropic, attempt: int) -> bool:
        """One call. A budget's own retries are told as the SDK tells its own."""
        more = {"x-stainless-retry-count": str(attempt)} if self.how == "budget" else {}
        try:
            await sdk.messages.create(
                model="claude-haiku-5-5", max_tokens=10, extra_headers=more,
                messages=[{"role": "user", "content": "Say pong"}],
            )  # fmt: skip
        except anthropic.APIError:
            return False
        self.good.append(self.now())
        self.tokens = min(BUCKET, self.tokens + BUDGET)
        return True


async def played(url: str, how: str) -> Play:
    """Forty clients, until it is over."""
    retries = anthropic.DEFAULT_MAX_RETRIES if how == "default" else 0
    async with anthropic.AsyncAnthropic(
        api_key=DEMO_KEY, base_url=url, timeout=PATIENCE_S, max_retries=retries
    ) as sdk:
        play = Play(how)
        lives = [asyncio.create_task(play.live(sdk, number)) for number in range(CLIENTS)]
        await asyncio.sleep(LASTS_S)
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
    return play


def main() -> None:
    """Three plays, each with what the server counted."""
    for how in ("default", "none", "budget"):
        served = subprocess.Popen(
            [sys.executable, "-m", "claude_doctor", *SERVED], stdout=subprocess.PIPE, text=True
        )
        with served:
            assert served.stdout is not None
            url = served.stdout.readline().strip().partition("=")[2]
            play = asyncio.run(played(url, how))
            served.send_signal(signal.SIGINT)
            lines = served.communicate()[0].splitlines()
        seconds = [sum(at <= one < at + 2 for one in play.good) / 2 for at in range(0, LASTS_S, 2)]
        print(f"{how}: {play.wanted} wanted, {len(play.good)} got; a second: {seconds}")
        print("\n".join(f"  {line}" for line in lines if line.startswith("#")), flush=True)


if __name__ == "__main__":
    main()
