// The official SDK for TypeScript.
import { kept, pong, require, task, tell } from "./_tell.mjs";
const Anthropic = require("@anthropic-ai/sdk").default;

const ready = { timeout: task.timeout_s * 1000, logLevel: "off", ...kept };
await tell(async () => pong(new Anthropic(ready)));
