/**
 * The nursery: a thread that starts and stops the Workers of callers.
 *
 * Whoever calls `new Worker` stands still for nearly all of the start, so the main thread does not. The nursery has
 * only the permissions that scripts may have, and its children inherit them.
 *
 * @module
 */

import { setPriority } from "node:os";
import { Worker as ThreadWorker } from "node:worker_threads";
import { systemClock } from "../base/clock.ts";
import { collectGarbage } from "../base/garbage.ts";
import { HEAPS_HELD } from "../wire/limits.ts";
import { Tidying } from "./tidying.ts";

/** Main thread to nursery. */
export type NurseryOrder =
  | {
    readonly type: "start";
    readonly id: number;
    readonly control: MessagePort;
    readonly heapMegabytes: number;
  }
  /** `patient`: nothing is wrong with it, it is not needed any more. */
  | { readonly type: "stop"; readonly id: number; readonly patient: boolean };

/** Nursery to main thread. */
export type NurseryReport =
  | { readonly type: "open" }
  | {
    readonly type: "gone";
    readonly id: number;
    /** For the caller, too. */
    readonly reason: string;
    /** For the log only. */
    readonly detail?: string;
  };

/** How a Worker exits that has noticed its full heap (`session_worker.ts`). */
const OUT_OF_MEMORY = 137;
const SPENT = "it used too much memory";

/** Milliseconds after which the next Worker is stopped, though the one before has not ended. */
const STOP_PATIENCE = 250;

/** How far the threads of callers stand back behind the others where a loop cannot be halted ("nice" value). */
const STEP_BACK = 5;

const children = new Map<number, ThreadWorker>();
const tidying = new Tidying(systemClock, () => collectGarbage("regular"));
// The library's types are those of a main thread.
const thread = globalThis as unknown as {
  postMessage(report: NurseryReport): void;
  onmessage: ((event: MessageEvent<NurseryOrder>) => void) | null;
};
const report = (message: NurseryReport) => thread.postMessage(message);
const entry = new URL("../session_worker.ts", import.meta.url);

function start(id: number, control: MessagePort, heapMegabytes: number): void {
  const options = {
    workerData: { control, memory: heapMegabytes * HEAPS_HELD * 1024 * 1024 },
    transferList: [control],
    // Left out, it would be a copy of the process's: nothing for scripts, and on a terminal the runtime asks before it.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 8 },
  };
  // The types of `node:worker_threads` know Node's MessagePort only.
  const child = new ThreadWorker(entry, options as unknown as ConstructorParameters<typeof ThreadWorker>[1]);
  children.set(id, child);
  let reason = "its thread has ended";
  let detail: string | undefined;
  child.on("error", (error) => {
    detail = String(error).slice(0, 500);
    if (/memory limit|out of memory/i.test(detail)) reason = SPENT;
  });
  child.on("exit", (code) => {
    children.delete(id);
    if (code === OUT_OF_MEMORY) reason = SPENT;
    tidying.ended();
    report({ type: "gone", id, reason, ...(detail === undefined ? {} : { detail }) });
  });
}

let stopping: Promise<unknown> = Promise.resolve();

/**
 * Stops a Worker after those before it. Taking a thread down costs 0.1 s of processor: all at once, when many callers
 * hang up together, they would keep the others' keys waiting.
 */
function stopInTurn(id: number): void {
  const child = children.get(id);
  if (child === undefined) return;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  stopping = stopping.then(() => {
    if (!children.has(id)) return;
    child.terminate();
    // Before Deno 2.9 a thread in an endless loop never ends.
    return Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE))]);
  });
}

thread.onmessage = ({ data: order }) => {
  switch (order.type) {
    case "start":
      try {
        start(order.id, order.control, order.heapMegabytes);
      } catch (error) {
        report({ type: "gone", id: order.id, reason: "its thread did not start", detail: String(error) });
      }
      break;
    case "stop":
      if (order.patient) stopInTurn(order.id);
      else children.get(order.id)?.terminate();
      break;
  }
};

/**
 * Deno before 2.9 cannot halt a thread in an endless loop (it knows no Web Locks, see `session_worker.ts`). There the
 * threads of callers get less of the processor than the main thread and the store; a thread inherits it from the one
 * that starts it. The permission is given up, so that no script has it.
 */
function stepBack(): void {
  try {
    if ((navigator as { locks?: unknown }).locks === undefined) setPriority(0, STEP_BACK);
  } catch {
    // Not every system knows priorities of threads.
  }
  Deno.permissions.revokeSync({ name: "sys", kind: "setPriority" });
}

stepBack();
report({ type: "open" });
