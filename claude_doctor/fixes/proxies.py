"""Fixes of proxies and of what is reached without one. Data."""

from __future__ import annotations

from .fix import CODE, Fix

PROXIES: tuple[Fix, ...] = (
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
        "set-no-proxy",
        "Put the address on the list of what is reached without the proxy",
        "NO_PROXY (for Python also no_proxy, which wins) holds names without stars, ports or "
        "blanks, separated by commas: that form every program reads.",
        'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}localhost,127.0.0.1,::1"',
        measured="{environment.no_proxy_extend_mend}",
    ),
)
