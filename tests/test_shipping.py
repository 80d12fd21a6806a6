"""What is shipped: the metadata, the wheel and the sdist, built here and run without the tree."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest

import claude_doctor
from claude_doctor.commands import names
from tests.conftest import ROOT, Run, busy

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
VERSION = claude_doctor.__version__
SHELLS = {
    "claude-doctor.bash": "share/bash-completion/completions/claude-doctor",
    "claude-doctor.fish": "share/fish/vendor_completions.d/claude-doctor.fish",
    "claude-doctor.zsh": "share/zsh/site-functions/_claude-doctor",
}


def tracked() -> list[str]:
    """The files of the repository, or of an unpacked sdist, without what git would not keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        return [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    every = (path for path in ROOT.rglob("*") if path.is_file())
    unkept = {"__pycache__", ".venv", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}
    return [str(p.relative_to(ROOT)) for p in every if not unkept & set(p.relative_to(ROOT).parts)]


def copied(to: Path, at: float, mode: int) -> Path:
    """The tree in another folder, with other times and rights of its files."""
    for name in tracked():
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((ROOT / name).read_bytes())
        path.chmod(mode)
        os.utime(path, (at, at))
    return to


def built(tree: Path, out: Path, kind: str, **env: str) -> Path:
    """The one file that the build backend makes of a tree; nothing is loaded from a registry."""
    told = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(out)],
        cwd=tree, env={**told, **env}, check=True, capture_output=True,
    )  # fmt: skip
    (made,) = out.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A wheel and an sdist of this tree."""
    place = tmp_path_factory.mktemp("shipped")
    tree = copied(place / "tree", time.time(), 0o644)
    return built(tree, place / "one", "wheel"), built(tree, place / "one", "sdist")


@pytest.fixture(scope="module")
def metadata(shipped: tuple[Path, Path]) -> Message:
    """The wheel's own METADATA."""
    with zipfile.ZipFile(shipped[0]) as wheel:
        return Parser().parsestr(wheel.read(f"{_stem()}.dist-info/METADATA").decode())


def _stem() -> str:
    return f"claude_doctor-{VERSION}"


def test_the_version_stands_in_one_place(run: Run, metadata: Message) -> None:
    """`__version__` is what the metadata, --version and the JSON say; pyproject.toml has none."""
    assert "version" not in PROJECT["project"] and PROJECT["project"]["dynamic"] == ["version"]
    assert VERSION == metadata["Version"]
    assert f"claude-doctor {VERSION}\n" == run("--version").stdout
    report = json.loads(run("check", "--offline", "--json").stdout)
    assert {"name": "claude-doctor", "version": VERSION} == report["tool"]
    literal = re.compile(rf"(?<![\d.]){re.escape(VERSION)}(?![\d.])")
    package = [ROOT / name for name in tracked() if name.startswith("claude_doctor/")]
    holders = [p.name for p in package if literal.search(p.read_text(errors="replace"))]
    assert ["__init__.py"] == holders


def test_the_metadata_says_what_an_index_shows(metadata: Message) -> None:
    """A summary, the README, the licence by its SPDX name, Python and the links; types are told
    where `py.typed` is."""
    assert "text/markdown" == metadata["Description-Content-Type"].split(";")[0]
    assert metadata.get_payload().strip() == (ROOT / "README.md").read_text().strip()
    assert ("MIT", "LICENSE") == (metadata["License-Expression"], metadata["License-File"])
    assert ">=3.11" == metadata["Requires-Python"]
    assert len(metadata["Summary"]) < 512
    links = dict(one.split(", ") for one in metadata.get_all("Project-URL", []))
    assert {"Repository", "Issues", "Changelog", "Security"} == set(links)
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert (Path(claude_doctor.__file__).parent / "py.typed").read_bytes() == b""


def test_every_link_names_the_same_repository() -> None:
    """One name stands for the repository, in the metadata, the README and what is packaged."""
    urls = PROJECT["project"]["urls"]
    home = urls["Repository"].removeprefix("https://github.com/")
    assert all(url.startswith(f"https://github.com/{home}") for url in urls.values())
    texts = [n for n in tracked() if n.endswith((".md", ".rb", ".yml")) or "Dockerfile" in n]
    for name in texts:
        text = (ROOT / name).read_text(encoding="utf-8")
        found = set(re.findall(r"([\w.-]+/claude-doctor)(?=/|\.git|[\s\"')@]|$)", text))
        owned = {one for one in found if one.split("/")[0].isupper() or home in one}
        assert owned <= {home}, name


def test_links_into_the_repository_lead_to_files() -> None:
    """The files that the metadata's links name are there."""
    for url in PROJECT["project"]["urls"].values():
        if "/blob/main/" in url:
            assert (ROOT / url.partition("/blob/main/")[2]).is_file(), url


