/**
 * How long words take from one caller's keyboard to another's screen: in the room (through the database), in a chat, as a
 * private line, as a call to chat or a page, and as a notice of a one-liner or of a new message.
 *
 * @module
 */

import { TestBoard } from "../e2e/harness.ts";
import { type Figure, type Group, median, quantile } from "./figure.ts";
import { LightCaller } from "./light_caller.ts";

/** As the callers of the bench read. */
const latin1 = new TextDecoder("latin1");
/** Milliseconds that words may take. */
const BAR = 100;
/** A key is the script that a caller runs, as a guest or with an account of that name; the first one is the sysop. */
const MATRIX = `
const GUESTS = { r: "room", w: "who" };
const USERS = { s: ["sysop1", "main"], o: ["waller", "oneliners"], m: ["writer", "msgarea"], p: ["pager", "pages"] };
export default async function main(session) {
  await session.echo("IN> ");
  const { text } = await session.readKey();
  if (text in GUESTS) {
    if (await session.loginAsGuest()) session.goto(GUESTS[text]);
    return;
  }
  const [handle, script] = USERS[text];
  const answer = await session.apply({ handle, password: "correct horse", location: "", email: "" });
  if ("user" in answer) session.goto(script);
}`;
const PAGES = `
export default async function main(session) {
  for (;;) await session.gosub("page");
}`;
/** Calls and pages that are measured beside the first one. */
const CALLS = 9;

/** A character that stands on no screen, as it goes over the line, one for each number. */
function markOf(number: number): { readonly typed: string; readonly shown: string } {
  const typed = String.fromCodePoint(0x4e00 + number);
  return { typed, shown: latin1.decode(new TextEncoder().encode(typed)) };
}

async function arrive(board: TestBoard, key: string, prompt: string): Promise<LightCaller> {
  const caller = await LightCaller.at(board.port, "IN> ");
  await caller.send(key);
  await caller.waitFor(prompt);
  return caller;
}

/** Milliseconds from what `from` types to what `to` sees, `count` times; `words` are typed around the mark. */
async function times(
  from: LightCaller,
  to: LightCaller,
  count: number,
  words: (mark: string) => string,
  first: number,
): Promise<number[]> {
  const measured: number[] = [];
  for (let i = 0; i < count; i++) {
    const { typed, shown } = markOf(first + i);
    const begin = performance.now();
    await from.send(words(typed));
    await to.waitFor(shown);
    measured.push(performance.now() - begin);
    // What the sender's own screen shows of it is read, so that his line does not fill up.
    await from.waitFor(shown);
  }
  return measured;
}

/** The same for messages: from the key that posts one to the notice of it. */
async function messageTimes(
  from: LightCaller,
  to: LightCaller,
  count: number,
  first: number,
): Promise<number[]> {
  const measured: number[] = [];
  for (let i = 0; i < count; i++) {
    const { typed, shown } = markOf(first + i);
    await from.send(`p\r${typed}\rbench\r`);
    await from.waitFor("^Z save");
    await from.send("words\x1a");
    await from.waitFor("post it");
    const begin = performance.now();
    await from.send("\r");
    await to.waitFor(shown);
    measured.push(performance.now() - begin);
    await from.waitFor("Posted as");
  }
  return measured;
}

/** From the key that calls to the question on the other's screen; the first call loads the scripts. */
async function callTimes(from: LightCaller, to: LightCaller): Promise<number[]> {
  const measured: number[] = [];
  await from.send("\x1b[F");
  for (let i = 0; i <= CALLS; i++) {
    const begin = performance.now();
    await from.send("c");
    await to.waitFor("like to chat");
    measured.push(performance.now() - begin);
    await to.waitFor("answers");
    if (i === CALLS) break;
    await to.send("n");
    await from.waitFor("Press any key");
    await from.send(" ");
    await from.waitFor("leave");
  }
  return measured;
}

/** From the end of the line that tells what it is about to the question on the sysop's screen. */
async function pageTimes(from: LightCaller, to: LightCaller): Promise<number[]> {
  const measured: number[] = [];
  for (let i = 0; i <= CALLS; i++) {
    await from.send("help");
    await from.waitFor("help");
    const begin = performance.now();
    await from.send("\r");
    await to.waitFor("pages you");
    measured.push(performance.now() - begin);
    await to.waitFor("declines");
    await to.send("n");
    await from.waitFor("Leave a message");
    await from.send("n");
    await from.waitFor("About:");
  }
  return measured;
}

function figures(name: string, measured: readonly number[]): Figure[] {
  return [
    {
      name: `${name}, median of ${measured.length}`,
      value: median(measured),
      unit: "ms",
      bar: { most: BAR },
    },
    { name: "the same, p99", value: quantile(measured, 0.99), unit: "ms", bar: { most: BAR } },
  ];
}

function figure(name: string, value: number): Figure {
  return { name, value, unit: "ms", bar: { most: BAR } };
}

/** Room, private lines, chat, calls, notices. */
export const peopleGroup: Group = {
  name: "people",
  async run({ quick, say }): Promise<Figure[]> {
    const count = quick ? 30 : 300;
    // Lines to others are paced: more at once are not sent.
    const lines = 19;
    await using board = await TestBoard.start({
      ini: { matrix: { enable_anonymous: true }, session: { timeout: 0 }, log: { file: "" } },
      scripts: { matrix: MATRIX, pages: PAGES },
    });
    const callers: LightCaller[] = [];
    const come = async (key: string, prompt: string) => {
      const caller = await arrive(board, key, prompt);
      callers.push(caller);
      return caller;
    };
    try {
      say("two callers in the room");
      const [a, b] = [await come("r", "/help"), await come("r", "/help")];
      const room = await times(a, b, lines, (mark) => `${mark}\r`, 0);
      // Guests share a name: the node says who is meant.
      const told = await times(a, b, lines, (mark) => `/msg 2 ${mark}\r`, lines);
      say("two callers in a chat");
      const [c, d] = [await come("w", "leave"), await come("w", "leave")];
      const [called = NaN, ...again] = await callTimes(c, d);
      await d.send("y");
      await d.waitFor("hangs up");
      await c.waitFor("hangs up");
      const chat = await times(c, d, count, (mark) => mark, 2 * lines);
      say("a caller at the main menu, one at the wall, one who writes messages, one who pages");
      let mark = 2 * lines + count;
      const reader = await come("s", "in brackets");
      const wall = await times(await come("o", "Say"), reader, lines, (text) => `y${text}\r`, mark);
      mark += lines;
      const posted = await messageTimes(await come("m", "write mail"), reader, lines, mark);
      const [paged = NaN, ...pagedAgain] = await pageTimes(await come("p", "About:"), reader);
      return [
        ...figures("a line in the room", room),
        ...figures("a private line", told),
        ...figures("a key in a chat", chat),
        figure("the first call to chat", called),
        ...figures("a call to chat", again),
        figure("the first page", paged),
        ...figures("a page", pagedAgain),
        ...figures("notice of a one-liner", wall),
        ...figures("notice of a new message", posted),
      ];
    } finally {
      for (const caller of callers) caller.close();
    }
  },
};
