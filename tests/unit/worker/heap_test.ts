import assert from "node:assert/strict";
import { answerOfThread } from "../../fakes/thread_answer.ts";

interface Held {
  readonly before: number;
  readonly after: number;
  /** Whether a script could find V8's function afterwards. */
  readonly exposed: boolean;
}

/** Loads the script authors' door in a Worker and trims its heap there. */
async function trimInWorker(): Promise<Held> {
  const heap = new URL("../../../lib/worker/heap.ts", import.meta.url);
  const door = new URL("../../../mod.ts", import.meta.url);
  const source = `
    import { parentPort } from "node:worker_threads";
    import { runInNewContext } from "node:vm";
    const { heldMemory, trimHeap } = await import("${heap}");
    await import("${door}");
    const before = heldMemory();
    trimHeap();
    const exposed = typeof globalThis.gc === "function" || runInNewContext("typeof gc") === "function";
    parentPort.postMessage({ before, after: heldMemory(), exposed });
  `;
  return await answerOfThread(source) as Held;
}

Deno.test("trimHeap() gives back what loading left behind, and leaves no way to V8's function for it", async () => {
  const { before, after, exposed } = await trimInWorker();
  assert.equal(exposed, false);
  assert.ok(after < before - 512 * 1024, `${before} bytes before, ${after} after`);
});
