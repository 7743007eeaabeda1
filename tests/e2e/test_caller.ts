/**
 * A raw telnet caller with a real terminal emulator.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import xterm from "@xterm/headless";
import iconv from "iconv-lite";
import { PATIENCE, until } from "./waiting.ts";

const [SE, SB, WILL, WONT, DO, DONT, IAC] = [240, 250, 251, 252, 253, 254, 255];

/** How a caller's client behaves. */
export interface CallerOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Name for TTYPE; `null` refuses all options. */
  readonly terminal?: string | null;
  /** Whether it answers negotiation at all. */
  readonly silent?: boolean;
  /** How it shows bytes; CP437 as a client for bulletin boards does. */
  readonly encoding?: "utf-8" | "latin1" | "cp437";
}

/** A caller: a socket, a telnet client of a few lines that shares no code with the server, and a screen. */
export class TestCaller implements AsyncDisposable {
  #connection: Deno.TcpConn;
  #options: Required<CallerOptions>;
  #terminal: InstanceType<typeof xterm.Terminal>;
  #reading: Promise<void>;
  #pending: number[] = [];
  #parsed: Promise<void> = Promise.resolve();
  /** Everything that came, commands and all. */
  raw: number[] = [];
  /** Data without commands, as text. */
  text = "";
  /** Commands in order: `["will", 1]`, `["sb", 24, 1]`, `["cmd", 241]`. */
  commands: (string | number)[][] = [];
  /** Whether the server has closed the line. */
  closed = false;

