/**
 * What a caller may be called, and when two names are the same one.
 *
 * The canonical form decides about sameness and is what accounts are kept under: case, width, composition, invisible
 * characters and look-alike letters of other scripts make no difference in it. The same rules hold for every door.
 *
 * @module
 */

import { toLatinLookAlikes } from "./confusables.ts";

/** The rules of a board, from its INI file. */
export interface HandleRules {
  /** Fewest characters. */
  readonly min: number;
  /** Most characters. */
  readonly max: number;
  /** A regular expression that the whole handle must match. */
  readonly pattern?: string;
  /** Names that nobody may register, in any spelling. */
  readonly reserved?: readonly string[];
}

/** The handle as it is shown and kept, or a sentence for the caller. */
export type HandleVerdict =
  | { readonly ok: true; readonly handle: string; readonly canonical: string }
  | { readonly ok: false; readonly reason: string };

/** Nobody's name is longer, whatever the INI file says; bounds the work on what a stranger sends. */
const MAX_HANDLE = 64;

const IGNORED = /[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;
const ALLOWED = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._'-]*$/u;
const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];
const TOO_MANY_MARKS = /\p{M}{5}/u;
/** Names that Windows gives to devices, in every folder and with every extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout|clock)$/;

/**
 * The form under which a handle is kept and compared: compatibility forms and case folded, invisible characters
 * gone, letters that look Latin made Latin, blanks at the ends gone and single in between. `ALICE`, the same in full
 * width, and one with a Cyrillic letter for its first are all `alice`. Any text is taken; what is cut off is what lies
 * beyond 64 characters.
 */
export function canonicalHandle(text: string): string {
  let canonical = text.slice(0, MAX_HANDLE);
  // Folding may uncover what folds further; each round only makes the text plainer, so few are needed.
  for (let round = 0; round < 6; round++) {
    const plainer = foldOnce(canonical);
    if (plainer === canonical) break;
    canonical = plainer;
  }
  return canonical;
}

function foldOnce(text: string): string {
  const plain = text.toWellFormed().normalize("NFKD").replace(IGNORED, "");
  // Upper case first makes one of the letters with two lower cases; the final sigma comes back all the same.
  const folded = plain.toUpperCase().toLowerCase().replaceAll("\u03c2", "\u03c3").normalize("NFKD");
  return toLatinLookAlikes(folded).normalize("NFC").slice(0, MAX_HANDLE).replace(/\s+/gu, " ").trim();
}

/**
 * The canonical form with digits that look like letters made letters (`0`, `1`, `5`) and separators left out: two
 * handles with the same skeleton are twins to a hasty eye. For refusing at registration, not for finding an account.
 */
export function handleSkeleton(text: string): string {
  return canonicalHandle(text).replace(/[ ._'-]/g, "").replaceAll("0", "o").replace(/[1l|]/g, "i").replaceAll(
    "5",
    "s",
  );
}

/** Whether a handle may be registered, apart from the question whether it is taken. */
export function checkHandle(text: string, rules: HandleRules): HandleVerdict {
  const max = Math.min(rules.max, MAX_HANDLE);
  // Before anything costly: a stranger may send megabytes.
  if (text.length > max * 8) return refuse(`Please choose a name of at most ${max} characters`);
  const handle = text.normalize("NFC");
  const length = Array.from(handle).length;
  if (length < rules.min) return refuse(`Please choose a name of at least ${rules.min} characters`);
  if (length > max) return refuse(`Please choose a name of at most ${max} characters`);
  if (handle !== handle.trim() || /\s\s/u.test(handle)) {
    return refuse("Please choose a name without blanks at its ends or two in a row");
  }
  if (!ALLOWED.test(handle) || handle !== handle.replace(IGNORED, "") || TOO_MANY_MARKS.test(handle)) {
    return refuse("Please choose a name of letters and digits; blanks, dots, dashes and ' may stand inside");
  }
  if (handle !== handle.normalize("NFKC")) return refuse("Please choose a name in plain letters");
  if (SCRIPTS.filter((script) => script.test(handle)).length > 1) {
    return refuse("Please choose a name in letters of one alphabet");
  }
  if (/[.' -]$/.test(handle) || handle.includes("..")) {
    return refuse("Please choose a name that ends in a letter or a digit and has no two dots in a row");
  }
  const canonical = canonicalHandle(handle);
  if (DEVICE.test(canonical.split(".")[0]!.trim()) || isReserved(canonical, rules.reserved ?? [])) {
    return refuse("That name is reserved, please choose another");
  }
  if (rules.pattern !== undefined && !new RegExp(`^(?:${rules.pattern})$`, "u").test(handle)) {
    return refuse("That name is not in the form this board asks for, please choose another");
  }
  return { ok: true, handle, canonical };
}

function isReserved(canonical: string, reserved: readonly string[]): boolean {
  const skeleton = handleSkeleton(canonical);
  return reserved.some((name) => handleSkeleton(name) === skeleton);
}

function refuse(reason: string): HandleVerdict {
  return { ok: false, reason };
}
