/** Every widget on screens of one cell and of 500 by 300, with and without colours: nothing throws, nothing is outside. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { AnsiWindow } from "../../../lib/bbs/ansi_window.ts";
import { Form } from "../../../lib/bbs/form.ts";
import { FullEditor } from "../../../lib/bbs/full_editor.ts";
import { Lightbar } from "../../../lib/bbs/lightbar.ts";
import { LineEditor } from "../../../lib/bbs/line_editor.ts";
import { Menu } from "../../../lib/bbs/menu.ts";
import { layOutMenu } from "../../../lib/bbs/menu_layout.ts";
import { Pager } from "../../../lib/bbs/pager.ts";
import { ProgressBar } from "../../../lib/bbs/progress_bar.ts";
import type { Screen } from "../../../lib/bbs/screen.ts";
import { ScrollingEditor } from "../../../lib/bbs/scrolling_editor.ts";
import { Selector } from "../../../lib/bbs/selector.ts";
import { runWidget, type Widget, type WidgetOptions } from "../../../lib/bbs/widget.ts";
import { isSgr, splitSequences } from "../../../lib/text/ansi.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { KEY_ROWS } from "../../../lib/text/key_table.ts";
import type { Key } from "../../../lib/text/keys.ts";
import { displayWidth } from "../../../lib/text/layout.ts";
import { CLEAR_SCREEN, moveTo, NORMAL } from "../../../lib/text/sequences.ts";
import { TerminalOutput } from "../../../lib/text/terminal_output.ts";
import type { SessionEvent } from "../../../lib/worker/inbox.ts";
import { StrictScreen } from "../../fakes/strict_screen.ts";
import { keysOf } from "../../fakes/widget_kit.ts";
import { PROFILE } from "./played_host.ts";

const PROSE = "Wörter, 日本語 and \x1b[31mred\x1b[0m words. ".repeat(18);
const WIDGETS: Readonly<Record<string, (looks: WidgetOptions) => Widget>> = {
  Lightbar: (looks) =>
    new Lightbar({
      ...looks,
      items: Array.from({ length: 400 }, (_, i) => ({ key: i, text: `${i} ${PROSE}` })),
    }),
  "Lightbar with nothing in it": (looks) => new Lightbar({ ...looks, items: [] }),
  Pager: (looks) => new Pager({ ...looks, content: Array.from({ length: 20 }, () => PROSE) }),
  Menu: (looks) =>
    new Menu({
      ...looks,
      items: [
        ...Array.from({ length: 40 }, (_, i) => ({ key: `${i}`, text: `Item ${i}` })),
        { key: "日本", text: PROSE },
      ],
    }),
  "Menu with nothing in it": (looks) => new Menu({ ...looks, items: [] }),
  Selector: (looks) => new Selector({ ...looks, left: "日本語日本語", right: PROSE }),
  ScrollingEditor: (looks) => new ScrollingEditor({ ...looks, content: "日本語 and words ".repeat(60) }),
  FullEditor: (looks) =>
    new FullEditor({ ...looks, content: "> a quotation\nlines of 日本語\n".repeat(200) }),
  Form: (looks) =>
    new Form({
      ...looks,
      fields: [
        { name: "one", label: "A label of many words", hint: PROSE, value: "日本語" },
        { name: "two", label: "Two", choices: ["yes", PROSE], hint: "Choose" },
        { name: "three", label: "", mask: "*", maxLength: 1000, validate: () => PROSE },
      ],
    }),
  ProgressBar: (looks) => new ProgressBar({ ...looks, value: 50, label: PROSE }),
};
const LOOKS: readonly WidgetOptions[] = [
  {},
  { border: "thin", title: PROSE, footer: "日本語" },
  { border: "double" },
];
type Size = readonly [columns: number, rows: number];
const SMALL: readonly Size[] = [[1, 1], [2, 1], [1, 2], [3, 3], [500, 1], [1, 300]];
const LARGE: Size = [500, 300];
const SIZES = [...SMALL, LARGE];
/** How often random keys are tried; to paint the largest screen takes a tenth of a second. */
const RUNS: readonly (readonly [sizes: readonly Size[], numRuns: number])[] = [[SMALL, 60], [[LARGE], 4]];
/** Terminals: all colours, and none with each way to write. */
const TERMINALS = [["xterm-kitty", "utf8"], ["dumb", "ascii"], ["dumb", "cp437"], [
  "vt100-m",
  "utf8",
]] as const;

