// What it does: asks a lighter Claude model while the wanted one is short of capacity.
// Not when: only the large model is good enough, or you are at your own limit (429).
// Needs: npm install @anthropic-ai/sdk; Node 22.18 runs it as it is; ANTHROPIC_API_KEY is set.

// Capacity is kept for each model, so another one may answer when yours says 529. Take out
// temperature, top_p and top_k: the newer models answer 400 to them. Log which one it was.

import Anthropic from "@anthropic-ai/sdk";

const MODELS = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"];
const COOL_S = 60; // a model that was short of capacity is left alone for so long

const client = new Anthropic();
const cold = new Map<string, number>();

/** 529 or 5xx, also where the error comes inside an answer. */
function shortOfCapacity(error: unknown): boolean {
  if (!(error instanceof Anthropic.APIError)) return false;
  return (error.status ?? 0) >= 500 || ["overloaded_error", "api_error"].includes(error.type ?? "");
}

/** The answer of the best model that has capacity; its `model` says which that was. */
export async function ask(prompt: string): Promise<Anthropic.Message> {
  const warm = MODELS.filter((name) => (cold.get(name) ?? 0) <= Date.now());
  const names = warm.length ? warm : MODELS.slice(-1);
  for (const name of names) {
    const final = name === names.at(-1); // there is no other model behind this one
    try {
      return await client.messages.create(
        { model: name, max_tokens: 1024, messages: [{ role: "user", content: prompt }] },
        { maxRetries: final ? 4 : 1 },
      );
    } catch (error) {
      if (final || !shortOfCapacity(error)) throw error;
      cold.set(name, Date.now() + COOL_S * 1000);
    }
  }
  throw new Error("there is always a last model");
}

if (import.meta.filename === process.argv[1]) {
  const answer = await ask("Say hello.");
  const text = answer.content.map((block) => (block.type === "text" ? block.text : ""));
  console.log(`${answer.model}: ${text.join("")}`);
}
