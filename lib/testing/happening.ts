/**
 * What happens to a pretended session, and that it is something that can.
 *
 * @module
 */

import { requireList, wrongArgument } from "../base/argument.ts";
import type { ScreenPicture } from "./screen_picture.ts";

/** Something that happens while a script waits. */
export type Happening =
  /** The caller types, as his terminal sends it: `"hello\r"`, `"\x1b[A"`; see `KEYS`. */
  | string
  /** His window gets another size. */
  | { readonly columns: number; readonly rows: number }
  /** Another session (`from`), or the host, publishes on a topic. Only who subscribed gets it. */
  | { readonly topic: string; readonly data: unknown; readonly from?: string }
  /** The caller's client says that nothing more will be typed: `session.inputEnded`. */
  | { readonly inputEnd: true }
  /** Nothing happens for as long as the script waits, if it does not wait for ever. */
  | { readonly timeout: true }
  /** The test looks at the screen as it is now. What it throws fails the test. */
  | { readonly look: (screen: ScreenPicture) => void | Promise<void> };

const KINDS = ["topic", "inputEnd", "timeout"];
/** Largest pretended screen. Precedent: the largest one that a caller may claim has 500 by 300 cells. */
const MAX_SIDE = 1000;
const EXPECTED =
  "text, { columns, rows }, { topic, data }, { inputEnd }, { timeout } or { look } as each of happenings";

/**
 * Holds both sides of a screen to be whole numbers.
 *
 * @throws {TypeError} for anything else
 */
export function requireSize(columns: unknown, rows: unknown): void {
  for (const [name, side] of [["columns", columns], ["rows", rows]] as const) {
    if (!(Number.isInteger(side) && (side as number) >= 1 && (side as number) <= MAX_SIDE)) {
      throw wrongArgument("run script", `1 to ${MAX_SIDE} as ${name}`, side);
    }
  }
}

/**
 * Holds a value to be a list of happenings.
 *
 * @throws {TypeError} for anything else
 */
export function requireHappenings(happenings: unknown): void {
  requireList("run script", "happenings", happenings);
  for (const happening of happenings as unknown[]) {
    if (typeof happening === "string") continue;
    if (happening === null || typeof happening !== "object") {
      throw wrongArgument("run script", EXPECTED, happening);
    }
    const { columns, rows, look } = happening as Record<string, unknown>;
    if ("columns" in happening && "rows" in happening) requireSize(columns, rows);
    else if ("look" in happening ? typeof look !== "function" : !KINDS.some((kind) => kind in happening)) {
      throw new TypeError(
        `Cannot run script: expected ${EXPECTED}, found { ${Object.keys(happening).join(", ")} }`,
      );
    }
  }
}
