/**
 * `x84 status`, `who`, `kick`, `broadcast` and `reload`: what is asked of a server that runs.
 *
 * @module
 */

import { OperatorError } from "../base/errors.ts";
import { timeAgo } from "../text/time_ago.ts";
import { type Command, EXIT } from "./command.ts";
import { withServer } from "./desk.ts";
import { renderTable } from "./table.ts";

const MANY = Number.MAX_SAFE_INTEGER;

function sessions(count: number): string {
  return `${count} ${count === 1 ? "session" : "sessions"}`;
}

/** Asks for the state of the server. */
export const statusCommand: Command = {
  name: "status",
  least: 0,
  most: 0,
  summary: "Tell whether the server runs, since when, and how many call",
  run: async ({ paths, console, by }) => {
    const status = await withServer(paths, (desk) => desk.perform<"status">({ verb: "status" }, by));
    const up = timeAgo((Date.now() - status.started) / 1000).trim();
    console.print(`x84 ${status.version} has been running for ${up}`);
    for (const door of status.doors) console.print(`listening ${door}`);
    console.print(`${status.callers} connected, ${status.users} accounts`);
    return EXIT.ok;
  },
};

/** Lists the callers. */
export const whoCommand: Command = {
  name: "who",
  least: 0,
  most: 0,
  summary: "List who is connected",
  details: ['A caller who has not logged in has the handle "-".'],
  run: async ({ paths, console, by }) => {
    const sessions = await withServer(paths, (desk) => desk.perform<"who">({ verb: "who" }, by));
    if (sessions.length === 0) {
      console.print("Nobody is connected");
      return EXIT.ok;
    }
    const [head, ...rows] = renderTable(
      ["NODE", "HANDLE", "ON", "IDLE", "SCRIPT", "SESSION", "ACTIVITY"],
      sessions.map(({ node, handle, connectTime, idle, script, sessionId, activity }) => [
        String(node),
        handle || "-",
        timeAgo((Date.now() - connectTime) / 1000).trim(),
        timeAgo(idle).trim(),
        script || "-",
        sessionId,
        activity,
      ]),
    );
    console.print(head!, "strong");
    for (const row of rows) console.print(row);
    return EXIT.ok;
  },
};

/** Ends sessions. */
export const kickCommand: Command = {
  name: "kick",
  operands: "NODE|HANDLE|SESSION [REASON...]",
  least: 1,
  most: MANY,
  summary: "Disconnect a caller; the reason is the last line he sees",
  details: ["A number is a node if there is such a node. A handle means all sessions of that user."],
  run: async ({ paths, console, operands: [target = "", ...reason], by }) => {
    const ended = await withServer(
      paths,
      (desk) => desk.perform<"kick">({ verb: "kick", target, reason: reason.join(" ") }, by),
    );
    if (ended.length === 0) {
      throw new OperatorError(`Cannot kick "${target}": nobody of that name is connected`);
    }
    for (const { node, handle, sessionId } of ended) {
      console.print(`Disconnected node ${node}, ${handle || "not logged in"} (${sessionId})`);
    }
    return EXIT.ok;
  },
};

/** Tells every caller something. */
export const broadcastCommand: Command = {
  name: "broadcast",
  operands: "TEXT...",
  least: 1,
  most: MANY,
  summary: "Show a line to everybody who has logged in",
  details: [
    "Says how many sessions got it. Callers see it at once, or when they leave what fills their screen.",
  ],
  run: async ({ paths, console, operands, by }) => {
    const text = operands.join(" ");
    const { told, atLogin, busy } = await withServer(
      paths,
      (desk) => desk.perform<"broadcast">({ verb: "broadcast", text }, by),
    );
    console.print(`Told ${sessions(told)}`);
    if (atLogin > 0) console.print(`Not told, for nobody has logged in there: ${sessions(atLogin)}`);
    if (busy > 0) console.print(`Not told, for their scripts take nothing just now: ${sessions(busy)}`);
    return EXIT.ok;
  },
};

/** Lets the server read the INI file again. */
export const reloadCommand: Command = {
  name: "reload",
  least: 0,
  most: 0,
  summary: "Let the server read its INI file again, as SIGHUP does",
  details: ["A file with a mistake changes nothing. Some settings need a restart: they are named."],
  run: async ({ paths, console, by }) => {
    const report = await withServer(paths, (desk) => desk.perform<"reload">({ verb: "reload" }, by));
    for (const line of report) console.print(line);
    return EXIT.ok;
  },
};
