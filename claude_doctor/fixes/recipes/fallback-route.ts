// What it does: sends a call by the next route where one is overloaded, down or at a limit.
// Not when: the request or the key is at fault (thrown at once), or the data may not go there.
// Needs: npm install @anthropic-ai/sdk @anthropic-ai/bedrock-sdk; Node 22.18 runs it as it is.

// Test each route before you need it. Thinking blocks in a conversation are readable only by the
// model that made them: leave them out for another one. Vertex: @anthropic-ai/vertex-sdk.

import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import Anthropic from "@anthropic-ai/sdk";

const COOL_S = 60; // a route that failed is left alone for so long

type Send = (
  question: Anthropic.MessageCreateParamsNonStreaming,
) => PromiseLike<Anthropic.Message>;
type Route = { name: string; model: string; send: Send; coldUntil: number };

/** Those that this environment is set up for, in the order in which they are tried. */
function routes(): Route[] {
  const { env } = process;
  const claude = new Anthropic({ maxRetries: 0 }); // the next route is the retry
  const found: Route[] = [];
  const add = (name: string, model: string, send: Send) =>
    found.push({ name, model, send, coldUntil: 0 });
  add("Claude", "claude-sonnet-5-5", (asked) => claude.messages.create(asked));
  add("another Claude model", "claude-haiku-5-5", (asked) => claude.messages.create(asked));
  // Headers that are set for a gateway of yours, and may be a login there, are for no other route.
  const headers = env.ANTHROPIC_CUSTOM_HEADERS;
  delete env.ANTHROPIC_CUSTOM_HEADERS;
  if (env.AWS_REGION && (env.AWS_BEARER_TOKEN_BEDROCK || env.AWS_PROFILE || env.AWS_ACCESS_KEY_ID)) {
    const bedrock = new AnthropicBedrock({ maxRetries: 0 });
    const model = "global.anthropic.claude-sonnet-5-5";
    add("Bedrock", model, (asked) => bedrock.messages.create(asked));
  }
  if (env.OLLAMA_HOST) {
    // Such as http://localhost:11434. It speaks the Messages API; the key that it gets is a word.
    const ollama = new Anthropic({ baseURL: env.OLLAMA_HOST, apiKey: "ollama", maxRetries: 0 });
    add("Ollama", env.OLLAMA_MODEL ?? "qwen3-coder", (asked) => ollama.messages.create(asked));
  }
  if (headers !== undefined) env.ANTHROPIC_CUSTOM_HEADERS = headers;
  return found;
}

const ROUTES = routes();

/** Whether another route may do better: limits and capacity are each route's own. */
function elsewhere(error: unknown): boolean {
  const status = error instanceof Anthropic.APIError ? error.status : undefined;
  return status === undefined || [408, 409, 429].includes(status) || status >= 500;
}

/** The answer of the first route that has one; its `model` says which that was. */
export async function ask(prompt: string): Promise<Anthropic.Message> {
  const warm = ROUTES.filter((route) => route.coldUntil <= Date.now());
  let failed: unknown;
  for (const route of warm.length ? warm : ROUTES) {
    try {
      return await route.send({
        model: route.model,
        max_tokens: 1024,
        messages: [{ role: "user", content: prompt }],
      });
    } catch (error) {
      if (route === ROUTES[0] && !elsewhere(error)) throw error;
      console.warn(`${route.name}: ${(error as Error).name}, going on`);
      route.coldUntil = Date.now() + COOL_S * 1000;
      failed ??= error;
    }
  }
  throw failed;
}

if (import.meta.filename === process.argv[1]) {
  const answer = await ask("Say hello.");
  const text = answer.content.map((block) => (block.type === "text" ? block.text : ""));
  console.log(`${answer.model}: ${text.join("")}`);
}
