"""Rows on the caller's side about who may call: keys, logins, permissions."""

from __future__ import annotations

from ..row import API_ERRORS, CODE_ERRORS, ApiError, Tier, hints, like, names, says

# fmt: off
ROWS: tuple[ApiError, ...] = (
    ApiError(
        id="cors-refused", category="auth", side="client", retryable=False,
        cause="key-forbidden", http_status=401, error_type="authentication_error", doc=API_ERRORS,
        tier=Tier.DECISIVE,
        meaning="The organization does not allow calls straight from a browser; the key is not at "
        "fault.",
        fixes=("ask-permission",),
        signs=says(
            "401 |CORS requests are not allowed| for this Organization",
            "|CORS requests must set| 'anthropic-dangerous-direct-browser-access' header",
        ),
    ),
    ApiError(
        id="google-credentials", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=401, error_type="UNAUTHENTICATED", tier=Tier.SPECIFIC,
        meaning="Google Cloud did not get a credential that it accepts.",
        fixes=("google-login",),
        signs=names("DefaultCredentialsError", "RefreshError", "UNAUTHENTICATED")
        + says(
            "|Could not load the default credentials|", "Your |default credentials were not found|",
            "|Reauthentication is needed|", "|invalid_grant|: Bad Request",
            "Request had |invalid authentication credentials. Expected OAuth| 2 access token",
        ),
    ),
    ApiError(
        id="aws-login-expired", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=403, error_type="ExpiredTokenException",
        tier=Tier.SPECIFIC,
        meaning="The AWS login has expired; a new one renews it. Anthropic has no part in it.",
        fixes=("aws-sso-login", "aws-login"),
        signs=names("ExpiredTokenException", "ExpiredToken", "TokenExpiredException")
        + says(
            "403 The |security token included in the request is expired|",
            "|AWS credentials expired| or invalid",
            "Token is expired. To refresh run '|aws sso login|'",
            "The |SSO session| associated with this profile has |expired|",
        )
        + like(
            r"\btoken from sso\b|\bloading sso token|\bsso ?token(?:load|retrieval)?error",
            "Error when retrieving token from sso: Token has expired and refresh failed",
        ),
    ),
    ApiError(
        id="aws-credentials", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=403, error_type="UnrecognizedClientException",
        tier=Tier.SPECIFIC,
        meaning="AWS did not get a credential that it accepts: missing, expired or wrong.",
        fixes=("aws-login",),
        signs=names("UnrecognizedClientException", "NoCredentialsError", "CredentialsProviderError")
        + says(
            "403 The |security token included in| the request is invalid",
            "|AWS authentication failed|", "AWS |default-chain credential resolve timed out|",
            "|Could not load credentials| from any providers", "|Unable to locate credentials|",
            "The |request signature we calculated does not match| the signature you provided",
            "403 |Authorization header is missing|",
        ),
    ),
    ApiError(
        id="login-expired", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=401, error_type="authentication_error", doc=CODE_ERRORS,
        tier=Tier.SPECIFIC,
        meaning="The login's token has expired or was revoked; log in again.",
        fixes=("login-again",),
        signs=says(
            "|OAuth token revoked|", "403 OAuth |token has been revoked|",
            "claude.ai |rejected the session token|", "Claude.ai |login was rejected| — run /login",
            "|Signed out of Claude| — run /login", "|OAuth token unavailable| — run /login",
        )
        + like(
            r"\b(?:login|token|session)(?: has| is)? expired"
            r"|\b(?:refresh )?token[^\n]{0,30} expired(?! at)",
            "OAuth access token has expired. Please run /login",
        )
        + like(
            r"\b(?:jwt|oauth token|token) refresh failed(?!:? ?5\d\d)",
            "OAuth token refresh failed — run /login to re-authenticate",
        ),
    ),
    ApiError(
        id="key-forbidden", category="permission", side="client", retryable=False,
        cause="key-forbidden", http_status=403, error_type="permission_error", doc=API_ERRORS,
        meaning="The key is valid but lacks the permission for this.",
        fixes=("ask-permission", "check-key"),
        signs=names("permission_error")
        + says("OAuth token |does not meet scope requirement| user:profile")
        + like(
            r"\b(?:token|key|login)\b[^.\n]{0,20} (?:lacks?|is missing|does not have)"
            r" (?:the |a )?(?:required |necessary )?scopes?\b",
            "OAuth token lacks required scopes",
        )
        + hints("API Error: |Forbidden|"),
    ),
    ApiError(
        id="key-missing", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=401, error_type="authentication_error", doc=API_ERRORS,
        meaning="No key or token was given, so the call was not sent or was refused.",
        fixes=("check-key", "login-again"),
        signs=says(
            "|Could not resolve authentication method|. Expected either apiKey or authToken",
            "|Not logged in| · Please run /login", "anthropic: |missing| env |ANTHROPIC_API_KEY|",
            "|Please set| the |ANTHROPIC_API_KEY| environment variable", "|no credentials| found",
            "Bedrock |credentials| are managed by the app, but |none are available|",
        )
        + like(
            r"(?<![a-z])(?:api|auth)[ _-]?(?:key|token)s?\b[^.\n]{0,40}"
            r" (?:is |was )?(?:missing|not (?:set|found|provided|configured)|required|unset)"
            r"|\b(?:missing|no) (?:anthropic )?(?:api|auth)[ _-]?(?:key|token)",
            "The ANTHROPIC_API_KEY is not set",
        ),
    ),
    ApiError(
        id="key-rejected", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=401, error_type="authentication_error", doc=API_ERRORS,
        meaning="The key or token was not accepted: mistyped, revoked, or of another kind.",
        fixes=("check-key", "login-again"),
        signs=names("authentication_error", "UnauthorizedException")
        + says(
            "|Invalid API key| · Fix external API key",
            "|Invalid auth token| · Fix external auth token", "401 |Invalid bearer token|",
            "API Error: 401 |Invalid authentication credentials|",
            "|OAuth authentication is currently not supported|",
            "Your |apiKeyHelper| script is |fail|ing",
        )
        + hints(
            "API: |Unauthorized|", "|AuthenticationError|", "|Failed to authenticate|. API Error",
        ),
    ),
)
