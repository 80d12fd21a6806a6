"""The credential of a cloud on one request, by the cloud's own library where it is installed.

A signature of AWS's by botocore (the extra `bedrock`), a token of Google's by google-auth (the
extra `vertex`). Used is what a program would use that asks nobody: a login that is here and has not
ended. Commands of the user's are not run, files are not rewritten, and the metadata service of a
machine is asked only where the environment names it.
"""

from __future__ import annotations

import base64
import importlib.util
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ...border.addresses import origin
from ...border.programs import Program, Surface, text
from ...outside.transport import Unavailable, Unreached
from ...records import dataclass
from . import logins
from .logins import aws, files, google
from .signers import run

if TYPE_CHECKING:
    from ...outside.world import World

#: The name that a signature for each of AWS's services has in it (anthropic SDK 2.14).
SERVICES = {
    "bedrock": "bedrock",
    "mantle": "bedrock-mantle",
    "anthropic-aws": "aws-external-anthropic",
}
TOKEN_URI = "https://oauth2.googleapis.com/token"
# botocore's names for a login that has ended, and AWS's.
_ENDED = ("SSOTokenLoadError", "UnauthorizedSSOTokenError", "TokenRetrievalError",
          "LoginRefreshRequired", "ExpiredToken", "ExpiredTokenException")  # fmt: skip
# With what the service of the login itself (SSO's portal, STS) refuses: nothing of its health.
_REFUSED = (400, 401, 403, 404)
_PAIR = (aws.KEY, aws.SECRET, aws.TOKEN, aws.END)


class Request(Protocol):
    """What is to be sent, exactly: a signature covers all of it."""

    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def url(self) -> str: ...  # noqa: D102
    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def content(self) -> bytes: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The headers that carry the credential, or why there are none, a part of a sentence.

    `expired`: the cloud itself says that the login has ended; `refused`: that this login gets
    nothing, such as a role that it may not assume; `secrets`: what of it must be masked in all
    that is shown, for a cloud may quote it.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    why: str | None = None
    expired: bool = False
    refused: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)


def _no(why: str, expired: bool = False) -> Signed:
    return Signed(why=why, expired=expired)


async def headers(
    world: World, program: Program, request: Request, region: str | None = None
) -> Signed:
    """The credential of this program's cloud for a request to it. Never raises, but for a
    cancellation. A key that is sent as it stands, or none at all, needs nothing: no headers."""
    cloud = program.cloud
    if cloud is None:
        return _no("no cloud is configured")
    if not world.key_may_travel(request.url):
        return _no("the credential would travel unencrypted")
    if program.base_url and origin(program.base_url) != origin(request.url):
        return _no("the credential belongs to another address")
    found = await logins.measured(cloud, world)
    if found.state in ("key", "not-needed"):
        return Signed()
    if found.state in ("expired", "absent", "broken"):
        return _no(found.words)
    if found.left_alone or (found.state == "unknown" and not _named(found, world.env)):
        return _no(found.left_alone or found.words)
    if cloud in SERVICES:
        signed = await _by_botocore(world, program, request, region or program.region)
    elif cloud == "vertex":
        signed = await _by_google_auth(world, program)
    else:
        return _no("this check uses a key, not an Azure login")
    world.secrets = (*world.secrets, *signed.secrets)
    return signed


def _named(found: logins.Login, env: Mapping[str, str]) -> bool:
    """Whether the environment itself names the service that has the credential."""
    if found.source in aws.CONTAINERS:
        return True
    return found.source == aws.METADATA and aws.asks_metadata(env)


async def _by_botocore(
    world: World, program: Program, request: Request, region: str | None
) -> Signed:
    if not _installed("botocore"):
        return _no("claude-doctor[bedrock] is not installed")
    if not region:
        return _no("nothing can be signed without a region")
    asked = {
        "method": request.method,
        "url": request.url,
        "headers": {n: v for n, v in request.headers.items() if n.lower() != "connection"},
        "body": base64.b64encode(request.content).decode(),
        "service": SERVICES[program.cloud or ""],
        "region": region,
    }
    code = program.surface is Surface.CODE
    answer = await run.ask(world, "by_botocore.py", asked, environment(world.env, code))
    added = answer.get("headers")
    if isinstance(added, dict) and added:
        kept = {str(name): str(value) for name, value in added.items()}
        return Signed(headers=kept, secrets=_parts(kept))
    fault = str(answer.get("fault", ""))
    word = str(answer.get("code") or fault)
    if word in _ENDED:
        return _no(f"AWS no longer accepts the login ({word})", expired=True)
    if answer.get("status") in _REFUSED:
        words = f"AWS gives this login no credential ({answer['status']} {word})"
        return Signed(why=words, refused=True)
    return _no(_fault("botocore", "bedrock", answer, word))


