import assert from "node:assert/strict";
import { Look } from "../../../scripts/coming.ts";
import { Sheet, type SheetField } from "../../../scripts/sheet.ts";
import { type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";

type Name = "name" | "secret";
const FIELDS: readonly SheetField<Name>[] = [
  { name: "name", label: "Name", help: "Who are you?", maxLength: 10, hidden: false },
  { name: "secret", label: "Secret", help: "Hush.", maxLength: 10, hidden: true },
];

async function open(options: FakeOptions) {
  const session = new FakeSession(options);
  const look = await Look.of(session.asSession, "test", "art/nua.ans");
  const sheet = new Sheet<Name>(session.asSession, { look, title: "Title", note: "Note.", fields: FIELDS });
  return { session, sheet };
}

Deno.test("Sheet.fill() keeps what was typed, trimmed unless it is a secret, which is never shown", async () => {
  const { session, sheet } = await open({ happenings: ["  bob \r", " hush \r"] });
  using _session = session;
  assert.equal(await sheet.fill(FIELDS[0]!, ""), "bob");
  assert.equal(await sheet.fill(FIELDS[1]!, ""), " hush ");
  assert.deepEqual([sheet.get("name"), sheet.get("secret")], ["bob", " hush "]);
  assert.doesNotMatch(session.output, /hush /);
});

Deno.test("Sheet.fill() shows the help, or a message in its place, and answers undefined for Escape", async () => {
  const { session, sheet } = await open({ happenings: ["\r", "x\x1b"] });
  using _session = session;
  await sheet.fill(FIELDS[0]!, "");
  assert.match(await session.screen(), /Who are you\?/);
  assert.equal(await sheet.fill(FIELDS[0]!, "Not that one."), undefined);
  const screen = await session.screen();
  assert.match(screen, /Not that one\./);
  assert.doesNotMatch(screen, /Who are you/);
  assert.equal(sheet.get("name"), "");
});

Deno.test("Sheet.ask() shows all fields, secrets by their length up to twenty", async () => {
  const { session, sheet } = await open({ happenings: ["y"] });
  using _session = session;
  sheet.set("name", "bob");
  sheet.set("secret", "s".repeat(30));
  assert.equal(await sheet.ask("Well?", false), true);
  const screen = await session.screen();
  assert.match(screen, /Name \.+ bob/);
  assert.match(screen, /Secret \.+ \*{20}$/m);
});

Deno.test("Sheet keeps the field in question on the lowest of screens", async () => {
  for (const rows of [24, 10, 7, 5]) {
    const { session, sheet } = await open({ columns: 40, rows, happenings: ["\r", { look: () => {} }] });
    using _session = session;
    await sheet.fill(FIELDS[0]!, "");
    await assert.rejects(sheet.fill(FIELDS[1]!, ""));
    assert.match(await session.screen(), /> Secret/, `${rows} rows`);
    assert.ok((await session.screen()).split("\n").length <= rows);
  }
});
