import assert from "node:assert/strict";
import fc from "fast-check";
import { AnsiWindow, type AnsiWindowOptions } from "../../../lib/bbs/ansi_window.ts";
import { BORDERS } from "../../../lib/bbs/border.ts";
import { FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { StrictScreen } from "../../fakes/strict_screen.ts";

const BOX = { top: 1, left: 2, width: 12, height: 4 };

function window(options: Partial<AnsiWindowOptions> = {}): AnsiWindow {
  return new AnsiWindow({ box: BOX, screen: { columns: 20, rows: 6 }, ...options });
}

function paint(...texts: string[]): string {
  const screen = new StrictScreen(20, 6);
  for (const text of texts) screen.write(text);
  return screen.text;
}

Deno.test("AnsiWindow.border() draws its glyphs and leaves the inside alone", () => {
  const made = window();
  const before = "\x1b[3;4Hinside";
  assert.equal(
    paint(before, made.border()),
    "\n  ┌──────────┐\n  │inside    │\n  │          │\n  └──────────┘",
  );
  assert.equal(
    paint(window({ border: "ascii" }).border()),
    "\n  +----------+\n  |          |\n  |          |\n  +----------+",
  );
});

Deno.test("AnsiWindow throws a TypeError for a box that is none", () => {
  for (const options of [undefined, {}, { box: { top: 0, left: 0, width: "5", height: 1 } }]) {
    assert.throws(() => new AnsiWindow(options as AnsiWindowOptions), {
      name: "TypeError",
      message: /^Cannot place box: expected a number as /,
    });
  }
});

Deno.test("AnsiWindow skips a side without a glyph", () => {
  const made = window({ border: { left: "", right: "" } });
  assert.equal(
    paint("\x1b[3;3H<\x1b[3;14H>", made.border()),
    "\n  ┌──────────┐\n  <          >\n\n  └──────────┘",
  );
});

Deno.test("AnsiWindow.title() and footer() stand in the middle of their edges and are cut", () => {
  const made = window();
  const text = paint(made.border(), made.title("日本"), made.footer("much too long a footer"));
  assert.equal(text, "\n  ┌───日本───┐\n  │          │\n  │          │\n  └much too l┘");
});

Deno.test("AnsiWindow.clear(), eraseBorder() and erase() blank the inside, the border and all", () => {
  const made = window();
  const dots = Array.from({ length: 4 }, (_, i) => `\x1b[${i + 2};3H............`);
  assert.equal(
    paint(...dots, made.clear()),
    "\n  ............\n  .          .\n  .          .\n  ............",
  );
  assert.equal(paint(...dots, made.eraseBorder()), "\n\n   ..........\n   ..........");
  assert.equal(paint(...dots, made.erase()), "");
});

Deno.test("AnsiWindow.line() is aligned in the inside", () => {
  for (
    const [alignment, expected] of [["left", "│日本      │"], ["right", "│      日本│"], [
      "center",
      "│   日本   │",
    ]] as const
  ) {
    const made = window({ alignment });
    assert.equal(paint(made.border(), made.line(0, "日本")).split("\n")[2]!.trim(), expected);
  }
  assert.equal(window().line(2, "below"), "");
  assert.equal(window().align("abc", 5), "abc  ");
});

Deno.test("AnsiWindow.pos() counts from the window's corner and says that the cursor moved", () => {
  const made = window();
  assert.equal(made.moved, false);
  assert.equal(made.pos(1, 1), "\x1b[3;4H");
  assert.equal(made.moved, true);
  assert.equal(made.pos(99, 99), "\x1b[6;20H");
  made.border();
  assert.equal(made.moved, false);
});

Deno.test("AnsiWindow knows its size, what fits in it, and whether it is in view", () => {
  const made = window({ xPadding: 2 });
  assert.deepEqual([made.visibleWidth, made.visibleHeight], [8, 2]);
  assert.ok(made.willFit({ top: 2, left: 3, width: 11, height: 3 }));
  assert.ok(!made.willFit(window({ box: { ...BOX, top: 2 } })));
  assert.ok(made.isInView());
  made.resize({ left: 10 });
  assert.deepEqual(made.box, { ...BOX, left: 10 });
  assert.ok(!made.isInView());
});

Deno.test("AnsiWindow throws a TypeError for looks that are none", () => {
  assert.throws(
    () => window({ border: "thick" as never }),
    /expected one of thin, double, ascii, found "thick"/,
  );
  assert.throws(() => window({ border: { top: "--" } }), /expected one cell, found 2/);
  assert.throws(() => window({ colors: { border: "loud" } }), TypeError);
  assert.ok(Object.isFrozen(BORDERS) && Object.isFrozen(BORDERS.thin));
});

Deno.test("AnsiWindow writes nothing outside of any screen", () => {
  const side = fc.integer({ min: -5, max: 30 });
  fc.assert(fc.property(
    fc.record({ top: side, left: side, width: side, height: side }),
    fc.constantFrom([1, 1], [20, 6], [40, 12]),
    (box, [columns, rows]) => {
      const made = window({ box, screen: { columns: columns!, rows: rows! } });
      const screen = new StrictScreen(columns!, rows!);
      for (
        const text of [
          made.border(),
          made.title("title"),
          made.footer("日本"),
          made.clear(),
          made.eraseBorder(),
        ]
      ) {
        screen.write(text);
      }
      screen.write(made.erase() + made.pos(box.height, box.width));
    },
  ));
  const huge = new AnsiWindow({
    box: { top: -1, left: -1, width: 1e9, height: 1e9 },
    screen: { columns: 500, rows: 300 },
  });
  new StrictScreen(500, 300).write(huge.border() + huge.erase());
});

Deno.test("AnsiWindow without rows or columns writes nothing, where its title and sides once stood", () => {
  for (const [width, height] of [[20, 0], [0, 10], [0, 0]] as const) {
    const made = new AnsiWindow({ box: { top: 2, left: 3, width, height }, xPadding: 0, yPadding: 0 });
    const painted = [made.border(), made.eraseBorder(), made.title("T"), made.footer("F"), made.line(0, "x")];
    assert.deepEqual([...painted, made.clear(), made.erase()].join(""), "", `${width}x${height}`);
  }
});

Deno.test("AnsiWindow on a terminal", async () => {
  for (const columns of [40, 80, 200]) {
    using session = new FakeSession({ columns, rows: 8 });
    const made = new AnsiWindow({
      box: { top: 0, left: 0, width: columns, height: 8 },
      screen: session,
      alignment: "center",
      border: "double",
    });
    session.echo(
      made.border() + made.title(" Welcome ") + made.footer(" 日本 ") + made.line(2, "in the middle"),
    );
    await assertScreen(`ansi_window_${columns}x8`, await session.screen());
  }
});
