"""Rows about the path: names, certificates, proxies, regions."""

from __future__ import annotations

from ..row import CODE_ERRORS, ApiError, Tier, like, names, says

# fmt: off
ROWS: tuple[ApiError, ...] = (
    ApiError(
        id="challenge-page", category="permission", side="network", retryable=False,
        cause="region-blocked", http_status=403, tier=Tier.DECISIVE,
        meaning="The CDN requires a browser check, which a program cannot pass: it distrusts the "
        "address.",
        fixes=("change-region",),
        signs=says(
            "<title>|Attention Required!| | Cloudflare</title>",
            "403 |Enable JavaScript and cookies to continue|", "403 |Sorry, you have been blocked|",
            "HTTP/2 403\n|cf-mitigated: challenge|",
        )
        + like(  # the form of its titles, where a program shows no more of a page
            r"\b403 [^|\n]{1,60}\| [a-z0-9.-]{4,80} \| cloudflare\b",
            "API Error: 403 Edge IP Restricted | api.anthropic.com | Cloudflare",
        ),
    ),
    ApiError(
        id="region-blocked", category="region_block", side="network", retryable=False,
        cause="region-blocked", http_status=403, error_type="forbidden", doc=CODE_ERRORS,
        tier=Tier.DECISIVE,
        meaning="The edge blocks this address or country; it is not about the key.",
        fixes=("change-region",),
        signs=names("unsupported_country_region_territory")
        + says(
            "403 |Request not allowed|", "|App unavailable in region|",
            "Access is not allowed from |unsupported countr|ies, regions, or territories",
        )
        + like(
            r"\b(?:un|not )(?:available|supported|allowed|permitted|accessible|offered)\b"
            r"[^.\n]{0,40}\b(?:your|this|the|certain|current|user|some)"
            r" (?:\w{1,12} )?(?:country|region|location|territory|data ?cent(?:er|re))",
            "API Error: 403 Claude is not available in your region",
        )
        + like(
            r"\b(?:country|region|location|territory)\b[^.\n:]{0,40}"
            r" (?:is |are )?(?:currently )?(?:not|un)[ -]?(?:supported|available|allowed)"
            r"(?! for (?:this|the) model)",
            "User location is not supported for the API use.",
        )
        + like(
            r"\b(?:does not|do not|dont|doesnt) (?:provide|offer|support)\b[^.\n]{0,30}"
            r" (?:your|this) (?:country|region|location)"
            r"|\bblocked\b[^.\n]{0,40}\b(?:your|this) (?:country|region|location)"
            r"|only available in (?:certain|supported) (?:countries|regions)"
            r"|\b451\b[^\n]{0,20}legal reasons|unavailable for legal reasons",
            "HTTP 451 Unavailable For Legal Reasons",
        ),
    ),
    ApiError(
        id="clock-skew", category="clock_skew", side="client", retryable=False,
        cause="clock-skew", tier=Tier.DECISIVE,
        meaning="This machine's clock is wrong, so a certificate or a signature is rejected.",
        fixes=("set-clock",),
        signs=names("CERT_NOT_YET_VALID", "RequestTimeTooSkewed")
        + says(
            "certificate verify failed: certificate is |not yet valid|",
            "InvalidSignatureException: |Signature expired|: 20261101T000000Z is now earlier",
            "InvalidSignatureException: |Signature not yet current|: 20261101T000000Z",
        ),
    ),
    ApiError(
        id="proxy-busy", category="proxy", side="network", retryable=True,
        cause="proxy-failure", http_status=429, tier=Tier.DECISIVE,
        meaning="A proxy on the path accepts no more connections for now.",
        fixes=("backoff", "fix-proxy"),
        signs=like(r"\btoo many (?:\w+ )?connect (?:attempts|requests|tunnels)",
                   "API Error: Too many CONNECT attempts"),
    ),
    ApiError(
        id="proxy-denied", category="proxy", side="network", retryable=False,
        cause="proxy-failure", http_status=407, doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="A proxy on the path blocks this host or this login.",
        fixes=("fix-proxy",),
        signs=names("host_not_allowed", "ProxyError", "ClientHttpProxyError")
        + says(
            "API Error: 403 |Host not in allowlist|", "407 |Proxy Authentication Required|",
            "curl: (56) |CONNECT tunnel failed|, response 403",
            "OSError: |Tunnel connection failed|: 403 Forbidden",
            "|tunneling socket could not be established|, statusCode=503",
            "|proxyconnect tcp|: dial tcp: lookup proxy",
            "Received HTTP code 403 |from proxy after CONNECT|",
            "The page was |blocked by| the company's |proxy|",
            "|Proxy connection ended| before receiving CONNECT response",
            "SOCKS: |unexpected response from proxy|",
            "RequestAbortedError: |Proxy response (|403|) !== 200 when HTTP Tunneling|",
        )
        + like(r"\b401 authorization required\b", "API Error: 401 Authorization Required")
        + like(
            r"\bauthenticate (?:with|to|at|against) (?:\w+ ){0,2}proxy\b|\bproxy(?: server)?:? "
            r"(?:(?:requires|needs|rejected) (?:auth|login)|auth\w+ (?:failed|required|error))",
            "java.io.IOException: Failed to authenticate with proxy",
        ),
    ),
    ApiError(
        id="proxy-failed", category="proxy", side="network", retryable=None,
        cause="proxy-failure", doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="The proxy that the program was configured to use refuses, or is not there.",
        fixes=("fix-proxy",),
        signs=names("ERR_PROXY_TUNNEL", "ClientProxyConnectionError")
        + says(
            "The |proxy refused the connection|", "net::|ERR_PROXY_|CONNECTION_FAILED",
            "net::|ERR_TUNNEL_|CONNECTION_FAILED",
        )
        + like(
            r"\b(?:unable|could ?n.?o?t|cannot|failed) (?:to )?connect (?:to|through)"
            r"(?: (?:the|your|a))? proxy|\bproxy (?:connection )?failed\b",
            "Unable to connect to API: Couldn't connect through your proxy",
        ),
    ),
    ApiError(
        id="proxy-unreachable", category="proxy", side="network", retryable=False,
        cause="proxy-failure", doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="The proxy that the program was configured to use is not there, or of an "
        "unsupported kind.",
        fixes=("fix-proxy",),
        signs=names("UnsupportedProxyProtocol")
        + says(
            "reason: |socks5://|127.0.0.1:1080 has an |invalid URL protocol|",
            "Failed to establish a |socket connection to proxies|: PROXY 127.0.0.1:1",
            "|socks connect| tcp 192.0.2.1:1->api.anthropic.com:443: connection |refused|",
        ),
    ),
    ApiError(
        id="intercepted", category="proxy", side="network", retryable=None,
        cause="captive-portal", http_status=200, doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="Something else answered instead of the API: a login page, a proxy, a portal.",
        fixes=("open-portal", "fix-proxy"),
        signs=says(
            "API returned an |empty or malformed response (HTTP 200)| — check for a proxy",
            "redirected to a |captive portal|",
            "Bedrock streaming response has |content-type \"text/html\"; expected|",
        )
        + like(
            r"<!doctype html|<html\b[^\n]{0,200}(?:log ?in|sign ?in|guest|wi-?fi|accept the terms)",
            "Original Response: <html><title>Guest Wi-Fi: please log in</title>",
        ),
        statuses=(200,),
    ),
    ApiError(
        id="redirected", category="proxy", side="network", retryable=False,
        cause="captive-portal", doc=CODE_ERRORS,
        meaning="The address redirects in a circle, which the API never does: a login page, a "
        "portal or another service answers there.",
        fixes=("open-portal", "fix-base-url", "fix-proxy"),
        signs=names("TooManyRedirects", "ERR_TOO_MANY_REDIRECTS", "ERR_FR_TOO_MANY_REDIRECTS")
        + says("cause: Error: |redirect count exceeded|")
        + like(
            r"\b(?:exceeded|too many|stopped after)(?: the)?(?: maximum)?(?: allowed| number of)?"
            r"(?: \d+)? redirects\b",
            "Exceeded maximum allowed redirects.",
        ),
    ),
    ApiError(
        id="certificate-expired", category="tls", side="either", retryable=False,
        doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="A certificate on the path has expired, or this machine's clock is ahead.",
        fixes=("set-clock", "see-certificate"),
        signs=names("CERT_HAS_EXPIRED", "ERR_CERT_DATE_INVALID")
        + says("SSL error: |certificate has expired|", "x509: |certificate expired|"),
    ),
    ApiError(
        id="tls-wrong-host", category="tls", side="network", retryable=False,
        cause="tls-failure", doc=CODE_ERRORS,
        meaning="The certificate belongs to another host: something else answers at this address.",
        fixes=("see-certificate", "fix-base-url"),
        signs=names("ERR_TLS_CERT_ALTNAME_INVALID", "ERR_CERT_COMMON_NAME_INVALID")
        + says(
            "Hostname/IP does not match |certificate's altnames|",
            "certificate verify failed: |Hostname mismatch|",
            "x509: |certificate is valid for| a.example, not api.anthropic.com",
            "certificate verify failed: |certificate is not valid for| 'api.anthropic.com'",
            "The certificate's |owner does not match hostname| 'api.anthropic.com'",
        ),
    ),
    ApiError(
        id="tls-form", category="tls", side="network", retryable=False,
        cause="tls-failure", doc=CODE_ERRORS,
        meaning="A certificate on the path, usually a company proxy's, has a form that this "
        "program's TLS refuses: Python 3.13 and later insist on RFC 5280.",
        fixes=("reissue-ca", "see-certificate"),
        # OpenSSL 3's words (crypto/x509/x509_txt.c) for X509_V_FLAG_X509_STRICT.
        signs=says(
            "verify failed: |Basic Constraints of CA cert not marked critical|",
            "verify failed: |Missing Authority Key Identifier|",
            "verify failed: |Missing Subject Key Identifier|",
            "|Authority Key Identifier marked critical|",
            "|Subject Key Identifier marked critical|",
            "verify failed: |CA cert does not include key usage extension|",
            "|Path length given without key usage keyCertSign|",
            "|Path length invalid for non-CA cert|",
            "|Key usage keyCertSign invalid for non-CA cert|",
            "|Empty Subject Alternative Name extension|",
            "|Subject empty and Subject Alt Name extension not critical|",
            "|Using cert extension requires at least X509v3|",
            "|Certificate public key has explicit ECC parameters|",
            "verify failed: |invalid CA certificate|",
        ),
    ),
    ApiError(
        id="tls-weak", category="tls", side="network", retryable=False,
        cause="tls-failure", doc=CODE_ERRORS,
        meaning="A certificate on the path, usually a company proxy's, has a key or a signature "
        "that this program's TLS takes for too weak.",
        fixes=("see-certificate", "fix-proxy"),
        signs=says(
            "verify failed: |EE certificate key too weak|",
            "verify failed: |CA certificate key too weak|",
            "verify failed: |CA signature digest algorithm too weak|",
            "[SSL: EE_KEY_TOO_SMALL] |ee key too small|", "[SSL: CA_MD_TOO_WEAK] |ca md too weak|",
        ),
    ),
    ApiError(
        id="tls-untrusted", category="tls", side="network", retryable=False,
        cause="tls-failure", doc=CODE_ERRORS,
        meaning="The certificate is signed by a CA that the program does not trust: usually "
        "inspection by a company proxy.",
        fixes=("trust-ca",),
        signs=names(
            "SELF_SIGNED_CERT_IN_CHAIN", "DEPTH_ZERO_SELF_SIGNED_CERT", "UnknownIssuer",
            "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unknown_ca",
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "CERTIFICATE_VERIFY_FAILED", "CERT_UNTRUSTED",
            "ERR_CERT_AUTHORITY_INVALID", "SSLCertVerificationError",
        )
        + says(
            "|self signed certificate| in certificate chain",
            "|self-signed certificate| in certificate chain",
            "|unable to get local issuer| certificate", "|unable to get issuer cert|ificate",
            "|unable to verify the first certificate|", "ssl: |certificate verify failed|",
            "|PKIX path building failed|",
            "curl: (60) |SSL certificate problem|", "|SSL certificate error|",
        )
        + like(
            r"\bcertificate (?:verification (?:failed|error)|(?:of \S{1,80} )?is not trusted)"
            r"|\bcertificate\b[^\n]{0,80}\b(?:unknown|does(?: not|nt) have a known) issuer"
            r"|\bx509: (?!certificate (?:is valid|has expired))",
            "SSL certificate verification failed",
        ),
    ),
    ApiError(
        id="name-unknown", category="dns", side="network", retryable=None, cause="dns-failure",
        doc=CODE_ERRORS,
        meaning="The resolver does not know the name: a blocking resolver, no network, or a "
        "mistyped host.",
        fixes=("check-dns", "check-internet", "fix-base-url"),
        signs=names("ENOTFOUND"),
    ),
    ApiError(
        id="dns-failure", category="dns", side="network", retryable=True, cause="dns-failure",
        doc=CODE_ERRORS,
        meaning="The host name does not resolve from here.",
        fixes=("check-dns", "check-internet"),
        signs=names(
            "EAI_AGAIN", "ESERVFAIL", "EREFUSED", "NXDOMAIN", "ETIMEOUT", "EAI_FAIL", "EAI_NODATA",
            "gaierror", "ClientConnectorDNSError", "NameResolutionError", "FailedToOpenSocket",
            "UnresolvedAddressException", "UnknownHostException",
        )
        + says(
            "[Errno -3] |Temporary failure in name resolution|",
            "[Errno -2] |Name or service not known|",
            "|nodename nor servname| provided, or not known",
            "dial tcp: lookup api.anthropic.com: |no such host|",
            "lookup api.anthropic.com on 10.0.0.1:53: |server misbehaving|",
            "curl: (6) |Could not resolve host|: api.anthropic.com",
            "|failed to lookup address information|", "error trying to connect: |dns error|",
            "|getaddri|nfo failed", "net::|ERR_NAME_NOT_RESOLVED|",
            "(Req.TransportError) |non-existing domain|",
            "|No address associated with hostname|",
            "Unable to connect to API: |Can't reach the API server| — check your internet or DNS",
        )
        + like(
            r"\bfailed to resolve (?:host(?:name)? )?[\w-]{1,63}\.[\w.-]{2,80}",
            "Failed to resolve 'api.anthropic.com'",
        ),
    ),
    ApiError(
        id="tls-handshake", category="tls", side="network", retryable=False,
        cause="tls-failure", doc=CODE_ERRORS,
        meaning="The TLS handshake failed: a proxy, a filter or an old TLS library on the path.",
        fixes=("fix-proxy", "trust-ca"),
        signs=names(
            "EPROTO", "SSLError", "WRONG_VERSION_NUMBER", "UNEXPECTED_EOF_WHILE_READING",
            "SSL_ERROR_SYSCALL", "SSLEOFError", "SSLHandshakeException",
        )
        + says(
            "|handshake failure|", "net/http: |TLS handshake| timeout", "|packet length too long|",
            "Client network socket disconnected |before secure TLS connection was established|",
            "net::|ERR_SSL_|PROTOCOL_ERROR", "error:0A000126:|SSL routines:|:unexpected eof",
            "http: |server gave HTTP response to HTTPS client|",
            "GnuTLS: An |unexpected TLS packet| was received.",
            "|Unable to establish SSL connection|.", "|SSL connect attempt failed|",
            "request failed: |wrong version number|",
        )
        + like(r"\b(?:tlsv1|sslv3)[_ ]alert", "ssl: tlsv1 alert protocol version"),
    ),
)
