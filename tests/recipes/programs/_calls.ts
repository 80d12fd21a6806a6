// Shared by the programs: what they are told, and how many calls were answered.
import Anthropic from "@anthropic-ai/sdk";

export const [way = "", calls = "0"] = process.argv.slice(2);
export const client = new Anthropic({ maxRetries: 0 });
export const question: Anthropic.MessageCreateParamsNonStreaming = {
  model: "claude-sonnet-5-5",
  max_tokens: 1024,
  messages: [{ role: "user", content: "Say hello." }],
};

export async function counted(call: (number: number) => Promise<unknown>, tries = 1) {
  let answered = 0;
  for (let number = 0; number < Number(calls); number++) {
    for (let tried = 0; tried < tries; tried++) {
      try {
        await call(number);
        answered++;
        break;
      } catch {
        // whatever the client says: no answer
      }
    }
  }
  console.log(answered);
}
