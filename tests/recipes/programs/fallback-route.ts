import { ask } from "./fallback-route.ts";
import { client, counted, question, way } from "./_calls.ts";

const plain = () => client.messages.create({ ...question, model: "claude-sonnet-5-5" });
await counted(way === "recipe" ? () => ask("Say hello.") : plain);
