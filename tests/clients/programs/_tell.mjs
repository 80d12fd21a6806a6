// What every program here is told and asks for; and what came of a call, with what a user sees of a
// failure: as Node prints what nobody caught, and the message alone.
import { createRequire } from "node:module";
import { inspect } from "node:util";

export const require = createRequire(process.env.CLIENT_HOME + "/");
export const task = JSON.parse(process.argv[2]);
export const kept = task.retries === null ? {} : { maxRetries: task.retries };
export const asked = {
  model: process.env.CLIENT_MODEL,
  max_tokens: 64,
  messages: [{ role: "user", content: "Say pong" }],
};

// The same by a client of Anthropic's own, whole or as a stream.
export async function pong(client) {
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

const byClass = (e) => (e?.constructor?.name ?? typeof e) + (e?.status ? ` ${e.status}` : "");

export async function tell(call, name = byClass) {
  const failed = (e) => [name(e), inspect(e), e?.message ? `${e.name}: ${e.message}` : inspect(e)];
  const told = await call().then((got) => (Array.isArray(got) ? got : [got]), failed);
  process.stdout.write(JSON.stringify(told) + "\n", () => process.exit(0));
}
