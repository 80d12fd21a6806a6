"""The outside as one object: bounded, without cookies, without redirects that carry keys."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from claude_doctor.border import settings
from claude_doctor.chaos.wire import Reply, Wire
from claude_doctor.outside.http import BODY_LIMIT, same_site
from claude_doctor.outside.transport import Unavailable, Unreached
from claude_doctor.outside.world import World
from tests.peers import peer

T = TypeVar("T")


def inside(
    use: Callable[[World], Awaitable[T]], seconds: float = 60, env: dict[str, str] | None = None
) -> T:
    """Run something inside a world of its own."""

    async def main() -> T:
        world = World(settings.read(env or {}), time.monotonic() + seconds)
        try:
            return await use(world)
        finally:
            await world.close()

    return asyncio.run(main())


def gives(body: bytes, status: int = 200, **headers: str) -> Reply:
    """An answer; `_` in a header's name is its hyphen."""
    return Reply(status, tuple((k.replace("_", "-"), v) for k, v in headers.items()), body)


def test_a_compression_bomb_is_an_unusable_answer() -> None:
    """Sixty-four megabytes in a few kilobytes are refused after 2 MiB."""
    with peer(Wire.BOMB) as at, pytest.raises(Unavailable, match="more than 2 MiB"):
        inside(lambda world: world.fetch(at.url))


def test_a_large_answer_is_refused_and_a_full_one_is_not() -> None:
    """The bound is exact: 2 MiB pass, one byte more does not."""
    with peer(gives(b"x" * BODY_LIMIT)) as at:
        assert BODY_LIMIT == len(inside(lambda world: world.fetch(at.url)).body)
    with (
        peer(gives(b"x" * (BODY_LIMIT + 1))) as at,
        pytest.raises(Unavailable),
    ):
        inside(lambda world: world.fetch(at.url))


def test_broken_compression_is_unusable() -> None:
    """gzip that is none, and a coding that was never asked for."""
    for coding in ("gzip", "br"):
        with (
            peer(gives(b"nonsense", content_encoding=coding)) as at,
            pytest.raises(Unavailable),
        ):
            inside(lambda world: world.fetch(at.url))


def test_gzip_is_read() -> None:
    """The ordinary compressed answer."""
    with peer(gives(gzip.compress(b'{"a": 1}'), content_encoding="gzip")) as at:
        assert {"a": 1} == inside(lambda world: world.fetch(at.url)).json()


def test_cookies_are_neither_kept_nor_sent() -> None:
    """A stranger's cookie does not come back to it."""

    async def twice(world: World) -> None:
        await world.fetch(at.url)
        await world.fetch(at.url)

    with peer(gives(b"", set_cookie="id=1")) as at:
        inside(twice)
        assert [None, None] == [seen.headers.get("cookie") for seen in at.asked]


def test_redirects_stay_in_the_site() -> None:
    """A redirect to elsewhere is told, not followed; a loop ends."""
    with peer(gives(b"", 302, location="http://example.com/")) as at:
        with pytest.raises(Unavailable, match=r"another site \(example.com\)"):
            inside(lambda world: world.fetch(at.url, redirects=3))
        assert 302 == inside(lambda world: world.fetch(at.url)).status
    with (
        peer(gives(b"", 302, location="/again")) as at,
        pytest.raises(Unavailable, match="endlessly"),
    ):
        inside(lambda world: world.fetch(at.url, redirects=3))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://status.claude.com/a", "https://www.claude.com/b", True),
        ("https://status.claude.com/a", "http://status.claude.com/a", False),
        ("https://status.claude.com/a", "https://claude.com.evil.example/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
        ("https://a.example/", "file:///etc/passwd", False),
    ],
)
def test_same_site(one: str, other: str, same: bool) -> None:
    """The family of a host: same last two labels, never down to http."""
    assert same is same_site(one, other)


def test_a_closed_port_and_a_silent_one(closed_port: int, silent_port: int) -> None:
    """The kind of failure is told apart."""
    with pytest.raises(Unreached) as refused:
        inside(lambda world: world.fetch(f"http://127.0.0.1:{closed_port}"))
    assert ("connect", "connection refused") == (refused.value.kind, refused.value.detail)
    with pytest.raises(Unreached) as silent:
        inside(lambda world: world.fetch(f"http://127.0.0.1:{silent_port}", timeout=0.2))
    assert "silent" == silent.value.kind


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "http://", "ftp://127.0.0.1/", "http://127.0.0.1:99999/", "http://:80/"],
)
def test_addresses_that_are_none(address: str) -> None:
    """A variable that holds no address is a failure of the path with a name, not a crash."""
    with pytest.raises(Unreached) as broken:
        inside(lambda world: world.fetch(address))
    assert "address" == broken.value.kind


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "nonsense://x", "http://[", "::::"])
def test_an_unusable_proxy_variable_does_not_crash(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """httpx refuses such variables when it is built; the run goes on and can report it."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with peer(gives(b"ok")) as at:
        assert b"ok" == inside(lambda world: world.fetch(at.url)).body


@pytest.mark.parametrize(
    ("address", "proxy", "may"),
    [
        ("https://api.anthropic.com", None, True),
        ("http://127.0.0.1:8000", None, True),
        ("http://localhost", None, True),
        ("http://[::1]:1", None, True),
        ("http://192.0.2.1", None, False),
        ("http://localhost.evil.example", None, False),
        ("http://127.0.0.1:8000", "http://192.0.2.7:3128", False),
        ("http://127.0.0.1:8000", "http://127.0.0.1:3128", True),
        ("https://api.anthropic.com", "http://192.0.2.7:3128", True),
        ("nonsense", None, False),
    ],
)
def test_where_a_key_may_travel(
    address: str, proxy: str | None, may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """https, or plain http that never leaves this machine."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy",
                 "ALL_PROXY", "all_proxy"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    if proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("HTTPS_PROXY", proxy)

    async def ask(world: World) -> bool:
        return world.key_may_travel(address)

    assert may is inside(ask)
