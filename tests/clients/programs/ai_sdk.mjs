// The AI SDK with its Anthropic provider: a call, a stream, and an object.
import { pathToFileURL } from "node:url";
import { kept, require, task, tell } from "./_tell.mjs";
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { generateText, streamText, generateObject, jsonSchema } = await load("ai");
const { createAnthropic } = await load("@ai-sdk/anthropic");

const provider = createAnthropic({ baseURL: process.env.ANTHROPIC_BASE_URL + "/v1" });
const asked = {
  model: provider(process.env.CLIENT_MODEL),
  prompt: "Say pong",
  maxOutputTokens: 64,
  // its own retries take longer than the time limit of one request
  abortSignal: task.retries === null ? undefined : AbortSignal.timeout(task.timeout_s * 1000),
  ...kept,
};
async function call() {
  if (task.forced) {
    const schema = jsonSchema({
      type: "object",
      properties: { color: { type: "string", enum: ["red", "blue"] } },
      required: ["color"],
      additionalProperties: false,
    });
    return JSON.stringify((await generateObject({ ...asked, schema })).object);
  }
  if (!task.stream) return (await generateText(asked)).text ? "ok" : "nothing";
  let failure = null;
  let reason = null;
  let text = "";
  const { fullStream } = streamText({ ...asked, onError() {} });
  for await (const part of fullStream) {
    if (part.type === "error") failure = part.error;
    if (part.type === "abort") failure = part; // no error: a part with its reason
    if (part.type === "text-delta") text += part.text ?? part.delta ?? "";
    if (part.type === "finish") reason = part.finishReason;
  }
  if (failure) throw failure;
  const cut = ["other", "unknown", "interrupted"].includes(reason ?? "other");
  return text && !cut ? "ok" : "partial";
}
const named = (e) => (e.name ?? e.type ?? typeof e) + (e.statusCode ? ` ${e.statusCode}` : "");
await tell(call, (e) => named(e.lastError ?? e));
