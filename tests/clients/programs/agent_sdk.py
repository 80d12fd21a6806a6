"""The Claude Agent SDK for Python: one question to the Claude Code that it brings."""

import asyncio
import os

from _fork import serve
from claude_agent_sdk import ClaudeAgentOptions, ResultMessage, query


def call(task):
    async def run():
        named = os.environ["CLIENT_MODEL"] if task["named"] else None
        options = ClaudeAgentOptions(max_turns=1, model=named)
        result = None
        failure = None
        try:
            async for message in query(prompt="Say pong", options=options):
                result = message if isinstance(message, ResultMessage) else result
        except Exception as error:
            failure = error
        if result is None and failure:
            raise failure
        if result is None:
            return "nothing"
        if not result.is_error:
            return "ok"
        why = getattr(result, "api_error_status", None) or (result.result or "")[:40]
        return f"error {why}", result.result or "", *([f"{failure}"] if failure else [])

    return asyncio.run(run())


serve(call)
