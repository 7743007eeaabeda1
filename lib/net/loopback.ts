/**
 * Pairs of sockets on loopback, of which this program holds both ends.
 *
 * Nobody else gets in: who connects from a port that was not dialled here is cut off as soon as he is accepted.
 *
 * @module
 */

import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** Both ends. */
export interface LoopbackPair {
  readonly dialled: Deno.TcpConn;
  /** It reads nothing before it is asked to, and its two directions end apart. */
  readonly accepted: Socket;
}

const HOST = "127.0.0.1";
/** Connections that may be ours, while the port that was dialled from is not known; more are strangers. */
const MAX_HELD = 256;

/** Where such pairs are made. */
export class Loopback {
  /** By the port that they come from: accepted before we knew that it is ours. */
  readonly #held = new Map<number, Socket>();
  /** By the port that they come from: ours, and not accepted yet. */
  readonly #claims = new Map<number, (accepted: Socket) => void>();
  #dialling = 0;

  private constructor(private readonly server: Server) {
    server.on("connection", (socket) => this.#take(socket));
    // No descriptor was left for a connection.
    server.on("error", () => {});
  }

  /** Opens a port that the system chooses. */
  static async open(): Promise<Loopback> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, HOST, resolve);
    });
    return new Loopback(server);
  }

  /** A new pair. */
  async pair(): Promise<LoopbackPair> {
    this.#dialling++;
    try {
      const { port } = this.server.address() as AddressInfo;
      const dialled = await Deno.connect({ hostname: HOST, port, transport: "tcp" });
      dialled.setNoDelay(true);
      const from = (dialled.localAddr as Deno.NetAddr).port;
      const accepted = this.#held.get(from) ??
        await new Promise<Socket>((resolve) => this.#claims.set(from, resolve));
      this.#held.delete(from);
      return { dialled, accepted };
    } finally {
      if (--this.#dialling === 0) this.#forget();
    }
  }

  /** Makes no more. Those that were made stay. */
  close(): void {
    this.server.close();
    this.#forget();
  }

  #forget(): void {
    for (const socket of this.#held.values()) socket.destroy();
    this.#held.clear();
  }

  #take(socket: Socket): void {
    // Whoever uses it hears of its end by its other end, too.
    socket.on("error", () => {});
    // As an option of the server it does nothing in Deno 2.7.
    socket.setNoDelay(true);
    const port = socket.remotePort ?? 0;
    const claim = this.#claims.get(port);
    if (socket.remoteAddress !== HOST) {
      socket.destroy();
    } else if (claim !== undefined) {
      this.#claims.delete(port);
      claim(socket);
    } else if (this.#dialling > 0 && this.#held.size < MAX_HELD) {
      this.#held.set(port, socket);
    } else {
      socket.destroy();
    }
  }
}
