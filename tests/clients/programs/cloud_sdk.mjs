// The official SDK's clients for the clouds in TypeScript: the one that the scenario's switch means.
import { kept, pong, require, task, tell } from "./_tell.mjs";
const env = process.env;

const usual = { timeout: task.timeout_s * 1000, logLevel: "off", ...kept };
const of = (name) => require(`@anthropic-ai/${name}-sdk`);

// The cloud's client, with the credential of the scenario alone; a gateway that adds the
// credential is asked with one of its own.
function client() {
  if (env.CLAUDE_CODE_USE_BEDROCK) {
    const own = env.CLAUDE_CODE_SKIP_BEDROCK_AUTH ? { skipAuth: true } : {};
    return new (of("bedrock").AnthropicBedrock)({ ...usual, ...own });
  }
  if (env.CLAUDE_CODE_USE_MANTLE) return new (of("bedrock").AnthropicBedrockMantle)(usual);
  if (env.CLAUDE_CODE_USE_VERTEX) {
    const headers = new Headers({ authorization: "Bearer gateway" });
    const gateway = { authClient: { getRequestHeaders: async () => headers } };
    const own = env.CLAUDE_CODE_SKIP_VERTEX_AUTH ? gateway : {};
    return new (of("vertex").AnthropicVertex)({ ...usual, ...own });
  }
  if (env.CLAUDE_CODE_USE_FOUNDRY) return new (of("foundry").AnthropicFoundry)(usual);
  return new (of("aws").AnthropicAws)(usual);
}
await tell(async () => pong(client()));
