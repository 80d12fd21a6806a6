"""Reddit through PRAW, made safe: one token, one listing, explicit settings, a real end.

Import it in a worker thread only: PRAW costs 0.1 to 0.4 s. PRAW 8.0.3 ignores its own `timeout`
(a hung Reddit held it for 36 to 52 s, measured), retries on its own, reads `praw.ini` from the
current directory, and `requests` puts a `.netrc` login over the token. None of that happens here.
"""

from __future__ import annotations

import configparser
import time
from importlib.resources import files
from typing import Any

import praw
import praw.config
import prawcore
import requests

from .... import __version__
from ....border import addresses
from ....border.addresses import origin
from ....border.bounds import load_json
from ....border.redact import plain
from ....outside.http import BODY_LIMIT, Answer
from ....outside.transport import Unavailable, of_exception
from .login import Login

# Reddit's form is <platform>:<app id>:<version>; a browser's name would be refused.
USER_AGENT = f"python:claude-doctor:{__version__}"

_CONNECT = 3.0  # seconds of what is left that a connection may take


class Turned(Exception):
    """An answer that is no success: PRAW would retry it, we take it as it is."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"answered {answer.status}")
        self.answer = answer


class Straight(requests.Session):
    """A session that knows no redirects: even unfollowed, it would read their bodies, unbounded."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere."""


class Bounded(prawcore.Requestor):
    """PRAW's way to the network, with an end, a size, two origins, and no second try."""

    def __init__(
        self, *, login: Login, ends: float, oauth_url: str, reddit_url: str, user_agent: str
    ) -> None:
        session = Straight()
        session.trust_env = False  # it would put a login of ~/.netrc over the token
        session.verify = login.verify
        session.headers["Accept-Encoding"] = "identity"
        super().__init__(
            oauth_url=oauth_url, reddit_url=reddit_url, session=session, user_agent=user_agent
        )
        self.ends = ends
        self.last: Answer | None = None
        self.allowed = {origin(login.reddit_url), origin(login.oauth_url)}

    def request(self, *args: Any, timeout: float | None = None, **kwargs: Any) -> requests.Response:
        """One request. Unreached, Unavailable or Turned for everything but a JSON success."""
        method, url = args if len(args) == 2 else (kwargs.pop("method"), kwargs.pop("url"))
        if origin(url) not in self.allowed:
            raise Unavailable("PRAW tried to send the token to another address")
        proxies = {  # what trust_env did well
            kind: proxy
            for kind, proxy in requests.utils.get_environ_proxies(url).items()
            if not addresses.malformed(proxy, proxy=True)
        }
        kwargs |= {"allow_redirects": False, "stream": True, "proxies": proxies}
        started = time.monotonic()
        try:
            left = self._left()
            response = self._http.request(
                method, url, timeout=(min(_CONNECT, left), left), **kwargs
            )
            with response:
                body = self._body(response)
        except Exception as error:
            if isinstance(error, Unavailable):
                raise
            raise of_exception(error, bool(proxies)) from error
        headers = {name.lower(): value for name, value in response.headers.items()}
        taken = int((time.monotonic() - started) * 1000)
        self.last = Answer(url, response.status_code, headers, body, taken)
        if not 200 <= response.status_code < 300:
            raise Turned(self.last)
        _must_be_json(body)
        # There is no further request to pace, and prawcore trusts these headers to be numbers.
        for name in [name for name in response.headers if name.lower().startswith("x-ratelimit")]:
            del response.headers[name]
        response._content = body
        return response

    def _left(self) -> float:
        left = self.ends - time.monotonic()
        if left <= 0.05:
            raise requests.exceptions.ReadTimeout
        return left

    def _body(self, response: requests.Response) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
            raise Unavailable("answered in an encoding that was not requested")
        take = getattr(response.raw, "read1", response.raw.read)  # what has arrived, not all
        body = bytearray()
        while part := take(65536):
            body += part
            if len(body) > BODY_LIMIT:
                raise Unavailable(f"answered with more than {BODY_LIMIT // 1024 // 1024} MiB")
            self._left()
        return bytes(body)


def _must_be_json(body: bytes) -> None:
    try:
        load_json(body)
    except ValueError:
        raise Unavailable("answered with a web page instead of JSON") from None


def listing(login: Login, path: str, limit: int, ends: float) -> Answer:
    """The newest posts, as Reddit answered; or the answer that refused the token or the list.

    `ends` is on the monotonic clock. Unreached when nothing answers.
    """
    _forget_ini()
    reddit = praw.Reddit(
        "DEFAULT",
        requestor_class=Bounded,
        requestor_kwargs={"login": login, "ends": ends},
        client_id=login.client_id,
        client_secret=login.client_secret,
        user_agent=USER_AGENT,
        oauth_url=login.oauth_url,
        reddit_url=login.reddit_url,
        # Explicit, or PRAW would take them from `praw_…` variables.
        username=None,
        password=None,
        refresh_token=None,
        redirect_uri=None,
        check_for_updates=False,  # it asks PyPI
        check_for_async=False,
        ratelimit_seconds=0,
        timeout=4,
    )
    core = reddit._core
    assert core is not None
    requestor = core.requestor
    assert isinstance(requestor, Bounded)
    try:
        # The raw answer: PRAW's objects fetch what they lack, one request a post.
        reddit.request(method="GET", path=path, params={"limit": limit})
    except Turned as turned:
        return turned.answer
    except prawcore.OAuthException as error:
        raise Unavailable(
            f"the credentials are rejected ({plain(str(error.error))[:60]})"
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError, prawcore.PrawcoreException):
        raise Unavailable("answered the token request in an unexpected format") from None
    finally:
        requestor.close()
    assert requestor.last is not None
    return requestor.last


def _forget_ini() -> None:
    """PRAW's own defaults alone, no `praw.ini` of this machine or of the current directory."""
    defaults = configparser.ConfigParser(interpolation=None)
    with files("praw").joinpath("praw.ini").open(encoding="utf-8") as file:
        defaults.read_file(file)
    praw.config.Config.CONFIG = defaults
