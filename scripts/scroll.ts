/**
 * Lines to look through, read anew every so often: the log, the settings, the members of a group.
 *
 * @module
 */

import { type Key, type Session, style, wrap } from "x84";
import { clean } from "./people.ts";
import { keyHint, View } from "./view.ts";

/** What is looked through. */
export interface ScrollOptions {
  /** Section of the INI file with the colours. */
  readonly section: string;
  readonly title: string;
  /** Reads the lines; they are made fit to be shown here. */
  readonly load: () => Promise<readonly string[]>;
  /** Milliseconds between two times that they are read; without it once. */
  readonly interval?: number;
  /** Whether the last lines are shown first. */
  readonly fromEnd?: boolean;
  /** Keys that do more, for the hint. */
  readonly keys?: readonly (readonly [key: string, does: string])[];
  /** Takes a key that scrolls nothing. */
  readonly onKey?: (key: Key, view: View) => Promise<void>;
}

/** Lets the caller look through lines until he leaves. */
export async function scrollThrough(session: Session, options: ScrollOptions): Promise<void> {
  let lines = await options.load();
  /** Index of the first row that is shown; counted from the end when that is followed. */
  let top = 0;
  let follow = options.fromEnd === true;
  let room = 1;
  let last = 0;
  const view = await View.open(session, {
    section: options.section,
    // Many lines: a picture is for tall screens.
    rowsBelow: 24,
    wide: true,
    draw(view, rows) {
      room = Math.max(1, rows - 2);
      const width = Math.max(1, view.columns - 2);
      const wrapped = lines.flatMap((line) => wrap(clean(line, 2000), width, { indent: "  " }));
      last = Math.max(0, wrapped.length - room);
      top = follow ? last : Math.max(0, Math.min(top, last));
      const where = last === 0
        ? ""
        : style(view.look.lowlight, `  ${top + 1} to ${top + room} of ${wrapped.length}`);
      return [
        ` ${style(view.look.highlight, options.title)}${where}`,
        "",
        ...wrapped.slice(top, top + room).map((line) => ` ${line}`),
      ];
    },
    hint: (view) =>
      keyHint(view.look, view.columns, [["q", "leave"], ...options.keys ?? [], ["up", "down"], [
        "home",
        "end",
      ]]),
  });
  const scroll = (by: number) => {
    top += by;
    follow = options.fromEnd === true && top >= last;
  };
  for (;;) {
    const event = await view.next(options.interval);
    if (event === undefined) {
      lines = await options.load();
    } else if (event.type === "key") {
      const { key } = event;
      if (key.text === "q" || key.text === "Q" || key.name === "escape") return;
      if (key.name === "up" || key.text === "k") scroll(-1);
      else if (key.name === "down" || key.text === "j" || key.name === "enter") scroll(1);
      else if (key.name === "pageup" || key.text === "b") scroll(-room);
      else if (key.name === "pagedown" || key.text === " ") scroll(room);
      else if (key.name === "home" || key.text === "0") scroll(-top);
      else if (key.name === "end" || key.text === "G") scroll(last - top);
      else if (key.name === "l" && key.ctrl) await view.reopen();
      else if (options.onKey !== undefined) {
        await options.onKey(key, view);
        lines = await options.load();
      }
    }
    await view.paint();
  }
}
