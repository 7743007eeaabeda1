/**
 * Answers what scripts ask about groups and SSH keys: one row for each verb.
 *
 * @module
 */

import { NotPermittedError } from "../base/errors.ts";
import type { AccountAnswers, AccountCall } from "../wire/account_calls.ts";
import type { Board } from "./board.ts";
import { isOwn, loggedIn, ownOrSysop, sysop } from "./caller_rights.ts";
import type { LiveSession } from "./live_session.ts";

type Verb = AccountCall["verb"];
type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: Extract<AccountCall, { readonly verb: V }>,
) => Promise<AccountAnswers[V]>;

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
    const user = await board.accounts[member ? "grant" : "revoke"](handle, group);
    for (const other of board.sessions.values()) if (isOwn(other, handle)) other.updateUser(user);
    session.log("info", member ? "Group granted" : "Group revoked", { account: user.handle, group });
    return undefined;
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
