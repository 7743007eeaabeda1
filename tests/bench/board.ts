/**
 * What the benchmarks measure, and what they measure it against: a server with fixture scripts, and bare programs of
 * the same runtime. All are processes of their own, on loopback, stopped by process id.
 *
 * @module
 */

import { fromFileUrl } from "../../lib/base/path.ts";
import { TestBoard } from "../e2e/harness.ts";
import { LightCaller } from "./light_caller.ts";

const fixture = (name: string) =>
  Deno.readTextFileSync(fromFileUrl(new URL(`./fixtures/${name}.ts`, import.meta.url)));

/** Starts a server without limits for loopback. With `fixtures`, its first script logs everybody in as guest. */
export function startBoard(fixtures: boolean): Promise<TestBoard> {
  return TestBoard.start({
    ini: {
      system: { max_callers: 5000, max_callers_per_address: 5000 },
      matrix: { enable_anonymous: true },
      session: { timeout: 0, warm: 4 },
      log: { file: "" },
    },
    scripts: fixtures
      ? {
        matrix: fixture("matrix"),
        bench_echo: fixture("bench_echo"),
        bench_database: fixture("bench_database"),
      }
      : {},
  });
}

/** A caller of the fixture board who has logged in and stands at the prompt of the script that `key` names. */
export async function enter(board: TestBoard, key: "e" | "d" | "t", prompt: string): Promise<LightCaller> {
  const caller = await LightCaller.at(board.port, "IN> ");
  try {
    await caller.send(key);
    await caller.waitFor(prompt);
  } catch (error) {
    caller.close();
    throw error;
  }
  return caller;
}

/** Lets the server come to rest: until it has used less than a tenth of a core for a second, 30 s at most. */
export async function rest(board: TestBoard): Promise<void> {
  for (let i = 0; i < 30; i++) {
    const before = board.cpu();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (board.cpu() - before < 0.1) return;
  }
}

/** A process that prints one line when it is up, and runs until it is disposed of. */
export class BareProcess implements AsyncDisposable {
  private constructor(private readonly child: Deno.ChildProcess, readonly value: number) {}

  /** Runs a file of this folder; `pattern` finds the number in what it prints. */
  static async start(file: string, args: readonly string[], pattern: RegExp): Promise<BareProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--frozen",
        "--no-check",
        // What the system tells of a process is shown to those only who may do everything.
        "--allow-all",
        fromFileUrl(new URL(file, import.meta.url)),
        ...args,
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    let output = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      const found = pattern.exec(output);
      if (found !== null) return new BareProcess(child, Number(found[1]));
    }
    throw new Error(`${file} has ended: ${output}`);
  }

  /** The echo server; its value is the port. */
  static echoServer(): Promise<BareProcess> {
    return BareProcess.start("./bare_server.ts", [], /port (\d+)\n/);
  }

  /** Process id. */
  get pid(): number {
    return this.child.pid;
  }

  /** Bytes of memory. */
  memory(): number {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${this.pid}/status`));
    return Number(line?.[1] ?? 0) * 1024;
  }

  /** Seconds of processor used. */
  cpu(): number {
    const fields = Deno.readTextFileSync(`/proc/${this.pid}/stat`).split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.child.status;
  }
}
