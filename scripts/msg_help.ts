/**
 * How the message area is used, in words.
 *
 * @module
 */

import { Pager, type Session, style } from "x84";
import { Pane, readOn } from "./pane.ts";
import { barred, readingColors, titleHead } from "./reading.ts";

const HELP: readonly (readonly [key: string, text: string] | string)[] = [
  "Messages are public or private. What is public is read by everybody, guests too; private mail by the two " +
  "it is between, or by the members of a group when it was written to @group.",
  "",
  "Tags are words on a message: introductions, music, for.sale. A message may have several. Everything public " +
  "has the tag public.",
  "",
  "In the list of areas",
  ["n", "reads what is new to you, one message after the other"],
  ["Enter", "lists the messages of an area"],
  ["p  w", "posts to everybody; writes to one caller or a @group"],
  ["v", "lists your private mail"],
  ["/", 'searches: all words, "two words" together, begin*'],
  ["c", "chooses the tags that you read, as patterns: tech* music"],
  ["m", "marks everything as read"],
  "",
  "In a message",
  ["Space", "a page on, then the next message; n and p at once"],
  ["r  M", "answers; answers its author by private mail"],
  ["w", "forwards it to somebody"],
  ["u", "goes up to what it answers"],
  ["[  ]", "the message before and behind in its thread; t lists it"],
  ["e  E", "changes its tags; its words, when it is your own"],
  ["D", "deletes it, when it is your own or you moderate"],
  ["5", "a number goes to that message, -1 to the last one"],
  "",
  "While you write, what you have written is kept. If your line breaks, it is offered to you the next time.",
  "",
  "Colours are written as pipe codes: ||04 red, ||02 green, ||14 yellow, ||07 normal.",
];

function lines(session: Session): string[] {
  const { highlight } = readingColors(session);
  return HELP.map((line) =>
    typeof line === "string" ? line : `  ${style(highlight, barred(line[0].padEnd(6)))} ${line[1]}`
  );
}

/** Shows the help until the caller leaves. */
export async function showMessageHelp(session: Session): Promise<void> {
  const pager = new Pager({ content: lines(session) });
  const pane = new Pane<"leave" | "on">(session, pager, {
    head: () => titleHead(session, "Messages: help"),
    hints: () => [...(pager.atBottom ? [] : [["Space", "more"] as const]), ["q", "back"]],
    keyStyle: readingColors(session).key,
    keys: { leave: ["q", "Q", "escape"], on: ["enter", " "] },
  });
  await pane.paint();
  await readOn(session, pane);
}
