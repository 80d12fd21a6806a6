// LangChain's ChatAnthropic for TypeScript.
import { kept, require, task, tell } from "./_tell.mjs";
const { ChatAnthropic } = require("@langchain/anthropic");

async function call() {
  const model = new ChatAnthropic({
    model: process.env.CLIENT_MODEL,
    maxTokens: 64,
    anthropicApiUrl: process.env.ANTHROPIC_BASE_URL,
    clientOptions: { timeout: task.timeout_s * 1000, logLevel: "off" },
    ...kept,
  });
  if (!task.stream) return (await model.invoke("Say pong")).content ? "ok" : "nothing";
  let text = null;
  let reason = null;
  for await (const chunk of await model.stream("Say pong")) {
    text ||= chunk.content;
    reason ??= chunk.response_metadata?.stop_reason ?? chunk.additional_kwargs?.stop_reason;
  }
  return text && reason ? "ok" : text ? "partial" : "nothing";
}
await tell(call);
