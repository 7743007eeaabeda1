/**
 * Measures the server, each figure beside its bar and a baseline of the same run: a table, and one object of JSON.
 *
 * ```text
 * deno task bench [--only NAME] [--quick] [--json FILE]
 * ```
 *
 * Without `--json` the object goes to the output and the table to standard error. A missed bar is told, not punished: the
 * exit status says only whether everything ran. `X84_BIN` names a compiled program to measure instead of the sources; the
 * bare programs run in the Deno that runs this file, which should be the one that compiled it.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { benchCodec } from "./codec_bench.ts";
import { connectGroup } from "./connect_bench.ts";
import { databaseGroup } from "./database_bench.ts";
import { echoGroup } from "./echo_bench.ts";
import { type Figure, type Group, renderTable, toJson } from "./figure.ts";
import { loadGroup } from "./load_bench.ts";
import { memoryGroup } from "./memory_bench.ts";
import { messageGroup } from "./message_bench.ts";
import { peopleGroup } from "./people_bench.ts";
import { sftpGroup } from "./sftp_bench.ts";
import { sshGroup } from "./ssh_bench.ts";
import { silentGroup } from "./silent_bench.ts";
import { startGroup } from "./start_bench.ts";
import { widgetGroup } from "./widget_bench.ts";

const codecGroup: Group = {
  name: "codec",
  run({ quick }): Promise<Figure[]> {
    const rates = benchCodec((quick ? 8 : 64) * 1024 * 1024);
    const bar = (input: string) =>
      input === "decode: text" ? 1000 : input.startsWith("decode: 10% IAC") ? 100 : undefined;
    return Promise.resolve(rates.map(({ input, megabytesPerSecond }) => {
      const least = bar(input);
      return {
        name: input,
        value: megabytesPerSecond,
        unit: "MB/s",
        ...(least === undefined ? {} : { bar: { least } }),
      };
    }));
  },
};

const GROUPS: readonly Group[] = [
  codecGroup,
  widgetGroup,
  startGroup,
  connectGroup,
  echoGroup,
  sshGroup,
  sftpGroup,
  memoryGroup,
  silentGroup,
  loadGroup,
  databaseGroup,
  messageGroup,
  peopleGroup,
];

const HELP = `deno task bench [--only NAME] [--quick] [--json FILE]

  --only NAME   one group: ${GROUPS.map(({ name }) => name).join(", ")}
  --quick       fewer callers and less data: to see that it runs, not to quote
  --json FILE   write the figures there, and not to the output

X84_BIN=dist/x84 measures the compiled program; run it with the Deno that compiled it, for the baselines.`;

const args = parseArgs(Deno.args, { string: ["only", "json"], boolean: ["quick", "help"] });
if (args.help) {
  console.log(HELP);
  Deno.exit(0);
}
const wanted = args.only === undefined ? GROUPS : GROUPS.filter(({ name }) => name === args.only);
if (wanted.length === 0) {
  console.error(
    `Cannot measure "${args.only}": expected one of ${GROUPS.map(({ name }) => name).join(", ")}`,
  );
  Deno.exit(2);
}
const figures: Figure[] = [];
const failed: string[] = [];
for (const group of wanted) {
  const say = (line: string) => console.error(`  ${group.name}: ${line}`);
  say("…");
  try {
    figures.push(...await group.run({ quick: args.quick, say }));
  } catch (error) {
    failed.push(group.name);
    say(`failed: ${error instanceof Error ? error.message : error}`);
  }
}
const json = JSON.stringify(toJson(figures), null, 2);
if (args.json === undefined) console.log(json);
else await Deno.writeTextFile(args.json, `${json}\n`);
console.error(renderTable(figures));
if (failed.length > 0) Deno.exit(1);
