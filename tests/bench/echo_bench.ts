/**
 * One key through socket, codec, Worker, script and back, beside a hundred sessions that wait at a prompt.
 *
 * @module
 */

import { BareProcess, enter, rest, startBoard } from "./board.ts";
import { type Figure, type Group, median, quantile } from "./figure.ts";
import { each, LightCaller } from "./light_caller.ts";

async function roundTrips(caller: LightCaller, count: number): Promise<number[]> {
  const byte = Uint8Array.of(120);
  for (let i = 0; i < 300; i++) await caller.roundTrip(byte);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const begin = performance.now();
    await caller.roundTrip(byte);
    times.push(performance.now() - begin);
  }
  return times;
}

/** Key echo, and the processor that idle sessions take. */
export const echoGroup: Group = {
  name: "echo",
  async run({ quick, say }): Promise<Figure[]> {
    const others = quick ? 10 : 100;
    const count = quick ? 2000 : 10_000;
    await using board = await startBoard(true);
    await using bare = await BareProcess.echoServer();
    const idle: LightCaller[] = [];
    say(`${others} callers log in`);
    await each(others, 8, async () => {
      idle.push(await enter(board, "e", "ECHO> "));
    });
    const caller = await enter(board, "e", "ECHO> ");
    await rest(board);
    const plain = await LightCaller.connect(bare.value);
    const baseline = await roundTrips(plain, count);
    const times = await roundTrips(caller, count);
    // V8 tidies the heaps of idle threads once, some 10 to 35 s after they came to rest.
    await new Promise((resolve) => setTimeout(resolve, quick ? 5000 : 40_000));
    await rest(board);
    const seconds = quick ? 5 : 20;
    const before = board.cpu();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const cpu = (board.cpu() - before) / seconds * 100;
    for (const line of [plain, caller, ...idle]) line.close();
    return [
      {
        name: `key echo beside ${others} idle sessions, median of ${count}`,
        value: median(times),
        unit: "ms",
        bar: { most: 0.5 },
        baseline: { what: "ms, bare TCP echo", value: median(baseline) },
      },
      {
        name: "the same, p99",
        value: quantile(times, 0.99),
        unit: "ms",
        bar: { most: 3 },
        baseline: { what: "ms, bare TCP echo", value: quantile(baseline, 0.99) },
      },
      { name: `processor with ${others} idle sessions`, value: cpu, unit: "% of a core", bar: { most: 1 } },
    ];
  },
};
