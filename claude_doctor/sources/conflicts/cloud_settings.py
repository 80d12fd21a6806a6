"""What contradicts what on a cloud's route. Tried with Claude Code 2.1.197 on loopback, 2026-11."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...border import clouds, model_ids, programs
from ...border.programs import BASE, CLOUDS, KEY, MODEL, ON, Program, switches, text
from .conflict import Conflict, conflict, fault, remark
from .effective import holding, without
from .view import View

_MODELS = (
    MODEL,
    "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "ANTHROPIC_DEFAULT_FABLE_MODEL",
    "ANTHROPIC_SMALL_FAST_MODEL",
    "CLAUDE_CODE_SUBAGENT_MODEL",
)
_STATIC = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def conflicts(view: View) -> Iterator[Conflict]:
    """Everything at once; where Claude Code calls no cloud, what is left of one."""
    code = view.code
    if code.cloud is None:
        # What is pinged, and the default model, are looked at where they are asked for.
        yield from _models(view, _MODELS[2:]) if code.route == "anthropic" else ()
        return
    # Who asked for a route by `--route` knows of the other.
    if not (code.forced or view.settings.program.forced):
        yield from _switched(view)
    yield from _foundry(code)
    yield from _elsewhere(code)
    yield from _kept_back(code)
    yield from _two_logins(code)
    yield from _models(view, _MODELS)


def _switched(view: View) -> Iterator[Conflict]:
    """Several clouds, and a cloud beside what is for Anthropic's API."""
    code = view.claude_code
    on = switches(code)
    if not on:
        return
    first, *others = (CLOUDS[name] for name in on)
    # Mantle beside Bedrock takes those models whose ids are its own.
    if others and (first, *others) != ("bedrock", "mantle"):
        yield conflict(
            f"several clouds are switched on ({', '.join(on)}): Claude Code uses "
            f"{programs.CLOUD_NAMES[first]}",
            without(view.code, *on[1:]),
        )
    # A token beside a cloud is usual: it logs in to a gateway that stands before the cloud.
    if text(view.shell, KEY) and view.checks_code:
        along = first in ("bedrock", "vertex")
        sends = "sends it along to" if along else "does not send it to"
        yield remark(f"{KEY} is set: Claude Code {sends} {view.code.service}, which needs none")
    elif text(view.shell, KEY):
        use = "SDK uses the key" if view.foreign else "SDK and this check use the key"
        yield conflict(
            f"{KEY} is set and Claude Code is switched to {first}: Claude Code uses {first}, "
            f"the {use}",
            _switched_off(view.code, on[0]),
        )
    if text(code, BASE):
        yield remark(f"Claude Code is switched to {first}, which ignores {BASE}")


def _switched_off(code: Program, switch: str) -> str:
    """What to type where both may be meant. A switch in Claude Code's own file is there for Claude
    Code, whose calls may well work: they are looked at, and nothing is taken away."""
    if switch in code.places:
        return "claude-doctor check --surface code"
    return without(code, switch)


def _foundry(code: Program) -> Iterator[Conflict]:
    """Foundry's resource and its address: Anthropic's SDKs take one of them and refuse both."""
    both = ("ANTHROPIC_FOUNDRY_BASE_URL", clouds.RESOURCE)
    if code.cloud == "foundry" and all(text(code.env, name) for name in both):
        yield conflict(
            f"{code.where(both[0])} and {code.where(both[1])} are both set: Anthropic's SDKs for "
            "Foundry accept only one of them",
            without(code, both[1]),
        )


def _elsewhere(code: Program) -> Iterator[Conflict]:
    """An address of the cloud's own in another region than the one that is set: calls go to the
    address, and are signed for the other region (tried with both programs), which AWS refuses."""
    one = clouds.CLOUDS[code.route]
    there = code.place
    if code.base is None or code.before_cloud or not there or there == (code.region or "").lower():
        return
    name = code.region_from if code.region_from and code.region_from.isupper() else one.places[0]
    keyed = one.vendor != "AWS" or bool(code.credentials)
    what = "" if keyed else ", signed for the other, which AWS rejects"
    yield conflict(
        f"{code.where(code.base)} is an address in {there}, and {code.where(name)} names "
        f"{'another region' if code.region else 'none'}: calls go to {there}{what}",
        holding(code, name, there),
    )


def _models(view: View, names: Sequence[str]) -> Iterator[Conflict]:
    """Ids of models that are those of another service; before a cloud a gateway may know any."""
    code = view.code
    for name in names if view.checks_code and not code.before_cloud else ():
        held = model_ids.model(text(code.env, name), code.env, code.cloud, code.region).id
        foreign = model_ids.foreign(held, code.cloud, code.region) if held else None
        if foreign is None:
            continue
        whose, own = foreign
        yield fault(
            f"{code.where(name)} is an id of {whose}, and Claude Code calls {code.service}",
            holding(code, name, own) if own else without(code, name),
        )


def _kept_back(code: Program) -> Iterator[Conflict]:
    """A login that is left to a gateway, where there is none to add it."""
    one = clouds.CLOUDS[code.route]
    if text(code.env, one.skips).lower() not in ON or any(text(code.env, n) for n in one.keys):
        return
    skips = code.where(one.skips)
    if not code.before_cloud:
        yield fault(
            f"{skips} is on and no gateway stands in front of {one.name}: calls carry no login",
            without(code, one.skips),
        )
    elif code.cloud == "foundry":
        # It hands the SDK an empty token, which that refuses.
        key = next(iter(one.keys))
        yield fault(
            f"{skips} is on and {key} is not set: Claude Code makes no calls",
            f'export {key}="KEY-OF-THE-GATEWAY"',
        )


def _two_logins(code: Program) -> Iterator[Conflict]:
    """A profile beside keys: Claude Code takes the one, others take the other."""
    one = clouds.CLOUDS[code.route]
    if one.vendor != "AWS" or any(text(code.env, name) for name in one.keys):
        return
    if text(code.env, one.skips).lower() in ON or not text(code.env, "AWS_PROFILE"):
        return
    if all(text(code.env, name) for name in _STATIC):
        yield conflict(
            f"{code.where('AWS_PROFILE')} and {code.where(_STATIC[0])} are both set: Claude Code "
            "logs in with the profile, the AWS CLI and the Python SDK with the keys",
            without(code, "AWS_PROFILE"),
        )
