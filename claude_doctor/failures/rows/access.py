"""Rows on the caller's side about who may call: keys, logins, permissions."""

from __future__ import annotations

from ..row import API_ERRORS, CODE_ERRORS, ApiError, Tier, hints, like, names, says

# fmt: off
ROWS: tuple[ApiError, ...] = (
    ApiError(
        id="cors-refused", category="auth", side="client", retryable=False,
        cause="key-forbidden", http_status=401, error_type="authentication_error", doc=API_ERRORS,
        tier=Tier.DECISIVE,
        meaning="The organization does not allow calls directly from a browser; the key is not at "
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
        meaning="Google Cloud got no credential that it accepts.",
        fixes=("google-login",),
        signs=names("DefaultCredentialsError", "RefreshError", "UNAUTHENTICATED")
        + says(
            "|Could not load the default credentials|", "Your |default credentials were not found|",
            "|Reauthentication is needed|", "|invalid_grant|: Bad Request", "|invalid_rapt|",
            "Request had |invalid authentication credentials. Expected OAuth| 2 access token",
            "|Failed to acquire Google OAuth credentials|.",
            "MalformedError: |Executables need to be explicitly allowed|",
        )
        + like(
            r"\bcould not resolve (?:a gcp access|api) token\b|\bgcp credentials\b.{0,40} expired"
            r"|\bno gcp credentials|\breason: access_token_",
            "Could not resolve a GCP access token from the configured Google credentials",
        ),
    ),
    ApiError(
        id="aws-login-expired", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=403, error_type="ExpiredTokenException",
        tier=Tier.SPECIFIC,
        meaning="The AWS login has expired; log in again. It is not about Anthropic.",
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
        id="relay-key-rejected", category="auth", side="either", retryable=False,
        http_status=401, error_type="authentication_error", tier=Tier.SPECIFIC,
        meaning="Anthropic rejects the key of the gateway, not yours: whoever runs the gateway "
        "renews it.",
        fixes=("check-gateway", "bypass-gateway"),
    ),
    ApiError(
        id="aws-credentials", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=403, error_type="UnrecognizedClientException",
        tier=Tier.SPECIFIC,
        meaning="AWS got no credential that it accepts: missing, expired or wrong.",
        fixes=("aws-login",),
        signs=names(
            "UnrecognizedClientException", "NoCredentialsError", "CredentialsProviderError",
            "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound",
            "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch",
            "IncompleteSignature", "MissingAuthenticationTokenException",
        )
        + says(
            "403 The |security token included in| the request is invalid",
            "|AWS authentication failed|", "AWS |default-chain credential resolve timed out|",
            "|Could not load credentials| from any providers", "|Unable to locate credentials|",
            "The |request signature we calculated does not match| the signature you provided",
            "403 |Authorization header is missing|",
        )
        + like(
            r"\b(?:no|(?:could not|failed to) resolve) "
            r"(?:aws credentials\b|credentials from session)"
            r"|\bboth api_key and aws credentials\b",
            "RuntimeError: Could not resolve AWS credentials from session",
        ),
    ),
    ApiError(
        id="bedrock-key", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=403, tier=Tier.SPECIFIC,
        meaning="The Bedrock API key in AWS_BEARER_TOKEN_BEDROCK has expired or is not accepted; "
        "create a new one in the Bedrock console.",
        fixes=("new-bedrock-key",),
        signs=says(
            "403 {Message: |Bearer Token has expired|}",
            "403 Authentication failed: Please make sure |your API Key is valid|.",
        ),
    ),
    ApiError(
        id="azure-login", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=401, error_type="Unauthorized", tier=Tier.SPECIFIC,
        meaning="The Azure login is missing or has expired; users log in again with az login.",
        fixes=("azure-login", "renew-azure"),
        # Entra's codes of a user's login that has to be made anew; those of an application's
        # secret (7000215, 7000222) are none.
        signs=like(
            r"\baadsts(?:50(?:05[57]|07[689]|13[23]|173)|7000(?:8[24]|3)|700(?:08|43)|65001)\b"
            r"|\brun:? az login\b|\baz login to (?:set ?up|log|re)",
            "AADSTS700082: The refresh token has expired due to inactivity.",
        ),
    ),
    ApiError(
        id="azure-credentials", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=401, error_type="Unauthorized", tier=Tier.SPECIFIC,
        meaning="Azure got no credential that it accepts: missing, expired or for another "
        "resource.",
        fixes=("renew-azure",),
        signs=names("CredentialUnavailableError", "ClientAuthenticationError")
        + says(
            "|Missing credentials. Please pass one of| `api_key`, `azure_ad_token_provider`, or",
            "401 Access denied due to |invalid subscription key| or wrong API endpoint.",
            "401 Access token is missing, invalid, |audience is incorrect|, or have expired.",
        )
        + like(
            r"\baadsts\d{5,7}\b|\bazure_?ad_?token_?(?:provider)?\b[^\n]{0,60} return"
            r"|\bget token from azure|\bdefaultazurecredential failed|please run az login",
            "AADSTS7000215: Invalid client secret provided.",
        ),
    ),
    ApiError(
        id="login-expired", category="auth", side="client", retryable=False,
        cause="key-rejected", http_status=401, error_type="authentication_error", doc=CODE_ERRORS,
        tier=Tier.SPECIFIC,
        meaning="The login token has expired or was revoked; log in again.",
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
        meaning="No key or token was given, so the call was not sent or was rejected.",
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
        meaning="The key or token was not accepted: mistyped, revoked, or of the wrong kind.",
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
