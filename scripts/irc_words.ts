/**
 * What happens on IRC, in words and colours for the screen.
 *
 * @module
 */

import { decodeMirc, type IrcEvent, sanitizeLine, style } from "x84";
import type { Look } from "./themes.ts";

/** What is known of the connection. */
export interface IrcState {
  /** Whether lines can be said. */
  connected: boolean;
  /** The server, and whether it let us in the last time. */
  server: string;
  reached: boolean;
  nick: string;
  channel: string;
  topic: string;
  /** Who is in the channel. */
  readonly names: Set<string>;
}

/** Characters of a line. */
const MAX_LINE = 600;

/** A stranger's word. */
export function word(text: string): string {
  return sanitizeLine(text, { maxLength: 60, pipes: "keep" });
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The line with the own nickname marked in it, unless it has colours of its own. */
function marked(text: string, nick: string): string {
  if (nick === "" || text.includes("\x1b")) return text;
  const at = text.toLowerCase().indexOf(nick.toLowerCase());
  if (at < 0) return text;
  const end = at + nick.length;
  return text.slice(0, at) + style("bold_white_on_magenta", text.slice(at, end)) + text.slice(end);
}

/** Follows who is where. */
export function follow(state: IrcState, event: IrcEvent): void {
  const here = "channel" in event && isSame(event.channel, state.channel);
  switch (event.type) {
    case "connecting":
      state.connected = false;
      state.reached = false;
      state.server = word(event.server);
      return;
    case "connected":
      state.connected = true;
      state.reached = true;
      state.nick = word(event.nick);
      return;
    case "closed":
      state.connected = false;
      state.names.clear();
      return;
    case "names":
      if (here) { for (const name of event.names) state.names.add(word(name)); }
      return;
    case "join":
      if (here) state.names.add(word(event.nick));
      return;
    case "part":
    case "kick":
      if (here) state.names.delete(word(event.nick));
      return;
    case "quit":
      state.names.delete(word(event.nick));
      return;
    case "nick":
      if (state.names.delete(word(event.nick))) state.names.add(word(event.to));
      if (isSame(event.nick, state.nick)) state.nick = word(event.to);
      return;
    case "topic":
      if (here) state.topic = sanitizeLine(decodeMirc(event.text), { maxLength: 400 });
      return;
  }
}

/** What the system says of a failed connection, for people. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [/refused/i, "nobody answers there"],
  [/lookup|resolve|not known|notfound|no address/i, "its name is not known"],
  [/timed? ?out/i, "no answer in time"],
  [/unreachable/i, "no way leads there"],
  [/reset|broken pipe/i, "it hung up"],
];

function inWords(reason: string): string {
  return FAILURES.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
}

/** The line that tells of an event; `undefined` when it is not worth one. */
export function tellEvent(event: IrcEvent, state: IrcState, look: Look): string | undefined {
  const said = (text: string) => decodeMirc(text, MAX_LINE);
  const note = (text: string) => style(look.lowlight, `* ${text}`);
  const why = (text: string) => text === "" ? "" : ` (${sanitizeLine(decodeMirc(text), { maxLength: 200 })})`;
  const elsewhere = (target: string) => /^[#&+!]/.test(target) && !isSame(target, state.channel);
  switch (event.type) {
    case "connecting": {
      const again = event.attempt > 1 ? ` again, attempt ${event.attempt}` : "";
      return note(`connecting to ${word(event.server)}${again} ...`);
    }
    case "connected":
      return note(`connected, you are ${word(event.nick)}`);
    case "closed": {
      const server = state.server === "" ? "the server" : state.server;
      const what = state.reached ? `the connection to ${server} is lost` : `${server} cannot be reached`;
      const next = event.retry === undefined
        ? ". /connect tries again."
        : `; next attempt in ${event.retry} seconds.`;
      return style("bold_red", `* ${what}${why(inWords(event.reason))}${next}`);
    }
    case "message": {
      const from = word(event.from);
      const text = marked(said(event.text), state.nick);
      const where = elsewhere(event.target) ? `${word(event.target)} ` : "";
      if (event.kind === "action") return `${where}${style(look.highlight, `* ${from}`)} ${text}`;
      if (event.kind === "notice") {
        return `${style(look.lowlight, `-${from === "" ? "server" : from}-`)} ${text}`;
      }
      const isPrivate = !/^[#&+!]/.test(event.target);
      return isPrivate
        ? `${style("bold_magenta", `[${from}]`)} ${text}`
        : `${where}${style(look.lowlight, "<")}${style(look.highlight, from)}${
          style(look.lowlight, ">")
        } ${text}`;
    }
    case "join":
      return note(
        isSame(event.nick, state.nick)
          ? `you are in ${word(event.channel)}`
          : `${word(event.nick)} has come${elsewhere(event.channel) ? ` to ${word(event.channel)}` : ""}`,
      );
    case "part":
      return note(
        `${word(event.nick)} has left${elsewhere(event.channel) ? ` ${word(event.channel)}` : ""}${
          why(event.text)
        }`,
      );
    case "quit":
      return note(`${word(event.nick)} is gone${why(event.text)}`);
    case "kick": {
      const whom = isSame(event.nick, state.nick) ? "you were" : `${word(event.nick)} was`;
      return note(`${whom} shown the door by ${word(event.by)}${why(event.text)}`);
    }
    case "nick":
      return note(`${word(event.nick)} is now ${word(event.to)}`);
    case "mode":
      return note(`${word(event.by)} sets ${word(event.text)} on ${word(event.target)}`);
    case "topic": {
      const by = event.by === "" ? "" : ` by ${word(event.by)}`;
      return note(`topic${by}: `) + said(event.text);
    }
    case "names": {
      const more = event.count > event.names.length ? `, and ${event.count - event.names.length} more` : "";
      return note(`here: ${event.names.map(word).join(" ")}${more}`);
    }
    case "error":
      return style("bold_red", `* ${sanitizeLine(event.text, { maxLength: 300 })}`);
    case "lost":
      return style("bold_red", `* ${event.count} lines were lost: too much at once`);
  }
}
