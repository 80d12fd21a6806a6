// What it does: retries with full jitter, after retry-after, within a retry budget.
// Not when: it is your request, key or spend limit (thrown at once), or in a stream.
// Needs: npm install @anthropic-ai/sdk; Node 22.18 runs it as it is; ANTHROPIC_API_KEY is set.

// new Anthropic({ maxRetries: 5 }) is the first thing to try: it waits 0.5, 1, 2, 4, 8 s (less
// up to a quarter) and obeys retry-after. This file is for programs with many callers: it spreads
// them over the whole wait, and stops retrying when retries outgrow successes.

import Anthropic from "@anthropic-ai/sdk";

const MODEL = "claude-sonnet-5-5";
const TRIES = 6; // the first one included
const BASE_S = 1; // waits at most 1, 2, 4, 8, 16 s, each a random part of that
const CAP_S = 30;
const LONGEST_S = 120; // a retry-after beyond this is a failure now

// One layer retries, or the tries multiply: this one, so the SDK does not.
const client = new Anthropic({ maxRetries: 0 });

// Retries may be a tenth of the successes, and ten in advance.
const MOST = 10;
const PART = 0.1;
let budget = MOST;

/** The seconds that the answer asks for; 0 where it asks for none. */
function retryAfter(error: unknown): number {
  const told = error instanceof Anthropic.APIError ? error.headers?.get("retry-after") : null;
  if (!told) return 0;
  const seconds = Number(told);
  return Number.isNaN(seconds) ? BASE_S : Math.max(0, seconds); // a date, from some gateways
}

/** Whether the same request may work later. */
export function worthIt(error: unknown): boolean {
  if (error instanceof Anthropic.APIUserAbortError) return false;
  if (error instanceof Anthropic.APIConnectionError) return true; // time-outs are among these
  if (!(error instanceof Anthropic.APIError) || retryAfter(error) > LONGEST_S) return false;
  // It lasts until the date in the message, although it is a 429.
  if (error.errorCode?.includes("spend_limit") || error.apiMessage?.includes("usage limits")) {
    return false;
  }
  const told = error.headers?.get("x-should-retry");
  if (told === "true" || told === "false") return told === "true";
  const status = error.status ?? 0;
  return [408, 409, 429].includes(status) || status >= 500;
}

/** Send until it is answered. Throws the last error as it is. */
export async function call<T>(send: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      const answer = await send();
      budget = Math.min(MOST, budget + PART);
      return answer;
    } catch (error) {
      if (tried >= TRIES || !worthIt(error) || budget < 1) throw error;
      budget -= 1;
      // What was asked for, and then a random part: not all who were told 5 s at once.
      const jitter = Math.random() * Math.min(CAP_S, BASE_S * 2 ** (tried - 1));
      const seconds = retryAfter(error) + jitter;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}

/** One question, one answer. */
export async function ask(prompt: string): Promise<string> {
  const answer = await call(() =>
    client.messages.create({
      model: MODEL,
      max_tokens: 1024,
      messages: [{ role: "user", content: prompt }],
    }),
  );
  return answer.content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

if (import.meta.filename === process.argv[1]) console.log(await ask("Say hello."));
