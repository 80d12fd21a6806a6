"""How each real program is started, and how one knows that it listens."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

from .net import Namespaces
from .situation import Program

#: Where Debian's packages put them, for a PATH without sbin.
_SBIN = ("/usr/sbin", "/usr/local/sbin", "/sbin")
#: Programs that are no Debian packages: the variable that says where one is.
ELSEWHERE = {
    "litellm": "LAB_LITELLM",
    "mitmproxy": "LAB_MITMDUMP",
    "claude": "LAB_CLAUDE",
}
_FILE = {"mitmproxy": "mitmdump"}
_READY_S = {"litellm": 90.0, "mitmproxy": 20.0}


def find(name: str) -> str | None:
    """The program's path, or None where this machine lacks it."""
    named = os.environ.get(ELSEWHERE.get(name, ""), "")
    if named:
        return named
    paths = os.pathsep.join((os.environ.get("PATH", ""), *_SBIN))
    return shutil.which(_FILE.get(name, name), path=paths)


def missing(needs: tuple[str, ...]) -> list[str]:
    """Those that this machine lacks."""
    return [name for name in dict.fromkeys(needs) if find(name) is None]


def start(one: Program, spaces: Namespaces, folder: Path, words: dict[str, str]) -> None:
    """Start it in its namespace, and wait until it listens."""
    log = folder / f"{one.name}-{one.where}-{one.port}.log"
    config = folder / f"{one.name}-{one.where}-{one.port}.conf"
    text = fill(one.config, words)
    env = {"PATH": os.environ.get("PATH", "") + ":" + ":".join(_SBIN), "HOME": str(folder)}
    path = find(one.name) or one.name
    match one.name:
        case "front":
            command = _front(one, text, config, folder, words)
            env |= {"PYTHONPATH": words["root"]}
        case "squid":
            config.write_text(_SQUID + text)
            command = [path, "-N", "-f", str(config)]
        case "tinyproxy":
            config.write_text(text)
            command = [path, "-d", "-c", str(config)]
        case "nginx":
            config.write_text(_NGINX.replace("{folder}", str(folder)).replace("{text}", text))
            command = [path, "-c", str(config), "-p", str(folder), "-e", str(log)]
        case "dnsmasq":
            config.write_text(text)
            command = [path, "-k", "-C", str(config), "--user=root", "--pid-file"]
        case "litellm":
            config.write_text(text)
            env |= {"SSL_CERT_FILE": words["public"], "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                    "HOME": str(folder)}  # fmt: skip
            command = [path, "--config", str(config), "--host", "127.0.0.1", "--port",
                       str(one.port)]  # fmt: skip
        case _:
            config.write_text(text)
            command = [path]
    spaces.start(one.where, [*command, *(fill(word, words) for word in one.args)], log, env)
    _await(one, spaces, log)


def _front(
    one: Program, text: str, config: Path, folder: Path, words: dict[str, str]
) -> list[str]:  # fmt: skip
    given = json.loads(text or "{}")
    ready = config.with_suffix(".ready")
    leaf = given.pop("leaf", None)
    listen = given.pop("listen", None) or [["0.0.0.0", one.port, leaf and _leaf(leaf, words)]]
    whole = {"me": f"{one.where}:{one.port}", "log": str(folder / "record.jsonl"),
             "ready": str(ready), "listen": listen, **given}  # fmt: skip
    config.write_text(json.dumps(whole))
    return [sys.executable, "-m", "tests.lab.front", str(config)]


def _leaf(name: str, words: dict[str, str]) -> str:
    return str(Path(words["authority"]) / f"{name}.pem")


def fill(text: str, words: dict[str, str]) -> str:
    """The text with `{name}` replaced by the lab's word for it."""
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    return text


def _await(one: Program, spaces: Namespaces, log: Path) -> None:
    port = 53 if one.name == "dnsmasq" else one.port
    if not port:
        return
    ends = time.monotonic() + _READY_S.get(one.name, 20.0)
    pid = spaces.newest()
    while time.monotonic() < ends:
        if listens(pid, port):
            return
        if spaces.ended():
            break
        time.sleep(0.03)
    raise RuntimeError(f"{one.name} does not listen on {port}: {log.read_text()[-800:]}")


def listens(pid: int, port: int) -> bool:
    """Whether something in this process's namespace listens on the port (`/proc/PID/net`)."""
    for table, state in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        try:
            rows = Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            cells = row.split()
            if cells[1].endswith(f":{port:04X}") and cells[3] == state:
                return True
    return False


_SQUID = """\
pid_filename none
cache_log /dev/null
access_log none
cache_mem 8 MB
shutdown_lifetime 0 seconds
visible_hostname proxy.corp.example
dns_nameservers 172.31.9.2
connect_timeout 4 seconds
forward_timeout 4 seconds
"""
_NGINX = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx-body; proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-f; uwsgi_temp_path {folder}/nginx-u;
  scgi_temp_path {folder}/nginx-s;
  proxy_connect_timeout 3s;
{text}
}}
""".replace("{{", "{").replace("}}", "}")
