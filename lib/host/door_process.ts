/**
 * A program in a pseudo-terminal: bytes in, bytes out, its size, and its end with everything that it has started.
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import {
  GREETING,
  NO_SCRIPT,
  resizeArguments,
  runArguments,
  runEnvironment,
  SHELL,
  sweepArguments,
  type Terminal,
  TOOLS_PATH,
  watchArguments,
} from "./door_shell.ts";

/** Milliseconds that the pseudo-terminal has to greet. */
const GREETING_DEADLINE = 15_000;
/** Bytes before the greeting that are looked at, and of what is said on the way to a failure. */
const MAX_GREETING = 4096;

/** The program was not started; its message is for the log. */
export class DoorStartError extends Error {
  override name = "DoorStartError";
}

/** Runs a few lines of shell to their end. Answers whether they ended well; never rejects. */
async function runShell(args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(SHELL, {
      args,
      clearEnv: true,
      env: { PATH: TOOLS_PATH },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Ends a shell that waits for the end of the server. */
async function dismiss(watcher: Deno.ChildProcess): Promise<void> {
  kill(watcher);
  await watcher.status;
  await watcher.stdin.abort().catch(() => {});
}

/** Starts the shell that waits, and the program. */
async function spawnBoth(
  terminal: Terminal,
  mark: string,
): Promise<{ readonly child: Deno.ChildProcess; readonly watcher: Deno.ChildProcess }> {
  const watcher = new Deno.Command(SHELL, {
    args: watchArguments(mark),
    clearEnv: true,
    env: { PATH: TOOLS_PATH },
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const child = new Deno.Command(SHELL, {
      args: runArguments(terminal, Deno.build.os),
      clearEnv: true,
      env: runEnvironment(mark),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return { child, watcher };
  } catch (error) {
    await dismiss(watcher);
    throw error;
  }
}

/** The program. One who has started it calls {@linkcode DoorProcess.end} in any case. */
export class DoorProcess {
  readonly #child: Deno.ChildProcess;
  readonly #watcher: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #mark: string;
  #begun: Uint8Array<ArrayBuffer> | undefined;
  #leader = 0;
  #tty = "";
  #size: readonly [columns: number, rows: number] | undefined;
  #resizing: Promise<void> | undefined;
  #ended: Promise<number> | undefined;

  private constructor(child: Deno.ChildProcess, watcher: Deno.ChildProcess, mark: string) {
    this.#mark = mark;
    this.#watcher = watcher;
    this.#child = child;
    this.#input = this.#child.stdin.getWriter();
    this.#input.closed.catch(() => {});
    this.#output = this.#child.stdout.getReader();
  }

  /**
   * Starts a program; whatever is started has `mark` in its environment. Throws a {@linkcode DoorStartError}. A signal
   * that aborts meanwhile kills it; it is answered nevertheless.
   */
  static async start(
    terminal: Terminal,
    mark: string,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<DoorProcess> {
    const { child, watcher } = await spawnBoth(terminal, mark).catch((error) => {
      throw new DoorStartError(`Cannot run ${SHELL}: ${(error as Error).message}`);
    });
    const process = new DoorProcess(child, watcher, mark);
    const said = process.#complaints();
    const gone = () => process.kill();
    if (signal.aborted) gone();
    else signal.addEventListener("abort", gone, { once: true });
    const cancel = clock.after(GREETING_DEADLINE, gone);
    const fault = await process.#greeted();
    cancel();
    signal.removeEventListener("abort", gone);
    if (fault === undefined || signal.aborted) return process;
    process.kill();
    const status = await process.end();
    const words = status === NO_SCRIPT ? 'there is no program "script"' : (fault + await said).trim();
    throw new DoorStartError(`Cannot make a pseudo-terminal: ${words || `status ${status}`}`);
  }

  /** What it says, piece by piece; `undefined` at its end. Not asking stops it: that is the backpressure. */
  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun !== undefined && begun.length > 0) return begun;
    const { value } = await this.#output.read().catch(() => ({ value: undefined }));
    return value;
  }

  /** Gives it what was typed. Resolves when it was taken, with `false` when nobody is there to take it. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return this.#input.write(bytes).then(() => true, () => false);
  }

  /** Nothing more will be typed: it reads an end of file. */
  async endInput(): Promise<void> {
    await this.#input.close().catch(() => {});
  }

  /** Tells it another size of its screen. Of many only the last counts. */
  resize(columns: number, rows: number): void {
    this.#size = [columns, rows];
    if (this.#tty !== "") this.#resizing ??= this.#resize();
  }

  /** Takes its terminal away: it is told SIGHUP. {@linkcode DoorProcess.end} sees to those that do not listen. */
  kill(): void {
    kill(this.#child);
  }

  /** Waits for its end and ends what it has left behind. Answers its status, as a shell would; rejects when something is left. */
  end(): Promise<number> {
    return this.#ended ??= this.#end();
  }

  async #end(): Promise<number> {
    const { code } = await this.#child.status;
    this.#size = undefined;
    await this.#resizing;
    await this.#input.abort().catch(() => {});
    await this.#output.cancel().catch(() => {});
    const swept = await runShell(sweepArguments(this.#mark, this.#leader));
    await dismiss(this.#watcher);
    if (!swept) {
      throw new Error(`Cannot end what a door has started: processes with mark ${this.#mark} are left`);
    }
    return code;
  }

  async #resize(): Promise<void> {
    while (this.#size !== undefined) {
      const [columns, rows] = this.#size;
      this.#size = undefined;
      await runShell(resizeArguments(this.#tty, columns, rows));
    }
    this.#resizing = undefined;
  }

  /** Reads the greeting. Answers what came instead, when none did. */
  async #greeted(): Promise<string | undefined> {
    let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
    for (;;) {
      const { value } = await this.#output.read().catch(() => ({ value: undefined }));
      if (value !== undefined) bytes = concatBytes([bytes, value]);
      const text = new TextDecoder("latin1").decode(bytes.subarray(0, MAX_GREETING));
      const found = GREETING.exec(text);
      if (found !== null) {
        this.#leader = Number(found[1]);
        this.#tty = found[2]!;
        this.#begun = bytes.slice(found[0].length);
        if (this.#size !== undefined) this.#resizing ??= this.#resize();
        return undefined;
      }
      if (value === undefined || bytes.length > MAX_GREETING) return text;
    }
  }

  /** What `script` complains of; a program's own complaints go to its terminal. */
  async #complaints(): Promise<string> {
    let said = "";
    const reader = this.#child.stderr.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { value } = await reader.read().catch(() => ({ value: undefined }));
      if (value === undefined) return said;
      if (said.length < MAX_GREETING) said += decoder.decode(value, { stream: true });
    }
  }
}
