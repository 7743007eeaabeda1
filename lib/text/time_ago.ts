/**
 * A stretch of time in two columns that line up: ` 2m 6s`, ` 1y 5w`.
 *
 * @module
 */

/** Units in seconds, from the longest; a year has 52 weeks, so that weeks stay below 52. */
const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ["y", 31_449_600],
  ["w", 604_800],
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
];

/**
 * Two adjacent units, each value right-aligned in two columns: 126.32 gives ` 2m 6s`, 90061 gives ` 1d 1h`. Seconds
 * are rounded to `precision` decimals (0 to 3) before they are divided up, so 59.9 gives ` 1m 0s`. What is negative
 * or no number counts as 0.
 */
export function timeAgo(seconds: number, precision: number = 0): string {
  const decimals = Math.min(3, Math.max(0, Math.trunc(precision)));
  const scale = 10 ** decimals;
  const rounded = Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * scale) / scale) : 0;
  const first = Math.min(UNITS.findIndex(([, size]) => rounded >= size) >>> 0, UNITS.length - 2);
  const [firstName, firstSize] = UNITS[first]!;
  const [secondName, secondSize] = UNITS[first + 1]!;
  const whole = Math.floor(rounded / firstSize);
  const rest = (rounded - whole * firstSize) / secondSize;
  const second = secondName === "s" ? rest.toFixed(decimals) : String(Math.floor(rest));
  return `${String(whole).padStart(2)}${firstName}${second.padStart(2)}${secondName}`;
}

/** x/84's word for {@linkcode timeAgo}. */
export const timeago: typeof timeAgo = timeAgo;
