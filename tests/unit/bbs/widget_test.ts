import assert from "node:assert/strict";
import { centerBox, insetBox, tidyBox } from "../../../lib/bbs/box.ts";
import { Lightbar } from "../../../lib/bbs/lightbar.ts";
import type { Session } from "../../../lib/bbs/session.ts";
import { mergeStyles, runWidget, Widget } from "../../../lib/bbs/widget.ts";
import type { Frame } from "../../../lib/bbs/region.ts";
import type { Key } from "../../../lib/text/keys.ts";
import { ALICE, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { show, type } from "../../fakes/widget_kit.ts";

/** A widget as a script would write one: it counts keys. */
class Counter extends Widget {
  count = 0;

  protected override handle(key: Key): string | void {
    if (key.name === "enter") return this.setState("done");
    this.count += 1;
    return "\x07";
  }

  protected override render(): Frame {
    return { lines: [`keys: ${this.count}`], cursor: { row: 0, column: 0 } };
  }
}

Deno.test("a Widget of a script's own is painted in its border, and rings where it wants to", () => {
  const counter = new Counter({ border: "ascii", title: "count" });
  const screen = show(counter, 11, 4);
  assert.equal(screen.text, "+--count--+\n|keys: 0  |\n|         |\n+---------+");
  assert.equal(type(counter, "x"), "\x1b[2;8H\x1b[0m1\x1b[2;2H\x07");
  screen.write(counter.setTitle("") + counter.setFooter("end"));
  assert.equal(screen.text, "+---------+\n|keys: 0  |\n|         |\n+---end---+");
  assert.equal(screen.written, 8);
});

Deno.test("Widget.push() takes no keys any more when the widget is done", () => {
  const counter = new Counter();
  type(counter, "\rx");
  assert.deepEqual([counter.state, counter.count], ["done", 0]);
});

Deno.test("runWidget() empties a screen of another size, unless somebody painted it", async () => {
  const run = async (onEvent?: () => boolean) => {
    using session = new FakeSession({ columns: 20, rows: 3, happenings: [{ columns: 30, rows: 4 }, "\r"] });
    session.echo("\x1b[3;1Hleft over");
    const box = { top: 0, left: 0, width: 8, height: 1 };
    await session.run(() =>
      runWidget(session, new Counter(), onEvent === undefined ? { box } : { box, onEvent })
    );
    return await session.screen();
  };
  assert.equal(await run(), "keys: 0");
  assert.equal(await run(() => true), "keys: 0\n\nleft over");
});

Deno.test("mergeStyles() keeps the defaults as they are and throws a TypeError for a style that is none", () => {
  const defaults: Readonly<Record<"text" | "ground", string>> = Object.freeze({ text: "red", ground: "" });
  assert.deepEqual(mergeStyles(defaults, { text: "blue" }), { text: "blue", ground: "" });
  assert.deepEqual(defaults, { text: "red", ground: "" });
  assert.throws(() => mergeStyles(defaults, { text: "loud" }), TypeError);
  assert.throws(() => new Lightbar({ items: [], colors: { highlight: "loud" } }), TypeError);
});

Deno.test("boxes are whole, not negative, and within their screens", () => {
  assert.deepEqual(tidyBox({ top: 1.5, left: NaN, width: -3, height: 1e9 }), {
    top: 1,
    left: 0,
    width: 0,
    height: 1000,
  });
  assert.deepEqual(centerBox({ columns: 80, rows: 24 }, 41, 99), { top: 0, left: 19, width: 41, height: 24 });
  assert.deepEqual(insetBox({ top: 2, left: 3, width: 10, height: 3 }, 2, 1), {
    top: 4,
    left: 4,
    width: 8,
    height: 0,
  });
});

/** The script in the last example of a file, as a module. */
async function example(file: string): Promise<(session: Session) => unknown> {
  const text = await Deno.readTextFile(new URL(`../../../lib/bbs/${file}.ts`, import.meta.url));
  const code = [...text.matchAll(/^ \* ```ts\n([^]*?)^ \* ```$/gm)].at(-1)![1]!.replace(/^ \* ?/gm, "");
  const module = await import(`data:application/typescript,${encodeURIComponent(code)}`);
  return module.default;
}

Deno.test("the example of each widget runs and does what it says", async () => {
  const cases: [file: string, happenings: Happening[], screen: RegExp][] = [
    ["lightbar", ["jj\r"], /You go south\.$/],
    ["menu", ["ol"], /^$/],
    ["pager", ["\x1b[F", "q"], /line 100/],
    ["selector", ["l\r"], /Yes.*No/],
    ["scrolling_editor", ["abc\r"], /3 characters$/],
    ["form", ["Utrecht\r", "x\r", "\x7f7\r"], /Utrecht$/],
    ["progress_bar", [], /Packing █+ 100%$/],
    ["full_editor", ["abc", { timeout: true }, "\x1a"], /^3 characters$/],
  ];
  for (const [file, happenings, screen] of cases) {
    const drafts = new Map<string, unknown>();
    using session = new FakeSession({ user: ALICE, happenings });
    const script = await example(file);
    const end = await session.run(() =>
      script(Object.assign(session.asSession, {
        getAttribute: (name: string, fallback: unknown) => Promise.resolve(drafts.get(name) ?? fallback),
        setAttribute: (name: string, value: unknown) => Promise.resolve(void drafts.set(name, value)),
      }))
    );
    assert.equal(end.type, "returned", file);
    assert.match(await session.screen(), screen, file);
  }
});
