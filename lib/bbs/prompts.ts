/**
 * Short questions: a yes or no, a key to go on.
 *
 * @module
 */

import type { Key } from "../text/keys.ts";
import { clip, displayWidth } from "../text/layout.ts";
import { CLEAR_LINE, CLEAR_TO_LINE_END, moveLeft } from "../text/sequences.ts";
import { requireText } from "../base/argument.ts";
import type { Screen } from "./screen.ts";

/**
 * Asks a question that is answered with one key, and writes the answer behind it. Enter takes `fallback`, Escape is no,
 * other keys are passed over. The question is written again when the screen has got another size, where it began or,
 * with `repaint`, where that has left the cursor. Where it is asked whether to leave (`leaving`), Escape and `q` are yes:
 * whoever presses them again means it.
 */
export async function askYesNo(
  screen: Screen,
  question: string,
  fallback: boolean = false,
  repaint?: () => void | Promise<void>,
  leaving: boolean = false,
): Promise<boolean> {
  requireText("ask", "question", question);
  const text = `${question} [${fallback ? "Y/n" : "y/N"}] `;
  const again = repaint ?? (() => screen.echo(moveLeft(displayWidth(text)) + CLEAR_TO_LINE_END));
  await screen.echo(text);
  for (;;) {
    const key = await readKey(screen, async () => {
      await again();
      await screen.echo(text);
    });
    const letter = key.text.toLowerCase();
    const answer = letter === "y" || (leaving && (letter === "q" || key.name === "escape"))
      ? true
      : letter === "n" || key.name === "escape"
      ? false
      : key.name === "enter"
      ? fallback
      : undefined;
    if (answer === undefined) continue;
    await screen.echo(answer ? "yes" : "no");
    return answer;
  }
}

/** Shows a line until a key is pressed, then takes it away again. What is wider than the screen is cut. */
export async function pressAnyKey(screen: Screen, text: string = "Press any key to go on"): Promise<void> {
  requireText("ask", "text", text);
  const show = () => screen.echo(clip(text, screen.columns - 1));
  await show();
  await readKey(screen, async () => {
    await screen.echo(`\r${CLEAR_LINE}`);
    await show();
  });
  await screen.echo(`\r${CLEAR_LINE}`);
}

/** The next key. `resized` is called for each new size before it. */
export async function readKey(screen: Screen, resized: () => Promise<void>): Promise<Key> {
  for (;;) {
    const event = await screen.nextEvent({ topics: [] });
    if (event?.type === "key") return event.key;
    if (event?.type === "resize") await resized();
  }
}
