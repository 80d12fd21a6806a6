"""Status page, crowd, portal and proxy: each role shows the scenario's state."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from claude_doctor.chaos import by_name
from claude_doctor.chaos.answers import PORTAL
from claude_doctor.chaos.roles import ROLES, Crowd, Downdetector, Incident, Status

from .worlds import KEY, fetch, served


def test_json_and_html_of_the_status_page_show_one_state() -> None:
    """The same component states, and the incident's name, on both."""
    incident = Incident("Trouble with <b>tools</b>", "identified", "major", 30, 10, ("api", "code"))
    status = Status(components=(("api", "partial_outage"),), incidents=(incident,))
    with served(status=status) as running:
        summary = fetch(running, "status", "/api/v2/summary.json").json()
        home = fetch(running, "status", "/").text
        second = fetch(running, "status_fallback", "/api/v2/summary.json").json()
        incidents = fetch(running, "status", "/api/v2/incidents.json").json()
    states = {c["id"]: c["status"] for c in summary["components"]}
    assert "partial_outage" == states["k8w3r06qmzrp"]
    assert ("minor", "Minor Service Outage") == tuple(summary["status"].values())
    assert 'data-component-id="k8w3r06qmzrp" data-component-status="partial_outage"' in home
    assert "Trouble with &lt;b&gt;tools&lt;/b&gt;" in home and "<b>tools" not in home
    assert ["identified"] == [i["status"] for i in summary["incidents"]]
    assert {"resolved", "identified"} == {i["status"] for i in incidents["incidents"]}
    assert states == {c["id"]: c["status"] for c in second["components"]}
    updates = summary["incidents"][0]["incident_updates"]
    assert ["identified", "investigating"] == [u["status"] for u in updates]


def test_a_quiet_status_page_says_so() -> None:
    """No incident: the overall words are on the page; the copy's age is told."""
    with served(status=Status(age_s=3540)) as running:
        answer = fetch(running, "status", "/")
    assert "All Systems Operational" in answer.text
    assert "3540" == answer.headers["age"]


def test_downdetector_is_blocked_by_default_and_readable_as_data() -> None:
    """The challenge is 403; the page has 96 points, newest last, behind another company."""
    with served() as running:
        answer = fetch(running, "downdetector", "/status/claude-ai/")
        assert (403, "challenge") == (answer.status_code, answer.headers["cf-mitigated"])
    with served(downdetector=Downdetector(None, "danger", (50, 300))) as running:
        html = fetch(running, "downdetector", "/status/claude-ai/").text
    pushes = [json.loads(p.split("</script>")[0][:-2]) for p in html.split("__next_f.push([1,")[1:]
              for p in [p.replace("])</script>", "])</script>", 1)]]  # fmt: skip
    flight = "".join(pushes)
    points = json.loads(flight.split('"dataPoints":')[1].split(',"reportsMax"')[0])
    assert (96, [50, 300]) == (len(points), [p["reportsValue"] for p in points[-2:]])
    assert flight.index("somebody-else") < flight.index("claude-ai")
    assert "dd-red" in html


def test_the_crowd_is_as_many_people_as_the_scenario_says() -> None:
    """GitHub, Reddit's feed and Hacker News hold so many reporters in so many minutes."""
    crowd = Crowd(authors=14, minutes=50)
    with served(github=crowd, reddit=crowd, hn=crowd) as running:
        issues = fetch(
            running, "github", "/repos/anthropics/claude-code/issues?per_page=100"
        ).json()
        feed = fetch(running, "reddit", "/r/ClaudeAI+ClaudeCode/new/.rss?limit=100").text
        hits = fetch(running, "hn", "/api/v1/search_by_date?query=claude%20down").json()["hits"]
    assert 100 == len(issues)
    assert issues == sorted(issues, key=lambda i: str(i["created_at"]), reverse=True)
    assert 14 == len({i["user"]["login"] for i in issues if i["user"]["login"].startswith("dev_")})
    assert any("pull_request" in issue for issue in issues)
    assert 14 == feed.count("<name>/u/dev_")
    assert "/u/[deleted]" in feed and "/u/AutoModerator" in feed
    assert 14 == len({hit["author"] for hit in hits if hit["author"].startswith("hn_")})


def test_a_quiet_crowd_has_ordinary_posts_only() -> None:
    """A hundred issues over some eight hours, nobody reports."""
    with served() as running:
        issues = fetch(running, "github", "/repos/a/b/issues?per_page=100&state=all").json()
    assert (100, 0) == (len(issues), sum(i["user"]["login"].startswith("dev_") for i in issues))


def test_praw_reads_the_listing() -> None:
    """The real PRAW gets a token and the combined listing."""
    import praw

    with served(reddit=Crowd(authors=8, minutes=38)) as running:
        reddit = praw.Reddit(
            client_id="loopback-id", client_secret="loopback-secret",
            user_agent="linux:claude-doctor:0.1 (tests)", check_for_updates=False,
            check_for_async=False, site_name="DEFAULT", reddit_url=running.urls["reddit"],
            oauth_url=running.urls["reddit_oauth"], username=None, password=None,
        )  # fmt: skip
        found = list(reddit.subreddit("ClaudeAI+ClaudeCode+Anthropic").new(limit=100))
        names = {str(post.author) for post in found if post.author}
        assert reddit._core is not None
        reddit._core.close()
    assert 8 == sum(name.startswith("dev_") for name in names)
    assert all(post.created_utc > time.time() - 86400 for post in found)


def test_a_portal_answers_for_everybody() -> None:
    """`everywhere` replaces every role's answer."""
    with served(everywhere=PORTAL) as running:
        for role in set(ROLES) - {"proxy", "elsewhere"}:
            answer = fetch(running, role, "/anything")
            kind = answer.headers["content-type"]
            assert (200, "text/html; charset=UTF-8") == (answer.status_code, kind), role


@pytest.mark.parametrize(("scenario", "status"), [("proxy-failure", 407), ("proxy-denies", 403)])
def test_the_proxy_refuses_to_connect(scenario: str, status: int) -> None:
    """CONNECT is answered with the proxy's refusal, and is in the log."""
    with served(by_name(scenario)) as running:
        env = running.environ()
        with (
            httpx.Client(proxy=env["HTTPS_PROXY"], trust_env=False, verify=False) as http,
            pytest.raises(httpx.ProxyError, match=str(status)),
        ):
            http.get(env["ANTHROPIC_BASE_URL"] + "/v1/models")
    assert ["CONNECT"] == [seen.method for seen in running.asked("proxy")]
    assert [] == running.asked("api")


def test_any_method_on_any_role_is_answered() -> None:
    """No method and no odd path makes the world fail."""
    paths = ("/", "/v1/messages", "/status/x?limit=zz&numericFilters=>>", "/r/a/new")
    with served() as running, httpx.Client(trust_env=False, verify=False, headers=KEY) as http:
        for role in set(ROLES) - {"proxy", "elsewhere"}:
            for method in ("HEAD", "OPTIONS", "DELETE", "PUT"):
                for path in paths:
                    answer = http.request(method, running.urls[role] + path)
                    assert answer.status_code < 600, (role, method, path)
