"""Instructor: an answer as a type, over the official SDK for Python."""

import os
from typing import Literal

import anthropic
import instructor
from _fork import serve
from pydantic import BaseModel


class Color(BaseModel):
    color: Literal["red", "blue"]


def call(task):
    kept = {} if task["retries"] is None else {"max_retries": task["retries"]}
    client = instructor.from_anthropic(anthropic.Anthropic(timeout=task["timeout_s"], **kept))
    made = client.messages.create(
        model=os.environ["CLIENT_MODEL"],
        max_tokens=64,
        messages=[{"role": "user", "content": "A color?"}],
        response_model=Color,
        max_retries=1 if task["retries"] is None else task["retries"] or 1,
    )
    return "ok" if made.color == "red" else f"{made}"


serve(call)
