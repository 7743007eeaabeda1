/**
 * A session of the old `scp`: files out, or files in, one at a time.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { Logger } from "../log/logger.ts";
import type { ScpCommand } from "../net/scp_command.ts";
import { ScpFault, ScpReader } from "../net/scp_lines.ts";
import { SftpRefusal } from "../host/sftp_spots.ts";
import type { SftpVisit } from "../host/sftp_visit.ts";
import { ScpSink } from "./scp_sink.ts";
import { ScpSource } from "./scp_source.ts";
import type { SftpStream } from "./sftp_session.ts";

/** What a session is joined to. */
export interface ScpSessionParts {
  readonly command: ScpCommand;
  readonly visit: SftpVisit;
  readonly handle: string;
  readonly hostname: string;
  readonly log: Logger;
  /** Told when the client has sent something. */
  heard?(): void;
}

/** What goes on in a transfer, for whoever writes it down. */
export interface ScpTransfer {
  readonly reader: ScpReader;
  readonly stream: SftpStream;
  readonly command: ScpCommand;
  readonly visit: SftpVisit;
  log(level: "info" | "error", message: string, properties: Readonly<Record<string, unknown>>): void;
}

/** Serves a client to his end. Never rejects; answers whether all that he asked for was done. */
export async function serveScp(stream: SftpStream, parts: ScpSessionParts): Promise<boolean> {
  const { handle, hostname, log, command, visit } = parts;
  const subject = { address: hostname };
  const transfer: ScpTransfer = {
    reader: new ScpReader(heard(stream.readable, parts)),
    stream,
    command,
    visit,
    log: (level, message, properties) => log[level]("sftp", message, { handle, ...properties }, subject),
  };
  try {
    return await (command.direction === "to" ? new ScpSink(transfer) : new ScpSource(transfer)).run();
  } catch (error) {
    // A refusal was answered already; what is left is a client who says nonsense, or is gone.
    const level = error instanceof ScpFault ? "debug" : "warn";
    log[level]("sftp", "Bad scp", { handle, fault: toPlainError(error).message }, subject);
    return false;
  }
}

async function* heard(
  pieces: AsyncIterable<Uint8Array>,
  parts: ScpSessionParts,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    parts.heard?.();
    yield piece;
  }
}

/** What a client is told of something that went wrong with a path. */
export function scpMessage(path: string, error: unknown, transfer: ScpTransfer): string {
  if (error instanceof SftpRefusal) return `${path}: ${error.message}`;
  transfer.log("error", "Cannot answer scp", { error: toPlainError(error).message });
  return `${path}: Failure`;
}
