// What it does: keeps a streamed answer on disk as it comes, and goes on where it broke off.
// Not when: the answer is JSON or a tool call (two halves may not fit), or short: retry it.
// Needs: npm install @anthropic-ai/sdk; Node 22.18 runs it as it is; ANTHROPIC_API_KEY is set.

// An answer is whole only with message_stop. It can end without one in three ways: the connection
// breaks, the body just ends, or an error event comes after HTTP 200. The SDK retries none of
// them, and for the second it throws nothing.

import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, renameSync } from "node:fs";
import Anthropic from "@anthropic-ai/sdk";

const MODEL = "claude-sonnet-5-5";
const TRIES = 6; // the first one included
const BASE_S = 1; // waits at most 1, 2, 4, 8, 16 s, each a random part of that
const CAP_S = 30;
const SILENCE_S = 90; // pings come all the time: a stream that says nothing for so long is dead

const client = new Anthropic({ maxRetries: 0 });

/** Whether another try may go better. */
function passing(error: unknown): boolean {
  if (!(error instanceof Anthropic.APIError)) return true; // the connection, or an early end
  if (["overloaded_error", "api_error", "timeout_error"].includes(error.type ?? "")) return true;
  const status = error.status ?? 503; // no answer at all
  const spent = error.errorCode?.includes("spend_limit") || /usage limits/.test(error.message);
  return status >= 500 || (status === 429 && !spent);
}

/** The question, or the question, what has arrived, and the request to go on. */
function conversation(prompt: string, soFar: string): Anthropic.MessageParam[] {
  const asked: Anthropic.MessageParam = { role: "user", content: prompt };
  if (!soFar.trim()) return [asked];
  const goOn =
    "Your answer was cut off there by the network. Go on exactly where it ends, in the middle of " +
    "a word if need be. Repeat nothing and say nothing about this.";
  return [asked, { role: "assistant", content: soFar }, { role: "user", content: goOn }];
}

/** Add to the file what one stream brings; why it stopped. Throws where it broke off. */
async function once(prompt: string, partial: string): Promise<string | null> {
  appendFileSync(partial, ""); // so that it is there, whatever comes
  const soFar = readFileSync(partial, "utf8");
  const dead = new AbortController();
  let timer = setTimeout(() => dead.abort(), SILENCE_S * 1000);
  let whole = false;
  let reason: string | null = null;
  try {
    const events = await client.messages.create(
      { model: MODEL, max_tokens: 8192, messages: conversation(prompt, soFar), stream: true },
      { signal: dead.signal },
    );
    for await (const event of events) {
      clearTimeout(timer);
      timer = setTimeout(() => dead.abort(), SILENCE_S * 1000);
      if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
        appendFileSync(partial, event.delta.text); // what has arrived survives this process
      } else if (event.type === "message_delta") {
        reason = event.delta.stop_reason;
      } else if (event.type === "message_stop") {
        whole = true;
      }
    }
  } finally {
    clearTimeout(timer);
  }
  if (!whole) throw new Error("the stream ended before message_stop");
  return reason;
}

/**
 * Write the whole answer to a file; why it stopped ("max_tokens": ask for more).
 * Until it is whole it is in GOAL.*.partial. Run again after a crash, it goes on from there;
 * another prompt has another file.
 */
export async function write(prompt: string, goal: string): Promise<string | null> {
  const asked = createHash("sha256").update(prompt).digest("hex").slice(0, 8);
  const partial = `${goal}.${asked}.partial`;
  for (let tried = 1; ; tried++) {
    try {
      const reason = await once(prompt, partial);
      renameSync(partial, goal);
      return reason;
    } catch (error) {
      if (tried >= TRIES || !passing(error)) throw error; // what has arrived stays in the file
      const most = Math.min(CAP_S, BASE_S * 2 ** (tried - 1));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * most * 1000));
    }
  }
}

if (import.meta.filename === process.argv[1]) {
  await write("Write ten lines about rivers.", "answer.txt");
  console.log(readFileSync("answer.txt", "utf8"));
}
