/**
 * Files for callers who have come by SSH: who gets in, and his session from beginning to end, by SFTP or the old `scp`.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { Board } from "../host/board.ts";
import type { Arrival } from "../host/caller.ts";
import type { SftpArea } from "../host/sftp_area.ts";
import type { ScpCommand } from "../net/scp_command.ts";
import type { UserView } from "../wire/users.ts";
import { serveScp } from "./scp_session.ts";
import { SftpCaller } from "./sftp_caller.ts";
import { serveSftp, type SftpStream } from "./sftp_session.ts";

/** A channel that can be closed from our side. */
export interface ServedStream extends SftpStream {
  /** Says how it ended, and closes; what is read ends. */
  close(status: number): void;
  /** The same, before the client wants that. */
  sendAway(): void;
}

/** What is spoken on a channel. */
export type FilesTalk =
  | { readonly type: "sftp" }
  | { readonly type: "scp"; readonly command: ScpCommand };

/** Files for one caller. */
export interface ServeFiles {
  /** Milliseconds in which nothing is asked or moved after which he is sent away; 0 never. */
  readonly idleLimit: number;
  /** Serves one channel to its end, and answers the status that the client is told. Never rejects. */
  serve(stream: ServedStream, talk: FilesTalk): Promise<number>;
}

/** Where a caller comes from. */
export interface FilesRemote {
  readonly hostname: string;
  readonly port: number;
}

/** `undefined` when there are no files for callers of this kind. `number` tells sessions of one connection apart. */
export type FilesService = (
  arrival: Arrival,
  remote: FilesRemote,
  number: number,
) => ServeFiles | undefined;

/** What the service is joined to. */
export interface FilesServiceParts {
  readonly area: SftpArea;
  readonly board: Board;
}

type Known = Exclude<Arrival, { readonly type: "application" }>;

/** A session that begins. */
interface Beginning {
  readonly arrival: Known;
  readonly remote: FilesRemote;
  readonly number: number;
  readonly stream: ServedStream;
  readonly talk: FilesTalk;
}

/** Makes the service. */
export function filesService(parts: FilesServiceParts): FilesService {
  return (arrival, remote, number) => {
    if (arrival.type === "application" || !parts.area.isOpen(arrival.type === "guest")) return undefined;
    return {
      idleLimit: parts.area.idleLimit,
      serve: (stream, talk) => serve({ arrival, remote, number, stream, talk }, parts),
    };
  };
}

async function serve(beginning: Beginning, { area, board }: FilesServiceParts): Promise<number> {
  const { arrival, remote, number, stream, talk } = beginning;
  const { log } = board;
  const { hostname } = remote;
  const subject = { address: hostname };
  const name = talk.type === "sftp" ? "SFTP" : "scp";
  try {
    const user = await userOf(arrival, board);
    if (user === undefined || !area.admits(user)) {
      log.info("sftp", `${name} refused`, { handle: user?.handle ?? "" }, subject);
      return 1;
    }
    // From now on he is among the sessions, and ends when his account does.
    await using caller = new SftpCaller(board, user, { ...remote, number }, name, () => stream.sendAway());
    const visit = await area.visit(user);
    const { handle } = user;
    log.info("sftp", `${name} began`, { handle }, subject);
    const parts = { visit, handle, hostname, log, heard: () => caller.seat.touch() };
    const good = talk.type === "sftp"
      ? await serveSftp(stream, parts)
      : await serveScp(stream, { ...parts, command: talk.command });
    log.info("sftp", `${name} ended`, { handle }, subject);
    return good ? 0 : 1;
  } catch (error) {
    log.error("sftp", "Cannot open the folder", { error: toPlainError(error).message }, subject);
    return 1;
  }
}

/** Who it is; `undefined` when his account is gone. */
async function userOf(arrival: Known, { accounts }: Board): Promise<UserView | undefined> {
  return arrival.type === "guest" ? accounts.guest() : await accounts.find(arrival.handle);
}
