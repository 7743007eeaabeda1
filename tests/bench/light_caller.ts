/**
 * A caller who costs next to nothing: a socket that answers negotiation in a few lines and reads only when it waits
 * for something, so that hundreds of them can sit beside the server they measure.
 *
 * Shares no code with the server's codec.
 *
 * @module
 */

const [SE, SB, WILL, WONT, DO, DONT, IAC] = [240, 250, 251, 252, 253, 254, 255];
/** Milliseconds that anything may take. */
const PATIENCE = 60_000;
/** Characters of what came that are kept. */
const KEPT = 16 * 1024;
const latin1 = new TextDecoder("latin1");
/** What the client says that it is. */
const NAME = new TextEncoder().encode("xterm-256color");

/** One caller. */
export class LightCaller {
  #connection: Deno.TcpConn;
  #buffer = new Uint8Array(4096);
  #rest: number[] = [];
  #text = "";
  /** Whether the server has closed the line. */
  closed = false;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Connects. */
  static async connect(port: number): Promise<LightCaller> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    return new LightCaller(connection);
  }

  /** A caller at the prompt that ends in `prompt`. */
  static async at(port: number, prompt: string): Promise<LightCaller> {
    const caller = await LightCaller.connect(port);
    try {
      await caller.waitFor(prompt);
    } catch (error) {
      caller.close();
      throw error;
    }
    return caller;
  }

  /** Sends text, ASCII. */
  async send(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }

  /** Reads until `text` has come, and forgets up to there. Answers what came before it. */
  async waitFor(text: string): Promise<string> {
    const timer = setTimeout(() => this.close(), PATIENCE);
    try {
      for (;;) {
        const at = this.#text.indexOf(text);
        if (at >= 0) {
          const before = this.#text.slice(0, at);
          this.#text = this.#text.slice(at + text.length);
          return before;
        }
        if (!await this.#readSome()) {
          throw new Error(
            `The line was closed before ${JSON.stringify(text)}: found ${
              JSON.stringify(this.#text.slice(-300))
            }`,
          );
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Writes one byte and waits for as many as come back first; nothing else may be under way. */
  async roundTrip(byte: Uint8Array): Promise<void> {
    await this.#connection.write(byte);
    if (await this.#connection.read(this.#buffer) === null) throw new Error("The line was closed");
  }

  /** Reads to the end of the line. Throws when the other side does not close it. */
  async waitClosed(): Promise<void> {
    let [last, late] = ["", false];
    const timer = setTimeout(() => {
      late = true;
      this.close();
    }, PATIENCE);
    while (await this.#readSome()) {
      last = (last + this.#text).slice(-300);
      this.#text = "";
    }
    clearTimeout(timer);
    if (late) throw new Error(`The line was not closed behind ${JSON.stringify(last)}`);
  }

  /** Hangs up. What was not read makes it a reset, as the system does. */
  close(): void {
    this.closed = true;
    try {
      this.#connection.close();
    } catch {
      // Closed already.
    }
  }

  /** Closes our direction only. */
  async closeWrite(): Promise<void> {
    await this.#connection.closeWrite().catch(() => {});
  }

  async #readSome(): Promise<boolean> {
    let size: number | null = null;
    try {
      size = await this.#connection.read(this.#buffer);
    } catch {
      // A reset.
    }
    if (size === null) {
      this.closed = true;
      return false;
    }
    const bytes = this.#buffer.subarray(0, size);
    if (this.#rest.length === 0 && bytes.indexOf(IAC) < 0) this.#text += latin1.decode(bytes);
    else await this.#negotiate(bytes);
    if (this.#text.length > KEPT) this.#text = this.#text.slice(-KEPT / 2);
    return true;
  }

  async #negotiate(bytes: Uint8Array): Promise<void> {
    const input = [...this.#rest, ...bytes];
    const data: number[] = [];
    const answers: number[] = [];
    let at = 0;
    while (at < input.length) {
      if (input[at] !== IAC) {
        data.push(input[at++]!);
        continue;
      }
      const [command, option] = [input[at + 1], input[at + 2]];
      if (command === undefined) break;
      if (command === IAC || command < SB) {
        if (command === IAC) data.push(IAC);
        at += 2;
      } else if (command === SB) {
        const end = input.findIndex((byte, i) => i > at && byte === IAC && input[i + 1] === SE);
        if (end < 0) break;
        if (option === 24 && input[at + 3] === 1) answers.push(IAC, SB, 24, 0, ...NAME, IAC, SE);
        at = end + 2;
      } else {
        if (option === undefined) break;
        if (command === DO) {
          const agrees = [0, 3, 24, 31].includes(option);
          answers.push(IAC, agrees ? WILL : WONT, option);
          if (option === 31) answers.push(IAC, SB, 31, 0, 80, 0, 24, IAC, SE);
        } else if (command === WILL) {
          answers.push(IAC, [0, 1, 3].includes(option) ? DO : DONT, option);
        }
        at += 3;
      }
    }
    this.#rest = input.slice(at);
    this.#text += latin1.decode(Uint8Array.from(data));
    if (answers.length > 0) {
      const reply = Uint8Array.from(answers);
      await this.#connection.write(reply).catch(() => {});
    }
  }
}

/** Runs `work` for each number below `count`, at most `width` at a time. */
export async function each(
  count: number,
  width: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(width, count) }, async () => {
    while (next < count) await work(next++);
  }));
}
