// Node's own fetch, as a program uses it that has no SDK.
import { asked, task, tell } from "./_tell.mjs";

const body = { ...asked, stream: task.stream };
async function call() {
  const reply = await fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-api-key": process.env.ANTHROPIC_API_KEY ?? "",
      "anthropic-version": "2023-06-01",
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(task.timeout_s * 1000),
  });
  if (!reply.ok) {
    const error = new Error(`HTTP ${reply.status} ${reply.statusText}: ${await reply.text()}`);
    error.status = reply.status;
    throw error;
  }
  if (!task.stream) return (await reply.json()).stop_reason ? "ok" : "nothing";
  let text = "";
  for await (const part of reply.body.pipeThrough(new TextDecoderStream())) text += part;
  let last = null;
  for (const line of text.split("\n")) {
    if (!line.startsWith("data:")) continue;
    const event = JSON.parse(line.slice(5));
    if (event.type === "error") throw new Error(JSON.stringify(event.error));
    last = event.type;
  }
  return last === "message_stop" ? "ok" : last ? "partial" : "nothing";
}
await tell(call);
