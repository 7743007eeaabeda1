/**
 * How an invitation to talk is put to the caller.
 *
 * @module
 */

import type { Box, Key, Session } from "x84";
import { centerBox } from "x84/bbs/box.ts";
import { Region } from "x84/bbs/region.ts";
import { justifyLeft, wrap } from "x84/text/layout.ts";
import { CLEAR_SCREEN } from "x84/text/sequences.ts";
import { style } from "x84/text/style.ts";
import { type Look, lookOf } from "./themes.ts";

/** Milliseconds without a key after which the next key is an answer, and not what the caller was just typing. */
const PAUSE = 400;
/** Seconds that an invitation stays when the board does not say. */
const PATIENCE = 60;

/**
 * Asks, on top of whatever stands on the screen: `y` is a yes, `n`, `q` or Escape are a no, and so is time. What the caller was
 * just typing is not taken for an answer; who declines finds it again.
 */
export async function askOver(session: Session, text: string): Promise<boolean> {
  const question = new Question(session, await lookOf(session, "chat"), text);
  return await question.ask(Number(session.setting("chat", "patience", String(PATIENCE))));
}

/** A small box over the screen that asks for yes or no. */
class Question {
  readonly #session: Session;
  readonly #look: Look;
  readonly #text: string;
  #region = new Region();
  #size = "";
  #ready = false;

  constructor(session: Session, look: Look, text: string) {
    this.#session = session;
    this.#look = look;
    this.#text = text;
  }

  async ask(seconds: number): Promise<boolean> {
    const session = this.#session;
    const typed: Key[] = [];
    await session.echo("\x07");
    await this.#paint();
    for (;;) {
      const key = await session.readKey(PAUSE, this);
      if (key === undefined) break;
      typed.push(key);
    }
    // Only now an answer is one, and only now he is told how to give it.
    this.#ready = true;
    await this.#paint();
    const accepted = await this.#answer(seconds);
    // They were for what stands below; in a talk they would be the first words.
    if (!accepted) { for (const key of typed.reverse()) session.unreadKey(key); }
    return accepted;
  }

  async #answer(seconds: number): Promise<boolean> {
    for (;;) {
      const happening = await this.#session.nextEvent({ timeout: seconds * 1000, topics: [] });
      if (happening === undefined) return false;
      if (happening.type === "resize") await this.#paint();
      if (happening.type !== "key") continue;
      const { key } = happening;
      if (key.text === "y" || key.text === "Y") return true;
      if (/^[nq]$/i.test(key.text) || key.name === "escape") return false;
    }
  }

  async #paint(): Promise<void> {
    const session = this.#session;
    const width = Math.max(10, Math.min(54, session.columns - 2));
    const keys = wrap("y answers, n declines", width - 4);
    const lines = [...wrap(this.#text, width - 4), "", ...keys.map((line) => this.#ready ? line : "")];
    const size = `${session.columns}x${session.rows}`;
    if (size !== this.#size) {
      // In another size nothing stands where it stood; what is below is painted anew behind the answer.
      if (this.#size !== "") await session.echo(CLEAR_SCREEN);
      this.#size = size;
      const box: Box = centerBox(session, width, lines.length + 2);
      this.#region = new Region();
      this.#region.place(box, session);
    }
    const edge = (text: string) => style(this.#look.lowlight, text);
    const framed = [
      edge(`┌${"─".repeat(width - 2)}┐`),
      ...lines.map((line, i) => {
        const shown = i === lines.length - 1 ? edge(line) : style(this.#look.highlight, line);
        return `${edge("│")} ${justifyLeft(shown, width - 4)} ${edge("│")}`;
      }),
      edge(`└${"─".repeat(width - 2)}┘`),
    ];
    await session.echo(
      this.#region.update({ lines: framed, cursor: { row: lines.length, column: width - 3 } }),
    );
  }
}
