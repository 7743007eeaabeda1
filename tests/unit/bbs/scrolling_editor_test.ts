import assert from "node:assert/strict";
import fc from "fast-check";
import {
  runScrollingEditor,
  ScrollingEditor,
  type ScrollingEditorOptions,
} from "../../../lib/bbs/scrolling_editor.ts";
import { FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertExtremes, assertWidget, KEYS, show, type } from "../../fakes/widget_kit.ts";

const BELL = "\x07";

/** A field of twenty cells: it scrolls by five when the cursor comes within two of its end. */
function field(options: ScrollingEditorOptions = {}): ScrollingEditor {
  const editor = new ScrollingEditor(options);
  editor.place({ top: 0, left: 0, width: 20, height: 1 }, { columns: 80, rows: 24 });
  return editor;
}

Deno.test("ScrollingEditor scrolls by its step when the cursor comes into the margin, and marks it", () => {
  const editor = field();
  const screen = show(editor, 20, 2);
  screen.write(type(editor, "0123456789abcdefg"));
  assert.deepEqual([editor.isScrolled, editor.position], [false, { shift: 0, column: 17 }]);
  screen.write(type(editor, "h"));
  assert.equal(screen.text, "$ 56789abcdefgh");
  assert.deepEqual([editor.isScrolled, editor.position], [true, { shift: 5, column: 15 }]);
  assert.equal(screen.idle, 0);
});

Deno.test("ScrollingEditor scrolls back before the cursor reaches the beginning of the field", () => {
  const editor = field({ content: "0123456789abcdefghijklmnop" });
  assert.equal(editor.position.shift, 15);
  type(editor, KEYS.backspace.repeat(9));
  assert.equal(editor.content, "0123456789abcdefg");
  assert.deepEqual(editor.position, { shift: 10, column: 9 });
  type(editor, KEYS.home);
  assert.deepEqual(editor.position, { shift: 0, column: 0 });
});

Deno.test("ScrollingEditor sends the typed character and no more while it does not scroll", () => {
  const editor = field();
  show(editor, 20, 2);
  type(editor, "ab");
  assert.equal(type(editor, "c"), "\x1b[1;3H\x1b[0;7;33mc\x1b[0m\x1b[1;4H");
});

Deno.test("ScrollingEditor takes a wide character back with both of its cells, which x/84 did not", () => {
  const editor = field();
  const screen = show(editor, 20, 2);
  screen.write(type(editor, "a日本\x7f"));
  assert.equal(screen.text, "a日");
  assert.equal(screen.column, 3);
});

Deno.test("ScrollingEditor.bell, eol and the bell itself tell that there is no room", () => {
  const editor = field({ maxLength: 16 });
  assert.deepEqual([editor.bell, editor.eol], [false, false]);
  type(editor, "0123456789abcde");
  assert.deepEqual([editor.bell, editor.eol], [true, false]);
  assert.ok(!type(editor, "f").includes(BELL));
  assert.ok(editor.eol);
  assert.equal(type(editor, "gh"), "\x07");
  assert.equal(editor.content, "0123456789abcdef");
});

Deno.test("ScrollingEditor.update() begins anew and refuses escape characters", () => {
  const editor = field({ content: "long enough to be scrolled in its field" });
  type(editor, "\r");
  assert.ok(editor.carriageReturned);
  editor.update("short");
  assert.deepEqual([editor.state, editor.content, editor.isScrolled], ["open", "short", false]);
  assert.throws(() => editor.update("\x1b[2J"), /expected no escape characters/);
  assert.throws(() => field({ content: "\x1b" }), TypeError);
});

Deno.test("ScrollingEditor.push() drops what is behind the first line of a paste", () => {
  const editor = field();
  type(editor, "\x1b[200~one\rtwo\x1b[201~!");
  assert.deepEqual([editor.content, editor.state], ["one!", "open"]);
});

Deno.test("ScrollingEditor shows nothing of a hidden line", () => {
  const editor = field({ mask: "*" });
  const screen = show(editor, 20, 2);
  screen.write(type(editor, "my secret\x17日本"));
  assert.equal(screen.text, "**");
});

const RANDOM = [
  ...Object.values(KEYS).filter((key) => key !== KEYS.enter),
  "a",
  "日",
  "e\u0301",
  " ",
  "\x17",
];

Deno.test("ScrollingEditor leaves any screen as ScrollingEditor.paint() would have painted it", () => {
  const content = "some 日本語 content to begin with";
  assertWidget(() => new ScrollingEditor({ content }), RANDOM, 300);
  assertWidget(() => new ScrollingEditor({ border: "thin", maxLength: 30, title: "t" }), RANDOM);
  assertExtremes(() => new ScrollingEditor({ content }), RANDOM);
});

Deno.test("ScrollingEditor always has the cursor in its field", () => {
  fc.assert(fc.property(
    fc.array(fc.constantFrom(...RANDOM), { maxLength: 60 }),
    fc.integer({ min: 3, max: 24 }),
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 0, max: 100 }),
    (keys, width, scrollPercent, marginPercent) => {
      const editor = new ScrollingEditor({ scrollPercent, marginPercent });
      editor.place({ top: 0, left: 0, width, height: 1 }, { columns: 80, rows: 24 });
      for (const key of keys) {
        type(editor, key);
        assert.ok(editor.position.column >= 0 && editor.position.column < width);
      }
    },
  ));
});

Deno.test("runScrollingEditor() answers the line, and undefined for Escape", async () => {
  for (const columns of [40, 80, 200]) {
    using session = new FakeSession({
      columns,
      rows: 5,
      happenings: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL6 日本 and so on, for ever and ever", "\r"],
    });
    const end = await session.run(() =>
      runScrollingEditor(session, {
        border: "thin",
        title: " Key ",
        box: (screen) => ({ top: 1, left: 1, width: Math.min(60, screen.columns - 2), height: 3 }),
      })
    );
    assert.equal(end.type === "returned" && String(end.value).length, 71);
    await assertScreen(`scrolling_editor_${columns}x5`, await session.screen());
  }
  using session = new FakeSession({ happenings: ["abc\x1b"] });
  assert.deepEqual(await session.run(() => runScrollingEditor(session)), {
    type: "returned",
    value: undefined,
  });
});
