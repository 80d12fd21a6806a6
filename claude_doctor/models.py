"""What is known about Claude models: the ping's own, prices, published retirements.

Source: the vendor's model, pricing and deprecation pages, copies of October and November 2026.
"""

from __future__ import annotations

from datetime import date

DEFAULT = "claude-haiku-5-5"
LAST_RESORT = "claude-haiku-4-5"

#: USD for a million tokens, input and output, prompts up to 100,000 tokens.
PRICES: dict[str, tuple[float, float]] = {
    "claude-fable-5-2": (8.0, 40.0),
    "claude-opus-5-5": (4.0, 20.0),
    "claude-sonnet-5-5": (2.0, 10.0),
    "claude-haiku-5-5": (0.10, 0.50),
    "claude-haiku-4-5": (1.0, 5.0),
    "claude-haiku-4-5-20251001": (1.0, 5.0),
}

#: Published retirements with their successor. "Not sooner than" dates are no retirements.
RETIREMENTS: dict[str, tuple[date, str]] = {
    "claude-sonnet-4-5": (date(2026, 11, 30), "claude-sonnet-5-5"),
    "claude-sonnet-4-5-20250929": (date(2026, 11, 30), "claude-sonnet-5-5"),
}

RETIRING_WITHIN_DAYS = 60  # the notice that the vendor promises


def cost_usd(model: str, input_tokens: int, output_tokens: int) -> float | None:
    """What a small request cost, in USD; None for a model whose price is not known."""
    price = PRICES.get(model)
    if price is None:
        return None
    return round((input_tokens * price[0] + output_tokens * price[1]) / 1_000_000, 9)


def retires_in_days(model: str, today: date) -> int | None:
    """Days to the published retirement, when that is near and not yet past."""
    known = RETIREMENTS.get(model)
    if known is None:
        return None
    days = (known[0] - today).days
    return days if 0 <= days <= RETIRING_WITHIN_DAYS else None


def newest_haiku(listing: object) -> str:
    """The newest Haiku of a `/v1/models` answer (which lists newest first), or the last resort."""
    rows = listing.get("data") if isinstance(listing, dict) else None
    for row in rows if isinstance(rows, list) else ():
        name = row.get("id") if isinstance(row, dict) else None
        # The default was just refused, so it is no candidate even where it is listed.
        if isinstance(name, str) and "haiku" in name and name != DEFAULT and len(name) < 100:
            return name
    return LAST_RESORT
