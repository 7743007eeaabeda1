/**
 * Short questions: a yes or no, a key to go on.
 *
 * @module
 */

import { CLEAR_LINE } from "../text/sequences.ts";
import { requireText } from "./argument.ts";
import type { Screen } from "./screen.ts";

/**
 * Asks a question that is answered with one key, and writes the answer behind it. Enter takes `fallback`, Escape is no,
 * other keys are passed over. `repaint` is called when the screen has got another size; it leaves the cursor where
 * the question begins, and the question is written again.
 */
export async function askYesNo(
  screen: Screen,
  question: string,
  fallback: boolean = false,
  repaint?: () => void | Promise<void>,
): Promise<boolean> {
  requireText("ask", "question", question);
  const text = `${question} [${fallback ? "Y/n" : "y/N"}] `;
  await screen.echo(text);
  for (;;) {
    const event = repaint === undefined ? undefined : await screen.nextEvent({ topics: [] });
    if (event?.type === "resize") {
      await repaint!();
      await screen.echo(text);
      continue;
    }
    const key = repaint === undefined
      ? await screen.readKey()
      : event?.type === "key"
      ? event.key
      : undefined;
    const letter = key?.text.toLowerCase();
    const answer = letter === "y"
      ? true
      : letter === "n" || key?.name === "escape"
      ? false
      : key?.name === "enter"
      ? fallback
      : undefined;
    if (answer === undefined) continue;
    await screen.echo(answer ? "yes" : "no");
    return answer;
  }
}

/** Shows a line until a key is pressed, then takes it away again. */
export async function pressAnyKey(screen: Screen, text: string = "Press any key to go on"): Promise<void> {
  requireText("ask", "text", text);
  await screen.echo(text);
  await screen.readKey();
  await screen.echo(`\r${CLEAR_LINE}`);
}
