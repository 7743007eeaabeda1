import assert from "node:assert/strict";
import { family, text } from "../../../lib/base/setting.ts";
import { loadConfiguration } from "../../../lib/config/configuration.ts";
import { planReload } from "../../../lib/config/reload.ts";
import { sections, system, telnet } from "./invented_sections.ts";

const load = (text: string) => loadConfiguration(text, "x84.ini", sections);

Deno.test("planReload() applies live settings and names those that need a restart", () => {
  const plan = planReload(
    load("[system]\nbbsname = Old\n[telnet]\nport = 23\n"),
    load("[system]\nbbsname = New\n[telnet]\nport = 24\n"),
  );
  assert.deepEqual(plan.report, [
    'Changed "bbsname" in section [system] from "Old" to "New"',
    'Restart needed: "port" in section [telnet] changes from "23" to "24"',
  ]);
  assert.equal(plan.effective.get(system).bbsname, "New");
  assert.equal(plan.effective.get(telnet).port, 23);
});

Deno.test("planReload() says so when nothing changed, also when the same value is written otherwise", () => {
  const plan = planReload(load("[telnet]\nenabled = yes\n"), load("[telnet]\nEnabled = ON\nport = 6023\n"));
  assert.deepEqual(plan.changes, []);
  assert.deepEqual(plan.report, ["Configuration is unchanged"]);
});

Deno.test("planReload() never tells a secret nor a value of the board's own sections", () => {
  const plan = planReload(
    load("[system]\npassword = hunter2\n[irc]\npassword = swordfish\ngone = 1\n"),
    load("[system]\npassword = hunter3\n[irc]\npassword = sesame\n[new]\nkey = xyzzy\n"),
  );
  assert.deepEqual(plan.report, [
    'Restart needed: "password" in section [system] changes',
    'Changed "password" in section [irc]',
    'Changed "gone" in section [irc]',
    'Changed "key" in section [new]',
  ]);
  assert.doesNotMatch(JSON.stringify(plan.changes), /hunter|swordfish|sesame|xyzzy/);
  assert.deepEqual({ ...plan.effective.boardSections["irc"] }, { password: "sesame" });
});

Deno.test("planReload() twice forgets nothing that waits for a restart", () => {
  const running = load("[telnet]\nport = 23\n");
  const once = planReload(running, load("[telnet]\nport = 24\n")).effective;
  assert.deepEqual(planReload(once, load("[telnet]\nport = 24\n")).report, [
    'Restart needed: "port" in section [telnet] changes from "23" to "24"',
  ]);
});

Deno.test("planReload() takes sections of a family that come, change and go", () => {
  const game = family("game ", "A game.", {
    text: { type: text, default: "", help: "What it is called.", live: true },
    key: { type: text, default: "", help: "What opens it.", live: true, secret: true },
  });
  const read = (ini: string) => loadConfiguration(ini, "x84.ini", [game]);
  const before = read("[game a]\ntext = A\n[game b]\ntext = B\nkey = one\n");
  const plan = planReload(before, read("[game c]\ntext = C\n[Game  B]\ntext = Bee\nkey = two\n"));
  assert.deepEqual([...plan.report].sort(), [
    'Changed "key" in section [game b]',
    'Changed "text" in section [game a] from "A" to ""',
    'Changed "text" in section [game b] from "B" to "Bee"',
    'Changed "text" in section [game c] from "" to "C"',
  ]);
  assert.deepEqual(plan.effective.members(game).map(({ name, values }) => [name, values.text]), [
    ["c", "C"],
    ["b", "Bee"],
  ]);
  assert.equal(plan.effective.has(game.member("a")), false);
});
