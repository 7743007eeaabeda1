import assert from "node:assert/strict";
import fc from "fast-check";
import { LineEditor, readLine, type ReadLineOptions } from "../../../lib/bbs/line_editor.ts";
import { LineHistory } from "../../../lib/bbs/line_history.ts";
import { KeyDecoder } from "../../../lib/text/keys.ts";
import { textWidth } from "../../../lib/text/width.ts";
import { FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

function typed(editor: LineEditor, text: string): string {
  const decoder = new KeyDecoder();
  const keys = decoder.push(text);
  if (decoder.pendingEscape) keys.push(...decoder.flush());
  return keys.map((key) => editor.push(key)).join("");
}

async function line(options: ReadLineOptions, ...happenings: Happening[]): Promise<unknown> {
  using session = new FakeSession({ happenings });
  const end = await session.run(() => readLine(session, options));
  return end.type === "returned" ? end.value : end.type;
}

const LEFT = "\x1b[D";
const HOME = "\x1b[H";
const END = "\x1b[F";
const DELETE = "\x1b[3~";

Deno.test("readLine() answers what was typed, and undefined for Escape", async () => {
  assert.equal(await line({}, "hello\r"), "hello");
  assert.equal(await line({ value: "hello" }, " world\r"), "hello world");
  assert.equal(await line({}, "hello", "\x1b"), undefined);
  assert.equal(await line({}, "\r"), "");
});

Deno.test("LineEditor.push() edits in the middle of the line", async () => {
  assert.equal(await line({}, "acd", LEFT, LEFT, "b\r"), "abcd");
  assert.equal(await line({}, "bc", HOME, "a", END, "d\r"), "abcd");
  assert.equal(await line({}, "abxcd", LEFT, LEFT, "\x7f\r"), "abcd");
  assert.equal(await line({}, "abxcd", LEFT, LEFT, LEFT, DELETE, "\r"), "abcd");
  assert.equal(await line({}, "one two  ", "\x17", "\r"), "one ");
  assert.equal(await line({}, "one two", LEFT, "\x15", "\r"), "o");
  assert.equal(await line({}, "one two", HOME, "\x0b", "\r"), "");
  assert.equal(await line({}, "one two", "\x1b\x7f", "\r"), "one ");
});

Deno.test("LineEditor.push() takes a character back with all its marks", async () => {
  assert.equal(await line({}, "cafe\u0301", "\x7f", "\r"), "caf");
  assert.equal(await line({}, "日本", "\x7f", "\r"), "日");
});

Deno.test("readLine() sends no sequence of its value or its history", async () => {
  const history = new LineHistory(["old\x1b[2J"]);
  using session = new FakeSession({ happenings: ["\x1b[A", "\x1b[B", "\r"] });
  const options = { value: "a\x1b]0;owned\x07b\x1b[2J", history };
  const end = await session.run(() => readLine(session, options));
  assert.deepEqual(end, { type: "returned", value: "ab" });
  assert.ok(session.output.includes("old"));
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output, /owned|\x1b\]|\x1b\[2J/);
});

Deno.test("LineEditor.push() stops at maxLength characters and rings once", () => {
  const editor = new LineEditor({ maxLength: 3 });
  const output = typed(editor, "日本語と全部");
  assert.equal(editor.value, "日本語");
  assert.equal(output.split("\x07").length - 1, 1);
  typed(editor, "\x7f");
  assert.ok(typed(editor, "ab").endsWith("\x07"));
  assert.equal(editor.value, "日本a");
});

Deno.test("LineEditor.push() is silent about keys it does not know", () => {
  const editor = new LineEditor({ value: "x" });
  assert.equal(typed(editor, "\x1b[15~\x1b[A\x1b[B\x09\x03\x1b[1;5R\x1ba\x1b[<0;1;1M"), "");
  assert.equal(editor.value, "x");
});

Deno.test("LineEditor.push() drops what is behind the first line of a paste", () => {
  const editor = new LineEditor();
  typed(editor, "\x1b[200~one\rtwo\rthree\x1b[201~");
  assert.equal(editor.state, "open");
  typed(editor, "!");
  assert.equal(editor.value, "one!");
});

