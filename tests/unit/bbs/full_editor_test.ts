import assert from "node:assert/strict";
import { FullEditor, type FullEditorOptions, runFullEditor } from "../../../lib/bbs/full_editor.ts";
import { quoteText } from "../../../lib/bbs/quote.ts";
import { FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertExtremes, assertWidget, KEYS, show, type } from "../../fakes/widget_kit.ts";

const BELL = "\x07";

const ESCAPE = "\x1b";

function editor(content: string = "", options: FullEditorOptions = {}): FullEditor {
  const made = new FullEditor({ content, ...options });
  made.place({ top: 0, left: 0, width: 40, height: 11 }, { columns: 80, rows: 24 });
  return made;
}

/** What stands there after these keys, a bar where the cursor is. */
function after(content: string, ...keys: string[]): string {
  const made = editor(content);
  for (const key of keys) type(made, key);
  const { line, column } = made.buffer.cursor;
  return made.buffer.lines.map((text, i) =>
    i === line ? `${text.slice(0, column)}|${text.slice(column)}` : text
  )
    .join("\n");
}

const LINES = Array.from({ length: 30 }, (_, i) => `line ${i + 1}`).join("\n");

Deno.test("FullEditor.push() edits as one types", () => {
  assert.equal(after("", "one", KEYS.enter, "two"), "one\ntwo|");
  assert.equal(after("ab", KEYS.right, KEYS.enter), "a\n|b");
  assert.equal(after("ab\ncd", KEYS.down, KEYS.backspace), "ab|cd");
  assert.equal(after("one two", KEYS.end, "\x17"), "one |");
  assert.equal(after("one two", KEYS.wordRight, "\x0b"), "one|");
  assert.equal(after("one two", KEYS.wordRight, "\x15"), "| two");
  assert.equal(after("1\n2\n3", KEYS.down, "\x19"), "1\n|3");
  assert.equal(after("a", KEYS.right, KEYS.tab, "b"), "a   b|");
});

Deno.test("FullEditor.push() moves by rows of the wrapped text and keeps to its column", () => {
  const long = "a line that is longer than the thirty-nine cells";
  assert.equal(after(long, KEYS.down), "a line that is longer than the |thirty-nine cells");
  assert.equal(after(long, KEYS.end), "a line that is longer than the| thirty-nine cells");
  assert.equal(after(long, KEYS.down, KEYS.end), `${long}|`);
  assert.equal(after("long line\n\nlong line", KEYS.end, KEYS.down, KEYS.down), "long line\n\nlong line|");
  assert.equal(after("日本語\nabcdef", KEYS.right, KEYS.down), "日本語\nab|cdef");
});

Deno.test("FullEditor.push() goes a page at a time and to both ends", () => {
  const lines = LINES.split("\n");
  const marked = (index: number, column: number) =>
    lines.map((line, i) => i === index ? `${line.slice(0, column)}|${line.slice(column)}` : line).join("\n");
  assert.equal(after(LINES, KEYS.pageDown), marked(9, 0));
  assert.equal(after(LINES, KEYS.pageDown, KEYS.pageDown, KEYS.pageUp), marked(9, 0));
  assert.equal(after(LINES, "\x1b[1;5F"), marked(29, 7));
  assert.equal(after(LINES, "\x1b[1;5F", "\x1b[1;5H"), marked(0, 0));
});

Deno.test("FullEditor.push() undoes and does again, and rings when there is nothing", () => {
  const made = editor("old ");
  type(made, KEYS.end + "new");
  type(made, "\x1f");
  assert.equal(made.content, "old ");
  assert.ok(type(made, "\x1f").endsWith(BELL));
  type(made, "\x1br");
  assert.equal(made.content, "old new");
});

Deno.test("FullEditor has a command mode with the keys of x/84's editor", () => {
  const cases: [content: string, keys: string, expected: string][] = [
    ["1\n2\n3\n4", "2K", "|3\n4"],
    ["1\n2", "I", "|\n1\n2"],
    ["1\n2", "Onew", "new|\n1\n2"],
    ["1\n2", "onew", "1\nnew|\n2"],
    ["1\n2", "J", "1 |2"],
    ["1\n2\n3", "2G", "1\n|2\n3"],
    ["1\n2\n3", "G", "1\n2\n|3"],
    ["1\n2\n3", "jjk", "1\n|2\n3"],
    ["1\n2\n3", "n", "1\n2\n3|"],
    ["1\n2\n3", "n0", "|1\n2\n3"],
    ["1\n2\n3", "ny", "|1\n2\n3"],
    ["1\n2", "Ku", "|1\n2"],
    ["1\n2", "KuR", "|2"],
    ["1", "\rtyped", "typed|1"],
    ["1", "ityped", "typed|1"],
  ];
  for (const [content, keys, expected] of cases) {
    assert.equal(after(content, ESCAPE, ...keys), expected, JSON.stringify(keys));
  }
});

