/**
 * SFTP for callers who have come by SSH: who gets in, and his session from beginning to end.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { Board } from "../host/board.ts";
import type { Arrival } from "../host/caller.ts";
import type { SftpArea } from "../host/sftp_area.ts";
import type { UserView } from "../wire/users.ts";
import { SftpCaller } from "./sftp_caller.ts";
import { serveSftp, type SftpStream } from "./sftp_session.ts";

/** A channel that can be closed from our side. */
export interface ServedStream extends SftpStream {
  /** Says how it ended, and closes; what is read ends. */
  close(status: number): void;
}

/** Serves one channel to its end, and answers the status that the client is told. Never rejects. */
export type ServeSftp = (stream: ServedStream) => Promise<number>;

/** Where a caller comes from. */
export interface SftpRemote {
  readonly hostname: string;
  readonly port: number;
}

/** `undefined` when there are no files for callers of this kind. */
export type SftpService = (arrival: Arrival, remote: SftpRemote) => ServeSftp | undefined;

/** What the service is joined to. */
export interface SftpServiceParts {
  readonly area: SftpArea;
  readonly board: Board;
}

type Known = Exclude<Arrival, { readonly type: "application" }>;

/** Makes the service. */
export function sftpService(parts: SftpServiceParts): SftpService {
  return (arrival, remote) => {
    if (arrival.type === "application" || !parts.area.isOpen(arrival.type === "guest")) return undefined;
    return (stream) => serve(arrival, remote, stream, parts);
  };
}

async function serve(
  arrival: Known,
  remote: SftpRemote,
  stream: ServedStream,
  { area, board }: SftpServiceParts,
): Promise<number> {
  const { log } = board;
  const subject = { address: remote.hostname };
  try {
    const user = await userOf(arrival, board);
    if (user === undefined || !area.admits(user)) {
      log.info("sftp", "SFTP refused", { handle: user?.handle ?? "" }, subject);
      return 1;
    }
    // From now on he is among the sessions, and ends when his account does.
    await using caller = new SftpCaller(board, user, remote, () => stream.close(1));
    const visit = await area.visit(user);
    const { handle } = user;
    log.info("sftp", "SFTP began", { handle }, subject);
    const fair = await serveSftp(stream, {
      visit,
      handle,
      hostname: remote.hostname,
      log,
      heard: () => caller.seat.touch(),
    });
    log.info("sftp", "SFTP ended", { handle }, subject);
    return fair ? 0 : 1;
  } catch (error) {
    log.error("sftp", "Cannot open the folder", { error: toPlainError(error).message }, subject);
    return 1;
  }
}

/** Who it is; `undefined` when his account is gone. */
async function userOf(arrival: Known, { accounts }: Board): Promise<UserView | undefined> {
  return arrival.type === "guest" ? accounts.guest() : await accounts.find(arrival.handle);
}
