"""A situation set up: the folder, the namespaces, the programs, and a shell inside of it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from . import authority, net, programs
from .situation import (
    GATEWAY_KEY,
    GOOD_KEY,
    PROXY_PASSWORD,
    STALE_KEY,
    SUBSCRIPTION,
    Program,
    Situation,
)

ROOT = Path(__file__).parents[2]
# This machine as the user sees it. What a fix writes to /etc is gone with the command, and but for
# the temporary folder the rest cannot be written at all.
_MOUNTS = """\
over=$LAB_PLACE/over
mount --bind "$LAB_TEMPORARY" "$LAB_TEMPORARY"
mount -t tmpfs lab "$over" && mkdir "$over/up" "$over/work"
[ ! -d "$LAB_PLACE/etc" ] || cp -r "$LAB_PLACE/etc/." "$over/up"
cp "$LAB_PLACE/hosts" "$LAB_PLACE/resolv.conf" "$over/up"
mount -t overlay lab -o "lowerdir=/etc,upperdir=$over/up,workdir=$over/work" /etc || {
  mount --bind "$LAB_PLACE/hosts" /etc/hosts
  mount --bind "$LAB_PLACE/resolv.conf" /etc/resolv.conf
}
mount --bind "$LAB_PLACE/certs" /etc/ssl/certs
for file in $LAB_BUNDLES; do mount --bind "$LAB_PLACE/bundle.pem" "$file"; done
mount -o remount,bind,ro / || true
cd "$HOME"; unset LAB_PLACE LAB_BUNDLES LAB_TEMPORARY over
exec "$@"
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that ran inside: its exit code (None: it was ended), output, seconds."""

    code: int | None
    out: str
    err: str
    seconds: float


@dataclass(slots=True)
class Place:
    """A situation that is set up."""

    row: Situation
    folder: Path
    spaces: net.Namespaces
    words: dict[str, str]
    env: dict[str, str]

    def run(
        self, command: list[str], timeout: float, more: Mapping[str, str] | None = None
    ) -> Ended:
        """Run a command as the user of this machine would."""
        env = self.env | dict(more or {}) | {
            "LAB_PLACE": str(self.folder), "LAB_BUNDLES": " ".join(_bundles()),
            "LAB_TEMPORARY": tempfile.gettempdir()
        }  # fmt: skip
        started = time.monotonic()
        process = subprocess.Popen(
            [*self.spaces.enter("client"), "sh", "-c", _MOUNTS, "sh", *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, errors="replace", env=env, start_new_session=True,
        )  # fmt: skip
        code: int | None
        try:
            out, err = process.communicate(timeout=timeout)
            code = process.returncode
        except subprocess.TimeoutExpired:
            net.end_group(process.pid)
            out, err = process.communicate()
            code = None
        except BaseException:
            net.end_group(process.pid)
            raise
        return Ended(code, out, err, time.monotonic() - started)

    def record(self) -> Path:
        """What every recording peer wrote down."""
        return self.folder / "record.jsonl"


@contextlib.contextmanager
def setup(row: Situation, folder: Path, shared: Path) -> Iterator[Place]:
    """Build it; everything is taken away at the end, whatever happened."""
    spaces = net.Namespaces(row.id.lower())
    folder.mkdir(parents=True)
    home = folder / "home"
    home.mkdir()
    words = _words(folder, home, shared)
    try:
        _machine(row, folder, shared, words)
        spaces.open(row.net)
        for one in (*_usual(row), *row.programs):
            programs.start(one, spaces, folder, words)
        yield Place(row, folder, spaces, words, _environment(row, home, shared, words))
    finally:
        spaces.close()


def _words(folder: Path, home: Path, shared: Path) -> dict[str, str]:
    now = datetime.now(UTC)
    ca = {name: str(shared / f"{name}.pem") for name in authority.CAS}
    return {
        "root": str(ROOT), "home": str(home), "folder": str(folder), "authority": str(shared),
        **ca, "der": str(shared / "zscaler.der"), "key": GOOD_KEY, "stale": STALE_KEY,
        "gateway": GATEWAY_KEY, "subscription": SUBSCRIPTION, "password": PROXY_PASSWORD,
        "2m": f"{now - timedelta(minutes=2):%Y-%m-%dT%H:%M:%S}.000Z",
        "expired": str(int((now - timedelta(days=9)).timestamp() * 1000)),
        "tomorrow": str(int((now + timedelta(days=1)).timestamp() * 1000)),
    }  # fmt: skip


def _machine(row: Situation, folder: Path, shared: Path, words: dict[str, str]) -> None:
    """The files of the client's machine."""
    (folder / "resolv.conf").write_text(row.net.resolv)
    (folder / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n" + row.net.hosts)
    (folder / "over").mkdir()
    certs = folder / "certs"
    certs.mkdir()
    if row.stores.system:
        text = authority.bundle(shared, row.stores.system)
        (certs / "ca-certificates.crt").write_text(text)
    # What a company gives to its people: the public CAs and its own.
    (folder / "company.pem").write_text(authority.bundle(shared, tuple(authority.CAS)))
    (folder / "bundle.pem").write_text(authority.bundle(shared, row.stores.bundle))
    for name, text in row.files.items():
        etc = name.startswith("/etc/")
        path = folder / "etc" / name.removeprefix("/etc/") if etc else folder / "home" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(programs.fill(text, words))


def _usual(row: Situation) -> list[Program]:
    """The resolvers of the company and of the world, and the internet itself."""
    import json

    def records(names: Mapping[str, str]) -> str:
        return "".join(f"address=/{name}/{number}\n" for name, number in names.items())

    alone = "no-resolv\nno-hosts\nlocal-ttl=1\n"
    six = f"address=/api.anthropic.com/{net.API6}\n" if row.net.ipv6 else ""
    truth = alone + records(net.NAMES) + six
    # Without any upstream a name that is not here is refused; so it does not exist.
    nobody = "address=/#/\n"
    own = "".join(f"{line}\n" for line in row.net.dns)
    changed = [line.split("/")[1] for line in row.net.dns if line.startswith("address=/")]
    known = {name: number for name, number in (net.NAMES | net.INSIDE).items()
             if not any(name == one or name.endswith("." + one) for one in changed)}  # fmt: skip
    mine = alone + own
    if "#" not in changed:
        mine += records(known) + (six if "api.anthropic.com" in known else "") + nobody
    kind = "ahead" if row.clock > 90 else "behind" if row.clock < -90 else row.world.leaf
    leaf = f"{{authority}}/{row.world.signer}.{kind}.pem"
    listen = [["0.0.0.0", 443, leaf], ["0.0.0.0", 80, None], ["::", 443, leaf], ["::", 80, None]]
    world = {"me": "world", "scenario": row.world.scenario, "listen": listen, "keys": [GOOD_KEY],
             "instead": row.world.instead, "shift_s": -86400 * row.clock}  # fmt: skip
    return [
        Program("dnsmasq", "world", truth + nobody),
        Program("dnsmasq", "middle", mine),
        Program("front", "world", json.dumps(world), port=443),
    ]


def _environment(
    row: Situation, home: Path, shared: Path, words: dict[str, str]
) -> dict[str, str]:  # fmt: skip
    env = {
        "PATH": f"{shared / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}",
        "HOME": str(home), "LANG": "C.UTF-8", "TERM": "dumb", "USER": "lab",
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    env |= {name: programs.fill(value, words) for name, value in row.env.items()}
    return env


def _bundles() -> list[str]:
    """Every certifi that a witness or the check may read."""
    import certifi

    found = [certifi.where()]
    other = os.environ.get("LAB_SDK_PYTHON", "")
    if other:
        asked = subprocess.run([other, "-m", "certifi"], text=True, capture_output=True)
        found += [asked.stdout.strip()] if asked.returncode == 0 else []
    return list(dict.fromkeys(found))


def tools(shared: Path) -> None:
    """The commands that fixes call: our own, and Claude Code where it is."""
    folder = shared / "bin"
    folder.mkdir()
    mine = folder / "claude-doctor"
    mine.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m claude_doctor "$@"\n')
    mine.chmod(0o755)
    # Fixes for files of the machine need it; anything else of the real machine stays untouched.
    sudo = folder / "sudo"
    sudo.write_text('#!/bin/sh\ncase "$1" in sed|tee|cp|mv|rm|sh) exec "$@";; esac; exit 1\n')
    sudo.chmod(0o755)
    claude = programs.find("claude")
    if claude:
        (folder / "claude").symlink_to(Path(claude).resolve())
