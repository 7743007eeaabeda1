/**
 * The database through the whole server: sixteen sessions whose scripts set and get as fast as they can.
 *
 * @module
 */

import { enter, rest, startBoard } from "./board.ts";
import { type Figure, type Group, median } from "./figure.ts";
import { each, LightCaller } from "./light_caller.ts";

/** Sessions. */
const SESSIONS = 16;

interface Run {
  readonly rate: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

async function run(caller: LightCaller, verb: "s" | "g"): Promise<Run> {
  await caller.send(verb);
  await caller.waitFor("RAN ");
  const [rate = 0, middle = 0, slow = 0] = (await caller.waitFor(" END")).split(" ").map(Number);
  await caller.waitFor("DATABASE> ");
  return { rate, medianMs: middle / 1000, p99Ms: slow / 1000 };
}

/** Durable appends a second that the disk takes from one writer: what is paid without group commit. */
async function plainSyncs(): Promise<number> {
  const path = await Deno.makeTempFile({ prefix: "x84-bench-" });
  try {
    using file = await Deno.open(path, { write: true });
    const bytes = new Uint8Array(200);
    const begin = performance.now();
    let count = 0;
    while (performance.now() - begin < 1000) {
      file.writeSync(bytes);
      file.syncDataSync();
      count++;
    }
    return count * 1000 / (performance.now() - begin);
  } finally {
    await Deno.remove(path);
  }
}

/** The database. */
export const databaseGroup: Group = {
  name: "database",
  async run(): Promise<Figure[]> {
    await using board = await startBoard(true);
    const callers: LightCaller[] = [];
    await each(SESSIONS, 4, async () => {
      callers.push(await enter(board, "d", "DATABASE> "));
    });
    await rest(board);
    const syncs = await plainSyncs();
    await run(callers[0]!, "s");
    const sets = await Promise.all(callers.map((caller) => run(caller, "s")));
    const gets = await run(callers[0]!, "g");
    for (const caller of callers) caller.close();
    return [
      {
        name: `durable sets of 200 bytes, ${SESSIONS} sessions together`,
        value: sets.reduce((sum, { rate }) => sum + rate, 0),
        unit: "a second",
        bar: { least: 10_000 },
        baseline: { what: "a second, plain write and fdatasync", value: syncs },
      },
      { name: "one of these sets, median", value: median(sets.map((set) => set.medianMs)), unit: "ms" },
      { name: "get, median, one session", value: gets.medianMs, unit: "ms", bar: { most: 0.2 } },
    ];
  },
};
