"""Clients that contend for one row: each reads its version, then writes if nobody else has.

The model of Marc Brooker's "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015; its code:
aws-samples/aws-arch-backoff-simulator), played event by event. Nothing is overloaded here: who
writes in between has won, and the policies differ in how they get out of each other's way.
"""

from __future__ import annotations

import heapq
import math
import random

from claude_doctor.storm.policies import Policy

BASE_S, CAP_S = 0.005, 2.0  # the published pauses
_DELAY_S, _SPREAD_S = 0.010, 0.002  # of a message on the network: normal


def contend(policy: Policy, clients: int, seed: int) -> tuple[int, float]:
    """How many writes were tried until each client has written, and how many seconds it took.

    Its pauses begin at twice the base, as published: the first failure is number 1."""
    draw = random.Random(seed).random

    def delay() -> float:
        normal = math.sqrt(-2 * math.log(1 - draw())) * math.cos(2 * math.pi * draw())
        return abs(_DELAY_S + _SPREAD_S * normal)

    version = calls = 0
    # moment, client, its failures, its last pause, the version it read (-1: it has yet to read)
    queue = [(delay(), client, 0, policy.base_s, -1) for client in range(clients)]
    heapq.heapify(queue)
    now = 0.0
    while queue:
        now, client, failures, pause, read = heapq.heappop(queue)
        if read < 0:
            heapq.heappush(queue, (now + delay() + delay(), client, failures, pause, version))
            continue
        calls += 1
        if read == version:
            version += 1
            now += delay()
            continue
        failures += 1
        pause = policy.pause(failures, pause, draw())
        again = now + delay() + delay() + pause
        heapq.heappush(queue, (again, client, failures, pause, -1))
    return calls, now
