"""Pydantic AI's agent: an answer as text, streamed, and as a type (a forced tool)."""

import asyncio
import os
from typing import Literal

from _fork import serve
from anthropic import AsyncAnthropic
from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider


class Color(BaseModel):
    color: Literal["red", "blue"]


def call(task):
    async def run():
        kept = {} if task["retries"] is None else {"max_retries": task["retries"]}
        client = AsyncAnthropic(timeout=task["timeout_s"], **kept)
        model = AnthropicModel(
            os.environ["CLIENT_MODEL"], provider=AnthropicProvider(anthropic_client=client)
        )
        if task["forced"]:
            return f"{(await Agent(model, output_type=Color).run('A color?')).output}"
        agent = Agent(model, model_settings={"max_tokens": 64})
        if not task["stream"]:
            return "ok" if (await agent.run("Say pong")).output else "nothing"
        async with agent.run_stream("Say pong") as result:
            text = [piece async for piece in result.stream_text(delta=True)]
            return "ok" if text and result.response.finish_reason else "partial"

    return asyncio.run(run())


serve(call)