Deno.test("LineEditor shows nothing of a hidden line, not even its words", async () => {
  using session = new FakeSession({ happenings: ["my secret", "\x17", "other\x0c", "\r"] });
  const end = await session.run(() => readLine(session, { mask: "*", width: 20 }));
  assert.deepEqual(end, { type: "returned", value: "other" });
  assert.equal(await session.screen(), "*****");
  assert.doesNotMatch(session.output, /[a-ln-z]/);
});

Deno.test("readLine() paints its field again where the event handler left the cursor", async () => {
  using session = new FakeSession({ happenings: ["abc", { columns: 40, rows: 10 }, "d\r"] });
  const end = await session.run(() =>
    readLine(session, {
      width: () => session.columns / 4,
      onEvent: async (event) => {
        if (event.type !== "resize") return false;
        await session.echo("\x1b[2J\x1b[3;5H");
        return true;
      },
    })
  );
  assert.deepEqual(end, { type: "returned", value: "abcd" });
  assert.equal(await session.screen(), "\n\n    abcd");
});

Deno.test("readLine() writes its question again, on a screen of another size and on one that was emptied", async () => {
  const screens: string[] = [];
  using session = new FakeSession({
    happenings: [
      "abc",
      { columns: 60, rows: 20 },
      { look: (screen) => void screens.push(screen) },
      // As after a call that was declined.
      { look: () => void session.echo("\x1b[0m\x1b[2J\x1b[H") },
      { columns: 60, rows: 20 },
      { look: (screen) => void screens.push(screen) },
      "d\r",
    ],
  });
  const end = await session.run(async () => {
    await session.echo("\r\n> ");
    return await readLine(session, { question: "\x1b[1mName:\x1b[0m " });
  });
  assert.deepEqual(end, { type: "returned", value: "abcd" });
  assert.deepEqual(screens, ["\n> Name: abc", "Name: abc"]);
});

Deno.test("readLine() throws a TypeError for a question that is none, or has several rows", async () => {
  using session = new FakeSession();
  await assert.rejects(readLine(session, { question: "a\r\nb" }), /expected a question in one row, found "a/);
  await assert.rejects(readLine(session, { question: 7 as never }), /expected text as question, found 7/);
  assert.equal(session.output, "");
});

Deno.test("LineEditor throws a TypeError for a style that is none", () => {
  assert.throws(() => new LineEditor({ style: "loud" }), TypeError);
});

const piece = fc.oneof(
  fc.constantFrom("a", "b", " ", "é", "日", "本", "e\u0301"),
  fc.constantFrom(LEFT, "\x1b[C", HOME, END, DELETE, "\x7f", "\x17", "\x15", "\x0b", "\x0c", "\x02", "\x06"),
);

Deno.test("LineEditor.push() leaves the screen as LineEditor.paint() would have painted it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 40 }),
      fc.integer({ min: 2, max: 12 }),
      fc.constantFrom(undefined, "*"),
      async (pieces, width, mask) => {
        const editor = new LineEditor({ width, maxLength: 20, ...(mask === undefined ? {} : { mask }) });
        using stepped = new FakeSession();
        using whole = new FakeSession();
        stepped.echo("\x1b[5;10H" + editor.paint());
        for (const text of pieces) stepped.echo(typed(editor, text));
        whole.echo("\x1b[5;10H" + editor.paint());
        assert.equal(await stepped.screen(), await whole.screen());
        assert.deepEqual(await stepped.cursor(), await whole.cursor());
        const { column } = await stepped.cursor();
        assert.ok(column >= 9 && column <= 9 + width);
        assert.ok([...editor.value].length <= 20);
        if (mask === undefined && textWidth(editor.value) <= width) {
          assert.equal((await stepped.screen()).trim(), editor.value.trim());
        }
      },
    ),
    { numRuns: 150 },
  );
});

const UP = "\x1b[A";
const DOWN = "\x1b[B";

