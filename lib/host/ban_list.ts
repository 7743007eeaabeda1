/**
 * Who is turned away, whoever said so: what operators have spoken and what failed logins have earned, in one list. Asked
 * by sysops within the board and by the command line alike.
 *
 * @module
 */

import type { BanView } from "../wire/people_calls.ts";
import type { Bans } from "./bans.ts";
import type { LoginThrottle } from "./login_throttle.ts";
import { parseSubnet } from "./subnet.ts";

/** What is asked of failed logins. */
type Failures = Pick<LoginThrottle, "bans" | "forgive">;

/** All that are in force, in the order of their beginning. */
export function listBans(bans: Bans, throttle: Failures): BanView[] {
  const byLogins = throttle.bans().map(({ group, since, until, bans: times }) => ({
    address: parseSubnet(group).text,
    since,
    until,
    reason: times === 1 ? "failed logins" : `failed logins, time ${times}`,
    by: "x84",
  }));
  return [...bans.list(), ...byLogins].sort((a, b) => a.since - b.since);
}

/** What is asked of a session. */
interface Banned {
  readonly seat: { readonly hostname: string };
  end(kind: "sent away", line: string): void;
}

/** Ends the sessions from addresses that are banned by now, and answers them. */
export function endBanned<Session extends Banned>(
  bans: Bans,
  sessions: Iterable<Session>,
): Session[] {
  const found = [...sessions].filter(({ seat }) => bans.find(seat.hostname) !== undefined);
  for (const session of found) session.end("sent away", "Calls from your address are not taken here.");
  return found;
}

/**
 * Lifts the ban of exactly this address or subnet, and forgives its failed logins; answers its canonical text, or
 * `undefined` when there was nothing to lift.
 *
 * @throws {TypeError} for what is no address or subnet
 */
export async function liftBan(
  bans: Bans,
  throttle: Failures,
  address: string,
): Promise<string | undefined> {
  const { text, family, bits } = parseSubnet(address);
  const lifted = await bans.remove(text);
  // Failed logins are held against single addresses, and against the /64 of an IPv6 address.
  const single = family === 4 ? bits === 32 : bits === 64 || bits === 128;
  const forgiven = single && throttle.forgive(text.split("/", 1)[0]!);
  return lifted || forgiven ? text : undefined;
}
