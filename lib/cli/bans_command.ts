/**
 * `x84 bans ...`: addresses that are turned away, on the running server or on the database itself.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { OperatorError } from "../base/errors.ts";
import { parseSubnet } from "../host/subnet.ts";
import type { AdminAnswers } from "../server/admin_calls.ts";
import { type Command, EXIT, UsageError } from "./command.ts";
import { withDesk } from "./desk.ts";
import { renderTable } from "./table.ts";

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** The longest that is counted; more is for good. */
const MAX_SECONDS = 100 * 365 * 86_400;

/** Reads `90s`, `15m`, `2h`, `7d` or `4w`: seconds. Throws a {@linkcode UsageError} for anything else. */
export function parseDuration(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,9})([smhdw])$/.exec(text.trim().toLowerCase()) ?? [];
  const seconds = Number(count) * (SECONDS[unit] ?? 0);
  if (seconds < 1 || seconds > MAX_SECONDS) {
    throw new UsageError(
      `Cannot read duration: expected a number with s, m, h, d or w, as in 2h, found ${quote(text)}`,
    );
  }
  return seconds;
}

function checkAddress(address: string): void {
  try {
    parseSubnet(address);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function time(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

const list: Command = {
  name: "bans list",
  least: 0,
  most: 0,
  summary: "List the addresses that are turned away",
  details: [
    'Times are UTC. Bans by "x84" came of failed logins and end by themselves.',
    "Addresses in ip_blacklist of section [fail2ban] are turned away, too, and not listed here.",
  ],
  run: async ({ paths, console, by }) => {
    const bans: AdminAnswers["listBans"] = await withDesk(
      paths,
      (desk) => desk.perform<"listBans">({ verb: "listBans" }, by),
    );
    if (bans.length === 0) {
      console.print("Nobody is banned");
      return EXIT.ok;
    }
    const [head, ...lines] = renderTable(
      ["ADDRESS", "UNTIL", "SINCE", "BY", "REASON"],
      bans.map(({ address, until, since, by: speaker, reason }) => [
        address,
        until === null ? "for good" : time(until),
        time(since),
        speaker,
        reason || "-",
      ]),
    );
    console.print(head!, "strong");
    for (const line of lines) console.print(line);
    return EXIT.ok;
  },
};

const add: Command = {
  name: "bans add",
  operands: "ADDRESS|CIDR [REASON...]",
  least: 1,
  most: Number.MAX_SAFE_INTEGER,
  summary: "Turn an address or a subnet away at every door, and end its sessions",
  details: [
    "A subnet is written as 192.0.2.0/24 or 2001:db8::/32.",
    "Banning the same address or subnet again replaces the ban.",
    "Whoever calls from there now is sent away, logged in or not; the answer lists them.",
    "The reason is for operators; callers do not see it.",
  ],
  options: [{ name: "for", value: "DURATION", help: "How long: 90s, 15m, 2h, 7d, 4w (default: for good)" }],
  run: async ({ paths, console, operands: [address = "", ...reason], value, by }) => {
    checkAddress(address);
    const duration = value("for");
    const seconds = duration === undefined ? null : parseDuration(duration);
    const { ban, ended, strangers } = await withDesk(
      paths,
      (desk) => desk.perform<"addBan">({ verb: "addBan", address, seconds, reason: reason.join(" ") }, by),
    );
    const until = ban.until === null ? "for good" : `until ${time(ban.until)} UTC`;
    console.print(`Banned ${ban.address} ${until}`);
    for (const { node, handle, sessionId } of ended) {
      console.print(`Disconnected node ${node}, ${handle || "not logged in"} (${sessionId})`);
    }
    if (strangers > 0) {
      console.print(`Sent away ${strangers} ${strangers === 1 ? "caller" : "callers"} about to log in`);
    }
    return EXIT.ok;
  },
};

const remove: Command = {
  name: "bans remove",
  operands: "ADDRESS|CIDR",
  least: 1,
  most: 1,
  summary: "Lift a ban, as it stands in the list; failed logins are forgiven",
  run: async ({ paths, console, operands: [address = ""], by }) => {
    checkAddress(address);
    const lifted = await withDesk(
      paths,
      (desk) => desk.perform<"removeBan">({ verb: "removeBan", address }, by),
    );
    if (!lifted) {
      throw new OperatorError(
        `Cannot lift the ban of ${quote(address)}: it is not banned by itself; see "x84 bans list"`,
      );
    }
    console.print(`Lifted the ban of ${parseSubnet(address).text}`);
    return EXIT.ok;
  },
};

/** The commands of the group. */
export const bansCommands: readonly Command[] = [list, add, remove];
