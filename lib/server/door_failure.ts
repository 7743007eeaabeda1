/**
 * What the log is told of a connection that failed: a peer who is gone is no error of ours, however abruptly he went.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { Logger } from "../log/logger.ts";

const { BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, TimedOut } = Deno.errors;
/** What the system says of a line whose other end is gone. */
const GONE = [BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, TimedOut];

/** Writes a line about it. */
export function logFailure(log: Logger, door: string, error: unknown, address: string): void {
  if (GONE.some((kind) => error instanceof kind)) return log.debug(door, "Hung up", {}, { address });
  log.error(door, "Connection failed", { error: toPlainError(error).message }, { address });
}
