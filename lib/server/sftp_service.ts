/**
 * SFTP for callers who have come by SSH: who gets in, and his session from beginning to end.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { Accounts } from "../host/accounts.ts";
import type { Arrival } from "../host/caller.ts";
import type { SftpArea, SftpGuest } from "../host/sftp_area.ts";
import type { Logger } from "../log/logger.ts";
import { GUEST_HANDLE } from "../wire/users.ts";
import { serveSftp, type SftpStream } from "./sftp_session.ts";

/** Serves one channel to its end, and answers the status that the client is told. Never rejects. */
export type ServeSftp = (stream: SftpStream) => Promise<number>;

/** `undefined` when there are no files for callers of this kind. */
export type SftpService = (arrival: Arrival, hostname: string) => ServeSftp | undefined;

/** What the service is joined to. */
export interface SftpServiceParts {
  readonly area: SftpArea;
  readonly accounts: Pick<Accounts, "find">;
  readonly log: Logger;
}

/** Makes the service. */
export function sftpService(parts: SftpServiceParts): SftpService {
  return (arrival, hostname) => {
    if (arrival.type === "application" || !parts.area.isOpen(arrival.type === "guest")) return undefined;
    return (stream) => serve(arrival, hostname, stream, parts);
  };
}

async function serve(
  arrival: Exclude<Arrival, { readonly type: "application" }>,
  hostname: string,
  stream: SftpStream,
  { area, accounts, log }: SftpServiceParts,
): Promise<number> {
  const subject = { address: hostname };
  let who: SftpGuest | undefined;
  let visit;
  try {
    who = await guestOf(arrival, accounts);
    if (who === undefined || !area.admits(who)) {
      log.info("sftp", "SFTP refused", { handle: who?.handle ?? "" }, subject);
      return 1;
    }
    visit = await area.visit(who);
  } catch (error) {
    log.error("sftp", "Cannot open the folder", { error: toPlainError(error).message }, subject);
    return 1;
  }
  const { handle } = who;
  log.info("sftp", "SFTP began", { handle }, subject);
  const fair = await serveSftp(stream, { visit, handle, hostname, log });
  log.info("sftp", "SFTP ended", { handle }, subject);
  return fair ? 0 : 1;
}

/** Who it is; `undefined` when his account is gone. */
async function guestOf(
  arrival: Exclude<Arrival, { readonly type: "application" }>,
  accounts: Pick<Accounts, "find">,
): Promise<SftpGuest | undefined> {
  if (arrival.type === "guest") return { handle: GUEST_HANDLE, groups: [], guest: true };
  const user = await accounts.find(arrival.handle);
  return user === undefined ? undefined : { handle: user.handle, groups: user.groups, guest: false };
}
