import { write } from "./streaming.ts";
import { client, counted, question, way } from "./_calls.ts";

async function whole() {
  let last = "";
  for await (const event of await client.messages.create({ ...question, stream: true })) {
    last = event.type;
  }
  if (last !== "message_stop") throw new Error("not whole");
}

await counted(way === "recipe" ? (number) => write("Say much.", `${number}.txt`) : whole);
