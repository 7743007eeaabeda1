/**
 * A caller without a door: what he types is a method, what he reads is a string, and he may stop reading.
 *
 * @module
 */

import { makeSessionId, type SessionId } from "../../lib/base/brand.ts";
import { concatBytes } from "../../lib/base/bytes.ts";
import type { CallerProfile, TerminalSize } from "../../lib/base/caller_profile.ts";
import type { Caller, CallerEvent } from "../../lib/host/caller.ts";
import { until } from "./until.ts";

let lastPort = 0;

/** A terminal of 80 by 24 that says nothing of itself. */
export function plainProfile(changes: Partial<CallerProfile> = {}): CallerProfile {
  return {
    kind: "telnet",
    address: { hostname: "192.0.2.1", port: ++lastPort },
    terminal: "unknown",
    terminalNames: [],
    mtts: 0,
    size: { columns: 80, rows: 24 },
    encoding: "utf8",
    environment: {},
    ...changes,
  };
}

/** A caller in the test's hand. */
export class FakeCaller implements Caller {
  readonly sessionId: SessionId;
  readonly profile: CallerProfile;
  readonly events: AsyncIterable<CallerEvent>;
  /** Whether the host has closed the line. */
  closed = false;
  /** Bytes typed that the host has asked for. */
  asked = 0;
  /** Bytes that the host has written and that are not taken, and the most there ever were. */
  queued = 0;
  mostQueued = 0;

  #events: CallerEvent[] = [];
  #wake: (() => void) | undefined;
  #hungUp = false;
  #reading = true;
  #dead = false;
  #taken: Uint8Array[] = [];
  #writes: { bytes: Uint8Array; resolve(): void; reject(error: Error): void }[] = [];

  constructor(profile: Partial<CallerProfile> = {}) {
    this.profile = plainProfile(profile);
    const { kind, address } = this.profile;
    this.sessionId = makeSessionId(kind, address.hostname, address.port);
    this.events = this.#read();
  }

  /** Everything he has read, one character a byte. */
  get screen(): string {
    return Array.from(this.bytes, (byte) => String.fromCharCode(byte)).join("");
  }

  /** The same as bytes. */
  get bytes(): Uint8Array {
    return concatBytes(this.#taken);
  }

  /** Types. */
  type(text: string | Uint8Array): void {
    this.#tell({ type: "input", bytes: typeof text === "string" ? new TextEncoder().encode(text) : text });
  }

  /** Says that he will type no more. */
  endInput(): void {
    this.#tell({ type: "inputEnd" });
  }

  /** Drags his window. */
  resize(size: TerminalSize): void {
    this.#tell({ type: "resize", size });
  }

  /** His client says something of itself. */
  tellProfile(profile: CallerProfile): void {
    this.#tell({ type: "profile", profile });
  }

  /** Ends the line from his side. */
  hangUp(): void {
    this.#hungUp = true;
    this.#wake?.();
  }

  /** Reads no more. */
  stopReading(): void {
    this.#reading = false;
  }

  /** Reads what waits, and everything from now on. */
  readOn(): void {
    this.#reading = true;
    for (const { bytes, resolve } of this.#writes.splice(0)) {
      this.#take(bytes);
      resolve();
    }
  }

  /** His line breaks: every write fails. */
  breakLine(): void {
    this.#dead = true;
    for (const { reject } of this.#writes.splice(0)) reject(new Error("Broken pipe"));
  }

  /** Waits until he can read this. */
  async sees(text: string): Promise<void> {
    await until(`the caller sees ${JSON.stringify(text)}`, () => this.screen.includes(text)).catch(
      (error) => {
        throw new Error(`${error.message}; he sees ${JSON.stringify(this.screen.slice(-500))}`);
      },
    );
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#dead || this.closed) return Promise.reject(new Error("Broken pipe"));
    this.queued += bytes.length;
    this.mostQueued = Math.max(this.mostQueued, this.queued);
    if (this.#reading) {
      this.#take(bytes);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => this.#writes.push({ bytes, resolve, reject }));
  }

  close(): void {
    this.closed = true;
    this.#wake?.();
  }

  #take(bytes: Uint8Array): void {
    this.queued -= bytes.length;
    this.#taken.push(bytes.slice());
  }

  #tell(event: CallerEvent): void {
    this.#events.push(event);
    this.#wake?.();
  }

  async *#read(): AsyncGenerator<CallerEvent, void> {
    while (!this.closed) {
      const event = this.#events.shift();
      if (event !== undefined) {
        if (event.type === "input") this.asked += event.bytes.length;
        yield event;
      } else if (this.#hungUp) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }
}
