"""Fixes for what answers in the API's place: edges, filters, proxies, gateways. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, Fix

BETWEEN: tuple[Fix, ...] = (
    Fix(
        "leave-address",
        "Use another network, without a VPN or proxy",
        "Anthropic's edge blocks this IP address: those of data centers, VPNs and shared "
        "lines are blocked for what others did from them. It is not about your key. The "
        "command shows the address that the edge sees.",
        "curl -s https://api.anthropic.com/cdn-cgi/trace | grep -E '^(ip|loc)='",
        windows="curl.exe -s https://api.anthropic.com/cdn-cgi/trace | Select-String '^(ip|loc)='",
    ),
    Fix(
        "report-ray",
        "Send Anthropic support the cf-ray and your IP address",
        "With the cf-ray they find the request and the rule of the edge that blocked it.",
        url="https://support.claude.com",
        headline="Send Anthropic support the cf-ray {ping.cf_ray}",
    ),
    Fix(
        "ask-exception",
        "Ask whoever runs the filter to allow the API's host",
        "A login does not help: the site is blocked. Give them the host, the category and the "
        "page's words. Once the command shows an answer in JSON, the host is allowed.",
        "curl -s --max-time 10 https://api.anthropic.com/v1/messages | head -c 300",
        measured="curl -s --max-time 10 {environment.base_url}/v1/messages | head -c 300",
    ),
    Fix(
        "other-network",
        "Compare with another network, such as a phone's",
        "If it works there, or without the VPN, it is this network's rule and not your machine's.",
    ),
    Fix(
        "allow-host",
        "Ask the proxy's administrator to allow the API's host",
        'The proxy works and blocks this host. Once the command shows "200 Connection '
        'established", it is allowed.',
        "curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null",
        measured="curl -sv --max-time 10 {environment.base_url}/ -o /dev/null",
    ),
    Fix(
        "check-gateway",
        "Ask whoever runs the gateway; check its log",
        "The command shows what the gateway answers; its log says why.",
        'curl -sv --max-time 10 "$ANTHROPIC_BASE_URL/v1/messages" -o /dev/null',
        routes=ANTHROPIC,
    ),
    Fix(
        "bypass-gateway",
        "Bypass the gateway (needs an Anthropic key)",
        "The command checks without the gateway's address and keys, because a gateway's key "
        "must never go to Anthropic. To work that way, set a key from Anthropic.",
        "env -u ANTHROPIC_BASE_URL -u ANTHROPIC_API_KEY -u ANTHROPIC_AUTH_TOKEN "
        "claude-doctor check",
        routes=ANTHROPIC,
    ),
    Fix(
        "encrypt-gateway",
        "Use TLS to the gateway, or an SSH tunnel",
        "Changing http to https alone breaks it: the gateway must speak TLS first. A tunnel "
        "ends on this machine: ssh -L 4000:localhost:4000 GATEWAY, then "
        "http://localhost:4000.",
    ),
    Fix(
        "drop-cloud-gateway",
        "Remove the dead gateway's address",
        "Without it Claude Code calls the cloud itself, and needs the cloud's own login.",
        "unset ANTHROPIC_BEDROCK_BASE_URL ANTHROPIC_VERTEX_BASE_URL ANTHROPIC_FOUNDRY_BASE_URL",
        measured="{ping.cloud_gateway_mend}",
    ),
    Fix(
        "mend-store",
        "Set the variable to the company's CA certificate (PEM)",
        "The variable should give a program that certificate, and the file that it names "
        "holds none that can be read. Get the file from whoever runs the network.",
        'echo "$SSL_CERT_FILE $NODE_EXTRA_CA_CERTS"',
        measured="{environment.ca_flaw_mend}",
    ),
    Fix(
        "shrink-packets",
        "Lower the MTU of this link, or fix the VPN's MTU",
        "A link on the way takes smaller packets than this machine sends, and drops the rest. "
        "The command holds until the next start; the lasting place is the VPN's own MTU "
        "setting.",
        "ip link",
        measured="{ping.large_mend}",
        macos="ifconfig -l",
        windows="netsh interface ipv4 show subinterfaces",
    ),
    Fix(
        "gateway-key",
        "Set ANTHROPIC_AUTH_TOKEN to a key that your gateway issued",
        "A gateway knows the keys that it issued itself, not Anthropic's. Whoever runs it can "
        "make one; LiteLLM calls it a virtual key.",
        "export ANTHROPIC_AUTH_TOKEN=…; unset ANTHROPIC_API_KEY",
    ),
    Fix(
        "key-as-token",
        "Move the key to ANTHROPIC_AUTH_TOKEN",
        "It is sent as Authorization. Claude Code, and the Python SDK before 2.0, send "
        "ANTHROPIC_API_KEY as x-api-key, which this gateway does not read. In Claude Code's "
        "settings.json the names are the same.",
        'export ANTHROPIC_AUTH_TOKEN="$ANTHROPIC_API_KEY"; unset ANTHROPIC_API_KEY',
    ),
    Fix(
        "token-as-key",
        "Move the key to ANTHROPIC_API_KEY",
        "Claude Code sends it as x-api-key. ANTHROPIC_AUTH_TOKEN is sent as Authorization, "
        "which this gateway does not read.",
        'export ANTHROPIC_API_KEY="$ANTHROPIC_AUTH_TOKEN"; unset ANTHROPIC_AUTH_TOKEN',
    ),
    Fix(
        "other-scheme",
        "Use the scheme that the gateway speaks",
        "If ANTHROPIC_BASE_URL is set in Claude Code's settings.json, change it there.",
        "export ANTHROPIC_BASE_URL=…",
        measured="{ping.gateway_speaks_mend}",
    ),
    Fix(
        "drop-url-login",
        "Remove the login from ANTHROPIC_BASE_URL",
        "httpx, and so the Python SDK, sends it as Authorization in place of the token. If "
        "the address is set in Claude Code's settings.json, change it there.",
        'export ANTHROPIC_BASE_URL="${ANTHROPIC_BASE_URL%%://*}://${ANTHROPIC_BASE_URL##*@}"',
    ),
    Fix(
        "messages-path",
        "Set ANTHROPIC_BASE_URL to the gateway's Messages API",
        "Many gateways speak OpenAI's API on one path and Anthropic's on another: LiteLLM has "
        "/v1/messages at its root, OpenRouter at https://openrouter.ai/api. The command shows "
        "whether the path exists: 401 or 400 in JSON means yes, 404 means no.",
        'curl -s --max-time 10 -X POST "$ANTHROPIC_BASE_URL/v1/messages" | head -c 300',
    ),
    Fix(
        "choose-model",
        "Choose a model that the gateway serves to this key",
        "Claude Code and this check read ANTHROPIC_MODEL; your own program names the model in "
        'its code. To list what the gateway serves: curl -s -H "Authorization: Bearer '
        '$ANTHROPIC_AUTH_TOKEN" "$ANTHROPIC_BASE_URL/v1/models"',
        "export ANTHROPIC_MODEL=…",
        measured="{ping.served_mend}",
    ),
    Fix(
        "ask-gateway",
        "Ask whoever runs the gateway: this is its own rule",
        "The gateway says no, not Anthropic. Its configuration and log show what is allowed.",
    ),
    Fix(
        "mend-gateway-key",
        "Have the gateway's own provider key renewed",
        "The key is in the gateway's configuration (LiteLLM: api_key in config.yaml, or the "
        "variable that it names). Whoever runs the gateway replaces it and restarts the "
        "gateway. Your own key stays as it is.",
    ),
    Fix(
        "mend-gateway-account",
        "Have the account behind the gateway topped up",
        "The gateway's account at its provider is empty or at its limit, not yours. Whoever "
        "runs the gateway can top it up.",
    ),
    Fix(
        "wait-for-gateway",
        "Wait, then try the gateway again; it pauses after failures",
        "LiteLLM pauses a deployment after a failure; its log says what failed. The command "
        "returns when the gateway answers again.",
        "claude-doctor wait",
        measured="sleep {verdict.wait_s}; claude-doctor check",
        headline="Wait {verdict.wait}, then try the gateway again",
    ),
    Fix(
        "start-upstream",
        "Start what the gateway forwards to, or have it started",
        "The gateway itself answers; what it forwards to is stopped, moved or blocked. Its "
        "log names the address.",
        'curl -sv --max-time 10 "$ANTHROPIC_BASE_URL/v1/messages" -o /dev/null',
    ),
    Fix(
        "exempt-programs",
        "Have the challenge turned off for the gateway's API path",
        "Whoever runs the gateway can do that. In Cloudflare: a rule that skips the challenge "
        "for /v1/*. No program can pass one.",
    ),
    Fix(
        "gateway-password",
        "Send the gateway's user name and password in a header",
        "The gateway, or the web server in front of it, asks for HTTP Basic. The SDK and "
        "Claude Code send the headers in ANTHROPIC_CUSTOM_HEADERS.",
        "export ANTHROPIC_CUSTOM_HEADERS=\"Authorization: Basic $(printf %s 'USER:PASSWORD' | "
        'base64)"',
    ),
    Fix(
        "gateway-login",
        "Ask for a service token, or a path without the login",
        "Single sign-on is for browsers. Cloudflare Access has service tokens, others an "
        "exempt path; a header goes into ANTHROPIC_CUSTOM_HEADERS. You may also need a VPN.",
    ),
    Fix(
        "nginx-body-size",
        "Raise client_max_body_size in the gateway's nginx",
        "Agents' requests grow to megabytes; the API itself takes 32 MB. On the gateway's "
        "machine the command shows where the limit is set.",
        "sudo nginx -T | grep -n client_max_body_size",
    ),
    Fix(
        "gateway-body-size",
        "Raise the gateway's request size limit to 32 MB",
        "Traefik: maxRequestBodyBytes; Kong: allowed_payload_size; Apache: LimitRequestBody; IIS: "
        "maxAllowedContentLength.",
    ),
)
