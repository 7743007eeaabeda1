/**
 * From the start of the program to the line that says it listens; `X84_BIN` names a compiled one.
 *
 * @module
 */

import { program, TestBoard } from "../e2e/harness.ts";
import { type Figure, type Group, median } from "./figure.ts";

async function version(): Promise<number> {
  const { command, args } = program();
  const begin = performance.now();
  await new Deno.Command(command, { args: [...args, "--version"], stdout: "null", stderr: "null" }).output();
  return performance.now() - begin;
}

/** Starting. */
export const startGroup: Group = {
  name: "start",
  async run({ quick }): Promise<Figure[]> {
    const times: number[] = [];
    const baseline: number[] = [];
    for (let i = 0; i < (quick ? 3 : 9); i++) {
      baseline.push(await version());
      const begin = performance.now();
      await using _board = await TestBoard.start();
      times.push(performance.now() - begin);
    }
    return [{
      name: "start to listening, median",
      value: median(times),
      unit: "ms",
      bar: { most: 500 },
      baseline: { what: "ms, the same program with --version", value: median(baseline) },
    }];
  },
};
