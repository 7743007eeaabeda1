/**
 * What the battery's sessions, floods and life cycle tests share: a board of fixtures, an innocent neighbour, and
 * callers who do what no client does (never read, reset the line, come from another address).
 *
 * @module
 */

import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { fromFileUrl } from "../../lib/base/path.ts";
import { type BoardOptions, type CallerOptions, pause, TestBoard, TestCaller, until } from "./harness.ts";

/** Milliseconds that a neighbour's key may take at the 99th percentile: the battery's LAT (500) with slack for slow machines. */
const LATENCY = 1500;
/** Megabytes that one abuser may cost, the battery's MEM. */
export const MEMORY = 64;
/** Milliseconds after which what a session held must be free: the battery's GONE (2 s) with slack. */
export const GONE = 6000;

/**
 * Whether this runtime halts a thread in an endless loop: Deno 2.9 does, Deno 2.7 (which the compiled program holds)
 * cannot.
 */
export const HALTS_THREADS = "locks" in navigator && (Deno.env.get("X84_BIN") ?? "") === "";

/** The fixture scripts, by name. */
export const FIXTURES: Readonly<Record<string, string>> = readScripts();

function readScripts(): Record<string, string> {
  const folder = fromFileUrl(new URL("./fixtures", import.meta.url));
  return Object.fromEntries(
    [...Deno.readDirSync(folder)].map(({ name }) => [
      name.replace(/\.ts$/, ""),
      Deno.readTextFileSync(`${folder}/${name}`),
    ]),
  );
}

/** Starts a board of fixtures: guests may enter, and silent callers wait 300 ms. */
export function startBoard(options: BoardOptions = {}): Promise<TestBoard> {
  return TestBoard.start(boardOptions(options));
}

/** The options of a board of fixtures. */
export function boardOptions(options: BoardOptions = {}): BoardOptions {
  const { ini = {} } = options;
  return {
    ...options,
    scripts: { ...FIXTURES, ...options.scripts },
    ini: {
      ...ini,
      telnet: { silence: 300, ...ini.telnet },
      matrix: { script: "f_matrix", enable_anonymous: true, ...ini.matrix },
      session: { preload: "f_top, f_hex, f_lock", ...ini.session },
    },
  };
}

/** A caller at the menu; `words` are for the first script, `guest` when nothing is said. */
export async function enter(
  board: TestBoard,
  words: string = "guest",
  options: CallerOptions = {},
): Promise<TestCaller> {
  const caller = await TestCaller.connect(board.port, options);
  try {
    await caller.expect("WHO> ");
    await caller.send(`${words}\r`);
    await caller.expect("MENU> ");
  } catch (error) {
    await caller[Symbol.asyncDispose]();
    throw error;
  }
  return caller;
}

/** Asks the menu for something and waits for the answer. */
export async function ask(caller: TestCaller, line: string, answer: string | RegExp): Promise<string> {
  await caller.send(`${line}\r`);
  const found = await caller.expect(answer);
  await caller.expect("MENU> ");
  return found;
}

/** Who is here, as `caller` sees it: `["1=alice", "2=-"]`. */
export async function whoIsHere(caller: TestCaller): Promise<string[]> {
  const found = await ask(caller, "who", /WHO .* END/);
  return found.split(" ").slice(1, -1);
}

/** Waits until `caller` sees exactly this many sessions. */
export async function untilHere(caller: TestCaller, count: number, patience: number = GONE): Promise<void> {
  await until(`${count} sessions are here`, async () => (await whoIsHere(caller)).length === count, patience);
}

/** An innocent caller in a Worker of his own, who presses a key ten times a second and looks how long the echo takes. */
export class Neighbour implements AsyncDisposable {
  #times: number[] = [];
  #stopping = false;
  #running: Promise<void>;

  private constructor(private readonly board: TestBoard, private readonly caller: TestCaller) {
    this.#running = this.#run();
    this.#running.catch(() => {});
  }

  /** Logs in and begins. */
  static async open(board: TestBoard): Promise<Neighbour> {
    const caller = await enter(board);
    await caller.send("hex\r");
    await caller.expect("HEX ");
    return new Neighbour(board, caller);
  }

  /** The battery's neighbour check: every key was echoed in time, and a fresh login works. Answers the 99th percentile. */
  async check(): Promise<number> {
    this.#stopping = true;
    await this.#running;
    assert.ok(this.#times.length > 0, "the neighbour never got a key through");
    const sorted = this.#times.toSorted((a, b) => a - b);
    const slow = sorted[Math.ceil(sorted.length * 0.99) - 1]!;
    assert.ok(slow <= LATENCY, `the neighbour's keys took up to ${Math.round(slow)} ms`);
    await using fresh = await enter(this.board);
    await fresh.send("bye\r");
    await fresh.waitClosed();
    report("neighbour p99", `${slow.toFixed(0)} ms of ${sorted.length} keys`);
    return slow;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    this.caller.close();
    await this.#running.catch(() => {});
    await this.caller[Symbol.asyncDispose]();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const begin = performance.now();
      await this.caller.send("n");
      await this.caller.expect("<6e>");
      this.#times.push(performance.now() - begin);
      await pause(100);
    }
  }
}

