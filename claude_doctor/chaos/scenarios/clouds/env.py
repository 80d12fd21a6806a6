"""What the scenarios of AWS's clouds share in the environment."""

from __future__ import annotations

#: Variables and their values, or files and their texts; of a name that is twice the last counts.
Pairs = tuple[tuple[str, str], ...]

#: No login of this machine's own is read, and no metadata address is asked.
AWS: Pairs = (
    ("HOME", "{home}"),
    ("AWS_CONFIG_FILE", "{home}/.aws/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", "{home}/.aws/credentials"),
    ("AWS_EC2_METADATA_DISABLED", "true"),
)
#: Bedrock in the region that the world's feed of AWS tells of.
AT_AWS: Pairs = (("AWS_REGION", "us-east-1"), *AWS)
