/**
 * Checks what scripts hand in: their code need not be typed, and what goes wrong inside would tell them little.
 *
 * @module
 */

/**
 * Characters that a text may have where something is done with all of it. A script can join far longer ones at no cost, up
 * to half a thousand million; whoever then looks into one makes the engine write it out, and an object much larger than its
 * heap is the one thing that it answers with the end of the whole process.
 */
export const LONGEST_TEXT: number = 64 * 1024 * 1024;

/** The error for text of more than {@linkcode LONGEST_TEXT} characters. */
export function tooLong(doing: string, length: number): RangeError {
  return new RangeError(`Cannot ${doing}: expected up to ${LONGEST_TEXT} characters, found ${length}`);
}

/** Characters of the longest text in plain data, down to four levels; nothing is looked into. */
export function longestText(value: unknown, levels: number = 4): number {
  if (typeof value === "string") return value.length;
  if (levels === 0 || typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return 0;
  return Object.values(value).reduce(
    (most: number, inner) => Math.max(most, longestText(inner, levels - 1)),
    0,
  );
}

/** What somebody handed in, for the end of a sentence: `undefined`, `null`, `number`, `Uint8Array`. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (value instanceof Uint8Array) return "Uint8Array";
  return Array.isArray(value) ? "list" : value instanceof Date ? "Date" : "object";
}

/**
 * Takes text. `doing` says what is attempted: `"echo"`. Throws a `TypeError` that says what to do, and a `RangeError` for
 * more than {@linkcode LONGEST_TEXT} characters.
 */
export function expectText(doing: string, value: unknown): string {
  if (typeof value === "string") {
    if (value.length > LONGEST_TEXT) throw tooLong(doing, value.length);
    return value;
  }
  // The usual slip, and the one where the remedy is not plain.
  const remedy = value instanceof Uint8Array ? "; getEncoding(name).decoder() makes text of bytes" : "";
  throw new TypeError(`Cannot ${doing}: expected text, found ${kindOf(value)}${remedy}`);
}

/** Takes bytes; see {@linkcode expectText}. */
export function expectBytes(doing: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const remedy = typeof value === "string" ? "; getEncoding(name).encode() makes bytes of text" : "";
  throw new TypeError(`Cannot ${doing}: expected bytes, found ${kindOf(value)}${remedy}`);
}

/**
 * Makes JSON text; `undefined` becomes `null`. Throws a `TypeError` for what JSON cannot hold, and a `RangeError` for more than
 * {@linkcode LONGEST_TEXT} characters in one text.
 */
export function toJson(doing: string, value: unknown): string {
  let json: string | undefined;
  let long: RangeError | undefined;
  const look = (_: string, inner: unknown) => {
    if (typeof inner === "string" && inner.length > LONGEST_TEXT) throw long = tooLong(doing, inner.length);
    return inner;
  };
  try {
    json = value === undefined ? "null" : JSON.stringify(value, look);
  } catch (error) {
    if (long !== undefined) throw long;
    throw new TypeError(`Cannot ${doing}: expected JSON data, found ${unfit(error)}`);
  }
  if (json === undefined) {
    throw new TypeError(`Cannot ${doing}: expected JSON data, found ${kindOf(value)}`);
  }
  return json;
}

/** Why `JSON.stringify` threw; its own words name the engine's ways. */
function unfit(error: unknown): string {
  const told = String((error as Error | undefined)?.message);
  if (/bigint/i.test(told)) return "a bigint; make it text or a number";
  if (/circular|cyclic/i.test(told)) return "data that holds itself";
  return `data that cannot be read (${told})`;
}