/** Shows a figure when `BATTERY_FIGURES` is set. */
export function report(what: string, figure: string | number): void {
  if (Deno.env.get("BATTERY_FIGURES")) console.log(`  ${what}: ${figure}`);
}

/** Megabytes of memory of the server. */
export function megabytes(board: TestBoard): number {
  return Math.round(board.memory() / 1048576);
}

/** Waits until the server's memory is at most `limit` megabytes. */
export async function untilMemory(board: TestBoard, limit: number, patience: number = 60_000): Promise<void> {
  await until(`memory falls to ${limit} MB`, () => megabytes(board) <= limit, patience).catch((error) => {
    throw new Error(`${error.message}, it is ${megabytes(board)} MB`);
  });
}

/** Waits until the server rests: less than `cores` over a second. */
export async function untilQuiet(
  board: TestBoard,
  cores: number = 0.2,
  patience: number = 30_000,
): Promise<void> {
  let used = 0;
  await until(`the server rests`, async () => {
    const [before, begin] = [board.cpu(), performance.now()];
    await pause(1000);
    used = (board.cpu() - before) * 1000 / (performance.now() - begin);
    return used < cores;
  }, patience).catch((error) => {
    throw new Error(`${error.message}, it uses ${used.toFixed(2)} cores`);
  });
}

/** A line of log that holds a control character, or undefined. */
export function dirtyLogLine(log: string): string | undefined {
  // deno-lint-ignore no-control-regex
  return log.split("\n").find((line) => /[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(line));
}

/** How a raw caller comes. */
export interface RawOptions {
  /** The address that he comes from: 127.0.0.2 and so on. */
  readonly from?: string;
}

/** A socket without a telnet client behind it: it answers nothing, may stop reading, and may reset the line. */
export class RawCaller implements AsyncDisposable {
  #socket: Socket;
  #closed = Promise.withResolvers<void>();
  /** Bytes that came. */
  received = 0;
  /** The latest of what came, as Latin-1 text. */
  tail = "";
  /** Whether the line is closed, by whichever side. */
  closed = false;
  /** Whether the server has closed its direction. */
  ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data: Uint8Array) => {
      this.received += data.length;
      const text = new TextDecoder("latin1").decode(data.subarray(-8192));
      this.tail = (this.tail + text).slice(-8192);
    });
    socket.on("end", () => (this.ended = true));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = this.ended = true;
      this.#closed.resolve();
    });
  }

  /** Connects; rejects when the server does not take the connection. */
  static async connect(port: number, { from }: RawOptions = {}): Promise<RawCaller> {
    const socket = connect({
      host: "127.0.0.1",
      port,
      allowHalfOpen: true,
      noDelay: true,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new RawCaller(socket);
  }

  /** A raw caller at the menu. */
  static async enter(board: TestBoard, options: RawOptions = {}): Promise<RawCaller> {
    const caller = await RawCaller.connect(board.port, options);
    await caller.expect("WHO> ");
    await caller.send("guest\r");
    await caller.expect("MENU> ");
    return caller;
  }

  /** Waits for text in what came lately, and forgets up to there. */
  async expect(text: string): Promise<void> {
    await until(`${text} comes`, () => {
      const at = this.tail.indexOf(text);
      if (at < 0) {
        if (this.ended) throw new Error(`The line was closed before ${text}: ${JSON.stringify(this.tail)}`);
        return false;
      }
      this.tail = this.tail.slice(at + text.length);
      return true;
    }).catch((error) => {
      throw new Error(
        `${error.message}, ${this.received} bytes came, ${JSON.stringify(this.tail.slice(-300))}`,
      );
    });
  }

  /** Sends; resolves when the system has taken it, or the line is dead. */
  send(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.closed) return resolve();
      this.#closed.promise.then(resolve);
      this.#socket.write(data, () => resolve());
    });
  }

  /** Reads no more. */
  stopReading(): void {
    this.#socket.pause();
  }

  /** Reads again. */
  read(): void {
    this.#socket.resume();
  }

  /** Closes our direction. */
  closeWrite(): void {
    this.#socket.end();
  }

  /** Hangs up with a reset. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Waits until the line is closed. */
  async waitClosed(patience?: number): Promise<void> {
    await until("the line is closed", () => this.ended, patience);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await this.#closed.promise;
  }
}

/** A port that counts who connects to it. */
export class Trap implements AsyncDisposable {
  #server = createServer((socket) => {
    this.count++;
    socket.destroy();
  });
  /** Connections so far. */
  count = 0;
  port = 0;

  /** Opens a port that the system chooses. */
  static async open(): Promise<Trap> {
    const trap = new Trap();
    await new Promise<void>((resolve) => trap.#server.listen(0, "127.0.0.1", resolve));
    trap.port = (trap.#server.address() as AddressInfo).port;
    return trap;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Disposes of many at once. */
export async function closeAll(all: Iterable<AsyncDisposable>): Promise<void> {
  await Promise.all([...all].map((one) => one[Symbol.asyncDispose]()));
}
