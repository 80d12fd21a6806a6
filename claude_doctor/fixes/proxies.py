"""Fixes of proxies and of what is reached without one. Data."""

from __future__ import annotations

from .fix import CODE, Fix

PROXIES: tuple[Fix, ...] = (
    Fix(
        "fix-proxy",
        "Fix the proxy setting, or allow the API's host in it",
        "Check HTTPS_PROXY, its login, and the proxy's allow list.",
        "curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null",
        measured="curl -sv --max-time 10 {environment.base_url}/ -o /dev/null",
    ),
    Fix(
        "proxy-login",
        "Put the proxy's user name and password into HTTPS_PROXY",
        "The proxy rejected the credentials that it got, or got none. Write special "
        "characters of the password as %XX. NTLM and Kerberos need a small local proxy in "
        "between.",
        "export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT",
        measured="export HTTPS_PROXY=http://USER:PASSWORD@{network.proxy_host}",
    ),
    Fix(
        "drop-proxy",
        "Unset the proxy variables, or start the proxy",
        "Nothing usable answers at the proxy's address. Without the variables calls go "
        "directly to the API, if the network allows that.",
        "unset HTTPS_PROXY https_proxy HTTP_PROXY http_proxy ALL_PROXY all_proxy",
    ),
    Fix(
        "ask-for-proxy",
        "Ask for this network's proxy, and set HTTPS_PROXY",
        "Many company networks let programs out through a proxy only. Whoever runs the "
        "network knows its address.",
        "export HTTPS_PROXY=http://PROXY:PORT",
    ),
    Fix(
        "start-proxy",
        "Start the proxy, or fix its address in the variable",
        "A direct connection was tried and does not work either, so unsetting the variable "
        "would not help.",
        "env | grep -iE '^(https?|all)_proxy=' | cut -d= -f1",
        windows="Get-ChildItem Env: | Where-Object Name -match '^(https?|all)_proxy$' | "
        "Select-Object Name",
    ),
    Fix(
        "drop-one-proxy",
        "Unset the proxy variable that wins; keep the other",
        "The lower-case variable wins over the upper-case one. Without it the other one counts.",
        measured="{environment.proxy_drop_mend}",
    ),
    Fix(
        "plain-proxy",
        "Use http:// in the proxy's address",
        "The scheme says how to speak to the proxy itself, not what is fetched through it. "
        "Nearly all proxies speak plain http, and the API's TLS passes through untouched.",
        measured="{environment.proxy_plain_mend}",
    ),
    Fix(
        "shorten-no-proxy",
        "Remove the API's host from NO_PROXY",
        "The list then holds what it held, without the entry that covers the API's host.",
        measured="{environment.no_proxy_shorten_mend}",
    ),
    Fix(
        "socks-support",
        "Install socksio, so that Python can use a SOCKS proxy",
        "The Python SDK can use a SOCKS proxy if socksio is installed in your program's "
        "environment. Claude Code cannot: it needs an http proxy.",
        "python3 -m pip install socksio",
    ),
    Fix(
        "http-proxy",
        "Use the proxy program's http port, if it has one",
        "Clash, V2Ray, Shadowsocks and similar programs usually offer http beside SOCKS, on "
        "another port or on the same.",
        url=f"{CODE}/network-config",
    ),
    Fix(
        "set-no-proxy",
        "Add the address to NO_PROXY",
        "NO_PROXY (Python also reads no_proxy, which wins) lists names without wildcards, "
        "ports or spaces, separated by commas: every program reads that form.",
        'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}localhost,127.0.0.1,::1"',
        measured="{environment.no_proxy_extend_mend}",
    ),
)
