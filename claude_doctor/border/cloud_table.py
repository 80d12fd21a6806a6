"""The clouds as a table: what each is called, its variables, its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..records import dataclass

_AWS_PLACES = ("AWS_REGION", "AWS_DEFAULT_REGION")
_AWS_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
_BEARER = "AWS_BEARER_TOKEN_BEDROCK"
RESOURCE, PROJECT = "ANTHROPIC_FOUNDRY_RESOURCE", "ANTHROPIC_VERTEX_PROJECT_ID"
WORKSPACE = "ANTHROPIC_AWS_WORKSPACE_ID"

#: What a request to AWS is signed with: by AWS's libraries, as it stands.
AWS_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")

#: Variables that give a project to Google's own programs, and to the Python SDK.
PROJECTS = (PROJECT, "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT")


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud. `switch` turns Claude Code to it, `base` holds an address for its calls; `places`:
    the variables of region or resource, the first that is set wins, and `usual`: Claude Code's own
    where none is; `keys`: the variables whose value is sent as it stands, with the header; `skips`:
    with it the program sends no credential of the cloud's, because a gateway adds it; `hosts`: how
    the cloud's own hosts end; `address`: its address, for a place."""

    id: str
    name: str
    vendor: str
    switch: str
    base: str
    places: tuple[str, ...]
    usual: str | None
    keys: Mapping[str, str] = field(hash=False)
    skips: str
    hosts: tuple[str, ...]
    address: str


_ALL = (
    Cloud(
        id="bedrock",
        name="Amazon Bedrock",
        vendor="AWS",
        switch="CLAUDE_CODE_USE_BEDROCK",
        base="ANTHROPIC_BEDROCK_BASE_URL",
        places=_AWS_PLACES,
        usual="us-east-1",
        keys={_BEARER: "authorization"},
        skips="CLAUDE_CODE_SKIP_BEDROCK_AUTH",
        hosts=_AWS_HOSTS,
        address="https://bedrock-runtime.{}.amazonaws.com",
    ),
    Cloud(
        id="foundry",
        name="Microsoft Foundry",
        vendor="Azure",
        switch="CLAUDE_CODE_USE_FOUNDRY",
        base="ANTHROPIC_FOUNDRY_BASE_URL",
        places=(RESOURCE,),
        usual=None,
        keys={"ANTHROPIC_FOUNDRY_API_KEY": "x-api-key"},
        skips="CLAUDE_CODE_SKIP_FOUNDRY_AUTH",
        hosts=(".azure.com", ".azure.us"),
        address="https://{}.services.ai.azure.com/anthropic",
    ),
    Cloud(
        id="anthropic-aws",
        name="Claude on AWS",
        vendor="AWS",
        switch="CLAUDE_CODE_USE_ANTHROPIC_AWS",
        base="ANTHROPIC_AWS_BASE_URL",
        places=_AWS_PLACES,
        usual=None,
        keys={"ANTHROPIC_AWS_API_KEY": "x-api-key"},
        skips="CLAUDE_CODE_SKIP_ANTHROPIC_AWS_AUTH",
        hosts=_AWS_HOSTS,
        address="https://aws-external-anthropic.{}.api.aws",
    ),
    Cloud(
        id="mantle",
        name="Amazon Bedrock (Mantle)",
        vendor="AWS",
        switch="CLAUDE_CODE_USE_MANTLE",
        base="ANTHROPIC_BEDROCK_MANTLE_BASE_URL",
        places=_AWS_PLACES,
        usual="us-east-1",
        keys={_BEARER: "authorization"},
        skips="CLAUDE_CODE_SKIP_MANTLE_AUTH",
        hosts=_AWS_HOSTS,
        address="https://bedrock-mantle.{}.api.aws/anthropic",
    ),
    Cloud(
        id="vertex",
        name="Google Vertex AI",
        vendor="Google Cloud",
        switch="CLAUDE_CODE_USE_VERTEX",
        base="ANTHROPIC_VERTEX_BASE_URL",
        places=("CLOUD_ML_REGION",),
        usual="us-east5",
        keys={},
        skips="CLAUDE_CODE_SKIP_VERTEX_AUTH",
        hosts=(".googleapis.com",),
        address="https://{}-aiplatform.googleapis.com/v1",
    ),
)
#: Every cloud by its id, the one first whose switch wins in Claude Code.
CLOUDS: Mapping[str, Cloud] = {cloud.id: cloud for cloud in _ALL}

#: Vertex's places that are no region, with their addresses.
VERTEX_PLACES = {
    "global": "https://aiplatform.googleapis.com/v1",
    "us": "https://aiplatform.us.rep.googleapis.com/v1",
    "eu": "https://aiplatform.eu.rep.googleapis.com/v1",
}
#: Vertex's region of a model alone, by how the model's id begins; the first that fits counts.
MODEL_REGIONS = {
    "claude-fable-5": "VERTEX_REGION_CLAUDE_FABLE_5",
    "claude-haiku-4-5": "VERTEX_REGION_CLAUDE_HAIKU_4_5",
    "claude-3-5-haiku": "VERTEX_REGION_CLAUDE_3_5_HAIKU",
    "claude-3-5-sonnet": "VERTEX_REGION_CLAUDE_3_5_SONNET",
    "claude-3-7-sonnet": "VERTEX_REGION_CLAUDE_3_7_SONNET",
    "claude-opus-4-8": "VERTEX_REGION_CLAUDE_4_8_OPUS",
    "claude-opus-4-7": "VERTEX_REGION_CLAUDE_4_7_OPUS",
    "claude-opus-4-6": "VERTEX_REGION_CLAUDE_4_6_OPUS",
    "claude-opus-4-5": "VERTEX_REGION_CLAUDE_4_5_OPUS",
    "claude-opus-4-1": "VERTEX_REGION_CLAUDE_4_1_OPUS",
    "claude-opus-4": "VERTEX_REGION_CLAUDE_4_0_OPUS",
    "claude-sonnet-5": "VERTEX_REGION_CLAUDE_5_SONNET",
    "claude-sonnet-4-6": "VERTEX_REGION_CLAUDE_4_6_SONNET",
    "claude-sonnet-4-5": "VERTEX_REGION_CLAUDE_4_5_SONNET",
    "claude-sonnet-4": "VERTEX_REGION_CLAUDE_4_0_SONNET",
}
