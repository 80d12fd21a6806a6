"""Where calls go on a cloud's route, and what is wrong with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from claude_doctor.border import cloud_files, clouds
from tests.conftest import Run

AWS = "AWS_REGION"
ML = "CLOUD_ML_REGION"
RESOURCE = "ANTHROPIC_FOUNDRY_RESOURCE"
SPACE = {"ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_1"}
PROJECT = {"ANTHROPIC_VERTEX_PROJECT_ID": "team-12345"}

#: The cloud, the environment, the address of Claude Code's calls (recorded at a proxy).
ENDPOINTS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("bedrock", {}, "https://bedrock-runtime.us-east-1.amazonaws.com"),
    ("bedrock", {"AWS_DEFAULT_REGION": "eu-west-1"},
     "https://bedrock-runtime.eu-west-1.amazonaws.com"),
    ("bedrock", {AWS: "eu-central-1", "AWS_DEFAULT_REGION": "eu-west-1"},
     "https://bedrock-runtime.eu-central-1.amazonaws.com"),
    ("bedrock", {AWS: "us-gov-west-1"}, "https://bedrock-runtime.us-gov-west-1.amazonaws.com"),
    ("bedrock", {AWS: "eu-west-1a"}, ""),
    ("bedrock", {"ANTHROPIC_BEDROCK_BASE_URL": "http://127.0.0.1:4000/", AWS: "nowhere"},
     "http://127.0.0.1:4000"),
    ("bedrock", {"ANTHROPIC_BEDROCK_BASE_URL": "llm.corp"}, ""),
    ("mantle", {}, "https://bedrock-mantle.us-east-1.api.aws/anthropic"),
    ("mantle", {AWS: "eu-west-1"}, "https://bedrock-mantle.eu-west-1.api.aws/anthropic"),
    ("anthropic-aws", {}, ""),
    ("anthropic-aws", {AWS: "eu-west-1"}, "https://aws-external-anthropic.eu-west-1.api.aws"),
    ("vertex", {}, "https://us-east5-aiplatform.googleapis.com/v1"),
    ("vertex", {ML: "europe-west1"}, "https://europe-west1-aiplatform.googleapis.com/v1"),
    ("vertex", {ML: "global"}, "https://aiplatform.googleapis.com/v1"),
    ("vertex", {ML: "us"}, "https://aiplatform.us.rep.googleapis.com/v1"),
    ("vertex", {ML: "eu"}, "https://aiplatform.eu.rep.googleapis.com/v1"),
    ("foundry", {}, ""),
    ("foundry", {RESOURCE: "team"}, "https://team.services.ai.azure.com/anthropic"),
    ("foundry", {RESOURCE: "team/x"}, ""),
)  # fmt: skip


@pytest.mark.parametrize(("cloud", "env", "address"), ENDPOINTS)
def test_where_claude_codes_calls_go(cloud: str, env: dict[str, str], address: str) -> None:
    """As recorded: its own region where none is set, the address that a variable gives instead."""
    assert address == clouds.endpoint(cloud, env)


@pytest.mark.parametrize("cloud", clouds.CLOUDS)
def test_the_sdk_has_no_region_of_its_own(cloud: str) -> None:
    """Where Claude Code has one, the SDK's client refuses to start."""
    assert (None, None) == clouds.place(cloud, {}, sdk=True)
    assert "" == clouds.endpoint(cloud, {}, sdk=True)
    assert clouds.flaw(cloud, {}, sdk=True) is not None


def test_a_models_own_region_on_vertex() -> None:
    """It beats CLOUD_ML_REGION for that model, in Claude Code and not in the SDK."""
    env = {ML: "us-east5", "VERTEX_REGION_CLAUDE_4_5_SONNET": "europe-west1"}
    model = "claude-sonnet-4-5@20250929"
    assert ("europe-west1", "VERTEX_REGION_CLAUDE_4_5_SONNET") == clouds.place("vertex", env, model)
    assert ("us-east5", ML) == clouds.place("vertex", env, "claude-opus-4-5")
    assert ("us-east5", ML) == clouds.place("vertex", env, model, sdk=True)


