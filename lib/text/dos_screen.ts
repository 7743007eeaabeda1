/**
 * Cleans what a DOS emulator does to the screen while it starts, before the program in it has said anything.
 *
 * It draws the empty screen of a PC of 25 rows, asks where the cursor is and switches screens; a caller's scroll-back
 * shall not be lost by that. The cleaner is for the first seconds only (x/84: 4.0).
 *
 * @module
 */

/** Characters that are held back for an end that may still come. */
const MAX_HELD = 4096;

const HOME = "\\x1b\\[(?:1;1)?H";
const FAR = "\\x1b\\[(?:1;80|(?!1;1H)\\d{1,3};1)H";
/** A screen is painted from the far corner, or a row's beginning: up to home, which comes before the end of the line. */
const FROM_FAR = new RegExp(FAR, "y");
const HOME_OR_LINE = new RegExp(`${HOME}|\\n`, "g");
/** Or home and clear. */
const CLEARED = new RegExp(`${HOME}\\x1b\\[2J`, "y");
/** Where is the cursor? Here; the other screen; home and lines deleted. */
const NEEDLESS = new RegExp(
  `\\x1b\\[6n|\\x1b\\[\\d{1,3};\\d{1,3}R|\\x1b\\[\\?1049[hl]|${HOME}\\x1b\\[\\d*M`,
  "y",
);
/** What may be the beginning of one of these, up to the end of the text. */
const BEGUN = new RegExp(`(?:${FAR}[^\\n]*?|${HOME}(?:\\x1b(?:\\[\\d*)?)?|\\x1b(?:\\[[?\\d;]*)?)$`, "y");
/** What was on the screen scrolls away, whatever its height. */
const SCROLLED = `\x1b[25;1H${"\r\n".repeat(25)}\x1b[H`;

/** The cleaner for one run; holds at most 4096 characters back. */
export class DosScreenCleaner {
  #held = "";

  /** Takes a piece of what the emulator says; answers what of it may be shown by now. */
  push(text: string): string {
    const whole = this.#held + text;
    this.#held = "";
    let shown = "";
    const paintedFrom = painting(whole);
    for (let at = 0;;) {
      const escape = whole.indexOf("\x1b", at);
      if (escape < 0) return shown + whole.slice(at);
      shown += whole.slice(at, escape);
      const painted = paintedFrom(escape) || lengthAt(CLEARED, whole, escape);
      const needless = lengthAt(NEEDLESS, whole, escape);
      if (painted > 0) shown += SCROLLED;
      else if (needless > 0) shown += "\r\n";
      else if (whole.length - escape <= MAX_HELD && lengthAt(BEGUN, whole, escape) > 0) {
        this.#held = whole.slice(escape);
        return shown;
      } else shown += "\x1b";
      at = escape + Math.max(painted || needless, 1);
    }
  }

  /** What is held back; afterwards nothing is. */
  flush(): string {
    const held = this.#held;
    this.#held = "";
    return held;
  }
}

/** Characters that a sticky pattern matches at a place. */
function lengthAt(pattern: RegExp, text: string, place: number): number {
  pattern.lastIndex = place;
  return pattern.exec(text)?.[0].length ?? 0;
}

/**
 * How many characters paint a screen from a place on. Asked for ever later places it looks at each character once, for
 * programs may say nothing but beginnings.
 */
function painting(text: string): (place: number) => number {
  let next: { readonly begin: number; readonly end: number; readonly home: boolean } | undefined;
  return (place) => {
    const begun = lengthAt(FROM_FAR, text, place);
    if (begun === 0) return 0;
    if (next === undefined || next.begin < place + begun) {
      HOME_OR_LINE.lastIndex = place + begun;
      const found = HOME_OR_LINE.exec(text);
      const begin = found?.index ?? text.length;
      next = { begin, end: begin + (found?.[0].length ?? 0), home: found !== null && found[0] !== "\n" };
    }
    return next.home ? next.end - place : 0;
  };
}
