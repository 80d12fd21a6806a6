"""AWS's own SDK for Python, which calls Bedrock's runtime."""

import json
import os

from _fork import serve

# botocore sends no bearer key over plain http ("Bearer authorization requires an HTTPS
# endpoint"): where the scenario has one, the request is signed with keys instead.
KEYS = {"AWS_ACCESS_KEY_ID": "AKIA" + "DEMO" * 4, "AWS_SECRET_ACCESS_KEY": "demo" * 10}


def call(task):
    # loaded with the call's own HOME: the folder of SSO's cache is made of it at import
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    kept = {} if task["retries"] is None else {"retries": {"max_attempts": task["retries"]}}
    if os.environ.pop("AWS_BEARER_TOKEN_BEDROCK", None):
        os.environ.update(KEYS)
    if os.environ.get("CLAUDE_CODE_SKIP_BEDROCK_AUTH"):  # a gateway adds the login
        kept["signature_version"] = UNSIGNED
    config = Config(read_timeout=task["timeout_s"], connect_timeout=task["timeout_s"], **kept)
    address = os.environ.get("ANTHROPIC_BEDROCK_BASE_URL")
    place = {"region_name": os.environ.get("AWS_REGION", "us-east-1"), "endpoint_url": address}
    client = boto3.client("bedrock-runtime", config=config, **place)
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "Say pong"}],
    }
    asked = {"modelId": os.environ["CLIENT_MODEL"], "body": json.dumps(body)}
    if not task["stream"]:
        reply = json.loads(client.invoke_model(**asked)["body"].read())
        return "ok" if reply.get("stop_reason") else "nothing"
    last = None
    for event in client.invoke_model_with_response_stream(**asked)["body"]:
        last = json.loads(event["chunk"]["bytes"])["type"]
    return {"message_stop": "ok", None: "nothing"}.get(last, "partial")


def named(error):
    """The class with the status; an error within a stream has none, and a code."""
    told = getattr(error, "response", None) or {}
    status = told.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return f"{type(error).__name__} {status or told.get('Error', {}).get('Code', '')}".strip()


serve(call, named)
