"""The facts of the way to the API's host. Data."""

from __future__ import annotations

from ...engine.facts import Fact

CLOCK_WORDS: Fact[str] = Fact("network", "clock_words", "how far it is off, and which way")
CLOCK_SKEW: Fact[float] = Fact(
    "network", "clock_skew_s", "seconds that this clock is ahead of a peer's (negative: behind)"
)
CLOCK_OFF: Fact[bool] = Fact("network", "clock_off", "this clock is more than 5 minutes off")
PORTAL_HOST: Fact[str] = Fact("network", "portal_host", "where a portal leads to", report_only=True)
OTHERS_ANSWERED: Fact[bool] = Fact(
    "network", "others_answered", "anybody besides the control hosts answered in this run"
)
OTHER_NAMES: Fact[str] = Fact(
    "network", "other_names", "the other names that this run asked for: some or none resolve"
)
BUSY: Fact[bool] = Fact("network", "busy", "this machine had too much other work to listen well")
INTERRUPTED: Fact[bool] = Fact(
    "network", "interrupted", "Ctrl-C ended the check before its time", usual=False
)
HOST: Fact[str] = Fact("network", "host", "the API's host, as ANTHROPIC_BASE_URL has it")
PORT: Fact[int] = Fact("network", "port", "its port")
DNS: Fact[str] = Fact("network", "dns", "resolving the API's host: ok or failed")
DNS_FAULT: Fact[str] = Fact("network", "dns_fault", "how the resolving failed")
DNS_MS: Fact[int] = Fact("network", "dns_ms", "time to resolve, in ms")
DNS_SLOW: Fact[bool] = Fact("network", "dns_slow", "that took half a second", report_only=True)
ADDRESSES: Fact[list[str]] = Fact("network", "addresses", "six at most", report_only=True)
DNS_OFFICIAL: Fact[bool] = Fact(
    "network", "dns_official", "every address is one that Anthropic publishes", report_only=True
)
DNS_PRIVATE: Fact[bool] = Fact(
    "network", "dns_private", "the API's name leads to an address that is not of the internet"
)
TCP: Fact[str] = Fact("network", "tcp", "connecting to the API's host: ok or failed")
TCP_FAULT: Fact[str] = Fact("network", "tcp_fault", "how the connecting failed", report_only=True)
TCP_MS: Fact[int] = Fact("network", "tcp_ms", "time to connect, in ms", report_only=True)
IPV6: Fact[str] = Fact(
    "network", "ipv6", "connecting over IPv6: ok, failed or none", report_only=True
)
TLS: Fact[str] = Fact(
    "network", "tls", "the TLS handshake, as the ping verifies it: ok, failed, or none (plain http)"
)
TLS_FAULT: Fact[str] = Fact(
    "network", "tls_fault", "untrusted-issuer, expired, not-yet-valid, wrong-host, malformed, "
    "weak, not-tls, handshake, reset, silent or none",
)  # fmt: skip
TLS_FORM: Fact[str] = Fact(
    "network", "tls_form", "what Python 3.13 and later refuse in a certificate that is trusted "
    "here, in OpenSSL's words, or none",
)  # fmt: skip
TLS_MS: Fact[int] = Fact("network", "tls_ms", "time of the handshake, in ms")
TLS_ISSUER: Fact[str] = Fact("network", "tls_issuer", "who signed the certificate that was shown")
TLS_EXPIRES: Fact[int] = Fact("network", "tls_expires_days", "days until that certificate expires")
TLS_BUNDLE: Fact[bool] = Fact("network", "tls_bundle", "it verifies with Python's bundled store")
TLS_SYSTEM: Fact[bool] = Fact(
    "network", "tls_system", "it verifies with SSL_CERT_FILE, SSL_CERT_DIR or the system's store"
)
TLS_NAMED: Fact[bool] = Fact(
    "network", "tls_named", "a variable names the system's store", report_only=True
)
SYSTEM_STORE: Fact[str] = Fact("network", "system_store", "the file of the system's store")
REMARKS: Fact[list[str]] = Fact("network", "remarks", "what is odd on the path, with a command")
PROXY: Fact[str] = Fact(
    "network", "proxy", "the environment's proxy: none, works, failed, login-required, refused"
)
PROXY_HOST: Fact[str] = Fact("network", "proxy_host", "the proxy's host and port")
PROXY_STATUS: Fact[int] = Fact("network", "proxy_status", "the HTTP status of its refusal")
PROXY_REASON: Fact[str] = Fact("network", "proxy_reason", "the reason that it gave")
