"""What a cloud's own error says, and whether it is the cloud that says it.

Clouds answer in four forms: `{"message": …}` with the kind in a header (AWS), an envelope with a
status and details (Google), one with a code (Azure), and the Messages API's own, which each of them
passes on from the model. Sources: the errors pages of Amazon Bedrock's and Vertex AI's API
references and of Azure AI Services, and what users of them report in public, read November 2026.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...border.bounds import load_json
from ...failures.classify import DOCUMENTED_TYPES
from ...phrases import phrase
from ...records import dataclass
from .meanings import ALL, AWS, AZURE, GOOGLE

# Headers that only a cloud's own servers write: names, or whole lines.
_SIGNS = {
    AWS: phrase(r"^x-amzn-|^x-amz-(?!cf-)", re.MULTILINE),
    GOOGLE: phrase(r"^server: (?:esf|scaffolding)|^x-goog-|^x-vertex-", re.MULTILINE),
    AZURE: phrase(r"^apim-request-id:|^x-ms-|^ms-azureml-", re.MULTILINE),
}
# How programs begin what they quote of a cloud's error: LiteLLM by its provider's name, botocore by
# the operation.
_QUOTED = {
    AWS: phrase(
        r"\bbedrock\w*(?:exception|error)\s*[-:]\s*"
        r"|an error occurred \((?P<kind>\w{3,60})\) when calling the \w+ operation[^:]{0,40}:\s*",
        re.IGNORECASE,
    ),
    GOOGLE: phrase(r"\bvertex_?ai\w*(?:exception|error)\s*[-:]\s*", re.IGNORECASE),
    AZURE: phrase(r"\bazure\w*(?:exception|error)\s*[-:]\s*", re.IGNORECASE),
}
# A gateway of a customer's own that runs at Amazon writes `x-amzn-` as well.
_OWN_GATEWAY = "x-amz-apigw-id"


@dataclass(frozen=True, slots=True)
class Error:
    """An error in one of the forms above. `kind`: its type, status or code; `reason`: what its
    details name; `whose`: the clouds that alone have this form."""

    kind: str | None = None
    words: str = ""
    reason: str = ""
    whose: frozenset[str] = frozenset()


def error(content: bytes, headers: Mapping[str, str]) -> Error:
    """The error that a body holds; an empty one where it holds none in these forms. Header names
    in lower case."""
    try:
        document = load_json(content)
    except ValueError:
        return Error(_kind_in(headers))
    if isinstance(document, list) and document:  # Google's, to a request for a stream
        document = document[0]
    return (
        of_document(document, headers) if isinstance(document, dict) else Error(_kind_in(headers))
    )


def of_document(document: Mapping[str, Any], headers: Mapping[str, str]) -> Error:
    """The same for a JSON object."""
    named = _kind_in(headers) or _text(document.get("__type")).rpartition("#")[2] or None
    outer = document.get("error")
    if not isinstance(outer, dict):
        words = _text(document.get("message") or document.get("Message")) or _text(outer)
        azures = isinstance(document.get("statusCode"), int)
        whose = AZURE if azures else AWS if "__type" in document else frozenset()
        return Error(named, words, whose=whose)
    words = _text(outer.get("message"))
    kind, code, status = (outer.get(name) for name in ("type", "code", "status"))
    if isinstance(kind, str) and kind in DOCUMENTED_TYPES:
        models = _text(document.get("request_id")).startswith("req_")
        return Error(kind, words, whose=ALL if models else frozenset())
    if isinstance(code, int) and isinstance(status, str):
        return Error(status, words, _reason(outer), GOOGLE)
    shown = next((_text(one) for one in (kind, code, status) if _text(one)), None)
    # OpenAI's form, which LiteLLM writes, has a `param` beside them.
    azures = isinstance(code, str) and kind is None and "param" not in outer
    return Error(named or shown, words, whose=AZURE if azures else frozenset())


def quoted(cloud: str, words: str) -> Error | None:
    """The cloud's own error that somebody else's words repeat; None where they repeat none."""
    form = next(form for clouds, form in _QUOTED.items() if cloud in clouds)
    if (mark := form.search(words)) is None:
        return None
    rest = words[mark.end() :]
    found = Error(words=rest)
    if rest.startswith(("{", "[")):
        try:
            document = json.JSONDecoder().raw_decode(rest)[0]
        except (ValueError, RecursionError):
            document = None
        if isinstance(document, list) and document:
            document = document[0]
        if isinstance(document, dict):
            found = of_document(document, {})
    named = mark.groupdict().get("kind")
    return replace(found, kind=named) if named else found


def signed(cloud: str, headers: Mapping[str, str], found: Error, gateway: bool) -> bool:
    """Whether the cloud itself wrote this. `gateway`: another address than the cloud's was asked,
    so that its shape alone is no proof."""
    if gateway and _OWN_GATEWAY in headers:
        return False
    lines = "\n".join(f"{name}: {value}" for name, value in headers.items()).lower()
    if any(cloud in clouds and form.search(lines) for clouds, form in _SIGNS.items()):
        return True
    if headers.get("request-id", "").startswith("req_"):  # the model's, which the cloud passes on
        return True
    return bool(found.words) and (cloud in found.whose or not gateway)


def _kind_in(headers: Mapping[str, str]) -> str | None:
    """`ThrottlingException:http://…`, `com.amazon.coral…#ThrottlingException`."""
    named = headers.get("x-amzn-errortype", "").partition(":")[0].rpartition("#")[2].strip()
    return named or None


def _reason(outer: Mapping[str, Any]) -> str:
    """Google's details: the reasons that they name."""
    details = outer.get("details")
    rows = details if isinstance(details, list) else []
    return " ".join(_text(row.get("reason")) for row in rows[:8] if isinstance(row, dict))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
