// The Claude Agent SDK for TypeScript: one question to the Claude Code that it brings.
import { pathToFileURL } from "node:url";
import { require, task, tell } from "./_tell.mjs";
const found = require.resolve("@anthropic-ai/claude-agent-sdk");
const { query } = await import(pathToFileURL(found).href);

async function call() {
  const options = { maxTurns: 1, ...(task.named ? { model: process.env.CLIENT_MODEL } : {}) };
  let result = null;
  let failure = null;
  try {
    for await (const message of query({ prompt: "Say pong", options })) {
      if (message.type === "result") result = message;
    }
  } catch (error) {
    failure = error;
  }
  if (!result && failure) throw failure;
  if (!result) return "nothing";
  if (!result.is_error) return "ok";
  const why = result.api_error_status ?? (result.result ?? "").slice(0, 40);
  return [`error ${why}`, result.result ?? "", ...(failure ? [failure.message] : [])];
}
await tell(call);
