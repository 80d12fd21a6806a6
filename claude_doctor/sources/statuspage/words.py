"""What an incident's words name: the API, a model, money. Words, not logic: status pages are
written by people in a hurry, so a clause that says what is *not* affected names nothing.

Forms as in the 200 incident texts of April to August 2026 that were read for this: "Opus 4.8
errors", "Sonnet 4.6 and 5", "Opus-48", "across all models", "All models except Opus 5 have
recovered", "the messages API is not impacted".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...phrases import phrase

FAMILIES = ("opus", "sonnet", "haiku", "fable", "mythos", "instant")

#: A family, and a version where one is given; a family of None: every model.
Named = tuple[str | None, tuple[int, ...] | None]

_CLAUSE = phrase(
    r"(?<=[.!?])\s+|[;\n]|\b(?:but|however|although|while)\b|\band (?=(?:we|all|other)\b)",
    re.IGNORECASE,
)
_UNTOUCHED = phrase(
    r"(?:\bnot\b(?! (?:all|every|only)\b)|n['’]t\b|\bnever\b)[^.]{0,40}"
    r"\b(?:affect|impact|involv|experienc)\w*"
    r"|\bunaffected\b|\bunimpacted\b|\brecovered\b"
    r"|\b(?:returned|return|back) to normal\b|\b(?:operating|working|functioning) normally\b"
    r"|\b(?:remains?|fully|are|is) operational\b",
    re.IGNORECASE,
)
_EXCEPT = phrase(
    r"\ball (?:other )?(?:\w+ )?models except (?:for )?(.{1,80}?) (?:have|has|are) [^.;]{0,80}",
    re.IGNORECASE,
)
_API = phrase(r"api\.anthropic\.com|(?:([\w.]+)[ -])?\bAPIs?\b", re.IGNORECASE)
# Other people's interfaces, and Anthropic's that carry no completions.
_OTHER_API = {"github", "google", "drive", "gmail", "slack", "microsoft", "graph", "office", "jira"}
_OTHER_API |= {"admin", "compliance", "analytics", "usage", "cost", "reporting", "linear", "aws"}
_MODELS = phrase(
    r"\b(all|any|many|multiple|several|some|various|most|across|other|frontier|claude|our)"
    r"(?: of)?(?: (?:the|our|claude|anthropic|frontier|different))* models\b",
    re.IGNORECASE,
)
_MONEY = phrase(
    r"\bbilling\b|\bcredits?\b|\bspend(?:ing)?[ -]limits?\b|\busage limits?\b"
    r"|\bpayments?\b|\binvoic|\bsubscriptions?\b",
    re.IGNORECASE,
)
# Trouble that may reach the API some minutes later: error rates, speed, or all of it.
_TROUBLE = phrase(
    r"\berrors?\b|\berror rates?\b|\bunavailab|\boutage\b|\bdisruption\b|\bdown\b|\bdegraded\b"
    r"|\blatency\b|\bslow|\btime-?outs?\b|\boverload",
    re.IGNORECASE,
)
# A part of a product that the API has not: these stay where they are.
_LOCAL = phrase(
    r"\bIDE\b|\bextension\b|\bwindows\b|\bmacos\b|\bandroid\b|\bios\b|\bdesktop\b|\bgithub\b"
    r"|\bgoogle\b|\bslack\b|\boffice\b|\bconnectors?\b|\bupload|\bvoice\b|\blog-?in\b|\bsign-?(?:in|up)"
    r"|\bsso\b|\bshare\b|\bartifacts?\b|\bplugins?\b|\bon the web\b|\bpicker\b|\bmcp\b",
    re.IGNORECASE,
)

# Products beside the API. An incident that names one of them and neither the API nor a model is
# about that product, though it may be attached to the API as well.
_ELSEWHERE = phrase(
    r"\bclaude\.ai\b|\bclaude (?:code|desktop|cowork|for \w+|in \w+|console)\b|\bconsole\b"
    rf"|\b(?:{'|'.join(sorted(_OTHER_API))})(?:[ -]?apis?)\b|{_LOCAL.pattern}",
    re.IGNORECASE,
)
# A post that says that it is over, while the incident's state has not been changed yet.
_OVER = phrase(
    r"\b(?:has|have|is|are|was|were)(?: (?:now|been|fully|since|all|completely))* "
    r"(?:resolved|recovered|mitigated|fixed)\b|\b(?:returned|return|back) to normal\b"
    r"|^\W*(?:resolved|recovered)\b",
    re.IGNORECASE,
)
_NOT_YET = phrase(r"\b(?:not|n['’]t|until|once|when|if|partial\w*|some|most)\b", re.IGNORECASE)


def clauses(text: str) -> Iterator[str]:
    """The parts of a text that tell of trouble; those that tell what is well are left out."""
    for part in _CLAUSE.split(_EXCEPT.sub(r"\1", text)):
        if part and not _UNTOUCHED.search(part):
            yield part


def names_api(text: str) -> bool:
    """Whether the text names the Claude API as touched."""
    return any(
        (found[1] or "").lower() not in _OTHER_API
        for clause in clauses(text)
        for found in _API.finditer(clause)
    )


def names_models(text: str) -> bool:
    """Whether the text names a model, or models in general, as touched."""
    return any(_MODELS.search(clause) or any(_mentions(clause)) for clause in clauses(text))


def names_money(text: str) -> bool:
    """Whether the text is about billing, credits or spend limits."""
    return any(_MONEY.search(clause) for clause in clauses(text))


def elsewhere(*texts: str) -> bool:
    """Whether the texts name a product beside the API, and neither the API nor a model."""
    named = any(_ELSEWHERE.search(text) for text in texts)
    return named and not any(names_api(text) or names_models(text) for text in texts)


def says_over(post: str) -> bool:
    """Whether a post says that all is well again: a sentence of it does, without a condition."""
    return any(
        _OVER.search(part) and not _NOT_YET.search(part) for part in re.split(r"(?<=[.!?])\s", post)
    )


def spreads(title: str) -> bool:
    """Whether a title tells of trouble that other products may share: not of one button."""
    return bool(_TROUBLE.search(title) or names_models(title)) and not _LOCAL.search(title)


def model(identity: str) -> Named | None:
    """Family and version of a model id, an alias, or a Bedrock or Vertex name.

    None for a name that has no family in it, such as "default". A version of None: the alias
    names the family, and which version it means today is not known here.
    """
    text = identity.lower().strip().split("[")[0].replace("opusplan", "opus")
    parts = [p for p in re.split(r"[^a-z0-9]+", text.split("claude", 1)[-1]) if p]
    at = next((i for i, p in enumerate(parts) if p in FAMILIES), None)
    if at is None and "claude" in text:  # a family that came after this was written
        odd = ("latest", "preview", "fast", "v")
        at = next((i for i, p in enumerate(parts) if p.isalpha() and p not in odd), None)
    if at is None:
        return None
    after = _leading(parts[at + 1 :])
    before = _leading(parts[:at])  # claude-3-5-sonnet-20241022
    return parts[at], _version(after or before)


def _leading(parts: list[str]) -> list[str]:
    taken: list[str] = []
    for part in parts[:2]:
        if not (part.isdigit() and len(part) <= 2):
            break  # a date, or Bedrock's "v1"
        taken.append(part)
    return taken


def _version(parts: list[str]) -> tuple[int, ...] | None:
    if not parts:
        return None
    if len(parts) == 1 and len(parts[0]) == 2:
        parts = list(parts[0])  # "Opus-48"
    numbers = tuple(int(p) for p in parts)
    return numbers[:1] if numbers[1:] == (0,) else numbers  # claude-opus-4-0 is Opus 4


# Texts write U+2236 for the colon of a time: neither makes a version.
_NUMBER = r"\d{1,2}(?:[.\-]\d{1,2}|\.x)?(?![\d%:\u2236])"
_SINGLE = r"\d(?![\d%:\u2236]|\.\d| ?(?:min|hour|sec|day|of|more|other)|h\b)"
_MORE = rf"(?:\s*(?:,|/|&|\band\b|\bor\b){{1,2}}\s*(?:\d{{1,2}}\.\d{{1,2}}|{_SINGLE}))"
_AFTER = rf"(?:[ -]?({_NUMBER}(?:{_MORE}){{0,8}}))?"


def _mentions(clause: str, more: Iterable[str] = ()) -> Iterator[Named]:
    families = "|".join(re.escape(f) for f in {*FAMILIES, *more})
    pattern = rf"(?:claude (\d(?:\.\d)?) )?\b({families})\b{_AFTER}"
    for found in re.finditer(pattern, clause, re.IGNORECASE):
        family = found[2].lower()
        versions = re.findall(r"\d{1,2}(?:[.\-](?:\d{1,2}|x))?", found[3] or "")
        for text in versions or ([found[1]] if found[1] else [""]):
            yield family, _version([p for p in re.split(r"[.\-]", text) if p.isdigit()])
            if text.endswith("x"):  # "Opus 4.x" stays (4,): see `_same`
                yield family, (int(text.split(".")[0]), -1)


def _same(asked: Named, named: Named) -> bool:
    if asked[0] != named[0]:
        return False
    if asked[1] is None or named[1] is None or asked[1] == named[1]:
        return True
    return named[1][1:] == (-1,) and named[1][0] == asked[1][0]


def touched(name: str, posts: Iterable[str], models: Iterable[str]) -> str | None:
    """The first of the user's models that an incident names, as the user wrote it.

    The name speaks, and the newest post that names any model: an older one may have been
    narrowed since, and a boilerplate "we are still investigating" names nothing.
    """
    asked = [(m, model(m)) for m in models]
    more = {parsed[0] for _, parsed in asked if parsed and parsed[0]}
    told = list(_named(name, more))
    told += next((found for post in posts if (found := list(_named(post, more)))), [])
    for identity, parsed in asked:
        for named in told:
            if named[0] is None or (parsed is not None and _same(parsed, named)):
                return identity
    return None


def _named(text: str, more: Iterable[str]) -> Iterator[Named]:
    for clause in clauses(text):
        yield from _mentions(clause, more)
        if any(found[1].lower() == "all" for found in _MODELS.finditer(clause)):
            yield None, None
