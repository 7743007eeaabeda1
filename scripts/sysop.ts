/**
 * What a sysop looks after from within the board: accounts, groups, callers, messages, the log, the settings. The host
 * checks by itself who asks.
 *
 * @module
 */

import {
  type BanView,
  Group,
  justifyLeft,
  leftMargin,
  Lightbar,
  MAX_BAN,
  MAX_LOG_TAIL,
  type Session,
  style,
  SYSOP_GROUP,
  User,
} from "x84";
import { boardName } from "./common.ts";
import { clean, cleanHandle, refusal } from "./people.ts";
import { pickOne } from "./pick.ts";
import { GROUP } from "./profile.ts";
import { scrollThrough } from "./scroll.ts";
import { showSysopHelp } from "./sysop_help.ts";
import { keyHint, View } from "./view.ts";

/** Milliseconds between two looks at the log. */
const LOG_INTERVAL = 2000;
/** Characters of a broadcast. */
const MAX_BROADCAST = 300;

interface Duty {
  readonly key: string;
  readonly text: string;
  /** Does it; what it answers stands in the bottom line. */
  readonly run: (session: Session, view: View) => Promise<string | void>;
}

const DUTIES: readonly Duty[] = [
  { key: "a", text: "Accounts: find, change, delete", run: (session) => gosub(session, "profile") },
  { key: "u", text: "All users", run: (session) => gosub(session, "userlist") },
  { key: "g", text: "Groups and their members", run: (session, view) => groups(session, view) },
  { key: "w", text: "Who is here: talk to, disconnect", run: (session) => gosub(session, "who") },
  { key: "b", text: "Broadcast a line to everybody", run: (session, view) => broadcast(session, view) },
  { key: "m", text: "Messages: read, moderate", run: (session) => gosub(session, "msgarea") },
  { key: "t", text: "Addresses that are turned away", run: (session) => bans(session) },
  { key: "l", text: "The end of the log", run: (session) => showLog(session) },
  { key: "c", text: "The configuration in force", run: (session) => showSettings(session) },
  { key: "h", text: "How this board is changed", run: (session) => showSysopHelp(session) },
];

async function gosub(session: Session, script: string): Promise<void> {
  await session.gosub(script);
}

async function broadcast(session: Session, view: View): Promise<string | void> {
  const text = await view.ask("To everybody:", { maxLength: MAX_BROADCAST });
  if (text === undefined || clean(text) === "") return;
  const reached = await session.broadcast(clean(text, MAX_BROADCAST));
  return `${reached === 1 ? "1 other caller was" : `${reached} other callers were`} told.`;
}

async function showLog(session: Session): Promise<void> {
  await scrollThrough(session, {
    section: "sysop",
    title: "The log",
    load: () => session.call({ verb: "readLog", lines: MAX_LOG_TAIL }),
    interval: LOG_INTERVAL,
    fromEnd: true,
  });
}

async function showSettings(session: Session): Promise<void> {
  await scrollThrough(session, {
    section: "sysop",
    title: "Settings; * is taken over by a reload",
    load: async () => {
      const lines: string[] = [];
      let section = "";
      for (const setting of await session.call({ verb: "listSettings" })) {
        if (setting.section !== section) lines.push("", `[${setting.section}]`);
        section = setting.section;
        const value = setting.secret ? "******** (stays with the host)" : setting.value;
        lines.push(`${setting.live ? "*" : "-"} ${setting.key} = ${value}`);
      }
      return lines.slice(1);
    },
  });
}

