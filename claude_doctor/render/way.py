"""The way of a call as stops with a mark each: where it breaks, before anybody draws it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from ..engine.facts import Facts
from ..engine.judge import facts_of
from ..engine.model import Report, Severity, Side, Verdict
from ..probes import environment, network, ping, status
from ..records import dataclass
from ..rules import places
from ..rules.places import Place
from ..sources.clouds.facts import CLOUD_LOGIN, CLOUD_ROUTES, PROVIDER, ROUTE, Login, Route
from .pinged import pinged

_LONGEST = 40  # columns of a host
_CULPRIT = {Severity.DEGRADED: "warn", Severity.DOWN: "bad"}


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop. `mark`: good, warn, bad, unknown, or none (not reached, not asked); `state`: a word
    or two to stand beside the mark; `detail`: what was measured there."""

    place: Place
    label: str
    mark: str
    state: str = ""
    detail: str = ""

    @property
    def words(self) -> str:
        """State and detail in one."""
        return " · ".join(part for part in (self.state, self.detail) if part)

    @property
    def short(self) -> str:
        """The label for where there is little room: a model's without its cloud's prefix."""
        if self.place is Place.MODEL and "claude" in self.label:
            return self.label[self.label.index("claude") :]
        return self.label


def way(report: Report) -> tuple[Stop, ...]:
    """From the user's program to each model that was asked for. The mark of what is at fault stands
    where the verdict's cause sits, and nowhere else."""
    facts, verdict = facts_of(report.probes), report.verdict
    at = places.place(verdict.cause, facts)
    stops = (*_near(facts), *_far(facts), *_models(facts))
    if at is not None and not any(stop.place is at for stop in stops):
        at = next((one for one in _INSTEAD[at] if any(s.place is one for s in stops)), None)
    accused = _accused(stops, at, facts)
    return tuple(_judged(stop, verdict, stop in accused) for stop in stops)


def _accused(stops: Sequence[Stop], at: Place | None, facts: Facts) -> Sequence[Stop]:
    """The stops at fault: of several models those that failed, or that an incident names."""
    here = [stop for stop in stops if stop.place is at]
    named = [stop for stop in here if stop.label == status.MODEL_NAMED.of(facts)]
    failed = [stop for stop in here if stop.mark == "bad"]
    return failed or named or here


#: Where a cause is marked when its own stop is not on the way.
_INSTEAD: dict[Place, tuple[Place, ...]] = {
    Place.YOU: (),
    Place.INTERNET: (),
    Place.PROXY: (Place.INTERNET,),
    Place.GATEWAY: (Place.SERVICE,),
    Place.SERVICE: (Place.GATEWAY, Place.MODEL),
    Place.MODEL: (Place.SERVICE, Place.GATEWAY),
}


def _judged(stop: Stop, verdict: Verdict, accused: bool) -> Stop:
    """The stop with the culprit's mark, or without one that would accuse it."""
    if not accused:
        return replace(stop, mark="none") if stop.mark in ("bad", "warn") else stop
    mark = "unknown" if verdict.side is Side.UNKNOWN else _CULPRIT.get(verdict.severity, stop.mark)
    name = places.name(verdict.cause)
    if stop.place is not Place.MODEL:
        return replace(stop, mark=mark, detail=name or stop.detail)
    if stop.mark == "good":  # it answered now
        return replace(stop, mark=mark, state=name)
    return replace(stop, mark=mark, detail=stop.detail or name)


def _near(facts: Facts) -> Iterator[Stop]:
    """This machine, its connection, a proxy."""
    yield Stop(Place.YOU, "you", "good", detail=_credential(facts))
    yield _internet(facts)
    if (host := _text(network.PROXY_HOST.of(facts) or environment.PROXY_HOST.of(facts))) and (
        network.PROXY.of(facts) not in (None, "none")
    ):
        works = network.PROXY.of(facts) == "works"
        yield Stop(Place.PROXY, "proxy", "good" if works else "bad", detail=host)


_CREDENTIALS = {
    "api-key": "key set",
    "auth-token": "token set",
    "none": "no key",
    "subscription": "logged in",
}
_LOGINS: dict[object, str] = {
    Login.KEY: "key set", Login.PRESENT: "logged in", Login.EXPIRED: "login expired",
    Login.ABSENT: "no login", Login.BROKEN: "login unreadable", Login.NOT_NEEDED: "no login needed",
}  # fmt: skip


