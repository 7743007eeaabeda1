/**
 * What the scripts that look out of the board have in common: their heads, waiting for somebody far away, and addresses
 * on the screen.
 *
 * @module
 */

import {
  clip,
  displayWidth,
  FetchError,
  type Key,
  link,
  paintFrame,
  sanitizeLine,
  type Session,
  style,
  wrap,
} from "x84";
import { pageBox, type Pane } from "./pane.ts";
import type { Look } from "./themes.ts";

/** Milliseconds that something may take before the caller's keys are looked at. */
const PATIENCE = 150;
/** Milliseconds between two looks whether it has come. */
const LOOK = 250;

/** A stranger's line as it can stand in a widget: nothing in it steers, and bars are bars. */
export function plain(text: string, maxLength: number = 300): string {
  return sanitizeLine(text, { maxLength }).replaceAll("|", "||");
}

/** A title and something at the right edge, and a rule below them. */
export function headOf(session: Session, look: Look, title: string, right: string = ""): string[] {
  const { left, width } = pageBox(session);
  const margin = " ".repeat(left);
  const room = Math.max(1, width - 2);
  const shown = clip(title, room - (right === "" ? 0 : displayWidth(right) + 2));
  const gap = " ".repeat(Math.max(0, room - displayWidth(shown) - displayWidth(right)));
  return [
    `${margin} ${style(look.highlight, shown)}${gap}${style(look.lowlight, right)}`,
    `${margin} ${style(look.lowlight, "\u2500".repeat(Math.max(1, room)))}`,
  ];
}

/** A sentence for what went wrong out there. */
export function trouble(error: unknown, what: string): string {
  const code = error instanceof FetchError ? error.code : undefined;
  switch (code) {
    case "refused":
      return `This board does not fetch from ${what}.`;
    case "timeout":
      return `${what} took too long to answer.`;
    case "too large":
      return `What ${what} sent is too large.`;
    case "busy":
      return "The board fetches too much at once. Try again in a moment.";
    case "network":
      return `${what} cannot be reached.`;
    default:
      return error instanceof SyntaxError ? `What ${what} sent makes no sense.` : `${what} did not answer.`;
  }
}

/** The name of a web address's host, for people; the address itself when it is none. */
export function hostOf(address: string): string {
  try {
    return new URL(address).hostname.replace(/^www\./, "");
  } catch {
    return address;
  }
}

/** What waiting came to: the value, or that the caller did not want to wait. */
export type Waited<T> = { readonly type: "came"; readonly value: T } | { readonly type: "left" };

/**
 * Waits for something while the caller can still leave with Escape or q, or another key, and changes the size of his
 * screen.
 */
export async function waitFor<T>(
  session: Session,
  coming: Promise<T>,
  repaint: () => void | Promise<void>,
  leaves: (key: Key) => boolean = () => false,
): Promise<Waited<T>> {
  let over = false;
  const done = coming.then(
    (value) => {
      over = true;
      return { type: "came", value } as const;
    },
    (error) => {
      over = true;
      throw error;
    },
  );
  // It may fail when nobody waits for it any more.
  done.catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([
    done.then(() => {}, () => {}),
    new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE))),
  ]);
  clearTimeout(timer);
  while (!over) {
    const event = await session.nextEvent({ timeout: LOOK, topics: [] });
    if (event?.type === "resize") await repaint();
    if (event?.type !== "key") continue;
    const { key } = event;
    if (key.name === "escape" || key.text.toLowerCase() === "q" || leaves(key)) return { type: "left" };
  }
  return await done;
}

/** The same in a pane, whose row below the widget tells what is waited for. */
export async function waitIn<T, Action extends string>(
  session: Session,
  pane: Pane<Action>,
  what: string,
  coming: Promise<T>,
): Promise<Waited<T>> {
  pane.message = `${what} ... Escape leaves`;
  await pane.paint();
  try {
    return await waitFor(session, coming, () => pane.paint());
  } finally {
    pane.message = "";
  }
}

/** Shows an address, all of it, to click on where the terminal can do that, until a key is pressed. */
export function showAddress(session: Session, look: Look, title: string, address: string): Promise<void> {
  const clean = sanitizeLine(address, { maxLength: 2000 });
  return showUntilKey(session, look, title, (columns) => {
    const pieces: string[] = [];
    for (let rest = clean; rest !== "";) {
      const piece = clip(rest, columns);
      pieces.push(link(address, piece));
      rest = rest.slice(Math.max(1, piece.length));
    }
    return pieces;
  });
}

/** Shows a few words until a key is pressed: why there is nothing to see. */
export function showWords(session: Session, look: Look, title: string, words: string): Promise<void> {
  return showUntilKey(session, look, title, (columns) => wrap(words, columns));
}

/** Shows what `linesOf` makes for a width in cells, anew when the screen gets another size, until a key is pressed. */
async function showUntilKey(
  session: Session,
  look: Look,
  title: string,
  linesOf: (columns: number) => readonly string[],
): Promise<void> {
  const paint = async () => {
    const { left, width } = pageBox(session);
    const margin = " ".repeat(left + 1);
    await paintFrame(session, [
      ...headOf(session, look, title),
      "",
      ...linesOf(Math.max(4, width - 3)).map((line) => margin + line),
      "",
      `${margin}${style(look.lowlight, "Press a key to go back")} `,
    ]);
  };
  await paint();
  for (;;) {
    const event = await session.nextEvent({ topics: [] });
    if (event?.type === "resize") await paint();
    else if (event?.type === "key") return;
  }
}
