/**
 * What connections cost that say nothing, a thousand at each door, until they are dropped at the deadline; and whether
 * others log in meanwhile.
 *
 * @module
 */

import { installed, TestBoard, until } from "../e2e/harness.ts";
import { BareProcess, rest } from "./board.ts";
import type { Figure, Group } from "./figure.ts";
import { each, LightCaller } from "./light_caller.ts";

const KB = 1024;
const MB = 1024 * 1024;
/** Seconds after which the silent are dropped. */
const DEADLINE = 25;

const fixture = (name: string) => Deno.readTextFileSync(new URL(`./fixtures/${name}.ts`, import.meta.url));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const HELLO = `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.echo("hello\\r\\n");
}`;

type Door = "telnet" | "ssh" | "web";

/** The default board, with a script behind its login that says so. */
function startBoard(): Promise<TestBoard> {
  return TestBoard.start({
    ini: {
      system: { max_callers: 5000, max_callers_per_address: 5000, silent_timeout: DEADLINE },
      ssh: { enabled: true, port: 0, exec: "hello", login_grace: DEADLINE },
      web: { enabled: true, port: 0 },
      matrix: { enable_anonymous: true, topscript: "bench_echo" },
      log: { file: "" },
    },
    scripts: { bench_echo: fixture("bench_echo"), hello: HELLO },
  });
}

function portOf(board: TestBoard, door: Door): Promise<number> {
  return until(
    "it listens",
    () => Number(new RegExp(`^listening ${door} .*:(\\d+)$`, "m").exec(board.output)?.[1]) || false,
  );
}

/** A connection that says nothing; `over` is kept when the server has closed it. */
class Silent {
  readonly begun: number = performance.now();
  readonly over: Promise<number>;

  private constructor(private readonly connection: Deno.TcpConn) {
    this.over = this.#wait();
  }

  static async connect(port: number): Promise<Silent> {
    return new Silent(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  close(): void {
    try {
      this.connection.close();
    } catch {
      // Closed already.
    }
  }

  /** Milliseconds that it lasted. */
  async #wait(): Promise<number> {
    const buffer = new Uint8Array(4096);
    try {
      while (await this.connection.read(buffer) !== null);
    } catch {
      // A reset ends it, too.
    }
    const lasted = performance.now() - this.begun;
    this.close();
    return lasted;
  }
}

/** Logs in by telnet; milliseconds until the first script behind the login says something. */
async function loginByTelnet(port: number): Promise<number> {
  const begin = performance.now();
  const caller = await LightCaller.at(port, "login: ");
  await caller.send("anonymous\r");
  await caller.waitFor("ECHO> ");
  caller.close();
  return performance.now() - begin;
}

/** Logs in with OpenSSH; milliseconds until a script has ended. */
async function loginBySsh(port: number): Promise<number> {
  const begin = performance.now();
  const options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
  const { code } = await new Deno.Command("ssh", {
    args: [
      ...["-F", "/dev/null", "-p", `${port}`, ...options.flatMap((option) => ["-o", option])],
      ...["anonymous@127.0.0.1", "hello"],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (code !== 0) throw new Error(`ssh ended with ${code}`);
  return performance.now() - begin;
}

/** The least of several looks: what is about to be collected does not count. */
async function leastMemory(target: TestBoard | BareProcess): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 20; i++) {
    await pause(250);
    least = Math.min(least, target.memory());
  }
  return least;
}

async function bareCost(count: number): Promise<number> {
  await using bare = await BareProcess.echoServer();
  const before = await leastMemory(bare);
  const silent: Silent[] = [];
  await each(count, 8, async () => void silent.push(await Silent.connect(bare.value)));
  const cost = (await leastMemory(bare) - before) / count;
  for (const one of silent) one.close();
  await Promise.all(silent.map(({ over }) => over));
  return cost;
}

async function at(door: Door, count: number, bare: number): Promise<Figure[]> {
  await using board = await startBoard();
  const port = await portOf(board, door);
  const ssh = await portOf(board, "ssh");
  const logins = async () => [
    await loginByTelnet(board.port),
    ...(installed("ssh") ? [await loginBySsh(ssh)] : []),
  ];
  const usual = await logins();
  // The first ones pay for what all share.
  const first: Silent[] = [];
  await each(50, 8, async () => void first.push(await Silent.connect(port)));
  await pause(1500);
  for (const one of first) one.close();
  await Promise.all(first.map(({ over }) => over));
  await rest(board);
  const before = await leastMemory(board);
  const silent: Silent[] = [];
  await each(count, 8, async () => void silent.push(await Silent.connect(port)));
  const peak = board.memory();
  const during = await leastMemory(board);
  const meanwhile = await logins();
  const lasted = await Promise.all(silent.map(({ over }) => over));
  // A heap is tidied when its sessions have been at rest for a while.
  await pause(12_000);
  await rest(board);
  const after = await leastMemory(board);
  const figures: Figure[] = [
    {
      name: `a silent connection by ${door}, ${count} of them`,
      value: (during - before) / count / KB,
      unit: "KiB",
      bar: { most: 64 },
      baseline: { what: "KiB, connection of a bare echo server", value: bare / KB },
    },
    {
      name: "the same when the last has just come",
      value: (peak - before) / count / KB,
      unit: "KiB",
    },
    {
      name: `the last of them is dropped, after a deadline of ${DEADLINE} s`,
      value: Math.max(...lasted) / 1000,
      unit: "s",
      bar: { most: DEADLINE + 5 },
      baseline: { what: "s, the first of them", value: Math.min(...lasted) / 1000 },
    },
    {
      name: "memory left over when all are gone",
      value: (after - before) / MB,
      unit: "MiB",
      baseline: { what: "MiB while they were there", value: (during - before) / MB },
    },
  ];
  for (const [n, how] of ["telnet", "ssh"].entries()) {
    if (meanwhile[n] === undefined) continue;
    figures.push({
      name: `login by ${how} meanwhile`,
      value: meanwhile[n],
      unit: "ms",
      baseline: { what: "ms, the first of this server", value: usual[n]! },
    });
  }
  return figures;
}

/** Silent connections. */
export const silentGroup: Group = {
  name: "silent",
  async run({ quick, say }): Promise<Figure[]> {
    const count = quick ? 200 : 1000;
    const bare = await bareCost(count);
    const figures: Figure[] = [];
    for (const door of ["telnet", "ssh", "web"] as const) {
      say(door);
      figures.push(...await at(door, count, bare));
    }
    return figures;
  },
};
