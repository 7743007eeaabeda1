/**
 * The watch over the Workers: which of them owes a sign of life, which holds more memory than it may.
 *
 * It looks four times a second while anybody types or a Worker owes an answer, and once a second otherwise; a Worker
 * that nobody types at is asked only if the process works or grows all the same, for a script that loops or hoards
 * cannot do so unseen. So a hundred idle sessions cost next to nothing.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { HEAPS_HELD } from "../wire/limits.ts";
import type { WorkerLink } from "./worker_link.ts";

/** Milliseconds between two looks while something happens: a script can fill a gigabyte of buffers in one second. */
const TICK = 250;
/** Milliseconds between two looks while nothing does. */
const CALM_TICK = 1000;
/** Milliseconds between two signs of life of a Worker that is used. */
const BUSY_TURN = 1000;
/** Milliseconds between two signs of life of a Worker that nobody types at. */
const IDLE_TURN = 10_000;
/** Sessions in one Worker that are a crowd, and milliseconds of rest after which its heap is tidied: they leave much. */
const CROWD = 100;
const CROWD_TURN = 2000;
/** Milliseconds between the turns of two idle Workers, so that not all answer at the same time, and how many turns. */
const STAGGER = TICK;
const STAGGERED = 40;
/** Share of a core that the process may use before idle Workers are asked, too. */
const RESTFUL = 0.3;
/** Growth of the process, in bytes, at which idle Workers are asked, too. */
const SLOW_GROWTH = 32 * 1024 * 1024;
/** Growth of the process between two looks, in bytes, at which all Workers are asked at once. */
const GROWTH_ALARM = 96 * 1024 * 1024;
/** Milliseconds that a Worker may be silent while memory grows like that. */
const ALARM_SILENCE = 400;
/** Looks with such growth, after a Worker was stopped for it, that tell that its thread runs on. */
const HOPELESS_LOOKS = 12;

/** What the watch looks at. */
export interface WorkerWatchParts {
  readonly clock: Clock;
  /** The Workers that live. */
  links(): Iterable<WorkerLink>;
  /** Megabytes of heap and seconds of silence that a Worker may have; read at each look. */
  limits(): { readonly heap: number; readonly watchdog: number };
  /** Bytes of memory of the whole process. */
  memory(): number;
  /** Seconds of processor that the whole process has used. */
  processor(): number;
  /** Told before each look. */
  looking(): void;
  /** Stops a Worker, whatever it does. */
  stop(link: WorkerLink, reason: string): void;
  log(level: "warn", message: string): void;
  /** A stopped thread runs on and eats the machine's memory. */
  hopeless(reason: string): void;
}

/** Looks after the Workers until it is disposed of. */
export class WorkerWatch implements Disposable {
  #cancel: () => void = () => {};
  #calm = false;
  #before: { readonly at: number; readonly memory: number; readonly processor: number };
  /** Memory when idle Workers were asked last, or less. */
  #leastMemory: number;
  #uneasyUntil = -Infinity;
  #alarms = 0;
  #stoppedForMemory = false;

  constructor(private readonly parts: WorkerWatchParts) {
    this.#before = this.#measure();
    this.#leastMemory = this.#before.memory;
    this.#schedule(TICK);
  }

  /** Somebody types, or something is sent to a Worker: looks come closely again. */
  stir(): void {
    if (!this.#calm) return;
    this.#calm = false;
    this.#cancel();
    this.#schedule(TICK);
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }

  #schedule(ms: number): void {
    this.#cancel = this.parts.clock.after(ms, () => {
      this.#calm = !this.#look();
      this.#schedule(this.#calm ? CALM_TICK : TICK);
    });
  }

  #measure(): { at: number; memory: number; processor: number } {
    const { clock, memory, processor } = this.parts;
    return { at: clock.monotonic(), memory: memory(), processor: processor() };
  }

  /** Answers whether something goes on. */
  #look(): boolean {
    const { parts } = this;
    parts.looking();
    const before = this.#before;
    const present = this.#before = this.#measure();
    const alarm = present.memory - before.memory > GROWTH_ALARM;
    const uneasy = this.#isUneasy(before.at, present, present.processor - before.processor);
    let active = alarm || uneasy;
    for (const link of [...parts.links()]) {
      // One that everybody has left is asked once more, too; a warm one has nothing to tidy.
      if (link.tenants === 0 && link.rested) continue;
      if (link.busy || link.silence(present.at) > 0) active = true;
      const ill = this.#illness(link, present.at, alarm);
      if (ill === undefined) {
        if (alarm || isDue(link, present.at, uneasy)) link.ping(present.at);
        continue;
      }
      parts.log("warn", `Worker ${link.id} is stopped: ${ill.told}`);
      parts.stop(link, ill.reason);
    }
    this.#alarms = alarm ? this.#alarms + 1 : Math.max(0, this.#alarms - 1);
    if (this.#alarms >= HOPELESS_LOOKS && this.#stoppedForMemory) {
      this.#alarms = 0;
      parts.hopeless("memory goes on growing after the Worker that used it was stopped");
    }
    return active;
  }

  /** Whether the process works or grows so much that idle Workers must be asked, too. */
  #isUneasy(since: number, { at, memory }: { at: number; memory: number }, used: number): boolean {
    this.#leastMemory = Math.min(this.#leastMemory, memory);
    if (memory - this.#leastMemory > SLOW_GROWTH) {
      this.#leastMemory = memory;
      this.#uneasyUntil = at + IDLE_TURN + STAGGER * STAGGERED;
    }
    return at < this.#uneasyUntil || used * 1000 > RESTFUL * Math.max(TICK, at - since);
  }

  /** What is wrong with a Worker: for the log, and for its caller. */
  #illness(link: WorkerLink, now: number, alarm: boolean): { told: string; reason: string } | undefined {
    const { heap, watchdog } = this.parts.limits();
    const silence = link.silence(now);
    if (silence > watchdog * 1000) {
      return { told: `it did not answer for ${watchdog} seconds`, reason: "it did not answer" };
    }
    const reason = "it used too much memory";
    if (alarm && silence > ALARM_SILENCE) {
      this.#stoppedForMemory = true;
      return { told: "it does not answer and memory grows", reason };
    }
    if (link.memory > heap * HEAPS_HELD * 1024 * 1024) {
      return { told: `it holds ${Math.round(link.memory / 1048576)} MB`, reason };
    }
    return undefined;
  }
}

/** Whether it is a Worker's turn to be asked for a sign of life. */
function isDue(link: WorkerLink, now: number, uneasy: boolean): boolean {
  const since = now - link.lastAsked;
  if (link.busy) return since >= BUSY_TURN;
  // One that has just come to rest is asked once more: then it tidies its heap.
  if (link.tenants >= CROWD && !link.rested) return since >= CROWD_TURN;
  return (uneasy || !link.rested) && since >= IDLE_TURN + STAGGER * (link.id % STAGGERED);
}