const keys = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...KEY_ROWS.map(([row]) => `\x1b${row}`)) },
    { weight: 3, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(..."\r\t\x7f\x15\x17\x0b\x0c\x04\x1a\x1b ?yq".split(""), "\x1b[<0;999;999M"),
    },
    { weight: 1, arbitrary: fc.constant(`\x1b[200~words \r\n日本\x1b[201~`) },
  ),
  { maxLength: 10 },
);

/** The way of text through a terminal of this name, as the caller's screen gets it. */
function path(terminal: string, encoding: string): (text: string) => string {
  const output = new TerminalOutput({ ...PROFILE, terminal, terminalNames: [terminal], encoding }, encoding);
  return (text) => getEncoding(encoding).decoder().push(getEncoding(encoding).encode(output.adapt(text)));
}

function assertColourless(text: string): void {
  for (const piece of splitSequences(text)) {
    if (piece.type !== "sequence" || !isSgr(piece.text)) continue;
    const numbers = piece.text.slice(2, -1).split(/[;:]/).map(Number);
    assert.ok(numbers.every((n) => n < 30), JSON.stringify(piece.text));
  }
}

for (const [name, make] of Object.entries(WIDGETS)) {
  Deno.test(`${name} stays inside of any screen, one cell and 500 by 300, with colours and without`, () => {
    for (const [sizes, numRuns] of RUNS) {
      fc.assert(
        fc.property(
          fc.constantFrom(...sizes),
          fc.constantFrom(...LOOKS),
          fc.constantFrom(...TERMINALS),
          fc.constantFrom(0, 1, 50),
          keys,
          ([columns, rows], looks, [terminal, encoding], over, typed) => {
            const widget = make(looks);
            const send = path(terminal, encoding);
            const screen = new StrictScreen(columns, rows);
            const write = (text: string) => {
              const sent = send(text);
              if (terminal !== "xterm-kitty") assertColourless(sent);
              screen.write(sent);
            };
            // A box that reaches over the edges is cut.
            const box = { top: -over, left: -over, width: columns + 2 * over, height: rows + 2 * over };
            widget.place(box, { columns, rows });
            write(widget.paint());
            for (const sequence of typed) for (const key of keysOf(sequence)) write(widget.push(key));
            // Painted anew it is the same picture.
            const whole = new StrictScreen(columns, rows);
            whole.write(send(widget.paint()));
            assert.equal(screen.text, whole.text);
            assert.deepEqual([screen.row, screen.column], [whole.row, whole.column]);
          },
        ),
        { numRuns },
      );
    }
  });
}

/** A screen for `runWidget` that grows and shrinks between keys. */
class ResizedScreen implements Screen {
  columns = 1;
  rows = 1;
  #strict = new StrictScreen(1, 1);
  readonly #events: SessionEvent[];

  constructor(events: readonly SessionEvent[]) {
    this.#events = [...events];
  }

  echo(text: string): Promise<void> {
    const emptied = text.startsWith(NORMAL + CLEAR_SCREEN);
    if (emptied) this.#strict = new StrictScreen(this.columns, this.rows);
    this.#strict.write(emptied ? text.slice((NORMAL + CLEAR_SCREEN).length) : text);
    return Promise.resolve();
  }

  readKey(): Promise<Key | undefined> {
    throw new Error("Widgets read events");
  }

