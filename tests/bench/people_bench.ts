/**
 * How long words take from one caller's keyboard to another's screen: in the room (through the database), in a chat, as a
 * private line, and as a call to chat.
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
/** Everybody is a guest; a key is the script that he runs. */
const MATRIX = `
export default async function main(session) {
  await session.echo("IN> ");
  const key = await session.readKey();
  if (await session.loginAsGuest()) session.goto(key.text === "r" ? "room" : "who");
}`;

/** A character that stands on no screen, as it goes over the line, one for each number. */
function markOf(number: number): { readonly typed: string; readonly shown: string } {
  const typed = String.fromCodePoint(0x4e00 + number);
  return { typed, shown: latin1.decode(new TextEncoder().encode(typed)) };
}

async function arrive(board: TestBoard, key: "r" | "w", prompt: string): Promise<LightCaller> {
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

/** Room, private lines, chat. */
export const peopleGroup: Group = {
  name: "people",
  async run({ quick, say }): Promise<Figure[]> {
    const count = quick ? 30 : 300;
    // Lines to others are paced: more at once are not sent.
    const lines = 19;
    await using board = await TestBoard.start({
      ini: { matrix: { enable_anonymous: true }, session: { timeout: 0 }, log: { file: "" } },
      scripts: { matrix: MATRIX },
    });
    const callers: LightCaller[] = [];
    const come = async (key: "r" | "w", prompt: string) => {
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
      const begin = performance.now();
      await c.send("\x1b[Fc");
      await d.waitFor("like to chat");
      const called = performance.now() - begin;
      await d.waitFor("answers");
      await d.send("y");
      await d.waitFor("hangs up");
      await c.waitFor("hangs up");
      const chat = await times(c, d, count, (mark) => mark, 2 * lines);
      return [
        ...figures("a line in the room", room),
        ...figures("a private line", told),
        ...figures("a key in a chat", chat),
        { name: "a call to chat", value: called, unit: "ms", bar: { most: BAR } },
      ];
    } finally {
      for (const caller of callers) caller.close();
    }
  },
};
