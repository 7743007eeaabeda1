/**
 * One out of a few words, chosen from a list that takes the whole screen.
 *
 * @module
 */

import { clip, justifyLeft, leftMargin, Lightbar, type Session, style } from "x84";
import { clean } from "./people.ts";
import { keyHint, View } from "./view.ts";

/** Lets the caller choose; `undefined` when he leaves. `section` is that of the INI file with the colours. */
export async function pickOne(
  session: Session,
  section: string,
  title: string,
  words: readonly string[],
  chosen?: string,
): Promise<string | undefined> {
  const bar = new Lightbar({ items: words.map((word) => ({ key: word, text: "" })) });
  bar.goto(Math.max(0, words.indexOf(chosen ?? "")));
  const view = await View.open(session, {
    section,
    rowsBelow: Math.min(words.length + 3, 16),
    draw(view, rows) {
      const width = Math.min(60, view.columns - 1);
      bar.place({ top: 0, left: 0, width, height: Math.max(1, rows - 2) }, session);
      const { row } = bar.position;
      const items = bar.visibleItems.map(({ key }, i) => {
        const text = justifyLeft(clip(` ${key === chosen ? "*" : " "} ${clean(key, 60)}`, width), width);
        return ` ${i === row ? style(view.look.bar, text) : text}`;
      });
      const margin = " ".repeat(leftMargin(session));
      return [` ${style(view.look.highlight, title)}`, "", ...items].map((line) => margin + line);
    },
    hint: (view) => keyHint(view.look, view.columns, [["enter", "take"], ["q", "leave"]]),
  });
  for (;;) {
    const event = await view.next();
    if (event?.type !== "key") continue;
    bar.push(event.key);
    if (bar.state !== "open") return bar.selected ? bar.selection?.key : undefined;
    await view.paint();
  }
}
