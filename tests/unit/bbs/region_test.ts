import assert from "node:assert/strict";
import fc from "fast-check";
import { putText, Region } from "../../../lib/bbs/region.ts";
import { isSgr, splitSequences } from "../../../lib/text/ansi.ts";
import { FakeSession } from "../../fakes/fake_session.ts";
import { StrictScreen } from "../../fakes/strict_screen.ts";

const SCREEN = { columns: 20, rows: 5 };
const ORIGIN = { row: 0, column: 0 };

Deno.test("Region.update() sends the cells that changed and nothing for what did not", () => {
  const region = new Region();
  region.place({ top: 1, left: 2, width: 10, height: 2 }, SCREEN);
  const screen = new StrictScreen(20, 5);
  screen.write(region.update({ lines: ["hello", "world"], cursor: ORIGIN }));
  assert.equal(screen.text, "\n  hello\n  world");
  assert.equal(screen.written, 20);
  screen.reset();
  const changes = region.update({ lines: ["hallo", "world"], cursor: ORIGIN });
  screen.write(changes);
  assert.equal(screen.written, 1);
  assert.equal(changes, "\x1b[2;4H\x1b[0ma\x1b[2;3H");
  assert.equal(region.update({ lines: ["hallo", "world"], cursor: ORIGIN }), "");
});

Deno.test("Region.update() moves the cursor alone when nothing else changed", () => {
  const region = new Region();
  region.place({ top: 0, left: 0, width: 5, height: 1 }, SCREEN);
  region.update({ lines: ["abc"], cursor: ORIGIN });
  assert.equal(region.update({ lines: ["abc"], cursor: { row: 0, column: 3 } }), "\x1b[1;4H");
});

Deno.test("Region.update() knows looks by what they are and not by how they were written", () => {
  const region = new Region();
  region.place({ top: 0, left: 0, width: 5, height: 1 }, SCREEN);
  region.update({ lines: ["\x1b[1m\x1b[31mred\x1b[0m"], cursor: ORIGIN });
  assert.equal(region.update({ lines: ["\x1b[0;31;1mred\x1b[m"], cursor: ORIGIN }), "");
  assert.match(region.update({ lines: ["\x1b[32;1mred\x1b[m"], cursor: ORIGIN }), /32mred/);
});

Deno.test("Region.update() leaves out what would move the cursor or steer the terminal", () => {
  const region = new Region();
  region.place({ top: 0, left: 0, width: 9, height: 1 }, SCREEN);
  const screen = new StrictScreen(20, 5);
  screen.write(region.update({ lines: ["a\x1b[2Jb\x1b]0;x\x07c\td\re\x9b5Af"], cursor: ORIGIN }));
  assert.equal(screen.text, "abcdef");
});

Deno.test("Region.update() never writes half of a wide character", () => {
  const region = new Region();
  region.place({ top: 4, left: -1, width: 22, height: 1 }, SCREEN);
  const screen = new StrictScreen(20, 5);
  screen.write(region.update({ lines: ["日本語日本語日本語日本"], cursor: ORIGIN }));
  assert.equal(screen.text, "\n\n\n\n 本語日本語日本語日");
  assert.ok(screen.touched(4, 19));
});

Deno.test("Region.update() pushes the last cell of the screen into its place, which once stayed empty", () => {
  const region = new Region();
  region.place({ top: 4, left: 17, width: 3, height: 1 }, SCREEN);
  const screen = new StrictScreen(20, 5);
  const steps = [["abc", 3], ["abd", 2], ["axd", 1], ["axx", 1], ["日d", 3], ["日e", 3], ["d日", 3], [
    "   ",
    3,
  ]] as const;
  for (const [line, cells] of steps) {
    screen.reset();
    screen.write(region.update({ lines: [line], cursor: ORIGIN }));
    assert.equal(screen.text.trim(), line.trim());
    assert.ok(screen.written <= cells + 2, `${line}: ${screen.written}`);
    assert.equal(screen.idle, 0);
  }
  assert.equal(
    region.update({ lines: ["a─┘"], cursor: ORIGIN }),
    "\x1b[5;18H\x1b[0ma┘\x1b[5;19H\x1b[1@\x1b[5;19H─\x1b[5;18H",
  );
});

