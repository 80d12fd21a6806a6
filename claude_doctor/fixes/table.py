"""What to do now: the recommended fixes, as data. Rules and catalogue rows name them by id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from .between import BETWEEN
from .fix import Fix

__all__ = ["FIXES", "Fix", "named"]

from .commands import safe

DOCS = "https://platform.claude.com/docs/en/api"
CODE = "https://code.claude.com/docs/en"


FIXES: tuple[Fix, ...] = (
    # The service's trouble: spread the load, keep what you have.
    Fix(
        "backoff",
        "Retry with exponential back-off and jitter, 5 times at most",
        "Wait 1, 2, 4, 8, 16 seconds, each with a random part, and obey retry-after when it is "
        "sent. Tight retry loops are what keeps an overload going.",
        "claude-doctor fixes backoff",
        f"{DOCS}/errors",
    ),
    Fix(
        "shorter-output",
        "Lower max_tokens and split the work into smaller requests",
        "Short answers finish before a time-out can cut them, and a failed chunk costs one chunk.",
        "claude-doctor fixes shorter-output",
    ),
    Fix(
        "lighter-model",
        "Try a lighter model while this one is short of capacity",
        "Capacity is tracked per model, so another model may answer when yours does not. "
        "claude-haiku-5-5 is the smallest current one.",
        "claude-doctor check --model claude-haiku-5-5",
    ),
    Fix(
        "streaming",
        "Stream, and keep what has arrived when the stream breaks",
        "Save each delta as it comes; an answer is complete only with message_stop. Ask the model "
        "to go on from the saved text.",
        "claude-doctor fixes streaming",
        f"{DOCS}/messages-streaming",
    ),
    Fix(
        "fallback-route",
        "Send urgent calls by another route: Bedrock, Vertex, another provider, a local model",
        "Put the route behind one switch and test it before you need it. Claude through Bedrock or "
        "Vertex is the smallest change.",
        "claude-doctor fallbacks",
    ),
    Fix(
        "monitor-529",
        "Give 529 a label of its own in your monitoring",
        "529 is their capacity, 429 is your limit, 5xx is their fault. Counted together they send "
        "you looking in the wrong place.",
        url=f"{DOCS}/errors",
    ),
    Fix(
        "commit-first",
        "Commit before long agent runs, and look at half-written files now",
        "A session that breaks in mid-edit leaves half-written files. `git diff` shows them; "
        "`git stash` puts them aside.",
        "git status --short && git diff --stat",
    ),
    Fix(
        "say-continue",
        "Answer “continue” in the interrupted session",
        "Claude Code keeps the part of the answer that arrived and goes on from there.",
        url=f"{CODE}/errors",
    ),
    Fix(
        "follow-status-page",
        "Follow the incident on the status page",
        "Subscribe there for updates. The page trailed the start of API incidents of 2026 by 13 "
        "minutes in the median.",
        url="https://status.claude.com",
    ),
    Fix(
        "wait-it-out",
        "Wait some minutes and check again; change nothing on your side",
        "The median API incident of 2026 lasted about an hour.",
        "claude-doctor check",
    ),
    Fix(
        "report-request-id",
        "Give the request id to Anthropic's support",
        "It lets them find the one request in their logs.",
        url="https://support.claude.com",
    ),
    # The request, the key, the configuration.
    Fix(
        "check-key",
        "Put a valid API key into ANTHROPIC_API_KEY",
        "The key was refused: it is mistyped, revoked, expired or of another kind. Make a new one "
        "in the Console and export it in the shell that runs your program.",
        "export ANTHROPIC_API_KEY=…",
        "https://platform.claude.com/settings/keys",
    ),
    Fix(
        "login-again",
        "Log in to Claude Code again",
        "Run `claude`, then /login. An expired or revoked login is renewed.",
        "claude /login",
        f"{CODE}/errors",
    ),
    Fix(
        "ask-permission",
        "Ask an administrator for the missing permission, or use another workspace's key",
        "The key is valid, but its workspace or role does not allow this.",
        url="https://platform.claude.com/settings/keys",
    ),
    Fix(
        "fix-model-id",
        "Use a model id that exists",
        "Ids are exact. Current ones: claude-haiku-5-5, claude-sonnet-5-5, claude-opus-5-5, "
        "claude-fable-5-2.",
        url="https://platform.claude.com/docs/en/about-claude/models/overview",
    ),
    Fix(
        "migrate-model",
        "Move to the successor before the model is retired",
        "After the retirement date every call answers 404.",
        url="https://platform.claude.com/docs/en/about-claude/model-deprecations",
    ),
    Fix(
        "fix-request",
        "Correct the request: the message names the field",
        "The same request will fail again, so do not retry it.",
        url=f"{DOCS}/errors",
    ),
    Fix(
        "shrink-request",
        "Send less than 32 MB: resize images, use the Files API",
        "The limit is on bytes, not on tokens.",
        url=f"{DOCS}/errors",
    ),
    Fix(
        "shrink-context",
        "Shorten the conversation: /compact, or fewer and smaller inputs",
        "The prompt and max_tokens together must fit into the model's context window.",
        "claude-doctor fixes shrink-context",
    ),
    Fix(
        "rephrase",
        "Rephrase the prompt, or change what it asks for",
        "A content filter stopped it. The same words will be stopped again.",
    ),
    Fix(
        "fix-base-url",
        "Correct ANTHROPIC_BASE_URL, or unset it",
        "It must be the address in front of /v1/messages, without /v1 at its end. Without it "
        "calls go to Anthropic itself: take a gateway's key out as well.",
        "unset ANTHROPIC_BASE_URL",
        measured="{environment.base_url_mend}",
    ),
    Fix(
        "use-https",
        "Use https for the address that your key is sent to",
        "Over plain http everybody on the way can read the key. claude-doctor did not send it.",
        'export ANTHROPIC_BASE_URL="https${ANTHROPIC_BASE_URL#http}"',
    ),
    Fix(
        "mend-environment",
        "Clear the conflicting settings",
        "`claude-doctor check -v` lists each conflict, which setting wins, and what to type. An "
        "`unset` holds for this shell: take the line out of your shell's profile, too.",
        "env | grep -E '^(ANTHROPIC|CLAUDE|HTTPS?_PROXY|NO_PROXY)' | cut -d= -f1",
        measured="{environment.mend}",
    ),
    Fix(
        "mend-other-program",
        "Take away what sends the other program there",
        "The program that was checked has a configuration of its own. Correct the other one's, or "
        "take it out. An organization's managed settings only its administrators can change.",
        "claude-doctor check -v",
        measured="{ping.other_mend}",
    ),
    Fix(
        "drop-credential",
        "Take the credential away that stands before the one that works",
        "Claude Code prefers a token or a key in the environment to its own login.",
        "unset ANTHROPIC_AUTH_TOKEN ANTHROPIC_API_KEY",
        measured="{environment.key_mend}",
    ),
    Fix(
        "move-subscription-token",
        "Give the token to Claude Code under its own name",
        "CLAUDE_CODE_OAUTH_TOKEN is where Claude Code looks for a subscription's token. Other "
        "programs need a key of the Console.",
        'export CLAUDE_CODE_OAUTH_TOKEN="$ANTHROPIC_API_KEY"; unset ANTHROPIC_API_KEY',
        "https://platform.claude.com/settings/keys",
    ),
    Fix(
        "own-model-id",
        "Write the model as Anthropic does",
        "A cloud's id has its provider and a version around Anthropic's own.",
        "unset ANTHROPIC_MODEL",
        measured="{ping.failed_model_mend}",
    ),
    Fix(
        "encrypt-gateway",
        "Give the gateway TLS, or reach it through a tunnel that ends on this machine",
        "Writing https alone breaks it: the gateway must speak it first. A tunnel makes the "
        "address one of this machine: ssh -L 4000:localhost:4000 GATEWAY, then http://localhost:4000.",
    ),
    Fix(
        "drop-cloud-gateway",
        "Take the address of the dead gateway away",
        "Without it Claude Code calls the cloud itself, and needs the cloud's own login.",
        "unset ANTHROPIC_BEDROCK_BASE_URL ANTHROPIC_VERTEX_BASE_URL ANTHROPIC_FOUNDRY_BASE_URL",
        measured="{ping.cloud_gateway_mend}",
    ),
    Fix(
        "set-no-proxy",
        "Put the address on the list of what is reached without the proxy",
        "NO_PROXY (for Python also no_proxy, which wins) holds names without stars, ports or "
        "blanks, separated by commas: that form every program reads.",
        'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}localhost,127.0.0.1,::1"',
        measured="{environment.no_proxy_extend_mend}",
    ),
    # The account.
    Fix(
        "wait-retry-after",
        "Wait as long as retry-after says, then send less at once",
        "The limit refills continuously. Sending earlier only extends the wait.",
        url=f"{DOCS}/rate-limits",
    ),
    Fix(
        "spread-load",
        "Spread requests over time; cache prompts; batch what can wait",
        "Bursts are limited over less than a minute. Cached input does not count against most "
        "models' input limit.",
        url=f"{DOCS}/rate-limits",
    ),
    Fix(
        "raise-limit",
        "Raise the spend limit that was set, or wait until it starts anew",
        "Somebody set this limit on the organisation or the workspace; an administrator can raise "
        "it at once. Retrying does not help before the date in the message.",
        url="https://platform.claude.com/usage/limits",
    ),
    Fix(
        "raise-tier",
        "Ask for a higher tier, or wait for the first of the month",
        "The tier's monthly cap is Anthropic's, not a limit that you set. The page shows the tier "
        "and how to leave it. Retrying does not help before the date in the message.",
        url="https://platform.claude.com/usage/limits",
    ),
    Fix(
        "add-credit",
        "Buy credit, or switch on automatic reload",
        "The prepaid balance is used up.",
        url="https://platform.claude.com/settings/billing",
    ),
    Fix(
        "fix-billing",
        "Mend the payment method",
        "Billing refuses the request, not the API.",
        url="https://platform.claude.com/settings/billing",
    ),
    Fix(
        "contact-support",
        "Ask the organisation's owner, or Anthropic's support",
        "Only they can lift this.",
        url="https://support.claude.com",
    ),
    Fix(
        "wait-for-reset",
        "Wait for the reset that the message names, or use an API key",
        "The subscription's limit is reached. /usage in Claude Code shows the windows.",
        "claude /usage",
    ),
    # The path.
    Fix(
        "check-internet",
        "Check this machine's connection: cable, Wi-Fi, VPN",
        "Nothing outside answers, so this is not about Claude. The first command asks without "
        "names, the second shows whether there is a route out.",
        "ping -c 3 1.1.1.1; netstat -rn",
    ),
    Fix(
        "check-dns",
        "Check name resolution, or try another resolver",
        "The name does not resolve here, or leads elsewhere. Compare with `1.1.1.1`; where the "
        "answers differ, look at /etc/hosts, the VPN, and the resolver in /etc/resolv.conf.",
        "nslookup api.anthropic.com; nslookup api.anthropic.com 1.1.1.1",
        measured="nslookup {network.host}; nslookup {network.host} 1.1.1.1",
    ),
    # What was tried: the command is the change that worked, or what leads to it.
    Fix(
        "apply-cure",
        "Make the change that worked when it was tried here",
        "The check made this one change after the failure, and the API answered. An `export` or "
        "`unset` holds for this shell: put it into your shell's profile, too.",
        measured="{network.cure}",
    ),
    Fix(
        "drop-hosts-line",
        "Take the API's name out of /etc/hosts",
        "A line there outranks every resolver. The command keeps the old file as /etc/hosts.old.",
        "grep -n anthropic /etc/hosts",
        measured="{network.cure}",
    ),
    Fix(
        "pin-name",
        "Mend the resolver, or allow the name in the DNS blocker; until then this line in "
        "/etc/hosts works",
        "The API answers by its number, so the name alone is wrong. Take the line out again when "
        "the name resolves: the number may change.",
        "nslookup api.anthropic.com",
        measured="{network.cure}",
    ),
    Fix(
        "unblock-name",
        "Allow the API's name in the DNS blocker (Pi-hole, AdGuard, NextDNS, the router)",
        "Its query log shows the name; put it on the allow list there. The command is Pi-hole's, "
        "to be given on the Pi-hole itself.",
        "pihole allow api.anthropic.com || pihole -w api.anthropic.com",
        measured="pihole allow {network.host} || pihole -w {network.host}",
    ),
    Fix(
        "mend-resolver",
        "Mend the resolver, or name another one in /etc/resolv.conf",
        "The line works; only names do not resolve. The commands show who is asked; 1.1.1.1 is a "
        "public resolver, where your network allows it.",
        "cat /etc/resolv.conf; resolvectl status; nslookup api.anthropic.com 1.1.1.1",
    ),
    Fix(
        "check-local-firewall",
        "Allow outgoing connections in the firewall of this machine or container",
        "The command lists its rules. In a dev container look at its init-firewall script; add "
        "api.anthropic.com, port 443.",
        "sudo nft list ruleset || sudo iptables -S",
    ),
    Fix(
        "ask-for-proxy",
        "Ask whoever runs this network for its proxy, and set HTTPS_PROXY",
        "Many company networks let programs out through a proxy alone.",
        "export HTTPS_PROXY=http://PROXY:PORT",
    ),
    Fix(
        "start-proxy",
        "Start the proxy at that address, or correct the address in the variable",
        "The direct way was tried and does not work either, so taking the variable away would not "
        "help.",
        "env | grep -iE '^(https?|all)_proxy=' | cut -d= -f1",
    ),
    Fix(
        "fill-store",
        "Install the system's certificates, or give Python the ones that it brings",
        "Debian and Alpine call the package ca-certificates. The command needs no installation; "
        "SSL_CERT_FILE is read by the Python SDK.",
        "apt-get install -y ca-certificates || apk add ca-certificates",
        measured="export SSL_CERT_FILE={network.bundle_file}",
    ),
    Fix(
        "check-firewall",
        "Allow outgoing connections to port 443 of the API's host",
        "The internet answers, this host does not: a firewall, a VPN or a dead route.",
        "curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null",
        measured="curl -sv --max-time 10 {environment.base_url}/ -o /dev/null",
    ),
    Fix(
        "trust-ca",
        "Give your programs the company's CA certificate",
        "Something on the path signs with a CA that nothing here knows. Get its file from whoever "
        "runs the network, never from the connection itself. SSL_CERT_FILE replaces Python's "
        "store, so the file must hold the public CAs, too; NODE_EXTRA_CA_CERTS adds to Node's.",
        "export SSL_CERT_FILE=/path/ca.pem NODE_EXTRA_CA_CERTS=/path/ca.pem",
        measured="{network.ca_mend}",
    ),
    Fix(
        "use-system-store",
        "Let every program use this machine's own certificate store",
        "The store of the system knows who signed, the programs' own bundles do not. Node 22.15 "
        "and later reads the system's store with --use-system-ca.",
        "export NODE_OPTIONS=--use-system-ca",
        measured="export SSL_CERT_FILE={network.system_store} "
        "REQUESTS_CA_BUNDLE={network.system_store} NODE_EXTRA_CA_CERTS={network.system_store}",
    ),
    Fix(
        "share-ca",
        "Give Node the certificates that Python has",
        "SSL_CERT_FILE is read by Python only. Claude Code reads the system's store as well, but "
        "Node programs do not.",
        'export NODE_EXTRA_CA_CERTS="$SSL_CERT_FILE"',
    ),
    Fix(
        "see-certificate",
        "Look at the certificate: whose it is, who signed it, until when",
        "Tell whoever runs that host, or the network in between. Nobody else can mend it.",
        "openssl s_client -connect api.anthropic.com:443 </dev/null | openssl x509 -noout "
        "-subject -issuer -dates",
        measured="openssl s_client -connect {network.host}:{network.port} </dev/null | "
        "openssl x509 -noout -subject -issuer -dates",
    ),
    Fix(
        "set-clock",
        "Set this machine's clock",
        "Certificates and signatures are checked against it. The first command is Linux's, the "
        "second that of macOS.",
        "sudo timedatectl set-ntp true || sudo sntp -sS time.apple.com",
    ),
    Fix(
        "fix-proxy",
        "Mend the proxy setting, or allow the API's host in the proxy",
        "Check HTTPS_PROXY, its login, and the proxy's allow list.",
        "curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null",
        measured="curl -sv --max-time 10 {environment.base_url}/ -o /dev/null",
    ),
    Fix(
        "proxy-login",
        "Put the proxy's login into HTTPS_PROXY",
        "The proxy wants a login, or another one. Write special characters of the password as "
        "%XX. NTLM and Kerberos need a small proxy of your own in between.",
        "export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT",
        measured="export HTTPS_PROXY=http://USER:PASSWORD@{network.proxy_host}",
    ),
    Fix(
        "drop-proxy",
        "Take the proxy setting away, or start the proxy again",
        "Nothing useful answers at the proxy's address. Without the variables calls go straight "
        "to the API, where the network allows that.",
        "unset HTTPS_PROXY https_proxy HTTP_PROXY http_proxy ALL_PROXY all_proxy",
    ),
    Fix(
        "open-portal",
        "Open a browser and log in to the network",
        "A page that is not Anthropic's answers in its place.",
        "open http://captive.apple.com || xdg-open http://captive.apple.com",
    ),
    Fix(
        "change-region",
        "Leave the VPN or data centre, or use a supported country",
        "The edge refuses this address. It is not about your key. The command shows the address "
        "and the country that the edge sees.",
        "curl -s https://api.anthropic.com/cdn-cgi/trace | grep -E '^(ip|loc)='",
        url="https://www.anthropic.com/supported-countries",
    ),
    Fix(
        "check-gateway",
        "Ask whoever runs the gateway; its log knows more",
        "Anthropic's front door answers, so the fault is between you and it.",
        'curl -sv --max-time 10 "$ANTHROPIC_BASE_URL/v1/messages" -o /dev/null',
    ),
    Fix(
        "bypass-gateway",
        "Go round the gateway, if you hold a key of Anthropic's own",
        "Compare without the gateway: the command leaves out its address and its keys, because a "
        "gateway's key must never go to Anthropic. To work so, set a key of Anthropic's own.",
        "env -u ANTHROPIC_BASE_URL -u ANTHROPIC_API_KEY -u ANTHROPIC_AUTH_TOKEN "
        "claude-doctor check",
    ),
    *BETWEEN,
    # What the text of a failure asks for.
    Fix(
        "google-login",
        "Log in to Google Cloud for programs",
        "Claude on Vertex AI takes a credential of Google's, no key of Anthropic's.",
        "gcloud auth application-default login",
        "https://cloud.google.com/docs/authentication/provide-credentials-adc",
    ),
    Fix(
        "aws-sso-login",
        "Log in to AWS again",
        "The temporary credential of the AWS profile has run out; a login renews it. With a "
        "profile of its own, add --profile. No key of Anthropic's is involved.",
        "aws sso login",
    ),
    Fix(
        "aws-login",
        "Renew the AWS login, or set the profile and region that your program uses",
        "Claude on Bedrock takes a credential of AWS, no key of Anthropic's. The command shows "
        "who AWS takes you for.",
        "aws sts get-caller-identity || aws sso login",
    ),
    Fix(
        "marketplace-rights",
        "Allow aws-marketplace:Subscribe and ViewSubscriptions for the role, once",
        "The first call of a model subscribes the account to it in the AWS Marketplace; later "
        "calls do not need the right.",
        url="https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html",
    ),
    Fix(
        "use-case-form",
        "Send in the use-case form for Anthropic's models in the Bedrock console",
        "It is asked for once per account. Access comes some minutes later.",
        url="https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html",
    ),
    Fix(
        "cloud-access",
        "Have access to the model granted in the cloud's own console",
        "It is the cloud account's right to the model, or the role's to call it, that is missing.",
    ),
    Fix(
        "google-quota",
        "Ask Google Cloud for quota for this model and region, or use the global endpoint",
        "A new project may have none at all.",
        url="https://console.cloud.google.com/iam-admin/quotas",
    ),
    Fix(
        "ask-admin",
        "Ask an administrator of your organization",
        "A setting or the plan of the organization forbids it; the key and the request are fine.",
    ),
    Fix(
        "appeal",
        "Ask the organization's owner; the message or e-mail names where to appeal",
        "Only Anthropic can lift it. Retrying does not help.",
        url="https://support.claude.com",
    ),
    Fix(
        "usage-credits",
        "Use extra usage: /usage-credits in Claude Code, or the plan's page",
        "What goes beyond the plan is paid from usage credits, where they are switched on.",
        url="https://claude.ai/settings/usage",
    ),
    Fix(
        "switch-model",
        "Switch to another model: /model in Claude Code",
        "Capacity and limits are kept for each model, so another one may answer.",
        url=f"{CODE}/errors",
    ),
    Fix(
        "rewind",
        "Press Esc twice and go back to before the message that caused it",
        "The conversation goes on from there, without what was refused or too long.",
        url=f"{CODE}/errors",
    ),
    Fix(
        "feedback",
        "Report a wrong refusal with /feedback",
        "It reaches those who tune the safeguards.",
    ),
    Fix(
        "update-claude-code",
        "Update Claude Code, then try again",
        "Old versions are no longer accepted.",
        "claude update",
        f"{CODE}/setup",
    ),
    Fix(
        "fix-variable",
        "Correct the environment variable or setting that the message names",
        "Nothing was sent: a line end, a blank or a letter outside ASCII in a header is enough.",
        "env | grep -E '^(ANTHROPIC|CLAUDE)' | cut -d= -f1",
    ),
    Fix(
        "read-execution-file",
        "Read the execution file: the true error is in it",
        "claude-code-action names it in its output `execution_file`; it lies in the runner's "
        "temporary folder. Keep it as an artifact, then explain it.",
        'claude-doctor explain "$RUNNER_TEMP/claude-execution-output.json"',
    ),
    # Single variables.
    Fix(
        "mend-variable",
        "Correct the value of the variable that is named",
        "The command changes that alone and holds for this shell. Correct the line where the value "
        "comes from, too: a profile, an .env file, a secret of the pipeline.",
        measured="{environment.broken_mend}",
    ),
    Fix(
        "mend-key",
        "Take away from the key what does not belong to it",
        "The command changes that alone and holds for this shell. Correct the line where the value "
        "comes from, too: a profile, an .env file, a secret of the pipeline.",
        measured="{environment.key_flaw_mend}",
    ),
    Fix(
        "set-secret",
        "Give the job its secret",
        "On GitHub a pull request from a fork gets no secrets: run the job on pushes to the "
        "repository itself, or skip the step where the key is empty. Check the secret's spelling.",
        "gh secret list",
        "https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions",
    ),
    Fix(
        "socks-support",
        "Teach Python SOCKS, in the environment of your program",
        "The Python SDK goes through a SOCKS proxy where the package socksio is there. Claude Code "
        "never does: it wants an http proxy.",
        "python3 -m pip install socksio",
    ),
    Fix(
        "http-proxy",
        "Name the http port of that proxy program, if it has one",
        "Clash, V2Ray, Shadowsocks and their kin usually offer http beside SOCKS, on another port "
        "or on the same.",
        url=f"{CODE}/network-config",
    ),
    Fix(
        "drop-one-proxy",
        "Take away the proxy variable that wins, and leave the other",
        "The lower-case variable wins over the upper-case one. Without it the other one counts.",
        measured="{environment.proxy_drop_mend}",
    ),
    Fix(
        "plain-proxy",
        "Write http:// in front of the proxy's name",
        "The scheme says how to speak to the proxy itself, not what is fetched through it; nearly "
        "all proxies speak plain http, and the API's TLS goes through it untouched.",
        measured="{environment.proxy_plain_mend}",
    ),
    Fix(
        "shorten-no-proxy",
        "Take the API's host off the list of what is reached without the proxy",
        "The list then holds what it held, without the entry that covers the API's host.",
        measured="{environment.no_proxy_shorten_mend}",
    ),
    # Not knowing.
    Fix(
        "add-evidence",
        "Give more evidence: the failing program's own message, and a key for a real ping",
        "With the text, the same rules judge what you saw together with what is measured now.",
        "claude-doctor check --error 'the message'",
    ),
    Fix(
        "not-claude",
        "Look at the program that printed it; the Claude API is not involved",
        "The text is no failure of the Claude API.",
    ),
    Fix(
        "other-provider-quota",
        "Check the plan and the quota at that provider",
        "The message was made by another provider or gateway, for its own account.",
    ),
    Fix(
        "ask-other-provider",
        "Look at that provider's own status page and documentation",
        "The message was made by another provider or gateway.",
    ),
)

_BY_ID = {fix.id: fix for fix in FIXES}

_SLOT = re.compile(r"\{([a-z]+\.[a-z_]+)\}")


def named(ids: tuple[str, ...], facts: Mapping[str, object] | None = None) -> tuple[Fix, ...]:
    """The fixes with these ids, in this order; with facts, commands about what was measured."""
    return tuple(_filled(_BY_ID[i], facts or {}) for i in ids)


def _filled(fix: Fix, facts: Mapping[str, object]) -> Fix:
    if fix.measured is None:
        return fix
    slots = set(_SLOT.findall(fix.measured))
    values = {slot: str(facts[slot]) for slot in slots if isinstance(facts.get(slot), str | int)}
    if len(values) < len(slots) or not all(safe(slot, value) for slot, value in values.items()):
        return fix
    return replace(fix, command=_SLOT.sub(lambda slot: values[slot[1]], fix.measured))
