// The official SDK for TypeScript.
import { createRequire } from "node:module";
const require = createRequire(process.env.CLIENT_HOME + "/");
const Anthropic = require("@anthropic-ai/sdk").default;

const task = JSON.parse(process.argv[2]);
const kept = task.retries === null ? {} : { maxRetries: task.retries };
const asked = {
  model: process.env.CLIENT_MODEL,
  max_tokens: 64,
  messages: [{ role: "user", content: "Say pong" }],
};
async function call() {
  const client = new Anthropic({ timeout: task.timeout_s * 1000, logLevel: "off", ...kept });
  if (!task.stream) {
    const reply = await client.messages.create(asked);
    return reply?.stop_reason ? "ok" : `a ${typeof reply}`;
  }
  let last = null;
  for await (const event of await client.messages.create({ ...asked, stream: true })) {
    last = event.type;
  }
  return last === "message_stop" ? "ok" : last ? "partial" : "nothing";
}
const told = await call().catch((e) => e.constructor.name + (e.status ? ` ${e.status}` : ""));
console.log(JSON.stringify(told));
process.exit(0);
