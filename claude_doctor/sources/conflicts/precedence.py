"""Which credential wins, in the SDK and in Claude Code, where more than one is set.

Claude Code's docs pages "IAM" and "Settings" (read 2026-08); the anthropic SDK 2.12's `_client.py`.
Highest first in Claude Code: a cloud, the auth token, the API key, apiKeyHelper, the OAuth token,
the stored login. A key or token in `settings.json` is as good as one in the shell, and beats it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...border import binding, programs
from ...border.addresses import shown
from ...border.binding import SUBSCRIPTION_PREFIX
from ...border.claude_settings import exists
from ...border.programs import BASE, HEADERS, KEY, OAUTH, TOKEN, headers, switches, text
from .conflict import Conflict, conflict, fault, remark
from .effective import EDIT, edit, taken_along, without
from .view import View, clouds


def conflicts(view: View) -> Iterator[Conflict]:
    """Everything at once."""
    yield from _two_keys(view)
    yield from _beside_a_login(view)
    yield from _helper(view)
    yield from _headers(view)
    yield from _unusable(view)
    yield from _settings_files(view)
    yield from _login(view)


def _where(view: View, name: str) -> str:
    """The variable, with the file that sets it where that is not the shell."""
    return view.code.where(name)


def _without(view: View, *names: str) -> str:
    """What takes these variables away."""
    return without(view.code, *names)


def _two_keys(view: View) -> Iterator[Conflict]:
    if view.code.cloud is not None:  # Claude Code sends it neither
        return
    env = view.shell
    key, token = text(env, KEY), text(env, TOKEN)
    if key and token and key != token:
        sends = "sends the key" if view.foreign else "and this check send the key"
        yield conflict(
            f"{KEY} and {TOKEN} are both set: the Python SDK {sends}, Claude Code sends the token",
            f"unset {KEY if view.settings.gateway else TOKEN}",
        )
        return
    code = view.claude_code
    theirs = text(code, KEY), text(code, TOKEN)
    if (key or token) and all(theirs) and theirs[0] != theirs[1]:
        others = "other programs" if view.foreign else "other programs and this check"
        yield conflict(
            f"{_where(view, KEY)} and {_where(view, TOKEN)} are both set: Claude Code sends the "
            f"token, {others} send the {'key' if key else 'token'}",
            _without(view, KEY if view.settings.gateway else TOKEN),
        )


def _beside_a_login(view: View) -> Iterator[Conflict]:
    """A key that silently takes the place of a subscription."""
    code = view.claude_code
    if switches(code):
        return
    name = next((n for n in (TOKEN, KEY) if text(code, n)), None)
    if name is None or text(code, name).startswith(SUBSCRIPTION_PREFIX):
        return
    what = "key" if name == KEY else "token"
    # With a gateway the key is there on purpose.
    weigh = remark if view.settings.gateway else conflict
    login = view.found.login
    if login is not None and (login.renewable or not view.over(login)):
        yield weigh(
            f"{_where(view, name)} is set and a Claude subscription is logged in: Claude Code "
            f"uses the {what}, not the subscription",
            _without(view, name),
        )
    elif text(code, OAUTH):
        yield weigh(
            f"{_where(view, name)} and {OAUTH} are both set: Claude Code uses the {what}",
            _without(view, name),
        )


def _helper(view: View) -> Iterator[Conflict]:
    if not view.given.key_helper or switches(view.claude_code):
        return
    name = next((n for n in (TOKEN, KEY) if text(view.claude_code, n)), None)
    if name is not None:
        yield conflict(
            f"{_where(view, name)} and an apiKeyHelper are both set: Claude Code uses "
            f"{name} and never asks the helper",
            _without(view, name),
        )
        return
    if view.found.login is not None:
        yield conflict(
            "an apiKeyHelper is set and a Claude subscription is logged in: Claude Code uses the "
            "helper's key, not the subscription",
            EDIT,
        )
    if view.given.helper_fault:
        yield fault(
            f"apiKeyHelper of Claude Code's settings names {view.given.helper_fault}: Claude Code "
            "gets no key from it",
            EDIT,
        )
        return
    yield remark("Claude Code gets its key from apiKeyHelper, which this check cannot use")


def _headers(view: View) -> Iterator[Conflict]:
    """Headers of the user's own: one that carries a credential replaces the variable's."""
    if view.code.cloud is not None:
        return
    code = view.claude_code
    names = dict(headers(code.get(HEADERS, "")))
    where = _where(view, HEADERS)
    for name in ("authorization", "x-api-key"):
        if name not in names:
            continue
        others = [n for n in (KEY, TOKEN) if text(code, n)]
        if others:
            yield conflict(
                f"{where} has a header {name} beside {' and '.join(others)}: the header wins in "
                "the SDK and in Claude Code",
                _without(view, HEADERS),
            )
        else:
            yield remark(f"{where} has a header {name}: the SDK and Claude Code log in with it")


def _unusable(view: View) -> Iterator[Conflict]:
    """Credentials that only others can use."""
    env = view.shell
    if text(env, OAUTH):
        yield remark(f"{OAUTH} belongs to a subscription: only Claude Code may send it")
    if text(env, KEY) or text(env, TOKEN):
        return
    federated = ("ANTHROPIC_IDENTITY_TOKEN", "ANTHROPIC_IDENTITY_TOKEN_FILE")
    if text(env, "ANTHROPIC_PROFILE") or any(text(env, name) for name in federated):
        yield remark("the SDK has a profile or a federated identity, which this check cannot use")
    elif _profile_on_disk(env):
        yield remark("the SDK finds a profile in its own folder, which this check cannot use")


def _profile_on_disk(env: Mapping[str, str]) -> bool:
    named = text(env, "ANTHROPIC_CONFIG_DIR")
    folder = Path(named) if named else Path("~/.config/anthropic")
    return exists(folder / "active_config") or exists(folder / "configs" / "default.json")


def _settings_files(view: View) -> Iterator[Conflict]:
    given, shell = view.given, view.shell
    for one in given.broken:
        yield fault(
            f"Claude Code's {one.place} {one.how}, so nothing in it applies", edit(one.place)
        )
    ours = programs.sdk(shell).base_url
    base = programs.sdk(given.env).base_url if text(given.env, BASE) else ours
    goes = "and this check go" if view.checks_code else "goes"
    if view.code.cloud is not None:  # which takes none of the three
        return
    # Where nothing else is set up, an address for Claude Code alone contradicts nothing.
    if base != ours and (any(text(shell, name) for name in (BASE, KEY, TOKEN))):
        yield conflict(
            f"Claude Code's {given.places[BASE]} sets another {BASE} than this shell: Claude Code "
            f"{goes} there, {'' if view.checks_code else 'this check and '}other programs do not"
            f"{taken_along(view.code, shell)}",
            _same_address(view, base),
        )
    for name in (KEY, TOKEN):
        theirs, own = text(given.env, name), text(shell, name)
        if theirs and own and theirs != own:
            yield conflict(
                f"Claude Code's {given.places[name]} sets another {name} than this shell: Claude "
                "Code uses that one",
                _without(view, name),
            )
        elif theirs and not view.checks_code and not any(text(shell, n) for n in (KEY, TOKEN)):
            yield remark(
                f"{name} is set in Claude Code's {given.places[name]} only; this check has none"
            )


def _same_address(view: View, base: str) -> str:
    """What lets all programs go to one address. A key that has not the form of Anthropic's may be
    the gateway's own, so the shell is given that address and not Claude Code Anthropic's."""
    own = programs.sdk(view.shell)
    if own.base is None and own.credentials and not binding.anthropics(own) and shown(base) == base:
        return f'export {BASE}="{base}"'
    return _without(view, BASE)


def _login(view: View) -> Iterator[Conflict]:
    """An expired login is renewed at the next start, unless there is nothing to renew it with."""
    login = view.found.login
    code = view.claude_code
    outranked = (
        clouds(code) or view.given.key_helper or any(text(code, n) for n in (KEY, TOKEN, OAUTH))
    )
    if view.found.keychain and not outranked:
        if login is not None:
            yield remark(
                "Claude Code's login is in the Keychain; it was not read, so its expiry is unknown",
                "claude auth status",
            )
        elif not view.found.known:
            yield remark(
                "Claude Code may have a login in the Keychain, which was not checked",
                "claude auth status",
            )
    if login is None or not view.over(login):
        return
    if login.renewable:
        yield remark("Claude Code's stored login has expired; Claude Code renews it when it starts")
    elif outranked:
        yield remark("Claude Code's stored login has expired for good; nothing here uses it now")
    else:
        yield fault(
            "Claude Code's stored login has expired and cannot be renewed: log in again",
            "claude /login",
        )
