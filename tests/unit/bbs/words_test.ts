import assert from "node:assert/strict";
import { fromCp437, getch, getIni, getTerminal, ropen } from "../../../lib/bbs/words.ts";
import { KEYS, runScript } from "../../../lib/testing/run_script.ts";

Deno.test("x/84's words throw outside of a script", async () => {
  assert.throws(() => getTerminal(), { message: "Cannot use the session: no script is running here" });
  assert.throws(() => getIni("system", "bbsname"), Error);
  await assert.rejects(getch(), Error);
  await assert.rejects(ropen("art/a.ans"), Error);
});

Deno.test("getTerminal() and getch() know the caller's terminal and keys", async () => {
  const { end } = await runScript(async () => {
    const { columns, name } = getTerminal();
    return [columns, name, await getch(), await getch(), await getch(), await getch(), await getch(1)];
  }, { columns: 40, happenings: ["xé\x03", KEYS.up, { timeout: true }] });
  assert.deepEqual(end, {
    type: "returned",
    value: [40, "xterm-256color", "x", "é", "\x03", "up", undefined],
  });
});

Deno.test("getIni() tells what is missing from what is blank, no or 0", async () => {
  const settings = { s: { text: "red", blank: "", yes: "Yes", zero: "0", less: "-1.5", words: "a, b" } };
  const { end } = await runScript(() => [
    getIni("s", "text"),
    getIni("s", "absent"),
    getIni("absent", "text"),
    getIni("s", "yes", "flag"),
    getIni("s", "absent", "flag"),
    getIni("s", "zero", "number"),
    getIni("s", "less", "number"),
    getIni("s", "text", "number"),
    getIni("s", "blank", "number"),
    getIni("s", "absent", "number"),
    getIni("s", "words", "list"),
    getIni("s", "absent", "list"),
  ], { settings });
  assert.deepEqual(end, {
    type: "returned",
    value: ["red", "", "", true, false, 0, -1.5, undefined, undefined, undefined, ["a", "b"], []],
  });
  const wrong = runScript(() => getIni("s", "text", "getboolean" as "text"), { settings });
  await assert.rejects(wrong, /^TypeError: Cannot read setting: expected "text", "flag"/);
});

Deno.test("ropen() reads a file by its path or its pattern", async () => {
  const folder = await Deno.makeTempDir({ prefix: "x84-words-" });
  try {
    await Deno.mkdir(`${folder}/art`);
    await Deno.writeTextFile(`${folder}/art/one.ans`, "1");
    const { end } = await runScript(async () => {
      const found = [await ropen("art/one.ans"), await ropen("art/o*.ans"), await ropen("art/x*.ans")];
      return found.map((bytes) => bytes && new TextDecoder().decode(bytes));
    }, { folder });
    assert.deepEqual(end, { type: "returned", value: ["1", "1", undefined] });
    await assert.rejects(runScript(() => ropen("../one.ans"), { folder }), TypeError);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("fromCp437() reads the pictures of control characters", () => {
  assert.equal(fromCp437(Uint8Array.of(0x01, 0x03, 0x41, 0xdb)), "☺♥A█");
});
