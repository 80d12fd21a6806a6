"""Rows about the connection: made or not, kept or dropped, and streams that were cut."""

from __future__ import annotations

from ..row import CODE_ERRORS, ApiError, Tier, hints, like, names, says

# fmt: off
ROWS: tuple[ApiError, ...] = (
    ApiError(
        id="host-overridden", category="connection", side="network", retryable=False,
        cause="connection-failed", tier=Tier.SPECIFIC,
        meaning="The API's name resolves to this machine itself: a hosts file or a filter "
        "overrides it.",
        fixes=("check-dns", "check-firewall"),
    ),
    ApiError(
        id="all-refused", category="connection", side="network", retryable=True,
        cause="connection-failed", tier=Tier.SPECIFIC,
        meaning="Several hosts refuse at once: something on this machine's path blocks them all.",
        fixes=("check-firewall", "fix-proxy"),
    ),
    ApiError(
        id="relay-unreachable", category="connection", side="network", retryable=True,
        cause="gateway-failure", tier=Tier.SPECIFIC,
        meaning="The gateway in ANTHROPIC_BASE_URL refuses the connection; Anthropic was never "
        "called.",
        fixes=("check-gateway", "bypass-gateway", "fix-base-url"),
    ),
    ApiError(
        id="relay-failure", category="gateway_error", side="either", retryable=True,
        cause="gateway-failure", tier=Tier.SPECIFIC,
        meaning="The gateway named in the text, or its upstream, failed; it is not Anthropic's.",
        fixes=("check-gateway", "bypass-gateway"),
    ),
    ApiError(
        id="upload-too-slow", category="timeout", side="network", retryable=True,
        cause="connection-failed", http_status=400, error_type="invalid_request_error",
        tier=Tier.SPECIFIC,
        meaning="The request's body did not finish arriving: the upload is too slow.",
        fixes=("check-internet", "shrink-request"),
    ),
    ApiError(
        id="key-service-silent", category="server_error", side="either", retryable=True,
        http_status=503, error_type="api_error",
        meaning="The organization's own key service did not answer the API.",
        fixes=("backoff", "ask-admin"),
    ),
    ApiError(
        id="computer-slept", category="incomplete_stream", side="client", retryable=True,
        doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="This computer went to sleep in the middle of an answer.",
        fixes=("say-continue",),
        signs=says("Your computer |went to sleep mid-response|."),
    ),
    ApiError(
        id="computer-asleep", category="connection", side="client", retryable=True,
        doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="This computer was asleep, so the connection was lost.",
        fixes=("say-continue",),
        signs=says(
            "Your computer |went to sleep before a response| was produced",
            "Connection lost |while your computer was asleep|",
        ),
    ),
    ApiError(
        id="auto-mode-limited", category="rate_limit", side="either", retryable=True,
        doc=CODE_ERRORS, tier=Tier.SPECIFIC,
        meaning="The model that auto mode calls was rate limited; whose limit it was is not given.",
        fixes=("backoff", "switch-model"),
        signs=says("claude-x is |temporarily unavailable (rate-limited)|, so auto mode cannot"),
    ),
    ApiError(
        id="network-unreachable", category="connection", side="network", retryable=True,
        cause="connection-failed", doc=CODE_ERRORS,
        meaning="There is no route from this machine to the host.",
        fixes=("check-internet", "check-firewall"),
        signs=names(
            "ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EADDRNOTAVAIL", "ERR_NETWORK_CHANGED",
            "ERR_INTERNET_DISCONNECTED", "ERR_ADDRESS_UNREACHABLE",
        )
        + says(
            "[Errno 101] |Network is unreachable|", "connect: |no route to host|",
            "[Errno 50] |Network is down|",
            "The Internet connection |appears to be offline|.",
        ),
    ),
    ApiError(
        id="connect-timeout", category="timeout", side="network", retryable=True,
        cause="connection-failed", doc=CODE_ERRORS,
        meaning="No TCP connection in time: a firewall, a dead route, or no internet.",
        fixes=("check-firewall", "check-internet"),
        signs=names(
            "UND_ERR_CONNECT_TIMEOUT", "ConnectTimeout", "ConnectTimeoutError",
            "ConnectionTimeoutError",
        )
        + says(
            "|connect ETIMEDOUT| 192.0.2.1:443", "|connect timeout error|",
            "|dial tcp| 192.0.2.1:443: |i/o timeout|", "[|Errno 110] Connection timed out|",
            "[|Errno 60] Operation timed out|", "|WinError 10060|",
            "the |connected party did not properly respond|", "|connect timed out|",
            "|timed out while connecting|", "|Connect call failed|",
        )
        + like(
            r"\b(?:failed|unable|could not) (?:to )?(?:connect|reach)\b[^\n]{0,200}\btimed out",
            "curl: Failed to connect to api.anthropic.com port 443: Connection timed out",
        ),
    ),
    ApiError(
        id="gateway-error", category="gateway_error", side="either", retryable=True,
        http_status=502, tier=Tier.CLASS,
        meaning="A gateway could not reach its upstream; the text does not say whose gateway.",
        fixes=("backoff", "follow-status-page", "check-gateway"),
        signs=says("|all upstreams failed| (3 attempted)")
        + hints(
            "502 |Bad Gateway|", "504 |Gateway Timeout|", "504 |Gateway Time-out|",
            "HTTP 503 |Service Unavailable|", "API |temporarily unavailable|, sorry.",
        ),
    ),
    ApiError(
        id="incomplete-stream", category="incomplete_stream", side="either", retryable=True,
        cause="incomplete-stream", doc=CODE_ERRORS, tier=Tier.BREAK,
        meaning="The answer started, then stopped before its end; it may be incomplete.",
        fixes=("say-continue", "streaming", "backoff"),
        signs=names(
            "IncompleteRead", "ERR_STREAM_PREMATURE_CLOSE", "UND_ERR_BODY_TIMEOUT",
            "BodyTimeoutError", "ClientPayloadError", "ERR_INCOMPLETE_CHUNKED_ENCODING",
            "ChunkedEncodingError",
        )
        + says(
            "Connection closed |mid-response|.", "Response stalled |mid-stream|.",
            "The |response above may be incomplete|.", "The |response stopped arriving|.",
            "|Part of the response never arrived|.", "The |response stream was malformed|.",
            "Connection closed |while thinking|",
            "peer closed connection (|incomplete chunked read|)", "Error: |Premature close|",
            "|request ended without sending any chunks|", "|premature end| of chunked body",
            "|TypeError: terminated|", "|Content block not found|",
            "|Content block is not a| text block", "|Stream event unreadable|",
            "|stream error: stream ID| 5; INTERNAL_ERROR", "|EOF while parsing| a value",
            "|error reading a body from connection|", "|error decoding response body|",
            "|Response payload is not completed|", "|without sending complete message body|",
            "|Unexpected end of JSON input|", "|Response ended prematurely|",
            "|Unexpected event order|, got message_start", "|Failed to parse JSON|",
            "curl: (18) |transfer closed with| outstanding read data |remaining|",
            "AI_APICallError: |Failed to process successful response|",
            "ValueError: |No generation chunks were returned|",
            "|unexpected end of string while parsing JSON|", "|Unexpected end of stream|",
        )
        + like(
            r"\bstream(?:ing)?(?: response)?(?: has| was)? (?:ended|idle timeout|stall\w*|closed|"
            r"disconnected|interrupted)\b",
            "Streaming stall detected: 61.0s gap between events",
        ),
    ),
    ApiError(
        id="connection-refused", category="connection", side="either", retryable=None,
        doc=CODE_ERRORS, tier=Tier.BREAK,
        meaning="The connection was refused: nothing listens there, or a firewall or proxy blocks "
        "it.",
        fixes=("check-firewall", "fix-base-url", "fix-proxy"),
        signs=names(
            "ECONNREFUSED", "ConnectionRefused", "ConnectionRefusedError", "ERR_CONNECTION_REFUSED",
        )
        + says("|Connection refused|", "the target machine |actively refused| it"),
    ),
    ApiError(
        id="connection-dropped", category="connection", side="either", retryable=True,
        doc=CODE_ERRORS, tier=Tier.BREAK,
        meaning="The connection broke before an answer; the server, a proxy or the network can "
        "cause it.",
        fixes=("backoff", "check-internet", "follow-status-page"),
        signs=names(
            "ECONNRESET", "ConnectionReset", "ConnectionResetError", "ConnectionClosed",
            "ECONNABORTED", "EPIPE", "UND_ERR_SOCKET", "IncompleteMessage",
            "ServerDisconnectedError", "ReadError", "WriteError", "ERR_CONNECTION_RESET",
            "ERR_CONNECTION_CLOSED", "ERR_HTTP2_PROTOCOL_ERROR", "ERR_QUIC_PROTOCOL_ERROR",
            "ERR_SOCKET_CLOSED", "BrokenPipeError",
        )
        + says(
            "|socket hang up|", "|other side closed|", "|Server disconnected|",
            "|Remote end closed connection| without response", "|Empty reply from server|",
            "http2: server |sent GOAWAY|", "|unexpected EOF|", "|broken pipe|",
            "use of |closed network connection|", "|end of file reached| (EOFError)",
            "awaiting response... |No data received|.",
            "500 Server |closed connection without sending| any data back",
        )
        + like(
            r"\bconnection (?:was )?(?:reset|closed|aborted|dropped|lost)"
            r"|\bsocket (?:connection )?(?:is |was )?closed",
            "Connection lost before a response was produced",
        )
        + like(
            r"\b(?:get|head|post|put) https?://\S{1,300}: eof\b",
            'Post "https://api.anthropic.com/v1/messages": EOF',
        ),
    ),
    ApiError(
        id="timed-out", category="timeout", side="either", retryable=True, http_status=408,
        doc=CODE_ERRORS, tier=Tier.VAGUE,
        meaning="No answer in time; a slow server and a bad network path look the same from here.",
        fixes=("backoff", "streaming", "follow-status-page", "check-internet"),
        signs=names(
            "APITimeoutError", "APIConnectionTimeoutError", "ReadTimeout", "ReadTimeoutError",
            "WriteTimeout", "PoolTimeout", "UND_ERR_HEADERS_TIMEOUT", "HeadersTimeoutError",
            "ETIMEDOUT", "ESOCKETTIMEDOUT", "TimeoutError", "ServerTimeoutError", "ERR_TIMED_OUT",
            "RequestTimeoutError", "SocketTimeoutException", "HttpTimeoutException",
        )
        + says(
            "|Read timeout on endpoint| URL", "|Waiting for API response|",
            "The response |stalled before a response|", "|context deadline exceeded|",
            "Request |timed out|.",
        )
        + like(r"\btimeout (?:of \S+ )?exceeded", "AxiosError: timeout of 600000ms exceeded, API")
        + hints("API |timeout|"),
    ),
    ApiError(
        id="connection-error", category="connection", side="either", retryable=True,
        doc=CODE_ERRORS, tier=Tier.VAGUE,
        meaning="No connection to the API, and no reason is given.",
        fixes=("check-internet", "follow-status-page", "backoff"),
        signs=names(
            "ConnectError", "ClientConnectorError", "EndpointConnectionError", "ConnectException",
        )
        + says(
            "|Connection error|.", "TypeError: |fetch failed|",
            "|Unable to connect. Is the computer able to access the url|?",
            "|poor internet connection|", "|error sending request for url|",
            "|NetworkError| when attempting to fetch resource", "|All connection attempts failed|",
            "|Could not connect to the endpoint URL|", "https://x/|v1/messages failed, reason:|",
            "|request to http|s://x/v1/messages |failed|",
            "claude-x is |temporarily unavailable (connection failed)|",
            "AI_APICallError: |Cannot connect to API|: Request was cancelled.",
        )
        + hints("API Error: |AggregateError|"),
    ),
    ApiError(
        id="service-check-failed", category="connection", side="network", retryable=None,
        cause="connection-failed", doc=CODE_ERRORS, tier=Tier.VAGUE,
        meaning="Claude Code's startup check failed: network settings, proxy or region.",
        fixes=("check-firewall", "fix-proxy", "change-region"),
        signs=says(
            "|Failed to connect to api.anthropic.com|: ERR_BAD_REQUEST",
            "|Unable to connect to Anthropic services|",
        ),
    ),
    ApiError(
        id="fetch-refused", category="connection", side="either", retryable=None,
        tier=Tier.VAGUE,
        meaning="A browser could not fetch: the network failed, or the page may not call this "
        "address.",
        fixes=("check-internet",),
        signs=says("TypeError: |Failed to fetch|", "TypeError: |Load failed|"),
    ),
)
