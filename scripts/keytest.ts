/**
 * What arrives when a key is pressed: its name, its character, and the bytes that the terminal sent for it. For
 * callers whose cursor keys do strange things, and for sysops who want to know why.
 *
 * @module
 */

import { clip, getEncoding, justifyLeft, type Key, leftMargin, type Session, style, wrap } from "x84";
import { clean } from "./people.ts";
import { keyHint, View } from "./view.ts";

/** Keys that are remembered; a screen shows the last of them. */
const KEPT = 100;
/** Characters of a sequence that are shown. */
const SHOWN = 16;
/** Columns from which on there is room for the character. */
const WIDE = 60;

/** Controls by the names that manuals have for them. */
const CONTROLS: Readonly<Record<number, string>> = {
  0x00: "NUL",
  0x08: "BS",
  0x09: "HT",
  0x0a: "LF",
  0x0d: "CR",
  0x1b: "ESC",
  0x7f: "DEL",
};

/** A key in words: `ctrl+left`, `a`, `enter`. */
export function keyName({ name, text, ctrl, alt, shift }: Key): string {
  const modifiers = [ctrl ? "ctrl" : "", alt ? "alt" : "", shift ? "shift" : ""].filter((it) => it !== "");
  const bare = name ?? (text === " " ? "space" : clean(text, 4) || "?");
  return [...modifiers, clean(bare, 20)].join("+");
}

/** What a terminal sent, as text that steers nothing: `ESC [ A`, `CR`, `é`. */
export function sequenceText(sequence: string): string {
  const chars = [...sequence];
  const shown = chars.slice(0, SHOWN).map((char) => {
    const code = char.codePointAt(0)!;
    if (CONTROLS[code] !== undefined) return CONTROLS[code];
    if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
    if (code >= 0x80 && code < 0xa0) return `0x${code.toString(16)}`;
    return char === " " ? "SP" : clean(char, 4) || "?";
  });
  return shown.join(" ") + (chars.length > SHOWN ? " ..." : "");
}

/** The bytes in the caller's encoding, in hexadecimal digits. */
export function sequenceBytes(sequence: string, encoding: string): string {
  const bytes = getEncoding(encoding).encode([...sequence].slice(0, SHOWN).join(""));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** The screen. */
class KeyTest {
  readonly #session: Session;
  readonly #keys: Key[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  async run(): Promise<void> {
    const view = await View.open(this.#session, {
      section: "charset",
      rowsBelow: 12,
      draw: (view, rows) => this.#draw(view, rows),
      hint: (view) => keyHint(view.look, view.columns, [["q", "leave"]]),
    });
    for (;;) {
      const event = await view.next();
      if (event?.type !== "key") continue;
      const { key } = event;
      if (!key.pasted && (key.text.toLowerCase() === "q" || key.name === "escape")) return;
      this.#keys.push(key);
      this.#keys.splice(0, this.#keys.length - KEPT);
      await view.paint();
    }
  }

  #draw(view: View, rows: number): readonly string[] {
    const width = Math.max(1, Math.min(79, view.columns) - 1);
    const margin = " ".repeat(leftMargin(this.#session) + 1);
    const { highlight, lowlight } = view.look;
    const head = [
      style(highlight, "Press any key"),
      ...wrap("Each line is a key as it has arrived: its name, and what the terminal sent.", width),
      "",
      style(lowlight, clip(this.#row(width, "key", "sent", "bytes"), width)),
    ];
    const room = Math.max(1, rows - head.length);
    const shown = this.#keys.slice(-room).map((key) => {
      const bytes = sequenceBytes(key.sequence, this.#session.encoding);
      return clip(
        this.#row(width, keyName(key) + (key.pasted ? " (pasted)" : ""), sequenceText(key.sequence), bytes),
        width,
      );
    });
    return [...head, ...shown].map((line) => margin + line);
  }

  #row(width: number, name: string, sent: string, bytes: string): string {
    const wide = width >= WIDE;
    const left = justifyLeft(clip(name, wide ? 24 : 15), wide ? 24 : 15);
    return wide ? `${left} ${justifyLeft(clip(sent, 24), 24)} ${bytes}` : `${left} ${sent}`;
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("pressing keys");
  await new KeyTest(session).run();
}
