# What it does: LangChain asks another model, cloud or provider where Claude is overloaded.
# Not when: the prompt or tools are tuned to one model, or the data may not go there.
# Needs: pip install langchain-anthropic langchain-openai (langchain-aws for Bedrock).

# with_fallbacks goes on at every exception that is named here, one after another. Retries
# come before that: few of them, or each model in the row takes its time to fail.

import os

import anthropic
from langchain_anthropic import ChatAnthropic
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable

# What another model cures. A refused key or a malformed request is raised at once.
PASSING = (
    anthropic.APIConnectionError,
    anthropic.RateLimitError,
    anthropic.InternalServerError,
    anthropic.OverloadedError,
    anthropic.ServiceUnavailableError,
    anthropic.GatewayTimeoutError,
)


def claude(model: str) -> BaseChatModel:
    return ChatAnthropic(model_name=model, max_retries=0, timeout=60, stop=None)


def others() -> list[BaseChatModel]:
    """What this environment is set up for."""
    found: list[BaseChatModel] = [claude("claude-haiku-5-5")]
    if os.environ.get("AWS_REGION"):
        from langchain_aws import ChatBedrockConverse  # pip install langchain-aws

        found.append(ChatBedrockConverse(model="global.anthropic.claude-sonnet-5-5"))
    if os.environ.get("OPENAI_API_KEY"):
        from langchain_openai import ChatOpenAI

        found.append(ChatOpenAI(model="gpt-6.1-sol", max_retries=1))
    if os.environ.get("OLLAMA_HOST"):  # such as http://localhost:11434
        from langchain_openai import ChatOpenAI

        found.append(
            ChatOpenAI(
                model=os.environ.get("OLLAMA_MODEL", "qwen3-coder"),
                base_url=os.environ["OLLAMA_HOST"] + "/v1",
                api_key=lambda: "ollama",
                max_retries=0,
            )
        )
    return found


def chain() -> Runnable:
    return claude("claude-sonnet-5-5").with_fallbacks(
        others(), exceptions_to_handle=PASSING
    )


if __name__ == "__main__":
    answer = chain().invoke("Say hello.")
    print(answer.response_metadata.get("model_name"), answer.text, sep=": ")