  nextEvent(): Promise<SessionEvent | undefined> {
    const event = this.#events.shift();
    if (event === undefined) return Promise.reject(new Error("over"));
    if (event.type === "resize") ({ columns: this.columns, rows: this.rows } = event.size);
    return Promise.resolve(event);
  }
}

Deno.test("runWidget() follows a screen from one cell to 500 by 300 and back, in every widget", async () => {
  const resize = (columns: number, rows: number): SessionEvent => ({
    type: "resize",
    size: { columns, rows },
  });
  for (const make of Object.values(WIDGETS)) {
    for (const looks of LOOKS) {
      const typed = keysOf("a\x1b[B\x1b[6~\x1b[F").map((key): SessionEvent => ({ type: "key", key }));
      const events = [...typed, resize(500, 300), ...typed, resize(1, 1), ...typed, resize(80, 24), ...typed];
      const widget = make(looks);
      const box = (screen: { columns: number; rows: number }) => ({
        top: 0,
        left: 0,
        width: screen.columns,
        height: screen.rows,
      });
      await runWidget(new ResizedScreen(events), widget, { box }).catch((error) => {
        assert.equal(error.message, "over", error.stack);
      });
    }
  }
});

Deno.test("LineEditor stays within its field, however narrow or wide", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(2, 3, 500),
      fc.constantFrom(...TERMINALS),
      keys,
      (columns, [terminal, encoding], typed) => {
        const send = path(terminal, encoding);
        const screen = new FieldScreen(columns);
        const editor = new LineEditor({ width: columns - 1, value: "日本語 and words" });
        screen.write(send(editor.paint()));
        for (const sequence of typed) {
          for (const key of keysOf(sequence)) {
            screen.write(send(editor.push(key)));
          }
        }
        assert.equal(screen.beside, 0);
      },
    ),
    { numRuns: 200 },
  );
});

/** One row of a terminal that counts what is written beside of a field that ends before the last column. */
class FieldScreen {
  /** Cells written outside of the field, and moves out of it. */
  beside = 0;
  #column = 0;

  constructor(private readonly columns: number) {}

  write(text: string): void {
    for (const piece of splitSequences(text)) {
      // deno-lint-ignore no-control-regex
      const left = /^\x1b\[(\d*)D$/.exec(piece.text);
      if (piece.type === "text") this.#column += displayWidth(piece.text);
      else if (left !== null) this.#column -= Number(left[1] || 1);
      else if (!isSgr(piece.text)) throw new Error(`The line sent ${JSON.stringify(piece.text)}`);
      if (this.#column < 0 || this.#column >= this.columns) this.beside += 1;
    }
  }
}

Deno.test("AnsiWindow and layOutMenu() stay inside of any screen", () => {
  for (const [columns, rows] of SIZES) {
    for (const [terminal, encoding] of TERMINALS) {
      const send = path(terminal, encoding);
      for (const over of [0, 1, 50]) {
        const screen = new StrictScreen(columns, rows);
        const box = { top: -over, left: -over, width: columns + 2 * over, height: rows + 2 * over };
        const window = new AnsiWindow({ box, screen: { columns, rows } });
        const text = window.border() + window.title(PROSE) + window.footer("日本語") + window.line(0, PROSE) +
          window.clear() + window.pos(rows + 5, columns + 5) + window.eraseBorder() + window.erase();
        screen.write(send(text));
        if (terminal !== "xterm-kitty") assertColourless(send(text));
      }
    }
    const items = Array.from({ length: 30 }, (_, i) => ({ key: `${i}`, text: `Item ${i}` }));
    const lines = layOutMenu(items, { columns, rows, selected: 3 });
    const widest = Math.max(...lines.map(displayWidth));
    assert.ok(widest <= columns, `${columns}: ${widest}`);
    new StrictScreen(500, 300).write(
      lines.slice(0, 300).map((line, row) => moveTo(row + 1, 1) + line).join(""),
    );
  }
});
