/**
 * A real server in a process of its own, and its callers (`test_caller.ts`).
 *
 * `X84_BIN` names the compiled program; without it the sources are run by the Deno that runs the tests. Everything is
 * on loopback, in a temporary home, on ports that the system chose, and stopped by process id.
 *
 * @module
 */

import { fromFileUrl } from "../../lib/base/path.ts";
import { PATIENCE, until } from "./waiting.ts";

export { type CallerOptions, TestCaller } from "./test_caller.ts";
export { PATIENCE, pause, until } from "./waiting.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
/** The permissions that `deno task start` gives. */
export const PERMISSIONS: readonly string[] = [
  "--allow-read",
  "--allow-write",
  "--allow-net",
  "--allow-env=X84_HOME,X84_DEBUG,HOME,USERPROFILE,USER,LOGNAME,SUDO_USER,WS_NO_BUFFER_UTIL",
  "--allow-sys",
  "--allow-run=/bin/sh",
];

/** As in `deno.json`: V8 gives the pages of an ended Worker back at once, not half a minute later. */
export const V8_FLAGS = "--v8-flags=--no-memory-pool-share-memory-on-teardown,--max-semi-space-size=4";

/** The program and its first arguments: the compiled one, or the sources. */
export function program(): { readonly command: string; readonly args: readonly string[] } {
  const binary = Deno.env.get("X84_BIN");
  if (binary !== undefined && binary !== "") return { command: binary, args: [] };
  return {
    command: Deno.execPath(),
    args: ["run", "--quiet", "--no-prompt", "--frozen", V8_FLAGS, ...PERMISSIONS, `${ROOT}/main.ts`],
  };
}

/** How a board is set up. */
export interface BoardOptions {
  /** Sections and keys of the INI file on top of the test's own (port 0, no limits for loopback, one warm thread). */
  readonly ini?: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** Scripts by name, written into the board's own folder, which comes before the embedded one. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** A home folder that is there already; it is not removed at the end. */
  readonly home?: string;
  /** More environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

const BASE_INI: Record<string, Record<string, string | number | boolean>> = {
  system: { bbsname: "Test Board", scriptpath: "scripts" },
  telnet: { addr: "127.0.0.1", port: 0 },
  fail2ban: { enabled: false },
  // Most tests have a caller or two: every thread more that starts in vain costs a quarter of a second of processor.
  session: { warm: 1 },
  log: { level: "warn", file: "x84.log", file_level: "debug" },
};

/** Writes a home folder: the INI file and the scripts. */
export async function writeHome(home: string, options: BoardOptions): Promise<void> {
  const sections = structuredClone(BASE_INI);
  for (const [name, keys] of Object.entries(options.ini ?? {})) {
    sections[name] = { ...sections[name], ...keys };
  }
  const text = Object.entries(sections).map(([name, keys]) =>
    `[${name}]\n${Object.entries(keys).map(([key, value]) => `${key} = ${value}`).join("\n")}\n`
  ).join("\n");
  await Deno.mkdir(`${home}/scripts`, { recursive: true });
  await Deno.writeTextFile(`${home}/x84.ini`, text);
  for (const [name, source] of Object.entries(options.scripts ?? {})) {
    await Deno.writeTextFile(`${home}/scripts/${name}.ts`, source);
  }
}

/** A server that runs. */
export class TestBoard implements AsyncDisposable {
  #process: Deno.ChildProcess;
  #output = "";
  #status: Deno.CommandStatus | undefined;
  #pumps: Promise<void>[] = [];
  #temporary: boolean;
  /** The telnet port. */
  port = 0;

  private constructor(readonly home: string, process: Deno.ChildProcess, temporary: boolean) {
    this.#process = process;
    this.#temporary = temporary;
    this.#pumps = [this.#pump(process.stdout), this.#pump(process.stderr)];
    process.status.then((status) => (this.#status = status));
  }

  /** Starts a server and waits until it listens. */
  static async start(options: BoardOptions = {}): Promise<TestBoard> {
    const home = options.home ?? await Deno.makeTempDir({ prefix: "x84-test-" });
    await writeHome(home, options);
    const { command, args } = program();
    const process = new Deno.Command(command, {
      args: [...args, "serve", "--home", home],
      cwd: ROOT,
      env: { NO_COLOR: "1", ...options.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const board = new TestBoard(home, process, options.home === undefined);
    try {
      board.port = await until("the server listens", () => {
        if (board.#status !== undefined) throw new Error(`The server has ended:\n${board.output}`);
        const line = /^listening telnet \S+?:(\d+)$/m.exec(board.output);
        return line === null ? undefined : Number(line[1]);
      });
    } catch (error) {
      await board[Symbol.asyncDispose]();
      throw error;
    }
    return board;
  }

  /** Process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** What it wrote on its console. */
  get output(): string {
    return this.#output;
  }

  /** Whether it still runs. */
  get alive(): boolean {
    return this.#status === undefined;
  }

  /** The log file so far. */
  log(): string {
    try {
      return Deno.readTextFileSync(`${this.home}/x84.log`);
    } catch {
      return "";
    }
  }

  /** Bytes of memory of the process. */
  memory(): number {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${this.pid}/status`));
    return Number(line?.[1] ?? 0) * 1024;
  }

  /** Seconds of processor that the process has used. */
  cpu(): number {
    const fields = Deno.readTextFileSync(`/proc/${this.pid}/stat`).split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Open descriptors. */
  descriptors(): number {
    return [...Deno.readDirSync(`/proc/${this.pid}/fd`)].length;
  }

  /** Threads. */
  threads(): number {
    return [...Deno.readDirSync(`/proc/${this.pid}/task`)].length;
  }

  /** Sends a signal. */
  signal(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Waits for the end of the process. */
  async ended(patience: number = PATIENCE): Promise<Deno.CommandStatus> {
    const status = await until("the server ends", () => this.#status, patience);
    await Promise.all(this.#pumps);
    return status;
  }

  /** Ends it with SIGTERM. */
  async stop(): Promise<Deno.CommandStatus> {
    if (this.#status === undefined) this.signal("SIGTERM");
    return await this.ended();
  }

  /** Ends it like a power cut. */
  async kill(): Promise<void> {
    if (this.#status === undefined) this.signal("SIGKILL");
    await this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    if (this.#temporary) await Deno.remove(this.home, { recursive: true }).catch(() => {});
  }

  async #pump(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) this.#output += text;
  }
}

/** Whether a program is installed; tests of clients that are not there are skipped, and say so. */
export function installed(name: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${name}`).isFile;
    } catch {
      return false;
    }
  });
}
