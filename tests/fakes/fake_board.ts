/**
 * A board far away: a telnet server of a few lines on loopback, which shares no code with the client under test.
 *
 * @module
 */

const [SE, SB, WILL, DO, IAC] = [240, 250, 251, 253, 255];
const OPTIONS = { binary: 0, echo: 1, sga: 3, ttype: 24, naws: 31 } as const;

/** Its opening: WILL ECHO, SGA, BINARY; DO SGA, BINARY, TTYPE, NAWS. */
const OPENING = [
  ...[OPTIONS.echo, OPTIONS.sga, OPTIONS.binary].flatMap((option) => [IAC, WILL, option]),
  ...[OPTIONS.sga, OPTIONS.binary, OPTIONS.ttype, OPTIONS.naws].flatMap((option) => [IAC, DO, option]),
  ...[IAC, SB, OPTIONS.ttype, 1, IAC, SE],
];

/** One caller. */
export class FarCaller {
  /** What he typed, a character a byte, without commands. */
  typed = "";
  /** The terminals that he told. */
  readonly terminals: string[] = [];
  /** The sizes that he told, as `80x24`. */
  readonly sizes: string[] = [];
  /** Options that he agreed to, as `will 24`. */
  readonly agreed: string[] = [];
  gone = false;

  constructor(private readonly connection: Deno.TcpConn, reads: boolean) {
    if (reads) this.#read().catch(() => {}).finally(() => (this.gone = true));
  }

  /** Says something: bytes as they are, text as UTF-8. */
  async say(said: string | readonly number[]): Promise<void> {
    const bytes = typeof said === "string" ? new TextEncoder().encode(said) : Uint8Array.from(said);
    for (let at = 0; at < bytes.length;) at += await this.connection.write(bytes.subarray(at));
  }

  /** Asks for everything that a board asks for. */
  negotiate(): Promise<void> {
    return this.say(OPENING);
  }

  hangUp(): void {
    try {
      this.connection.close();
    } catch {
      // He was faster.
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(4096);
    let pending: number[] = [];
    for (let size; (size = await this.connection.read(buffer)) !== null;) {
      pending.push(...buffer.subarray(0, size));
      pending = this.#take(pending);
    }
  }

  /** Takes what is complete; answers the rest. */
  #take(bytes: number[]): number[] {
    let at = 0;
    while (at < bytes.length) {
      if (bytes[at] !== IAC) {
        this.typed += String.fromCharCode(bytes[at++]!);
        continue;
      }
      const command = bytes[at + 1];
      if (command === undefined) break;
      if (command === SB) {
        const end = bytes.findIndex((byte, i) => i > at + 1 && byte === IAC && bytes[i + 1] === SE);
        if (end < 0) break;
        this.#subnegotiation(bytes.slice(at + 2, end));
        at = end + 2;
      } else if (command >= WILL) {
        if (bytes[at + 2] === undefined) break;
        this.agreed.push(`${["will", "wont", "do", "dont"][command - WILL]} ${bytes[at + 2]}`);
        at += 3;
      } else {
        if (command === IAC) this.typed += "\xff";
        at += 2;
      }
    }
    return bytes.slice(at);
  }

  #subnegotiation([option, ...bytes]: number[]): void {
    if (option === OPTIONS.ttype) this.terminals.push(String.fromCharCode(...bytes.slice(1)));
    if (option === OPTIONS.naws) {
      this.sizes.push(`${bytes[0]! << 8 | bytes[1]!}x${bytes[2]! << 8 | bytes[3]!}`);
    }
  }
}

/** The board. */
export class FakeBoard implements AsyncDisposable {
  readonly callers: FarCaller[] = [];
  readonly #listener: Deno.TcpListener;
  readonly #serving: Promise<void>;

  private constructor(listener: Deno.TcpListener, answer: (caller: FarCaller) => unknown, reads: boolean) {
    this.#listener = listener;
    this.#serving = this.#serve(answer, reads);
  }

  /** Opens a port that the system chooses. `answer` is what it does with each caller; with `reads` false it is deaf. */
  static open(answer: (caller: FarCaller) => unknown, reads: boolean = true): FakeBoard {
    return new FakeBoard(Deno.listen({ hostname: "127.0.0.1", port: 0 }), answer, reads);
  }

  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  async #serve(answer: (caller: FarCaller) => unknown, reads: boolean): Promise<void> {
    for await (const connection of this.#listener) {
      const caller = new FarCaller(connection, reads);
      this.callers.push(caller);
      // Who hangs up in the middle of a word ends it.
      Promise.resolve(answer(caller)).catch(() => {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const caller of this.callers) caller.hangUp();
    await this.#serving;
  }
}
