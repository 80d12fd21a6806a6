"""How a release is made: the workflows, what stops one, the formula and the image."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.test_shipping import PROJECT, VERSION, copied


def notes(tree: Path, tag: str, repository: str) -> subprocess.CompletedProcess[str]:
    """What the release workflow asks first."""
    return subprocess.run(
        [tree / ".ci" / "notes", tag, repository], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(os.name != "posix", reason="the release is made on Linux")
def test_a_release_stops_where_its_papers_do_not_agree(tmp_path: Path) -> None:
    """Another tag than the version, links to another repository, the placeholder of the owner or
    no part of the changelog: no release, and why. Else the notes are that part alone."""
    tree = copied(tmp_path / "tree", time.time(), 0o755)
    assert "the tag is v9.9.9" in notes(tree, "v9.9.9", "acme/claude-doctor").stderr
    assert "do not lead to acme" in notes(tree, f"v{VERSION}", "acme/claude-doctor").stderr
    assert "OWNER still stands" in notes(tree, f"v{VERSION}", "OWNER/claude-doctor").stderr
    for name in ("README.md", "SECURITY.md", "pyproject.toml"):
        text = (tree / name).read_text(encoding="utf-8")
        (tree / name).write_text(text.replace("OWNER", "acme"), encoding="utf-8")
    assert "has no part" in notes(tree, f"v{VERSION}", "acme/claude-doctor").stderr
    changelog = (tree / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = (
        f"## [Unreleased]\n\n## [{VERSION}] - 2026-12-01\n\nThe first.\n\n## [0.0.1] - 2026-01-01"
    )
    (tree / "CHANGELOG.md").write_text(changelog.replace("## [Unreleased]", dated))
    done = notes(tree, f"v{VERSION}", "acme/claude-doctor")
    assert (0, "The first.") == (done.returncode, done.stdout.strip())


def test_every_action_is_pinned_and_no_job_has_a_right_too_many() -> None:
    """Actions by their full commit, with the version beside it; rights by name for each job that
    has one, and nothing but reading for all others; no secret is named anywhere."""
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert ["ci.yml", "release.yml"] == [file.name for file in files]
    for file in files:
        text = file.read_text(encoding="utf-8")
        for used in re.findall(r"uses: (.+)", text):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used
        assert "secrets." not in text and "pull_request_target" not in text
        plan = yaml.safe_load(text)
        assert plan["permissions"] in ({}, {"contents": "read"})
        for job in plan["jobs"].values():
            writes = {k for k, v in job.get("permissions", {}).items() if v == "write"}
            assert len(writes - {"attestations"}) <= 1
            checkouts = [
                s for s in job["steps"] if s.get("uses", "").startswith("actions/checkout")
            ]
            assert all(step["with"]["persist-credentials"] is False for step in checkouts)
            assert not (writes and checkouts)  # who may write runs none of the tree's programs


PACKAGING = ROOT / ".github" / "packaging"


@pytest.mark.skipif(sys.platform != "linux", reason="the release is made on Linux")
def test_the_formula_is_filled_for_every_platform(tmp_path: Path) -> None:
    """Packed from a folder a platform: the same bytes each time, their sums, the version and the
    repository in the formula, and no placeholder left; with a platform missing it is refused."""
    text = (PACKAGING / "claude-doctor.rb").read_text(encoding="utf-8")
    platforms = sorted(set(re.findall(r'sha256 "@(\w+)@"', text)))
    assert 4 == len(platforms)

    def filled(out: str, wanted: list[str]) -> subprocess.CompletedProcess[str]:
        for platform in wanted:
            folder = tmp_path / f"{out}-wheels" / platform
            folder.mkdir(parents=True)
            (folder / f"x-1-{platform}.whl").write_text(platform)
        script, wheels = PACKAGING / "formula.sh", tmp_path / f"{out}-wheels"
        return subprocess.run(
            ["bash", script, wheels, tmp_path / out, "acme/claude-doctor"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert 1 == filled("some", platforms[1:]).returncode
    for out in ("one", "two"):
        assert 0 == filled(out, platforms).returncode
    made = [{f.name: f.read_bytes() for f in (tmp_path / out).iterdir()} for out in ("one", "two")]
    assert made[0] == made[1]
    formula = made[0].pop("claude-doctor.rb").decode()
    assert "@" not in formula.replace("python@3.13", "") and "OWNER" not in formula
    for name, content in made[0].items():
        assert f"/v{VERSION}/{name}" in formula and hashlib.sha256(content).hexdigest() in formula
    if ruby := shutil.which("ruby"):
        file = tmp_path / "one" / "claude-doctor.rb"
        assert b"Syntax OK\n" == subprocess.run([ruby, "-c", file], capture_output=True).stdout


def test_the_image_is_of_a_user_without_rights_and_asks_no_registry() -> None:
    """Not root, everything from the wheels that lie there, nothing fetched while it is built."""
    image = (PACKAGING / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"(?m)^USER [1-9]\d*:[1-9]\d*$", image)
    assert "--no-index" in image and "apt-get" not in image and "ADD " not in image
    assert 'ENTRYPOINT ["claude-doctor"]' in image


def test_ci_runs_on_every_python_that_is_promised() -> None:
    """The matrix of the tests is the list of the classifiers, and its oldest the one required."""
    kind = "Programming Language :: Python :: "
    promised = [c.removeprefix(kind) for c in PROJECT["project"]["classifiers"] if kind in c]
    plan = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    assert promised == plan["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert f">={promised[0]}" == PROJECT["project"]["requires-python"]
    systems = plan["jobs"]["systems"]["strategy"]["matrix"]["os"]
    assert ["macos-latest", "windows-latest"] == systems
