import assert from "node:assert/strict";
import { DBProxy, echo, type Session, style } from "../../../mod.ts";
import { ALICE, KEYS, runScript } from "../../../lib/testing/run_script.ts";
import { KeyDecoder } from "../../../lib/text/keys.ts";
import { MemoryKv } from "../../../lib/wire/memory_kv.ts";

Deno.test("runScript() runs a script on 80x24 for ALICE, unless told otherwise", async () => {
  const look = (session: Session) => [
    session.columns,
    session.rows,
    session.encoding,
    session.handle,
    session.isSysop,
    session.kind,
    session.script,
  ];
  assert.deepEqual((await runScript(look)).end, {
    type: "returned",
    value: [80, 24, "utf8", ALICE.handle, false, "telnet", "test"],
  });
  const user = { handle: "root", groups: ["sysop"] };
  const other = await runScript(look, { columns: 40, rows: 12, encoding: "CP437", user, name: "games.quiz" });
  assert.deepEqual(other.end, {
    type: "returned",
    value: [40, 12, "cp437", "root", true, "telnet", "games.quiz"],
  });
  assert.deepEqual([other.user?.location, (await runScript(look, { user: null })).user], [
    "Wonderland",
    undefined,
  ]);
});

Deno.test("runScript() hands arguments over as goto does", async () => {
  const add = (_: Session, a: number, b: number) => a + b;
  assert.deepEqual((await runScript(add, { args: [1, 2] })).end, { type: "returned", value: 3 });
});

Deno.test("runScript() has a database: its own, or the one that it is handed", async () => {
  const calls = new DBProxy<number>("calls");
  const count = () => calls.update("alice", (n = 0) => n + 1);
  assert.deepEqual((await runScript(count)).end, { type: "returned", value: 1 });
  const store = new MemoryKv();
  await new DBProxy<number>("calls", undefined, store).set("alice", 5);
  const run = await runScript(count, { store });
  assert.deepEqual([run.end, run.store], [{ type: "returned", value: 6 }, store]);
  // Two runs at once do not meet.
  const both = await Promise.all([runScript(count), runScript(count, { store })]);
  assert.deepEqual(both.map(({ end }) => end), [
    { type: "returned", value: 1 },
    { type: "returned", value: 7 },
  ]);
});

Deno.test("runScript() answers what was shown, sent, published and logged", async () => {
  const { screen, output, published, activities, log } = await runScript(async (session) => {
    session.setActivity("here");
    await echo(style("red", "hot"));
    await session.publish("news", { n: 1 }, "telnet-192.0.2.9:1");
    session.log("warn", "careful");
  });
  assert.deepEqual([screen.text, screen.looks], ["hot", ["1:1-3 red"]]);
  // deno-lint-ignore no-control-regex
  assert.match(output, /\x1b\[.*hot/);
  assert.deepEqual(published, [{ topic: "news", data: { n: 1 }, target: "telnet-192.0.2.9:1" }]);
  assert.deepEqual([activities, log], [["here"], [{ level: "warn", message: "careful" }]]);
});

Deno.test("runScript() shows the colours that the caller's terminal gets", async () => {
  const script = () => echo("\x1b[38;2;255;0;0mx");
  const rich = await runScript(script, { environment: { COLORTERM: "truecolor" } });
  assert.deepEqual(rich.screen.looks, ["1:1-1 #ff0000"]);
  const poor = await runScript(script, { terminal: "vt100" });
  assert.notDeepEqual(poor.screen.looks, rich.screen.looks);
});

Deno.test("runScript() reads files of the folder that it is handed, and settings", async () => {
  const folder = new URL("../../../scripts/", import.meta.url);
  const read = async (session: Session) => [
    (await session.readFile("art/main.ans"))?.length !== undefined,
    (await session.listFiles("art")).includes("main.ans"),
    session.setting("system", "bbsname", "none"),
  ];
  const settings = { system: { bbsname: "Test" } };
  const there = await runScript(read, { folder, settings });
  assert.deepEqual(there.end, { type: "returned", value: [true, true, "Test"] });
  assert.deepEqual((await runScript(read, { folder: folder.pathname })).end, {
    type: "returned",
    value: [true, true, "none"],
  });
  assert.deepEqual((await runScript(read)).end, { type: "returned", value: [false, false, "none"] });
});

Deno.test("runScript() refuses an encoding and a name that there is not", async () => {
  await assert.rejects(runScript(() => {}, { encoding: "klingon" }), TypeError);
  await assert.rejects(runScript(() => {}, { name: "../x" }), TypeError);
});

Deno.test("KEYS are one key each, of the name they go by", () => {
  for (const [name, sequence] of Object.entries(KEYS)) {
    const decoder = new KeyDecoder();
    const keys = [...decoder.push(sequence), ...decoder.flush()];
    assert.deepEqual(keys.map((key) => key.name), [name.toLowerCase()]);
  }
});
