"""Fixes for what answers in the API's place: edges, filters, proxies, gateways. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, Fix

BETWEEN: tuple[Fix, ...] = (
    Fix(
        "leave-address",
        "Use another network, and switch VPN and proxy off: the edge refuses this address",
        "Addresses of data centres, VPNs and shared lines are refused for what others did from "
        "them. The command shows the address that the edge sees; it is not about your key.",
        "curl -s https://api.anthropic.com/cdn-cgi/trace | grep -E '^(ip|loc)='",
    ),
    Fix(
        "report-ray",
        "Give Anthropic's support the cf-ray and your address, where it is to be allowed",
        "With the ray they find the one request and the rule of the edge that refused it.",
        url="https://support.claude.com",
    ),
    Fix(
        "ask-exception",
        "Ask whoever runs the filter for an exception for the API's host",
        "A login does not help: the site is blocked. Give them the host, the category and the "
        "page's words. When the command shows an answer in JSON, it is open.",
        "curl -s --max-time 10 https://api.anthropic.com/v1/messages | head -c 300",
        measured="curl -s --max-time 10 {environment.base_url}/v1/messages | head -c 300",
    ),
    Fix(
        "other-network",
        "Compare with another network: a phone's, or without the VPN",
        "Where it works there, it is this network's rule and not your machine's.",
    ),
    Fix(
        "allow-host",
        "Ask the proxy's administrator to put the API's host on its allow list",
        "The proxy works and refuses this host. When the command shows “200 Connection "
        "established”, it is on the list.",
        "curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null",
        measured="curl -sv --max-time 10 {environment.base_url}/ -o /dev/null",
    ),
    Fix(
        "check-gateway",
        "Ask whoever runs the gateway; its log knows more",
        "Anthropic's front door answers, so the fault is between you and it.",
        'curl -sv --max-time 10 "$ANTHROPIC_BASE_URL/v1/messages" -o /dev/null',
        routes=ANTHROPIC,
    ),
    Fix(
        "bypass-gateway",
        "Go round the gateway, if you hold a key of Anthropic's own",
        "Compare without the gateway: the command leaves out its address and its keys, because a "
        "gateway's key must never go to Anthropic. To work so, set a key of Anthropic's own.",
        "env -u ANTHROPIC_BASE_URL -u ANTHROPIC_API_KEY -u ANTHROPIC_AUTH_TOKEN "
        "claude-doctor check",
        routes=ANTHROPIC,
    ),
    Fix(
        "encrypt-gateway",
        "Give the gateway TLS, or reach it through a tunnel that ends on this machine",
        "Writing https alone breaks it: the gateway must speak it first. A tunnel makes the "
        "address one of this machine: ssh -L 4000:localhost:4000 GATEWAY, then http://localhost:4000.",
    ),
    Fix(
        "drop-cloud-gateway",
        "Take the address of the dead gateway away, and with it what leaves the login to it",
        "Without it Claude Code calls the cloud itself, and needs the cloud's own login.",
        "unset ANTHROPIC_BEDROCK_BASE_URL ANTHROPIC_VERTEX_BASE_URL ANTHROPIC_FOUNDRY_BASE_URL",
        measured="{ping.cloud_gateway_mend}",
    ),
    Fix(
        "mend-store",
        "Let the variable name the company's CA certificate, as a PEM file",
        "The variable is there to give a program that certificate, and what it names holds none "
        "that can be read. Get the file from whoever runs the network.",
        'echo "$SSL_CERT_FILE $NODE_EXTRA_CA_CERTS"',
        measured="{environment.ca_flaw_mend}",
    ),
    Fix(
        "shrink-packets",
        "Send smaller packets over this link, or mend the MTU of the VPN or tunnel",
        "Some link on the way takes less than this machine believes and tells nobody. The command "
        "holds until the next start; the lasting place is the VPN's own MTU setting.",
        "ip link",
        measured="{ping.large_mend}",
    ),
    Fix(
        "gateway-key",
        "Put a key that your gateway has issued into ANTHROPIC_AUTH_TOKEN",
        "A gateway knows the keys that it has issued itself, not Anthropic's. Whoever runs it "
        "makes one; LiteLLM calls it a virtual key.",
        "export ANTHROPIC_AUTH_TOKEN=…; unset ANTHROPIC_API_KEY",
    ),
    Fix(
        "key-as-token",
        "Move the key to ANTHROPIC_AUTH_TOKEN, which is sent as Authorization",
        "Claude Code, and the Python SDK before 2.0, send ANTHROPIC_API_KEY as x-api-key, which "
        "this gateway does not read. In Claude Code's settings.json it is the same two names.",
        'export ANTHROPIC_AUTH_TOKEN="$ANTHROPIC_API_KEY"; unset ANTHROPIC_API_KEY',
    ),
    Fix(
        "token-as-key",
        "Move the key to ANTHROPIC_API_KEY, which Claude Code sends as x-api-key",
        "ANTHROPIC_AUTH_TOKEN is sent as Authorization, which this gateway does not read.",
        'export ANTHROPIC_API_KEY="$ANTHROPIC_AUTH_TOKEN"; unset ANTHROPIC_AUTH_TOKEN',
    ),
    Fix(
        "other-scheme",
        "Write the scheme that the gateway speaks",
        "Where ANTHROPIC_BASE_URL stands in Claude Code's settings.json, it is changed there.",
        "export ANTHROPIC_BASE_URL=…",
        measured="{ping.gateway_speaks_mend}",
    ),
    Fix(
        "drop-url-login",
        "Take the login out of ANTHROPIC_BASE_URL, so that the token is sent",
        "httpx, and with it the Python SDK, makes Authorization of the login. Where the address "
        "stands in Claude Code's settings.json, it is changed there.",
        'export ANTHROPIC_BASE_URL="${ANTHROPIC_BASE_URL%%://*}://${ANTHROPIC_BASE_URL##*@}"',
    ),
    Fix(
        "messages-path",
        "Ask for its address with the Messages API, and put that into ANTHROPIC_BASE_URL",
        "Many gateways speak OpenAI's API on one path and Anthropic's on another: LiteLLM has "
        "/v1/messages at its root, OpenRouter at https://openrouter.ai/api. The command shows "
        "whether the path is there: 401 or 400 in JSON is a yes, 404 a no.",
        'curl -s --max-time 10 -X POST "$ANTHROPIC_BASE_URL/v1/messages" | head -c 300',
    ),
    Fix(
        "choose-model",
        "Choose a model that the gateway serves to this key",
        "Claude Code and this check read ANTHROPIC_MODEL; a program of your own names the model in "
        'its code. What the gateway serves: curl -s -H "Authorization: Bearer '
        '$ANTHROPIC_AUTH_TOKEN" "$ANTHROPIC_BASE_URL/v1/models"',
        "export ANTHROPIC_MODEL=…",
        measured="{ping.served_mend}",
    ),
    Fix(
        "ask-gateway",
        "Ask whoever runs the gateway: the refusal is its own rule",
        "It is not Anthropic that refuses. The gateway's configuration and log say what is "
        "allowed.",
    ),
    Fix(
        "mend-gateway-key",
        "Have the gateway's own key for its provider renewed, by whoever runs it",
        "The key stands in the gateway's configuration (LiteLLM: api_key in config.yaml, or the "
        "variable that it names) and the gateway is started anew. Your own key stays as it is.",
    ),
    Fix(
        "mend-gateway-account",
        "Have the account behind the gateway topped up, by whoever runs it",
        "It is the gateway's account at its provider that is empty or at its limit, not yours.",
    ),
    Fix(
        "wait-for-gateway",
        "Wait a minute and check again: gateways pause what has just failed",
        "LiteLLM pauses a deployment for some seconds after a failure, and what made it fail "
        "stands in its log.",
        "sleep 60; claude-doctor check",
    ),
    Fix(
        "start-upstream",
        "Start what stands behind the gateway, or have it started",
        "The gateway itself answers: what it forwards to is stopped, moved or blocked. Its own "
        "log names the address.",
        'curl -sv --max-time 10 "$ANTHROPIC_BASE_URL/v1/messages" -o /dev/null',
    ),
    Fix(
        "exempt-programs",
        "Have the challenge switched off for the gateway's API path, by whoever runs it",
        "In Cloudflare: a rule that skips the challenge for /v1/*. No program can pass one.",
    ),
    Fix(
        "gateway-password",
        "Send the gateway's user name and password in a header",
        "The gateway, or the web server before it, asks for HTTP Basic. The SDK and Claude Code "
        "send what ANTHROPIC_CUSTOM_HEADERS holds.",
        "export ANTHROPIC_CUSTOM_HEADERS=\"Authorization: Basic $(printf %s 'USER:PASSWORD' | "
        'base64)"',
    ),
    Fix(
        "gateway-login",
        "Ask for a way in for programs: a service token, or a path without the login",
        "Single sign-on answers browsers. Cloudflare Access has service tokens, others an "
        "exempt path; a header goes into ANTHROPIC_CUSTOM_HEADERS. A VPN may be what is missing.",
    ),
    Fix(
        "nginx-body-size",
        "Raise client_max_body_size in the nginx before the gateway",
        "Requests of agents grow to megabytes; the API itself takes 32 MB. On the gateway's "
        "machine the command shows where the limit is set.",
        "sudo nginx -T | grep -n client_max_body_size",
    ),
    Fix(
        "gateway-body-size",
        "Have the gateway's limit on the size of requests raised to 32 MB",
        "Traefik: maxRequestBodyBytes; Kong: allowed_payload_size; Apache: LimitRequestBody; IIS: "
        "maxAllowedContentLength.",
    ),
)
