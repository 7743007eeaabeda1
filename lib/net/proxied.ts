/**
 * A connection that came through a proxy, as if it had come straight from who really calls.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Connection } from "./line.ts";
import { ProxyHeader } from "./proxy_header.ts";

/** Milliseconds that a proxy has for its header; proxies send it with the first packet. */
export const PROXY_DEADLINE = 5000;

/** Reading on behind the header. */
class ProxiedConnection implements Connection {
  #first: Uint8Array;

  constructor(private readonly inner: Connection, readonly remoteAddr: Deno.Addr, first: Uint8Array) {
    this.#first = first;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#first.length === 0) return await this.inner.read(into);
    const taken = this.#first.subarray(0, into.length);
    into.set(taken);
    this.#first = this.#first.slice(taken.length);
    return taken.length;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.inner.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.inner.closeWrite();
  }

  close(): void {
    this.inner.close();
  }
}

/**
 * Reads the PROXY header that the connection must begin with.
 *
 * When there is none, or none in time, the connection is closed and the answer says why.
 */
export async function readProxyHeader(
  connection: Connection,
  clock: Clock,
): Promise<{ readonly connection: Connection } | { readonly fault: string }> {
  let late = false;
  const close = () => {
    try {
      connection.close();
    } catch {
      // Closed already.
    }
  };
  const cancel = clock.after(PROXY_DEADLINE, () => {
    late = true;
    close();
  });
  const refuse = (fault: string) => {
    close();
    return { fault: late ? "it has not come in time" : fault };
  };
  try {
    const header = new ProxyHeader();
    const buffer = new Uint8Array(1024);
    for (;;) {
      const size = await connection.read(buffer);
      if (late || size === null) return refuse("it was cut off");
      const step = header.push(buffer.subarray(0, size));
      if (step.type === "more") continue;
      if (step.type === "fault") return refuse(step.reason);
      const remote = step.source === undefined
        ? connection.remoteAddr
        : { transport: "tcp", ...step.source } as const;
      return { connection: new ProxiedConnection(connection, remote, step.rest) };
    }
  } catch {
    return refuse("it was cut off");
  } finally {
    cancel();
  }
}
