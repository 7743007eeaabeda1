/**
 * Checks what scripts hand in: their code need not be typed, and what goes wrong inside would tell them little.
 *
 * @module
 */

/** What somebody handed in, for the end of a sentence: `undefined`, `null`, `number`, `Uint8Array`. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (value instanceof Uint8Array) return "Uint8Array";
  return Array.isArray(value) ? "list" : value instanceof Date ? "Date" : "object";
}

/** Takes text. `doing` says what is attempted: `"echo"`. Throws a `TypeError` that says what to do. */
export function expectText(doing: string, value: unknown): string {
  if (typeof value === "string") return value;
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

/** Makes JSON text. Throws a `TypeError` for what JSON cannot hold; `undefined` becomes `null`. */
export function toJson(doing: string, value: unknown): string {
  let json: string | undefined;
  try {
    json = value === undefined ? "null" : JSON.stringify(value);
  } catch (error) {
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