Deno.test("readLine() recalls earlier lines, keeps the one that was being typed, and adds its own", async () => {
  const history = new LineHistory(["one", "two"]);
  assert.equal(await line({ history }, "thr", UP, UP, UP, DOWN, "!\r"), "two!");
  assert.deepEqual(history.lines, ["one", "two", "two!"]);
  assert.equal(await line({ history }, "new", "\x10", "\x0e", "\x0e", "er\r"), "newer");
  assert.equal(await line({ history }, UP, UP, "\x1b"), undefined);
  assert.equal(history.lines.length, 4);
});

Deno.test("readLine() of a hidden line has no history and adds nothing to it", async () => {
  const history = new LineHistory(["one"]);
  assert.equal(await line({ history, mask: "*" }, UP, "secret\r"), "secret");
  assert.deepEqual(history.lines, ["one"]);
});

Deno.test("LineEditor.push() moves by words", async () => {
  assert.equal(await line({}, "one two", "\x1b[1;5D", "x", "\x1bb\x1bb", "y\x1bf", "z\r"), "yonez xtwo");
  assert.equal(await line({}, "one two", HOME, "\x1bd", "\r"), " two");
});

Deno.test("LineEditor has the keys that it is told to, and types what is pasted all the same", async () => {
  const keys = { cancel: ["/"], enter: ["enter", "tab"] };
  assert.equal(await line({ keys }, "a\t"), "a");
  assert.equal(await line({ keys }, "a/"), undefined);
  assert.equal(await line({ keys }, "\x1b", "\x1b[200~a/b\x1b[201~\r"), "a/b");
});

Deno.test("readLine() on terminals", async () => {
  for (const columns of [40, 80, 200]) {
    using session = new FakeSession({
      columns,
      rows: 3,
      happenings: ["日本語 and a line that is longer than 30"],
    });
    await session.run(async () => {
      await session.echo("Say: ");
      await readLine(session);
    });
    await assertScreen(`line_editor_${columns}x3`, await session.screen());
  }
});

Deno.test("readLine() stays in the row of its question at 40 columns, where its field once wrapped", async () => {
  using session = new FakeSession({ columns: 40, rows: 3, happenings: ["hello"] });
  await session.run(async () => {
    await session.echo("\x1b[7mabove\x1b[0m\r\nSay: ");
    await readLine(session);
  });
  assert.equal(await session.screen(), "above\nSay: hello");
  assert.deepEqual(await session.cursor(), { row: 1, column: 10 });
});

Deno.test("readLine() follows a screen that becomes narrower and wider, without being asked to", async () => {
  const seen: string[] = [];
  const look = { look: (screen: string) => void seen.push(screen) };
  const happenings = [
    "hello",
    { columns: 30, rows: 5 },
    look,
    " and a long line",
    look,
    { columns: 100, rows: 5 },
    look,
    "!\r",
  ];
  using session = new FakeSession({ columns: 80, rows: 5, happenings });
  const end = await session.run(async () => {
    await session.echo("Say: ");
    return await readLine(session);
  });
  assert.deepEqual(seen, ["Say: hello", "Say:  a long line", "Say: hello and a long line"]);
  assert.deepEqual(end, { type: "returned", value: "hello and a long line!" });
  assert.equal(await session.screen(), "Say: hello and a long line!");
});

Deno.test("readLine() makes no field wider than the screen, whatever it is told", async () => {
  for (const options of [{ width: 60 }, { width: () => 60 }]) {
    using session = new FakeSession({ columns: 20, rows: 3, happenings: ["abc"] });
    await session.run(() => readLine(session, options));
    assert.equal(await session.screen(), "abc");
    assert.equal((await session.cursor()).row, 0);
  }
});

Deno.test("readLine() takes a line on a screen of one cell, and on one that becomes so", async () => {
  using small = new FakeSession({ columns: 1, rows: 1, happenings: ["hello", LEFT, "\x0c", "\r"] });
  assert.deepEqual(await small.run(() => readLine(small)), { type: "returned", value: "hello" });
  using shrunk = new FakeSession({ happenings: ["hel", { columns: 1, rows: 1 }, "lo\r"] });
  assert.deepEqual(await shrunk.run(() => readLine(shrunk)), { type: "returned", value: "hello" });
});
