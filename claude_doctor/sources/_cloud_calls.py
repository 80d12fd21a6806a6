"""The ping on a cloud route: what is sent to the cloud, or to the gateway before it, and what came
of it.

Where a completion can be asked for, one request a model: with a key that is sent as it stands, with
a signature or a token where the extras for them are installed, or without a credential to a gateway
that adds it. Else one request that carries nothing, to which every cloud has a documented refusal.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

from ..border import clouds, model_ids
from ..border.programs import MODEL, Program, Surface, text
from ..border.settings import Settings
from ..engine.sheet import Sheet
from ..failures.reading import lift
from ..outside.world import World
from ..records import dataclass
from ._cloud_replies import dialect, said, words
from .api.messages import Form, asked, padded, post
from .api.reply import Reply
from .clouds import facts, grants, signing
from .clouds.facts import CLOUD_ANSWER, CLOUD_SAID, Said
from .clouds.services import Request, Service, service
from .clouds.signing import Signed
from .conflicts import cloud_credential
from .conflicts.credential import Credential, Withheld

# Claude Code's words for models; which one it takes by itself depends on its version.
_WORDS = ("opus", "sonnet", "haiku")
# What a request is refused for that carries nothing: it was sent to see whether somebody answers.
_FOR_NOTHING = (Said.NO_CREDENTIAL, Said.REFUSED, Said.EXPIRED, Said.BAD_REQUEST)
BETA = "anthropic-beta"
NOTHING = b"{}"  # asks for nothing, whatever a gateway adds to it


@dataclass(frozen=True, slots=True)
class Calls:
    """What was asked. `metered`: for a completion, with `keyed` saying whether a credential went
    with it; else `why` says what kept it back. `expired`: the cloud did not take the login
    any more, `refused`: not at all; `named`: the model is the user's own."""

    replies: tuple[Reply, ...]
    metered: bool = False
    keyed: bool = False
    withheld: Withheld | None = None
    why: str | None = None
    custom: tuple[str, ...] = ()
    expired: bool = False
    refused: bool = False
    named: bool = True

    @property
    def first(self) -> Reply | None:
        """The reply that counts first; None where nothing was sent."""
        return next(iter(self.replies), None)

    @property
    def there(self) -> bool:
        """Whether the one reply is what a request that carries nothing is to get: a refusal, or by
        a gateway with a key of its own the complaint that nothing is asked for."""
        if self.first is None or self.metered:
            return False
        word = said(self.first)
        return word in _FOR_NOTHING or (not self.named and word in (Said.MODEL, Said.REGION))

    def word(self, reply: Reply) -> Said | None:
        """What the cloud's endpoint says in this reply of it."""
        if self.there:
            if self.refused:
                return Said.REFUSED
            return Said.EXPIRED if self.expired else Said.ANSWERS
        return said(reply)


