/**
 * Many callers: those who connect and never log in, and three hundred who are on at once, three times over.
 *
 * @module
 */

import { BareProcess, enter, rest, startBoard } from "./board.ts";
import { type BenchOptions, type Figure, type Group, quantile } from "./figure.ts";
import { each, LightCaller } from "./light_caller.ts";

const MB = 1024 * 1024;
/** Threads of Workers that wait for the next callers, more of them than at first after a rush. */
const SPARE_THREADS = 24;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function strangers({ quick }: BenchOptions): Promise<Figure> {
  const count = quick ? 50 : 500;
  await using board = await startBoard(false);
  await using bare = await BareProcess.echoServer();
  const byte = Uint8Array.of(120);
  const stranger = async () => (await LightCaller.at(board.port, "login: ")).close();
  const plain = async () => {
    const caller = await LightCaller.connect(bare.value);
    await caller.roundTrip(byte);
    caller.close();
  };
  // The compiler's work is not the callers'.
  await each(100, 2, stranger);
  await each(100, 2, plain);
  await rest(board);
  const [before, bareBefore] = [board.cpu(), bare.cpu()];
  await each(count, 2, stranger);
  await each(count, 2, plain);
  await pause(1000);
  return {
    name: `processor of a connect that never logs in, mean of ${count}`,
    value: (board.cpu() - before) / count * 1000,
    unit: "ms",
    bar: { most: 4 },
    baseline: { what: "ms, bare TCP connect and echo", value: (bare.cpu() - bareBefore) / count * 1000 },
  };
}

async function crowd({ quick, say }: BenchOptions): Promise<Figure[]> {
  const count = quick ? 30 : 300;
  await using board = await startBoard(true);
  await rest(board);
  const idle = board.memory();
  const threads = board.threads();
  const afterwards: number[] = [];
  const downs: number[] = [];
  const walls: number[] = [];
  const answers: number[] = [];
  let lost = 0;
  let peak = 0;
  for (let round = 0; round < 3; round++) {
    const callers: LightCaller[] = [];
    const begin = performance.now();
    await each(count, 16, async () => {
      try {
        callers.push(await enter(board, "e", "ECHO> "));
      } catch {
        lost++;
      }
    });
    walls.push((performance.now() - begin) / 1000);
    await Promise.all(callers.map(async (caller, index) => {
      try {
        for (let i = 0; i < 10; i++) {
          const begin = performance.now();
          await caller.send(`<${index}.${i}>`);
          await caller.waitFor(`<${index}.${i}>`);
          answers.push(performance.now() - begin);
        }
      } catch {
        lost++;
      }
    }));
    peak = Math.max(peak, board.memory());
    for (const caller of callers) caller.close();
    // The threads are taken down one after the other.
    const ends = performance.now();
    while (board.threads() > threads + SPARE_THREADS && performance.now() - ends < 120_000) await pause(500);
    downs.push((performance.now() - ends) / 1000);
    await pause(4000);
    await rest(board);
    afterwards.push(board.memory());
    say(
      `round ${round + 1}: ${walls.at(-1)!.toFixed(1)} s to log in ${count}, ${lost} lost, ${
        Math.round(afterwards.at(-1)! / MB)
      } MiB afterwards`,
    );
  }
  return [
    { name: `${count} sessions at once, three times: lost`, value: lost, unit: "callers", bar: { most: 0 } },
    { name: "the last of them is logged in after, slowest round", value: Math.max(...walls), unit: "s" },
    { name: "answer while all type at once, p99", value: quantile(answers, 0.99), unit: "ms" },
    { name: "all their threads have ended after, slowest round", value: Math.max(...downs), unit: "s" },
    {
      name: "memory after round three, over memory after round one",
      value: afterwards[2]! / afterwards[0]!,
      unit: "times",
      bar: { most: 1.1 },
      baseline: { what: "MiB before, and at the most ".concat(`${Math.round(peak / MB)}`), value: idle / MB },
    },
  ];
}

/** Crowds. */
export const loadGroup: Group = {
  name: "load",
  run: async (options) => [await strangers(options), ...await crowd(options)],
};
