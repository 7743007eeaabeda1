import assert from "node:assert/strict";
import { Form, type FormField, runForm } from "../../../lib/bbs/form.ts";
import { FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertExtremes, assertWidget, KEYS, show, type } from "../../fakes/widget_kit.ts";

type Name = "handle" | "password" | "location" | "sex";

const FIELDS: readonly FormField<Name>[] = [
  {
    name: "handle",
    label: "Handle",
    maxLength: 12,
    hint: "What others call you",
    validate: (handle) => handle.length >= 3 ? undefined : "At least three letters, please",
  },
  { name: "password", label: "Password", mask: "*", maxLength: 20 },
  { name: "location", label: "Where you live", value: "日本", maxLength: 60 },
  { name: "sex", label: "Sex", choices: ["none", "some", "plenty"], value: "some" },
];

function form(): Form<Name> {
  const made = new Form({ fields: FIELDS });
  made.place({ top: 0, left: 0, width: 50, height: 8 }, { columns: 80, rows: 24 });
  return made;
}

Deno.test("Form.push() goes to and fro between its fields, and around", () => {
  const made = form();
  const foci = [KEYS.tab, KEYS.down, KEYS.backtab, KEYS.up, KEYS.up, KEYS.tab].map((key) => {
    type(made, key);
    return made.focus;
  });
  assert.deepEqual(foci, ["password", "location", "password", "handle", "sex", "handle"]);
});

Deno.test("Form.push() edits the field with the cursor", () => {
  const made = form();
  type(made, "alicf\x7fe");
  type(made, KEYS.tab + "secret");
  type(made, KEYS.tab + KEYS.home + "in ");
  type(made, KEYS.tab + KEYS.right + " ");
  assert.deepEqual(made.values, { handle: "alice", password: "secret", location: "in 日本", sex: "none" });
  type(made, KEYS.left + "x\x7f");
  assert.equal(made.values.sex, "plenty");
});

Deno.test("Form.push() stays in a field that is wrong for Enter, says why, and forgets it when one types", () => {
  const made = form();
  const screen = show(made, 50, 8);
  screen.write(type(made, "al\r"));
  assert.deepEqual([made.focus, made.fault?.message], ["handle", "At least three letters, please"]);
  assert.match(screen.text, /At least three letters, please$/);
  screen.write(type(made, "i"));
  assert.match(screen.text, /What others call you$/);
  type(made, "\r");
  assert.equal(made.focus, "password");
});

Deno.test("Form.push() is done for Enter in the last field and for ^Z, when nothing is wrong", () => {
  const made = form();
  type(made, "\x1a");
  assert.deepEqual([made.state, made.fault?.field], ["open", "handle"]);
  type(made, "alice\r\r\r\r");
  assert.equal(made.state, "done");
  const left = form();
  type(left, "\x1b");
  assert.equal(left.state, "cancelled");
});

Deno.test("Form shows nothing of a hidden field", () => {
  const made = form();
  const screen = show(made, 50, 8);
  screen.write(type(made, KEYS.tab + "hunter2"));
  assert.match(screen.text, /Password {8}\*{7}/);
  assert.doesNotMatch(screen.text, /hunter/);
});

Deno.test("Form scrolls when it has more fields than rows", () => {
  const fields = Array.from({ length: 20 }, (_, i) => ({ name: `f${i}`, label: `Field ${i}` }));
  const made = new Form({ fields });
  const screen = show(made, 40, 6);
  screen.write(type(made, KEYS.tab.repeat(5)));
  assert.match(screen.text, /^Field 2\nField 3\nField 4\nField 5$/);
  screen.write(type(made, KEYS.up.repeat(6)));
  assert.match(screen.text, /Field 19$/);
});

Deno.test("Form throws a TypeError for fields that make no form", () => {
  assert.throws(() => new Form({ fields: [] }), /expected fields, found none/);
  assert.throws(() => new Form({ fields: [FIELDS[0]!, FIELDS[0]!] }), /found "handle" again/);
  assert.throws(() => new Form({ fields: [{ name: "a", label: "A", choices: [] }] }), /expected choices/);
  assert.throws(() => form().setValue("age" as Name, "7"), TypeError);
});

const RANDOM = [...Object.values(KEYS).filter((key) => key !== KEYS.enter), "a", "日", " ", "\x1a", "\x17"];

Deno.test("Form leaves any screen as Form.paint() would have painted it", () => {
  assertWidget(() => new Form({ fields: FIELDS }), RANDOM, 300);
  assertWidget(() => new Form({ fields: FIELDS, border: "double", title: "Form" }), RANDOM);
  assertExtremes(() => new Form({ fields: FIELDS }), RANDOM);
});

async function fill(columns: number, rows: number, happenings: readonly Happening[]) {
  using session = new FakeSession({ columns, rows, happenings });
  const end = await session.run(() =>
    runForm(session, {
      fields: FIELDS,
      border: "thin",
      title: " Application ",
      check: ({ handle }) =>
        Promise.resolve(handle === "sysop" ? { field: "handle" as const, message: "That is me" } : undefined),
    })
  );
  return { end, screen: await session.screen() };
}

Deno.test("runForm() answers what was filled in, after the check has let it pass", async () => {
  const seen: string[] = [];
  for (const [columns, rows] of [[40, 12], [80, 24], [200, 12]] as const) {
    const look = { look: (screen: string) => void seen.push(screen) };
    const { end, screen } = await fill(columns, rows, ["sysop\rsecret\r", "\x1a", look, "\x15alice", "\x1a"]);
    assert.deepEqual(end, {
      type: "returned",
      value: { handle: "alice", password: "secret", location: "日本", sex: "some" },
    });
    assert.match(seen.pop()!, /That is me/);
    await assertScreen(`form_${columns}x${rows}`, screen);
  }
});

Deno.test("runForm() answers undefined for Escape and paints again on a screen of another size", async () => {
  const { end, screen } = await fill(80, 24, ["alice\rsecret", { columns: 40, rows: 12 }, KEYS.up, "\x1b"]);
  assert.deepEqual(end, { type: "returned", value: undefined });
  await assertScreen("form_40x12", screen);
});
