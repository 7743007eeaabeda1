import assert from "node:assert/strict";
import fc from "fast-check";
import { insideLines, shellWord } from "../../../lib/host/door_shell.ts";

const WORD = fc.string({ unit: fc.constantFrom(..."ab '\"\\$`(){};&|<>*?~#!\n\t-=é\x1b"), maxLength: 30 });

Deno.test("shellWord() stands for itself in a real shell, whatever it holds", async () => {
  const words = fc.sample(WORD, { numRuns: 300, seed: 42 });
  const { stdout } = await new Deno.Command("/bin/sh", {
    args: ["-c", `printf '%s\\0' ${words.map(shellWord).join(" ")}`],
  }).output();
  assert.deepEqual(new TextDecoder().decode(stdout).split("\0").slice(0, -1), words);
  assert.throws(() => shellWord("a\0b"), TypeError);
});

Deno.test("insideLines() hands a program its arguments and its environment, and nothing else", async () => {
  const argv = ["/bin/sh", "-c", 'for a in "$@"; do printf "[%s]" "$a"; done; env', "x", "$(id)", "a'b", "*"];
  const lines = insideLines({
    columns: 80,
    rows: 24,
    utf8: true,
    erase: "^?",
    folder: "/",
    env: new Map([["PATH", "/usr/bin:/bin"], ["MINE", "$(id) 'x'"]]),
    argv,
  });
  const { stdout } = await new Deno.Command("/bin/sh", { args: ["-c", lines], env: { SECRET: "1" } })
    .output();
  const said = new TextDecoder().decode(stdout);
  assert.match(said, /^x84 \d+ /);
  assert.ok(said.includes("[$(id)][a'b][*]"), said);
  assert.match(said, /MINE=\$\(id\) 'x'$/m);
  assert.doesNotMatch(said, /SECRET|X84_LIMIT|uid=/);
});
