"""The flaws of every variable that is read, in the shell and in Claude Code's settings files: who
fails on them, and what this check left out or took away because of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...border import clouds, lint, proxies
from ...border.claude_settings import Given
from ...border.cloud_table import AWS_KEYS
from ...border.flaw import KINDS, Flaw, Kind
from ...border.programs import BASE, CLOUDS, switches, text
from ...border.proxies import Program
from ...border.redact import Own
from ...border.settings import Settings
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...records import dataclass
from .conflict import Conflict, fault, remark
from .effective import edit
from .trust import NODE, content_flaw

#: The variables that a cloud's route alone has, with the clouds whose routes those are.
OF_CLOUDS = clouds.variables()
# What a program stumbles over first: it looks for its address, then for a way there.
_ORDER = (Kind.ADDRESS, Kind.PROXY, Kind.FILE, Kind.HEADERS, Kind.MODEL)
#: Where the check goes on with the value as it is meant; elsewhere it goes without the variable.
_MENDED = ("edges", "quotes", "unseen", "scheme", "local-scheme", "backslash",
           "one-slash", "no-colon")  # fmt: skip

BROKEN: Fact[bool] = Fact(
    "environment", "broken", "the program that is checked fails on a flaw of a variable"
)
BROKEN_KIND: Fact[str] = Fact(
    "environment", "broken_kind", "what it is: address, proxy, file, headers, model, none"
)
BROKEN_SORT: Fact[str] = Fact(
    "environment", "broken_sort", "the sort of that flaw: socks, quotes …"
)
BROKEN_WHAT: Fact[str] = Fact("environment", "broken_what", "the variable, the place, who fails")
BROKEN_MEND: Fact[str] = Fact("environment", "broken_mend", "what to type against it")
REPAIRED: Fact[list[str]] = Fact(
    "environment",
    "repaired",
    "what this check took away from a variable: name and place",
    report_only=True,
)
IGNORED: Fact[list[str]] = Fact(
    "environment",
    "ignored",
    "which variable this check did without: name and place",
    report_only=True,
)
CA_FLAW: Fact[str] = Fact(
    "environment", "ca_flaw", "the variable that should give a program a CA and does not, or none"
)
CA_FLAW_MEND: Fact[str] = Fact("environment", "ca_flaw_mend", "what to type against it")
PROXY_IGNORED: Fact[bool] = Fact(
    "environment", "proxy_ignored", "this check went without a proxy that is set"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A flaw and where it stands: `file` of Claude Code's settings, or None: the shell. `read`: by
    which programs, for calls to the API."""

    flaw: Flaw
    file: str | None
    read: frozenset[Program]

    @property
    def where(self) -> str:
        """The variable, with the file that sets it where that is not the shell."""
        return self.flaw.name if self.file is None else (
            f"{self.flaw.name} of Claude Code's {self.file}")  # fmt: skip

    @property
    def sentence(self) -> Own:
        """The variable, the place in it, and who fails on it."""
        return Own(f"{self.where} {self.flaw.place}: {self.flaw.effect_in(self.file)}")

    @property
    def cure(self) -> Own:
        """What to type."""
        return Own(self.flaw.cure if self.file is None else edit(self.file))

    @property
    def conflict(self) -> Conflict:
        """Weighty where a program reads it for its calls, and not where Claude Code alone reads it
        and gets along."""
        harmless = self.file is not None and self.flaw.harmless_in_files
        return (fault if self.read and not harmless else remark)(self.sentence, self.cure)

    def breaks(self, program: Program) -> bool:
        """Whether the program fails on it, whatever the service does."""
        error = self.flaw.code if program is Program.CODE else self.flaw.sdk
        return bool(error) and program in self.read and self.flaw.kind in _ORDER


def flaws(settings: Settings, given: Given) -> list[Placed]:
    """Every flaw, the most fundamental first. Looks at files: blocking."""
    called = settings.program.cloud
    found = [*_of(settings.shell, None, settings.shell, called), *_given(settings, given)]
    rank = {kind: number for number, kind in enumerate(_ORDER)}
    return sorted(found, key=lambda one: rank.get(one.flaw.kind, len(rank)))


def _given(settings: Settings, given: Given) -> Iterator[Placed]:
    both = {**settings.shell, **given.env}
    for name in given.env:
        if name in KINDS and given.env[name] != settings.shell.get(name):
            yield from _of(
                {name: given.env[name]}, given.places[name], both, settings.program.cloud
            )


