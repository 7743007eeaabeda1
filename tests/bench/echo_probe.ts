/**
 * A caller of the fixture board who presses a key every millisecond or so, in a thread of his own: what the other callers
 * of a benchmark cost this process is not counted.
 *
 * @module
 */

import { LightCaller } from "./light_caller.ts";

type Order = { readonly type: "start"; readonly port: number } | { readonly type: "take" | "stop" };

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(times: readonly number[]): void;
  close(): void;
};

async function press(port: number): Promise<void> {
  const byte = Uint8Array.of(120);
  const caller = await LightCaller.at(port, "IN> ");
  await caller.send("e");
  await caller.waitFor("ECHO> ");
  let times: number[] = [];
  let stopped = false;
  scope.onmessage = ({ data: order }) => {
    if (order.type === "stop") {
      stopped = true;
    } else {
      scope.postMessage(times);
      times = [];
    }
  };
  scope.postMessage([]);
  while (!stopped) {
    const begin = performance.now();
    await caller.roundTrip(byte);
    times.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  caller.close();
  scope.postMessage(times);
  scope.close();
}

if ("WorkerGlobalScope" in globalThis) {
  scope.onmessage = ({ data: order }) => {
    if (order.type === "start") press(order.port);
  };
}

/** The thread, as the benchmark sees it. */
export class EchoProbe implements AsyncDisposable {
  private constructor(private readonly thread: Worker) {}

  /** Logs in and begins. */
  static async start(port: number): Promise<EchoProbe> {
    const probe = new EchoProbe(new Worker(import.meta.url, { type: "module" }));
    await probe.#ask({ type: "start", port });
    return probe;
  }

  /** Milliseconds of every key since it was last asked. */
  take(): Promise<readonly number[]> {
    return this.#ask({ type: "take" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ask({ type: "stop" });
  }

  #ask(order: Order): Promise<readonly number[]> {
    return new Promise((resolve) => {
      this.thread.onmessage = ({ data }: MessageEvent<readonly number[]>) => resolve(data);
      this.thread.postMessage(order);
    });
  }
}
