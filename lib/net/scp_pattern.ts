/**
 * A path that may have patterns in it, as a shell would look for what fits: `*`, `?`, `[a-z]`, `[!a]`.
 *
 * Matching takes at most as many steps as the pattern and a name have characters, multiplied: a pattern is a
 * stranger's.
 *
 * @module
 */

/** A piece of a path: text as it stands, or a pattern. */
export type PatternPart =
  | string
  | { readonly type: "*" | "?" }
  /** `set`: what stands between the brackets. */
  | { readonly type: "["; readonly set: string };

/** One name of the path. */
export interface PatternName {
  readonly text: string;
  /** What fits; missing where it is no pattern. */
  fits?(name: string): boolean;
}

/** Characters that a name may have; what asks for more fits none. */
const MAX_NAME = 255;

/** What stands for a character of a name, or for any number of them. */
type Step = "*" | ((char: string) => boolean);

/** A path, with patterns or without. */
export class ScpPattern {
  /** The path as it was written. */
  readonly text: string;
  /** Its names from the left; an empty first one where it begins with a slash. */
  readonly names: readonly PatternName[];

  constructor(parts: readonly PatternPart[]) {
    this.text = parts.map(written).join("");
    const names: PatternPart[][] = [[]];
    for (const part of parts) {
      if (typeof part !== "string") {
        names.at(-1)!.push(part);
        continue;
      }
      for (const [n, piece] of part.split("/").entries()) {
        if (n > 0) names.push([]);
        if (piece !== "") names.at(-1)!.push(piece);
      }
    }
    this.names = names.map(patternName);
  }

  /** Whether there is a pattern in it. */
  get open(): boolean {
    return this.names.some(({ fits }) => fits !== undefined);
  }
}

function written(part: PatternPart): string {
  return typeof part === "string" ? part : part.type === "[" ? `[${part.set}]` : part.type;
}

function patternName(parts: readonly PatternPart[]): PatternName {
  const text = parts.map(written).join("");
  if (parts.every((part) => typeof part === "string")) return { text };
  const steps: Step[] = parts.flatMap((part): Step[] => {
    if (typeof part === "string") return [...part].map((char) => (other) => other === char);
    if (part.type === "*") return ["*"];
    return [part.type === "[" ? inSet(part.set) : () => true];
  });
  // Stars in a row are one.
  const few = steps.filter((step, at) => step !== "*" || steps[at - 1] !== "*");
  if (few.filter((step) => step !== "*").length > MAX_NAME) return { text, fits: () => false };
  const dotted = text.startsWith(".");
  // A dot at the beginning has to be asked for.
  return { text, fits: (name) => (dotted || !name.startsWith(".")) && matches(few, [...name]) };
}

/** Two hands on pattern and name; at a mismatch the last star takes one character more. */
function matches(steps: readonly Step[], chars: readonly string[]): boolean {
  let [step, char, star, from] = [0, 0, -1, 0];
  while (char < chars.length) {
    const now = steps[step];
    if (now === "*") {
      star = step++;
      from = char;
    } else if (now?.(chars[char]!)) {
      step++;
      char++;
    } else if (star >= 0) {
      step = star + 1;
      char = ++from;
    } else return false;
  }
  while (steps[step] === "*") step++;
  return step === steps.length;
}

/** `abc`, `a-z`, either behind a `!` or `^` that turns it round. */
function inSet(set: string): (char: string) => boolean {
  const not = /^[!^]/.test(set);
  const chars = [...(not ? set.slice(1) : set)];
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < chars.length; at++) {
    const range = chars[at + 1] === "-" && at + 2 < chars.length;
    ranges.push([chars[at]!, range ? chars[at + 2]! : chars[at]!]);
    if (range) at += 2;
  }
  // Each character is looked for once, so that a set is one step, too, however long it is.
  const known = new Map<string, boolean>();
  return (char) => {
    let fits = known.get(char);
    if (fits === undefined) {
      fits = ranges.some(([low, high]) => char >= low && char <= high) !== not;
      known.set(char, fits);
    }
    return fits;
  };
}
