/**
 * What a caller costs in memory: one who waits in the lobby, and one who is logged in and idle.
 *
 * @module
 */

import type { TestBoard } from "../e2e/harness.ts";
import { BareProcess, enter, rest, startBoard } from "./board.ts";
import type { BenchOptions, Figure, Group } from "./figure.ts";
import { each, LightCaller } from "./light_caller.ts";

const KB = 1024;
const MB = 1024 * 1024;
/** The default of `[session] heap`. */
const HEAP = 64;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The least of several looks: what is about to be collected does not count. */
async function settledMemory(board: TestBoard | BareProcess): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 5; i++) {
    await pause(400);
    least = Math.min(least, board.memory());
  }
  return least;
}

async function lobby({ quick }: BenchOptions): Promise<Figure> {
  const count = quick ? 100 : 400;
  await using board = await startBoard(false);
  await using bare = await BareProcess.echoServer();
  const byte = Uint8Array.of(120);
  const measure = async (target: TestBoard | BareProcess, connect: () => Promise<LightCaller>) => {
    const callers: LightCaller[] = [];
    await each(20, 4, async () => (await connect()).close());
    await pause(1500);
    const before = await settledMemory(target);
    await each(count, 4, async () => {
      callers.push(await connect());
    });
    const taken = (await settledMemory(target) - before) / count;
    for (const caller of callers) caller.close();
    return taken;
  };
  const plain = await measure(bare, async () => {
    const caller = await LightCaller.connect(bare.value);
    await caller.roundTrip(byte);
    return caller;
  });
  const taken = await measure(board, () => LightCaller.at(board.port, "login: "));
  return {
    name: `memory of a caller in the lobby, ${count} of them`,
    value: taken / KB,
    unit: "KiB",
    bar: { most: 100 },
    baseline: { what: "KiB, connection of a bare echo server", value: plain / KB },
  };
}

async function loggedIn({ quick }: BenchOptions): Promise<Figure[]> {
  const count = quick ? 8 : 40;
  await using bare = await BareProcess.start(
    "./bare_workers.ts",
    [`${count}`, `${HEAP}`],
    /each ([\d.]+) kB\n/,
  );
  await using board = await startBoard(true);
  // The first sessions pay for what all share.
  await each(2, 2, async () => (await enter(board, "e", "ECHO> ")).close());
  await pause(3000);
  await rest(board);
  const before = await settledMemory(board);
  const callers: LightCaller[] = [];
  await each(count, 4, async () => {
    callers.push(await enter(board, "e", "ECHO> "));
  });
  await rest(board);
  const held = await settledMemory(board);
  for (const caller of callers) caller.close();
  await pause(3000);
  await rest(board);
  const after = await settledMemory(board);
  const each1 = (held - before) / count / KB;
  return [
    {
      name: `memory of a logged-in idle session, ${count} of them`,
      value: each1 / KB,
      unit: "MiB",
      bar: { most: bare.value / KB * 1.3 },
      baseline: { what: "MiB, bare Worker", value: bare.value / KB },
    },
    {
      name: "given back after all hung up",
      value: (held - after) / (held - before) * 100,
      unit: "%",
      bar: { least: 80 },
      baseline: { what: "MiB before the first", value: before / MB },
    },
  ];
}

/** Memory. */
export const memoryGroup: Group = {
  name: "memory",
  run: async (options) => [await lobby(options), ...await loggedIn(options)],
};