def _credential(facts: Facts) -> str:
    if ROUTE.of(facts) in CLOUD_ROUTES:
        return _LOGINS.get(CLOUD_LOGIN.of(facts), "")
    return _CREDENTIALS.get(_text(environment.CREDENTIAL.of(facts)), "")


def _internet(facts: Facts) -> Stop:
    """Good where anybody out there answered; what the way to the API's host took."""
    answered = ping.HTTP_STATUS.of(facts) is not None
    control = network.CONTROL.of(facts)
    parts = []
    for title, state, took in (
        ("DNS", network.DNS, network.DNS_MS),
        ("TCP", network.TCP, None),
        ("TLS", network.TLS, network.TLS_MS),
    ):
        if state.of(facts) == "failed":
            parts.append(f"{title} fails")
        elif took is not None and took.of(facts) is not None:
            parts.append(f"{title} {took.of(facts)} ms")
    mark = "good" if control == "open" or answered else "unknown"
    if control == "failed" and not answered:
        mark = "bad"
    return Stop(Place.INTERNET, "internet", mark, detail=" · ".join(parts))


def _far(facts: Facts) -> Iterator[Stop]:
    """A gateway, and the API endpoint behind it or in its place."""
    route, host = ROUTE.of(facts), _host(facts)
    answered = _answered(facts)
    if route == Route.GATEWAY or "gateway" in _text(PROVIDER.of(facts)):
        yield replace(answered, place=Place.GATEWAY, label="gateway", detail=host)
        if ping.FRONT_DOOR_UP.of(facts) is True and ping.WORKS.of(facts) is not True:
            yield Stop(Place.SERVICE, "api.anthropic.com", "good", detail="answers directly")
        return
    service, _, region = _text(PROVIDER.of(facts)).partition(" in ")
    if route in CLOUD_ROUTES and service:
        words = " · ".join(filter(None, (region, answered.detail.removeprefix("answered in "))))
        yield replace(answered, label=service, detail=words)
    elif host:
        yield replace(answered, label=host)


def _answered(facts: Facts) -> Stop:
    """The endpoint: whether it answered at all, if with an error, and how fast."""
    stop = Stop(Place.SERVICE, "", "none", detail="not reached")
    if ping.HTTP_STATUS.of(facts) is not None or ping.FRONT_DOOR.of(facts) is True:
        took = ping.TTFB_MS.of(facts)
        words = f"answered in {took} ms" if took is not None else "answered"
        return replace(stop, mark="good", detail=words)
    if ping.TRANSPORT.of(facts) not in (None, "none"):
        return replace(stop, detail=_text(ping.DETAIL.of(facts)) or "not reached")
    if ping.ANSWER.of(facts) == "none":
        return replace(stop, mark="unknown", detail=_text(ping.DETAIL.of(facts)) or "no answer")
    return replace(stop, mark="unknown", detail="not asked")


def _host(facts: Facts) -> str:
    """The host of the address that calls go to; with its port where that tells it apart."""
    url = urlsplit(_text(environment.BASE_URL.of(facts)))
    try:
        host, port = url.hostname or "", url.port
    except ValueError:
        return ""
    if len(host) > _LONGEST:
        host = f"{host[: _LONGEST // 2]}…{host[-_LONGEST // 2 + 1 :]}"
    return f"{host}:{port}" if port and host in ("127.0.0.1", "localhost", "::1") else host


def _models(facts: Facts) -> Iterator[Stop]:
    return (_model(one) for one in pinged(facts) if one.get("model"))


def _model(result: dict[str, object]) -> Stop:
    status, answer = result.get("http_status"), result.get("answer")
    label = _text(result.get("model"))
    if answer == "complete":
        took = result.get("ttft_ms")
        words = f"first token {took} ms" if isinstance(took, int) else "answered"
        return Stop(Place.MODEL, label, "good", detail=words)
    if answer in ("unreached", None) and status is None:
        return Stop(Place.MODEL, label, "none", "", "not reached")
    state = "cut off" if answer == "cut" else _text(status) or "no answer"
    return Stop(Place.MODEL, label, "bad", state, _text(result.get("error_type")))


def _text(value: object) -> str:
    return "" if value is None else str(value)