def test_the_profiles_region(tmp_path: Path) -> None:
    """That of AWS_PROFILE, of the credentials' file first; a variable beats both."""
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(
        "[default]\nregion = ap-south-1\n[profile dev]\nregion=sa-east-1\n"
    )
    env = {"HOME": str(tmp_path)}
    assert "ap-south-1" == clouds.place("bedrock", env)[0]
    dev = {**env, "AWS_PROFILE": "dev"}
    assert ("sa-east-1", "profile dev of ~/.aws/config") == clouds.place("bedrock", dev)
    assert "eu-west-1" == clouds.place("bedrock", {**dev, AWS: "eu-west-1"})[0]
    assert clouds.place("anthropic-aws", env)[0] is None
    (folder / "credentials").write_text("[dev]\naws_secret_access_key=x\nregion=eu-north-1\n")
    assert "eu-north-1" == clouds.place("mantle", dev)[0]


FLAWS: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("bedrock", {AWS: "eu-west-1a"}, "AWS_REGION names a zone", "export AWS_REGION=eu-west-1"),
    ("bedrock", {AWS: "us-east5"}, "a region of Google Cloud's", "export AWS_REGION=us-east-1"),
    ("bedrock", {AWS: "global"}, "a region of Google Cloud's", "export AWS_REGION=us-east-1"),
    ("bedrock", {AWS: "EU-West-1"}, "in lower case", "export AWS_REGION=eu-west-1"),
    ("bedrock", {"AWS_DEFAULT_REGION": "Ireland"}, "AWS_DEFAULT_REGION is not a region's name",
     "export AWS_DEFAULT_REGION=us-east-1"),
    ("bedrock", {AWS: "us-esat-1"}, "close to one", "export AWS_REGION=us-east-1"),
    ("mantle", {AWS: "eu_west_1"}, "close to one", "export AWS_REGION=eu-west-1"),
    ("bedrock", {AWS: "ap-souteast-2"}, "close to one", "export AWS_REGION=ap-southeast-2"),
    ("vertex", {ML: "europe-wst1", **PROJECT}, "close", "export CLOUD_ML_REGION=europe-west1"),
    ("vertex", {ML: "eu-frankfurt-1", **PROJECT}, "is not a region's name, such as",
     "export CLOUD_ML_REGION=us-east5"),
    ("bedrock", {"ANTHROPIC_BEDROCK_BASE_URL": "llm.corp"}, "is not an http or https address",
     "unset ANTHROPIC_BEDROCK_BASE_URL"),
    ("anthropic-aws", {}, "AWS_REGION and AWS_DEFAULT_REGION are not set",
     "export AWS_REGION=us-east-1"),
    ("anthropic-aws", {AWS: "eu-west-1"}, "ANTHROPIC_AWS_WORKSPACE_ID is not set",
     "export ANTHROPIC_AWS_WORKSPACE_ID=wrkspc_ID"),
    ("vertex", {ML: "us-east-1", **PROJECT}, "a region of AWS's",
     "export CLOUD_ML_REGION=us-east5"),
    ("vertex", {ML: "us-east5-b", **PROJECT}, "names a zone", "export CLOUD_ML_REGION=us-east5"),
    ("vertex", {}, "ANTHROPIC_VERTEX_PROJECT_ID is not set",
     'export ANTHROPIC_VERTEX_PROJECT_ID="$(gcloud config get-value project)"'),
    ("vertex", {"ANTHROPIC_VERTEX_PROJECT_ID": "My Project"}, "is not a project's id",
     'export ANTHROPIC_VERTEX_PROJECT_ID="$(gcloud config get-value project)"'),
    ("foundry", {}, "ANTHROPIC_FOUNDRY_RESOURCE is not set",
     "export ANTHROPIC_FOUNDRY_RESOURCE=NAME"),
    ("foundry", {RESOURCE: "https://team.services.ai.azure.com/anthropic"},
     "the first part of its host",
     "export ANTHROPIC_FOUNDRY_RESOURCE=team"),
    ("foundry", {RESOURCE: "team", "ANTHROPIC_FOUNDRY_BASE_URL": "https://x.corp"}, "both set",
     "unset ANTHROPIC_FOUNDRY_RESOURCE"),
)  # fmt: skip


@pytest.mark.parametrize(("cloud", "env", "words", "mend"), FLAWS)
def test_a_place_that_is_none(cloud: str, env: dict[str, str], words: str, mend: str) -> None:
    """What is missing or malformed is named by its variable, with what to type."""
    found = clouds.flaw(cloud, env)
    assert found is not None
    assert words in found[0]
    assert found[0].split()[0].isupper()
    assert mend == found[1]