function until({ until }: BanView): string {
  return until === null
    ? "for good"
    : `until ${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

async function bans(session: Session): Promise<void> {
  await scrollThrough(session, {
    section: "sysop",
    title: "Addresses that are turned away",
    load: async () => {
      const found = await session.call({ verb: "listBans" });
      if (found.length === 0) return ["None is."];
      return found.map((ban) => `${ban.address}  ${until(ban)}  ${ban.reason} (${ban.by})`);
    },
    interval: LOG_INTERVAL,
    keys: [["a", "add"], ["r", "remove"]],
    onKey: async (key, view) => {
      try {
        if (key.text === "a") await turnAway(session, view);
        else if (key.text === "r") await letIn(session, view);
      } catch (error) {
        view.message = refusal(error);
      }
    },
  });
}

/** Bans an address, when the sysop is sure of all that he typed. */
async function turnAway(session: Session, view: View): Promise<void> {
  const address = (await view.ask("Address or subnet:", { maxLength: 50 }))?.trim() ?? "";
  if (address === "") return;
  const hours = await askHours(view);
  if (hours === undefined) return;
  const reason = await view.ask("Why?", { maxLength: 100 });
  if (reason === undefined) return;
  const time = hours === "for good" ? hours : `for ${hours === 1 ? "1 hour" : `${hours} hours`}`;
  if (!await view.confirm(`Turn ${clean(address, 50)} away ${time}?`)) {
    view.message = "Nobody is turned away.";
    return;
  }
  const seconds = hours === "for good" ? undefined : Math.min(MAX_BAN, Math.ceil(hours * 3600));
  const ban = await session.call({ verb: "addBan", address, seconds, reason });
  view.message = `${ban.address} is turned away ${until(ban)}; r lifts it.`;
}

/** Asks until it is a number, or nothing at all; `undefined` for Escape. */
async function askHours(view: View): Promise<number | "for good" | undefined> {
  for (let question = "Hours? Blank for good:";;) {
    const typed = (await view.ask(question, { maxLength: 6 }))?.trim();
    if (typed === undefined) return undefined;
    if (typed === "") return "for good";
    if (Number(typed) > 0) return Number(typed);
    question = `"${clean(typed, 6)}" is no number of hours. How many? Blank for good:`;
  }
}

/** Lifts one of the bans that there are. */
async function letIn(session: Session, view: View): Promise<void> {
  const found = await session.call({ verb: "listBans" });
  const address = found.length === 0
    ? undefined
    : await pickOne(session, "sysop", "Who may call again?", found.map((ban) => ban.address));
  await view.reopen();
  if (address === undefined) return;
  const lifted = await session.call({ verb: "removeBan", address });
  view.message = lifted ? `${address} may call again.` : `${address} is not in the list.`;
}

async function groups(session: Session, view: View): Promise<string | void> {
  const typed = await view.ask("Which group?", { maxLength: 32, value: SYSOP_GROUP });
  const name = typed?.trim().toLowerCase() ?? "";
  if (name === "") return;
  if (!GROUP.test(name)) return `A group is a word of small letters, not "${clean(name, 40)}".`;
  const group = new Group(name, session);
  const load = async () => {
    const members = await group.members();
    return members.length === 0 ? ["Nobody is in it."] : members;
  };
  await scrollThrough(session, {
    section: "sysop",
    title: `Members of ${name}`,
    load,
    keys: [["a", "add"], ["r", "remove"]],
    onKey: async (key, view) => {
      if (key.text !== "a" && key.text !== "r") return;
      const handle =
        (await view.ask(key.text === "a" ? "Add whom?" : "Remove whom?", { maxLength: 30 }))?.trim() ?? "";
      if (handle === "") return;
      try {
        await change(session, group, handle, key.text === "a");
        view.message = key.text === "a" ? `${cleanHandle(handle)} is in.` : `${cleanHandle(handle)} is out.`;
      } catch (error) {
        view.message = refusal(error);
      }
    },
  });
}

async function change(session: Session, group: Group, handle: string, member: boolean): Promise<void> {
  if (await User.find(handle, session) === undefined) {
    throw new RangeError(`Cannot change group: nobody is called "${cleanHandle(handle)}"`);
  }
  await (member ? group.add(handle) : group.remove(handle));
}

export default async function main(session: Session): Promise<void> {
  if (!session.isSysop) {
    await session.echo("\r\n This is for sysops.\r\n");
    await session.readKey(2000);
    return;
  }
  await using _font = await View.font(session, "sysop");
  const bar = new Lightbar<Duty>({
    items: DUTIES.map((duty) => ({ key: duty, text: "" })),
    keys: { home: ["home"], end: ["end"], pageUp: ["pageup"], pageDown: ["pagedown"] },
  });
  const view = await View.open(session, {
    section: "sysop",
    rowsBelow: DUTIES.length + 4,
    draw(view, rows) {
      const width = Math.min(50, view.columns - 1);
      bar.place({ top: 0, left: 0, width, height: Math.max(1, rows - 2) }, session);
      const { row } = bar.position;
      const items = bar.visibleItems.map(({ key: { key, text } }, i) =>
        i === row
          ? ` ${style(view.look.bar, justifyLeft(` ${key}  ${text}`, width))}`
          : `  ${style(view.look.highlight, key)}  ${text}`
      );
      const margin = " ".repeat(leftMargin(session));
      const title = ` ${style(view.look.highlight, `Sysop of ${boardName(session)}`)}`;
      return [title, "", ...items].map((line) => margin + line);
    },
    hint: (view) => keyHint(view.look, view.columns, [["q", "leave"], ["enter", "choose"]]),
  });
  for (;;) {
    session.setActivity("looking after the board");
    const event = await view.next();
    if (event?.type !== "key") continue;
    const { key } = event;
    if (key.text === "q" || key.text === "Q" || key.name === "escape") return;
    const duty = key.name === "enter" ? bar.selection?.key : DUTIES.find((one) => one.key === key.text);
    if (duty === undefined) {
      bar.push(key);
    } else {
      bar.goto(DUTIES.indexOf(duty));
      let answer: string | void = undefined;
      try {
        answer = await duty.run(session, view);
      } catch (error) {
        answer = refusal(error);
      }
      await view.reopen();
      view.message = answer ?? "";
    }
    await view.paint();
  }
}
