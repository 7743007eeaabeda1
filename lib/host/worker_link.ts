/**
 * The host's end of one Worker: its control port, whether it still answers, and who must be told when it does not.
 *
 * @module
 */

import type { ScriptName } from "../base/brand.ts";
import { parseWorkerMessage } from "../wire/guards.ts";
import type { BoardView, ControlMessage, SessionOpening } from "../wire/messages.ts";

/** Whoever has a session in a Worker. */
export interface Tenant {
  /** The Worker is gone; `reason` is for the log. */
  workerLost(reason: string): void;
  /** The Worker has shown that it lives: it has taken everything that was sent before it was asked. */
  workerAlive(): void;
}

/** A Worker as the host knows it. */
export class WorkerLink {
  /** Resolves when the Worker has loaded its runtime and the scripts it was told to; rejects when it died before. */
  readonly ready: Promise<void>;
  /** Bytes of heap and buffers that it said it has at its last answer. */
  memory = 0;
  /** When it was asked for a sign of life the last time. */
  lastAsked = -Infinity;

  #control: MessagePort;
  #tenants = new Set<Tenant>();
  #gone: string | undefined;
  #ready = Promise.withResolvers<void>();
  #pings = 0;
  #askedAt: number | undefined;
  #busy = false;
  #rested = true;

  /**
   * `broken` is told when the Worker says what no honest one says, `stirred` when something is sent to one that was not
   * busy.
   */
  constructor(
    readonly id: number,
    control: MessagePort,
    broken: () => void,
    private readonly stirred: () => void = () => {},
  ) {
    this.#control = control;
    this.ready = this.#ready.promise;
    this.ready.catch(() => {});
    control.onmessage = (event: MessageEvent) => {
      try {
        const message = parseWorkerMessage(event.data);
        if (message.type === "ready") return this.#ready.resolve();
        this.memory = message.memory;
        // Nobody asked: a script has got hold of the port.
        if (this.#askedAt === undefined || message.count !== this.#pings) return broken();
        this.#askedAt = undefined;
        for (const tenant of this.#tenants) tenant.workerAlive();
      } catch {
        broken();
      }
    };
  }

  /** Sessions it hosts. */
  get tenants(): number {
    return this.#tenants.size;
  }

  /** Whether something was sent to it since it was last asked for a sign of life. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Whether it was told that nobody needs it now, since something was sent to it, or somebody left, the last time. */
  get rested(): boolean {
    return this.#rested;
  }

  /** Something is sent to it: it will have work. */
  stir(): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#rested = false;
    this.stirred();
  }

  /** Why it is gone, `undefined` while it lives. */
  get gone(): string | undefined {
    return this.#gone;
  }

  /** Tells it the board, and which scripts to load before anybody comes. */
  setUp(board: BoardView, scripts: readonly ScriptName[]): void {
    this.setBoard(board);
    this.#post({ type: "preload", scripts });
  }

  /** Tells it a changed board. */
  setBoard(board: BoardView): void {
    this.#post({ type: "board", board });
  }

  /** Gives it a session. Answers the host's end of the session's port; one that is gone is lost at once. */
  open(tenant: Tenant, opening: SessionOpening): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const { gone } = this;
    if (gone !== undefined) {
      port2.close();
      queueMicrotask(() => tenant.workerLost(gone));
      return port1;
    }
    this.#tenants.add(tenant);
    this.stir();
    this.#post({ type: "session", port: port2, opening }, [port2]);
    return port1;
  }

  /** The session has ended, or lives elsewhere. */
  leave(tenant: Tenant): void {
    // What he has left behind is to be tidied.
    if (this.#tenants.delete(tenant)) this.#rested = false;
  }

  /** Asks for a sign of life, unless it still owes one. */
  ping(now: number): void {
    if (this.#askedAt !== undefined || this.#gone !== undefined) return;
    this.#askedAt = this.lastAsked = now;
    const idle = this.#rested = !this.#busy;
    this.#busy = false;
    this.#post({ type: "ping", count: ++this.#pings, idle });
  }

  /** For how many milliseconds it owes a sign of life; 0 when it owes none. */
  silence(now: number): number {
    return this.#askedAt === undefined ? 0 : now - this.#askedAt;
  }

  /** It is gone: everybody in it is told, once. */
  lost(reason: string): void {
    if (this.#gone !== undefined) return;
    this.#gone = reason;
    this.#ready.reject(new Error(reason));
    this.#control.onmessage = null;
    this.#control.close();
    for (const tenant of [...this.#tenants]) tenant.workerLost(reason);
    this.#tenants.clear();
  }

  #post(message: ControlMessage, transfer: Transferable[] = []): void {
    if (this.#gone === undefined) this.#control.postMessage(message, transfer);
  }
}
