/**
 * From a key to the bytes of the repaint, in widgets that hold 10,000 lines, and how many bytes that is beside those of
 * painting everything.
 *
 * ```text
 *   bytes of the key ─▶ KeyDecoder ─▶ Widget.push ─▶ TerminalOutput.adapt ─▶ UTF-8    this is what is measured
 * ```
 *
 * @module
 */

import type { CallerProfile } from "../../lib/base/caller_profile.ts";
import { FullEditor } from "../../lib/bbs/full_editor.ts";
import { Lightbar } from "../../lib/bbs/lightbar.ts";
import { Pager } from "../../lib/bbs/pager.ts";
import { ScrollingEditor } from "../../lib/bbs/scrolling_editor.ts";
import { Selector } from "../../lib/bbs/selector.ts";
import type { Widget } from "../../lib/bbs/widget.ts";
import { getEncoding } from "../../lib/text/encodings.ts";
import { KeyDecoder } from "../../lib/text/keys.ts";
import { TerminalOutput } from "../../lib/text/terminal_output.ts";
import { type BenchOptions, type Figure, type Group, median, quantile } from "./figure.ts";

const LINES = 10_000;
const SCREEN = { columns: 80, rows: 24 };
/** A key stroke must not be felt: a twentieth of what people notice. */
const MOST_MS = 5;

const PROFILE: CallerProfile = {
  kind: "telnet",
  address: { hostname: "127.0.0.1", port: 1 },
  terminal: "xterm-256color",
  terminalNames: ["xterm-256color"],
  mtts: 0,
  size: SCREEN,
  encoding: "utf8",
  environment: {},
};

const [UP, DOWN, RIGHT, LEFT] = ["\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"] as const;
const [HOME, END, PAGE_UP, PAGE_DOWN] = ["\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~"] as const;

function lines(): string[] {
  return Array.from(
    { length: LINES },
    (_, i) => `${String(i).padStart(5)} The quick brown fox jumps over the lazy dog, ${i % 97} times`,
  );
}

/** A widget and the keys that a caller presses in it, over and over. */
interface Case {
  readonly name: string;
  readonly make: () => Widget;
  readonly keys: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "Lightbar, 10,000 rows",
    make: () => new Lightbar({ items: lines().map((text) => ({ key: text, text })), border: "thin" }),
    keys: [DOWN, DOWN, DOWN, PAGE_DOWN, UP, END, UP, PAGE_UP, HOME],
  },
  {
    name: "Pager, 10,000 lines",
    make: () => new Pager({ content: lines(), border: "thin" }),
    keys: [DOWN, DOWN, DOWN, PAGE_DOWN, UP, END, UP, PAGE_UP, HOME],
  },
  {
    name: "Selector",
    make: () => new Selector({ left: "Yes", right: "No" }),
    keys: [RIGHT, LEFT, " "],
  },
  {
    name: "ScrollingEditor, 10,000 characters",
    make: () => new ScrollingEditor({ content: "lorem ipsum ".repeat(LINES / 12) }),
    keys: ["a", "b", LEFT, LEFT, RIGHT, "\x7f", HOME, "c", END],
  },
  {
    name: "FullEditor, 10,000 lines",
    make: () => new FullEditor({ content: lines().join("\n") }),
    keys: ["a", "b", LEFT, DOWN, "c", "\r", "\x7f", PAGE_DOWN, UP, END, "d", "\x17", HOME],
  },
];

function measure({ name, make, keys }: Case, count: number): Figure[] {
  const utf8 = getEncoding("utf8");
  const output = new TerminalOutput(PROFILE, "utf8");
  const decoder = new KeyDecoder();
  const widget = make();
  widget.place({ top: 0, left: 0, width: SCREEN.columns, height: SCREEN.rows }, SCREEN);
  const sent = (text: string) => utf8.encode(output.adapt(text)).length;
  const paint = () => sent(widget.paint());
  paint();
  const press = (key: string) => {
    let bytes = 0;
    for (const pressed of decoder.push(key)) bytes += sent(widget.push(pressed));
    return bytes;
  };
  for (let i = 0; i < count / 4; i++) press(keys[i % keys.length]!);
  const [times, wholeTimes]: [number[], number[]] = [[], []];
  let [bytes, wholeBytes] = [0, 0];
  for (let i = 0; i < count; i++) {
    let begin = performance.now();
    bytes += press(keys[i % keys.length]!);
    times.push(performance.now() - begin);
    // The same screen painted anew is the plain way to do it.
    begin = performance.now();
    wholeBytes += paint();
    wholeTimes.push(performance.now() - begin);
  }
  if (widget.state !== "open") throw new Error(`The keys end ${name}`);
  return [
    {
      name: `${name}: key to repaint, median of ${count}`,
      value: median(times),
      unit: "ms",
      bar: { most: MOST_MS },
      baseline: { what: "ms, everything painted", value: median(wholeTimes) },
    },
    { name: `${name}: the same, 99 of 100`, value: quantile(times, 0.99), unit: "ms" },
    {
      name: `${name}: sent for a key, mean`,
      value: bytes / count,
      unit: "bytes",
      baseline: { what: "bytes, everything painted", value: wholeBytes / count },
    },
  ];
}

/** The figures of the widgets. */
export const widgetGroup: Group = {
  name: "widget",
  run({ quick }: BenchOptions): Promise<Figure[]> {
    return Promise.resolve(CASES.flatMap((one) => measure(one, quick ? 200 : 2000)));
  },
};
