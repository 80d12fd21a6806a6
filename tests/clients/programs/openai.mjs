// OpenAI's SDK for TypeScript, pointed at the API's compatible route.
import { asked, kept, require, task, tell } from "./_tell.mjs";
const OpenAI = require("openai").default;

async function call() {
  const client = new OpenAI({
    baseURL: process.env.ANTHROPIC_BASE_URL + "/v1/",
    apiKey: process.env.ANTHROPIC_API_KEY,
    timeout: task.timeout_s * 1000,
    logLevel: "off",
    ...kept,
  });
  if (!task.stream) {
    const reply = await client.chat.completions.create(asked);
    if (typeof reply !== "object") return `a ${typeof reply}`;
    return reply.choices?.[0]?.message?.content ? "ok" : "nothing";
  }
  let text = null;
  let reason = null;
  for await (const chunk of await client.chat.completions.create({ ...asked, stream: true })) {
    text ??= chunk.choices?.[0]?.delta?.content || null;
    reason ??= chunk.choices?.[0]?.finish_reason;
  }
  return text && reason ? "ok" : text ? "partial" : "nothing";
}
await tell(call);