  private constructor(connection: Deno.TcpConn, options: CallerOptions) {
    this.#connection = connection;
    this.#options = {
      columns: 80,
      rows: 24,
      terminal: "xterm-256color",
      silent: false,
      encoding: "utf-8",
      ...options,
    };
    this.#terminal = new xterm.Terminal({
      cols: this.#options.columns,
      rows: this.#options.rows,
      allowProposedApi: true,
      scrollback: 0,
      // As most clients: a new size moves no words from row to row. The emulator's own way to do that trips over
      // itself where there is no scrollback.
      windowsPty: { backend: "winpty", buildNumber: 30_000 },
      // Bytes of code page 437 read as Latin-1 are no wonder.
      logLevel: "off",
    });
    this.#reading = this.#read();
  }

  /** Connects. */
  static async connect(port: number, options: CallerOptions = {}): Promise<TestCaller> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    return new TestCaller(connection, options);
  }

  /** Sends text, or bytes as they are. Text is UTF-8. */
  async send(data: string | readonly number[] | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : Uint8Array.from(data);
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }

  /** Waits until `text` (or a match) has come since the last `expect`; consumes up to its end. */
  async expect(wanted: string | RegExp, patience: number = PATIENCE): Promise<string> {
    return await until(`${wanted} in ${JSON.stringify(this.text.slice(-600))}`, () => {
      const at = typeof wanted === "string" ? this.text.indexOf(wanted) : this.text.search(wanted);
      if (at < 0) {
        if (this.closed) {
          throw new Error(`The line was closed before ${wanted}: ${JSON.stringify(this.text.slice(-600))}`);
        }
        return undefined;
      }
      const found = typeof wanted === "string" ? wanted : wanted.exec(this.text)![0];
      this.text = this.text.slice(at + found.length);
      return found;
    }, patience);
  }

  /** Waits until the screen shows `wanted` somewhere. */
  async see(wanted: string | RegExp, patience: number = PATIENCE): Promise<string[]> {
    return await until(`the screen shows ${wanted}:\n${"see below"}`, async () => {
      const rows = await this.screen();
      const whole = rows.join("\n");
      return (typeof wanted === "string" ? whole.includes(wanted) : wanted.test(whole)) ? rows : undefined;
    }, patience).catch(async (error) => {
      throw new Error(`${error.message}\n${(await this.screen()).join("\n")}`);
    });
  }

  /** The rows of the screen, without spaces at their ends, whether somebody wrote them or nobody did. */
  async screen(): Promise<string[]> {
    await this.#parsed;
    const buffer = this.#terminal.buffer.active;
    return Array.from(
      { length: this.#terminal.rows },
      // Rows that were wider once keep what nobody sees any more.
      (_, y) =>
        (buffer.getLine(buffer.baseY + y)?.translateToString(true, 0, this.#terminal.cols) ?? "").trimEnd(),
    );
  }

  /** The rows, from 0, that text ran into from the end of the row before: nobody meant it to stand there. */
  async overrunRows(): Promise<number[]> {
    await this.#parsed;
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: this.#terminal.rows }, (_, y) => y)
      .filter((y) => buffer.getLine(buffer.baseY + y)?.isWrapped === true);
  }

  /** Tells a new size (NAWS). */
  async resize(columns: number, rows: number): Promise<void> {
    // The emulator must not change its size with text under way: its parser goes on with lines that are gone.
    for (let parsed; parsed !== this.#parsed;) await (parsed = this.#parsed);
    this.#terminal.resize(columns, rows);
    await this.send(this.#naws(columns, rows));
  }

  /** Waits until the server has closed the line. */
  async waitClosed(patience: number = PATIENCE): Promise<void> {
    await until("the server closes the line", () => this.closed, patience);
  }

  /** Closes our direction only. */
  async closeWrite(): Promise<void> {
    await this.#connection.closeWrite();
  }

  /** Hangs up. */
  close(): void {
    try {
      this.#connection.close();
    } catch {
      // Closed already.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#reading;
    // The terminal works with timers, which have to be gone by the end of a test.
    await this.#parsed;
    this.#terminal.dispose();
  }

  async #read(): Promise<void> {
    const decode = decoderOf(this.#options.encoding);
    const buffer = new Uint8Array(65536);
    try {
      for (;;) {
        const size = await this.#connection.read(buffer);
        if (size === null) break;
        const data: number[] = [];
        const answers: number[] = [];
        for (const byte of buffer.subarray(0, size)) {
          if (this.raw.length < 4_000_000) this.raw.push(byte);
          this.#pending.push(byte);
          this.#take(data, answers);
        }
        const text = decode(Uint8Array.from(data));
        this.text += text;
        this.#parsed = new Promise((resolve) => this.#terminal.write(text, resolve));
        if (answers.length > 0 && !this.#options.silent) await this.send(answers).catch(() => {});
      }
    } catch {
      // Reset, or closed by the test.
    }
    this.closed = true;
  }

  #take(data: number[], answers: number[]): void {
    const p = this.#pending;
    if (p[0] !== IAC) return void data.push(...p.splice(0));
    if (p.length === 1) return;
    const command = p[1]!;
    if (command === IAC) {
      data.push(IAC);
    } else if (command >= WILL && command <= DONT) {
      if (p.length < 3) return;
      const option = p[2]!;
      this.commands.push([["will", "wont", "do", "dont"][command - WILL]!, option]);
      this.#answer(command, option, answers);
    } else if (command === SB) {
      if (p.length < 4 || p.at(-1) !== SE || p.at(-2) !== IAC || p.at(-3) === IAC) return;
      const body = p.slice(2, -2);
      this.commands.push(["sb", ...body]);
      if (body[0] === 24 && body[1] === 1 && this.#options.terminal !== null) {
        const name = new TextEncoder().encode(this.#options.terminal);
        answers.push(IAC, SB, 24, 0, ...name, IAC, SE);
      } else if (body[0] === 39 && body[1] === 1) {
        answers.push(IAC, SB, 39, 0, IAC, SE);
      }
    } else {
      this.commands.push(["cmd", command]);
    }
    this.#pending = [];
  }

  #answer(command: number, option: number, answers: number[]): void {
    const refuses = this.#options.terminal === null;
    if (command === DO) {
      const agrees = !refuses && [0, 3, 24, 31, 39].includes(option);
      answers.push(IAC, agrees ? WILL : WONT, option);
      if (agrees && option === 31) answers.push(...this.#naws(this.#options.columns, this.#options.rows));
    } else if (command === WILL) {
      answers.push(IAC, !refuses && [0, 1, 3].includes(option) ? DO : DONT, option);
    }
  }

  #naws(columns: number, rows: number): number[] {
    const body = [columns >> 8, columns & 255, rows >> 8, rows & 255].flatMap((b) =>
      b === IAC ? [IAC, IAC] : [b]
    );
    return [IAC, SB, 31, ...body, IAC, SE];
  }
}

/** Decodes bytes, piece by piece. */
function decoderOf(encoding: "utf-8" | "latin1" | "cp437"): (bytes: Uint8Array) => string {
  if (encoding === "cp437") return (bytes) => iconv.decode(Buffer.from(bytes), "cp437");
  const decoder = new TextDecoder(encoding);
  return (bytes) => decoder.decode(bytes, { stream: true });
}
