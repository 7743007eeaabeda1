/**
 * What clients of the web door say besides what is typed: small texts of JSON. Pure.
 *
 * @module
 */

/** Bytes of such a text. */
const MAX_CONTROL = 256;
/** The largest number in it. */
const MAX_NUMBER = 2 ** 31;

/** One of them. */
export type ControlMessage =
  /** The terminal has another size; 0 for an axis that has not changed. */
  | { readonly type: "resize"; readonly columns: number; readonly rows: number }
  /** So many bytes more were taken. */
  | { readonly type: "taken"; readonly bytes: number }
  | { readonly type: "fault"; readonly reason: string };

/** Reads one. */
export function parseControl(data: Uint8Array): ControlMessage {
  if (data.length > MAX_CONTROL) return { type: "fault", reason: "a control message is too long" };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(data));
  } catch {
    return { type: "fault", reason: "a control message is no JSON" };
  }
  const { type, columns, rows, bytes } = Object(value) as Record<string, unknown>;
  if (type === "resize" && isCount(columns) && isCount(rows)) return { type, columns, rows };
  if (type === "taken" && isCount(bytes)) return { type, bytes };
  return { type: "fault", reason: "a control message is none that is known" };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && value as number >= 0 && value as number <= MAX_NUMBER;
}
