import assert from "node:assert/strict";
import { renderHelp } from "../../../lib/cli/help.ts";
import { COMMANDS } from "../../../lib/cli/run.ts";

Deno.test("renderHelp() names every command for the program, in 80 columns", () => {
  const lines = renderHelp("", COMMANDS);
  for (const { name } of COMMANDS) {
    assert(lines.some((line) => line.startsWith(`  ${name}`)), name);
  }
  assert.deepEqual(lines.filter((line) => line.length > 80), []);
  assert.match(lines.join(" "), /To begin: run x84, .* "telnet localhost 6023"/);
});

Deno.test("renderHelp() explains each command with its usage and its options, in 80 columns", () => {
  for (const { name, operands, options = [] } of COMMANDS) {
    const lines = renderHelp(name, COMMANDS);
    assert.equal(lines[0], `Usage: x84 ${name}${operands === undefined ? "" : ` ${operands}`} [OPTIONS]`);
    for (const option of [...options, { name: "home" }]) {
      assert(lines.some((line) => line.includes(`--${option.name}`)), `${name} --${option.name}`);
    }
    assert.deepEqual(lines.filter((line) => line.length > 80), []);
  }
});

Deno.test("renderHelp() lists the commands of a group and no others", () => {
  const lines = renderHelp("user", COMMANDS);
  assert(lines.some((line) => line.startsWith("  user passwd HANDLE")));
  assert(!lines.some((line) => line.startsWith("  db")));
});