Deno.test("FullEditor names the commands that lead on to who pressed Escape, as many as fit", () => {
  const made = editor("text");
  type(made, ESCAPE);
  assert.match(show(made, 40, 11).text, /Command {2}s save {2}a abort {2}\? help *$/m);
  type(made, "12");
  assert.match(show(made, 40, 11).text, /Command 12 {2}s save {2}a abort {2}\? help *$/m);
});

Deno.test("FullEditor begins a count anew, with a bell, when it has more than ten digits", () => {
  const made = editor(LINES);
  type(made, ESCAPE);
  type(made, "1234567890");
  assert.ok(type(made, "3").endsWith(BELL));
  type(made, "G");
  assert.equal(made.buffer.cursor.line, 2);
});

Deno.test("FullEditor asks before it saves by command and before a text is lost", () => {
  const saving = editor("text");
  type(saving, ESCAPE);
  type(saving, "sn");
  assert.deepEqual([saving.state, saving.mode], ["open", "command"]);
  type(saving, "sy");
  assert.equal(saving.state, "done");

  const aborting = editor("text");
  type(aborting, "x\x03\r");
  assert.deepEqual([aborting.state, aborting.mode, aborting.changed], ["open", "edit", true]);
  type(aborting, "\x03y");
  assert.equal(aborting.state, "cancelled");

  const untouched = editor("text");
  type(untouched, "\x03");
  assert.equal(untouched.state, "cancelled");
});

Deno.test("FullEditor goes from one mode to the other and back with Escape, as x/84's editor did", () => {
  const made = editor("text");
  const modes = ["command", "edit", "command", "edit"].map((mode) => {
    type(made, ESCAPE);
    return [made.mode === mode, made.state];
  });
  assert.deepEqual(modes, Array(4).fill([true, "open"]));
  const changed = editor("text", { commands: { leave: ["q", "escape"] } });
  for (const part of [ESCAPE, ESCAPE]) type(changed, part);
  assert.equal(changed.state, "cancelled");
});

Deno.test("FullEditor is left by q in command mode: at once when the text is kept, with a question when it is not", () => {
  const kept = editor("text", { kept: true });
  for (const part of ["x", "\x1b", "q"]) type(kept, part);
  assert.deepEqual([kept.state, kept.left, kept.content], ["cancelled", true, "xtext"]);
  const lost = editor("text");
  for (const part of ["x", "\x1b", "q"]) type(lost, part);
  assert.deepEqual([lost.state, lost.mode, lost.left], ["open", "abort?", false]);
  for (const again of ["q", ESCAPE]) {
    const meant = editor("text");
    for (const part of ["x", "\x1b", "q", again]) type(meant, part);
    assert.equal(meant.state, "cancelled");
    const mistaken = editor("text");
    for (const part of ["x", "\x1b", "a", again]) type(mistaken, part);
    assert.equal(mistaken.state, "open");
  }
  const aborted = editor("text", { kept: true });
  for (const part of ["x", "\x03", "y"]) type(aborted, part);
  assert.deepEqual([aborted.state, aborted.left], ["cancelled", false]);
});

Deno.test("FullEditor.push() puts the quotation in where the cursor is", () => {
  const made = editor("", { quote: quoteText("Hello") });
  type(made, "\x11So?");
  assert.equal(made.content, "> Hello\nSo?");
  assert.ok(type(editor(), "\x11").endsWith(BELL));
});

Deno.test("FullEditor.push() takes a paste as it is, whatever its characters mean otherwise", () => {
  const made = editor();
  type(made, "\x1b[200~one\r\n\ttwo\x1a\x03\x1b[201~!");
  assert.deepEqual([made.content, made.state], ["one\n    two!", "open"]);
  made.push({
    name: "escape",
    text: "",
    ctrl: false,
    alt: false,
    shift: false,
    pasted: false,
    sequence: "\x1b",
  });
  type(made, "\x1b[200~aKKs\x1b[201~");
  assert.deepEqual([made.content, made.mode], ["one\n    two!", "command"]);
});

