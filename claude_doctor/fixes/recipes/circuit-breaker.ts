// What it does: stops sending after failures in a row, and lets one call try again later.
// Not when: you make a call now and then (backoff is enough), or the failures are your own.
// Needs: npm install @anthropic-ai/sdk; Node 22.18 runs it as it is; ANTHROPIC_API_KEY is set.

// While it is open a call fails at once, without waiting and without a request: answer your users
// from a cache, by another route (fallback-route), or with a friendly refusal.

import Anthropic from "@anthropic-ai/sdk";

const FAILURES = 5; // in a row
const OPEN_S = 15; // doubled each time that the trial call fails, a random part taken off
const LONGEST_S = 240;

const client = new Anthropic({ maxRetries: 1 });

/** Nothing was sent: the service failed a moment ago. `seconds` until the next trial. */
export class Open extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super(`not sent; the next trial is in ${Math.ceil(seconds)} s`);
    this.seconds = seconds;
  }
}

/** Whether the service failed. Your limit, key and request say nothing about it. */
function theirs(error: unknown): boolean {
  if (error instanceof Anthropic.APIUserAbortError) return false;
  if (!(error instanceof Anthropic.APIError)) return false;
  if (error.status === undefined) return true; // no answer
  return error.status >= 500 || ["overloaded_error", "api_error"].includes(error.type ?? "");
}

// Closed: all calls go. Open: none. Half open: one goes, and decides for all.
let failed = 0; // in a row
let until = 0; // closed where it is 0
let pause = OPEN_S;

/** Send, if the service is thought to work. Throws Open, or what `send` throws. */
export async function call<T>(send: () => Promise<T>): Promise<T> {
  const left = until - Date.now();
  if (left > 0) throw new Open(left / 1000);
  const trial = until > 0;
  if (trial) until = Date.now() + pause * 1000; // the others wait for this one
  try {
    const answer = await send();
    [failed, until, pause] = [0, 0, OPEN_S];
    return answer;
  } catch (error) {
    if (!theirs(error)) {
      [failed, until, pause] = [0, 0, OPEN_S];
    } else if (++failed >= FAILURES && (trial || !until)) {
      if (trial) pause = Math.min(LONGEST_S, 2 * pause);
      until = Date.now() + pause * 1000 * (0.5 + Math.random() / 2);
    }
    throw error;
  }
}

/** One question, one answer. */
export async function ask(prompt: string): Promise<string> {
  const answer = await call(() =>
    client.messages.create({
      model: "claude-sonnet-5-5",
      max_tokens: 1024,
      messages: [{ role: "user", content: prompt }],
    }),
  );
  return answer.content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

if (import.meta.filename === process.argv[1]) console.log(await ask("Say hello."));