async def ask(world: World) -> Calls:
    """Ping every model that is named, or ask keyless whether anybody is there."""
    settings = world.settings
    models, carried = effective_models(settings), await cloud_credential.credential(world)
    unsigned = Signed()
    if not (carried.header or carried.signed or carried.left):
        unsigned = Signed(why=carried.why)
    elif not models:
        unsigned = Signed(why="no model is named, and each cloud has its own model ids")
    else:
        forms = [_form(settings, model, carried.header) for model in models]
        # A signature of AWS's holds for one request, a token of Google's for all of them.
        each = forms[:1] if settings.program.cloud == "vertex" else forms
        made = await asyncio.gather(*(_signed(world, form, carried) for form in each))
        made = made * (len(forms) // len(made))
        unsigned = next((one for one in made if one.why), unsigned)
        if unsigned.why is None:
            at = world.at(carried.base_url)
            sends = (_post(at, form, one.headers) for form, one in zip(forms, made, strict=True))
            replies = tuple(await asyncio.gather(*sends))
            keyed = not carried.left
            return Calls(replies, metered=True, keyed=keyed, custom=carried.custom)
    withheld = carried.withheld or (Withheld.CLOUD if carried.signed else None)
    # Never ask a plain http address elsewhere: the credential was withheld from it.
    insecure = withheld is Withheld.INSECURE
    replies = () if insecure else (await _post(world, keyless(settings), {}),)
    return Calls(
        replies,
        withheld=withheld,
        why=unsigned.why,
        expired=unsigned.expired,
        refused=unsigned.refused,
        named=bool(models),
    )


def keyless(settings: Settings) -> Form:
    """A request that carries no credential and asks for nothing."""
    model = next(iter(effective_models(settings)), None)
    form = _form(settings, model or _service(settings).usual, {})
    return replace(form, content=NOTHING)


def effective_models(settings: Settings) -> tuple[str, ...]:
    """The models that are named for this cloud: by `--model`, or the one that Claude Code's
    configuration chooses or gives to one of its words. What such a word stands for at a cloud is
    otherwise decided by its version."""
    named = [one for one in settings.models if one not in settings.guessed]
    program = settings.program
    if not named and program.surface is Surface.CODE:
        chosen = text(program.env, MODEL) or settings.files.model
        wanted = (model_ids.model(word, program.env) for word in ([chosen] if chosen else _WORDS))
        named = [one.id for one in wanted if one.id and not one.guessed][:1]
    return tuple(dict.fromkeys(named))


async def _post(world: World, form: Form, login: Mapping[str, str]) -> Reply:
    logged_in = replace(form, headers={**form.headers, **login})
    return await post(world, world.settings.base_url, logged_in, world.left())


async def _signed(world: World, form: Form, carried: Credential) -> Signed:
    """What logs this request in, where nothing that is sent as it stands does."""
    if not carried.signed:
        return Signed()
    settings = world.settings
    request = Request("POST", f"{settings.base_url}{form.path}", form.headers, form.content)
    made = await signing.headers(world, settings.program, request)
    return made if made.headers or made.why else Signed(why="no login was found")


def _service(settings: Settings) -> Service:
    return service(settings.program.cloud or "")


def _form(settings: Settings, model: str, auth: Mapping[str, str]) -> Form:
    """The ping of a model as this cloud takes it."""
    program, record = settings.program, _service(settings)
    foreign = model_ids.foreign(model)
    request = record.body(asked(model, foreign[1] if foreign else None))
    headers = {**record.headers(program.env), "content-type": "application/json", **auth}
    path = record.path(model, program.env, program.region)
    return Form(model, path, headers, padded(request), dialect(program, record))


def put(world: World, sheet: Sheet, calls: Calls) -> None:
    """Put what the cloud's endpoint says, of the first model that failed or else of the first; and
    say it in a few words."""
    sheet.secrets = world.secrets  # with what a signature holds: a cloud may quote it
    reply = next((one for one in calls.replies if one.works is False), calls.first)
    if reply is None:
        sheet.says(f"nothing was sent: {calls.why}")
        return
    program = world.settings.program
    sheet.put(CLOUD_ANSWER, calls.word(reply))
    # Where the login's own service refused it, its word is the reason, and not what a request
    # gets that carries nothing.
    ended = calls.there and (calls.expired or calls.refused)
    sheet.put(CLOUD_SAID, calls.why if ended else words(reply, program, world.secrets))
    if calls.word(reply) is Said.ACCESS:
        _put_grant(sheet, program, reply)
    if calls.word(reply) is Said.BAD_REQUEST:
        sheet.put(facts.CLOUD_FIELD, _field(reply.message or ""))
    if calls.there:
        sheet.says(f"{program.service} answers; no completion was tested: {calls.why}")
    elif calls.metered:
        sheet.says(reply.words)
    else:
        sheet.says(f"without a credential: {reply.words}")


def _field(message: str) -> str | None:
    """The part of the request that a refusal names; of a beta's flag that is a header."""
    if re.search(r"\bbeta\b", message):
        return BETA
    return lift.facts(message, message).field


def _put_grant(sheet: Sheet, program: Program, reply: Reply) -> None:
    """Put what is missing where the cloud denies the call."""
    configured = clouds.project(program.env) if program.cloud == "vertex" else None
    project = configured[0] if configured else None
    found = grants.grant(
        program.cloud or "", reply.error_type, reply.message or "", program.region, project
    )
    sheet.put(facts.CLOUD_LACK, found.lack)
    sheet.put(facts.CLOUD_ACT, found.act)
    sheet.put(facts.CLOUD_WHO, f"the {found.who}" if found.who else None)
    sheet.put(facts.CLOUD_POLICY, found.policy)
    sheet.put(facts.CLOUD_PROJECT, found.project)
    sheet.put(facts.CLOUD_GRANT_MEND, found.mend)
