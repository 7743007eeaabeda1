/**
 * Other boards: a list of those that the INI file has sections for, and a telnet client to call them with.
 *
 * ```ini
 * [board example]
 * host = bbs.example.org
 * text = The Example
 * description = Where examples meet
 * ```
 *
 * With the name of one, `session.gosub("telnet", "example")`, it calls that one at once.
 *
 * @module
 */

import {
  clearScreen,
  justifyLeft,
  Lightbar,
  type RemoteHost,
  sanitizeLine,
  type Session,
  TelnetError,
} from "x84";
import { pageBox, Pane } from "./pane.ts";
import { sectionFont } from "./screen_look.ts";
import { Call, type Callee } from "./telnet_call.ts";
import { type Look, lookOf } from "./themes.ts";
import { headOf, plain, showWords } from "./world.ts";

const TITLE = "Other boards";
/** Cells of a board's name. */
const NAME = 28;
const TELNET_PORT = 23;
/** Characters of a host and its port. */
const MAX_HOST = 260;

/** A board, as its section tells. */
interface Board extends Callee {
  readonly name: string;
  readonly description: string;
}

/** The boards that a caller may call, in the order of their names. */
function boardsOf(session: Session): Board[] {
  const boards: Board[] = [];
  for (const section of session.sections("board ")) {
    const name = section.slice("board ".length).trim();
    if (name === "" || session.setting(section, "host") === "") continue;
    if (!session.flagSetting(section, "enabled", true)) continue;
    if (session.flagSetting(section, "sysop_only", false) && !session.isSysop) continue;
    boards.push({
      name,
      target: name,
      text: sanitizeLine(session.setting(section, "text", name), { maxLength: 60 }) || name,
      description: sanitizeLine(session.setting(section, "description"), { maxLength: 200 }),
    });
  }
  return boards;
}

/** What a caller has typed: `host`, `host:port`, `host port`, `[address]:port`; `undefined` when it is no host. */
export function parseHost(typed: string): RemoteHost | undefined {
  const bracketed = /^\s*\[([0-9a-f:.]+)\](?:[:\s]+(\d{1,5}))?\s*$/i.exec(typed);
  const found = bracketed ?? /^\s*(?:telnet:\/\/)?([\w.-]+)(?:[:\s]\s*(\d{1,5}))?\/?\s*$/i.exec(typed) ??
    /^\s*([0-9a-f]*:[0-9a-f:.]+)()\s*$/i.exec(typed);
  if (found === null) return undefined;
  const port = found[2] === undefined || found[2] === "" ? TELNET_PORT : Number(found[2]);
  return port >= 1 && port <= 65535 ? { host: found[1]!, port } : undefined;
}

/** A sentence for a call that did not come about. */
function trouble(error: unknown, text: string): string {
  if (!(error instanceof TelnetError)) throw error;
  switch (error.code) {
    case "refused":
      return `This board does not call ${text}.`;
    case "busy":
      return "There are too many calls just now. Try again in a moment.";
    case "timeout":
      return `${text} does not answer.`;
    case "network":
      return `${text} cannot be reached.`;
    case "cancelled":
      return `You have not waited for ${text}.`;
  }
}

/** Calls a board; answers a sentence about how it went. */
async function callBoard(session: Session, look: Look, callee: Callee): Promise<string> {
  const before = session.activity;
  session.setActivity(`calling ${callee.text}`.slice(0, 60));
  try {
    return await new Call(session, look, callee).run();
  } catch (error) {
    return trouble(error, callee.text);
  } finally {
    session.setActivity(before);
  }
}

/** The list, until the caller leaves it. */
async function choose(session: Session, look: Look, boards: readonly Board[], any: boolean): Promise<void> {
  const wide = () => pageBox(session).width >= 60;
  const items = () =>
    boards.map(({ name, text, description }) => ({
      key: name,
      text: ` ${wide() ? justifyLeft(plain(text, NAME), NAME) + " " + plain(description) : plain(text)}`,
    }));
  const list = () => new Lightbar({ items: items(), colors: { highlight: look.bar } });
  const count = () => boards.length === 1 ? "1 board" : `${boards.length} boards`;
  let bar = list();
  const pane = new Pane<"other">(session, bar, {
    keys: any ? { other: ["o"] } : {},
    head: () => [...headOf(session, look, TITLE, count()), ""],
    fit: () => void bar.update(items()),
    hints: () => [
      ["Enter", "call"],
      ["up/down", "choose"],
      ...(any ? [["o", "another host"] as const] : []),
      ["q", "leave"],
    ],
    keyStyle: look.highlight,
  });
  await pane.paint();
  for (;;) {
    const action = await pane.next();
    let callee: Callee | undefined;
    if (action === "other") {
      const typed = await pane.ask("Host:", { maxLength: MAX_HOST });
      const target = parseHost(typed ?? "");
      if (target !== undefined) callee = { target, text: sanitizeLine(target.host, { maxLength: 60 }) };
      else if (typed !== undefined && typed.trim() !== "") pane.message = "That is no host.";
    } else {
      if (bar.quit) return;
      const { position, selection } = bar;
      bar = list();
      bar.position = position;
      pane.widget = bar;
      callee = boards.find(({ name }) => name === selection?.key);
    }
    if (callee !== undefined) pane.message = await callBoard(session, look, callee);
    await pane.paint();
  }
}

export default async function main(session: Session, name?: unknown): Promise<void> {
  const look = await lookOf(session, "boards");
  await using _font = await sectionFont(session, "boards");
  await clearScreen(session);
  const guest = session.user === undefined || session.user.guest;
  const any = !guest && session.flagSetting("boards", "any", false);
  const boards = boardsOf(session);
  if (guest && !session.flagSetting("boards", "guests", false)) {
    return await showWords(session, look, TITLE, "Calling other boards is for callers with an account.");
  }
  if (typeof name === "string" && name !== "") {
    const callee = boards.find((board) => board.name === name.toLowerCase());
    const words = callee === undefined
      ? "There is no such board to be called."
      : await callBoard(session, look, callee);
    return await showWords(session, look, callee?.text ?? TITLE, words);
  }
  if (boards.length === 0 && !any) {
    return await showWords(session, look, TITLE, "There are no boards that can be called from here.");
  }
  session.setActivity("looking at other boards");
  await choose(session, look, boards, any);
}