SOUND: tuple[tuple[str, dict[str, str]], ...] = (
    ("bedrock", {}),
    ("mantle", {}),
    *(
        ("bedrock", {AWS: one})
        for one in (
            "us-gov-west-1",
            "eusc-de-east-1",
            "ap-northeast-3",
            "il-central-1",
            "mx-central-1",
            "cn-northwest-1",
            "me-south-1",
        )
    ),
    *(
        ("vertex", {ML: one, **PROJECT})
        for one in (
            "europe-west12",
            "northamerica-northeast1",
            "me-central1",
            "africa-south1",
            "eu",
        )
    ),
    ("anthropic-aws", {AWS: "eu-west-1", **SPACE}),
    ("anthropic-aws", {AWS: "eu-west-1", "CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH": "1"}),
    ("vertex", PROJECT),
    ("vertex", {"GOOGLE_CLOUD_PROJECT": "team-12345", ML: "global"}),
    ("foundry", {RESOURCE: "team"}),
    ("foundry", {"ANTHROPIC_FOUNDRY_BASE_URL": "https://x.corp/anthropic"}),
    # The gateway before Bedrock has a region of its own.
    ("bedrock", {AWS: "nowhere", "ANTHROPIC_BEDROCK_BASE_URL": "https://llm.corp"}),
)


@pytest.mark.parametrize(("cloud", "env"), SOUND)
def test_a_sound_place(cloud: str, env: dict[str, str]) -> None:
    """Nothing is said of it."""
    assert clouds.flaw(cloud, env) is None


def test_a_login_of_googles_names_the_project(tmp_path: Path) -> None:
    """So none need be set; where a gateway adds the login, nothing else names it."""
    file = tmp_path / "adc.json"
    file.write_text('{"type": "authorized_user", "quota_project_id": "team-12345"}')
    env = {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}
    assert ("team-12345", "quota_project_id of adc.json") == clouds.project(env)
    assert clouds.flaw("vertex", env) is None
    assert clouds.flaw("vertex", {**env, "CLAUDE_CODE_SKIP_VERTEX_AUTH": "1"}) is not None


def test_what_is_masked_of_the_clouds_files(tmp_path: Path) -> None:
    """Secret keys, session tokens, what a login has cached, Google's tokens, and each line of a
    private key; names, dates, regions and addresses are not."""
    aws = tmp_path / ".aws"
    (aws / "sso" / "cache").mkdir(parents=True)
    (aws / "credentials").write_text(
        "[default]\naws_access_key_id = AKIAplain0000000\n"
        "aws_secret_access_key = pLaNtEd/1+secret\n"
        "aws_session_token=pLaNtEd2token==\n"
    )
    (aws / "config").write_text(
        "[default]\nregion = eu-west-1\nsso_start_url = https://a.example\n"
    )
    (aws / "sso" / "cache" / "x.json").write_text(
        '{"accessToken": "pLaNtEd-3-access", "expiresAt": "2026-11-30T00:00:00Z"}'
    )
    key = tmp_path / "key.json"
    key.write_text(
        '{"type": "service_account", "project_id": "team-12345",'
        ' "token_uri": "https://oauth2.example/token",'
        ' "private_key": "-----BEGIN PRIVATE KEY-----\\nMIIpLaNtEd4line\\nMIIpLaNtEd5line\\n"}'
    )
    env = {"HOME": str(tmp_path), "GOOGLE_APPLICATION_CREDENTIALS": str(key)}
    found = set(cloud_files.secrets(env))
    for planted in ("pLaNtEd/1+secret", "pLaNtEd2token==", "pLaNtEd-3-access", "MIIpLaNtEd4line",
                    "MIIpLaNtEd5line"):  # fmt: skip
        assert planted in found
    assert not found & {"eu-west-1", "team-12345", "2026-11-30T00:00:00Z", "https://a.example"}


@pytest.mark.parametrize("cloud", ["bedrock", "vertex"])
def test_a_clouds_secret_never_shows(cloud: str, run: Run, tmp_path: Path) -> None:
    """The text that a user pastes holds it, and no output does."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(
        "[default]\naws_secret_access_key = pLaNtEd/1+secret\n"
    )
    key = tmp_path / "adc.json"
    key.write_text('{"type": "authorized_user", "refresh_token": "pLaNtEd-of-google"}')
    env = {"HOME": str(tmp_path), "GOOGLE_APPLICATION_CREDENTIALS": str(key),
           clouds.CLOUDS[cloud].switch: "1", **PROJECT}  # fmt: skip
    said = "429 pLaNtEd/1+secret and pLaNtEd-of-google were used"
    for form in ("json", "text", "markdown"):
        done = run("check", "--offline", "--format", form, "-v", "--error", said, env=env)
        assert "pLaNtEd" not in done.stdout + done.stderr
