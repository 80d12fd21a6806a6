"""Pieces that several situations share."""

from __future__ import annotations

import json

from ..situation import Program

KEYED = {"ANTHROPIC_API_KEY": "{key}"}
PROXY = "http://proxy.corp.example:3128"

SQUID = Program("squid", config="http_port 3128\nhttp_access allow all\n", port=3128)
SQUID_LOGIN = Program(
    "squid",
    config="http_port 3128\n"
    "auth_param basic program /usr/lib/squid/basic_fake_auth\n"
    "acl known proxy_auth REQUIRED\n"
    "http_access deny !known\nhttp_access allow all\n",
    port=3128,
)
TINYPROXY = Program("tinyproxy", config="Port 3128\nListen 10.9.9.3\nTimeout 20\n", port=3128)


def squid_for(*domains: str) -> Program:
    """A squid that lets these domains through, and nothing else."""
    return Program(
        "squid",
        config=f"http_port 3128\nacl allowed dstdomain {' '.join(domains)}\n"
        "http_access allow allowed\nhttp_access deny all\n",
        port=3128,
    )


def front(port: int, where: str = "client", address: str = "127.0.0.1", **more: object) -> Program:
    """A recording peer on one address; `leaf`: it speaks TLS with that certificate."""
    leaf = more.pop("leaf", None)
    listen = [[address, port, f"{{authority}}/{leaf}.pem" if leaf else None]]
    return Program("front", where, json.dumps({"listen": listen, **more}), port=port)


def settings(**content: object) -> dict[str, str]:
    """Claude Code's settings.json of this user."""
    return {".claude/settings.json": json.dumps(content)}


def login(**more: object) -> dict[str, str]:
    """Claude Code's stored login of a subscription."""
    login = {"accessToken": "{subscription}", "refreshToken": "sk-ant-ort01-lab",
             "expiresAt": 4102444800000, "scopes": ["user:inference"],
             "subscriptionType": "max", **more}  # fmt: skip
    return {".claude/.credentials.json": json.dumps({"claudeAiOauth": login})}
