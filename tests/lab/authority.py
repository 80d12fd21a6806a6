"""The CAs of the lab and their certificates; made once a run, all private keys with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

#: Short name and organisation. `public` stands for the CAs that every store holds.
CAS = {
    "public": "Lab Public Trust",
    "zscaler": "Zscaler Inc.",
    "corp": "Example Corp",
}

HOSTS = (
    "api.anthropic.com", "console.anthropic.com", "statsig.anthropic.com", "claude.ai",
    "platform.claude.com", "status.claude.com", "anthropic.statuspage.io", "downdetector.com",
    "www.reddit.com", "oauth.reddit.com", "api.github.com", "hn.algolia.com",
    "connectivitycheck.gstatic.com", "detectportal.firefox.com", "captive.apple.com",
    "gateway.corp.example", "proxy.corp.example", "localhost", "127.0.0.1",
)  # fmt: skip
#: A certificate of the usual size does not fit into one packet.
FILLING = tuple(f"service-{number:02}.edge.example.net" for number in range(90))
OTHERS = ("portal.corp.example", "block.corp.example")


def make(folder: Path) -> None:
    """Write `NAME.pem`, `NAME.der` and the leaves `NAME.hosts.pem`, `.others.pem`, `.old.pem`."""
    now = datetime.now(UTC)
    for name, organization in CAS.items():
        ca = trustme.CA(organization_name=organization)
        ca.cert_pem.write_to_path(str(folder / f"{name}.pem"))
        _der(folder, name, ca.cert_pem.bytes())
        leaves = {
            "hosts": (HOSTS + FILLING, now + timedelta(days=90)),
            "others": (OTHERS, now + timedelta(days=90)),
            "old": (HOSTS, now - timedelta(days=3)),
            # What the peers of a machine with a wrong clock show: valid by their own.
            "ahead": (HOSTS, now - timedelta(days=310)),
            "behind": (HOSTS, now + timedelta(days=490)),
        }
        for kind, (names, ends) in leaves.items():
            begins = ends - timedelta(days=120)
            leaf = ca.issue_cert(*names, not_before=begins, not_after=ends)
            leaf.private_key_and_cert_chain_pem.write_to_path(str(folder / f"{name}.{kind}.pem"))


def bundle(folder: Path, names: tuple[str, ...]) -> str:
    """The text of a store that holds these CAs."""
    return "".join((folder / f"{name}.pem").read_text() for name in names)


def _der(folder: Path, name: str, pem: bytes) -> None:
    import ssl

    (folder / f"{name}.der").write_bytes(ssl.PEM_cert_to_DER_cert(pem.decode()))
