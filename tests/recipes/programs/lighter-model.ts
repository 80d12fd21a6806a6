import { ask } from "./lighter-model.ts";
import { client, counted, question, way } from "./_calls.ts";

const plain = () => client.messages.create({ ...question, model: "claude-opus-5-5" });
await counted(way === "recipe" ? () => ask("Say hello.") : plain);
