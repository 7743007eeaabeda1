import assert from "node:assert/strict";
import { answerOfThread } from "../../fakes/thread_answer.ts";

/** Runs a function's text in a Worker of its own, where things are withheld for good. */
async function inWorker(run: () => unknown): Promise<unknown> {
  const url = new URL("../../../lib/worker/withheld.ts", import.meta.url);
  const source = `
    import { parentPort } from "node:worker_threads";
    import { withhold } from "${url}";
    const given = new Blob(["given"]);
    globalThis.given = given;
    withhold();
    parentPort.postMessage(await (${run})());
  `;
  return await answerOfThread(source);
}

Deno.test("withhold() lets nobody make what holds bytes beside the heap, or a thread, and says why", async () => {
  const told = await inWorker(async () => {
    const { given } = globalThis as unknown as { given: Blob };
    const ways: Record<string, () => unknown> = {
      Blob: () => new Blob(["x"]),
      subclass: () => new (class extends Blob {})(["x"]),
      constructor: () => new (given.constructor as typeof Blob)(["x"]),
      File: () => new File(["x"], "x"),
      FormData: () => new FormData(),
      MessageChannel: () => new MessageChannel(),
      BroadcastChannel: () => new BroadcastChannel("x"),
      Worker: () => new globalThis.Worker("data:text/javascript,", { type: "module" }),
      blob: () => new Response("x").blob(),
      formData: () => new Request("http://localhost/", { method: "POST", body: "x" }).formData(),
    };
    const messages: string[] = [];
    for (const [name, way] of Object.entries(ways)) {
      try {
        await way();
        messages.push(`${name} was allowed`);
      } catch (error) {
        messages.push(error instanceof TypeError ? error.message : `${error}`);
      }
    }
    return messages;
  });
  const kept = "the runtime would keep its bytes after the session has ended";
  const uncounted = "nobody counts what waits in it";
  assert.deepEqual(told, [
    `Cannot make a Blob: scripts get none, for ${kept}`,
    `Cannot make a Blob: scripts get none, for ${kept}`,
    `Cannot make a Blob: scripts get none, for ${kept}`,
    `Cannot make a File: scripts get none, for ${kept}`,
    `Cannot make a FormData: scripts get none, for ${kept}`,
    `Cannot make a MessageChannel: scripts get none, for ${uncounted}`,
    `Cannot make a BroadcastChannel: scripts get none, for ${uncounted}`,
    "Cannot make a Worker: scripts get none, for nobody limits its memory and its time",
    "Cannot read a body by blob(): take arrayBuffer()",
    "Cannot read a body by formData(): take arrayBuffer()",
  ]);
});

Deno.test("withhold() leaves the classes to be asked for, and all other bodies", async () => {
  const odd = await inWorker(async () => {
    const { given } = globalThis as unknown as { given: Blob };
    const checks: Record<string, boolean> = {
      instance: given instanceof Blob && !({} instanceof File),
      name: Blob.name === "Blob",
      text: await new Response("ü").text() === "ü",
      bytes: (await new Response("ü").arrayBuffer()).byteLength === 2,
      clone: structuredClone({ a: 1 }).a === 1,
    };
    return Object.entries(checks).filter(([, right]) => !right).map(([name]) => name);
  });
  assert.deepEqual(odd, []);
});
