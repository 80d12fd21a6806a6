"""Rules whose verdict is the request, the key or the configuration."""

from __future__ import annotations

from ..engine.facts import all_of, any_of, no
from ..engine.model import Case, Confidence, Rule, Severity, Side
from ..failures.classify import with_cause
from ..probes import environment, error, network, ping
from ..sources.api import own_models, served
from ..sources.clouds.facts import Said
from ..sources.conflicts import flaws, look
from . import cloud_place, clouds, ends, variables
from .routes import alike, at_anthropic, said
from .signs import LASTING_RANK, MODEL_LOST, RELAY, WORKS, lasting, live, told

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

#: A company's proxy re-signs, or a private CA signs: one store here knows it, the bundles do not.
_ONE_STORE_ONLY = all_of(network.TLS_SYSTEM.is_(True), network.TLS_BUNDLE.is_(False))

RULES: tuple[Rule, ...] = (
    Rule(
        "model-not-found",
        Side.CLIENT,
        (
            *clouds.UNKNOWN,
            Case(
                DOWN,
                790,
                all_of(
                    MODEL_LOST,
                    no(own_models.MODEL_CLOUD.is_("none")),
                ),
                "It's the model id: {ping.failed_model|it} is an id of {ping.failed_model_cloud}, "
                "unknown at {environment.base_url|Anthropic}.",
                fixes=("own-model-id", "fix-model-id"),
            ),
            Case(
                DOWN,
                790,
                all_of(
                    MODEL_LOST,
                    RELAY,
                    no(served.SERVED.is_("none")),
                ),
                "It's the model id: your gateway {environment.base_url|here} does not serve "
                "{ping.failed_model|the model}; it serves {ping.served_models}.",
                fixes=("choose-model", "ask-gateway"),
            ),
            Case(
                DOWN,
                790,
                all_of(MODEL_LOST, RELAY),
                "It's the model id: your gateway {environment.base_url|here} does not serve "
                "{ping.failed_model|the model} ({ping.shows|404}).",
                fixes=("choose-model", "ask-gateway"),
            ),
            *ends.GONE,
            *clouds.TOLD_UNKNOWN,
            Case(
                DOWN,
                790,
                MODEL_LOST,
                "It's the model id: the API does not know {ping.failed_model|the model}.",
            ),
            Case(
                DOWN,
                LASTING_RANK,
                all_of(told("model-not-found"), no(error.SUCCESSOR.is_(""))),
                "It's the model id: {error.model|the model} is retired or unknown; the error "
                "names {error.successor} instead.",
            ),
            Case(
                DOWN,
                LASTING_RANK,
                all_of(told("model-not-found"), no(error.MODEL.is_(""))),
                "It's the model id: {error.model} is unknown to the API or retired.",
            ),
            lasting(
                "model-not-found",
                "It's the model id: it is unknown to the API or retired.",
            ),
        ),
        fixes=("fix-model-id", *clouds.MODELS, "migrate-model"),
        retryable=False,
    ),
    Rule(
        "bad-request",
        Side.CLIENT,
        (
            Case(
                DOWN,
                785,
                all_of(live("bad-request"), RELAY),
                "Your gateway refuses the request: {environment.base_url|it} answers "
                "{ping.shows|400}.",
                Confidence.MEDIUM,
                fixes=("ask-gateway", "fix-request"),
            ),
            *clouds.REFUSED,
            *alike(
                Case(
                    DOWN,
                    785,
                    live("bad-request"),
                    "It's the request: the API answers {ping.http_status|400} "
                    "({ping.message:80|invalid request}).",
                ),
                said(Said.BAD_REQUEST),
                "It's the request: {environment.service|the cloud} answers {ping.http_status|400} "
                "({ping.cloud_words:60|invalid request}).",
            ),
            Case(
                DOWN,
                LASTING_RANK,
                all_of(told("bad-request"), no(error.FIELD.is_(""))),
                "It's the request: the API rejects its `{error.field}`. The same request will "
                "fail again.",
            ),
            lasting(
                "bad-request",
                "It's the request: {error.message:80|it is malformed}. The same request will fail "
                "again.",
            ),
        ),
        fixes=("fix-request",),
        retryable=False,
    ),
    Rule(
        "request-too-large",
        Side.CLIENT,
        (
            Case(
                DOWN,
                784,
                all_of(live("request-too-large"), RELAY, ping.PROGRAM.in_("nginx", "OpenResty")),
                "It's your gateway's limit: {environment.base_url|it} rejects a tiny request as "
                "too large ({ping.shows|413}): nginx's client_max_body_size, not the API's limit.",
                fixes=("nginx-body-size", "bypass-gateway"),
            ),
            Case(
                DOWN,
                784,
                all_of(live("request-too-large"), RELAY),
                "It's your gateway's limit: {environment.base_url|it} rejects a tiny request as "
                "too large ({ping.shows|413}). It is not the API's limit.",
                fixes=("gateway-body-size", "bypass-gateway"),
            ),
            Case(
                DOWN,
                784,
                live("request-too-large"),
                "It's the request: it is too large ({ping.http_status|413}).",
            ),
            lasting("request-too-large", "It's the request: it is too large."),
        ),
        fixes=("shrink-request", "shrink-context"),
        retryable=False,
    ),
    Rule(
        "wrong-endpoint",
        Side.CLIENT,
        (
            *cloud_place.PLACE,
            Case(
                DOWN,
                930,
                flaws.BROKEN_KIND.is_("address"),
                "It's your configuration: {environment.broken_what|an address is malformed}.",
                fixes=("mend-variable", "fix-base-url"),
            ),
            Case(
                DOWN,
                820,
                ping.TRANSPORT.is_("address"),
                "It's your configuration: ANTHROPIC_BASE_URL is not an http or https URL.",
            ),
            Case(
                DOWN,
                820,
                all_of(ping.GATEWAY.is_(True), ping.REFUSAL.is_("other-api")),
                "It's the address: {environment.base_url|ANTHROPIC_BASE_URL} answers like "
                "{ping.program|another API} ({ping.http_status|200}), not like a Messages API.",
                fixes=("messages-path", "bypass-gateway"),
            ),
            *at_anthropic(
                Case(
                    DOWN,
                    820,
                    any_of(
                        # Where no address is set there is none that could be wrong.
                        all_of(
                            ping.ERROR.in_(*with_cause("wrong-endpoint")),
                            any_of(ping.GATEWAY.is_(True), no(environment.BASE_URL_FROM.is_(""))),
                        ),
                        all_of(ping.GATEWAY.is_(True), ping.ANSWER.is_("foreign")),
                    ),
                    "It's the address: {environment.base_url|ANTHROPIC_BASE_URL} is not a "
                    "Messages API ({ping.http_status|no answer}).",
                ),
            ),
            lasting("wrong-endpoint", "It's the address that was called: it has no Messages API."),
        ),
        fixes=("fix-base-url", "fix-cloud-base", "bypass-gateway"),
        explained_by=("insecure-endpoint",),
        retryable=False,
    ),
    Rule(
        "environment-conflict",
        Side.CLIENT,
        (
            *variables.CONFLICT,
            Case(
                DEGRADED,
                430,
                all_of(look.OTHER.is_("dead"), WORKS),
                "It works for {environment.program_name|the program} here, but {ping.other_words}.",
                fixes=("mend-other-program", "mend-environment"),
            ),
            Case(
                DEGRADED,
                430,
                look.OTHER.is_("dead"),
                "One of your programs cannot work here: {ping.other_words}.",
                fixes=("mend-other-program", "mend-environment"),
            ),
            Case(
                DEGRADED,
                420,
                all_of(environment.CONFLICT.is_(True), environment.FAULT.is_(True)),
                "It's a setting: {environment.first_conflict|run with -v}.",
            ),
            Case(
                DEGRADED,
                420,
                environment.CONFLICT.is_(True),
                "Your settings conflict: {environment.first_conflict|run with -v}.",
            ),
            Case(
                DEGRADED,
                417,
                no(network.TLS_FORM.is_("none")),
                "It works here, but {network.tls_issuer|a CA of your network} signs the "
                "certificate of {network.host|the API's host}, and Python 3.13 and later refuse "
                "its form ({network.tls_form|against RFC 5280}).",
                fixes=("reissue-ca", "see-certificate"),
            ),
            Case(
                DEGRADED,
                415,
                all_of(_ONE_STORE_ONLY, environment.PYTHON_CA.is_(False)),
                "It works here, but {network.tls_issuer|a CA of your network} signs the "
                "certificate of {network.host|the API's host}, and only this machine's own store "
                "trusts it: programs with their own CA bundle reject it.",
                Confidence.MEDIUM,
                fixes=("use-system-store", "see-certificate"),
            ),
            Case(
                DEGRADED,
                415,
                all_of(_ONE_STORE_ONLY, environment.NODE_CA.is_(False)),
                "It works here through SSL_CERT_FILE, but "
                "{network.tls_issuer|a CA of your network} signs the certificate of "
                "{network.host|the API's host}, and NODE_EXTRA_CA_CERTS is not set for Claude "
                "Code and Node.",
                Confidence.MEDIUM,
                fixes=("share-ca", "see-certificate"),
            ),
        ),
        fixes=("mend-environment",),
        explained_by=("insecure-endpoint",),
        retryable=None,
    ),
    Rule(
        "model-retiring",
        Side.CLIENT,
        ends.ENDING,
        fixes=("migrate-model",),
        retryable=None,
    ),
)