Deno.test("FullEditor shows its help for ? and the text again after any key", () => {
  const made = editor("text");
  const screen = show(made, 80, 24);
  screen.write(type(made, ESCAPE));
  screen.write(type(made, "?"));
  assert.match(screen.text, /^While you type/);
  screen.write(type(made, "x"));
  assert.match(screen.text, /^text\n/);
});

Deno.test("FullEditor refuses what is longer than its text may be", () => {
  const made = editor("ab", { maxLength: 3 });
  type(made, "cd");
  assert.equal(made.content, "cab");
});

Deno.test("FullEditor sends a bounded number of bytes for a key in 10,000 lines, and only what changed", () => {
  const content = Array.from({ length: 10_000 }, (_, i) => `line ${i} of a text that somebody wrote`).join(
    "\n",
  );
  const made = new FullEditor({ content });
  const screen = show(made, 80, 24);
  type(made, ESCAPE);
  screen.write(type(made, "5000G\r"));
  screen.reset();
  const typed = type(made, KEYS.end + "x");
  screen.write(typed);
  assert.ok(typed.length < 120, JSON.stringify(typed));
  // Below the cursor a new line moves every row.
  const broken = type(made, KEYS.enter);
  screen.write(broken);
  assert.ok(broken.length < 80 * 24, String(broken.length));
  assert.equal(screen.idle, 0);
});

const RANDOM = [
  ...Object.values(KEYS),
  "a",
  "日",
  "e\u0301",
  " ",
  "\x1f",
  "\x19",
  "\x17",
  "word ",
  "\x1b",
  "K",
  "2",
];

Deno.test("FullEditor leaves any screen as FullEditor.paint() would have painted it", () => {
  const content =
    "> quoted 日本語\n\nand a paragraph that is so long that it has to be wrapped on most of the screens\n.";
  assertWidget(() => new FullEditor({ content }), RANDOM, 200);
  assertWidget(
    () => new FullEditor({ content, border: "thin", title: "日本", colors: { text: "green" } }),
    RANDOM,
  );
  assertExtremes(() => new FullEditor({ content }), RANDOM);
});

const LETTER = [
  quoteText("Shall we meet at the usual place? I bring the tea, you bring the cake, as ever.", {
    author: "alice",
  }),
  "",
  "Gladly. 日本語 is fine too, and this line is wrapped softly wherever the screen is narrow.",
].join("\n");

async function write(columns: number, rows: number, happenings: readonly Happening[], options = {}) {
  using session = new FakeSession({ columns, rows, happenings });
  const end = await session.run(() =>
    runFullEditor(session, { content: LETTER, border: "thin", title: " Letter ", ...options })
  );
  return { end, screen: await session.screen() };
}

Deno.test("runFullEditor() answers the text for ^Z", async () => {
  for (const [columns, rows] of [[40, 16], [80, 24], [200, 16]] as const) {
    const { end, screen } = await write(columns, rows, ["\x1b[1;5F", " Bye.", "\x1a"]);
    assert.deepEqual(end, { type: "returned", value: `${LETTER} Bye.` });
    await assertScreen(`full_editor_${columns}x${rows}`, screen);
  }
});

Deno.test("runFullEditor() paints again on a screen of another size", async () => {
  const { screen } = await write(80, 24, ["\x1b[1;5F", { columns: 40, rows: 16 }, " Bye.", "\x1a"]);
  await assertScreen("full_editor_40x16", screen);
});

Deno.test("runFullEditor() answers undefined when it was aborted", async () => {
  const { end } = await write(80, 24, ["x", "\x1b", "ay"]);
  assert.deepEqual(end, { type: "returned", value: undefined });
});

Deno.test("runFullEditor() hands the draft over in each pause and after 100 keys, if there is something new", async () => {
  const drafts: string[] = [];
  const onDraft = (text: string) => void drafts.push(text);
  const pause = { timeout: true } as const;
  await write(80, 24, ["one", pause, pause, " two", pause, KEYS.left, pause, "\x1a"], {
    content: "",
    onDraft,
  });
  assert.deepEqual(drafts, ["one", "one two"]);
  drafts.length = 0;
  await write(80, 24, ["x".repeat(150), "\x1a"], { content: "", onDraft });
  assert.deepEqual(drafts, ["x".repeat(100)]);
});

Deno.test("runFullEditor() has handed the draft over when the line breaks", async () => {
  const drafts: string[] = [];
  const { end } = await write(80, 24, ["one", { timeout: true }], {
    content: "",
    onDraft: (text: string) => void drafts.push(text),
  });
  assert.equal(end.type, "hung up");
  assert.deepEqual(drafts, ["one"]);
});
