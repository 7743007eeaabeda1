/**
 * Answers what scripts ask about groups, SSH keys and the own password: one row for each verb.
 *
 * @module
 */

import { NotPermittedError } from "../base/errors.ts";
import { type AccountAnswers, type AccountCall, MAX_MEMBERS } from "../wire/account_calls.ts";
import { SYSOP_GROUP } from "../wire/users.ts";
import { addressGroup } from "./address_list.ts";
import type { Board } from "./board.ts";
import { account, isOwn, loggedIn, ownOrSysop, sysop } from "./caller_rights.ts";
import type { LiveSession } from "./live_session.ts";

type Verb = AccountCall["verb"];
type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: Extract<AccountCall, { readonly verb: V }>,
) => Promise<AccountAnswers[V]>;

/** Puts a user into a group or takes him out, which his sessions know at once. Answers his handle. */
async function setMember(board: Board, handle: string, group: string, member: boolean): Promise<string> {
  const user = await board.accounts[member ? "grant" : "revoke"](handle, group);
  for (const other of board.sessions.values()) if (isOwn(other, handle)) other.updateUser(user);
  return user.handle;
}

/** The rows. */
export const ACCOUNT_ROWS: { readonly [V in Verb]: Row<V> } = {
  async listKeys({ accounts }, session, { handle }) {
    ownOrSysop(session, handle, "list SSH keys");
    return await accounts.keys.list(handle);
  },
  async addKey({ accounts }, session, { handle, line }) {
    ownOrSysop(session, handle, "add an SSH key");
    const key = await accounts.keys.add(handle, line);
    session.log("info", "SSH key added", { account: handle, fingerprint: key.fingerprint });
    return key;
  },
  async removeKey({ accounts }, session, { handle, fingerprint }) {
    ownOrSysop(session, handle, "remove an SSH key");
    const removed = await accounts.keys.remove(handle, fingerprint);
    if (removed) session.log("info", "SSH key removed", { account: handle, fingerprint });
    return removed;
  },
  async listGroup({ accounts }, session, { group, after, limit }) {
    loggedIn(session, "list a group");
    return await accounts.members(group, after, limit);
  },
  async setMember(board, session, { group, handle, member }) {
    sysop(session, "change groups");
    const known = await setMember(board, handle, group, member);
    session.log("info", member ? "Group granted" : "Group revoked", { account: known, group });
    return undefined;
  },
  async listGroups({ accounts }, session, { after, limit }) {
    loggedIn(session, "list groups");
    return await accounts.groups(after, limit);
  },
  async deleteGroup(board, session, { group }) {
    sysop(session, "delete a group");
    // Nobody could put anybody into it again, but from the command line.
    if (group === SYSOP_GROUP) throw new NotPermittedError("Cannot delete a group: it is that of the sysops");
    let removed = 0;
    let after = "";
    for (;;) {
      const page = await board.accounts.members(group, after, MAX_MEMBERS);
      for (const handle of page) {
        try {
          await setMember(board, handle, group, false);
          removed++;
        } catch (error) {
          // His account was deleted meanwhile, and with it his place in the group.
          if (!(error instanceof RangeError)) throw error;
        }
      }
      if (page.length < MAX_MEMBERS) break;
      after = page.at(-1)!;
    }
    if (removed > 0) session.log("info", "Group deleted", { group, members: removed });
    return removed > 0;
  },
  async checkPassword(board, session, { password }) {
    const user = account(session, "check a password");
    const { hostname } = session.seat;
    using attempt = board.throttle.begin(hostname, user.handle);
    if (attempt === undefined) throw new NotPermittedError("Cannot check a password: too many wrong ones");
    if (await board.accounts.authenticate(user.handle, password, addressGroup(hostname)) !== undefined) {
      attempt.succeed();
      return true;
    }
    session.log("info", "Password checked: it was wrong");
    await attempt.fail(session.signal);
    return false;
  },
  async deleteUser(board, session, { handle }) {
    sysop(session, "delete an account");
    if (isOwn(session, handle)) throw new NotPermittedError("Cannot delete an account: it is your own");
    if (!await board.accounts.delete(handle)) return false;
    session.log("info", "Account deleted", { account: handle });
    for (const other of board.sessions.values()) {
      if (isOwn(other, handle)) other.end("sent away", "Your account has been deleted. Goodbye.");
    }
    return true;
  },
};
