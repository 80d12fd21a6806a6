"""What is known about Claude models: which there are, what each takes and costs, and until when.

One table for the whole program. Source: the vendor's model, pricing and deprecation pages and its
SDK's list of ids, copies of October and November 2026. The release dates of Fable 5.2, Mythos
after 5 and the Opus and Sonnet of 5.5 only keep the order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ...records import dataclass

DEFAULT = "claude-haiku-5-5"
LAST_RESORT = "claude-haiku-4-5"


@dataclass(frozen=True, slots=True)
class Traits:
    """What the models of a generation take. `thinks`: without being asked; `thinking`: the kinds
    that may be asked for, `disabled` among them; `sampling`: temperature and the like; sizes in
    tokens."""

    thinks: bool
    thinking: tuple[str, ...]
    sampling: bool
    effort: tuple[str, ...]
    context: int = 1_000_000
    most_output: int = 128_000


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `price`: USD for a million tokens, input and output, prompts up to 100,000 tokens.
    `retires`: the published date and the successor; "not sooner than" is no such date."""

    id: str
    name: str
    released: date
    traits: Traits
    alias: str | None = None
    price: tuple[float, float] | None = None
    deprecated: date | None = None
    retires: tuple[date, str] | None = None

    @property
    def line(self) -> str:
        """Its family: fable, haiku, mythos, opus or sonnet."""
        return self.id.split("-")[1]


_BUDGET = Traits(False, ("enabled", "disabled"), True, (), 200_000, 64_000)
_BOTH = Traits(False, ("adaptive", "enabled", "disabled"), True, ("low", "medium", "high", "max"))
_ASKED = Traits(False, ("adaptive", "disabled"), False, ("low", "medium", "high", "xhigh", "max"))
_THINKING = replace(_ASKED, thinks=True)
# These answer 400 to `disabled` (vendor's pages on what is new in each and on troubleshooting
# thinking, and the catalogue in Claude Code 2.1.332).
_ALWAYS = replace(_THINKING, thinking=("adaptive",))
_BETWEEN = replace(_THINKING, thinking=("adaptive", "between_tools"))

#: What the API serves, newest first. Ids have had no date since 4.6, and with it no alias. Mythos
#: is by invitation; a key without one gets the 404 of an id that does not exist.
MODELS: tuple[Model, ...] = (
    Model(
        "claude-fable-5-2", "Claude Fable 5.2", date(2026, 10, 29), _ALWAYS, price=(8.0, 40.0)
    ),
    Model("claude-mythos-5-2", "Claude Mythos 5.2", date(2026, 10, 29), _ALWAYS),
    Model(DEFAULT, "Claude Haiku 5.5", date(2026, 10, 7), _THINKING, price=(0.10, 0.50)),
    Model(
        "claude-sonnet-5-5", "Claude Sonnet 5.5", date(2026, 9, 26), _BETWEEN, price=(2.0, 10.0)
    ),
    Model("claude-opus-5-5", "Claude Opus 5.5", date(2026, 9, 21), _ALWAYS, price=(4.0, 20.0)),
    Model("claude-fable-5-1", "Claude Fable 5.1", date(2026, 9, 1), _ALWAYS),
    Model("claude-mythos-5-1", "Claude Mythos 5.1", date(2026, 9, 1), _ALWAYS),
    Model("claude-opus-5", "Claude Opus 5", date(2026, 7, 24), _THINKING),
    Model("claude-sonnet-5", "Claude Sonnet 5", date(2026, 6, 30), _THINKING),
    Model("claude-fable-5", "Claude Fable 5", date(2026, 6, 9), _ALWAYS),
    Model("claude-mythos-5", "Claude Mythos 5", date(2026, 6, 9), _ALWAYS),
    Model("claude-opus-4-8", "Claude Opus 4.8", date(2026, 5, 28), _ASKED),
    Model("claude-opus-4-7", "Claude Opus 4.7", date(2026, 4, 16), _ASKED),
    Model("claude-sonnet-4-6", "Claude Sonnet 4.6", date(2026, 2, 17), _BOTH),
    Model("claude-opus-4-6", "Claude Opus 4.6", date(2026, 2, 5), _BOTH),
    Model(
        "claude-opus-4-5-20251101", "Claude Opus 4.5", date(2025, 11, 24),
        replace(_BUDGET, effort=("low", "medium", "high")), "claude-opus-4-5",
        deprecated=date(2026, 11, 23), retires=(date(2027, 1, 22), "claude-opus-5-5"),
    ),
    Model(
        "claude-haiku-4-5-20251001", "Claude Haiku 4.5", date(2025, 10, 15), _BUDGET, LAST_RESORT,
        price=(1.0, 5.0),
    ),
    Model(
        "claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", date(2025, 9, 29), _BUDGET,
        "claude-sonnet-4-5",
        deprecated=date(2026, 9, 30), retires=(date(2026, 11, 30), "claude-sonnet-5-5"),
    ),
)  # fmt: skip

_BY_ID = {name: model for model in MODELS for name in (model.id, model.alias) if name}

#: USD for a million tokens, input and output, by id and by alias.
PRICES: dict[str, tuple[float, float]] = {
    name: model.price for name, model in _BY_ID.items() if model.price
}

RETIRING_WITHIN_DAYS = 60  # the notice that the vendor promises


def find(wanted: str) -> Model | None:
    """The model with exactly this id or alias."""
    return _BY_ID.get(wanted)


def thinking_stops(model: str) -> bool:
    """Whether the model takes `thinking: disabled`. Of an id that is not here only a Haiku is
    taken to: elsewhere the field can be refused, and without it nothing can."""
    known = find(model)
    return "haiku" in model.lower() if known is None else "disabled" in known.traits.thinking


def retired(today: date) -> tuple[str, ...]:
    """The ids of the table whose last day is over."""
    return tuple(m.id for m in MODELS if m.retires and m.retires[0] < today)


def cost_usd(model: str, input_tokens: int, output_tokens: int) -> float | None:
    """What a small request cost, in USD; None for a model whose price is not known."""
    price = PRICES.get(model)
    if price is None:
        return None
    return round((input_tokens * price[0] + output_tokens * price[1]) / 1_000_000, 9)


def retires_in_days(model: str, today: date) -> int | None:
    """Days to the published retirement, when that is near and not yet past."""
    known = find(model)
    if known is None or known.retires is None:
        return None
    days = (known.retires[0] - today).days
    return days if 0 <= days <= RETIRING_WITHIN_DAYS else None


def line_of(model: str) -> str | None:
    """The line that an id names. The list of models tells it better, and not of all."""
    lines = {one.line for one in MODELS}
    return next((word for word in model.lower().split("-") if word in lines), None)


def newest(line: str | None) -> str | None:
    """The newest model of a line that nothing is known to end."""
    mine = (one.id for one in MODELS if one.line == line and one.deprecated is None)
    return next(mine, None)


def newest_haiku(listing: object) -> str:
    """The newest Haiku of a `/v1/models` answer (which lists newest first), or the last resort."""
    rows = listing.get("data") if isinstance(listing, dict) else None
    for row in rows if isinstance(rows, list) else ():
        name = row.get("id") if isinstance(row, dict) else None
        gone = isinstance(row, dict) and row.get("lifecycle") == "retired"
        # The default was just refused, so it is no candidate even where it is listed.
        if (
            isinstance(name, str)
            and "haiku" in name
            and not gone
            and name != DEFAULT
            and (len(name) < 100)
        ):
            return name
    return LAST_RESORT
