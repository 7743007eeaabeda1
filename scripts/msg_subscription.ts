/**
 * Which tags a caller wants to read: patterns with `*` and `?`, kept in his attribute `msg_subscription`. They decide
 * what the message area lists and what its new scan finds. Mail is for him whatever its tags are.
 *
 * @module
 */

import type { MessageHeader, Session, TagCount } from "x84";
import type { Pane } from "./pane.ts";
import { plain } from "./reading.ts";

const EVERYTHING: readonly string[] = ["*"];
/** Characters of all patterns together, as in x/84. */
const MAX_LENGTH = 100;

/** The caller's patterns; everything when he has not said. */
export async function loadPatterns(session: Session): Promise<readonly string[]> {
  const kept = await session.getAttribute<unknown>("msg_subscription");
  const patterns = Array.isArray(kept) ? kept.filter((one) => typeof one === "string" && one !== "") : [];
  return patterns.length === 0 ? EVERYTHING : patterns;
}

/** Whether a tag fits one of the patterns. */
export function fitsPattern(patterns: readonly string[], tag: string): boolean {
  return patterns.some((pattern) => fits(pattern.toLowerCase(), tag));
}

/** The usual two fingers: where a star has taken too little, it takes one more. No pattern takes long. */
function fits(pattern: string, tag: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < tag.length) {
    if (pattern[p] === "*") [star, mark] = [p++, t];
    else if (pattern[p] === "?" || pattern[p] === tag[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, t] = [star + 1, ++mark];
    else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}

/** Whether the caller wants to read a message. */
export function isWanted(patterns: readonly string[], { public: isPublic, tags }: MessageHeader): boolean {
  return !isPublic || patterns.includes("*") || tags.some((tag) => fitsPattern(patterns, tag));
}

/** Lets the caller change his patterns. Answers what holds from now on. */
export async function askPatterns<Action extends string>(
  session: Session,
  pane: Pane<Action>,
  before: readonly string[],
  tags: readonly TagCount[],
): Promise<readonly string[]> {
  let value = before.join(" ");
  for (;;) {
    const typed = await pane.ask("Tags to read (* and ? fit anything):", { maxLength: MAX_LENGTH, value });
    pane.message = "";
    if (typed === undefined) return before;
    const patterns = typed.split(/[,\s]+/).filter((pattern) => pattern !== "");
    const unknown = patterns.filter((pattern) => !tags.some(({ tag }) => fitsPattern([pattern], tag)));
    if (unknown.length > 0 && !patterns.includes("*")) {
      pane.message = `No tag is like ${plain(unknown.join(" "), 60)}`;
      value = typed;
      continue;
    }
    const chosen = patterns.length === 0 ? EVERYTHING : patterns;
    await session.setAttribute("msg_subscription", chosen);
    pane.message = chosen.includes("*") ? "You read everything." : "Kept.";
    return chosen;
  }
}
