/**
 * NAWS, the caller's window size (RFC 1073).
 *
 * ```
 * FF FA 1F w1 w0 h1 h0 FF F0     both 16 bits, high byte first
 * ```
 *
 * @module
 */

/** The size as the caller claims it, 0 to 65535; 0 means not stated. */
export interface ClaimedSize {
  readonly columns: number;
  readonly rows: number;
}

/** Reads the parameters; nothing when they are not four bytes. */
export function parseNaws(payload: Uint8Array): ClaimedSize | undefined {
  if (payload.length !== 4) return undefined;
  return { columns: payload[0]! << 8 | payload[1]!, rows: payload[2]! << 8 | payload[3]! };
}