def _of(
    env: Mapping[str, str], file: str | None, both: Mapping[str, str], called: str | None
) -> Iterator[Placed]:
    """The flaws of these variables; `both`: what the program sees beside them; `called`: the cloud
    that the checked program calls."""
    for name, kind in KINDS.items():
        if name not in env:
            continue
        found = lint.lint(name, env[name], kind)
        if kind is Kind.FILE and not found:
            found = content_flaw(name, env[name])
        readers = _readers(name, kind, both, called)
        if not readers and name in OF_CLOUDS and kind is not Kind.ADDRESS:
            continue  # of a cloud that nobody calls from here
        if file is not None:
            readers &= {Program.CODE}
        for one in found:
            yield Placed(one, file, frozenset(readers))


def _readers(name: str, kind: Kind, env: Mapping[str, str], called: str | None) -> set[Program]:
    """Which programs read the variable for their calls."""
    both = {Program.PYTHON, Program.CODE}
    if kind is Kind.PROXY:
        return {one for one in both if name in proxies.read(env, one)}
    if kind is Kind.HOSTS:
        proxied = any(env.get(proxy) for proxy in proxies.NAMES)
        return {one for one in both if proxied and name == proxies.exceptions(env, one)}
    if name == BASE and switches(env):
        return {Program.PYTHON}  # a cloud outranks it in Claude Code
    if name in AWS_KEYS and text(env, "AWS_BEARER_TOKEN_BEDROCK") and called != "anthropic-aws":
        return set()  # the bearer token goes before them
    if name in OF_CLOUDS:
        on = {CLOUDS[switch] for switch in switches(env)} | {called}
        return both if on & set(OF_CLOUDS[name]) else set()
    return both


def broken(found: list[Placed], surface: str) -> Placed | None:
    """The first flaw on which the program fails that is checked here."""
    if surface not in ("api", "code"):
        return None
    program = Program.CODE if surface == "code" else Program.PYTHON
    # Claude Code takes the files' variable in place of the shell's.
    hidden = {one.flaw.name for one in found if one.file} if surface == "code" else set()
    for one in found:
        overridden = one.file is None and one.flaw.name in hidden
        if one.breaks(program) and not overridden:
            return one
    return None


def cure(found: list[Placed], first: Placed) -> Own:
    """What to type against everything that is wrong with one variable, in order."""
    same = [one for one in found if one.flaw.name == first.flaw.name and one.file == first.file]
    return Own("; ".join(dict.fromkeys(one.cure for one in same if one.cure)))


def of_store(found: list[Placed]) -> Placed | None:
    """The flaw of a variable that gives a program a CA."""
    stores = ("SSL_CERT_FILE", "SSL_CERT_DIR", NODE)
    return next((one for one in found if one.flaw.name in stores and one.read), None)


def handling(found: list[Placed]) -> tuple[list[str], list[str]]:
    """What this check took away before it used a variable, and what it did without: variables with
    the place in them."""
    shell = [one for one in found if one.file is None and one.read]
    said: list[tuple[str, bool]] = [
        (Own(f"{one.flaw.name} {one.flaw.place}"), one.flaw.what in _MENDED) for one in shell
    ]
    return [one for one, kept in said if kept], [one for one, kept in said if not kept]


def proxy_ignored(found: list[Placed]) -> bool:
    """Whether the check went without a proxy that a program reads."""
    return any(
        one.flaw.kind is Kind.PROXY and one.flaw.what not in _MENDED and one.read
        for one in found
        if one.file is None
    )


def put(sheet: Sheet, settings: Settings, found: list[Placed]) -> None:
    """What single variables hold that makes programs fail, and what this check did about it."""
    first = broken(found, str(settings.program.surface))
    sheet.put(BROKEN, first is not None)
    sheet.put(BROKEN_KIND, Own(first.flaw.kind if first else "none"))
    if first is not None:
        sheet.put(BROKEN_SORT, Own(first.flaw.what))
        sheet.put(BROKEN_WHAT, first.sentence)
        sheet.put(BROKEN_MEND, cure(found, first) or None)
    store = of_store(found)
    sheet.put(CA_FLAW, f"{store.where} {store.flaw.place}" if store else "none")
    sheet.put(CA_FLAW_MEND, cure(found, store) or None if store else None)
    repaired, ignored = handling(found)
    sheet.put(REPAIRED, repaired or None)
    sheet.put(IGNORED, ignored or None)
    sheet.put(PROXY_IGNORED, proxy_ignored(found))