def test_the_wheel_holds_the_package_and_the_completions(shipped: tuple[Path, Path]) -> None:
    """Every file of the package, recipes and `py.typed` among them, the completions where shells
    look below a prefix, and nothing else."""
    with zipfile.ZipFile(shipped[0]) as wheel:
        inside = {name: wheel.read(name) for name in wheel.namelist()}
    info = {name for name in inside if name.startswith(f"{_stem()}.dist-info/")}
    data = {f"{_stem()}.data/data/{to}": f"completions/{file}" for file, to in SHELLS.items()}
    package = {name for name in tracked() if name.startswith("claude_doctor/")}
    assert {"claude_doctor/py.typed", "claude_doctor/fixes/recipes/backoff.sh"} <= package
    assert package | set(data) == set(inside) - info
    for name in package:
        assert inside[name] == (ROOT / name).read_bytes(), name
    for name, file in data.items():
        assert inside[name] == (ROOT / file).read_bytes(), name
    assert {path.name for path in (ROOT / "completions").iterdir()} == set(SHELLS)
    wheel_tag = inside[f"{_stem()}.dist-info/WHEEL"].decode()
    assert "Root-Is-Purelib: true" in wheel_tag and "Tag: py3-none-any" in wheel_tag


def test_the_sdist_holds_the_repository(shipped: tuple[Path, Path]) -> None:
    """All that the repository keeps, tests too, so that who packages it can run them."""
    with tarfile.open(shipped[1]) as sdist:
        inside = {m.name.removeprefix(f"{_stem()}/") for m in sdist.getmembers() if m.isfile()}
        owners = {(m.uid, m.gid, m.uname, m.gname) for m in sdist.getmembers()}
    assert {"PKG-INFO"} == inside - set(tracked())
    assert set() == set(tracked()) - inside
    assert {(0, 0, "", "")} == owners


def test_two_builds_are_the_same_bytes(shipped: tuple[Path, Path], tmp_path: Path) -> None:
    """In another folder, with other times and rights of the files, at a given time: the wheel
    and the sdist are equal, byte for byte; so is the wheel that is made out of the sdist."""
    when = {"SOURCE_DATE_EPOCH": "1700000000"}
    made = []
    for number, mode in enumerate((0o644, 0o600)):
        tree = copied(tmp_path / f"tree{number}", 1e9 + number * 86400, mode)
        out = tmp_path / f"out{number}"
        made.append([built(tree, out, kind, **when).read_bytes() for kind in ("wheel", "sdist")])
    assert made[0] == made[1]
    with tarfile.open(tmp_path / "out0" / f"{_stem()}.tar.gz") as sdist:
        sdist.extractall(tmp_path / "from", filter="data")
    again = built(tmp_path / "from" / _stem(), tmp_path / "out2", "wheel", **when)
    assert made[0][0] == again.read_bytes()


def test_the_wheel_runs_without_the_tree(
    shipped: tuple[Path, Path], nowhere: dict[str, str], tmp_path: Path
) -> None:
    """Unpacked elsewhere, with no tree at hand: a demonstration, an explanation, a check without
    a network and a recipe."""
    with zipfile.ZipFile(shipped[0]) as wheel:
        wheel.extractall(tmp_path / "site")

    def ran(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "-P", "-m", "claude_doctor", *words],
            cwd=tmp_path, env={**nowhere, "PYTHONPATH": str(tmp_path / "site")},
            capture_output=True, encoding="utf-8", check=False, timeout=60,
        ).stdout  # fmt: skip

    where = subprocess.run(
        [sys.executable, "-P", "-c", "import claude_doctor; print(claude_doctor.__file__)"],
        cwd=tmp_path, env={**nowhere, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(tmp_path / "site"))
    report = json.loads(ran("demo", "overloaded", "--json"))
    assert busy(report) or "overloaded" == report["verdict"]["cause"]
    assert "overloaded" == json.loads(ran("explain", "529", "--json"))["category"]
    assert "unknown" == json.loads(ran("check", "--offline", "--json"))["verdict"]["side"]
    assert "retries with full jitter" in ran("fixes", "backoff", "--lang", "python")
    assert all(name in ran("--help") for name in names())


def test_the_changelog_keeps_its_form() -> None:
    """Keep a Changelog: the newest first, each with an ISO date but the unreleased, headings of
    the six kinds; every command is in it."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"(?m)^## (.+)$", text)
    assert "[Unreleased]" == heads[0]
    for head in heads[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head), head
    kinds = set(re.findall(r"(?m)^### (.+)$", text))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert [] == [name for name in names() if f"`{name}`" not in text]


def test_a_world_that_cannot_be_served_is_no_bug(process: Run, tmp_path: Path) -> None:
    """A port that is taken, and a machine on which no temporary file can be made: usage errors
    that say so, and nothing on standard output."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = process("chaos", "--port", str(taken.getsockname()[1]))
    assert (2, "") == (done.returncode, done.stdout)
    assert "Address already in use" in done.stderr and "bug" not in done.stderr
    (tmp_path / "sitecustomize.py").write_text(
        "import tempfile\n"
        "def _none():\n"
        "    raise FileNotFoundError('No usable temporary directory found')\n"
        "tempfile._get_default_tempdir = _none\n"
    )
    done = process("demo", "healthy", env={"PYTHONPATH": str(tmp_path)})
    assert (2, "") == (done.returncode, done.stdout)
    assert "TMPDIR names one" in " ".join(done.stderr.split()) and "bug" not in done.stderr
