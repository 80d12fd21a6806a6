"""The short memory: fresh or not, ours or not, and never a secret."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.outside import cache


def kept(**changes: object) -> cache.Kept:
    """An observation of this moment."""
    now = time.time()
    values: dict[str, object] = {
        "kind": "ok", "at": now, "until": now + 90, "seen": {"n": 1}, "url": "http://x/",
    }  # fmt: skip
    return cache.Kept(**{**values, **changes})  # type: ignore[arg-type]


def test_what_is_stored_is_loaded(tmp_path: Path) -> None:
    """A stored answer comes back as it was, in a folder that did not exist."""
    path = cache.place(tmp_path / "new" / "folder", "github", "http://x", False)
    one = kept(why="w", http_status=200, etag='W/"a"')
    cache.store(path, one)
    assert one == cache.load(path)


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_it_is_the_owners_alone(tmp_path: Path) -> None:
    """The file has mode 0600 and its new folder 0700; nothing else is left in the folder."""
    path = tmp_path / "c" / "x.json"
    cache.store(path, kept())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [path] == list(path.parent.iterdir())


def test_addresses_and_credentials_never_share(tmp_path: Path) -> None:
    """Another source, address or way to ask is another file; a name shows no address."""
    names = {
        cache.place(tmp_path, source, address, keyed)
        for source in ("github", "reddit")
        for address in ("http://one.example", "http://two.example")
        for keyed in (False, True)
    }
    assert len(names) == 8
    assert not any("example" in path.name for path in names)


def test_freshness_is_a_span(tmp_path: Path) -> None:
    """Fresh from the moment it was heard until its end; not before, not after."""
    one = cache.Kept("ok", 1000.0, 1090.0, url="u", etag="e")
    assert [one.fresh(t) for t in (999.0, 1000.0, 1089.9, 1090.0)] == [False, True, True, False]
    assert one.reusable(1000 + 3599, "u")
    assert not one.reusable(1000 + 3600, "u")
    assert not one.reusable(1001, "another")
    assert not cache.Kept("ok", 1000.0, 1090.0, url="u").reusable(1001, "u")
    assert not cache.Kept("blocked", 1000.0, 1090.0, url="u", etag="e").reusable(1001, "u")


BROKEN = [
    b"", b"{", b"[]", b"null", b'{"version": 1}', b"\xff\xfe\x00", b"[" * 100_000,
    b'{"version": 2, "kind": "ok", "at": 1, "until": 2}',
    b'{"version": 1, "kind": "odd", "at": 1, "until": 2}',
    b'{"version": 1, "kind": "ok", "at": 2, "until": 1}',
    b'{"version": 1, "kind": "ok", "at": 1, "until": 9e9}',
    b'{"version": 1, "kind": "ok", "at": NaN, "until": NaN}',
    b'{"version": 1, "kind": "ok", "at": 1, "until": 2, "seen": 3}',
    b'{"version": 1, "kind": "ok", "at": 1e300, "until": 1e300}',
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_no_file(tmp_path: Path, content: bytes) -> None:
    """Half, foreign, future or senseless content is not there; and it can be replaced."""
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert cache.load(path) is None
    cache.store(path, kept())
    assert cache.load(path) is not None


def test_a_moment_to_come_is_no_memory(tmp_path: Path) -> None:
    """A file that was written by a clock ahead of ours is ignored."""
    path = tmp_path / "x.json"
    cache.store(path, kept(at=time.time() + 500, until=time.time() + 600))
    assert cache.load(path) is None


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_pipes_and_folders_are_not_followed(tmp_path: Path) -> None:
    """A link, a pipe (which would block), a folder and a huge file are ignored at once."""
    real = tmp_path / "real.json"
    cache.store(real, kept())
    link, pipe, folder, huge = (tmp_path / name for name in ("link", "pipe", "folder", "huge"))
    link.symlink_to(real)
    os.mkfifo(pipe)
    folder.mkdir()
    huge.write_bytes(real.read_bytes() + b" " * 300_000)
    started = time.monotonic()
    assert [cache.load(p) for p in (link, pipe, folder, huge, tmp_path / "none")] == [None] * 5
    assert time.monotonic() - started < 10


def test_a_place_that_cannot_be_written_is_silent(tmp_path: Path) -> None:
    """A file where the folder should be, and a folder where the file should be: no error."""
    (tmp_path / "file").write_text("x")
    cache.store(tmp_path / "file" / "x.json", kept())
    (tmp_path / "taken.json").mkdir()
    cache.store(tmp_path / "taken.json", kept())
    assert {"file", "taken.json"} == {path.name for path in tmp_path.iterdir()}


def test_secrets_are_masked_on_the_way_in_and_out(tmp_path: Path) -> None:
    """A credential is masked when it is stored, and again when somebody else stored it."""
    path = tmp_path / "x.json"
    cache.store(path, kept(why="token hunter2hunter2", seen={"t": ["ghp_" + "a" * 30]}))
    assert "ghp_aaaa" not in path.read_text()
    found = cache.load(path, ("hunter2hunter2",))
    assert found is not None
    assert "hunter2" not in found.why


def test_control_characters_do_not_survive_the_disk(tmp_path: Path) -> None:
    """Whoever edits the file cannot reach the terminal with it."""
    path = tmp_path / "x.json"
    cache.store(path, kept())
    stored = {**json.loads(path.read_text()), "why": "\x1b[31mred\x07\u202e"}
    path.write_text(json.dumps(stored))
    found = cache.load(path)
    assert found is not None
    assert found.why == "red"


def test_only_harmless_validators_are_kept() -> None:
    """What could not go into a header again is not kept; conditions carry what was."""
    assert cache.validators({"etag": "a\nb", "last-modified": "x" * 300}) == {}
    assert cache.validators({"etag": 'W/"1"'}) == {"etag": 'W/"1"'}
    assert cache.conditions(kept(etag="e")) == {"if-none-match": "e"}


@given(st.binary(max_size=400))
def test_loading_never_raises(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Any bytes give an answer or None."""
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(content)
    assert cache.load(path) is None
