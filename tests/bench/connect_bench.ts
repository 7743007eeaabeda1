/**
 * From the connection to the first full screen, from the login to the next, and fifty callers at once.
 *
 * @module
 */

import { BareProcess, enter, startBoard } from "./board.ts";
import { EchoProbe } from "./echo_probe.ts";
import { type BenchOptions, type Figure, type Group, median, quantile } from "./figure.ts";
import { LightCaller } from "./light_caller.ts";

/** The end of the first screen of the default board. */
const FIRST_SCREEN = "login: ";
/** The end of the first screen after the login. */
const TOP_SCREEN = "Quick login? [y/N]";

async function connects(options: BenchOptions): Promise<Figure> {
  const count = options.quick ? 10 : 30;
  await using board = await startBoard(false);
  await using bare = await BareProcess.echoServer();
  (await LightCaller.at(board.port, FIRST_SCREEN)).close();
  const times: number[] = [];
  const baseline: number[] = [];
  const byte = Uint8Array.of(120);
  for (let i = 0; i < count; i++) {
    let begin = performance.now();
    const caller = await LightCaller.at(board.port, FIRST_SCREEN);
    times.push(performance.now() - begin);
    caller.close();
    begin = performance.now();
    const plain = await LightCaller.connect(bare.value);
    await plain.roundTrip(byte);
    baseline.push(performance.now() - begin);
    plain.close();
  }
  return {
    name: `connect to first screen, median of ${count}`,
    value: median(times),
    unit: "ms",
    bar: { most: 40 },
    baseline: { what: "ms, bare TCP connect and echo", value: median(baseline) },
  };
}

async function logins(options: BenchOptions): Promise<Figure[]> {
  const count = options.quick ? 6 : 20;
  await using board = await startBoard(true);
  await using warm = await enter(board, "t", TOP_SCREEN).then(owned);
  const run = async (pause: number) => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const caller = await LightCaller.at(board.port, "IN> ");
      const begin = performance.now();
      await caller.send("t");
      await caller.waitFor(TOP_SCREEN);
      times.push(performance.now() - begin);
      caller.close();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return times;
  };
  // The lobby keeps the last caller who is there anyhow; the second figure is of a board that is called now and then.
  const [hurried, calm] = [await run(0), await run(1000)];
  void warm;
  return [
    {
      name: `login to first screen of top, median of ${count} with no pause`,
      value: median(hurried),
      unit: "ms",
      bar: { most: 60 },
    },
    { name: "the same, slowest", value: Math.max(...hurried), unit: "ms" },
    {
      name: `login to first screen of top, median of ${count} a second apart`,
      value: median(calm),
      unit: "ms",
      bar: { most: 60 },
    },
  ];
}

async function burst(options: BenchOptions): Promise<Figure[]> {
  const rounds = options.quick ? 2 : 20;
  const size = 50;
  await using board = await startBoard(true);
  await using probe = await EchoProbe.start(board.port);
  // The Worker that comes after the probe's is being started.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await probe.take();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const calm = await probe.take();
  const times: number[] = [];
  const walls: number[] = [];
  let screens = 0;
  for (let round = 0; round < rounds; round++) {
    await probe.take();
    const begin = performance.now();
    const all = await Promise.allSettled(
      Array.from({ length: size }, () => LightCaller.at(board.port, "IN> ")),
    );
    walls.push(performance.now() - begin);
    times.push(...await probe.take());
    for (const result of all) {
      if (result.status !== "fulfilled") continue;
      screens++;
      result.value.close();
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return [
    {
      name: `${rounds} bursts of ${size} connects: share that got a screen`,
      value: screens / (rounds * size) * 100,
      unit: "%",
      bar: { least: 100 },
    },
    { name: "time of a burst until the last screen, median", value: median(walls), unit: "ms" },
    {
      name: "key echo of a caller meanwhile, p99",
      value: quantile(times, 0.99),
      unit: "ms",
      bar: { most: 25 },
      baseline: { what: "ms, the same caller before", value: quantile(calm, 0.99) },
    },
  ];
}

function owned(line: LightCaller): { readonly line: LightCaller } & AsyncDisposable {
  return {
    line,
    [Symbol.asyncDispose]: () => {
      line.close();
      return Promise.resolve();
    },
  };
}

/** Connecting and logging in. */
export const connectGroup: Group = {
  name: "connect",
  run: async (options) => [await connects(options), ...await logins(options), ...await burst(options)],
};
