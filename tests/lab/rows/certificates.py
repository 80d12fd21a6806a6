"""T: certificates, boxes that break TLS open, pages in place of the API."""

from __future__ import annotations

from ..situation import Program, Says, Situation, Stores, World
from ._pieces import KEYED, settings

_ZSCALER = World(signer="zscaler")
_COMPANY = {"/path/ca.pem": "{zscaler}"}
_BLOCK = """<!DOCTYPE html><html><head><title>Access denied - Generative AI</title></head><body>
<h1>This site is blocked by your organization</h1><p>Category: Generative AI. Policy: default.
URL: api.anthropic.com</p><p>Ask the service desk for an exception.</p></body></html>"""
_CHALLENGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head><body><div class="main-wrapper">
<noscript>Enable JavaScript and cookies to continue</noscript></div>
<script>window._cf_chl_opt={cType: 'managed'}</script></body></html>"""
_EDGE = """<!DOCTYPE html><html lang="en-US"><head>
<title>Edge IP Restricted | api.anthropic.com | Cloudflare</title></head><body>
<h1>Error 1034</h1><h2>Edge IP Restricted</h2><p>Cloudflare Ray ID: 9a1b2c3d4e5f6071</p>
</body></html>"""
_HTML = {"content-type": "text/html; charset=UTF-8"}
_CF = _HTML | {"server": "cloudflare", "cf-ray": "9a1b2c3d4e5f6071-AMS"}
_NO_PORTAL = ("captive", "log in to the network")

ROWS = (
    Situation(
        "T1", "Zscaler, its CA only in the system store",
        Says(("client/degraded/environment-conflict",), ("Zscaler", "store"), cures=True),
        env=KEYED, world=_ZSCALER, stores=Stores(system=("public", "zscaler")), was="R",
    ),
    Situation(
        "T2", "Zscaler, its CA nowhere",
        Says(("network/down/tls-failure",), ("Zscaler",), cures=True),
        env=KEYED, world=_ZSCALER, fill=_COMPANY, works=(), was="R",
    ),
    Situation(
        "T3", "Zscaler, NODE_EXTRA_CA_CERTS has its CA, Python has none",
        Says(("network/*/*", "client/*/*"), ("NODE_EXTRA_CA_CERTS", "Claude Code|Node", "Python"),
             never=("nothing here trusts", "export.*NODE_EXTRA_CA_CERTS="),
             fix=("SSL_CERT_FILE",), cures=True),
        env=KEYED | {"NODE_EXTRA_CA_CERTS": "{zscaler}"}, world=_ZSCALER, fill=_COMPANY,
        works=("code",), was="X",
    ),
    Situation(
        "T4", "Zscaler, settings.json gives Claude Code a DER file as NODE_EXTRA_CA_CERTS",
        Says(("network/down/*", "client/*/*"), ("NODE_EXTRA_CA_CERTS", r"settings\.json", "PEM")),
        env=KEYED, files=settings(env={"NODE_EXTRA_CA_CERTS": "{der}"}), world=_ZSCALER,
        works=(), was="X",
    ),
    Situation(
        "T5", "SSL_CERT_FILE is the company's CA alone, no interception here",
        Says(("network/down/tls-failure", "client/*/*"), ("SSL_CERT_FILE",),
             never=("NODE_EXTRA_CA_CERTS=/path",), fix=("SSL_CERT_FILE",), cures=True),
        env=KEYED | {"SSL_CERT_FILE": "{corp}"}, works=(), was="X",
    ),
    Situation(
        "T6", "SSL_CERT_FILE names no file",
        Says(("client/down/*", "network/down/tls-failure"), ("SSL_CERT_FILE", "Python|SDK"),
             fix=("SSL_CERT_FILE",), cures=True),
        env=KEYED | {"SSL_CERT_FILE": "/etc/corp/ca.pem"}, works=(), was="X",
    ),
    Situation(
        "T7", "REQUESTS_CA_BUNDLE names no file",
        Says(("client/degraded/environment-conflict",), ("REQUESTS_CA_BUNDLE",),
             fix=("unset REQUESTS_CA_BUNDLE",), cures=True),
        env=KEYED | {"REQUESTS_CA_BUNDLE": "/etc/corp/ca.pem"}, works=("sdk", "code"), was="R",
    ),
    Situation(
        "T8", "an image without ca-certificates",
        Says(("client/*/*", "network/*/*"), ("store|ca-certificates", "Python|SDK"),
             fix=("ca-certificates|SSL_CERT_FILE",)),
        env=KEYED, stores=Stores(system=()), was="X",
    ),
    Situation(
        "T9", "mitmproxy as HTTPS_PROXY, its CA nowhere",
        Says(("network/down/tls-failure", "network/down/proxy-failure"),
             ("mitmproxy", r"127\.0\.0\.1:8080|HTTPS_PROXY")),
        env=KEYED | {"HTTPS_PROXY": "http://127.0.0.1:8080"},
        programs=(Program("mitmproxy", "client", args=(
            "--listen-host", "127.0.0.1", "-p", "8080", "--set", "confdir={folder}/mitm",
            "--set", "ssl_verify_upstream_trusted_ca={public}"), port=8080),),
        works=(), was="W",
    ),
    Situation(
        "T10", "a box shows another host's certificate, its CA trusted",
        Says(("network/down/tls-failure",), ("another host",)),
        env=KEYED, world=World(signer="zscaler", leaf="others"),
        stores=Stores(system=("public", "zscaler")), works=(), was="R",
    ),
    Situation(
        "T13", "a filter's block page (403) in place of the API",
        Says(("network/down/*",), ("Generative AI", "block|filter"), never=_NO_PORTAL,
             fix=("exception|allow|unblock",)),
        env=KEYED, world=World(instead=(403, _HTML, _BLOCK)), works=(), was="X",
    ),
    Situation(
        "T14", "Cloudflare's managed challenge on api.anthropic.com",
        Says(("network/down/*", "server/down/*", "!network/down/captive-portal"),
             ("Cloudflare|edge", "challenge|refuse"), never=_NO_PORTAL,
             fix=("network|VPN|support",)),
        env=KEYED, world=World(instead=(403, _CF | {"cf-mitigated": "challenge"}, _CHALLENGE)),
        works=(), was="X",
    ),
    Situation(
        "T15", "Cloudflare: Edge IP Restricted",
        Says(("network/down/*", "server/down/*", "!network/down/captive-portal"),
             ("Edge IP Restricted|Cloudflare|edge",), never=_NO_PORTAL,
             fix=("network|VPN|support",)),
        env=KEYED, world=World(instead=(403, _CF, _EDGE)), works=(), was="X",
    ),
)  # fmt: skip
