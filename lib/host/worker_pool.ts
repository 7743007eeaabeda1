/**
 * The Workers: one for each caller who has logged in, a few warm ones for those who will, and the lobby.
 *
 * A Worker that does not answer, or that holds more memory than it may, is stopped (`worker_watch.ts`); the lobby is
 * then replaced by a warm one. How many there are is bounded by how many callers the doors admit, plus the warm ones.
 *
 * @module
 */

import { parseScriptName, type ScriptName } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import { flag, integer, section, type SectionValues } from "../base/setting.ts";
import type { BoardView } from "../wire/messages.ts";
import { Demand } from "./demand.ts";
import type { NurseryOrder, NurseryReport } from "./nursery_thread.ts";
import { scriptNames } from "./settings.ts";
import { Tidying } from "./tidying.ts";
import { WorkerLink } from "./worker_link.ts";
import { WorkerWatch } from "./worker_watch.ts";

/** Section `[session]` of the INI file. */
export const sessionSettings = section("session", "Sessions and the threads that run them.", {
  warm: {
    type: integer(0, 64),
    default: 4,
    help:
      "Threads that are kept ready for callers who log in, up to 6 more in a rush. Each costs about 10 MB.",
    live: true,
  },
  per_worker: {
    type: integer(1, 64),
    default: 1,
    help:
      "Callers who share a thread after login: more saves memory, but a bad script then ends all of them.",
    live: true,
  },
  heap: {
    type: integer(16, 4096),
    default: 64,
    help: "Megabytes of memory for the scripts of a caller. A script that needs more ends his session.",
    live: true,
  },
  watchdog: {
    type: integer(2, 600),
    default: 10,
    help: "Seconds that a thread may not answer before its session is ended.",
    live: true,
  },
  timeout: {
    type: integer(0, 86400),
    default: 1984,
    help: "Seconds without a key after which a caller is sent away; 0 never. Users may choose their own.",
    live: true,
  },
  login_timeout: {
    type: integer(10, 3600),
    default: 300,
    help: "Seconds a caller has to log in.",
    live: true,
  },
  stall_timeout: {
    type: integer(5, 3600),
    default: 60,
    help: "Seconds that a caller's line may take no output before he is dropped.",
    live: true,
  },
  unread_timeout: {
    type: integer(10, 3600),
    default: 120,
    help: "Seconds that a script may leave typed keys unread before the session is ended.",
    live: true,
  },
  drain_timeout: {
    type: integer(1, 60),
    default: 5,
    help: "Seconds that output still unsent at the end of a session has to go out.",
    live: true,
  },
  default_encoding: {
    type: { name: "utf8 | cp437", parse: parseEncoding, format: (v: string) => v },
    default: "utf8",
    help: "Character encoding for callers whose client does not tell.",
    live: true,
  },
  preload: {
    type: scriptNames,
    default: ["top", "main"],
    help: "Scripts that a warm thread has loaded before anybody comes.",
    live: true,
  },
  show_traceback: {
    type: flag,
    default: false,
    help: "Whether callers see where a script failed. For boards under construction.",
    live: true,
  },
});

function parseEncoding(text: string): { value: string } | { expected: string } {
  const word = text.trim().toLowerCase();
  return word === "utf8" || word === "cp437" ? { value: word } : { expected: "utf8 or cp437" };
}

/** The values of `[session]`. */
export type SessionSettings = SectionValues<typeof sessionSettings>;

/** Workers that are started at the same time. */
const MAX_STARTING = 8;
/** Milliseconds after a Worker was given out until the next is started, so that its caller has the processor. */
const REFILL_DELAY = 60;
/** Milliseconds that a Worker has to come up before it counts as lost. */
const START_DEADLINE = 30_000;

/** What the pool needs. */
export interface WorkerPoolOptions {
  readonly board: BoardView;
  readonly settings: SessionSettings;
  readonly clock: Clock;
  /** Folders that scripts may read: the board's, and the program's own where it is not compiled. */
  readonly readable: readonly string[];
  log(level: "info" | "warn" | "error", message: string): void;
  /** Bytes of memory of the whole process. */
  memory(): number;
  /** Seconds of processor that the whole process has used. */
  processor(): number;
  /** Collects the garbage of the main thread. */
  tidy(): void;
  /**
   * A stopped thread runs on and eats the machine's memory: Deno before 2.9 cannot halt one in an endless loop. Only
   * the end of the process helps.
   */
  hopeless(reason: string): void;
}

