/**
 * Answers what scripts ask about people who are here, the own account's end, and what a sysop looks after: one row for
 * each verb.
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";
import { NotPermittedError } from "../base/errors.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import {
  MAX_TELL,
  type PeopleAnswers,
  type PeopleCall,
  TELL_TOPIC,
  type Told,
} from "../wire/people_calls.ts";
import { isSysop, SYSOP_GROUP } from "../wire/users.ts";
import { addressGroup } from "./address_list.ts";
import { endBanned, liftBan, listBans } from "./ban_list.ts";
import type { Board } from "./board.ts";
import { account, isOwn, loggedIn, sysop } from "./caller_rights.ts";
import type { LiveSession } from "./live_session.ts";
import { holds, parseSubnet } from "./subnet.ts";

type Verb = PeopleCall["verb"];
type Row<V extends Verb> = (
  board: Board,
  session: LiveSession,
  call: Extract<PeopleCall, { readonly verb: V }>,
) => Promise<PeopleAnswers[V]> | PeopleAnswers[V];

/** The rows. */
export const PEOPLE_ROWS: { readonly [V in Verb]: Row<V> } = {
  async tell({ exchange }, session, { target, text }) {
    const { handle } = loggedIn(session, "send a line");
    const told: Told = { handle, text: sanitizeLine(text, { maxLength: MAX_TELL, pipes: "strip" }).trim() };
    if (told.text === "") return false;
    const data = JSON.stringify(told);
    return await exchange.publish(session.seat.sessionId, TELL_TOPIC, data, target as SessionId) > 0;
  },
  async deleteOwnAccount(board, session, { password }) {
    const user = account(session, "delete an account");
    const { hostname } = session.seat;
    using attempt = board.throttle.begin(hostname, user.handle);
    if (attempt === undefined) {
      throw new NotPermittedError("Cannot delete an account: too many wrong passwords");
    }
    if (await board.accounts.authenticate(user.handle, password, addressGroup(hostname)) === undefined) {
      session.log("info", "Own account not deleted: the password was wrong");
      await attempt.fail(session.signal);
      return false;
    }
    attempt.succeed();
    // Nobody inherits a board: without a sysop it could only be looked after from the command line.
    if (isSysop(user) && (await board.accounts.members(SYSOP_GROUP, "", 2)).length < 2) {
      throw new NotPermittedError("Cannot delete an account: it is that of the only sysop");
    }
    if (!await board.accounts.delete(user.handle)) return false;
    session.log("info", "Account deleted by its owner", { account: user.handle });
    for (const other of [...board.sessions.values()]) {
      if (isOwn(other, user.handle) && other.user?.guest === false) {
        other.end("sent away", "Your account has been deleted. Goodbye.");
      }
    }
    return true;
  },
  async setPassword(board, session, { handle, password }) {
    sysop(session, "set a password");
    if (isOwn(session, handle)) throw new NotPermittedError("Cannot set a password: it is your own");
    const found = await board.accounts.setPassword(handle, password);
    if (found) session.log("info", "Password set by a sysop", { account: handle });
    return found;
  },
  readLog({ records }, session, { lines }) {
    sysop(session, "read the log");
    return records.recentLog(lines);
  },
  listSettings({ records }, session) {
    sysop(session, "list settings");
    return records.settings();
  },
  listBans({ bans, throttle }, session) {
    sysop(session, "list bans");
    return listBans(bans, throttle);
  },
  async addBan({ bans, sessions, sendBarredAway }, session, { address, seconds, reason }) {
    const { handle } = sysop(session, "ban an address");
    if (holds(parseSubnet(address), session.seat.hostname)) {
      throw new NotPermittedError("Cannot ban an address: it is your own");
    }
    const ban = await bans.add({ address, seconds: seconds ?? null, reason, by: handle });
    session.log("info", "Ban added", { address: ban.address, seconds: seconds ?? "for good" });
    endBanned(bans, sessions.values());
    sendBarredAway();
    return ban;
  },
  async removeBan({ bans, throttle }, session, { address }) {
    sysop(session, "lift a ban");
    const text = await liftBan(bans, throttle, address);
    if (text !== undefined) session.log("info", "Ban removed", { address: text });
    return text !== undefined;
  },
};
