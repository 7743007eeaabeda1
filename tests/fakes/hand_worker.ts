/**
 * A pool whose Workers are the test's own hands: what an honest Worker would never do can be done here.
 *
 * @module
 */

import { WorkerLink } from "../../lib/host/worker_link.ts";
import type { WorkerPool } from "../../lib/host/worker_pool.ts";
import type { ControlMessage, HostMessage, SessionMessage, SessionOpening } from "../../lib/wire/messages.ts";
import { until } from "./until.ts";

/** A session as its Worker sees it. */
export class HandSession {
  readonly heard: HostMessage[] = [];

  constructor(readonly opening: SessionOpening, readonly port: MessagePort) {
    port.onmessage = (event: MessageEvent) => this.heard.push(event.data);
  }

  /** Says something to the host, be it nonsense. */
  say(message: SessionMessage | unknown): void {
    this.port.postMessage(message);
  }

  /** Everything of one kind that the host has said. */
  of<Type extends HostMessage["type"]>(type: Type): Extract<HostMessage, { type: Type }>[] {
    return this.heard.filter((message) => message.type === type) as Extract<HostMessage, { type: Type }>[];
  }

  /** Waits for the nth message of a kind. */
  async hears<Type extends HostMessage["type"]>(
    type: Type,
    count: number = 1,
  ): Promise<Extract<HostMessage, { type: Type }>> {
    await until(`the session hears ${count} "${type}"`, () => this.of(type).length >= count);
    return this.of(type)[count - 1]!;
  }
}

/** A Worker in the test's hand. */
export class HandWorker {
  readonly link: WorkerLink;
  readonly sessions: HandSession[] = [];
  /** Whether the pool was asked to let it go. */
  released = false;
  #control: MessagePort;

  constructor(id: number) {
    const { port1, port2 } = new MessageChannel();
    this.link = new WorkerLink(id, port1, () => this.link.lost("it broke the protocol"));
    this.#control = port2;
    port2.onmessage = (event: MessageEvent) => {
      const message = event.data as ControlMessage;
      if (message.type === "session") this.sessions.push(new HandSession(message.opening, message.port));
      if (message.type === "ping") port2.postMessage({ type: "pong", count: message.count, memory: 0 });
    };
  }

  /** Waits for the nth session. */
  async session(count: number = 1): Promise<HandSession> {
    await until(`the Worker has ${count} sessions`, () => this.sessions.length >= count);
    return this.sessions[count - 1]!;
  }

  close(): void {
    this.link.lost("the test is over");
    this.#control.close();
    for (const { port } of this.sessions) port.close();
  }
}

/** Hands out {@linkcode HandWorker}s as a pool does. */
export class HandPool {
  /** The lobbies there were, the present one last, and the Workers that were given out. */
  readonly lobbies: HandWorker[] = [];
  readonly own: HandWorker[] = [];
  /** Set to let the next callers find no Worker. */
  refusal: Error | undefined;
  #lastId = 0;

  lobby(): Promise<WorkerLink> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    if (this.lobbies.length === 0 || this.lobbies.at(-1)!.link.gone !== undefined) {
      this.lobbies.push(new HandWorker(++this.#lastId));
    }
    return Promise.resolve(this.lobbies.at(-1)!.link);
  }

  take(): Promise<WorkerLink> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    this.own.push(new HandWorker(++this.#lastId));
    return Promise.resolve(this.own.at(-1)!.link);
  }

  release(link: WorkerLink): void {
    const worker = [...this.lobbies, ...this.own].find((one) => one.link === link);
    if (worker !== undefined) worker.released = true;
  }

  /** The same as the host knows it. */
  get asPool(): WorkerPool {
    return this as unknown as WorkerPool;
  }

  close(): void {
    for (const worker of [...this.lobbies, ...this.own]) worker.close();
  }
}