/** Starts, hands out and watches Workers. */
export class WorkerPool {
  #nursery: Worker;
  #board: BoardView;
  #settings: SessionSettings;
  #links = new Map<number, WorkerLink>();
  #warm: WorkerLink[] = [];
  #shared: WorkerLink[] = [];
  #starting = 0;
  #waiting: { resolve(link: WorkerLink): void; reject(error: Error): void }[] = [];
  #lobby: Promise<WorkerLink> | undefined;
  #demand = new Demand();
  #nextId = 1;
  #watch: WorkerWatch;
  #tidying: Tidying;
  #refill: ReturnType<typeof setTimeout> | undefined;
  #retiring = false;
  #closed = false;

  private constructor(private readonly options: WorkerPoolOptions, nursery: Worker) {
    this.#nursery = nursery;
    this.#board = options.board;
    this.#settings = options.settings;
    nursery.onmessage = (event: MessageEvent<NurseryReport>) => {
      const report = event.data;
      if (report.type !== "gone") return;
      if (report.detail !== undefined) options.log("warn", `Worker ${report.id}: ${report.detail}`);
      this.#forget(this.#links.get(report.id), report.reason);
      this.#tidying.ended();
    };
    this.#tidying = new Tidying(options.clock, () => options.tidy());
    this.#watch = new WorkerWatch({
      clock: options.clock,
      links: () => this.#links.values(),
      limits: () => this.#settings,
      memory: () => options.memory(),
      processor: () => options.processor(),
      looking: () => this.#endRush(),
      stop: (link, reason) => this.stop(link, reason),
      log: (level, message) => options.log(level, message),
      hopeless: (reason) => options.hopeless(reason),
    });
    this.#fill();
  }

  /** Starts the nursery and the first Workers. */
  static async open(options: WorkerPoolOptions): Promise<WorkerPool> {
    const permissions = {
      read: [...options.readable],
      write: false,
      net: false,
      env: false,
      // For the nursery's own priority; it gives the permission up before it has children.
      sys: ["setPriority"],
      run: false,
      ffi: false,
      import: false,
    };
    const nursery = new Worker(new URL("./nursery_thread.ts", import.meta.url), {
      type: "module",
      name: "nursery",
      deno: { permissions },
    } as unknown as WorkerOptions);
    const open = Promise.withResolvers<void>();
    nursery.onmessage = () => open.resolve();
    nursery.onerror = (event) => {
      event.preventDefault();
      options.log("error", `The nursery has failed: ${event.message}`);
      open.reject(new Error(event.message));
    };
    await open.promise;
    return new WorkerPool(options, nursery);
  }

  /** Workers that live, the warm ones included. */
  get size(): number {
    return this.#links.size;
  }

  /** Workers that wait for a caller. */
  get warm(): number {
    return this.#warm.length;
  }

  /** The Worker that hosts everybody who has not logged in. */
  async lobby(): Promise<WorkerLink> {
    for (;;) {
      const found = this.#lobby ??= this.#take();
      try {
        const link = await found;
        if (link.gone === undefined) return link;
      } catch (error) {
        if (this.#closed) throw error;
      }
      // Everybody who was in it comes at once: the first asks for another, and all share that.
      if (this.#lobby === found) this.#lobby = undefined;
    }
  }

  /** A Worker for a caller who has logged in: his own, unless `[session] per_worker` says otherwise. */
  async take(): Promise<WorkerLink> {
    const { per_worker } = this.#settings;
    if (per_worker === 1) return await this.#take();
    const open = this.#shared.find((link) => link.gone === undefined && link.tenants < per_worker);
    if (open !== undefined) return open;
    const link = await this.#take();
    this.#shared.push(link);
    return link;
  }

  /** A session has left a Worker: one that nobody else uses is stopped. */
  release(link: WorkerLink): void {
    if (this.#retiring || link.tenants > 0 || link.gone !== undefined || this.#warm.includes(link)) return;
    this.#lobby?.then((lobby) => {
      if (lobby !== link && link.tenants === 0) this.stop(link, "its session has ended", true);
    }, () => {});
    this.#shared = this.#shared.filter((other) => other !== link && other.gone === undefined);
  }

  /** Stops a Worker, whatever it does; one that is only not needed any more when it is its turn (`patient`). */
  stop(link: WorkerLink, reason: string, patient: boolean = false): void {
    this.#nursery.postMessage({ type: "stop", id: link.id, patient } satisfies NurseryOrder);
    this.#forget(link, reason);
  }

  /** Takes changed settings, and tells every Worker a changed board. */
  setBoard(board: BoardView, settings: SessionSettings): void {
    this.#board = board;
    this.#settings = settings;
    for (const link of this.#links.values()) link.setBoard(board);
    this.#fill();
  }

  /**
   * The server closes: Workers are neither started nor, when their sessions end, stopped any more. That would take the
   * processor from those who still have to be told goodbye, and the end of the process does it faster.
   */
  retire(): void {
    this.#retiring = true;
  }

  /** Stops all of them. */
  close(): void {
    this.#closed = true;
    this.#watch[Symbol.dispose]();
    this.#tidying[Symbol.dispose]();
    clearTimeout(this.#refill);
    for (const link of [...this.#links.values()]) this.stop(link, "the server is closing");
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("The server is closing"));
    this.#nursery.terminate();
  }

  #take(): Promise<WorkerLink> {
    if (this.#closed) return Promise.reject(new Error("The server is closing"));
    this.#demand.note(this.options.clock.monotonic());
    const warm = this.#warm.shift();
    if (warm !== undefined) {
      this.#fillSoon();
      return Promise.resolve(warm);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#fill();
    });
  }

  /** How many Workers shall wait for a caller: the sysop's number, and more in a rush unless he wants none. */
  get #ready(): number {
    const { warm } = this.#settings;
    return warm === 0 ? 0 : warm + this.#demand.extra(this.options.clock.monotonic());
  }

  /** Starts others once the caller who has just got a Worker had his first screen; in a rush others are due earlier. */
  #fillSoon(): void {
    this.#refill ??= setTimeout(() => this.#fill(), REFILL_DELAY);
  }

  /** Starts as many as are waited for, and as many as shall be warm. */
  #fill(): void {
    clearTimeout(this.#refill);
    this.#refill = undefined;
    const wanted = this.#waiting.length + this.#ready - this.#warm.length;
    while (!this.#closed && !this.#retiring && this.#starting < Math.min(wanted, MAX_STARTING)) this.#start();
  }

  #start(): void {
    const id = this.#nextId++;
    const { port1, port2 } = new MessageChannel();
    const broken = () => this.stop(link, "it broke the protocol");
    const link: WorkerLink = new WorkerLink(id, port1, broken, () => this.#watch.stir());
    this.#links.set(id, link);
    this.#starting++;
    const order: NurseryOrder = {
      type: "start",
      id,
      control: port2,
      heapMegabytes: this.#settings.heap,
    };
    this.#nursery.postMessage(order, [port2]);
    link.setUp(this.#board, this.#preload());
    const cancel = this.options.clock.after(START_DEADLINE, () => this.stop(link, "it did not come up"));
    link.ready.then(() => {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#warm.push(link);
      else waiting.resolve(link);
    }, (error) => {
      if (!this.#closed) this.options.log("error", `A Worker did not start: ${error.message}`);
    }).finally(() => {
      cancel();
      this.#starting--;
      this.#fill();
    });
  }

  #preload(): ScriptName[] {
    return this.#settings.preload.map((name) => parseScriptName(name));
  }

  #forget(link: WorkerLink | undefined, reason: string): void {
    if (link === undefined || !this.#links.delete(link.id)) return;
    this.#warm = this.#warm.filter((other) => other !== link);
    this.#shared = this.#shared.filter((other) => other !== link);
    link.lost(reason);
    if (!this.#closed) this.#fillSoon();
  }

  /** Stops the Workers that a rush has called for, when it is over. */
  #endRush(): void {
    while (this.#warm.length > this.#ready) this.stop(this.#warm.at(-1)!, "it is not needed", true);
  }
}