def environment(env: Mapping[str, str], code: bool) -> dict[str, str]:
    """What botocore sees: the program's environment, with Claude Code's order of sources, and no
    metadata service that the environment does not name."""
    seen = {name: value for name, value in env.items() if "\0" not in name + value}
    if not aws.asks_metadata(env):
        seen["AWS_EC2_METADATA_DISABLED"] = "true"
    seen |= {"AWS_METADATA_SERVICE_TIMEOUT": "1", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1",
             "AWS_MAX_ATTEMPTS": "1"}  # fmt: skip
    if code:
        seen.pop("AWS_DEFAULT_PROFILE", None)
        half = not (text(env, aws.KEY) and text(env, aws.SECRET))
        if half or text(env, "AWS_PROFILE"):
            for name in _PAIR:
                seen.pop(name, None)
    return seen


def _parts(added: Mapping[str, str]) -> tuple[str, ...]:
    """What in these headers is the credential's."""
    lower = {name.lower(): value for name, value in added.items()}
    whole = lower.get("authorization", "")
    pieces = (whole, whole.rpartition("Signature=")[2], whole.partition("Credential=")[2]
              .partition("/")[0], lower.get("x-amz-security-token", ""))  # fmt: skip
    return tuple(piece for piece in pieces if piece)


async def _by_google_auth(world: World, program: Program) -> Signed:
    if not _installed("google.auth"):
        return _no("claude-doctor[vertex] is not installed")
    home = logins.home_of(world.env) or Path("/nonexistent")
    code = program.surface is Surface.CODE
    name = google.file_variable(world.env, code)
    path = Path(text(world.env, name)) if name else google.usual_file(
        world.env, home, code)  # fmt: skip
    try:
        content = await world.in_thread(files.document, path) or {}
    except files.Trouble as why:
        return _no(f"the file of the login {why}")
    kind = content.get("type")
    if kind not in ("authorized_user", "service_account"):
        return _no(f"credentials of the type {kind} are exchanged at several addresses, which "
                   "this check does not do")  # fmt: skip
    answer = await run.ask(world, "by_google_auth.py", {"path": str(path)}, dict(world.env))
    url = answer.get("url")
    if not isinstance(url, str):
        return _no(_fault("google-auth", "vertex", answer, str(answer.get("fault", ""))))
    # google-auth takes the address in a user's file for no more than a remark.
    if url not in (TOKEN_URI, content.get("token_uri")) or not world.key_may_travel(url):
        return _no("the login would be renewed at an address other than its own")
    return await _token(world, url, answer)


async def _token(world: World, url: str, asked: Mapping[str, Any]) -> Signed:
    """Renew the login at its own address, over this run's own connections."""
    host = origin(url)[1]
    try:
        answer = await world.fetch(
            url,
            method="POST",
            headers=asked["headers"],
            content=base64.b64decode(asked["body"]),
            timeout=run.PATIENCE_S,
        )
        content = answer.json()
    except (Unreached, Unavailable) as why:
        return _no(f"{host} gave no token ({why})")
    token = content.get("access_token") if isinstance(content, dict) else None
    if answer.status == 200 and isinstance(token, str) and token.isascii() and token.isprintable():
        return Signed(headers={"Authorization": f"Bearer {token}"}, secrets=(token,))
    word = content.get("error") if isinstance(content, dict) else None
    if word in ("invalid_grant", "invalid_client", "unauthorized_client"):
        return _no(f"Google no longer accepts the login ({word})", expired=True)
    return _no(f"{host} answered {answer.status} without a token")


def _installed(module: str) -> bool:
    """Whether there is anything of that name; how it breaks, its signer tells."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
    except (Exception, SystemExit):  # a package that ends the program when it is looked at
        return True


def _fault(library: str, extra: str, answer: Mapping[str, Any], word: str) -> str:
    """Why a library gave nothing."""
    missing = answer.get("missing")
    if isinstance(missing, str) and missing in ("botocore", "google", "google.auth"):
        return f"claude-doctor[{extra}] is not installed"
    if answer.get("fault") in ("ImportError", "ModuleNotFoundError", "AttributeError",
                               "SyntaxError"):  # fmt: skip
        return f"{library} is installed but does not work ({word})"
    return f"{library} gave no credential ({word})" if word else f"{library} did not answer"