Deno.test("Region.update() leaves the last cell alone where it does not know what stands before it", () => {
  const screen = new StrictScreen(20, 5);
  const region = new Region();
  region.place({ top: 4, left: 19, width: 2, height: 1 }, SCREEN);
  screen.write(region.update({ lines: ["a"], cursor: ORIGIN }));
  assert.ok(!screen.touched(4, 19));
  screen.write(putText(SCREEN, 4, 19, "a", 1));
  assert.ok(!screen.touched(4, 19));
});

/** The last row of a terminal that wraps at once, knows no `CSI @` and prints what it does not know, as ANSI.SYS did. */
function ansiSys(text: string, columns: number, rows: number): { row: string; scrolled: boolean } {
  const cells = Array.from({ length: columns }, () => " ");
  let [row, column, scrolled] = [0, 0, false];
  for (const piece of splitSequences(text)) {
    // deno-lint-ignore no-control-regex
    const move = /^\x1b\[(\d+);(\d+)H$/.exec(piece.text);
    if (move !== null) [row, column] = [Number(move[1]) - 1, Number(move[2]) - 1];
    else if (isSgr(piece.text)) continue;
    else {
      for (const char of piece.type === "text" ? piece.text : piece.text.slice(-1)) {
        if (row === rows - 1) cells[column] = char;
        column += 1;
        if (column < columns) continue;
        [row, column] = [row + 1, 0];
        if (row === rows) scrolled = true;
      }
    }
  }
  return { row: cells.join("").trimEnd(), scrolled };
}

Deno.test("Region.update() does not scroll a terminal that wraps at once and cannot insert: it only lacks the corner", () => {
  const region = new Region();
  region.place({ top: 0, left: 0, width: 20, height: 5 }, SCREEN);
  const lines = Array.from({ length: 5 }, (_, row) => `${row}`.repeat(19) + "┘");
  const text = region.update({ lines, cursor: ORIGIN });
  assert.deepEqual(ansiSys(text, 20, 5), { row: "4".repeat(19), scrolled: false });
  assert.ok(ansiSys("\x1b[5;20Hx", 20, 5).scrolled);
});

Deno.test("Region.update() puts the corner where it belongs on a terminal of today", async () => {
  using session = new FakeSession({ columns: 20, rows: 5 });
  const region = new Region();
  region.place({ top: 4, left: 0, width: 20, height: 1 }, SCREEN);
  for (
    const line of [
      "└──────────────────┘",
      "└────────────────日┘",
      "└────────────────┘日",
      "└─────────────────日",
    ]
  ) {
    session.echo(region.update({ lines: [line], cursor: ORIGIN }));
    assert.equal(await session.screen(), `\n\n\n\n${line}`);
  }
});

Deno.test("putText() cuts at all edges of the screen", () => {
  assert.equal(putText(SCREEN, -1, 0, "above", 5), "");
  assert.equal(putText(SCREEN, 5, 0, "below", 5), "");
  assert.equal(putText(SCREEN, 0, -2, "left", 4), "\x1b[1;1H\x1b[0mft");
  assert.equal(putText(SCREEN, 0, 18, "right", 5), "\x1b[1;19H\x1b[0mri");
});

const piece = fc.constantFrom("a", "b", " ", "日", "e\u0301", "👍🏽", "\x1b[7m", "\x1b[0m", "\x1b[31m", "\t");
const line = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));

Deno.test("Region.update() leaves the screen that painting everything would have made", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(line, { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: -4, max: 16 }),
      fc.integer({ min: -2, max: 4 }),
      fc.integer({ min: 0, max: 24 }),
      (frames, left, top, width) => {
        const box = { top, left, width, height: 4 };
        const [stepped, whole] = [new Region(), new Region()];
        stepped.place(box, SCREEN);
        whole.place(box, SCREEN);
        const screen = new StrictScreen(20, 5);
        for (const [i, lines] of frames.entries()) {
          screen.reset();
          screen.write(stepped.update({ lines, cursor: ORIGIN }));
          if (i > 0) assert.equal(screen.idle, 0);
        }
        const fresh = new StrictScreen(20, 5);
        fresh.write(whole.update({ lines: frames.at(-1)!, cursor: ORIGIN }));
        assert.equal(screen.picture, fresh.picture);
      },
    ),
    { numRuns: 500 },
  );
});
