/**
 * The roof of the worker wing: what runs in a Worker. It hosts sessions, many in the lobby, one afterwards.
 *
 * The Worker is a `node:worker_threads` Worker, for only that kind has a limited heap. It is started by the nursery
 * and inherits the nursery's few permissions.
 *
 * @module
 */

import { workerData } from "node:worker_threads";
import process from "node:process";
import { getHeapStatistics } from "node:v8";
import { unreachable } from "./base/errors.ts";
import { Session } from "./bbs/session.ts";
import type { ControlMessage, WorkerMessage } from "./wire/messages.ts";
import { limitBuffers } from "./worker/buffer_limit.ts";
import { redirectConsole } from "./worker/console.ts";
import { currentSession } from "./worker/current.ts";
import { heldMemory, trimHeap } from "./worker/heap.ts";
import { ScriptLoader } from "./worker/loader.ts";
import { limitTexts } from "./worker/text_limit.ts";
import { UncountedMemory } from "./worker/uncounted_memory.ts";
import { withhold } from "./worker/withheld.ts";

/** The exit code that tells the nursery of a full heap: what a shell reports of a process that was killed for memory. */
const OUT_OF_MEMORY = 137;
/** Milliseconds after a login until the garbage of that, and of loading modules, is collected. */
const TRIM_DELAY = 2000;
const heapLimit = getHeapStatistics().heap_size_limit;

/** Holds a lock for as long as the thread lives: Deno (2.9) halts a thread in an endless loop only if it holds one. */
function holdLock(): void {
  const { locks } = navigator as {
    locks?: { request(name: string, run: () => Promise<never>): Promise<never> };
  };
  if (locks === undefined) return;
  locks.request(crypto.randomUUID(), () => new Promise<never>(() => {})).catch(() => {});
  // No script may steal the lock.
  Object.defineProperty(navigator, "locks", { value: undefined });
}

/** The process stands in one folder, which the main thread needs to be its own (`host/sftp_acts.ts`). */
function standStill(): void {
  for (const holder of [Deno, process]) Object.defineProperty(holder, "chdir", { value: undefined });
}

function serve(control: MessagePort): void {
  const sessions = new Set<Session>();
  let loader: ScriptLoader | undefined;
  let trimming: ReturnType<typeof setTimeout> | undefined;
  const say = (message: WorkerMessage) => control.postMessage(message);

  // A script that fails outside of its promise: in a Worker of its own it is known whose it is; in the lobby only
  // when one caller is there.
  const fail = (error: unknown) => {
    if (sessions.size === 1) { for (const session of sessions) session.fail(error); }
  };
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error);
  });
  process.on("uncaughtException", fail);

  redirectConsole((level, message) => {
    const [only] = sessions.size === 1 ? sessions : [];
    ((currentSession() ?? only) as Session | undefined)?.log(level, message);
  });

  control.onmessage = async (event: MessageEvent) => {
    const message = event.data as ControlMessage;
    switch (message.type) {
      case "board":
        if (loader === undefined) loader = new ScriptLoader(message.board);
        else loader.setBoard(message.board);
        return;
      case "preload":
        for (const name of message.scripts) await loader?.load(name).catch(() => {});
        say({ type: "ready" });
        return;
      case "session": {
        const session = new Session(message.opening, message.port, loader!);
        sessions.add(session);
        // In the lobby somebody is always in the middle of typing.
        clearTimeout(trimming);
        if (message.opening.user !== undefined) trimming = setTimeout(trimHeap, TRIM_DELAY);
        await session.run(message.opening.entry);
        sessions.delete(session);
        return;
      }
      case "ping": {
        // A full heap ends the thread only where the event loop notices. Elsewhere V8 raises its limit once and unwinds
        // what ran: the thread answers, but its script is gone and no promise will ever tell.
        if (getHeapStatistics().heap_size_limit > heapLimit) process.exit(OUT_OF_MEMORY);
        if (message.idle) trimHeap();
        say({ type: "pong", count: message.count, memory: held() });
        return;
      }
      default:
        return unreachable(message);
    }
  };
}

const uncounted = new UncountedMemory();
const held = () => heldMemory() + uncounted.bytes;
const { control, memory } = workerData as { control: MessagePort; memory: number };
// Scripts may import `node:worker_threads` too: they shall not find the port there.
(workerData as { control: MessagePort | undefined }).control = undefined;
holdLock();
standStill();
withhold();
limitTexts();
uncounted.watch(limitBuffers({ limit: memory, held, exceeded: () => process.exit(OUT_OF_MEMORY) }));
serve(control);
