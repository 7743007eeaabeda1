/**
 * The baseline of sessions: empty `node:worker_threads` Workers with the limits of session Workers, started by a web
 * Worker. Prints how many kilobytes of the process one of them takes.
 *
 * Run by the benchmarks with the number of Workers; the file is the entry of all its threads.
 *
 * @module
 */

import { Worker as ThreadWorker, workerData } from "node:worker_threads";

interface Order {
  readonly count: number;
  readonly heapMegabytes: number;
}

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(message: string): void;
};

function resident(): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"));
  return Number(line?.[1] ?? 0);
}

if ((workerData as { up?: MessagePort } | null)?.up !== undefined) {
  const { up } = workerData as { up: MessagePort };
  up.onmessage = () => {};
  up.postMessage("up");
} else if ("WorkerGlobalScope" in globalThis) {
  scope.onmessage = async ({ data: { count, heapMegabytes } }) => {
    for (let i = 0; i < count; i++) {
      const { port1, port2 } = new MessageChannel();
      const options = {
        workerData: { up: port2 },
        transferList: [port2],
        resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 8 },
      };
      new ThreadWorker(
        new URL(import.meta.url),
        options as unknown as ConstructorParameters<typeof ThreadWorker>[1],
      );
      await new Promise((resolve) => (port1.onmessage = resolve));
    }
    scope.postMessage("all up");
  };
} else if (import.meta.main) {
  const order: Order = { count: Number(Deno.args[0]), heapMegabytes: Number(Deno.args[1]) };
  const nursery = new Worker(import.meta.url, { type: "module" });
  const run = (count: number) =>
    new Promise((resolve) => {
      nursery.onmessage = resolve;
      nursery.postMessage({ ...order, count });
    });
  // The first ones pay for what all share.
  await run(2);
  const before = resident();
  await run(order.count);
  console.log(`each ${(resident() - before) / order.count} kB`);
  Deno.exit(0);
}
