import { ask } from "./circuit-breaker.ts";
import { client, counted, question, way } from "./_calls.ts";

const tries = way === "6 tries at once" ? 6 : 1;
if (way === "recipe") await counted(() => ask("Say hello."));
else await counted(() => client.messages.create(question), tries);
